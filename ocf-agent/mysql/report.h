// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Tells the cluster what this host says of itself: node attributes and promotion score.
#pragma once

#include "lib/model/host_state.h"
#include "ocf-agent/mysql/agent_state.h"
#include "ocf-agent/mysql/settings.h"
#include "ocf-agent/runtime/agent.h"

namespace mmm::mysql {

/// Seconds since the epoch.
std::int64_t wall_clock();

/// Milliseconds since the epoch.
std::int64_t wall_clock_ms();

/// Milliseconds since the host booted, sleep included.
std::int64_t uptime_ms();

/// What the cluster shall be told of a judgement, into state.wanted.
void want(const ocf::Call& call, const model::HostJudgement& judgement, AgentState& state);

/// Writes what is wanted and differs from what was written last, or everything after a quarter of
/// an hour. Several processes may come together: one writes, the others wait for it. A cluster that
/// does not answer is logged, not an error: the next look tries again.
void publish(const ocf::Call& call, const Settings& settings);

} // namespace mmm::mysql
