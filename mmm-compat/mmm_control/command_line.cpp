// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmm-compat/mmm_control/command_line.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <array>

namespace mmm::control {

namespace {

struct Syntax {
    std::string_view name;
    Verb verb;
    std::size_t fewest;
    std::size_t most;
    std::string_view syntax;
    std::string_view help;
};

constexpr std::string_view force = "--force";
constexpr std::string_view now = "--now";
constexpr std::string_view strict = "--strict";
constexpr std::string_view json = "--json";
constexpr std::string_view watch = "--watch";
constexpr std::string_view accept_loss = "--accept-loss";
constexpr std::size_t syntax_width = 33;

/// In the order, and in the words, of MMM's help.
constexpr std::array<Syntax, 12> commands{{
    {"help", Verb::help, 0, 0, "help", "show this message"},
    {"ping", Verb::ping, 0, 0, "ping", "ping monitor"},
    {"show", Verb::show, 0, 0, "show", "show status"},
    {"checks", Verb::checks, 0, 2, "checks [<host>|all [<check>|all]]", "show checks status"},
    {"set_online", Verb::set_online, 1, 1, "set_online <host>", "set host <host> online"},
    {"set_offline", Verb::set_offline, 1, 1, "set_offline <host>", "set host <host> offline"},
    {"mode", Verb::mode, 0, 0, "mode", "print current mode."},
    {"set_active", Verb::set_active, 0, 0, "set_active", "switch into active mode."},
    {"set_manual", Verb::set_manual, 0, 0, "set_manual", "switch into manual mode."},
    {"set_passive", Verb::set_passive, 0, 0, "set_passive", "switch into passive mode."},
    {"move_role",
     Verb::move_role,
     2,
     2,
     "move_role [--force] <role> <host>",
     "move exclusive role <role> to host <host>\n"
     "                                        (Only use --force if you know what you are doing!)"},
    {"set_ip", Verb::set_ip, 2, 2, "set_ip <ip> <host>", "set role with ip <ip> to host <host>"},
}};

/// show [--json] or show --watch [SECONDS]
std::optional<Command> parse_show_options(const std::vector<std::string>& words)
{
    Command command{.verb = Verb::show, .arguments = {}};
    if (words == std::vector{std::string(json)}) {
        command.json = true;
        return command;
    }
    if (words.empty() || words.size() > 2 || words.front() != watch) {
        return std::nullopt;
    }
    constexpr int longest = 3600;
    const auto seconds = words.size() == 1 ? 1 : parse_number<int>(words.back()).value_or(0);
    if (seconds < 1 || seconds > longest) {
        return std::nullopt;
    }
    command.watch = std::chrono::seconds(seconds);
    return command;
}

/// checks --json, and what follows as without it
std::optional<Command> parse_json_checks(std::vector<std::string> words)
{
    if (words.empty() || words.front() != json || words.size() > 3) {
        return std::nullopt;
    }
    words.erase(words.begin());
    Command command{.verb = Verb::checks, .arguments = std::move(words)};
    command.json = true;
    return command;
}

/// history [--last N] [--json], in any order, each once.
std::optional<Command> parse_history_command(const std::vector<std::string>& words)
{
    Command command{.verb = Verb::history, .arguments = {}};
    for (auto word = words.begin(); word != words.end(); ++word) {
        if (*word == json && !command.json) {
            command.json = true;
        } else if (*word == "--last" && !command.last && word + 1 != words.end()) {
            command.last = parse_number<std::size_t>(*++word);
            if (command.last.value_or(0) == 0) {
                return std::nullopt;
            }
        } else {
            return std::nullopt;
        }
    }
    return command;
}

/// The commands that MMM had not.
std::optional<Command> find_own_command(std::string_view name, std::vector<std::string> words)
{
    if (name == "history") {
        return parse_history_command(words);
    }
    if (name == "show") {
        return parse_show_options(words);
    }
    if (name == "move_role" && words.size() == 3 && words.front() == now) {
        words.erase(words.begin());
        return Command{Verb::move_role_now, std::move(words)};
    }
    if (name == "why" && words.size() <= 1) {
        return Command{Verb::why, std::move(words)};
    }
    if (name == "plan" && words.size() == 3 && words.front() == "move_role") {
        words.erase(words.begin());
        return Command{Verb::plan_move_role, std::move(words)};
    }
    if (name == "promote" && words.size() == 2 && words.front() == accept_loss) {
        words.erase(words.begin());
        return Command{Verb::promote_accepting_loss, std::move(words)};
    }
    if (name == "promote" && words.size() == 1 && words.front() != accept_loss) {
        return Command{Verb::promote, std::move(words)};
    }
    return std::nullopt;
}

std::optional<Command> find_command(std::vector<std::string> words)
{
    if (words.empty()) {
        return std::nullopt;
    }
    const auto name = words.front();
    words.erase(words.begin());
    if (name == "move_role" && words.size() == 3 && words.front() == force) {
        words.erase(words.begin());
        return Command{Verb::move_role_by_force, std::move(words)};
    }
    if (name == "checks" && !words.empty() && words.front() == json) {
        return parse_json_checks(std::move(words));
    }
    for (const auto& syntax : commands) {
        if (syntax.name == name && words.size() >= syntax.fewest && words.size() <= syntax.most) {
            return Command{syntax.verb, std::move(words)};
        }
    }
    return find_own_command(name, std::move(words));
}

} // namespace

CommandLine parse_command_line(const std::vector<std::string>& arguments)
{
    CommandLine result;
    auto first = arguments.begin();
    const auto take_strict = [&] {
        if (first != arguments.end() && *first == strict) {
            result.strict = true;
            ++first;
        }
    };
    take_strict();
    if (first != arguments.end() && first->starts_with('@')) {
        result.cluster = first->substr(1);
        ++first;
        take_strict();
    }
    const std::vector<std::string> rest(first, arguments.end());
    result.empty = rest.empty();
    result.line = join(rest, " ");
    result.command = find_command(split(result.line));
    return result;
}

std::string help_text()
{
    std::string text = "Valid commands are:\n";
    for (const auto& command : commands) {
        const std::string padding(syntax_width - command.syntax.size(), ' ');
        text += cat("    ", command.syntax, padding, " - ", command.help, "\n");
    }
    return text;
}

} // namespace mmm::control
