// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The command language of mmm_config. Pure.
#pragma once

#include "lib/base/result.h"
#include "lib/model/account_statements.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace mmm::config_tool {

/// Which of MMM's files are meant.
struct MmmFiles {
    std::string directory = {}; ///< empty: where MMM looked
    std::string cluster = {};   ///< of mmm_mon_CLUSTER.conf; empty: mmm_mon.conf
};

/// Help, or the version.
struct ShowText {
    std::string text;
};

/// The statements that make the accounts on one series of servers.
struct PrintGrants {
    model::ServerSeries series;
    model::AccountNames names;
};

/// The privileges of all series, in Markdown.
struct PrintPrivilegeTable {};

/// The directives of MMM's files, in Markdown.
struct PrintDirectiveTable {};

/// What is wrong with files, or with all of those in directories.
struct Check {
    std::vector<std::string> paths; ///< empty: where MMM looked
};

enum class Format : std::uint8_t { pcs, crmsh, cib };

/// The cluster of MMM's files in one of the ways to write it down.
struct PrintCluster {
    Format format = Format::pcs;
    MmmFiles files;
};

/// What would change in the running cluster.
struct ShowDifference {
    MmmFiles files;
};

struct Apply {
    MmmFiles files;
    bool yes = false;           ///< do not ask
    bool fencing_later = false; ///< without a fencing device, too
};

/// Writes the file of passwords.
struct WriteCredentials {
    MmmFiles files;
    std::string output;
};

using Command = std::variant<
    ShowText,
    PrintGrants,
    PrintPrivilegeTable,
    PrintDirectiveTable,
    Check,
    PrintCluster,
    ShowDifference,
    Apply,
    WriteCredentials>;

/// Understands the arguments of the program, without its name. Errors: bad_parameter, in one line
/// that names what would have been right.
Result<Command>
parse_command_line(const std::vector<std::string>& arguments, const std::string& version);

} // namespace mmm::config_tool
