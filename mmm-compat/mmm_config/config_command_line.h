// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The command language of mmm_config. Pure.
#pragma once

#include "lib/base/result.h"
#include "lib/model/account_statements.h"

#include <string>
#include <variant>
#include <vector>

namespace mmm::config_tool {

struct ShowHelp {};

/// The statements that make the accounts on one series of servers.
struct PrintGrants {
    model::ServerSeries series;
    model::AccountNames names;
};

/// The privileges of all series, in Markdown.
struct PrintPrivilegeTable {};

using Command = std::variant<ShowHelp, PrintGrants, PrintPrivilegeTable>;

/// Understands the arguments of the program, without its name. Errors: bad_parameter, in one line
/// that names what would have been right.
Result<Command> parse_command_line(const std::vector<std::string>& arguments);

std::string help_text();

} // namespace mmm::config_tool
