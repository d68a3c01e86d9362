// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/left_behind.h"

#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/net/tcp_connections.h"

#include <cstdint>

namespace mmm::mysql {

void end_connections_left_behind(unsigned port)
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
    for (const auto& connection : net::left_behind(*present)) {
        const auto ended = connections->end(connection);
        log::warning(
            ended ? cat("the server greets nobody: ended the connection from ",
                        to_text(connection.remote),
                        ", which that host has left behind")
                  : ended.error().message);
    }
}

} // namespace mmm::mysql
