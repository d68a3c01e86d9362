// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmm-compat/mmm_config/config_command_line.h"

#include "lib/base/cat.h"

#include <map>
#include <optional>
#include <set>
#include <string_view>

namespace mmm::config_tool {

namespace {

using Options = std::map<std::string, std::string, std::less<>>;

Error wrong(std::string message)
{
    return Error{Errc::bad_parameter, std::move(message)};
}

const std::set<std::string, std::less<>>& options_with_value()
{
    static const std::set<std::string, std::less<>> names{
        "--server", "--agent-user", "--replication-user", "--from"};
    return names;
}

/// "--name VALUE" and "--name=VALUE"; "--table" has no value.
Result<Options> parse_options(const std::vector<std::string>& words)
{
    Options options;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto equals = words[i].find('=');
        const auto name = words[i].substr(0, equals);
        if (words[i] == "--table") {
            options[name] = "";
            continue;
        }
        if (!options_with_value().contains(name)) {
            return wrong(cat("\"", words[i], "\" is not known; see mmm_config help"));
        }
        if (options.contains(name)) {
            return wrong(cat(name, " is given twice"));
        }
        if (equals == std::string::npos && i + 1 == words.size()) {
            return wrong(cat(name, " needs a value; see mmm_config help"));
        }
        options[name] = equals == std::string::npos ? words[++i] : words[i].substr(equals + 1);
    }
    return options;
}

std::string known_series()
{
    std::vector<std::string> names;
    for (const auto& series : model::named_series()) {
        names.push_back(series.to_text());
    }
    return join(names, " ");
}

Result<Command> parse_grants(const std::vector<std::string>& words)
{
    const auto options = parse_options(words);
    if (!options) {
        return Error(options.error());
    }
    const auto value = [&](std::string_view name) -> std::optional<std::string> {
        const auto found = options->find(name);
        return found == options->end() ? std::nullopt : std::optional(found->second);
    };
    if (value("--table")) {
        return options->size() == 1 ? Result<Command>(PrintPrivilegeTable{})
                                    : Result<Command>(wrong("--table stands alone"));
    }
    const auto server = value("--server");
    if (!server) {
        return wrong(cat("which server? give --server and one of: ", known_series()));
    }
    const auto series = model::parse_series(*server);
    if (!series) {
        return wrong(cat("server \"", *server, "\" is not known; one of: ", known_series()));
    }
    PrintGrants grants{*series, {}};
    grants.names.agent = value("--agent-user").value_or(grants.names.agent);
    grants.names.replication = value("--replication-user").value_or(grants.names.replication);
    grants.names.network = value("--from").value_or(grants.names.network);
    return Command(grants);
}

} // namespace

Result<Command> parse_command_line(const std::vector<std::string>& arguments)
{
    if (arguments.empty()) {
        return wrong("a command is missing; see mmm_config help");
    }
    const auto& command = arguments.front();
    if (command == "help" || command == "--help") {
        return Command(ShowHelp{});
    }
    if (command == "grants") {
        return parse_grants({arguments.begin() + 1, arguments.end()});
    }
    return wrong(cat("command \"", command, "\" is not known; see mmm_config help"));
}

std::string help_text()
{
    return cat(
        "Valid commands are:\n"
        "    help       show this message\n"
        "    grants     print the SQL that makes the accounts of the agent and of replication\n"
        "        --server SERIES            one of: ",
        known_series(),
        "\n"
        "        --agent-user NAME          mmm_agent when not given\n"
        "        --replication-user NAME    mmm_replication when not given\n"
        "        --from NETWORK             from where they log in, like 192.168.0.%; % when not "
        "given\n"
        "        --table                    instead: the privileges of every series, in "
        "Markdown\n");
}

} // namespace mmm::config_tool
