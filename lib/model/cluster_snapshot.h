// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Everything that monitoring systems are told of a cluster, at one moment. Pure.
#pragma once

#include "lib/model/move_history.h"
#include "lib/model/role_view.h"
#include "lib/model/server_facts.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mmm::model {

/// What the servers say, by name of host; nothing for one that was asked and did not answer. A host
/// whose server was not asked is not in it.
using ServersSeen = std::map<std::string, std::optional<ServerFacts>, std::less<>>;

struct SnapshotHost {
    Host host;
    bool quarantined = false;    ///< it waits for a decision about transactions that only it has
    std::optional<bool> answers; ///< its server; nothing when nobody asked
    std::optional<ServerFacts> server;
};

struct SnapshotCheck {
    std::string host;
    std::string name;
    Check check;
};

/// A replica and whom it replicates from.
struct SnapshotLink {
    std::string host;
    std::string source; ///< the name of a host, or the address when it is none of the cluster's
    ReplicationLink link;
};

struct MoveTotals {
    std::uint64_t moves = 0;       ///< since the cluster was made
    std::uint64_t rolled_back = 0; ///< transactions, as far back as the history goes
    std::uint64_t quarantined = 0;
};

struct ClusterSnapshot {
    std::int64_t taken_at = 0; ///< seconds since the epoch
    bool reachable = false; ///< the cluster answered; if not, nothing but error and moves is known
    std::string error;
    std::string resource; ///< the database; empty when nobody knows
    std::string coordinator;
    bool quorate = false;
    MonitorMode mode = MonitorMode::active;
    std::string cause;  ///< of PASSIVE
    std::string writer; ///< host with the promoted database; empty when there is none
    std::vector<SnapshotHost> hosts;
    std::vector<ClusterRole> roles;
    std::vector<SnapshotCheck> checks;
    std::vector<SnapshotLink> links;
    std::vector<MoveEntry> moves; ///< oldest first
    MoveTotals totals;
};

/// `history` is that of the node that looks.
ClusterSnapshot make_snapshot(
    const ClusterView& view,
    const RoleView& roles,
    const ServersSeen& servers,
    const std::vector<HistoryEntry>& history,
    std::int64_t now);

/// Of a cluster that does not answer, for the reason `error`.
ClusterSnapshot unreachable_snapshot(
    const std::string& resource,
    const std::string& error,
    const std::vector<HistoryEntry>& history,
    std::int64_t now);

/// The host is in AWAITING_RECOVERY because of transactions that the writer lacks.
bool is_quarantined(HostState state, std::string_view reason);

} // namespace mmm::model
