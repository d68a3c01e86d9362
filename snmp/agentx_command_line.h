// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The options of mmm_agentx. Pure.
#pragma once

#include "lib/base/result.h"
#include "snmp/agentx_agent.h"

#include <chrono>
#include <string>
#include <vector>

namespace mmm::monitoring {

struct AgentxCommand {
    bool help = false;
    bool version = false;
    std::string resource;
    std::chrono::seconds max_age{5};
    AgentxSettings agentx;
};

/// Without the program's name. Errors: bad_parameter.
Result<AgentxCommand> parse_agentx_command(const std::vector<std::string>& arguments);

} // namespace mmm::monitoring
