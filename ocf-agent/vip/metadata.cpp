// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The parameter and action tables of ocf:mmm:vip. Names and meanings are those of
// ocf:heartbeat:IPaddr2 where it has one, so that a resource can be moved over by its type alone.
#include "ocf-agent/vip/actions.h"

#include <array>

namespace mmm::vip {

namespace {

using ocf::Parameter;
using ocf::ParameterType;

constexpr std::array parameters{
    Parameter{
        .name = "ip",
        .shortdesc = "IPv4 or IPv6 addresses",
        .longdesc =
            "One or more IPv4 or IPv6 addresses, separated by blanks or commas, each optionally "
            "with its prefix: \"192.0.2.10\", \"192.0.2.11/24,192.0.2.12/24\", "
            "\"2001:db8::10/64\". A clone with globally-unique=true spreads the list: instance 0 "
            "holds the first address, instance 1 the second, so set clone-max and clone-node-max "
            "to the number of addresses. In every other case all addresses are held together.",
        .required = true,
        .unique_group = "address"},
    Parameter{
        .name = "nic",
        .shortdesc = "Network interface",
        .longdesc =
            "The interface that gets the addresses, by name or alternative name. Left empty, it "
            "is the one whose connected network holds the address (longest prefix first, then "
            "lowest metric), which lets nodes have different interface names. \"eth0:1\" means "
            "nic=eth0 with iflabel=1. Required for IPv6 link-local addresses."},
    Parameter{
        .name = "cidr_netmask",
        .shortdesc = "Prefix length",
        .longdesc =
            "Prefix of the addresses that ip gives without one, as a number (24) or, for IPv4, as "
            "a mask (255.255.255.0). Left empty, it is that of the connected network that holds "
            "the address."},
    Parameter{
        .name = "netmask",
        .shortdesc = "Prefix length (old name of cidr_netmask)",
        .longdesc = "The same as cidr_netmask, which wins if both are set."},
    Parameter{
        .name = "broadcast",
        .shortdesc = "IPv4 broadcast address",
        .longdesc =
            "Broadcast address of the IPv4 addresses. \"+\" sets all host bits, \"-\" clears "
            "them. Left empty, it is the one that other addresses of the same network on the "
            "interface have, or all host bits set."},
    Parameter{
        .name = "iflabel",
        .shortdesc = "Interface label",
        .longdesc =
            "Label of the IPv4 addresses: they are shown as \"<nic>:<iflabel>\", which may have "
            "15 characters at most. IPv6 addresses have no labels."},
    Parameter{
        .name = "arp_interval",
        .type = ParameterType::integer,
        .default_value = "200",
        .shortdesc = "Time between announcements (ms)",
        .longdesc = "Milliseconds between two announcements of an address (see arp_count).",
        .reloadable = true,
        .lowest = 1},
    Parameter{
        .name = "arp_count",
        .type = ParameterType::integer,
        .default_value = "5",
        .shortdesc = "Number of announcements",
        .longdesc =
            "How often the network is told that an address is here now: by gratuitous ARP, each "
            "time a request and a reply, or by an unsolicited neighbour advertisement. The first "
            "one is sent before start returns, the others follow in the background. 0 goes on for "
            "as long as the address is here.",
        .reloadable = true},
    Parameter{
        .name = "arp_count_refresh",
        .type = ParameterType::integer,
        .default_value = "0",
        .shortdesc = "Announcements with each monitor",
        .longdesc =
            "How many announcements each recurring monitor sends, for networks whose equipment "
            "forgets or ignores the first ones.",
        .reloadable = true,
        .highest = 100},
    Parameter{
        .name = "arp_bg",
        .type = ParameterType::boolean,
        .default_value = "true",
        .shortdesc = "Announce in the background (no effect)",
        .longdesc = "Accepted so that configurations of ocf:heartbeat:IPaddr2 work. The first "
                    "announcement is always sent before start returns, the others always in the "
                    "background.",
        .reloadable = true},
    Parameter{
        .name = "nodad",
        .type = ParameterType::boolean,
        .default_value = "false",
        .shortdesc = "No duplicate address detection",
        .longdesc =
            "Take the addresses without asking first whether another station uses them. Start "
            "asks by ARP probes or neighbour solicitations by default and fails if one is "
            "answered. Set this where a router answers for every address (proxy ARP).",
        .reloadable = true},
    Parameter{
        .name = "dad_timeout",
        .type = ParameterType::integer,
        .default_value = "30",
        .shortdesc = "Duration of duplicate address detection (ms)",
        .longdesc =
            "Milliseconds in which an answer to duplicate address detection is awaited. Stations "
            "on a local network answer within one; silence is the normal case and delays every "
            "start by this time. Three questions are sent within it.",
        .reloadable = true,
        .lowest = 1,
        .highest = 10000},
    Parameter{
        .name = "noprefixroute",
        .type = ParameterType::boolean,
        .default_value = "false",
        .shortdesc = "No route for the prefix",
        .longdesc =
            "Do not let the kernel make a route to the address's network when the address is "
            "added."},
    Parameter{
        .name = "preferred_lft",
        .default_value = "forever",
        .shortdesc = "Preferred lifetime",
        .longdesc =
            "Seconds for which the host prefers the address as its source for new connections, "
            "or \"forever\". 0 keeps it from being used as a source at all."},
    Parameter{
        .name = "flush_routes",
        .type = ParameterType::boolean,
        .default_value = "false",
        .shortdesc = "Flush cached routes at stop",
        .longdesc =
            "Make the kernel forget cached paths when the addresses are removed, so that local "
            "clients notice at once."},
    Parameter{
        .name = "network_namespace",
        .shortdesc = "Network namespace",
        .longdesc =
            "Name of a network namespace, as \"ip netns list\" shows it, whose interfaces get the "
            "addresses. It must exist before the resource starts."},
    Parameter{
        .name = "unique_clone_address",
        .type = ParameterType::boolean,
        .default_value = "false",
        .shortdesc = "Add the clone instance to the address",
        .longdesc =
            "Clone instance i holds the one IPv4 address of ip with i added to its last octet. A "
            "list in ip with a globally unique clone does the same for any addresses."},
    Parameter{
        .name = "run_arping",
        .type = ParameterType::boolean,
        .default_value = "false",
        .shortdesc = "Duplicate address detection (no effect)",
        .longdesc =
            "Accepted so that configurations of ocf:heartbeat:IPaddr2 work: duplicate address "
            "detection is on unless nodad is set."},
    Parameter{
        .name = "arp_sender",
        .shortdesc = "ARP program (no effect)",
        .longdesc =
            "Accepted so that configurations of ocf:heartbeat:IPaddr2 work: the agent sends the "
            "frames itself."},
    Parameter{
        .name = "send_arp_opts",
        .shortdesc = "Options of the ARP program (no effect)",
        .longdesc =
            "Accepted so that configurations of ocf:heartbeat:IPaddr2 work: the agent sends the "
            "frames itself."},
    Parameter{
        .name = "mac",
        .shortdesc = "Cluster MAC (no effect)",
        .longdesc =
            "Accepted so that configurations of ocf:heartbeat:IPaddr2 work: an address is never "
            "shared by several nodes at the same time."},
    Parameter{
        .name = "clusterip_hash",
        .shortdesc = "Cluster IP hashing (no effect)",
        .longdesc =
            "Accepted so that configurations of ocf:heartbeat:IPaddr2 work: an address is never "
            "shared by several nodes at the same time."},
    Parameter{
        .name = "lvs_support",
        .type = ParameterType::boolean,
        .default_value = "false",
        .shortdesc = "Linux Virtual Server (no effect)",
        .longdesc =
            "Accepted so that configurations of ocf:heartbeat:IPaddr2 work. Addresses on the "
            "loopback interface are left alone in any case."},
};

constexpr std::array actions{
    ocf::Action{.name = "start", .run = start, .checks_parameters = true},
    ocf::Action{.name = "stop", .run = stop},
    ocf::Action{.name = "monitor", .run = monitor, .interval_seconds = 10},
    ocf::Action{.name = "status", .run = monitor, .interval_seconds = 10},
    ocf::Action{.name = "reload-agent", .run = reload, .checks_parameters = true},
    ocf::Action{.name = "validate-all", .run = validate_all, .checks_parameters = true},
};

} // namespace

const ocf::Agent& agent()
{
    static constexpr ocf::Agent description{
        .name = "vip",
        .shortdesc = "Manages virtual IPv4 and IPv6 addresses",
        .longdesc =
            "Holds one or more virtual IP addresses on the node where the resource runs. Before "
            "an address is taken the network is asked whether somebody else has it; afterwards the "
            "network is told that it is here now. The monitor sees an address that is missing, on "
            "the wrong interface or with the wrong prefix, and a link that is down. As a clone "
            "with globally-unique=true it spreads a list of addresses over the nodes.",
        .parameters = parameters,
        .actions = actions};
    return description;
}

} // namespace mmm::vip
