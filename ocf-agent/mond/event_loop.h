// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The main loop: libqb's, as the rest of the cluster stack has it. Nothing that runs in it waits.
#pragma once

#include "lib/base/fd.h"
#include "lib/base/result.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>

struct qb_loop;

namespace mmm::mond {

class EventLoop {
public:
    using Handler = std::function<void()>;

    EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;
    EventLoop(EventLoop&&) = delete;
    EventLoop& operator=(EventLoop&&) = delete;
    ~EventLoop();

    /// Calls the handler whenever the file can be read, or has ended.
    Result<> watch(int file, Handler handler);

    /// To be called before the file is closed.
    void unwatch(int file);

    /// Runs until stop(), or until a handler threw: false then.
    bool run();
    void stop();

private:
    friend class SignalWatch;
    struct Watch;

    /// No exception may pass through the C library.
    void call(const Handler& handler);

    qb_loop* loop_;
    std::map<int, std::shared_ptr<Watch>> watches_;
    bool failed_ = false;
};

/// One call of a handler after a while; ends with the object. A timerfd(2): libqb's own timers make
/// its loop spin for up to a millisecond before each is due, which is most of what an idle daemon
/// would cost.
class Timer {
public:
    explicit Timer(EventLoop& loop);
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;
    Timer(Timer&&) = delete;
    Timer& operator=(Timer&&) = delete;
    ~Timer();

    /// Starts anew, whatever it was set to before.
    void set(std::chrono::milliseconds delay, EventLoop::Handler handler);
    void cancel();

    [[nodiscard]] bool running() const { return running_; }

private:
    void fire();

    EventLoop& loop_;
    EventLoop::Handler handler_;
    Fd clock_;
    bool running_ = false;
};

/// Calls a handler in the main loop when the process gets a signal.
class SignalWatch {
public:
    SignalWatch(EventLoop& loop, int signal, EventLoop::Handler handler);
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;
    SignalWatch(SignalWatch&&) = delete;
    SignalWatch& operator=(SignalWatch&&) = delete;
    ~SignalWatch();

private:
    EventLoop& loop_;
    EventLoop::Handler handler_;
    void* handle_ = nullptr;
};

} // namespace mmm::mond
