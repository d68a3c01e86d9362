// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The decisions around the writer: how a host becomes it, how others follow it. Pure.
#pragma once

#include "lib/model/plan.h"
#include "lib/model/server_facts.h"
#include "lib/model/writer_record.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mmm::model {

/// A host with what its server says; `facts` is missing when it could not be read, `error` says
/// why.
struct HostFacts {
    std::string name;
    std::string address;
    bool is_master = false;
    /// It holds transactions nobody decided about yet, and takes no part in decisions.
    bool quarantined = false;
    std::optional<ServerFacts> facts;
    std::string error;
    /// Its server lives and turned the agent away: a fault of the set-up that hides what it holds.
    bool denied = false;
    /// Its server lives, and its relay log could not be read, for its length perhaps: what it holds
    /// beyond what is executed is unknown.
    bool unread = false;

    /// Only of a host whose facts are known.
    [[nodiscard]] bool replicates_from(const HostFacts& source) const
    {
        return facts->link && facts->link->source_host == source.address;
    }
};

/// What else a promotion goes by: the profile, what the cluster remembers, the operator's word.
struct PromotionRules {
    Durability durability = Durability::available;
    /// The last move; none before the first one.
    std::optional<WriterRecord> record;
    /// What the last writer had when it was closed; none when it was not closed in good order, or
    /// has been started again since.
    std::optional<Transactions> closed;
    /// `self` is the last writer, and nothing that it wrote as such was taken back or got lost.
    bool has_all_it_wrote = false;
    /// Every host of the database, whether it runs or not.
    std::vector<std::string> hosts;
    /// What hosts that have left had at most when they left.
    std::map<std::string, Transactions, std::less<>> departed;
    /// The scheduled events ("schema.name") that the last writer ran; none when nobody knows, and
    /// then those stay enabled that are.
    std::optional<std::vector<std::string>> events;
    /// Without GTID: where `self` goes on in the log of the host that is ahead of it, or why that
    /// is not certain; none when no host is.
    std::optional<Result<LogPlace>> catch_up;
    /// Without GTID: the last writer's address, by which its replicas name it.
    std::string last_writer_address;
    /// Who accepted that transactions may be lost, and when; empty when nobody did.
    std::string loss_accepted;
};

/// What `self` must do to become the writer. It first gets everything that any host that answers
/// holds, and opens last. Refuses while another host is open for writes, when its own replication
/// is broken, when hosts have diverged, when what somebody holds cannot be got, and, with
/// durability=lossless, when it cannot be proved that nothing is missing. The operator's word lifts
/// all of these but the first. Read the peers after the old writer was closed, and `self` after
/// them.
Decision plan_promotion(
    const HostFacts& self, const std::vector<HostFacts>& peers, const PromotionRules& rules = {});

/// What a restarted `self` does with relay log that it has not applied, while nobody is the writer:
/// whoever is promoted can fetch only what is applied. Nothing to do when replication runs, has
/// failed, or is delayed on purpose. Read `self` with its relay log.
std::optional<Plan> plan_salvage(const HostFacts& self);

/// What the writer `self` does to give the role up to `candidate` (empty: to nobody yet).
Plan plan_demotion(const ServerFacts& self, const std::string& candidate);

/// What to do with clients that are in the way of closing a writer.
enum class InTheWay {
    end_sessions,
    /// Commits wait for a replica that does not come. Ending their sessions, or the waiting, would
    /// commit what no other host has; a server that ends at once acknowledges nothing more.
    end_server
};

/// By two looks at the server, the second a while after the first: commits that wait for a replica
/// which acknowledges are no hindrance, and under load there are always some.
InTheWay judge_blocked_closing(const ServerFacts& first, const ServerFacts& second);

/// A plan to follow, for a host that was the writer: its commits wait for nobody any more. That is
/// not done when it is demoted, for MySQL takes up to a second for it.
Plan as_a_replica(Plan plan, const ServerFacts& self);

/// Longer than any writer lives: "for ever" where a server wants a number of milliseconds.
constexpr std::uint64_t acknowledgement_forever_ms = 4294967295;

/// The writer's semi-sync is set as the profile wants it, or it has none. While commits wait it is
/// taken as it is.
bool acknowledgement_is_as_wanted(
    const SemiSync& semi_sync, Durability durability, std::chrono::milliseconds timeout);

/// What `self` must do to follow `writer`. Read `self` before `writer`: a replica that keeps up
/// could otherwise look as if it were ahead. Only a writer that is open tells what `self` has too
/// much: others are not followed.
Decision plan_follow(const HostFacts& self, const HostFacts& writer);

/// What the writer does to replicate from the other master (MMM's ring), which spares the next
/// planned move all re-pointing. Does nothing until the other master follows us cleanly.
Plan plan_ring(const HostFacts& self, const std::vector<HostFacts>& peers);

} // namespace mmm::model
