// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// COM_PING and COM_QUERY of the client/server protocol, the same in MySQL and MariaDB since 3.23:
// whether a server answers on a connection that has logged in. Without the client library, whose
// calls wait.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace mmm::db {

/// The whole packet: length, sequence number, command.
constexpr std::array<std::uint8_t, 5> ping_packet{1, 0, 0, 0, 0x0e};

/// A statement as a whole packet. At most 16 MiB less two bytes, as one packet can hold.
constexpr std::vector<std::uint8_t> query_packet(std::string_view statement)
{
    constexpr std::uint8_t query_command = 0x03;
    const std::size_t length = statement.size() + 1;
    std::vector<std::uint8_t> packet{
        static_cast<std::uint8_t>(length),
        static_cast<std::uint8_t>(length >> 8U),
        static_cast<std::uint8_t>(length >> 16U),
        0,
        query_command};
    packet.insert(packet.end(), statement.begin(), statement.end());
    return packet;
}

enum class PingAnswer {
    incomplete, ///< not all of it is there
    alive,      ///< the server answered
    closed      ///< the server says that it ends this connection
};

/// What the bytes received since a ping or a query mean. Any whole packet is an answer; an error
/// packet is the server's last one on the connection, or a reason to log in anew.
constexpr PingAnswer parse_ping_answer(std::span<const std::uint8_t> bytes)
{
    constexpr std::size_t header_size = 4; // length in three bytes, sequence number
    constexpr std::uint8_t error_packet = 0xff;
    if (bytes.size() <= header_size) {
        return PingAnswer::incomplete;
    }
    const std::size_t length =
        bytes[0] | (std::size_t{bytes[1]} << 8U) | (std::size_t{bytes[2]} << 16U);
    if (bytes.size() < header_size + length) {
        return PingAnswer::incomplete;
    }
    return bytes[header_size] == error_packet ? PingAnswer::closed : PingAnswer::alive;
}

} // namespace mmm::db
