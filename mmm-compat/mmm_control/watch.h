// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Waiting for the effect of a command.
#pragma once

#include "mmm-compat/mmm_control/commands.h"

#include <functional>
#include <string>

namespace mmm::control {

/// Looks again and again until nothing is missing, at most limits.move, or until a signal comes.
/// What is missing then, in words; empty when nothing is.
std::string watch(
    ControlCluster& cluster,
    const Limits& limits,
    const std::function<std::string()>& find_missing);

/// 0, or 128 and the number of the signal that interrupted the command.
int exit_status(ControlCluster& cluster);

} // namespace mmm::control
