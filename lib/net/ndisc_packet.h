// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Neighbour discovery for IPv6 over Ethernet (RFC 4861, RFC 4862): the frames we send and those we
// understand. Pure.
#pragma once

#include "lib/net/ethernet.h"
#include "lib/net/ip_address.h"

namespace mmm::net {

enum class NeighbourKind : std::uint8_t { solicitation = 135, advertisement = 136 };

struct NeighbourMessage {
    NeighbourKind kind = NeighbourKind::solicitation;
    /// The MAC that sent the frame, or that it names as the address's (link-layer option).
    MacAddress sender_mac{};
    IpAddress source{};
    IpAddress target{};

    bool operator==(const NeighbourMessage&) const = default;
};

/// ff02::1:ffXX:XXXX, where the holder of `address` listens.
IpAddress solicited_node_address(const IpAddress& address);
/// 33:33 and the last four octets (RFC 2464, section 7).
MacAddress multicast_mac(const IpAddress& group);
/// ff02::1.
IpAddress all_nodes_address();

/// "Is anybody using this address?": from ::, as duplicate address detection asks (RFC
/// 4862, 5.4.2).
Frame duplicate_solicitation(const MacAddress& own, const IpAddress& address);

/// "This address is at my MAC": to all nodes, from the address itself, overriding what neighbours
/// hold in their caches (RFC 4861, 7.2.6).
Frame unsolicited_advertisement(const MacAddress& own, const IpAddress& address);

/// Nothing for frames that are cut short, are no solicitation or advertisement, or fail a check of
/// RFC 4861, 7.1 (hop limit 255, checksum, lengths).
std::optional<NeighbourMessage> parse_neighbour_frame(Octets frame);

/// True when the message shows that another station uses `address`, or is about to: an
/// advertisement of it, or somebody's duplicate address detection for it (RFC 4862, 5.4.3).
bool claims(const NeighbourMessage& message, const IpAddress& address);

} // namespace mmm::net
