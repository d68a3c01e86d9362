// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Hosts to decide about, made in the test itself.
#pragma once

#include "ocf-agent/vip/network_view.h"
#include "ocf-agent/vip/settings.h"

#include <string>
#include <string_view>
#include <utility>

namespace mmm::vip {

inline net::IpAddress ip(std::string_view text)
{
    return net::parse_ip_address(text).value();
}

/// a_host().with_link(2, "eth0").with_network(2, "192.0.2.0", 24).with_address(2, "192.0.2.65", 24)
class AHost {
public:
    AHost& with_link(int index, std::string name)
    {
        view_.links.push_back(net::Link{
            .index = index,
            .name = std::move(name),
            .is_ethernet = true,
            .administratively_up = true,
            .has_carrier = true});
        return *this;
    }

    AHost& with_loopback(int index)
    {
        with_link(index, "lo");
        view_.links.back().is_loopback = true;
        return *this;
    }

    AHost& with_network(int link, std::string_view network, unsigned prefix, unsigned metric = 0)
    {
        view_.networks.push_back(net::ConnectedNetwork{
            .network = ip(network), .prefix_length = prefix, .link_index = link, .metric = metric});
        return *this;
    }

    AHost&
    with_address(int link, std::string_view address, unsigned prefix, std::uint32_t flags = 0)
    {
        view_.addresses.push_back(net::InterfaceAddress{
            .address = ip(address),
            .prefix_length = prefix,
            .link_index = link,
            .peer = ip(address),
            .flags = flags});
        return *this;
    }

    /// The parameter nic names the link that was added last.
    AHost& which_is_the_nic()
    {
        view_.nic = view_.links.back();
        return *this;
    }

    AHost& without_carrier(int link)
    {
        std::ranges::find(view_.links, link, &net::Link::index)->has_carrier = false;
        return *this;
    }

    NetworkView& view() { return view_; }

    operator const NetworkView&() const { return view_; } // NOLINT(google-explicit-constructor)

private:
    NetworkView view_;
};

/// eth0 (2) in 192.0.2.0/24 and 2001:db8::/64, eth1 (3) in 198.51.100.0/24.
inline AHost a_host()
{
    AHost host;
    host.with_loopback(1).with_link(2, "eth0").with_link(3, "eth1");
    host.with_network(2, "192.0.2.0", 24).with_address(2, "192.0.2.65", 24);
    host.with_network(2, "2001:db8::", 64).with_address(2, "2001:db8::65", 64);
    host.with_network(3, "198.51.100.0", 24).with_address(3, "198.51.100.65", 24);
    return host;
}

inline WantedAddress wanted(std::string_view address, std::optional<unsigned> prefix = std::nullopt)
{
    return {ip(address), prefix};
}

inline Settings settings_for(std::vector<WantedAddress> addresses, std::string nic = "")
{
    Settings settings;
    settings.addresses = std::move(addresses);
    settings.nic = std::move(nic);
    return settings;
}

} // namespace mmm::vip
