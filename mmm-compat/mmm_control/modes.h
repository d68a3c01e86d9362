// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Carries out "set_active", "set_manual", "set_passive" and "set_ip <ip> <host>".
#pragma once

#include "mmm-compat/mmm_control/commands.h"

namespace mmm::control {

/// Changes what the mode needs, waits until the cluster shows it, and then moves what set_ip had
/// put elsewhere. Killed half-way, the same command does the rest.
Reply switch_mode(const CommandLine& line, const World& world, const Limits& limits);

/// Remembers where a role shall go, in the configuration of its resource.
Reply set_ip(const CommandLine& line, ControlCluster& cluster, const Limits& limits);

} // namespace mmm::control
