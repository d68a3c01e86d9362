// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mond/event_loop.h"

#include "lib/base/cat.h"
#include "lib/base/errno_text.h"
#include "lib/base/log.h"

#include <qb/qbloop.h>

#include <poll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <utility>

namespace mmm::mond {

struct EventLoop::Watch {
    EventLoop* loop = nullptr;
    Handler handler;
};

EventLoop::EventLoop()
    : loop_(qb_loop_create())
{
}

EventLoop::~EventLoop()
{
    for (const auto& [file, watch] : watches_) {
        qb_loop_poll_del(loop_, file);
    }
    qb_loop_destroy(loop_);
}

void EventLoop::call(const Handler& handler)
{
    try {
        handler();
    } catch (const std::exception& failure) {
        log::error(cat("internal error: ", failure.what()));
        failed_ = true;
        qb_loop_stop(loop_);
    }
}

Result<> EventLoop::watch(int file, Handler handler)
{
    auto watch = std::make_shared<Watch>(Watch{this, std::move(handler)});
    const int failed = qb_loop_poll_add(
        loop_,
        QB_LOOP_HIGH,
        file,
        POLLIN,
        watch.get(),
        [](std::int32_t readable, std::int32_t, void* data) -> std::int32_t {
            auto* loop = static_cast<Watch*>(data)->loop;
            // Kept until the handler is through, which may end its own watch.
            const auto current = loop->watches_[readable];
            loop->call(current->handler);
            return 0;
        });
    if (failed != 0) {
        return system_error("watch a file", -failed);
    }
    watches_[file] = std::move(watch);
    return {};
}

void EventLoop::unwatch(int file)
{
    if (watches_.contains(file)) {
        qb_loop_poll_del(loop_, file);
        watches_.erase(file);
    }
}

bool EventLoop::run()
{
    qb_loop_run(loop_);
    return !failed_;
}

void EventLoop::stop()
{
    qb_loop_stop(loop_);
}

Timer::Timer(EventLoop& loop)
    : loop_(loop)
    , clock_(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC))
{
    if (auto watched = loop_.watch(clock_.get(), [this] { fire(); }); !watched) {
        log::error(watched.error().message);
        std::abort(); // the monitor starts another one
    }
}

Timer::~Timer()
{
    loop_.unwatch(clock_.get());
}

void Timer::set(std::chrono::milliseconds delay, EventLoop::Handler handler)
{
    handler_ = std::move(handler);
    running_ = true;
    // Zero would mean never.
    const auto wait = std::max<std::chrono::nanoseconds>(delay, std::chrono::nanoseconds(1));
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(wait);
    itimerspec due{};
    due.it_value.tv_sec = seconds.count();
    due.it_value.tv_nsec = (wait - seconds).count();
    ::timerfd_settime(clock_.get(), 0, &due, nullptr);
}

void Timer::cancel()
{
    if (running_) {
        running_ = false;
        const itimerspec never{};
        ::timerfd_settime(clock_.get(), 0, &never, nullptr);
    }
}

void Timer::fire()
{
    std::uint64_t times = 0;
    const bool due = ::read(clock_.get(), &times, sizeof(times)) == sizeof(times);
    if (!due || !running_) {
        return; // cancelled, or set anew, since the loop saw it
    }
    running_ = false;
    // A copy: the handler may set the timer again.
    const auto handler = handler_;
    handler();
}

SignalWatch::SignalWatch(EventLoop& loop, int signal, EventLoop::Handler handler)
    : loop_(loop)
    , handler_(std::move(handler))
{
    qb_loop_signal_add(
        loop_.loop_,
        QB_LOOP_HIGH,
        signal,
        this,
        [](std::int32_t, void* data) -> std::int32_t {
            const auto* watch = static_cast<SignalWatch*>(data);
            watch->loop_.call(watch->handler_);
            return 0;
        },
        &handle_);
}

SignalWatch::~SignalWatch()
{
    qb_loop_signal_del(loop_.loop_, handle_);
}

} // namespace mmm::mond
