// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The actions of the FenceAgentAPI.
#pragma once

#include "stonith/options.h"

namespace mmm::fence {

/// Exit codes of the API. Anything that is not proven is a failure.
enum class Exit { done = 0, failed = 1, is_off = 2 };

/// Runs the action; prints what it has to say on stdout, one line about a failure on stderr.
Exit run_action(const Settings& settings);

} // namespace mmm::fence
