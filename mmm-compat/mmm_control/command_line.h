// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// MySQL-MMM's command language: the words, and how many arguments each takes; and the commands that
// MMM had not. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mmm::control {

enum class Verb {
    help,
    ping,
    show,
    checks,
    set_online,
    set_offline,
    mode,
    set_active,
    set_manual,
    set_passive,
    move_role,
    move_role_by_force,
    set_ip,
    // Not MMM's, and not in its help:
    move_role_now,
    history,
    why,
    plan_move_role,
    promote,
    promote_accepting_loss
};

struct Command {
    Verb verb = Verb::help;
    std::vector<std::string> arguments; ///< without the command's name and without options
    std::optional<std::size_t> last = std::nullopt;           ///< history --last N
    bool json = false;                                        ///< history, show and checks --json
    std::optional<std::chrono::seconds> watch = std::nullopt; ///< show --watch [SECONDS]
};

struct CommandLine {
    std::string cluster;            ///< after the @, or empty
    bool strict = false;            ///< --strict: the exit status tells of errors
    bool empty = true;              ///< no word besides these
    std::string line;               ///< the words as they were given, joined by blanks
    std::optional<Command> command; ///< none: no such command, or a wrong number of arguments
};

/// Understands the arguments of the program (without its name) as MMM's daemon did: joined to one
/// line and taken apart at blanks, so that quoting makes no difference.
CommandLine parse_command_line(const std::vector<std::string>& arguments);

/// The text of "help", without the empty line after it: MMM's, so without the commands it had not.
std::string help_text();

} // namespace mmm::control
