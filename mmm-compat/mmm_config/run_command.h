// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Each command of mmm_config, from what was asked for to what is printed.
#pragma once

#include "mmm-compat/mmm_config/apply.h"
#include "mmm-compat/mmm_config/config_command_line.h"

namespace mmm::config_tool {

Outcome run_command(const Command& command, ConfigCluster& cluster, const Confirm& confirm);

} // namespace mmm::config_tool
