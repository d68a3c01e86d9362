// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A subagent of snmpd that serves the subtree of MMM-HA-MIB.
#pragma once

#include "lib/base/result.h"
#include "lib/model/mib_values.h"

#include <chrono>
#include <functional>
#include <string>

namespace mmm::monitoring {

struct AgentxSettings {
    /// Where snmpd listens for subagents, as net-snmp writes addresses; empty for its default.
    std::string socket;
    /// How often a lost snmpd is looked for.
    std::chrono::seconds ping_interval{5};
};

/// Serves what `values` gives at each request, until SIGTERM or SIGINT. It waits for an snmpd that
/// is not there, and comes back to one that was restarted. Errors: net-snmp refused the subtree.
Result<> serve_mib(const AgentxSettings& settings, std::function<const model::MibValues&()> values);

} // namespace mmm::monitoring
