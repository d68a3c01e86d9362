// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What the agent sees of this host's network before it decides anything.
#pragma once

#include "lib/net/interface.h"
#include "lib/net/netlink.h"
#include "ocf-agent/vip/settings.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace mmm::vip {

struct NetworkView {
    /// The interface that the parameter nic names; nothing when it names none or there is none.
    std::optional<net::Link> nic;
    /// The interfaces that matter: nic, those that have our addresses, those that could.
    std::vector<net::Link> links;
    /// All addresses of this host.
    std::vector<net::InterfaceAddress> addresses;
    /// Read only when the parameters leave interface or prefix open.
    std::vector<net::ConnectedNetwork> networks;

    [[nodiscard]] const net::Link* find_link(int index) const
    {
        const auto found = std::ranges::find(links, index, &net::Link::index);
        return found == links.end() ? nullptr : &*found;
    }
};

/// The addresses and their interfaces: enough to find what is here.
Result<NetworkView> read_addresses_view(net::Netlink& netlink, const Settings& settings);

/// The networks as well, to tell where the addresses belong.
Result<NetworkView> read_network_view(net::Netlink& netlink, const Settings& settings);

} // namespace mmm::vip
