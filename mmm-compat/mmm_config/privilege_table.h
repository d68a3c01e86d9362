// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The privileges of every series as tables of docs/privileges.md. Pure.
#pragma once

#include <string>

namespace mmm::config_tool {

/// One table of each family: the privilege, why, and in which series it is needed.
std::string privilege_tables();

} // namespace mmm::config_tool
