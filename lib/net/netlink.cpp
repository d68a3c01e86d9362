// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/netlink.h"

#include "lib/base/cat.h"
#include "lib/net/netlink_message.h"

#include <linux/netlink.h>

#include <cerrno>

namespace mmm::net {

Result<Netlink> Netlink::open()
{
    auto socket = NetlinkSocket::open(NETLINK_ROUTE);
    if (!socket) {
        return std::move(socket).error();
    }
    return Netlink(std::move(*socket));
}

Result<std::optional<Link>> Netlink::one_link(const Message& request, std::string_view which)
{
    std::optional<Link> found;
    const auto failure =
        socket_.transact(request, [&](nlmsghdr* message) { found = parse_link(message); });
    if (failure && failure->error_number == ENODEV) {
        return std::optional<Link>{};
    }
    if (failure) {
        return failure->during(cat("read the state of interface ", which));
    }
    return found;
}

Result<std::optional<Link>> Netlink::link_by_name(std::string_view name)
{
    return one_link(link_by_name_request(name), cat('"', name, '"'));
}

Result<std::optional<Link>> Netlink::link_by_index(int index)
{
    return one_link(link_by_index_request(index), cat("number ", index));
}

Result<std::vector<Link>> Netlink::links()
{
    auto [links, failure] = socket_.dump<Link>(links_request, parse_link);
    if (failure) {
        return failure->during("list the interfaces");
    }
    return std::move(links);
}

Result<std::vector<InterfaceAddress>> Netlink::addresses()
{
    auto [addresses, failure] = socket_.dump<InterfaceAddress>(addresses_request, parse_address);
    if (failure) {
        return failure->during("list the addresses");
    }
    return std::move(addresses);
}

Result<std::vector<ConnectedNetwork>> Netlink::connected_networks(Family family)
{
    auto [networks, failure] = socket_.dump<ConnectedNetwork>(
        [family] { return routes_request(family); }, parse_connected_network);
    if (failure) {
        return failure->during("list the routes");
    }
    return std::move(networks);
}

Result<> Netlink::add(const InterfaceAddress& address)
{
    const auto failure = socket_.transact(add_address_request(address));
    if (failure) {
        return failure->during(cat("add address ", to_text(address.address)));
    }
    return {};
}

Result<> Netlink::remove(const InterfaceAddress& address)
{
    const auto failure = socket_.transact(remove_address_request(address));
    if (failure && failure->error_number != EADDRNOTAVAIL && failure->error_number != ENODEV) {
        return failure->during(cat("remove address ", to_text(address.address)));
    }
    return {};
}

Result<> Netlink::set_up(const Link& link)
{
    const auto failure = socket_.transact(link_up_request(link));
    if (failure) {
        return failure->during(cat("set interface \"", link.name, "\" up"));
    }
    return {};
}

} // namespace mmm::net
