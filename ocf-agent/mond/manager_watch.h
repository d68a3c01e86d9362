// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Whether Pacemaker lives on this host: its executor and its controller are there and not stopped,
// and it acts: it has the agent run, or answers when it has not done so for a while.
#pragma once

#include "ocf-agent/mond/child_task.h"
#include "ocf-agent/runtime/agent.h"

#include <sys/types.h>

#include <cstdint>
#include <optional>

namespace mmm::mond {

class ManagerWatch {
public:
    ManagerWatch(EventLoop& loop, const ocf::Call& call);

    /// It lives, as far as can be seen now. Asks it when it has not acted for a while; the answer
    /// counts at a later look.
    bool lives();

    void stop() { question_.end(); }

    /// The process that executes agents, when it lives.
    static std::optional<pid_t> find_executor();

private:
    [[nodiscard]] bool processes_live();
    void ask();

    const ocf::Call& call_;
    ChildTask question_;
    std::optional<pid_t> executor_;
    std::optional<pid_t> controller_;
    std::int64_t answered_at_ms_ = 0;
};

} // namespace mmm::mond
