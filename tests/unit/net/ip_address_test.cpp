// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/ip_address.h"
#include "tests/unit/net/octets.h"

#include <gtest/gtest.h>

namespace mmm::net {
namespace {

TEST(AnIpAddress, IsReadAndWrittenInBothFamilies)
{
    for (const char* text : {"192.0.2.10", "0.0.0.0", "2001:db8::10", "::1", "fe80::1"}) {
        const auto address = parse_ip_address(text);
        ASSERT_TRUE(address) << text;
        EXPECT_EQ(to_text(*address), text);
    }
    EXPECT_EQ(ip("192.0.2.10").family, Family::ipv4);
    EXPECT_EQ(ip("2001:db8::10").family, Family::ipv6);
}

TEST(AnIpAddress, IsNumericAndNothingElse)
{
    for (const char* text :
         {"", "db1", "192.0.2", "192.0.2.256", "192.0.2.10/24", "fe80::1%eth0", "1:2:3", " ::1"}) {
        EXPECT_FALSE(parse_ip_address(text)) << text;
    }
}

TEST(AnIpAddress, HasFourOrSixteenOctets)
{
    EXPECT_EQ(ip_address_of(ip("192.0.2.10").octets()), ip("192.0.2.10"));
    EXPECT_EQ(ip_address_of(ip("2001:db8::1").octets()), ip("2001:db8::1"));
    EXPECT_EQ(ip_address_of(octets_of_hex("01 02 03")), std::nullopt);
    EXPECT_EQ(ip_address_of({}), std::nullopt);
}

TEST(APrefix, IsANumberOfBitsOrAMaskWithoutHoles)
{
    EXPECT_EQ(parse_prefix_length("24", Family::ipv4), 24U);
    EXPECT_EQ(parse_prefix_length("32", Family::ipv4), 32U);
    EXPECT_EQ(parse_prefix_length("255.255.255.0", Family::ipv4), 24U);
    EXPECT_EQ(parse_prefix_length("255.255.255.255", Family::ipv4), 32U);
    EXPECT_EQ(parse_prefix_length("255.255.240.0", Family::ipv4), 20U);
    EXPECT_EQ(parse_prefix_length("128", Family::ipv6), 128U);
}

TEST(APrefix, IsRefusedWhenItIsNone)
{
    for (const char* text :
         {"", "0", "33", "-1", "24 ", "2x", "255.0.255.0", "0.0.0.0", "0.0.0.255", "1.2.3"}) {
        EXPECT_EQ(parse_prefix_length(text, Family::ipv4), std::nullopt) << text;
    }
    for (const char* text : {"129", "255.255.255.0", "ffff::"}) {
        EXPECT_EQ(parse_prefix_length(text, Family::ipv6), std::nullopt) << text;
    }
}

TEST(ANetwork, ReachesFromItsFirstToItsLastAddress)
{
    EXPECT_EQ(first_of_network(ip("192.0.2.77"), 26), ip("192.0.2.64"));
    EXPECT_EQ(last_of_network(ip("192.0.2.77"), 26), ip("192.0.2.127"));
    EXPECT_EQ(first_of_network(ip("2001:db8::77"), 64), ip("2001:db8::"));
    EXPECT_EQ(last_of_network(ip("2001:db8::77"), 124), ip("2001:db8::7f"));
    EXPECT_TRUE(in_network(ip("192.0.2.127"), ip("192.0.2.64"), 26));
    EXPECT_FALSE(in_network(ip("192.0.2.128"), ip("192.0.2.64"), 26));
    EXPECT_TRUE(in_network(ip("192.0.2.1"), ip("192.0.2.1"), 32));
    EXPECT_FALSE(in_network(ip("192.0.2.1"), ip("::"), 1));
}

TEST(AnIpAddress, KnowsWhatItIsGoodFor)
{
    EXPECT_TRUE(is_unspecified(ip("::")));
    EXPECT_FALSE(is_unspecified(ip("0.0.0.1")));
    EXPECT_TRUE(is_loopback(ip("127.0.0.3")));
    EXPECT_TRUE(is_loopback(ip("::1")));
    EXPECT_FALSE(is_loopback(ip("::2")));
    EXPECT_TRUE(is_multicast(ip("239.1.2.3")));
    EXPECT_TRUE(is_multicast(ip("ff02::1")));
    EXPECT_FALSE(is_multicast(ip("240.0.0.1")));
    EXPECT_TRUE(is_ipv6_link_local(ip("febf::1")));
    EXPECT_FALSE(is_ipv6_link_local(ip("fec0::1")));
    EXPECT_FALSE(is_ipv6_link_local(ip("254.128.0.1")));
    EXPECT_TRUE(is_ipv4_mapped(ip("::ffff:192.0.2.1")));
    EXPECT_FALSE(is_ipv4_mapped(ip("::fffe:192.0.2.1")));
}

TEST(AnAddress, HasNoBytesBehindItsEnd)
{
    EXPECT_EQ(parse_ip_address(std::string_view("192.0.2.1\0.7", 12)), std::nullopt);
}

} // namespace
} // namespace mmm::net
