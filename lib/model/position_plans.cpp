// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/position_plans.h"

#include "lib/base/cat.h"
#include "lib/model/position_links.h"

#include <algorithm>

namespace mmm::model {

namespace {

Plan come_to_a_stand(const ReplicationLink& link, Plan plan = {})
{
    if (!link.applier_running && plan.steps.empty()) {
        plan.steps.emplace_back(StartApplier{});
    }
    plan.steps.emplace_back(DrainRelayLog{});
    plan.steps.emplace_back(StopReplication{});
    return plan;
}

/// Its applier will not get on, whoever starts it.
bool is_broken(const ReplicationLink& link)
{
    return link.applier_errno != 0 && link.executed_place != link.received_place;
}

class PositionFollower {
public:
    PositionFollower(const HostFacts& self, const HostFacts& writer, const FollowRules& rules)
        : self_(self)
        , writer_(writer)
        , rules_(rules)
    {
    }

    Decision make() const
    {
        if (auto reason = reason_not_to_follow(); !reason.empty()) {
            return Refusal{std::move(reason)};
        }
        if (was_writer_before()) {
            if (auto refusal = refuse_own_writes()) {
                return std::move(*refusal);
            }
        }
        const auto& link = self_.facts->link;
        if (link && self_.replicates_from(writer_)) {
            return keep_link(*link);
        }
        if (was_writer_before()) {
            return go_on(self_.facts->binlog_place);
        }
        if (!link) {
            return Refusal{
                cat(self_.name,
                    " does not replicate, so that without GTID it is unknown where it would go on; "
                    "rebuild it from a copy of ",
                    writer_.name,
                    " and point it at the place that belongs to the copy")};
        }
        if (!replicates_from_former()) {
            return Refusal{
                cat(self_.name,
                    " replicates from ",
                    link->source_host,
                    ", which is neither the writer ",
                    writer_.name,
                    " nor the one before",
                    rules_.record ? cat(" (", rules_.record->former, ")") : "",
                    "; point it at ",
                    writer_.name,
                    " by hand where you know the place, or rebuild it")};
        }
        return leave_former(*link);
    }

private:
    [[nodiscard]] std::string reason_not_to_follow() const
    {
        if (!writer_.facts) {
            return cat(
                "could not reach the server of the writer ", writer_.name, ": ", writer_.error);
        }
        if (writer_.facts->read_only) {
            return cat(writer_.name, " is not open for writes, so that nobody can follow it");
        }
        if (!self_.facts->read_only) {
            return cat(
                self_.name,
                " is open for writes itself and follows nobody; demote it before it follows ",
                writer_.name);
        }
        if (writer_.facts->uses_gtid) {
            return cat(
                writer_.name,
                " runs with GTID and ",
                self_.name,
                " without; set gtid_mode alike on all hosts");
        }
        return {};
    }

    [[nodiscard]] bool knows_opening() const
    {
        return rules_.record && rules_.record->writer == writer_.name &&
               rules_.record->opened_place.known();
    }

    [[nodiscard]] bool was_writer_before() const
    {
        return knows_opening() && rules_.record->former == self_.name;
    }

    [[nodiscard]] bool replicates_from_former() const
    {
        return knows_opening() && !rules_.former_address.empty() &&
               self_.facts->link->source_host == rules_.former_address;
    }

    /// A former writer whose link was there all the time is asked only while that stands.
    [[nodiscard]] std::optional<Refusal> refuse_own_writes() const
    {
        const auto& link = self_.facts->link;
        if (link && self_.replicates_from(writer_) && link->running()) {
            return std::nullopt;
        }
        const auto behind =
            cat(" behind ",
                rules_.record->former_place.to_text(),
                ", which is how far the writer ",
                writer_.name,
                " had its log");
        if (!rules_.own_writes || !*rules_.own_writes) {
            return Refusal{
                cat("it is unknown what ",
                    self_.name,
                    " wrote",
                    behind,
                    ": ",
                    rules_.own_writes ? rules_.own_writes->error().message
                                      : "its binary log was not read",
                    "; if it has nothing of its own, point it at ",
                    writer_.name,
                    " by hand")};
        }
        const auto& extra = **rules_.own_writes;
        if (extra.empty()) {
            return std::nullopt;
        }
        return Refusal{
            cat(self_.name,
                " wrote transactions",
                behind,
                ": ",
                extra,
                "; they are kept here and not replicated; save what you need of them, then "
                "rebuild ",
                self_.name),
            true};
    }

    [[nodiscard]] Decision keep_link(const ReplicationLink& link) const
    {
        // One that was made a moment ago knows its source when it has connected.
        const bool connected = link.source.server_id != 0;
        if (auto fault = connected ? fault_of_link(self_, &writer_) : std::nullopt) {
            return Refusal{std::move(*fault)};
        }
        if (link.running()) {
            return Plan{{}, {cat(self_.name, " follows ", writer_.name, " already")}, {}};
        }
        if (link.receiver == Receiver::stopped) {
            return Plan{{StartReplication{}}, {}, {}};
        }
        return link.applier_running
                   ? Plan{{}, {cat(self_.name, " tries to reach ", writer_.name)}, {}}
                   : Plan{{StartApplier{}}, {}, {}};
    }

