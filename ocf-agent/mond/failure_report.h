// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Tells the cluster that the server has failed. A child does it: the tool takes 15 ms or more, and
// may hang.
#pragma once

#include "lib/base/deadline.h"
#include "ocf-agent/mond/child_task.h"
#include "ocf-agent/mond/event_loop.h"
#include "ocf-agent/mond/server_life.h"
#include "ocf-agent/mysql/settings.h"
#include "ocf-agent/runtime/agent.h"

namespace mmm::mond {

class FailureReport {
public:
    FailureReport(EventLoop& loop, const ocf::Call& call, const mysql::Settings& settings);

    /// Tries a few times: right after a change of the cluster's coordinator nobody may listen.
    void begin(const Failure& failure);

    /// The failure is over; what was not told yet need not be.
    void drop();

    /// Lets a report that is under way end.
    void finish(Deadline deadline) { task_.finish(deadline); }

private:
    void attempt();
    void ended(const Message& message);

    const ocf::Call& call_;
    const mysql::Settings& settings_;
    ChildTask task_;
    Timer again_;
    Failure failure_;
    int attempts_left_ = 0;
    bool another_ = false;
};

} // namespace mmm::mond
