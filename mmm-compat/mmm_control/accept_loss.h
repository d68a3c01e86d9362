// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Carries out "promote --accept-loss <host>": the operator's word where the agent refused.
#pragma once

#include "mmm-compat/mmm_control/commands.h"

namespace mmm::control {

/// Shows the refusal and what it says is given up, leaves the operator's word where the agent looks
/// for it, lets the cluster try again, and waits for the outcome. Without the option it changes
/// nothing and says what to do.
Reply promote(const CommandLine& line, ControlCluster& cluster, const Limits& limits);

} // namespace mmm::control
