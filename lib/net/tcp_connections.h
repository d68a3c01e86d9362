// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Finds and ends TCP connections of this host over sock_diag(7), whoever has them.
#pragma once

#include "lib/base/result.h"
#include "lib/net/tcp_connection.h"

#include <cstdint>
#include <vector>

namespace mmm::net {

class TcpConnections {
public:
    static Result<TcpConnections> open();

    /// Those to this local port that this side has not closed.
    Result<std::vector<TcpConnection>> to_port(std::uint16_t port);

    /// Both sides see an error: here at once, there with their next packet. Success as well when it
    /// has ended meanwhile. Errors: unsupported without the kernel's CONFIG_INET_DIAG_DESTROY,
    /// no_permission without CAP_NET_ADMIN.
    Result<> end(const TcpConnection& connection);

private:
    explicit TcpConnections(NetlinkSocket socket);

    NetlinkSocket socket_;
};

} // namespace mmm::net
