// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What the daemon was started with, as a call of the agent: the environment is the agent's.
#pragma once

#include "lib/base/result.h"
#include "ocf-agent/runtime/agent.h"

#include <chrono>
#include <string>

namespace mmm::mond {

/// A recurring monitor in all but name: what it finds new it says, and nobody is promoted by it.
/// Errors: bad_parameter, the first wrong value.
Result<ocf::Call> read_daemon_call(const ocf::Variables& variables);

/// The same call with a new deadline, for one piece of work.
ocf::Call within(const ocf::Call& call, std::chrono::milliseconds budget);

} // namespace mmm::mond
