// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "snmp/agentx_command_line.h"

#include "snmp/option_words.h"

namespace mmm::monitoring {

Result<AgentxCommand> parse_agentx_command(const std::vector<std::string>& arguments)
{
    AgentxCommand command;
    const auto options = split_options(arguments, {"--help", "-h", "--version"});
    if (!options) {
        return Error(options.error());
    }
    for (const auto& [name, value] : *options) {
        if (name == "--help" || name == "-h") {
            command.help = true;
        } else if (name == "--version") {
            command.version = true;
        } else if (name == "--resource") {
            command.resource = value;
        } else if (name == "--socket") {
            command.agentx.socket = value;
        } else if (name == "--max-age" || name == "--ping-interval") {
            const bool is_age = name == "--max-age";
            const auto seconds = parse_seconds(name, value, is_age ? 0 : 1);
            if (!seconds) {
                return Error(seconds.error());
            }
            (is_age ? command.max_age : command.agentx.ping_interval) = *seconds;
        } else {
            return unknown_option(name);
        }
    }
    return command;
}

} // namespace mmm::monitoring
