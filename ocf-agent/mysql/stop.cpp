// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "ocf-agent/mysql/actions.h"
#include "ocf-agent/mysql/hung_server.h"
#include "ocf-agent/mysql/judge.h"
#include "ocf-agent/mysql/mond_process.h"
#include "ocf-agent/mysql/server_process.h"

#include <algorithm>

namespace mmm::mysql {

namespace {

/// The share of the budget that is kept to kill a server that does not end by itself.
Deadline kill_time(const ocf::Call& call)
{
    return call.deadline.minus(
        std::min(call.environment.timeout / 4, std::chrono::milliseconds{15000}));
}

/// One that hangs is not asked to end: it would not, and a failover would wait for the time-out.
Result<> end_in_time(const ocf::Call& call, const Settings& settings, pid_t pid)
{
    if (is_known_to_hang(call.environment.resource, settings, pid)) {
        return kill_server(settings, pid, call.deadline);
    }
    if (is_stuck(settings, kill_time(call))) {
        log::warning(
            cat("the server (pid ",
                pid,
                ") tells nothing of itself, ending it at once; is its disk full?"));
        return kill_server(settings, pid, call.deadline);
    }
    return end_server(settings, pid, kill_time(call), call.deadline);
}

} // namespace

ocf::Outcome stop(const ocf::Call& call)
{
    const auto settings = settings_of(call.parameters);
    if (auto ended = end_mond(call.environment.resource, call.deadline); !ended) {
        log::warning(ended.error().message);
    }
    const auto pid = find_server(settings);
    judge_stop(call, settings, pid.has_value());
    if (pid) {
        if (auto ended = end_in_time(call, settings, *pid); !ended) {
            return ocf::Outcome::failure(
                std::move(ended).error().during("could not stop the server"));
        }
        log::info(cat("the server (pid ", *pid, ") has ended"));
    }
    update_agent_state(call.environment.resource, [](AgentState& state) {
        AgentState left; // all but these ends with the server
        left.wanted = std::move(state.wanted);
        left.published = std::move(state.published);
        left.published_at = state.published_at;
        left.quarantine = std::move(state.quarantine);
        left.host = std::move(state.host);
        left.order = state.order;
        state = std::move(left);
    });
    return ocf::Outcome::success();
}

} // namespace mmm::mysql
