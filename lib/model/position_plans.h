// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The decisions around the writer where transactions have no global ids (MySQL with gtid_mode=OFF):
// places in logs are all there is. Pure.
//
// A place counts in the log of one server and says nothing about another one's. So a replica is
// only ever pointed at a place that is proved to correspond to where it stands (log_relocation.h);
// a link that is there is kept, as the server itself knows exactly where it goes on; and a host of
// which nothing can be proved is left alone.
#pragma once

#include "lib/model/log_relocation.h"
#include "lib/model/writer_plans.h"

#include <optional>
#include <string>
#include <vector>

namespace mmm::model {

/// How far the log of `self`'s source is applied or still to be applied here.
LogPlace reached_place(const HostFacts& host);

/// The host that has received most of the log that `self` replicates from, if that is more than
/// `self` has; else nothing.
const HostFacts* host_ahead(const HostFacts& self, const std::vector<HostFacts>& peers);

/// What brings `self` to a known place: its applier finishes what was received, and all stands
/// still. Nothing to do when it stands already.
std::optional<Plan> plan_to_stand(const HostFacts& self);

/// plan_promotion() without GTID; received_place of every host is that of the last transaction it
/// received in full. For a host that is ahead, rules.catch_up tells where `self`, which stands
/// still, goes on there.
Decision plan_promotion_by_position(
    const HostFacts& self, const std::vector<HostFacts>& peers, const PromotionRules& rules);

/// What following a writer without GTID goes by.
struct FollowRules {
    /// The writer's opening; without it nobody can be pointed at the writer.
    std::optional<WriterRecord> record;
    /// Where the host that was the writer before is reached; as replicas name it.
    std::string former_address;
    /// Of a replica of the former writer, or that one itself: the place in the writer's log that
    /// corresponds to where it stands, or why that is not certain. Not needed where former_place
    /// was reached exactly.
    std::optional<Result<LogPlace>> located;
    /// Of the former writer itself: what it wrote behind former_place (own_writes()).
    std::optional<Result<std::string>> own_writes;
};

/// What a replica of the former writer does before it is looked at again: it gets as far as the new
/// writer was when it opened, if the former one still lives, and stands still. Nothing to do for
/// all others.
std::optional<Plan>
plan_to_leave_former(const HostFacts& self, const HostFacts& writer, const FollowRules& rules);

/// plan_follow() without GTID. Refused hosts are left alone.
Decision
plan_follow_by_position(const HostFacts& self, const HostFacts& writer, const FollowRules& rules);

/// plan_ring() without GTID. Only when the other master has executed everything up to where this
/// one opened (`opened`, in this one's log): a server leaves out of a source's log what it wrote
/// itself, and since the opening there is nothing else. What came before may be of servers that
/// are gone, and would go round in the ring for ever.
Plan plan_ring_by_position(
    const HostFacts& self, const std::vector<HostFacts>& peers, const LogPlace& opened);

/// What the record of a move says of the former writer: which host's log `opened` executed, and how
/// far. `caught_up_from` is the host that was caught up from, if any.
PlacePair places_at_opening(const ServerFacts& opened, const HostFacts* caught_up_from);

} // namespace mmm::model
