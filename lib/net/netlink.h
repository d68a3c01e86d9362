// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel's interfaces, addresses and routes over rtnetlink(7), through libnl-3.
#pragma once

#include "lib/base/result.h"
#include "lib/net/interface.h"
#include "lib/net/netlink_socket.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mmm::net {

/// A conversation with the kernel about the network namespace the process was in at open(). Errors
/// carry the kernel's own explanation where it gives one.
class Netlink {
public:
    static Result<Netlink> open();

    /// By name or by alternative name; nothing when there is no such interface.
    Result<std::optional<Link>> link_by_name(std::string_view name);
    Result<std::optional<Link>> link_by_index(int index);
    Result<std::vector<Link>> links();
    /// All addresses of both families.
    Result<std::vector<InterfaceAddress>> addresses();
    Result<std::vector<ConnectedNetwork>> connected_networks(Family family);

    /// Puts the address on its interface, or changes its attributes when it is there already.
    Result<> add(const InterfaceAddress& address);
    /// Success as well when the address or its interface is gone.
    Result<> remove(const InterfaceAddress& address);
    Result<> set_up(const Link& link);

private:
    explicit Netlink(NetlinkSocket socket)
        : socket_(std::move(socket))
    {
    }

    Result<std::optional<Link>> one_link(const Message& request, std::string_view which);

    NetlinkSocket socket_;
};

} // namespace mmm::net
