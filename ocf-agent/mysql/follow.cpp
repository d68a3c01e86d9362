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

Result<> quarantine(db::Server& server, const std::string& reason, AgentState& state)
{
    state.quarantine = reason;
    // The relay log stays; a stopped receiver asks nobody for anything.
    if (auto stopped = server.stop_replication(); !stopped) {
        log::error(stopped.error().message);
    }
    return Error{Errc::refused, cat("quarantined: ", reason)};
}

} // namespace

Result<> follow_writer(
    const ocf::Call& call,
    const Settings& settings,
    db::Server& server,
    const std::string& writer,
    AgentState& state)
{
    state.writer = writer;
    const auto self = observe_local(settings, call.environment.node, server);
    if (!self.facts) {
        return Error{Errc::query_failed, self.error};
    }
    const auto writers = observe_hosts(settings, {writer}, call.deadline.within(peer_budget));
    const auto decision = model::plan_follow(self, writers.front());
    if (const auto* refusal = std::get_if<model::Refusal>(&decision)) {
        return refusal->quarantine ? quarantine(server, refusal->reason, state)
                                   : Result<>(Error{Errc::refused, refusal->reason});
    }
    state.quarantine.reset();
    return run_plan(std::get<model::Plan>(decision), server, settings, call.deadline);
}

} // namespace mmm::mysql
