// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Tells the cluster what this host says of itself: node attributes and promotion score.
#pragma once

#include "lib/model/host_judgement.h"
#include "ocf-agent/mysql/agent_state.h"
#include "ocf-agent/mysql/settings.h"
#include "ocf-agent/runtime/agent.h"

namespace mmm::mysql {

/// Seconds since the epoch.
std::int64_t wall_clock();

/// Milliseconds since the epoch.
std::int64_t wall_clock_ms();

/// Writes what differs from what was written last (state.published), or everything after a quarter
/// of an hour. A cluster that does not answer is logged, not an error: the next monitor tries
/// again.
void publish(
    const ocf::Call& call,
    const Settings& settings,
    const model::HostJudgement& judgement,
    AgentState& state);

/// The server of this host is down: no score, state HARD_OFFLINE.
void publish_down(const ocf::Call& call, AgentState& state);

} // namespace mmm::mysql
