// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Between rtnetlink messages and our values. Pure: bytes in, value out, and back.
#pragma once

#include "lib/net/interface.h"
#include "lib/net/netlink_socket.h"

#include <optional>
#include <string_view>

namespace mmm::net {

/// Nothing for messages that describe no such thing. Networks behind a gateway, of multicast or
/// broadcast, and default routes are no connected networks.
std::optional<Link> parse_link(nlmsghdr* message);
std::optional<InterfaceAddress> parse_address(nlmsghdr* message);
std::optional<ConnectedNetwork> parse_connected_network(nlmsghdr* message);

Message link_by_name_request(std::string_view name);
Message link_by_index_request(int index);
Message links_request();
Message addresses_request();
Message routes_request(Family family);
Message add_address_request(const InterfaceAddress& address);
Message remove_address_request(const InterfaceAddress& address);
Message link_up_request(const Link& link);

} // namespace mmm::net
