// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/writer_plans.h"

#include "lib/base/cat.h"
#include "lib/model/promotion_obstacles.h"

namespace mmm::model {

namespace {

/// Why `self` may not follow at all now, whatever it holds.
std::optional<std::string> reason_not_to_follow(const HostFacts& self, const HostFacts& writer)
{
    if (!writer.facts) {
        return cat("could not reach the server of the writer ", writer.name, ": ", writer.error);
    }
    if (writer.facts->read_only) {
        return cat(writer.name, " is not open for writes, so that nobody can follow it");
    }
    if (!self.facts->read_only) {
        return cat(
            self.name,
            " is open for writes itself and follows nobody; demote it before it follows ",
            writer.name);
    }
    if (auto same = same_identity({&self, &writer})) {
        return same;
    }
    const auto& link = self.facts->link;
    if (link && !link->uses_gtid && !self.replicates_from(writer)) {
        return cat(
            self.name,
            " replicates from ",
            link->source_host,
            " by file and position, so that it is unknown what it received and has not applied; "
            "apply its relay log (START SLAVE SQL_THREAD), then RESET SLAVE ALL");
    }
    if (link && link->relay_log_lost && !self.replicates_from(writer)) {
        return cat(
            "the server of ",
            self.name,
            " cannot open what it received from ",
            link->source_host,
            ", so that it is unknown what that is; save what you need of its relay log files, then "
            "RESET SLAVE ALL");
    }
    return std::nullopt;
}

/// `self` may not replicate until somebody decided about what it has and the writer lacks.
Refusal set_apart(
    const HostFacts& self,
    const HostFacts& writer,
    const Transactions& has,
    std::string_view verb,
    std::string_view now)
{
    const auto extra = has.beyond(writer.facts->executed);
    return {
        .reason =
            cat(self.name,
                " ",
                verb,
                " transactions that the writer ",
                writer.name,
                " lacks: ",
                extra,
                "; ",
                now,
                "; save what you need of them, then rebuild ",
                self.name),
        .quarantine = true,
        .extra = extra,
        .extra_count = has.count_beyond(writer.facts->executed)};
}

} // namespace

std::optional<Plan> plan_salvage(const HostFacts& self)
{
    const auto& link = self.facts->link;
    const auto pending = self.facts->unapplied();
    if (!link || !link->stands_still() || !link->first_unapplied || link->applier_errno != 0 ||
        link->delay_seconds > 0 || pending.empty()) {
        return std::nullopt;
    }
    return Plan{
        {ApplyKeptRelayLog{*link->first_unapplied},
         WaitUntilApplied{pending, "the relay log"},
         StopReplication{},
         ForgetSource{}},
        {cat("nobody is the writer, and only what is applied can be fetched from ", self.name)},
        {}};
}

Plan plan_demotion(const ServerFacts& self, const std::string& candidate)
{
    Plan plan;
    const auto& semi_sync = self.semi_sync;
    const bool stuck = semi_sync.source_enabled && semi_sync.waiting > 0 && semi_sync.replicas == 0;
    if (!candidate.empty() && !stuck) {
        plan.steps.emplace_back(LetCatchUp{candidate});
    }
    plan.steps.emplace_back(StopEvents{});
    plan.steps.emplace_back(CloseForWrites{});
    plan.steps.emplace_back(EndClientSessions{});
    if (stuck) {
        plan.reasons.push_back(
            cat(semi_sync.waiting, " commits wait for a replica, and none is connected"));
    }
    return plan;
}

Plan as_a_replica(Plan plan, const ServerFacts& self)
{
    if (self.semi_sync.source_enabled) {
        plan.steps.insert(plan.steps.begin(), StopAcknowledgement{});
    }
    return plan;
}

bool acknowledgement_is_as_wanted(
    const SemiSync& semi_sync, Durability durability, std::chrono::milliseconds timeout)
{
    if (!semi_sync.available || semi_sync.waiting > 0) {
        return true;
    }
    const auto wanted = durability == Durability::lossless
                            ? acknowledgement_forever_ms
                            : static_cast<std::uint64_t>(timeout.count());
    return semi_sync.source_enabled && semi_sync.after_sync && semi_sync.timeout_ms == wanted;
}

InTheWay judge_blocked_closing(const ServerFacts& first, const ServerFacts& second)
{
    const bool wait = second.semi_sync.source_enabled && first.semi_sync.waiting > 0 &&
                      second.semi_sync.waiting > 0;
    const bool get_on = first.semi_sync.acknowledged != second.semi_sync.acknowledged;
    return wait && !get_on ? InTheWay::end_server : InTheWay::end_sessions;
}

Decision plan_follow(const HostFacts& self, const HostFacts& writer)
{
    if (auto reason = reason_not_to_follow(self, writer)) {
        return Refusal{std::move(*reason)};
    }
    if (!self.facts->executed.within(writer.facts->executed)) {
        return set_apart(
            self, writer, self.facts->executed, "has", "they are kept here and not replicated");
    }
    const bool linked = self.replicates_from(writer) && self.facts->link->uses_gtid;
    if (linked && self.facts->link->running()) {
        return Plan{{}, {cat(self.name, " follows ", writer.name, " already")}, {}};
    }
    if (linked && self.facts->link->receiver != Receiver::stopped &&
        !self.facts->link->applier_running) {
        return Plan{{StartApplier{}}, {}, {}};
    }
    if (!self.facts->held().within(writer.facts->executed)) {
        return set_apart(
            self,
            writer,
            self.facts->held(),
            "received",
            "its relay log is kept and replication stays stopped");
    }
    Plan plan;
    if (self.facts->link) {
        plan.steps.emplace_back(StopReplication{});
    }
    if (self.facts->link && self.facts->link->relay_log_lost) {
        plan.steps.emplace_back(ForgetSource{});
        plan.reasons.push_back(
            cat("the server of ",
                self.name,
                " cannot open its relay log; what it held is fetched again from ",
                writer.name));
    }
    plan.steps.emplace_back(ReplicateFrom{writer.name, writer.address});
    return plan;
}

Plan plan_ring(const HostFacts& self, const std::vector<HostFacts>& peers)
{
    for (const auto& peer : peers) {
        const bool clean_follower = peer.is_master && peer.facts && !peer.quarantined &&
                                    peer.facts->read_only && peer.replicates_from(self) &&
                                    peer.facts->link->running() &&
                                    peer.facts->executed.within(self.facts->executed);
        if (!clean_follower) {
            continue;
        }
        if (self.replicates_from(peer) && self.facts->link->running()) {
            return {};
        }
        Plan plan;
        if (self.facts->link) {
            plan.steps.emplace_back(StopReplication{});
        }
        plan.steps.emplace_back(ReplicateFrom{peer.name, peer.address, false});
        plan.reasons.push_back(
            cat("the other master ", peer.name, " follows without a difference"));
        return plan;
    }
    return {};
}

} // namespace mmm::model
