// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Judges the host and tells the cluster what changed, when something happened that the recurring
// monitor would only see at its turn. The same function as the monitor's, in a child: it asks the
// server and calls tools.
#pragma once

#include "lib/base/deadline.h"
#include "ocf-agent/mond/child_task.h"
#include "ocf-agent/mysql/settings.h"
#include "ocf-agent/runtime/agent.h"

#include <optional>

namespace mmm::mond {

class Judging {
public:
    Judging(EventLoop& loop, const ocf::Call& call, const mysql::Settings& settings);

    /// Once more after the one that is under way, if there is one.
    void begin(std::optional<bool> ping_answered);

    /// Lets what is under way end; nothing new is begun.
    void finish(Deadline deadline);

private:
    void ended();

    const ocf::Call& call_;
    const mysql::Settings& settings_;
    ChildTask task_;
    std::optional<bool> ping_answered_;
    bool again_ = false;
};

} // namespace mmm::mond
