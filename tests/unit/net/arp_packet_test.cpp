// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/arp_packet.h"
#include "tests/unit/net/octets.h"

#include <gtest/gtest.h>

namespace mmm::net {
namespace {

const IpAddress address = ip("192.0.2.10");

TEST(AnArpProbe, AsksForAnAddressWithoutNamingOne)
{
    EXPECT_EQ(
        hex_of(arp_frame(arp_probe(own_mac, address)).octets()),
        "ff ff ff ff ff ff 52 54 00 00 00 0a 08 06 "
        "00 01 08 00 06 04 00 01 "
        "52 54 00 00 00 0a 00 00 00 00 "
        "00 00 00 00 00 00 c0 00 02 0a");
}

TEST(AGratuitousRequest, HasTheAddressTwiceAndNoTargetMac)
{
    EXPECT_EQ(
        hex_of(arp_frame(gratuitous_arp(ArpOperation::request, own_mac, address)).octets()),
        "ff ff ff ff ff ff 52 54 00 00 00 0a 08 06 "
        "00 01 08 00 06 04 00 01 "
        "52 54 00 00 00 0a c0 00 02 0a "
        "00 00 00 00 00 00 c0 00 02 0a");
}

TEST(AGratuitousReply, HasTheAddressTwiceAndItsOwnMacAsTarget)
{
    EXPECT_EQ(
        hex_of(arp_frame(gratuitous_arp(ArpOperation::reply, own_mac, address)).octets()),
        "ff ff ff ff ff ff 52 54 00 00 00 0a 08 06 "
        "00 01 08 00 06 04 00 02 "
        "52 54 00 00 00 0a c0 00 02 0a "
        "52 54 00 00 00 0a c0 00 02 0a");
}

TEST(AnArpFrame, IsReadAsItWasWritten)
{
    const ArpPacket packet{ArpOperation::reply, other_mac, address, own_mac, ip("192.0.2.20")};
    EXPECT_EQ(parse_arp_frame(arp_frame(packet).octets()), packet);
}

TEST(AnArpFrame, MayBePadded)
{
    auto frame = arp_frame(arp_probe(own_mac, address));
    frame.add32(0).add32(0).add32(0).add32(0).add16(0);
    EXPECT_EQ(parse_arp_frame(frame.octets()), arp_probe(own_mac, address));
}

TEST(AnArpFrame, IsRejectedWhenCutShort)
{
    const auto frame = arp_frame(arp_probe(own_mac, address));
    for (std::size_t size = 0; size < frame.octets().size(); ++size) {
        EXPECT_FALSE(parse_arp_frame(frame.octets().first(size))) << size;
    }
}

/// Changing any of these octets makes it another protocol, hardware, size or operation.
class AForeignArpFrame : public testing::TestWithParam<std::size_t> {};

TEST_P(AForeignArpFrame, IsRejected)
{
    const auto frame = arp_frame(arp_probe(own_mac, address));
    std::vector<std::uint8_t> octets(frame.octets().begin(), frame.octets().end());
    octets.at(GetParam()) ^= 0x10U;
    EXPECT_FALSE(parse_arp_frame(octets));
}

INSTANTIATE_TEST_SUITE_P(
    ByOctet, AForeignArpFrame, testing::Values(12, 13, 14, 15, 16, 17, 18, 19, 20, 21));

TEST(AClaimByArp, IsAnyPacketFromTheAddress)
{
    for (const auto operation : {ArpOperation::request, ArpOperation::reply}) {
        EXPECT_TRUE(claims(gratuitous_arp(operation, other_mac, address), address));
        EXPECT_FALSE(claims(gratuitous_arp(operation, other_mac, ip("192.0.2.11")), address));
    }
    EXPECT_TRUE(claims({ArpOperation::reply, other_mac, address, own_mac, {}}, address));
}

TEST(AClaimByArp, IsAlsoSomebodyElsesProbe)
{
    EXPECT_TRUE(claims(arp_probe(other_mac, address), address));
    EXPECT_FALSE(claims(arp_probe(other_mac, ip("192.0.2.11")), address));
}

TEST(AClaimByArp, IsNotAQuestionForTheAddress)
{
    EXPECT_FALSE(
        claims({ArpOperation::request, other_mac, ip("192.0.2.20"), {}, address}, address));
}

} // namespace
} // namespace mmm::net
