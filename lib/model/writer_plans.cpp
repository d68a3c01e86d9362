// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/writer_plans.h"

#include "lib/base/cat.h"

#include <algorithm>

namespace mmm::model {

namespace {

bool replicates_from(const HostFacts& host, const HostFacts& source)
{
    return host.facts->link && host.facts->link->source_host == source.address;
}

/// Hosts whose servers answered and whose data counts.
std::vector<const HostFacts*> witnesses(const std::vector<HostFacts>& peers)
{
    std::vector<const HostFacts*> answered;
    for (const auto& peer : peers) {
        if (peer.facts && !peer.quarantined) {
            answered.push_back(&peer);
        }
    }
    return answered;
}

std::optional<std::string>
reason_against(const HostFacts& self, const std::vector<const HostFacts*>& peers)
{
    for (const auto* peer : peers) {
        if (!peer->facts->read_only) {
            return cat(
                peer->name,
                " is still open for writes; demote or fence it before ",
                self.name,
                " may open");
        }
    }
    for (const auto* peer : peers) {
        const auto theirs = peer->facts->binlog_state.beyond(self.facts->binlog_state);
        const auto ours = self.facts->binlog_state.beyond(peer->facts->binlog_state);
        if (!theirs.empty() && !ours.empty()) {
            return cat(
                self.name,
                " and ",
                peer->name,
                " have diverged: only ",
                peer->name,
                " has ",
                theirs,
                ", only ",
                self.name,
                " has ",
                ours,
                "; decide which data counts, rebuild the other host, then promote");
        }
    }
    const auto& link = self.facts->link;
    if (link && link->applier_errno != 0 && !self.facts->executed().covers(link->received)) {
        return cat(
            "the applier of ",
            self.name,
            " stopped with error ",
            link->applier_errno,
            " (",
            link->applier_error,
            ") before it executed all it received, up to ",
            link->received.to_text(),
            "; repair replication on ",
            self.name,
            " or promote another host");
    }
    return std::nullopt;
}

/// The host to fetch what is missing from: the one that holds the most, the current source first.
const HostFacts* best_source(
    const HostFacts& self, const std::vector<const HostFacts*>& peers, const MariadbPosition& goal)
{
    const HostFacts* best = nullptr;
    for (const auto* peer : peers) {
        const auto lacks = peer->facts->held().missing_up_to(goal);
        const auto best_lacks =
            best == nullptr ? UINT64_MAX : best->facts->held().missing_up_to(goal);
        if (lacks < best_lacks || (lacks == best_lacks && replicates_from(self, *peer))) {
            best = peer;
        }
    }
    return best;
}

class PromotionPlanner {
public:
    PromotionPlanner(const HostFacts& self, const std::vector<HostFacts>& peers)
        : self_(self)
        , peers_(witnesses(peers))
    {
        for (const auto& peer : peers) {
            if (!peer.facts) {
                plan_.reasons.push_back(cat(peer.name, " did not answer: ", peer.error));
            }
        }
    }

    Plan make()
    {
        apply_received();
        fetch_missing();
        leave_dead_source();
        plan_.steps.emplace_back(OpenForWrites{});
        if (stopped_) {
            plan_.steps.emplace_back(ForgetSource{});
        }
        return std::move(plan_);
    }

private:
    /// Relay log is applied before anything stops or changes: MariaDB drops it then.
    void apply_received()
    {
        const auto& link = self_.facts->link;
        if (!link || self_.facts->executed().covers(link->received)) {
            return;
        }
        if (!link->applier_running) {
            plan_.steps.emplace_back(StartApplier{});
        }
        plan_.steps.emplace_back(WaitUntilApplied{link->received, "the relay log"});
        plan_.reasons.emplace_back("received transactions are applied first");
    }

    void fetch_missing()
    {
        auto goal = self_.facts->held();
        for (const auto* peer : peers_) {
            goal = goal.merged_with(peer->facts->held());
        }
        const auto missing = self_.facts->held().missing_up_to(goal);
        if (missing == 0) {
            return;
        }
        const auto* source = best_source(self_, peers_, goal);
        plan_.reasons.push_back(
            cat(source->name, " is ", missing, " transactions ahead (", goal.to_text(), ")"));
        if (!replicates_from(self_, *source) || !self_.facts->link->running()) {
            stop_replication();
            plan_.steps.emplace_back(ReplicateFrom{source->name, source->address});
            stopped_ = false;
        }
        source_ = source;
        plan_.steps.emplace_back(WaitUntilApplied{goal, source->name});
    }

