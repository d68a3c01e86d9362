// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/vip/network_view.h"

namespace mmm::vip {

namespace {

Result<> read_networks(net::Netlink& netlink, const Settings& settings, NetworkView& view)
{
    for (const auto family : {net::Family::ipv4, net::Family::ipv6}) {
        const auto of_family = [&](const WantedAddress& wanted) {
            return wanted.address.family == family;
        };
        if (std::ranges::none_of(settings.addresses, of_family)) {
            continue;
        }
        const auto networks = netlink.connected_networks(family);
        if (!networks) {
            return networks.error();
        }
        view.networks.insert(view.networks.end(), networks->begin(), networks->end());
    }
    return {};
}

/// The interfaces that have one of our addresses or a network for one.
std::vector<int> links_that_matter(const Settings& settings, const NetworkView& view)
{
    std::vector<int> indexes;
    for (const auto& wanted : settings.addresses) {
        for (const auto& present : view.addresses) {
            if (present.address == wanted.address) {
                indexes.push_back(present.link_index);
            }
        }
        for (const auto& network : view.networks) {
            if (net::in_network(wanted.address, network.network, network.prefix_length)) {
                indexes.push_back(network.link_index);
            }
        }
    }
    return indexes;
}

Result<> read_links(net::Netlink& netlink, const Settings& settings, NetworkView& view)
{
    if (view.nic) {
        view.links.push_back(*view.nic);
    }
    for (const int index : links_that_matter(settings, view)) {
        if (view.find_link(index) != nullptr) {
            continue;
        }
        const auto link = netlink.link_by_index(index);
        if (!link) {
            return link.error();
        }
        if (*link) {
            view.links.push_back(**link);
        }
    }
    return {};
}

Result<NetworkView> read_nic_and_addresses(net::Netlink& netlink, const Settings& settings)
{
    NetworkView view;
    if (!settings.nic.empty()) {
        auto nic = netlink.link_by_name(settings.nic);
        if (!nic) {
            return nic.error();
        }
        view.nic = std::move(*nic);
    }
    auto addresses = netlink.addresses();
    if (!addresses) {
        return addresses.error();
    }
    view.addresses = std::move(*addresses);
    return view;
}

} // namespace

Result<NetworkView> read_addresses_view(net::Netlink& netlink, const Settings& settings)
{
    auto view = read_nic_and_addresses(netlink, settings);
    if (!view) {
        return view;
    }
    if (const auto read = read_links(netlink, settings, *view); !read) {
        return read.error();
    }
    return view;
}

Result<NetworkView> read_network_view(net::Netlink& netlink, const Settings& settings)
{
    auto view = read_nic_and_addresses(netlink, settings);
    if (!view) {
        return view;
    }
    if (settings.needs_routes()) {
        if (const auto read = read_networks(netlink, settings, *view); !read) {
            return read.error();
        }
    }
    if (const auto read = read_links(netlink, settings, *view); !read) {
        return read.error();
    }
    return view;
}

} // namespace mmm::vip
