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

#include <functional>
#include <optional>

namespace mmm::mond {

class FailureReport {
public:
    /// acts: whether the cluster would do something about a failure now.
    FailureReport(
        EventLoop& loop,
        const ocf::Call& call,
        const mysql::Settings& settings,
        std::function<bool()> acts);

    /// Tries a few times: right after a change of the cluster's coordinator nobody may listen.
    /// Tells it again every ten seconds: a failure on record expires (failure-timeout), and a
    /// monitor whose result does not change is not told to the cluster twice, which would take the
    /// server for healthy again. Usually the stop that follows ends this process long before.
    void begin(const Failure& failure);

    /// Not told now, but when it lasts and the cluster acts again.
    void hold(const Failure& failure);

    /// The cluster acts again: told at once if it lasts.
    void remind();

    /// The failure is over; what was not told yet need not be.
    void drop();

    /// Lets a report that is under way end.
    void finish(Deadline deadline) { task_.finish(deadline); }

private:
    void attempt();
    void repeat_later();
    void ended(const Message& message);

    const ocf::Call& call_;
    const mysql::Settings& settings_;
    std::function<bool()> acts_;
    ChildTask task_;
    Timer again_;
    std::optional<Failure> failure_;
    int attempts_left_ = 0;
    bool another_ = false;
};

} // namespace mmm::mond
