// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/ndisc_packet.h"

#include <algorithm>

namespace mmm::net {

namespace {

constexpr std::uint8_t next_header_icmpv6 = 58;
constexpr std::uint8_t hop_limit = 255;
constexpr std::uint8_t option_target_link_layer = 2;
constexpr std::uint32_t flag_override = 0x20000000;
constexpr std::size_t checksum_offset = ethernet_header_size + 40 + 2;
constexpr std::uint16_t message_size = 24; // type, code, checksum, flags, target
constexpr std::uint16_t option_size = 8;

std::uint32_t sum_of_words(Octets octets)
{
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < octets.size(); ++i) {
        sum += static_cast<std::uint32_t>(octets[i]) << (i % 2 == 0 ? 8U : 0U);
    }
    return sum;
}

/// The checksum of an ICMPv6 message with its pseudo header (RFC 4443, 2.3); zero when the message
/// holds its right checksum already.
std::uint16_t icmpv6_checksum(const IpAddress& source, const IpAddress& target, Octets message)
{
    std::uint32_t sum = sum_of_words(source.octets()) + sum_of_words(target.octets()) +
                        static_cast<std::uint32_t>(message.size()) + next_header_icmpv6 +
                        sum_of_words(message);
    while (sum > 0xffff) {
        sum = (sum & 0xffffU) + (sum >> 16U);
    }
    return static_cast<std::uint16_t>(~sum);
}

struct Message {
    NeighbourKind kind = NeighbourKind::solicitation;
    std::uint32_t flags = 0;
    IpAddress source;
    IpAddress destination;
    IpAddress target;
    bool names_own_mac = false;
};

Frame neighbour_frame(const MacAddress& own, const Message& message)
{
    const auto size =
        static_cast<std::uint16_t>(message_size + (message.names_own_mac ? option_size : 0));
    Frame frame(multicast_mac(message.destination), own, ethertype_ipv6);
    frame.add32(0x60000000).add16(size).add8(next_header_icmpv6).add8(hop_limit);
    frame.add(message.source.octets()).add(message.destination.octets());
    frame.add8(static_cast<std::uint8_t>(message.kind)).add8(0).add16(0).add32(message.flags);
    frame.add(message.target.octets());
    if (message.names_own_mac) {
        frame.add8(option_target_link_layer).add8(option_size / 8).add(own);
    }
    const auto payload = frame.octets().last(size);
    frame.set16(checksum_offset, icmpv6_checksum(message.source, message.destination, payload));
    return frame;
}

/// Takes the MAC of a target link-layer option; false when an option is malformed.
bool read_options(OctetReader& reader, MacAddress& mac)
{
    while (!reader.rest().empty()) {
        const std::uint8_t type = reader.read8();
        const std::size_t units = reader.read8();
        const auto value = units == 0 ? Octets{} : reader.read(units * 8 - 2);
        if (value.empty()) {
            return false;
        }
        if (type == option_target_link_layer && value.size() == mac.size()) {
            mac = mac_of(value);
        }
    }
    return true;
}

IpAddress read_ipv6(OctetReader& reader)
{
    return ip_address_of(reader.read(16)).value_or(IpAddress{.family = Family::ipv6});
}

/// Type to options; the checksum has been verified.
std::optional<NeighbourMessage> parse_message(Octets octets, NeighbourMessage message)
{
    OctetReader reader(octets);
    const std::uint8_t type = reader.read8();
    const std::uint8_t code = reader.read8();
    reader.read(6);
    message.target = read_ipv6(reader);
    const bool known = type == static_cast<std::uint8_t>(NeighbourKind::solicitation) ||
                       type == static_cast<std::uint8_t>(NeighbourKind::advertisement);
    if (reader.failed() || !known || code != 0 || !read_options(reader, message.sender_mac)) {
        return std::nullopt;
    }
    message.kind = static_cast<NeighbourKind>(type);
    return message;
}

} // namespace

IpAddress solicited_node_address(const IpAddress& address)
{
    IpAddress group{.family = Family::ipv6};
    group.bytes = {0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01, 0xff};
    std::copy_n(address.bytes.begin() + 13, 3, group.bytes.begin() + 13);
    return group;
}

MacAddress multicast_mac(const IpAddress& group)
{
    MacAddress mac{0x33, 0x33};
    std::copy_n(group.bytes.begin() + 12, 4, mac.begin() + 2);
    return mac;
}

IpAddress all_nodes_address()
{
    IpAddress group{.family = Family::ipv6};
    group.bytes[0] = 0xff;
    group.bytes[1] = 0x02;
    group.bytes[15] = 0x01;
    return group;
}

Frame duplicate_solicitation(const MacAddress& own, const IpAddress& address)
{
    return neighbour_frame(
        own,
        Message{
            .kind = NeighbourKind::solicitation,
            .source = IpAddress{.family = Family::ipv6},
            .destination = solicited_node_address(address),
            .target = address});
}

Frame unsolicited_advertisement(const MacAddress& own, const IpAddress& address)
{
    return neighbour_frame(
        own,
        Message{
            .kind = NeighbourKind::advertisement,
            .flags = flag_override,
            .source = address,
            .destination = all_nodes_address(),
            .target = address,
            .names_own_mac = true});
}

std::optional<NeighbourMessage> parse_neighbour_frame(Octets frame)
{
    OctetReader reader(frame);
    NeighbourMessage message;
    reader.read(6);
    message.sender_mac = reader.read_mac();
    const bool is_ipv6 = reader.read16() == ethertype_ipv6 && reader.read32() >> 28U == 6;
    const std::uint16_t size = reader.read16();
    const bool is_icmpv6 = reader.read8() == next_header_icmpv6;
    const bool is_from_this_link = reader.read8() == hop_limit;
    message.source = read_ipv6(reader);
    const auto destination = read_ipv6(reader);
    const auto payload = reader.read(size); // what follows it is padding
    if (reader.failed() || !is_ipv6 || !is_icmpv6 || !is_from_this_link ||
        icmpv6_checksum(message.source, destination, payload) != 0) {
        return std::nullopt;
    }
    return parse_message(payload, message);
}

bool claims(const NeighbourMessage& message, const IpAddress& address)
{
    const bool is_detection = is_unspecified(message.source);
    return message.target == address &&
           (message.kind == NeighbourKind::advertisement || is_detection);
}

} // namespace mmm::net
