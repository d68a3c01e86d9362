// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/model/position_links.h"
#include "lib/model/position_plans.h"
#include "lib/model/promotion_obstacles.h"

#include <algorithm>

namespace mmm::model {

namespace {

class PositionPromotion {
public:
    PositionPromotion(
        const HostFacts& self, const std::vector<HostFacts>& peers, const PromotionRules& rules)
        : self_(self)
        , asked_(peers)
        , rules_(rules)
    {
        for (const auto& peer : peers) {
            if (!peer.facts) {
                plan_.reasons.push_back(cat(peer.name, " did not answer: ", peer.error));
            } else if (peer.quarantined) {
                plan_.reasons.push_back(cat(peer.name, " is quarantined and left out"));
            } else {
                peers_.push_back(&peer);
            }
        }
    }

    Decision make()
    {
        if (!self_.facts->read_only) {
            return Plan{{}, {cat(self_.name, " is open for writes already")}, {}};
        }
        for (const auto& against :
             {quarantined_self(self_),
              denying_host(asked_),
              other_mode(),
              broken_applier_here(),
              no_semi_sync()}) {
            if (against) {
                refuse(*against);
            }
        }
        if (const auto against = unread_host(asked_)) {
            refuse(*against, true);
        }
        get_what_there_is();
        compare();
        judge_silent();
        if (refusal_) {
            return std::move(*refusal_);
        }
        open();
        return std::move(plan_);
    }

private:
    /// Unless the operator has accepted that something is lost. The first reason is told.
    void refuse(const std::string& reason, bool may_pass = false)
    {
        if (!rules_.loss_accepted.empty()) {
            plan_.possible_loss.push_back(cat("accepted ", rules_.loss_accepted, ": ", reason));
        } else if (!refusal_) {
            refusal_ = Refusal{reason, false, may_pass};
        }
    }

    /// With durability=available a gap is told, not refused.
    void gap(const std::string& what, bool may_pass = true)
    {
        if (rules_.durability == Durability::available) {
            plan_.possible_loss.push_back(what);
        } else {
            refuse(
                cat(what,
                    "; bring that host back or in order, or give up what only it has: mmm_control "
                    "promote --accept-loss ",
                    self_.name),
                may_pass);
        }
    }

    [[nodiscard]] std::optional<std::string> other_mode() const
    {
        const auto other = std::ranges::find_if(
            peers_, [](const HostFacts* peer) { return peer->facts->uses_gtid; });
        return other == peers_.end()
                   ? std::nullopt
                   : std::optional(
                         cat((*other)->name,
                             " runs with GTID and ",
                             self_.name,
                             " without, so that what they have cannot be compared; set gtid_mode "
                             "alike on all hosts"));
    }

    [[nodiscard]] std::optional<std::string> broken_applier_here() const
    {
        const auto& link = self_.facts->link;
        if (!link || link->applier_errno == 0 || link->executed_place == link->received_place) {
            return std::nullopt;
        }
        return cat(
            "the applier of ",
            self_.name,
            " stopped with error ",
            link->applier_errno,
            " (",
            link->applier_error,
            ") at ",
            link->executed_place.to_text(),
            " of ",
            old_writer(),
            ", before the end of what it received (",
            link->received_place.to_text(),
            "); repair replication on ",
            self_.name,
            " or promote another host");
    }

    [[nodiscard]] std::optional<std::string> no_semi_sync() const
    {
        if (rules_.durability == Durability::available || self_.facts->semi_sync.available) {
            return std::nullopt;
        }
        return cat(
            "durability=lossless needs semi-synchronous replication, which the server of ",
            self_.name,
            " does not have; load its plugins, or set durability=available");
    }

    [[nodiscard]] bool was_writer_itself() const
    {
        return rules_.record && rules_.record->writer == self_.name;
    }

    /// The name of the host whose log the places count in.
    [[nodiscard]] std::string old_writer() const
    {
        if (rules_.record) {
            return rules_.record->writer;
        }
        const auto* source = source_of(self_, peers_);
        return source != nullptr ? source->name : self_.facts->link->source_host;
    }

    [[nodiscard]] std::string old_address() const
    {
        if (rules_.record) {
            return was_writer_itself() ? self_.address : rules_.last_writer_address;
        }
        return self_.facts->link ? self_.facts->link->source_host : self_.address;
    }

