// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// This host's TCP connections as the kernel sees them, in messages of sock_diag(7). Pure.
#pragma once

#include "lib/net/ip_address.h"
#include "lib/net/netlink_socket.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mmm::net {

struct TcpEndpoint {
    IpAddress address;
    std::uint16_t port = 0;

    bool operator==(const TcpEndpoint&) const = default;
};

/// "192.0.2.66:57804", "[2001:db8::66]:57804".
std::string to_text(const TcpEndpoint& endpoint);

struct TcpConnection {
    TcpEndpoint local;
    TcpEndpoint remote;
    /// How often the oldest unanswered segment has been sent again.
    unsigned retransmissions = 0;
    /// Since the other side has acknowledged anything (tcpi_last_ack_recv).
    std::chrono::milliseconds since_answer{};
    /// The kernel's name for this very socket.
    std::array<std::uint32_t, 2> cookie{};

    bool operator==(const TcpConnection&) const = default;
};

/// Nothing for messages that describe no connection.
std::optional<TcpConnection> parse_tcp_connection(nlmsghdr* message);

/// Asks for all connections of a family that this side has not closed.
Message tcp_connections_request(Family family);
/// Asks for the end of one, as `ss --kill` does.
Message end_tcp_connection_request(const TcpConnection& connection);

/// Those that the other host no longer has: what was sent there was repeated in vain for more than
/// a second, while the same host has since answered on another one of them.
std::vector<TcpConnection> left_behind(const std::vector<TcpConnection>& connections);

} // namespace mmm::net
