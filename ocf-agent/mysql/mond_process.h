// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The monitoring daemon mmm_mond as a process of this host, as the agent starts and ends it.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/result.h"
#include "ocf-agent/runtime/agent.h"

#include <string>

namespace mmm::mysql {

/// The file whose lock (ProcessLock) the daemon of the resource holds.
std::string mond_lock_path(const std::string& resource);

/// The variable that names the process that executes the cluster's agents here: when it ends, so
/// does the daemon.
constexpr std::string_view executor_variable = "MMM_EXECUTOR";

/// Starts the daemon with this call's environment unless it runs; one whose program was replaced
/// since, by an upgrade, is ended first. Costs a monitor a few system calls when there is nothing
/// to do. Without the program the cluster only notices failures later; that is a warning if
/// `tell_missing`.
void start_mond(const ocf::Call& call, bool tell_missing);

/// Ends the daemon, if it runs, so that nothing that follows is a failure to it.
/// Errors: timeout when it is still there after SIGKILL.
Result<> end_mond(const std::string& resource, Deadline deadline);

} // namespace mmm::mysql
