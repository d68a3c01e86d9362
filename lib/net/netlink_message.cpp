// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/netlink_message.h"

#include "lib/net/netlink_parts.h"

#include <netlink/attr.h>
#include <netlink/msg.h>

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <array>
#include <string>

namespace mmm::net {

namespace {

std::optional<IpAddress> address_of(const nlattr* attribute)
{
    return ip_address_of(octets_of(attribute));
}

// An attribute may be shorter than its kind: nothing here reads beyond its end.

std::string text_of(const nlattr* attribute)
{
    const auto octets = octets_of(attribute);
    return {octets.begin(), std::ranges::find(octets, 0)};
}

std::uint32_t number_of(const nlattr* attribute, std::uint32_t otherwise)
{
    return octets_of(attribute).size() < sizeof(otherwise) ? otherwise : nla_get_u32(attribute);
}

std::uint8_t octet_of(const nlattr* attribute, std::uint8_t otherwise)
{
    return octets_of(attribute).empty() ? otherwise : nla_get_u8(attribute);
}

void put(const Message& message, int type, Octets octets)
{
    must(nla_put(message.get(), type, static_cast<int>(octets.size()), octets.data()) == 0);
}

void put32(const Message& message, int type, std::uint32_t value)
{
    must(nla_put_u32(message.get(), type, value) == 0);
}

void put_text(const Message& message, int type, std::string_view text)
{
    must(nla_put_string(message.get(), type, std::string(text).c_str()) == 0);
}

Message link_request(int index, int flags)
{
    ifinfomsg header{};
    header.ifi_index = index;
    auto message = make_request(RTM_GETLINK, flags, header);
    put32(message, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
    return message;
}

Message address_request(int type, int flags, const InterfaceAddress& address)
{
    ifaddrmsg header{};
    header.ifa_family = system_family(address.address.family);
    header.ifa_prefixlen = static_cast<std::uint8_t>(address.prefix_length);
    header.ifa_scope = address.scope;
    header.ifa_index = static_cast<std::uint32_t>(address.link_index);
    auto message = make_request(type, flags | NLM_F_ACK, header);
    put(message, IFA_LOCAL, address.address.octets());
    put(message, IFA_ADDRESS, address.peer.octets());
    return message;
}

/// Unicast without a gateway, and of the local table only what stands for a whole network
/// (127.0.0.0/8): its single addresses are the host's own.
bool is_connected(const rtmsg& route, const Attributes<RTA_MAX + 1>& attributes, unsigned table)
{
    const bool is_direct = attributes[RTA_GATEWAY] == nullptr && attributes[RTA_VIA] == nullptr &&
                           attributes[RTA_MULTIPATH] == nullptr;
    const bool is_network = attributes[RTA_DST] != nullptr && attributes[RTA_OIF] != nullptr &&
                            (route.rtm_flags & RTM_F_CLONED) == 0;
    const bool is_remote = route.rtm_type == RTN_UNICAST && table != RT_TABLE_LOCAL;
    const bool is_loopback = route.rtm_type == RTN_LOCAL && route.rtm_family == AF_INET &&
                             table == RT_TABLE_LOCAL && route.rtm_dst_len < 32;
    return is_direct && is_network && route.rtm_dst_len > 0 && (is_remote || is_loopback);
}

} // namespace

std::optional<Link> parse_link(nlmsghdr* message)
{
    Attributes<IFLA_MAX + 1> attributes{};
    if (message->nlmsg_type != RTM_NEWLINK || !parse<ifinfomsg>(message, attributes)) {
        return std::nullopt;
    }
    const auto& header = header_of<ifinfomsg>(message);
    Link link;
    link.index = header.ifi_index;
    link.name = text_of(attributes[IFLA_IFNAME]);
    const auto mac = octets_of(attributes[IFLA_ADDRESS]);
    link.is_ethernet = header.ifi_type == ARPHRD_ETHER && mac.size() == link.mac.size();
    if (link.is_ethernet) {
        link.mac = mac_of(mac);
    }
    link.is_loopback = (header.ifi_flags & IFF_LOOPBACK) != 0;
    link.without_arp = (header.ifi_flags & IFF_NOARP) != 0;
    link.administratively_up = (header.ifi_flags & IFF_UP) != 0;
    link.has_carrier = octet_of(attributes[IFLA_CARRIER], 1) != 0;
    const auto state = octet_of(attributes[IFLA_OPERSTATE], IF_OPER_UNKNOWN);
    link.lower_layer_down = state == IF_OPER_LOWERLAYERDOWN;
    link.operationally_down = state == IF_OPER_DOWN || state == IF_OPER_NOTPRESENT;
    return link;
}

std::optional<InterfaceAddress> parse_address(nlmsghdr* message)
{
    Attributes<IFA_MAX + 1> attributes{};
    if (message->nlmsg_type != RTM_NEWADDR || !parse<ifaddrmsg>(message, attributes)) {
        return std::nullopt;
    }
    const auto& header = header_of<ifaddrmsg>(message);
    const auto peer = address_of(attributes[IFA_ADDRESS]);
    const auto local = attributes[IFA_LOCAL] != nullptr ? address_of(attributes[IFA_LOCAL]) : peer;
    if (!local) {
        return std::nullopt;
    }
    InterfaceAddress address;
    address.address = *local;
    address.peer = peer.value_or(*local);
    address.prefix_length = header.ifa_prefixlen;
    address.link_index = static_cast<int>(header.ifa_index);
    address.broadcast = address_of(attributes[IFA_BROADCAST]);
    address.label = text_of(attributes[IFA_LABEL]);
    address.flags = number_of(attributes[IFA_FLAGS], header.ifa_flags);
    address.scope = header.ifa_scope;
    if (attributes[IFA_RT_PRIORITY] != nullptr) {
        address.route_metric = number_of(attributes[IFA_RT_PRIORITY], 0);
    }
    if (octets_of(attributes[IFA_CACHEINFO]).size() >= sizeof(ifa_cacheinfo)) {
        const auto& times = *static_cast<const ifa_cacheinfo*>(nla_data(attributes[IFA_CACHEINFO]));
        // The kernel says "for ever" of an IPv4 address that is deprecated from the beginning.
        const bool is_deprecated = (address.flags & IFA_F_DEPRECATED) != 0;
        address.preferred_lifetime = is_deprecated ? 0 : times.ifa_prefered;
        address.valid_lifetime = times.ifa_valid;
        address.created = times.cstamp;
    }
    return address;
}

std::optional<ConnectedNetwork> parse_connected_network(nlmsghdr* message)
{
    Attributes<RTA_MAX + 1> attributes{};
    if (message->nlmsg_type != RTM_NEWROUTE || !parse<rtmsg>(message, attributes)) {
        return std::nullopt;
    }
    const auto& header = header_of<rtmsg>(message);
    const auto table = number_of(attributes[RTA_TABLE], header.rtm_table);
    const auto network = address_of(attributes[RTA_DST]);
    if (!is_connected(header, attributes, table) || !network) {
        return std::nullopt;
    }
    return ConnectedNetwork{
        .network = *network,
        .prefix_length = header.rtm_dst_len,
        .link_index = static_cast<int>(number_of(attributes[RTA_OIF], 0)),
        .metric = number_of(attributes[RTA_PRIORITY], 0),
        .in_main_table = table == RT_TABLE_MAIN || table == RT_TABLE_LOCAL};
}

Message link_by_name_request(std::string_view name)
{
    auto message = link_request(0, 0);
    // A name that is short enough is looked up among both kinds by the kernel (since 5.5).
    put_text(message, name.size() < IFNAMSIZ ? IFLA_IFNAME : IFLA_ALT_IFNAME, name);
    return message;
}

Message link_by_index_request(int index)
{
    return link_request(index, 0);
}

Message links_request()
{
    return link_request(0, NLM_F_DUMP);
}

Message addresses_request()
{
    return make_request(RTM_GETADDR, NLM_F_DUMP, ifaddrmsg{});
}

Message routes_request(Family family)
{
    rtmsg header{};
    header.rtm_family = system_family(family);
    return make_request(RTM_GETROUTE, NLM_F_DUMP, header);
}

Message add_address_request(const InterfaceAddress& address)
{
    auto message = address_request(RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, address);
    if (address.broadcast) {
        put(message, IFA_BROADCAST, address.broadcast->octets());
    }
    if (!address.label.empty() && address.address.family == Family::ipv4) {
        put_text(message, IFA_LABEL, address.label);
    }
    put32(message, IFA_FLAGS, address.flags);
    if (address.route_metric) {
        put32(message, IFA_RT_PRIORITY, *address.route_metric);
    }
    const ifa_cacheinfo times{
        .ifa_prefered = address.preferred_lifetime,
        .ifa_valid = address.valid_lifetime,
        .cstamp = 0,
        .tstamp = 0};
    must(nla_put(message.get(), IFA_CACHEINFO, sizeof(times), &times) == 0);
    return message;
}

Message remove_address_request(const InterfaceAddress& address)
{
    return address_request(RTM_DELADDR, 0, address);
}

Message link_up_request(const Link& link)
{
    ifinfomsg header{};
    header.ifi_index = link.index;
    header.ifi_flags = IFF_UP;
    header.ifi_change = IFF_UP;
    return make_request(RTM_NEWLINK, NLM_F_ACK, header);
}

} // namespace mmm::net
