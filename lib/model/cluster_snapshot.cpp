// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/cluster_snapshot.h"

#include "lib/model/host_state.h"

#include <algorithm>
#include <utility>

namespace mmm::model {

namespace {

std::string name_of_source(const RoleView& roles, const ReplicationLink& link)
{
    const auto found = std::ranges::find(roles.hosts, link.source_host, &Host::address);
    return found == roles.hosts.end() ? link.source_host : found->name;
}

void add_host(
    ClusterSnapshot& snapshot, const RoleView& roles, const ServersSeen& servers, const Host& host)
{
    SnapshotHost seen{
        .host = host,
        .quarantined = is_quarantined(host.state, host.reason),
        .answers = std::nullopt,
        .server = std::nullopt};
    if (const auto asked = servers.find(host.name); asked != servers.end()) {
        seen.answers = asked->second.has_value();
        seen.server = asked->second;
    }
    if (seen.server && seen.server->link) {
        const auto& link = *seen.server->link;
        snapshot.links.push_back({host.name, name_of_source(roles, link), link});
    }
    for (const auto& [name, check] : shown_checks(host)) {
        snapshot.checks.push_back({host.name, name, check});
    }
    if (host.promoted) {
        snapshot.writer = host.name;
    }
    snapshot.hosts.push_back(std::move(seen));
}

void add_history(ClusterSnapshot& snapshot, const std::vector<HistoryEntry>& history)
{
    auto& totals = snapshot.totals;
    for (const auto& entry : history) {
        if (const auto* move = std::get_if<MoveEntry>(&entry)) {
            totals.moves = std::max(totals.moves, move->number);
            snapshot.moves.push_back(*move);
        } else if (const auto* loss = std::get_if<LossEntry>(&entry)) {
            const bool back = loss->fate == LossEntry::Fate::rolled_back;
            (back ? totals.rolled_back : totals.quarantined) += loss->count;
        }
    }
}

} // namespace

ClusterSnapshot make_snapshot(
    const ClusterView& view,
    const RoleView& roles,
    const ServersSeen& servers,
    const std::vector<HistoryEntry>& history,
    std::int64_t now)
{
    ClusterSnapshot snapshot;
    snapshot.taken_at = now;
    snapshot.reachable = true;
    snapshot.resource = roles.database;
    snapshot.coordinator = view.status.dc;
    snapshot.quorate = view.status.quorate;
    snapshot.mode = roles.mode;
    snapshot.cause = roles.cause;
    snapshot.roles = roles.roles;
    for (const auto& host : roles.hosts) {
        add_host(snapshot, roles, servers, host);
    }
    add_history(snapshot, history);
    return snapshot;
}

ClusterSnapshot unreachable_snapshot(
    const std::string& resource,
    const std::string& error,
    const std::vector<HistoryEntry>& history,
    std::int64_t now)
{
    ClusterSnapshot snapshot;
    snapshot.taken_at = now;
    snapshot.resource = resource;
    snapshot.error = error;
    add_history(snapshot, history);
    return snapshot;
}

bool is_quarantined(HostState state, std::string_view reason)
{
    return state == HostState::awaiting_recovery && !reason.empty() &&
           !reason.starts_with(waiting_prefix) && !reason.starts_with(flapping_prefix);
}

} // namespace mmm::model
