// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/netlink_message.h"
#include "tests/unit/net/octets.h"

#include <gtest/gtest.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include <cstring>

namespace mmm::net {
namespace {

/// A message as the kernel would send it.
class KernelMessage {
public:
    template<typename Header>
    KernelMessage(int type, Header header)
        : message_(nlmsg_alloc_simple(type, 0))
    {
        nlmsg_append(message_.get(), &header, sizeof(header), NLMSG_ALIGNTO);
    }

    KernelMessage& with(int type, Octets octets)
    {
        nla_put(message_.get(), type, static_cast<int>(octets.size()), octets.data());
        return *this;
    }

    KernelMessage& with32(int type, std::uint32_t value)
    {
        nla_put_u32(message_.get(), type, value);
        return *this;
    }

    KernelMessage& with8(int type, std::uint8_t value)
    {
        nla_put_u8(message_.get(), type, value);
        return *this;
    }

    KernelMessage& with_text(int type, const char* text)
    {
        nla_put_string(message_.get(), type, text);
        return *this;
    }

    nlmsghdr* get() { return nlmsg_hdr(message_.get()); }

private:
    Message message_;
};

KernelMessage link_message(unsigned flags, unsigned short type = ARPHRD_ETHER)
{
    ifinfomsg header{};
    header.ifi_index = 2;
    header.ifi_type = type;
    header.ifi_flags = flags;
    KernelMessage message(RTM_NEWLINK, header);
    message.with_text(IFLA_IFNAME, "eth0").with(IFLA_ADDRESS, own_mac);
    return message;
}

TEST(ALinkMessage, BecomesALink)
{
    const auto link = parse_link(link_message(IFF_UP).with8(IFLA_CARRIER, 1).get());

    ASSERT_TRUE(link);
    EXPECT_EQ(link->index, 2);
    EXPECT_EQ(link->name, "eth0");
    EXPECT_EQ(link->mac, own_mac);
    EXPECT_TRUE(link->is_ethernet);
    EXPECT_TRUE(link->administratively_up);
    EXPECT_TRUE(link->has_carrier);
    EXPECT_EQ(why_down(*link), std::nullopt);
}

TEST(ALinkMessage, TellsWhyTheLinkIsDown)
{
    EXPECT_TRUE(why_down(*parse_link(link_message(0).get())));
    EXPECT_TRUE(why_down(*parse_link(link_message(IFF_UP).with8(IFLA_CARRIER, 0).get())));
    EXPECT_TRUE(
        why_down(*parse_link(link_message(IFF_UP).with8(IFLA_OPERSTATE, IF_OPER_DOWN).get())));
    EXPECT_TRUE(why_down(
        *parse_link(link_message(IFF_UP).with8(IFLA_OPERSTATE, IF_OPER_LOWERLAYERDOWN).get())));
    EXPECT_FALSE(
        why_down(*parse_link(link_message(IFF_UP).with8(IFLA_OPERSTATE, IF_OPER_UNKNOWN).get())));
}

TEST(ALinkMessage, IsNotReadBeyondTheEndsOfItsAttributes)
{
    const std::array<std::uint8_t, 3> unfinished{'e', 't', 'h'};
    const auto link = parse_link(link_message(IFF_UP)
                                     .with(IFLA_IFNAME, unfinished)
                                     .with(IFLA_CARRIER, {})
                                     .with(IFLA_OPERSTATE, {})
                                     .get());

    ASSERT_TRUE(link);
    EXPECT_EQ(link->name, "eth");
    EXPECT_TRUE(link->has_carrier);
    EXPECT_FALSE(link->operationally_down);
}

TEST(ALinkMessage, TellsLoopbackAndTunnelsFromEthernet)
{
    EXPECT_TRUE(parse_link(link_message(IFF_LOOPBACK, ARPHRD_LOOPBACK).get())->is_loopback);
    EXPECT_FALSE(parse_link(link_message(0, ARPHRD_LOOPBACK).get())->is_ethernet);
    EXPECT_FALSE(parse_link(link_message(0, ARPHRD_NONE).get())->is_ethernet);
    EXPECT_TRUE(parse_link(link_message(IFF_NOARP).get())->without_arp);
}

TEST(AnAddressMessage, BecomesAnInterfaceAddress)
{
    ifaddrmsg header{};
    header.ifa_family = AF_INET;
    header.ifa_prefixlen = 24;
    header.ifa_index = 2;
    const ifa_cacheinfo times{.ifa_prefered = 60, .ifa_valid = 120, .cstamp = 4711, .tstamp = 5000};
    std::vector<std::uint8_t> raw(sizeof(times));
    std::memcpy(raw.data(), &times, sizeof(times));
    KernelMessage message(RTM_NEWADDR, header);
    message.with(IFA_ADDRESS, ip("192.0.2.70").octets())
        .with(IFA_LOCAL, ip("192.0.2.70").octets())
        .with(IFA_BROADCAST, ip("192.0.2.255").octets())
        .with_text(IFA_LABEL, "eth0:vip")
        .with32(IFA_FLAGS, IFA_F_SECONDARY | IFA_F_NOPREFIXROUTE)
        .with(IFA_CACHEINFO, raw);

    const auto address = parse_address(message.get());

    ASSERT_TRUE(address);
    EXPECT_EQ(address->address, ip("192.0.2.70"));
    EXPECT_EQ(address->peer, ip("192.0.2.70"));
    EXPECT_EQ(address->prefix_length, 24U);
    EXPECT_EQ(address->link_index, 2);
    EXPECT_EQ(address->broadcast, ip("192.0.2.255"));
    EXPECT_EQ(address->label, "eth0:vip");
    EXPECT_EQ(address->flags, std::uint32_t{IFA_F_SECONDARY | IFA_F_NOPREFIXROUTE});
    EXPECT_EQ(address->preferred_lifetime, 60U);
    EXPECT_EQ(address->valid_lifetime, 120U);
    EXPECT_EQ(address->created, 4711U);
}

TEST(AnAddressMessage, TellsTheOwnEndOfAPointToPointLink)
{
    ifaddrmsg header{};
    header.ifa_family = AF_INET;
    KernelMessage message(RTM_NEWADDR, header);
    message.with(IFA_ADDRESS, ip("192.0.2.2").octets()).with(IFA_LOCAL, ip("192.0.2.1").octets());

    EXPECT_EQ(parse_address(message.get())->address, ip("192.0.2.1"));
    EXPECT_EQ(parse_address(message.get())->peer, ip("192.0.2.2"));
}

TEST(AnAddressMessage, HasNoLocalPartForIpv6)
{
    ifaddrmsg header{};
    header.ifa_family = AF_INET6;
    KernelMessage message(RTM_NEWADDR, header);
    message.with(IFA_ADDRESS, ip("2001:db8::1").octets());

    EXPECT_EQ(parse_address(message.get())->address, ip("2001:db8::1"));
}

TEST(AnAddressMessage, OfADeprecatedAddressHasNoPreferredTimeLeft)
{
    const ifa_cacheinfo times{
        .ifa_prefered = 0xffffffff, .ifa_valid = 0xffffffff, .cstamp = 0, .tstamp = 0};
    std::vector<std::uint8_t> raw(sizeof(times));
    std::memcpy(raw.data(), &times, sizeof(times));
    ifaddrmsg header{};
    header.ifa_family = AF_INET;
    KernelMessage message(RTM_NEWADDR, header);
    message.with(IFA_LOCAL, ip("192.0.2.1").octets())
        .with32(IFA_FLAGS, IFA_F_DEPRECATED)
        .with(IFA_CACHEINFO, raw);

    EXPECT_EQ(parse_address(message.get())->preferred_lifetime, 0U);
    EXPECT_EQ(parse_address(message.get())->valid_lifetime, 0xffffffffU);
}

TEST(AnAddressMessage, WithoutAnAddressIsNothing)
{
    EXPECT_FALSE(parse_address(KernelMessage(RTM_NEWADDR, ifaddrmsg{}).get()));
    EXPECT_FALSE(parse_address(link_message(0).get()));
}

rtmsg route_header(unsigned char type = RTN_UNICAST, unsigned char table = RT_TABLE_MAIN)
{
    rtmsg header{};
    header.rtm_family = AF_INET;
    header.rtm_dst_len = 24;
    header.rtm_type = type;
    header.rtm_table = table;
    return header;
}

KernelMessage route_message(const rtmsg& header)
{
    KernelMessage message(RTM_NEWROUTE, header);
    message.with(RTA_DST, ip("192.0.2.0").octets()).with32(RTA_OIF, 2);
    return message;
}

TEST(ARouteMessage, BecomesAConnectedNetwork)
{
    const auto network =
        parse_connected_network(route_message(route_header()).with32(RTA_PRIORITY, 100).get());

    ASSERT_TRUE(network);
    EXPECT_EQ(network->network, ip("192.0.2.0"));
    EXPECT_EQ(network->prefix_length, 24U);
    EXPECT_EQ(network->link_index, 2);
    EXPECT_EQ(network->metric, 100U);
    EXPECT_TRUE(network->in_main_table);
}

TEST(ARouteMessage, MayComeFromATableOfTheUsers)
{
    const auto network =
        parse_connected_network(route_message(route_header()).with32(RTA_TABLE, 1000).get());

    ASSERT_TRUE(network);
    EXPECT_FALSE(network->in_main_table);
}

TEST(ARouteMessage, BehindAGatewayIsNoConnectedNetwork)
{
    EXPECT_FALSE(parse_connected_network(
        route_message(route_header()).with(RTA_GATEWAY, ip("192.0.2.1").octets()).get()));
}

TEST(ARouteMessage, OfTheDefaultRouteIsNoConnectedNetwork)
{
    auto header = route_header();
    header.rtm_dst_len = 0;
    KernelMessage message(RTM_NEWROUTE, header);
    EXPECT_FALSE(parse_connected_network(message.with32(RTA_OIF, 2).get()));
}

TEST(ARouteMessage, OfTheLocalTableIsAConnectedNetworkForLoopbackOnly)
{
    auto loopback = route_header(RTN_LOCAL, RT_TABLE_LOCAL);
    loopback.rtm_dst_len = 8;
    EXPECT_TRUE(parse_connected_network(route_message(loopback).get()));

    auto own = loopback;
    own.rtm_dst_len = 32;
    EXPECT_FALSE(parse_connected_network(route_message(own).get()));
    EXPECT_FALSE(
        parse_connected_network(route_message(route_header(RTN_BROADCAST, RT_TABLE_LOCAL)).get()));
    EXPECT_FALSE(
        parse_connected_network(route_message(route_header(RTN_MULTICAST, RT_TABLE_LOCAL)).get()));
    EXPECT_FALSE(parse_connected_network(route_message(route_header(RTN_BLACKHOLE)).get()));
}

TEST(ARequestToAdd, ComesBackAsTheSameAddress)
{
    const InterfaceAddress wanted{
        .address = ip("192.0.2.70"),
        .prefix_length = 24,
        .link_index = 2,
        .peer = ip("192.0.2.70"),
        .broadcast = ip("192.0.2.255"),
        .label = "eth0:vip",
        .flags = IFA_F_PERMANENT | IFA_F_NOPREFIXROUTE,
        .preferred_lifetime = 0};
    const auto request = add_address_request(wanted);
    auto* header = nlmsg_hdr(request.get());

    EXPECT_EQ(header->nlmsg_type, RTM_NEWADDR);
    EXPECT_EQ(header->nlmsg_flags & (NLM_F_CREATE | NLM_F_REPLACE), NLM_F_CREATE | NLM_F_REPLACE);
    const auto read = parse_address(header);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->address, wanted.address);
    EXPECT_EQ(read->prefix_length, wanted.prefix_length);
    EXPECT_EQ(read->broadcast, wanted.broadcast);
    EXPECT_EQ(read->label, wanted.label);
    EXPECT_EQ(read->flags, wanted.flags);
    EXPECT_EQ(read->preferred_lifetime, 0U);
    EXPECT_EQ(read->valid_lifetime, 0xffffffffU);
}

TEST(ARequestForALink, LooksUpLongNamesAsAlternativeOnes)
{
    const auto attribute_of = [](std::string_view name, int type) {
        const auto request = link_by_name_request(name);
        return nlmsg_find_attr(nlmsg_hdr(request.get()), sizeof(ifinfomsg), type) != nullptr;
    };
    EXPECT_TRUE(attribute_of("eth0", IFLA_IFNAME));
    EXPECT_FALSE(attribute_of("eth0", IFLA_ALT_IFNAME));
    EXPECT_TRUE(attribute_of("a-name-of-more-than-15", IFLA_ALT_IFNAME));
    EXPECT_FALSE(attribute_of("a-name-of-more-than-15", IFLA_IFNAME));
}

} // namespace
} // namespace mmm::net