    /// A link to a host that does not answer, or that is no master, ends here: what a dead writer
    /// kept to itself must not flow in when it returns.
    void leave_dead_source()
    {
        const bool linked = self_.facts->link.has_value() || source_ != nullptr;
        const auto is_living_master = [&](const HostFacts* peer) {
            const bool is_source =
                source_ != nullptr ? peer == source_ : replicates_from(self_, *peer);
            return is_source && peer->is_master;
        };
        if (linked && std::ranges::none_of(peers_, is_living_master)) {
            stop_replication();
        }
    }

    void stop_replication()
    {
        if (self_.facts->link && !stopped_) {
            plan_.steps.emplace_back(StopReplication{});
        } else if (source_ != nullptr) {
            plan_.steps.emplace_back(StopReplication{});
        }
        stopped_ = true;
    }

    const HostFacts& self_;
    std::vector<const HostFacts*> peers_;
    const HostFacts* source_ = nullptr;
    bool stopped_ = false;
    Plan plan_;
};

} // namespace

Decision plan_promotion(const HostFacts& self, const std::vector<HostFacts>& peers)
{
    const auto denied = std::ranges::find_if(peers, &HostFacts::denied);
    if (denied != peers.end()) {
        return Refusal{
            cat("the server of ",
                denied->name,
                " turns the agent away, so that it is unknown what it holds (",
                denied->error,
                "); let the agent's account in from every host, then promote")};
    }
    if (!self.is_master) {
        return Refusal{
            cat(self.name,
                " is not one of the masters and never becomes the writer; add it to the "
                "parameter masters if it shall")};
    }
    if (self.quarantined) {
        return Refusal{
            cat(self.name,
                " is quarantined with transactions no other host has; rebuild it before it "
                "may become the writer")};
    }
    if (auto against = reason_against(self, witnesses(peers))) {
        return Refusal{std::move(*against)};
    }
    if (!self.facts->read_only) {
        return Plan{{}, {cat(self.name, " is open for writes already")}};
    }
    return PromotionPlanner(self, peers).make();
}

Decision plan_follow(const HostFacts& self, const HostFacts& writer)
{
    if (!writer.facts) {
        return Refusal{
            cat("could not reach the server of the writer ", writer.name, ": ", writer.error)};
    }
    const auto extra = self.facts->binlog_state.beyond(writer.facts->binlog_state);
    if (!extra.empty()) {
        return Refusal{
            cat(self.name,
                " has transactions that the writer ",
                writer.name,
                " lacks: ",
                extra,
                "; they are kept here and not replicated; save what you need of them, then "
                "rebuild ",
                self.name),
            true};
    }
    const bool linked = replicates_from(self, writer) && self.facts->link->uses_gtid;
    if (linked && self.facts->link->running()) {
        return Plan{{}, {cat(self.name, " follows ", writer.name, " already")}};
    }
    if (linked && self.facts->link->receiver != Receiver::stopped &&
        !self.facts->link->applier_running) {
        return Plan{{StartApplier{}}, {}};
    }
    const auto held = self.facts->held();
    if (!writer.facts->executed().covers(held)) {
        return Refusal{
            cat(self.name,
                " received transactions that the writer ",
                writer.name,
                " lacks, up to ",
                held.to_text(),
                "; its relay log is kept and replication stays stopped; save what "
                "you need of them, then rebuild ",
                self.name),
            true};
    }
    Plan plan;
    if (self.facts->link) {
        plan.steps.emplace_back(StopReplication{});
    }
    plan.steps.emplace_back(ReplicateFrom{writer.name, writer.address});
    return plan;
}

Plan plan_ring(const HostFacts& self, const std::vector<HostFacts>& peers)
{
    for (const auto& peer : peers) {
        const bool clean_follower = peer.is_master && peer.facts && !peer.quarantined &&
                                    peer.facts->read_only && replicates_from(peer, self) &&
                                    peer.facts->link->running() &&
                                    peer.facts->binlog_state.within(self.facts->binlog_state);
        if (!clean_follower) {
            continue;
        }
        if (replicates_from(self, peer) && self.facts->link->running()) {
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
