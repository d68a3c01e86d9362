// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What a host asks others about before it is judged: the network, and the other masters.
#pragma once

#include "lib/model/host_observation.h"
#include "ocf-agent/mysql/agent_state.h"
#include "ocf-agent/mysql/settings.h"
#include "ocf-agent/runtime/agent.h"

#include <optional>

namespace mmm::mysql {

/// Whether ping_ips answer, by the newest word there is; nothing when there are none, or they
/// cannot be asked.
std::optional<bool>
ask_ping(const ocf::Call& call, const Settings& settings, const AgentState& state);

/// Whether other hosts reach ping_ips, as they report it. Asked only when this one does not, a few
/// seconds later so that they had the time to notice, and again every ten seconds.
AskedNeighbours ask_neighbours(const ocf::Call& call, const AgentState& state);

/// Every other master is up. Asked only while this one waits for them.
bool other_masters_there(const ocf::Call& call, const Settings& settings, const AgentState& state);

} // namespace mmm::mysql