    [[nodiscard]] Decision leave_former(const ReplicationLink& link) const
    {
        if (auto fault = fault_of_link(self_, nullptr)) {
            return Refusal{std::move(*fault)};
        }
        const auto& record = *rules_.record;
        if (is_broken(link) || !stands_at_known_place(link)) {
            return Refusal{
                cat(self_.name,
                    " has not applied what it received of ",
                    record.former,
                    ", up to ",
                    link.received_place.to_text(),
                    link.applier_errno == 0
                        ? ""
                        : cat(": error ", link.applier_errno, ", ", link.applier_error),
                    "; repair its replication, it is looked at again then")};
        }
        return go_on(link.executed_place);
    }

    /// `stands` is in the former writer's log: how far this host has executed it, or its end.
    [[nodiscard]] Decision go_on(const LogPlace& stands) const
    {
        const auto& record = *rules_.record;
        if (stands == record.former_place) {
            return replicate_from(record.opened_place);
        }
        if (rules_.located && *rules_.located) {
            auto plan = replicate_from(**rules_.located);
            std::get<Plan>(plan).reasons.push_back(
                cat(stands.to_text(),
                    " of ",
                    record.former,
                    " corresponds to ",
                    (**rules_.located).to_text(),
                    " of ",
                    writer_.name));
            return plan;
        }
        return Refusal{
            cat(self_.name,
                " has the log of ",
                record.former,
                " up to ",
                stands.to_text(),
                stands < record.former_place ? ", less" : ", more",
                " than ",
                writer_.name,
                " had when it opened (",
                record.former_place.to_text(),
                "), and where it would go on is not certain: ",
                rules_.located ? rules_.located->error().message : "no log was read",
                "; it is left alone; rebuild it from a copy of ",
                writer_.name)};
    }

    [[nodiscard]] Decision replicate_from(const LogPlace& place) const
    {
        Plan plan;
        if (self_.facts->link) {
            plan.steps.emplace_back(StopReplication{});
        }
        plan.steps.emplace_back(ReplicateFrom{writer_.name, writer_.address, true, place});
        return plan;
    }

    const HostFacts& self_;
    const HostFacts& writer_;
    const FollowRules& rules_;
};

} // namespace

LogPlace reached_place(const HostFacts& host)
{
    return host.facts && host.facts->link ? host.facts->link->received_place : LogPlace{};
}

const HostFacts* host_ahead(const HostFacts& self, const std::vector<HostFacts>& peers)
{
    const HostFacts* ahead = nullptr;
    auto furthest = reached_place(self);
    for (const auto& peer : peers) {
        const bool alike = furthest.known() && peer.facts && !peer.quarantined &&
                           peer.facts->link &&
                           peer.facts->link->source_host == self.facts->link->source_host &&
                           same_server(peer.facts->link->source, self.facts->link->source);
        if (alike && furthest < reached_place(peer)) {
            furthest = reached_place(peer);
            ahead = &peer;
        }
    }
    return ahead;
}

std::optional<Plan> plan_to_stand(const HostFacts& self)
{
    const auto& link = self.facts->link;
    if (!link || is_broken(*link) || stands_at_known_place(*link)) {
        return std::nullopt;
    }
    return come_to_a_stand(*link);
}

std::optional<Plan>
plan_to_leave_former(const HostFacts& self, const HostFacts& writer, const FollowRules& rules)
{
    const auto& link = self.facts->link;
    const bool leaves = link && rules.record && rules.record->writer == writer.name &&
                        rules.record->former != self.name && self.facts->read_only &&
                        writer.facts && !writer.facts->read_only &&
                        link->source_host == rules.former_address;
    if (!leaves || is_broken(*link) || stands_at_known_place(*link)) {
        return std::nullopt;
    }
    Plan plan;
    const auto& place = rules.record->former_place;
    if (link->receiver == Receiver::running && link->executed_place < place) {
        if (!link->applier_running) {
            plan.steps.emplace_back(StartApplier{});
        }
        plan.steps.emplace_back(WaitUntilPlaceApplied{place, rules.record->former});
    }
    return come_to_a_stand(*link, std::move(plan));
}

Decision
plan_follow_by_position(const HostFacts& self, const HostFacts& writer, const FollowRules& rules)
{
    return PositionFollower(self, writer, rules).make();
}

Plan plan_ring_by_position(
    const HostFacts& self, const std::vector<HostFacts>& peers, const LogPlace& opened)
{
    for (const auto& peer : peers) {
        const bool clean_follower = peer.is_master && peer.facts && !peer.quarantined &&
                                    peer.facts->read_only && !peer.facts->uses_gtid &&
                                    peer.replicates_from(self) && peer.facts->link->running();
        if (!clean_follower || !opened.known() || peer.facts->link->executed_place < opened) {
            continue;
        }
        const auto& link = self.facts->link;
        if (link && self.replicates_from(peer) && !fault_of_link(self, &peer)) {
            return link->receiver == Receiver::stopped ? Plan{{StartReplication{}}, {}, {}}
                                                       : Plan{};
        }
        // What it logs from there on is this host's own.
        Plan plan;
        if (link) {
            plan.steps.emplace_back(StopReplication{});
        }
        plan.steps.emplace_back(
            ReplicateFrom{peer.name, peer.address, false, peer.facts->binlog_place});
        plan.reasons.push_back(
            cat("the other master ", peer.name, " follows without a difference"));
        return plan;
    }
    return {};
}

PlacePair places_at_opening(const ServerFacts& opened, const HostFacts* caught_up_from)
{
    PlacePair places{{}, opened.binlog_place};
    if (caught_up_from != nullptr) {
        places.in_old = caught_up_from->facts->link->executed_place;
    } else if (opened.link) {
        places.in_old = opened.link->executed_place;
    }
    return places;
}

} // namespace mmm::model