    void get_what_there_is()
    {
        if (was_writer_itself()) {
            reach_ = self_.facts->binlog_place;
            plan_.reasons.push_back(cat(self_.name, " was the last writer itself"));
            return;
        }
        const auto& link = self_.facts->link;
        if (!link) {
            check_unattached();
            return;
        }
        source_ = source_of(self_, peers_);
        if (auto fault = fault_of_link(self_, source_)) {
            refuse(*fault);
            return;
        }
        if (source_ != nullptr) {
            get_from_living();
        } else if (link->source_host != old_address()) {
            refuse(
                cat(self_.name,
                    " replicates from ",
                    link->source_host,
                    ", which does not answer and is not the last writer ",
                    old_writer(),
                    ", so that it is unknown what it lacks; promote a host that replicated from ",
                    old_writer()));
        } else {
            apply_what_was_received();
        }
    }

    /// Only the very first writer needs nothing of anybody.
    void check_unattached()
    {
        const auto other = std::ranges::find_if(peers_, [&](const HostFacts* peer) {
            return peer->facts->link && !peer->replicates_from(self_);
        });
        if (rules_.record || other != peers_.end()) {
            refuse(
                cat(self_.name,
                    " does not replicate, so that without GTID it is unknown what it lacks of ",
                    rules_.record ? rules_.record->writer : (*other)->facts->link->source_host,
                    "; set replication up on it, or promote another host"));
        }
    }

    void get_from_living()
    {
        const auto& facts = *source_->facts;
        reach_ = facts.binlog_place;
        if (source_->address != old_address()) {
            reach_ = facts.link ? facts.link->received_place : LogPlace{};
            check_that_all_is_applied(*source_);
        }
        const auto& link = *self_.facts->link;
        if (link.receiver == Receiver::stopped) {
            plan_.steps.emplace_back(StartReplication{});
        } else if (!link.applier_running) {
            plan_.steps.emplace_back(StartApplier{});
        }
        plan_.steps.emplace_back(WaitUntilPlaceApplied{facts.binlog_place, source_->name});
        if (!source_->is_master) {
            plan_.steps.emplace_back(StopReplication{});
            forget_source_ = true;
        }
    }

    /// What a dead writer kept to itself must not flow in when it returns. The link itself stays:
    /// its relay log shows replicas that are behind where they go on here.
    void apply_what_was_received()
    {
        const auto& link = *self_.facts->link;
        reach_ = link.received_place;
        if (link.applier_errno == 0) {
            if (!link.applier_running) {
                plan_.steps.emplace_back(StartApplier{});
            }
            plan_.steps.emplace_back(DrainRelayLog{});
        }
        plan_.steps.emplace_back(StopReplication{});
    }

    /// A host passes on only what it has applied.
    void check_that_all_is_applied(const HostFacts& host)
    {
        const auto& link = host.facts->link;
        if (link && link->executed_place != link->received_place) {
            refuse(
                cat(host.name,
                    " still applies what it received of ",
                    old_writer(),
                    ", up to ",
                    link->received_place.to_text()),
                link->applier_running);
        }
    }

    /// Hosts that replicate from the old writer, by its places; from this one, by its own.
    void compare()
    {
        const HostFacts* ahead = nullptr;
        for (const auto* peer : peers_) {
            const auto& link = peer->facts->link;
            if (peer == source_ || peer->address == old_address() || !link || !reach_.known()) {
                continue;
            }
            const bool downstream = link->source_host == self_.address ||
                                    (source_ != nullptr && link->source_host == source_->address);
            if (link->source_host != old_address()) {
                if (!downstream) {
                    gap(cat(peer->name,
                            " replicates from ",
                            link->source_host,
                            ", so that it is unknown what it has of ",
                            old_writer()),
                        false);
                }
            } else if (differs_in_source(*peer)) {
                gap(cat(peer->name,
                        " replicated from another server at the address of ",
                        old_writer(),
                        ", so that what it has cannot be compared"),
                    false);
            } else if (reach_ < link->received_place) {
                ahead = ahead != nullptr && !(reached_place(*ahead) < link->received_place) ? ahead
                                                                                            : peer;
            }
        }
        if (ahead != nullptr) {
            catch_up_from(*ahead);
        }
    }

