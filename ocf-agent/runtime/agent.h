// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What an agent is: its parameter table, its actions and the functions behind them. Metadata,
// defaults, validation and the man page all come from these tables.
#pragma once

#include "lib/base/deadline.h"
#include "ocf-agent/runtime/environment.h"
#include "ocf-agent/runtime/exit_code.h"
#include "ocf-agent/runtime/parameters.h"

#include <span>
#include <string_view>

namespace mmm::ocf {

/// Everything an action may know: what the cluster asked for, with which values, and until when.
struct Call {
    Environment environment;
    Parameters parameters;
    /// Ends before Pacemaker's own time-out, which kills the agent without warning.
    Deadline deadline;
};

using ActionFunction = Outcome (*)(const Call&);

struct Action {
    std::string_view name;
    ActionFunction run = nullptr;
    int timeout_seconds = 20;
    /// Recurring monitors only: advertised interval (0 = not recurring), role and OCF_CHECK_LEVEL.
    int interval_seconds = 0;
    std::string_view role = {};
    int depth = 0;
    /// Wrong parameters fail the action. Off for those that must do what they can with what there
    /// is (stop, monitor): they see the defaults instead.
    bool checks_parameters = false;
};

struct Agent {
    std::string_view name;
    std::string_view shortdesc;
    std::string_view longdesc;
    std::span<const Parameter> parameters;
    std::span<const Action> actions;
};

/// Runs the action named by argv[1] and returns the exit code of the process. Answers meta-data and
/// usage with no environment at all.
int run_agent(const Agent& agent, int argc, char** argv);

/// Ends the process with this outcome, from whichever thread, whatever the others wait for.
[[noreturn]] void end_at_once(const Outcome& outcome);

} // namespace mmm::ocf
