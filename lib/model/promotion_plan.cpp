// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/model/position_plans.h"
#include "lib/model/promotion_obstacles.h"
#include "lib/model/promotion_proof.h"
#include "lib/model/writer_plans.h"

#include <algorithm>

namespace mmm::model {

namespace {

/// What a host can pass on: relay log only if it is being applied.
Transactions can_give(const HostFacts& host)
{
    const auto& facts = *host.facts;
    return facts.link && facts.link->applier_running ? facts.held() : facts.executed;
}

/// A host that never is the writer made the difference itself: no client was ever told of it by the
/// writer, and nobody else shall get it.
bool differs_by_own_writes_only(const HostFacts& host, const HostFacts& self)
{
    return !host.is_master &&
           host.facts->held().beyond_is_written_by(host.facts->identity, self.facts->held());
}

class PromotionPlanner {
public:
    PromotionPlanner(
        const HostFacts& self, const std::vector<HostFacts>& peers, const PromotionRules& rules)
        : self_(self)
        , asked_(peers)
        , rules_(rules)
    {
        for (const auto& peer : peers) {
            admit(peer);
        }
    }

    Decision make()
    {
        for (const auto& against :
             {quarantined_self(self_),
              denying_host(asked_),
              same_identity(with_self()),
              any_divergence(with_self()),
              passed_by(self_, peers_),
              broken_applier(self_),
              unknown_relay_log()}) {
            if (against) {
                refuse(*against);
            }
        }
        for (const auto& against : {unread_that_matters(), applying_host(asked_)}) {
            if (against) {
                refuse(*against, true);
            }
        }
        leave_lost_relay_log();
        apply_received();
        fetch_missing();
        prove();
        if (refusal_) {
            return std::move(*refusal_);
        }
        if (!self_.facts->read_only && plan_.steps.empty()) {
            return Plan{{}, {cat(self_.name, " is open for writes already")}, {}};
        }
        leave_source();
        open();
        return std::move(plan_);
    }

private:
    /// Only hosts that answered and whose data counts have a say.
    void admit(const HostFacts& peer)
    {
        if (!peer.facts) {
            plan_.reasons.push_back(cat(peer.name, " did not answer: ", peer.error));
        } else if (peer.quarantined) {
            plan_.reasons.push_back(cat(peer.name, " is quarantined and left out"));
        } else if (differs_by_own_writes_only(peer, self_)) {
            plan_.reasons.push_back(
                cat(peer.name,
                    " is no master and left out: it wrote ",
                    peer.facts->executed.beyond(self_.facts->held()),
                    " itself"));
        } else {
            peers_.push_back(&peer);
        }
    }

    /// Unless the operator has accepted that something is lost. The first reason is told.
    void refuse(const std::string& reason, bool may_pass = false)
    {
        if (!rules_.loss_accepted.empty()) {
            plan_.possible_loss.push_back(cat("accepted ", rules_.loss_accepted, ": ", reason));
        } else if (!refusal_) {
            refusal_ = Refusal{.reason = reason, .may_pass = may_pass};
        }
    }

    [[nodiscard]] std::vector<const HostFacts*> with_self() const
    {
        std::vector<const HostFacts*> hosts{&self_};
        hosts.insert(hosts.end(), peers_.begin(), peers_.end());
        return hosts;
    }

    /// What a relay log may hold besides counts only as long as the last writes are not known.
    [[nodiscard]] std::optional<std::string> unread_that_matters() const
    {
        if (knows_the_last_writes(self_, asked_, rules_)) {
            return std::nullopt;
        }
        return self_.unread ? unread_host({self_}) : unread_host(asked_);
    }

    [[nodiscard]] bool source_lives() const
    {
        return std::ranges::any_of(
            peers_, [&](const HostFacts* peer) { return self_.replicates_from(*peer); });
    }

    /// Without GTID nothing tells what the relay log holds; a living source has it all.
    [[nodiscard]] std::optional<std::string> unknown_relay_log() const
    {
        const auto& link = self_.facts->link;
        if (!link || link->uses_gtid || link->relay_log_read || source_lives()) {
            return std::nullopt;
        }
        return cat(
            self_.name,
            " replicates from ",
            link->source_host,
            " by file and position, so that it is unknown what it received and has not applied; "
            "apply its relay log (START SLAVE SQL_THREAD), then RESET SLAVE ALL and promote");
    }

