// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Asks corosync for quorum, again and again. A child does it: its library waits for as long as
// corosync is frozen.
#pragma once

#include "ocf-agent/mond/child_task.h"
#include "ocf-agent/mond/event_loop.h"

#include <cstdint>
#include <functional>
#include <string>

namespace mmm::mond {

class QuorumWatch {
public:
    /// Corosync answered a question that was put at that time, in milliseconds of uptime.
    using Answered = std::function<void(std::int64_t at_ms, bool quorate)>;

    QuorumWatch(EventLoop& loop, Answered answered);

    void start();
    void stop();

private:
    void begin();
    void heard(const Message& message);
    void ended();

    EventLoop& loop_;
    Answered answered_;
    ChildTask task_;
    Timer again_;
    std::string trouble_;
};

} // namespace mmm::mond
