// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/position_links.h"

#include "lib/base/cat.h"

#include <algorithm>

namespace mmm::model {

namespace {

/// The source cannot give what the receiver asks for: its log was purged, reset or lost.
constexpr int source_cannot_give = 1236;

bool is_known(const ServerIdentity& server)
{
    return server.server_id != 0 || !server.uuid.empty();
}

} // namespace

bool same_server(const ServerIdentity& one, const ServerIdentity& other)
{
    if (!one.uuid.empty() && !other.uuid.empty()) {
        return one.uuid == other.uuid;
    }
    return one.server_id == 0 || other.server_id == 0 || one.server_id == other.server_id;
}

const HostFacts* source_of(const HostFacts& self, const std::vector<const HostFacts*>& peers)
{
    const auto found = std::ranges::find_if(
        peers, [&](const HostFacts* peer) { return self.replicates_from(*peer); });
    return found == peers.end() ? nullptr : *found;
}

std::optional<std::string> fault_of_link(const HostFacts& self, const HostFacts* source)
{
    const auto& link = *self.facts->link;
    const auto name = source != nullptr ? source->name : link.source_host;
    if (!is_known(link.source) || !link.executed_place.known()) {
        return cat(
            self.name,
            " was pointed at ",
            name,
            " and never connected, so that its places prove nothing; start replication there, or "
            "rebuild it");
    }
    if (source != nullptr && !same_server(link.source, source->facts->identity)) {
        return cat(
            "the server of ",
            name,
            " is not the one that ",
            self.name,
            " replicated from, so that its places mean nothing there; rebuild ",
            self.name,
            ", or point it at ",
            name,
            " by hand");
    }
    if (link.receiver_errno == source_cannot_give ||
        (source != nullptr && source->facts->binlog_place < link.executed_place)) {
        return cat(
            name,
            " does not have its log as ",
            self.name,
            " executed it, up to ",
            link.executed_place.to_text(),
            " (it was purged, reset or lost in a crash); rebuild ",
            self.name);
    }
    return std::nullopt;
}

bool stands_at_known_place(const ReplicationLink& link)
{
    return link.stands_still() && link.executed_place == link.received_place;
}

} // namespace mmm::model
