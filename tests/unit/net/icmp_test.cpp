// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/icmp.h"

#include <gtest/gtest.h>

namespace mmm::net {
namespace {

using Octets = std::vector<std::uint8_t>;
using Pair = std::pair<std::uint16_t, std::uint16_t>;

/// An IPv4 header of 20 octets, as a raw socket delivers it, and the message.
Octets with_header(const Octets& message)
{
    Octets packet{0x45};
    packet.resize(20);
    for (const auto octet : message) {
        packet.push_back(octet);
    }
    return packet;
}

TEST(TheInternetChecksum, IsThatOfRfc1071)
{
    // The example of section 3 of the RFC: the sum is ddf2.
    EXPECT_EQ(internet_checksum(Octets{0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7}), 0x220d);
    EXPECT_EQ(internet_checksum(Octets{0x01}), 0xfeff); // padded with a zero
    EXPECT_EQ(internet_checksum(Octets{}), 0xffff);
}

TEST(AnEchoRequest, CarriesIdentifierAndSequence)
{
    const auto v4 = echo_request(Family::ipv4, 0x1234, 7);
    EXPECT_EQ(v4, (Octets{8, 0, 0xe5, 0xc4, 0x12, 0x34, 0, 7}));
    EXPECT_EQ(internet_checksum(v4), 0); // a message with its checksum adds up to nothing
    EXPECT_EQ(echo_request(Family::ipv6, 0x1234, 7), (Octets{128, 0, 0, 0, 0x12, 0x34, 0, 7}));
}

TEST(AnEchoReply, IsFoundBehindTheHeader)
{
    const Octets reply{0, 0, 0xed, 0xc4, 0x12, 0x34, 0, 7};
    EXPECT_EQ(parse_echo_reply(Family::ipv4, with_header(reply)), (Pair{0x1234, 7}));
    const Octets reply6{129, 0, 0, 0, 0xff, 0xff, 0xff, 0xfe};
    EXPECT_EQ(parse_echo_reply(Family::ipv6, reply6), (Pair{0xffff, 0xfffe}));
}

TEST(AnEchoReply, IsNothingElse)
{
    EXPECT_FALSE(parse_echo_reply(Family::ipv4, with_header(echo_request(Family::ipv4, 1, 1))));
    EXPECT_FALSE(parse_echo_reply(Family::ipv6, echo_request(Family::ipv6, 1, 1)));
    const Octets with_code{0, 1, 0, 0, 0, 1, 0, 1};
    EXPECT_FALSE(parse_echo_reply(Family::ipv4, with_header(with_code)));
}

TEST(AnEchoReply, MayBeCutAnywhere)
{
    const auto whole = with_header({0, 0, 0, 0, 0, 1, 0, 1});
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(parse_echo_reply(Family::ipv4, std::span(whole).first(size))) << size;
    }
    auto longer_header = whole;
    longer_header[0] = 0x4f;
    EXPECT_FALSE(parse_echo_reply(Family::ipv4, longer_header));
}

} // namespace
} // namespace mmm::net
