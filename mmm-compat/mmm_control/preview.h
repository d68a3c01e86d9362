// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Answers "plan move_role": a dry run.
#pragma once

#include "mmm-compat/mmm_control/commands.h"

namespace mmm::control {

/// "plan move_role": what move_role would do, step by step, and what speaks against it. Changes
/// nothing.
Reply plan_move_role(const CommandLine& line, const World& world, const Limits& limits);

} // namespace mmm::control
