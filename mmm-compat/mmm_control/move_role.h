// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Carries out "move_role <role> <host>".
#pragma once

#include "mmm-compat/mmm_control/commands.h"

namespace mmm::control {

/// Adds a constraint, waits until the cluster has followed it, and removes it in any case: also
/// when the move failed or a signal ended the wait. Answers when the role is where the reply says.
Reply move_role(const CommandLine& line, ControlCluster& cluster, const Limits& limits);

} // namespace mmm::control
