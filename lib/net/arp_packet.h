// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// ARP for IPv4 over Ethernet (RFC 826, RFC 5227): the frames we send and those we understand. Pure.
#pragma once

#include "lib/net/ethernet.h"
#include "lib/net/ip_address.h"

namespace mmm::net {

enum class ArpOperation : std::uint16_t { request = 1, reply = 2 };

struct ArpPacket {
    ArpOperation operation = ArpOperation::request;
    MacAddress sender_mac{};
    IpAddress sender_ip{};
    MacAddress target_mac{};
    IpAddress target_ip{};

    bool operator==(const ArpPacket&) const = default;
};

/// The packet in a broadcast frame from its sender.
Frame arp_frame(const ArpPacket& packet);

/// "Is anybody using this address?" The sender address is zero, so that nobody learns it from us
/// (RFC 5227, section 1.1).
ArpPacket arp_probe(const MacAddress& own, const IpAddress& address);

/// "This address is at my MAC": sender and target address are the same. Both operations are in use,
/// because some equipment reacts to only one; the reply names its own MAC as target.
ArpPacket gratuitous_arp(ArpOperation operation, const MacAddress& own, const IpAddress& address);

/// Nothing for frames that are cut short or are no ARP for IPv4 over Ethernet.
std::optional<ArpPacket> parse_arp_frame(Octets frame);

/// True when the packet shows that another station uses `address`, or is about to (RFC 5227,
/// section 2.1.1: a sender of that address, or a probe for it).
bool claims(const ArpPacket& packet, const IpAddress& address);

} // namespace mmm::net
