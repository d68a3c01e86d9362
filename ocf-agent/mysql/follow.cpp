// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "ocf-agent/mysql/actions.h"
#include "ocf-agent/mysql/binlog_archive.h"
#include "ocf-agent/mysql/by_position.h"
#include "ocf-agent/mysql/observe.h"
#include "ocf-agent/mysql/plan_runner.h"
#include "ocf-agent/mysql/recorder.h"
#include "ocf-agent/mysql/report.h"

#include <variant>

namespace mmm::mysql {

namespace {

using std::chrono::milliseconds;

/// How long one other host may take to answer.
constexpr milliseconds peer_budget{2000};

/// Keeps the binary log's end, which the server may purge in time.
std::string keep_evidence(const ocf::Call& call, db::Server& server, const model::Refusal& refusal)
{
    auto log = server.read_binary_log();
    auto kept = log ? keep_binlog_tail(log->base) : Result<std::string>(std::move(log).error());
    model::LossEntry loss;
    loss.time_ms = wall_clock_ms();
    loss.host = call.environment.node;
    loss.transactions = refusal.extra;
    loss.count = refusal.extra_count;
    loss.fate = model::LossEntry::Fate::quarantined;
    if (kept) {
        loss.archive = *kept;
    } else {
        log::error(kept.error().message);
    }
    keep_loss(call.environment.resource, loss);
    return kept ? cat(" (kept in ", *kept, ")") : "";
}

/// Stops replication before anything of the writer comes in on top. The relay log stays.
Error quarantine(const ocf::Call& call, db::Server& server, const model::Refusal& refusal)
{
    if (auto stopped = server.stop_replication(); !stopped) {
        log::error(stopped.error().message);
    }
    const auto reason = cat(refusal.reason, keep_evidence(call, server, refusal));
    update_agent_state(
        call.environment.resource, [&](AgentState& state) { state.quarantine = reason; });
    return Error{Errc::refused, cat("quarantined: ", reason)};
}

/// `self` may be another afterwards: it is brought to a stand first where that must be.
Result<model::Decision> decide(
    const ocf::Call& call,
    const Settings& settings,
    db::Server& server,
    model::HostFacts& self,
    const model::HostFacts& writer)
{
    if (self.facts->uses_gtid) {
        return model::plan_follow(self, writer);
    }
    return decide_to_follow(call, settings, server, self, writer);
}

/// The monitor tells why.
void leave_alone(const ocf::Call& call, const model::Refusal& refusal)
{
    update_agent_state(call.environment.resource, [&](AgentState& state) {
        state.left_alone = refusal.quarantine ? "" : refusal.reason;
    });
}

} // namespace

Result<> follow_writer(
    const ocf::Call& call, const Settings& settings, db::Server& server, const std::string& writer)
{
    auto self = observe_fully(settings, call.environment.node, server, call.deadline);
    if (!self.facts) {
        return Error{Errc::query_failed, self.error};
    }
    const auto writers = observe_hosts(settings, {writer}, call.deadline.within(peer_budget));
    auto decision = decide(call, settings, server, self, writers.front());
    if (!decision) {
        return std::move(decision).error();
    }
    if (const auto* refusal = std::get_if<model::Refusal>(&*decision)) {
        leave_alone(call, *refusal);
        return refusal->quarantine ? quarantine(call, server, *refusal)
                                   : Error{Errc::refused, refusal->reason};
    }
    if (auto forgotten = forget_writing(call.environment.resource); !forgotten) {
        log::warning(forgotten.error().message); // the number of the move tells as well
    }
    auto done = run_plan(
        model::as_a_replica(std::get<model::Plan>(std::move(*decision)), *self.facts),
        call,
        settings,
        server);
    update_agent_state(call.environment.resource, [&](AgentState& state) {
        state.quarantine.reset();
        state.left_alone.clear();
        state.followed = done ? writer : "";
        state.followed_address = done ? writers.front().address : "";
    });
    return done ? Result<>() : Result<>(std::move(done).error());
}

} // namespace mmm::mysql