    [[nodiscard]] bool differs_in_source(const HostFacts& peer) const
    {
        const auto& theirs = peer.facts->link->source;
        if (was_writer_itself()) {
            return !same_server(theirs, self_.facts->identity);
        }
        const auto& link = self_.facts->link;
        return link && link->source_host == old_address() && !same_server(theirs, link->source);
    }

    void catch_up_from(const HostFacts& peer)
    {
        const auto& theirs = *peer.facts->link;
        const auto more =
            cat(peer.name,
                " received the log of ",
                old_writer(),
                " up to ",
                theirs.received_place.to_text(),
                ", ",
                self_.name,
                " only up to ",
                reach_.to_text());
        if (theirs.executed_place != theirs.received_place && theirs.applier_running) {
            refuse(cat(more, "; ", peer.name, " still applies that"), true);
            return;
        }
        if (theirs.executed_place != theirs.received_place) {
            gap(cat(more, ", and the applier of ", peer.name, " stands still before the end"));
            return;
        }
        const bool can = rules_.catch_up && *rules_.catch_up && source_ == nullptr &&
                         !was_writer_itself() && self_.facts->link->stands_still();
        if (!can) {
            const auto doubt = rules_.catch_up && !*rules_.catch_up
                                   ? rules_.catch_up->error().message
                                   : cat(self_.name, " does not stand at a known place");
            gap(cat(more, ", and cannot go on there: ", doubt));
            return;
        }
        plan_.steps.clear();
        plan_.steps.emplace_back(ReplicateFrom{peer.name, peer.address, true, **rules_.catch_up});
        plan_.steps.emplace_back(WaitUntilPlaceApplied{peer.facts->binlog_place, peer.name});
        if (!peer.is_master) {
            plan_.steps.emplace_back(StopReplication{});
            forget_source_ = true;
        }
        plan_.reasons.push_back(more);
        reach_ = theirs.received_place;
    }

    /// As in promotion_proof.h. A last writer that answers, closed, tells everything itself.
    void judge_silent()
    {
        if (!rules_.record || answered(rules_.record->writer)) {
            return;
        }
        if (!was_writer_itself()) {
            judge_silent_writer();
        }
        auto silent = rules_.hosts;
        std::erase_if(silent, [&](const std::string& host) {
            return host == self_.name || host == rules_.record->writer || answered(host);
        });
        // What the last writer acknowledged was on one host more; here it has been synced.
        const bool has_all = was_writer_itself() && rules_.has_all_it_wrote && silent.size() <= 1;
        if (rules_.durability != Durability::lossless || has_all) {
            return;
        }
        for (const auto& host : silent) {
            gap(
                cat(host,
                    " does not answer and may hold acknowledged transactions that nobody else "
                    "has"));
        }
    }

    [[nodiscard]] bool answered(const std::string& host) const
    {
        return std::ranges::any_of(
            asked_, [&](const HostFacts& peer) { return peer.name == host && peer.facts; });
    }

    void judge_silent_writer()
    {
        const auto& writer = rules_.record->writer;
        if (rules_.record->durability == Durability::lossless) {
            plan_.reasons.push_back(
                cat("what the last writer ", writer, " acknowledged is on another host as well"));
            return;
        }
        gap(
            cat("the last writer ",
                writer,
                " does not answer and may have acknowledged transactions after ",
                reach_.known() ? cat(reach_.to_text(), " of its log") : "what is here",
                " that no replica got"));
    }

    void open()
    {
        if (self_.facts->semi_sync.available) {
            plan_.steps.emplace_back(RequireAcknowledgement{rules_.durability});
        }
        plan_.steps.emplace_back(OpenForWrites{});
        if (forget_source_) {
            plan_.steps.emplace_back(ForgetSource{});
        }
        plan_.steps.emplace_back(TakeOverEvents{rules_.events});
    }

    const HostFacts& self_;
    const std::vector<HostFacts>& asked_;
    const PromotionRules& rules_;
    std::vector<const HostFacts*> peers_;
    const HostFacts* source_ = nullptr;
    LogPlace reach_; ///< of the old writer's log, what self will have
    bool forget_source_ = false;
    std::optional<Refusal> refusal_;
    Plan plan_;
};

} // namespace

Decision plan_promotion_by_position(
    const HostFacts& self, const std::vector<HostFacts>& peers, const PromotionRules& rules)
{
    return PositionPromotion(self, peers, rules).make();
}

} // namespace mmm::model
