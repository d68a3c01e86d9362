// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Network interfaces, their addresses and the networks they reach, as the kernel reports them.
// Values; reading them is netlink.h's work.
#pragma once

#include "lib/net/ethernet.h"
#include "lib/net/ip_address.h"

#include <cstdint>
#include <optional>
#include <string>

namespace mmm::net {

/// What a link is good for (IFF_*, IFLA_CARRIER and IFLA_OPERSTATE, RFC 2863).
struct Link {
    int index = 0;
    std::string name{};
    /// All zero on links without Ethernet addresses.
    MacAddress mac{};
    bool is_ethernet = false;
    bool is_loopback = false;
    /// The link was told to do without address resolution (IFF_NOARP).
    bool without_arp = false;
    bool administratively_up = false;
    bool has_carrier = false;
    /// The operational state is "down": of the link itself, or of what it is built on.
    bool operationally_down = false;
    bool lower_layer_down = false;
};

/// Why nothing can pass this link now; nothing when it works.
std::optional<std::string> why_down(const Link& link);

/// An address on an interface with everything that is needed to put it back as it was.
struct InterfaceAddress {
    IpAddress address{};
    unsigned prefix_length = 0;
    int link_index = 0;
    /// Differs from `address` on point-to-point links only.
    IpAddress peer{};
    std::optional<IpAddress> broadcast{};
    /// IPv4 only; the interface's name or begins with it.
    std::string label{};
    /// IFA_F_* of <linux/if_addr.h>.
    std::uint32_t flags = 0;
    std::uint8_t scope = 0;
    std::optional<std::uint32_t> route_metric{};
    /// Seconds; all ones means for ever.
    std::uint32_t preferred_lifetime = 0xffffffff;
    std::uint32_t valid_lifetime = 0xffffffff;
    /// When it was put there, in hundredths of a second since boot: tells an address from a later
    /// one that looks the same.
    std::uint32_t created = 0;
};

/// "192.0.2.70/24".
std::string to_text(const InterfaceAddress& address);

/// A network that is reached without a gateway.
struct ConnectedNetwork {
    IpAddress network{};
    unsigned prefix_length = 0;
    int link_index = 0;
    std::uint32_t metric = 0;
    /// It stands in the main table or, for 127.0.0.0/8, in the local one.
    bool in_main_table = true;
};

} // namespace mmm::net
