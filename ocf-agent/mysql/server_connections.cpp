// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/server_connections.h"

#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/net/tcp_connections.h"

#include <cstdint>
#include <vector>

namespace mmm::mysql {

namespace {

/// Ends those that are chosen among the connections to the port, and tells of each that was.
template<class Choose, class Tell>
void end_some(unsigned port, const Choose& choose, const Tell& tell)
{
    auto connections = net::TcpConnections::open();
    if (!connections) {
        log::warning(connections.error().message);
        return;
    }
    const auto present = connections->to_port(static_cast<std::uint16_t>(port));
    if (!present) {
        log::warning(present.error().message);
        return;
    }
    for (const auto& connection : choose(*present)) {
        if (const auto ended = connections->end(connection); ended) {
            tell(connection);
        } else {
            log::warning(ended.error().message);
        }
    }
}

} // namespace

void end_connections_left_behind(unsigned port)
{
    end_some(port, net::left_behind, [](const net::TcpConnection& connection) {
        log::warning(
            cat("the server greets nobody: ended the connection from ",
                to_text(connection.remote),
                ", which that host has left behind"));
    });
}

void end_all_connections(unsigned port)
{
    end_some(
        port,
        [](const std::vector<net::TcpConnection>& present) { return present; },
        [](const net::TcpConnection&) {});
}

} // namespace mmm::mysql
