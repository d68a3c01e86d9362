// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/arp_packet.h"

namespace mmm::net {

namespace {

constexpr std::uint16_t hardware_ethernet = 1;
constexpr std::uint16_t protocol_ipv4 = 0x0800;

IpAddress read_ipv4(OctetReader& reader)
{
    return ip_address_of(reader.read(4)).value_or(IpAddress{});
}

} // namespace

Frame arp_frame(const ArpPacket& packet)
{
    Frame frame(broadcast_mac, packet.sender_mac, ethertype_arp);
    frame.add16(hardware_ethernet).add16(protocol_ipv4).add8(6).add8(4);
    frame.add16(static_cast<std::uint16_t>(packet.operation));
    frame.add(packet.sender_mac).add(packet.sender_ip.octets());
    frame.add(packet.target_mac).add(packet.target_ip.octets());
    return frame;
}

ArpPacket arp_probe(const MacAddress& own, const IpAddress& address)
{
    return ArpPacket{.sender_mac = own, .target_ip = address};
}

ArpPacket gratuitous_arp(ArpOperation operation, const MacAddress& own, const IpAddress& address)
{
    return ArpPacket{
        .operation = operation,
        .sender_mac = own,
        .sender_ip = address,
        .target_mac = operation == ArpOperation::reply ? own : MacAddress{},
        .target_ip = address};
}

std::optional<ArpPacket> parse_arp_frame(Octets frame)
{
    OctetReader reader(frame);
    reader.read(12);
    const bool is_arp = reader.read16() == ethertype_arp;
    const bool is_ethernet = reader.read16() == hardware_ethernet;
    const bool is_ipv4 = reader.read16() == protocol_ipv4;
    const bool has_sizes = reader.read8() == 6 && reader.read8() == 4;
    const std::uint16_t operation = reader.read16();
    ArpPacket packet;
    packet.sender_mac = reader.read_mac();
    packet.sender_ip = read_ipv4(reader);
    packet.target_mac = reader.read_mac();
    packet.target_ip = read_ipv4(reader);
    if (reader.failed() || !is_arp || !is_ethernet || !is_ipv4 || !has_sizes ||
        (operation != 1 && operation != 2)) {
        return std::nullopt;
    }
    packet.operation = static_cast<ArpOperation>(operation);
    return packet;
}

bool claims(const ArpPacket& packet, const IpAddress& address)
{
    const bool is_probe =
        packet.operation == ArpOperation::request && is_unspecified(packet.sender_ip);
    return packet.sender_ip == address || (is_probe && packet.target_ip == address);
}

} // namespace mmm::net