    /// No other source can be set before the server has forgotten this one (error 1201), not for
    /// the ring either, later on.
    void leave_lost_relay_log()
    {
        const auto& link = self_.facts->link;
        if (link && link->relay_log_lost) {
            plan_.steps.emplace_back(StopReplication{});
            plan_.steps.emplace_back(ForgetSource{});
            plan_.reasons.push_back(
                cat("the server of ", self_.name, " cannot open its relay log, and forgets it"));
        }
    }

    /// Relay log is applied before anything stops or changes: MariaDB drops it then. It drops it
    /// just as well when replication starts that stood still; then another host must have it.
    void apply_received()
    {
        const auto pending = self_.facts->unapplied();
        have_ = self_.facts->held();
        if (pending.empty()) {
            return;
        }
        const auto& link = *self_.facts->link;
        if (link.applier_errno != 0) {
            have_ = self_.facts->executed; // it gets no further; refused, or accepted
            return;
        }
        if (is_delayed()) {
            plan_.steps.emplace_back(ApplyDelayedRelayLog{});
            plan_.steps.emplace_back(WaitUntilApplied{pending, "the relay log"});
            plan_.reasons.push_back(
                cat("received transactions are applied first, and not ",
                    link.delay_seconds,
                    " seconds after they were written"));
            return;
        }
        if (!link.stands_still()) {
            start_applier();
            plan_.steps.emplace_back(WaitUntilApplied{pending, "the relay log"});
            plan_.reasons.emplace_back("received transactions are applied first");
            return;
        }
        const auto has_it = [&](const HostFacts* peer) { return can_give(*peer).covers(pending); };
        if (std::ranges::any_of(peers_, has_it)) {
            have_ = self_.facts->executed;
            plan_.reasons.emplace_back(
                "replication stands still; what it received and did not apply is fetched again");
        } else if (link.first_unapplied) {
            plan_.steps.emplace_back(ApplyKeptRelayLog{*link.first_unapplied});
            plan_.steps.emplace_back(WaitUntilApplied{pending, "the relay log"});
            plan_.reasons.emplace_back(
                "nobody else has what the relay log holds, so it is applied");
        } else {
            refuse(
                cat("only the relay log of ",
                    self_.name,
                    " holds the transactions up to ",
                    pending.to_text(),
                    ", and the server would drop it if replication started; apply it by hand: "
                    "CHANGE MASTER TO MASTER_USE_GTID=no, RELAY_LOG_FILE=..., RELAY_LOG_POS=... "
                    "(Relay_Log_File and Relay_Log_Pos of SHOW SLAVE STATUS); START SLAVE "
                    "SQL_THREAD; then CHANGE MASTER TO MASTER_USE_GTID=slave_pos and promote"));
        }
    }

    [[nodiscard]] bool has_delay() const
    {
        const auto& link = self_.facts->link;
        return link && link->delay_seconds > 0;
    }

    /// Its applier would be waited for in vain.
    [[nodiscard]] bool is_delayed() const
    {
        return has_delay() && !self_.facts->link->stands_still();
    }

    void start_applier()
    {
        if (!self_.facts->link->applier_running && !applier_started_) {
            plan_.steps.emplace_back(StartApplier{});
            applier_started_ = true;
        }
    }

    void fetch_missing()
    {
        auto goal = have_;
        for (const auto* peer : peers_) {
            goal = goal.merged_with(peer->facts->held());
        }
        goal = goal.ahead_of(have_);
        if (goal.empty() || refusal_) {
            return;
        }
        const auto* source = best_source(goal);
        if (!can_give(*source).covers(goal)) {
            refuse(no_source(goal));
            return;
        }
        const auto missing = have_.missing_up_to(goal);
        have_ = have_.merged_with(goal);
        plan_.reasons.push_back(
            cat(source->name, " is ", missing, " transactions ahead (", goal.to_text(), ")"));
        if (!is_fetching_from(*source)) {
            stop_replication();
            plan_.steps.emplace_back(ReplicateFrom{
                .host = source->name, .address = source->address, .at_once = has_delay()});
            stopped_ = false;
        } else {
            start_applier();
        }
        source_ = source;
        plan_.steps.emplace_back(WaitUntilApplied{goal, source->name});
    }

    [[nodiscard]] bool is_fetching_from(const HostFacts& source) const
    {
        return !is_delayed() && self_.replicates_from(source) && self_.facts->link->uses_gtid &&
               self_.facts->link->receiver == Receiver::running;
    }

