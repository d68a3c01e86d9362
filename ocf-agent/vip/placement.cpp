// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/vip/placement.h"

#include "lib/base/cat.h"

#include <algorithm>
#include <tuple>

namespace mmm::vip {

namespace {

using net::ConnectedNetwork;
using net::InterfaceAddress;
using net::IpAddress;

bool is_in(const IpAddress& address, const ConnectedNetwork& network)
{
    return address.family == network.network.family &&
           net::in_network(address, network.network, network.prefix_length);
}

/// Another address of the interface is in the network: somebody set it up.
bool has_other_addresses(
    const ConnectedNetwork& network, const IpAddress& address, const NetworkView& view)
{
    return std::ranges::any_of(view.addresses, [&](const InterfaceAddress& present) {
        return present.link_index == network.link_index && present.address != address &&
               is_in(present.address, network);
    });
}

/// The address itself sits on the interface with this prefix, so that the kernel made the network
/// for it, if nobody else did.
bool may_be_made_by(
    const IpAddress& address, const ConnectedNetwork& network, const NetworkView& view)
{
    return std::ranges::any_of(view.addresses, [&](const InterfaceAddress& present) {
        return present.link_index == network.link_index && present.address == address &&
               present.prefix_length == network.prefix_length;
    });
}

std::string link_name(int index, const NetworkView& view)
{
    const auto* link = view.find_link(index);
    return link == nullptr ? cat("number ", index) : cat('"', link->name, '"');
}

Error outside_error(const WantedAddress& wanted, const Settings& settings)
{
    const auto where =
        settings.nic.empty() ? std::string("this host") : cat("interface \"", settings.nic, '"');
    return ocf::bad_on_this_host(
        "ip",
        net::to_text(wanted.address),
        cat("the address is outside every network that ", where, " is connected to"),
        settings.nic.empty() ? "correct the address, or give nic and cidr_netmask"
                             : "correct the address or nic, or give cidr_netmask");
}

/// The address cannot be a host's in the network that the routing table gives.
bool is_edge_of_network(const IpAddress& address, unsigned prefix_length)
{
    return address.family == net::Family::ipv4 && prefix_length < 31 &&
           (address == net::first_of_network(address, prefix_length) ||
            address == net::last_of_network(address, prefix_length));
}

std::optional<std::string> why_wrong_link(
    const InterfaceAddress& copy,
    const WantedAddress& wanted,
    const Settings& settings,
    const NetworkView& view)
{
    std::optional<int> expected;
    if (!settings.nic.empty()) {
        if (!view.nic) {
            return cat("interface \"", settings.nic, "\" does not exist on this host");
        }
        expected = view.nic->index;
    } else {
        const auto networks = networks_of(wanted.address, std::nullopt, view);
        const auto fits = [&](const ConnectedNetwork& network) {
            return network.prefix_length == networks.front().prefix_length &&
                   network.link_index == copy.link_index;
        };
        if (!networks.empty() && std::ranges::none_of(networks, fits)) {
            expected = networks.front().link_index;
        }
    }
    if (!expected || *expected == copy.link_index) {
        return std::nullopt;
    }
    return cat(
        "address ",
        net::to_text(copy.address),
        " is on interface ",
        link_name(copy.link_index, view),
        " instead of ",
        link_name(*expected, view));
}

std::optional<std::string>
why_wrong_prefix(const InterfaceAddress& copy, const WantedAddress& wanted, const NetworkView& view)
{
    std::optional<unsigned> expected = wanted.prefix_length;
    if (!expected) {
        const auto networks = networks_of(wanted.address, copy.link_index, view);
        const auto fits = [&](const ConnectedNetwork& network) {
            return network.prefix_length == copy.prefix_length;
        };
        if (!networks.empty() && std::ranges::none_of(networks, fits)) {
            expected = networks.front().prefix_length;
        }
    }
    if (!expected || *expected == copy.prefix_length) {
        return std::nullopt;
    }
    return cat(
        "address ",
        net::to_text(copy.address),
        " has the prefix /",
        copy.prefix_length,
        " on interface ",
        link_name(copy.link_index, view),
        " instead of /",
        *expected);
}

} // namespace

std::vector<ConnectedNetwork>
networks_of(const IpAddress& address, std::optional<int> link_index, const NetworkView& view)
{
    std::vector<ConnectedNetwork> found;
    std::ranges::copy_if(
        view.networks, std::back_inserter(found), [&](const ConnectedNetwork& network) {
            return is_in(address, network) && (!link_index || *link_index == network.link_index);
        });
    const auto is_set_up = [&](const ConnectedNetwork& network) {
        return has_other_addresses(network, address, view);
    };
    if (std::ranges::any_of(found, is_set_up)) {
        std::erase_if(found, [&](const ConnectedNetwork& network) {
            return !is_set_up(network) && may_be_made_by(address, network, view);
        });
    }
    std::ranges::stable_sort(found, [](const ConnectedNetwork& a, const ConnectedNetwork& b) {
        return std::tuple(b.prefix_length, b.in_main_table, a.metric) <
               std::tuple(a.prefix_length, a.in_main_table, b.metric);
    });
    return found;
}

Result<Place>
choose_place(const WantedAddress& wanted, const Settings& settings, const NetworkView& view)
{
    if (!settings.nic.empty() && !view.nic) {
        return ocf::bad_on_this_host(
            "nic",
            settings.nic,
            "there is no such interface on this host",
            "give a name that \"ip link\" shows on every node, or leave nic out");
    }
    const auto nic_index = view.nic ? std::optional(view.nic->index) : std::nullopt;
    if (nic_index && wanted.prefix_length) {
        return Place{*nic_index, *wanted.prefix_length};
    }
    const auto networks = networks_of(wanted.address, nic_index, view);
    if (networks.empty()) {
        return outside_error(wanted, settings);
    }
    const auto& best = networks.front();
    if (!wanted.prefix_length && is_edge_of_network(wanted.address, best.prefix_length)) {
        return ocf::bad_on_this_host(
            "ip",
            net::to_text(wanted.address),
            cat("the first and the last address of its network on interface ",
                link_name(best.link_index, view),
                " (/",
                best.prefix_length,
                ") are nobody's"),
            "correct the address, or give cidr_netmask");
    }
    return Place{best.link_index, wanted.prefix_length.value_or(best.prefix_length)};
}

std::vector<InterfaceAddress>
copies_of(const IpAddress& address, const Settings& settings, const NetworkView& view)
{
    const auto belongs_to_loopback = [&] {
        if (!settings.nic.empty()) {
            return view.nic && view.nic->is_loopback;
        }
        return net::is_loopback(address);
    }();
    std::vector<InterfaceAddress> copies;
    std::ranges::copy_if(
        view.addresses, std::back_inserter(copies), [&](const InterfaceAddress& present) {
            const auto* link = view.find_link(present.link_index);
            return present.address == address &&
                   (belongs_to_loopback || link == nullptr || !link->is_loopback);
        });
    return copies;
}

std::optional<std::string> why_misplaced(
    const InterfaceAddress& copy,
    const WantedAddress& wanted,
    const Settings& settings,
    const NetworkView& view)
{
    if (auto why = why_wrong_link(copy, wanted, settings, view)) {
        return why;
    }
    return why_wrong_prefix(copy, wanted, view);
}

} // namespace mmm::vip
