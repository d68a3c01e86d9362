// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mond/event_loop.h"

#include "lib/base/cat.h"
#include "lib/base/errno_text.h"
#include "lib/base/log.h"

#include <qb/qbloop.h>

#include <poll.h>

#include <algorithm>
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
{
}

Timer::~Timer()
{
    cancel();
}

void Timer::set(std::chrono::milliseconds delay, EventLoop::Handler handler)
{
    cancel();
    handler_ = std::move(handler);
    const auto nanoseconds =
        std::chrono::nanoseconds(std::max(delay, std::chrono::milliseconds(0))).count();
    running_ = qb_loop_timer_add(
                   loop_.loop_,
                   QB_LOOP_MED,
                   static_cast<std::uint64_t>(nanoseconds),
                   this,
                   [](void* data) { static_cast<Timer*>(data)->fire(); },
                   &handle_) == 0;
}

void Timer::cancel()
{
    if (running_) {
        qb_loop_timer_del(loop_.loop_, handle_);
        running_ = false;
    }
}

void Timer::fire()
{
    running_ = false;
    // A copy: the handler may set the timer again.
    const auto handler = handler_;
    loop_.call(handler);
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
