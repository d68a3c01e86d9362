// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Addresses as the socket calls take and give them.
#pragma once

#include "lib/net/ip_address.h"

#include <sys/socket.h>

#include <cstdint>

namespace mmm::net {

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = sizeof(sockaddr_storage);

    [[nodiscard]] const sockaddr* generic() const;
    [[nodiscard]] sockaddr* generic();
};

/// Port 0 for sockets that have none.
SocketAddress socket_address(const IpAddress& address, std::uint16_t port = 0);

/// The address in it; the unspecified IPv4 address when it is neither of IPv4 nor of IPv6.
IpAddress ip_address_of(const SocketAddress& address);

} // namespace mmm::net
