// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/socket_address.h"

#include <netinet/in.h>

#include <cstring>

namespace mmm::net {

const sockaddr* SocketAddress::generic() const
{
    return reinterpret_cast<const sockaddr*>(&storage);
}

sockaddr* SocketAddress::generic()
{
    return reinterpret_cast<sockaddr*>(&storage);
}

SocketAddress socket_address(const IpAddress& address, std::uint16_t port)
{
    SocketAddress out;
    const auto octets = address.octets();
    if (address.family == Family::ipv4) {
        sockaddr_in in{};
        in.sin_family = AF_INET;
        in.sin_port = htons(port);
        std::memcpy(&in.sin_addr, octets.data(), octets.size());
        std::memcpy(&out.storage, &in, sizeof in);
        out.size = sizeof in;
    } else {
        sockaddr_in6 in{};
        in.sin6_family = AF_INET6;
        in.sin6_port = htons(port);
        std::memcpy(&in.sin6_addr, octets.data(), octets.size());
        std::memcpy(&out.storage, &in, sizeof in);
        out.size = sizeof in;
    }
    return out;
}

IpAddress ip_address_of(const SocketAddress& address)
{
    IpAddress out;
    if (address.storage.ss_family == AF_INET6) {
        sockaddr_in6 in{};
        std::memcpy(&in, &address.storage, sizeof in);
        out.family = Family::ipv6;
        std::memcpy(out.bytes.data(), &in.sin6_addr, sizeof in.sin6_addr);
    } else if (address.storage.ss_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, &address.storage, sizeof in);
        std::memcpy(out.bytes.data(), &in.sin_addr, sizeof in.sin_addr);
    }
    return out;
}

} // namespace mmm::net