    /// The host that can give most of it, the current source first.
    [[nodiscard]] const HostFacts* best_source(const Transactions& goal) const
    {
        const auto better = [&](const HostFacts* one, const HostFacts* other) {
            const auto one_lacks = can_give(*one).missing_up_to(goal);
            const auto other_lacks = can_give(*other).missing_up_to(goal);
            return one_lacks < other_lacks ||
                   (one_lacks == other_lacks && self_.replicates_from(*one) &&
                    !self_.replicates_from(*other));
        };
        return *std::ranges::min_element(peers_, better);
    }

    /// As no two hosts diverge, one of them holds it all; it does not get on with its relay log.
    [[nodiscard]] std::string no_source(const Transactions& goal) const
    {
        const auto lacks = [&](const HostFacts* peer) {
            return peer->facts->held().missing_up_to(goal);
        };
        const auto* holder = *std::ranges::min_element(peers_, {}, lacks);
        return cat(
            holder->name,
            " received transactions up to ",
            goal.to_text(),
            " that ",
            self_.name,
            " lacks, and its applier stands still; let it apply them before anything else is "
            "started there, then promote");
    }

    /// With durability=available a gap is told, not refused.
    void prove()
    {
        auto proof = prove_completeness(self_, asked_, have_, rules_);
        plan_.reasons.insert(plan_.reasons.end(), proof.reasons.begin(), proof.reasons.end());
        for (const auto& gap : proof.gaps) {
            if (rules_.durability == Durability::available) {
                plan_.possible_loss.push_back(gap);
            } else {
                refuse(
                    cat(gap,
                        "; bring that host back, or give up what only it has: mmm_control promote "
                        "--accept-loss ",
                        self_.name),
                    true);
            }
        }
        if (rules_.durability == Durability::lossless && !self_.facts->semi_sync.available) {
            refuse(
                cat("durability=lossless needs semi-synchronous replication, which the server of ",
                    self_.name,
                    " does not have; load its plugins, or set durability=available"));
        }
    }

    /// Commits wait for a replica from the very first one on.
    void open()
    {
        if (self_.facts->semi_sync.available) {
            plan_.steps.emplace_back(RequireAcknowledgement{rules_.durability});
        }
        plan_.steps.emplace_back(OpenForWrites{});
        if (stopped_) {
            plan_.steps.emplace_back(ForgetSource{});
        }
        plan_.steps.emplace_back(TakeOverEvents{rules_.events});
    }

    /// A link to a host that does not answer, or that is no master, ends here: what a dead writer
    /// kept to itself must not flow in when it returns.
    void leave_source()
    {
        const auto is_living_master = [&](const HostFacts* peer) {
            const bool is_source =
                source_ != nullptr ? peer == source_ : self_.replicates_from(*peer);
            return is_source && peer->is_master;
        };
        if (std::ranges::any_of(peers_, is_living_master)) {
            return;
        }
        stop_replication();
    }

    /// What still comes in until the receiver has stopped is applied as well.
    void stop_replication()
    {
        const auto& link = self_.facts->link;
        if (source_ == nullptr && link && !link->stands_still() && !is_delayed()) {
            start_applier();
            plan_.steps.emplace_back(DrainRelayLog{});
        }
        if (source_ != nullptr || (link && !link->relay_log_lost)) {
            plan_.steps.emplace_back(StopReplication{});
            stopped_ = true;
        }
    }

    const HostFacts& self_;
    const std::vector<HostFacts>& asked_;
    const PromotionRules& rules_;
    std::vector<const HostFacts*> peers_;
    Transactions have_; ///< what self has once its own relay log is applied
    const HostFacts* source_ = nullptr;
    bool applier_started_ = false;
    bool stopped_ = false;
    std::optional<Refusal> refusal_;
    Plan plan_;
};

} // namespace

Decision plan_promotion(
    const HostFacts& self, const std::vector<HostFacts>& peers, const PromotionRules& rules)
{
    if (!self.is_master) {
        return Refusal{
            cat(self.name,
                " is not one of the masters and never becomes the writer; add it to the "
                "parameter masters if it shall")};
    }
    if (auto open = open_host(self, peers)) {
        return Refusal{std::move(*open)};
    }
    return self.facts->uses_gtid ? PromotionPlanner(self, peers, rules).make()
                                 : plan_promotion_by_position(self, peers, rules);
}

} // namespace mmm::model
