// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/tcp_connections.h"

#include "lib/base/cat.h"

#include <linux/netlink.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace mmm::net {

TcpConnections::TcpConnections(NetlinkSocket socket)
    : socket_(std::move(socket))
{
}

Result<TcpConnections> TcpConnections::open()
{
    auto socket = NetlinkSocket::open(NETLINK_SOCK_DIAG);
    if (!socket) {
        return std::move(socket).error();
    }
    return TcpConnections(std::move(*socket));
}

Result<std::vector<TcpConnection>> TcpConnections::to_port(std::uint16_t port)
{
    std::vector<TcpConnection> found;
    for (const auto family : {Family::ipv4, Family::ipv6}) {
        auto [connections, failure] = socket_.dump<TcpConnection>(
            [family] { return tcp_connections_request(family); }, parse_tcp_connection);
        if (failure) {
            return failure->during("list the TCP connections");
        }
        std::ranges::copy_if(connections, std::back_inserter(found), [port](const auto& one) {
            return one.local.port == port;
        });
    }
    return found;
}

Result<> TcpConnections::end(const TcpConnection& connection)
{
    const auto failure = socket_.transact(end_tcp_connection_request(connection));
    if (!failure || failure->error_number == ENOENT) {
        return {};
    }
    auto error = failure->during(cat("end the connection from ", to_text(connection.remote)));
    if (failure->error_number == EOPNOTSUPP) {
        error.code = Errc::unsupported;
    }
    return error;
}

} // namespace mmm::net
