// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Answers "why": what the cluster would do, and why it does not do something else.
#pragma once

#include "mmm-compat/mmm_control/commands.h"

namespace mmm::control {

/// One line per finding; of one host when one is named.
Reply why(const CommandLine& line, ControlCluster& cluster, const Limits& limits);

} // namespace mmm::control
