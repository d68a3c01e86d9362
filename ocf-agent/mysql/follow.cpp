// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "ocf-agent/mysql/actions.h"
#include "ocf-agent/mysql/observe.h"
#include "ocf-agent/mysql/plan_runner.h"

#include <variant>

namespace mmm::mysql {

namespace {

using std::chrono::milliseconds;

/// How long one other host may take to answer.
constexpr milliseconds peer_budget{2000};

/// Stops replication before anything of the writer comes in on top. The relay log stays.
Error quarantine(const ocf::Call& call, db::Server& server, const std::string& reason)
{
    update_agent_state(
        call.environment.resource, [&](AgentState& state) { state.quarantine = reason; });
    if (auto stopped = server.stop_replication(); !stopped) {
        log::error(stopped.error().message);
    }
    return Error{Errc::refused, cat("quarantined: ", reason)};
}

} // namespace

Result<> follow_writer(
    const ocf::Call& call, const Settings& settings, db::Server& server, const std::string& writer)
{
    const auto self = observe_fully(settings, call.environment.node, server, call.deadline);
    if (!self.facts) {
        return Error{Errc::query_failed, self.error};
    }
    const auto writers = observe_hosts(settings, {writer}, call.deadline.within(peer_budget));
    const auto decision = model::plan_follow(self, writers.front());
    if (const auto* refusal = std::get_if<model::Refusal>(&decision)) {
        return refusal->quarantine ? quarantine(call, server, refusal->reason)
                                   : Error{Errc::refused, refusal->reason};
    }
    auto done = run_plan(std::get<model::Plan>(decision), call, settings, server);
    update_agent_state(call.environment.resource, [&](AgentState& state) {
        state.quarantine.reset();
        state.followed = done ? writer : "";
    });
    return done ? Result<>() : Result<>(std::move(done).error());
}

} // namespace mmm::mysql
