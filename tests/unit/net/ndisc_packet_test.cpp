// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/ndisc_packet.h"
#include "tests/unit/net/octets.h"

#include <gtest/gtest.h>

namespace mmm::net {
namespace {

const IpAddress address = ip("2001:db8::12:3456");

std::vector<std::uint8_t> copy_of(const Frame& frame)
{
    return {frame.octets().begin(), frame.octets().end()};
}

TEST(AMulticastGroup, FollowsFromTheAddress)
{
    EXPECT_EQ(to_text(solicited_node_address(address)), "ff02::1:ff12:3456");
    EXPECT_EQ(to_text(multicast_mac(solicited_node_address(address))), "33:33:ff:12:34:56");
    EXPECT_EQ(to_text(all_nodes_address()), "ff02::1");
    EXPECT_EQ(to_text(multicast_mac(all_nodes_address())), "33:33:00:00:00:01");
}

// The bytes of these two frames were checked by tcpdump -vv ("icmp6 sum ok").
TEST(ASolicitation, AsksAsDuplicateDetectionDoes)
{
    EXPECT_EQ(
        hex_of(duplicate_solicitation(own_mac, address).octets()),
        "33 33 ff 12 34 56 52 54 00 00 00 0a 86 dd "
        "60 00 00 00 00 18 3a ff "
        "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
        "ff 02 00 00 00 00 00 00 00 00 00 01 ff 12 34 56 "
        "87 00 e4 1e 00 00 00 00 "
        "20 01 0d b8 00 00 00 00 00 00 00 00 00 12 34 56");
}

TEST(AnAdvertisement, TellsAllNodesToOverrideWhatTheyKnow)
{
    EXPECT_EQ(
        hex_of(unsolicited_advertisement(own_mac, address).octets()),
        "33 33 00 00 00 01 52 54 00 00 00 0a 86 dd "
        "60 00 00 00 00 20 3a ff "
        "20 01 0d b8 00 00 00 00 00 00 00 00 00 12 34 56 "
        "ff 02 00 00 00 00 00 00 00 00 00 00 00 00 00 01 "
        "88 00 3f ff 20 00 00 00 "
        "20 01 0d b8 00 00 00 00 00 00 00 00 00 12 34 56 "
        "02 01 52 54 00 00 00 0a");
}

TEST(ANeighbourFrame, IsReadAsItWasWritten)
{
    EXPECT_EQ(
        parse_neighbour_frame(unsolicited_advertisement(other_mac, address).octets()),
        (NeighbourMessage{NeighbourKind::advertisement, other_mac, address, address}));
    EXPECT_EQ(
        parse_neighbour_frame(duplicate_solicitation(other_mac, address).octets()),
        (NeighbourMessage{NeighbourKind::solicitation, other_mac, ip("::"), address}));
}

TEST(ANeighbourFrame, MayBePadded)
{
    auto frame = duplicate_solicitation(own_mac, address);
    EXPECT_TRUE(parse_neighbour_frame(frame.add32(0xdeadbeef).octets()));
}

TEST(ANeighbourFrame, IsRejectedWhenCutShort)
{
    const auto frame = unsolicited_advertisement(own_mac, address);
    for (std::size_t size = 0; size < frame.octets().size(); ++size) {
        EXPECT_FALSE(parse_neighbour_frame(frame.octets().first(size))) << size;
    }
}

TEST(ANeighbourFrame, IsRejectedWhenABitIsWrong)
{
    const auto good = copy_of(unsolicited_advertisement(own_mac, address));
    const auto is_unchecked = [](std::size_t octet) {
        // MAC addresses; traffic class and flow label are not part of the checksum.
        return octet < 12 || (octet > 14 && octet < 18);
    };
    for (std::size_t octet = 0; octet < good.size(); ++octet) {
        auto bad = good;
        bad.at(octet) ^= 0x10U;
        EXPECT_EQ(parse_neighbour_frame(bad).has_value(), is_unchecked(octet)) << octet;
    }
}

TEST(ANeighbourFrame, IsRejectedWhenAnOptionHasNoLength)
{
    auto octets = copy_of(unsolicited_advertisement(own_mac, address));
    // Length 0 instead of 1; the lost unit goes into the reserved octets, so that the sum stays.
    octets.at(14 + 40 + 24 + 1) = 0;
    octets.at(14 + 40 + 7) = 1;
    EXPECT_FALSE(parse_neighbour_frame(octets));
}

TEST(AClaimByNeighbourDiscovery, IsAnAdvertisementOrSomebodysDetection)
{
    const auto other = ip("2001:db8::9");
    EXPECT_TRUE(claims({NeighbourKind::advertisement, other_mac, other, address}, address));
    EXPECT_TRUE(claims({NeighbourKind::solicitation, other_mac, ip("::"), address}, address));
}

TEST(AClaimByNeighbourDiscovery, IsNotAQuestionForTheAddress)
{
    const auto other = ip("2001:db8::9");
    EXPECT_FALSE(claims({NeighbourKind::solicitation, other_mac, other, address}, address));
    EXPECT_FALSE(claims({NeighbourKind::advertisement, other_mac, other, other}, address));
}

} // namespace
} // namespace mmm::net
