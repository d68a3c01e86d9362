// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/announcer.h"
#include "lib/net/arp_packet.h"
#include "lib/net/duplicate_detection.h"
#include "lib/net/ndisc_packet.h"
#include "tests/unit/net/octets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mmm::net {
namespace {

TEST(AnAnnouncement, IsAnArpRequestAndThenAReply)
{
    const auto frames = announcement(ip("192.0.2.10"), own_mac);

    ASSERT_EQ(frames.size(), 2U);
    EXPECT_EQ(parse_arp_frame(frames[0].octets())->operation, ArpOperation::request);
    EXPECT_EQ(parse_arp_frame(frames[1].octets())->operation, ArpOperation::reply);
}

TEST(AnAnnouncement, IsOneAdvertisementForIpv6)
{
    const auto frames = announcement(ip("2001:db8::10"), own_mac);

    ASSERT_EQ(frames.size(), 1U);
    EXPECT_EQ(parse_neighbour_frame(frames[0].octets())->kind, NeighbourKind::advertisement);
}

TEST(AnAddress, IsResolvedOnEthernetOnly)
{
    const auto ipv4 = ip("192.0.2.10");
    const auto ipv6 = ip("2001:db8::10");
    EXPECT_TRUE(can_be_resolved(ipv4, Link{.is_ethernet = true}));
    EXPECT_FALSE(can_be_resolved(ipv4, Link{.is_ethernet = false}));
    EXPECT_FALSE(can_be_resolved(ipv4, Link{.is_ethernet = true, .is_loopback = true}));
    EXPECT_FALSE(can_be_resolved(ipv4, Link{.is_ethernet = true, .without_arp = true}));
    EXPECT_TRUE(can_be_resolved(ipv6, Link{.is_ethernet = true, .without_arp = true}));
}

} // namespace
} // namespace mmm::net
