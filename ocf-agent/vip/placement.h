// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Where an address belongs on this host, and whether it is there. Pure.
#pragma once

#include "lib/base/result.h"
#include "ocf-agent/vip/network_view.h"
#include "ocf-agent/vip/settings.h"

#include <optional>
#include <string>
#include <vector>

namespace mmm::vip {

/// The networks that reach an address, best first: the longest prefix, then the main table, then
/// the lowest metric. A network that exists only because the address itself sits on an interface
/// says nothing about where it belongs: it counts only if no other has a host's address in it.
/// `link_index` restricts to one interface.
std::vector<net::ConnectedNetwork>
networks_of(const net::IpAddress& address, std::optional<int> link_index, const NetworkView& view);

struct Place {
    int link_index = 0;
    unsigned prefix_length = 0;

    bool operator==(const Place&) const = default;
};

/// The interface and prefix for an address. Errors are bad_on_this_host: no such interface, or no
/// connected network for the address.
Result<Place>
choose_place(const WantedAddress& wanted, const Settings& settings, const NetworkView& view);

/// Where this host has the address now. The loopback interface counts only if the address belongs
/// there: elsewhere it is how a server takes traffic that a balancer sends it, and no service.
std::vector<net::InterfaceAddress>
copies_of(const net::IpAddress& address, const Settings& settings, const NetworkView& view);

/// Why a copy of the address is not as the parameters want it: wrong interface or prefix. Prefixes
/// and interfaces that the parameters leave open are right if the routing table could give them,
/// so that another route that appears later makes no address wrong.
std::optional<std::string> why_misplaced(
    const net::InterfaceAddress& copy,
    const WantedAddress& wanted,
    const Settings& settings,
    const NetworkView& view);

} // namespace mmm::vip
