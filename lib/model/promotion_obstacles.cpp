// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/promotion_obstacles.h"

#include "lib/base/cat.h"

#include <algorithm>

namespace mmm::model {

namespace {

std::optional<std::string> divergence(const HostFacts& one, const HostFacts& other)
{
    const auto theirs = only_at(other, one);
    const auto ours = only_at(one, other);
    if (theirs.empty() || ours.empty()) {
        return std::nullopt;
    }
    return cat(
        one.name,
        " and ",
        other.name,
        " have diverged: only ",
        other.name,
        " has ",
        theirs,
        ", only ",
        one.name,
        " has ",
        ours,
        "; decide which data counts, rebuild the other host, then promote");
}

} // namespace

std::string only_at(const HostFacts& host, const HostFacts& other)
{
    const auto known = other.facts->held();
    auto executed = host.facts->executed.beyond(known);
    return executed.empty() ? host.facts->held().beyond(known) : executed;
}

std::optional<std::string> broken_link(const ReplicationLink& link)
{
    if (!link.applier_running && link.applier_errno != 0) {
        return cat(
            "the applier stopped with error ", link.applier_errno, " (", link.applier_error, ")");
    }
    if (link.receiver == Receiver::stopped && link.receiver_errno != 0) {
        return cat(
            "the receiver stopped with error ",
            link.receiver_errno,
            " (",
            link.receiver_error,
            ")");
    }
    return std::nullopt;
}

std::optional<std::string> open_host(const HostFacts& self, const std::vector<HostFacts>& peers)
{
    const auto open = std::ranges::find_if(
        peers, [](const HostFacts& peer) { return peer.facts && !peer.facts->read_only; });
    if (open == peers.end()) {
        return std::nullopt;
    }
    return cat(
        open->name,
        " is still open for writes; demote or fence it before ",
        self.name,
        " may open");
}

std::optional<std::string> any_divergence(const std::vector<const HostFacts*>& hosts)
{
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        for (std::size_t k = i + 1; k < hosts.size(); ++k) {
            if (auto found = divergence(*hosts[i], *hosts[k])) {
                return found;
            }
        }
    }
    return std::nullopt;
}

std::optional<std::string>
passed_by(const HostFacts& self, const std::vector<const HostFacts*>& peers)
{
    for (const auto* peer : peers) {
        const auto missing = self.facts->executed.passed_by(peer->facts->executed);
        if (!missing.empty()) {
            return cat(
                self.name,
                " lacks ",
                missing,
                ", which ",
                peer->name,
                " has, and has later ones, so that replication brings them no more; rebuild ",
                self.name,
                " or promote another host");
        }
    }
    return std::nullopt;
}

std::optional<std::string> broken_applier(const HostFacts& self)
{
    const auto& link = self.facts->link;
    if (!link || link->applier_errno == 0 || self.facts->unapplied().empty()) {
        return std::nullopt;
    }
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

std::optional<std::string> denying_host(const std::vector<HostFacts>& peers)
{
    const auto denied = std::ranges::find_if(peers, &HostFacts::denied);
    if (denied == peers.end()) {
        return std::nullopt;
    }
    return cat(
        "the server of ",
        denied->name,
        " turns the agent away, so that it is unknown what it holds (",
        denied->error,
        "); let the agent's account in from every host, then promote");
}

std::optional<std::string> applying_host(const std::vector<HostFacts>& peers)
{
    const auto is_applying = [](const HostFacts& peer) {
        const auto* link = peer.facts && peer.facts->link ? &*peer.facts->link : nullptr;
        return link != nullptr && peer.facts->uses_gtid && !link->uses_gtid &&
               link->applier_running &&
               (link->receiver == Receiver::stopped ||
                link->received_place != link->executed_place);
    };
    const auto found = std::ranges::find_if(peers, is_applying);
    if (found == peers.end()) {
        return std::nullopt;
    }
    return cat(
        found->name,
        " applies relay log by file and position, so that it is unknown what it holds until its "
        "replication has stopped again; wait for that, then promote");
}

std::optional<std::string> unread_host(const std::vector<HostFacts>& peers)
{
    const auto unread = std::ranges::find_if(peers, &HostFacts::unread);
    if (unread == peers.end()) {
        return std::nullopt;
    }
    return cat(
        "the relay log of ",
        unread->name,
        " was not read to its end, so that it is unknown what it holds (",
        unread->error,
        "); if it is just long, raise the time-out of promote, of which a third is for reading, or "
        "let it be applied there (START SLAVE SQL_THREAD); RESET SLAVE ALL there gives it up");
}

std::optional<std::string> same_identity(const std::vector<const HostFacts*>& hosts)
{
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        for (std::size_t k = i + 1; k < hosts.size(); ++k) {
            const auto& one = hosts[i]->facts->identity;
            const auto& other = hosts[k]->facts->identity;
            const bool same_uuid = !one.uuid.empty() && one.uuid == other.uuid;
            if (!same_uuid && one.server_id != other.server_id) {
                continue;
            }
            return cat(
                hosts[i]->name,
                " and ",
                hosts[k]->name,
                same_uuid ? " have the same server_uuid " : " have the same server_id ",
                same_uuid ? one.uuid : std::to_string(one.server_id),
                ", as after a copy of one to the other, so that nobody can tell whose transactions "
                "are whose; ",
                same_uuid ? "remove auto.cnf in the copy's data directory"
                          : "give each host its own in my.cnf",
                " and start it again");
        }
    }
    return std::nullopt;
}

std::optional<std::string> quarantined_self(const HostFacts& self)
{
    if (!self.quarantined) {
        return std::nullopt;
    }
    return cat(
        self.name,
        " is quarantined with transactions no other host has; rebuild it before it may become the "
        "writer");
}

} // namespace mmm::model
