// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Carries out "move_role <role> <host>".
#pragma once

#include "mmm-compat/mmm_control/commands.h"

namespace mmm::control {

/// Adds a constraint, waits until the cluster has followed it, and removes it in any case: also
/// when the move failed or a signal ended the wait. Answers when the role is where the reply says.
/// Before that it asks the servers whether something speaks against a move of the writer, and then
/// changes nothing; not with --now and --force. In MANUAL the writer is pinned to the new host.
Reply move_role(const CommandLine& line, const World& world, const Limits& limits);

/// The same for a role that set_ip has put elsewhere. `cluster` is what stood after the @.
Reply move_role_to(
    const std::string& cluster,
    const World& world,
    const Limits& limits,
    const std::string& role,
    const std::string& host);

} // namespace mmm::control
