// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// ICMP echo (RFC 792) and ICMPv6 echo (RFC 4443, section 4): does an address answer?
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/fd.h"
#include "lib/base/result.h"
#include "lib/net/ip_address.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace mmm::net {

/// The checksum of an ICMP message over IPv4 (RFC 1071), in the byte order of this host's memory.
std::uint16_t internet_checksum(std::span<const std::uint8_t> bytes);

/// An echo request: type, code, checksum (0 for IPv6, where the kernel fills it in), identifier and
/// sequence.
std::vector<std::uint8_t>
echo_request(Family family, std::uint16_t identifier, std::uint16_t sequence);

/// The identifier and sequence of an echo reply; nothing for any other message. A raw IPv4 socket
/// delivers the IP header too, which is skipped here.
std::optional<std::pair<std::uint16_t, std::uint16_t>>
parse_echo_reply(Family family, std::span<const std::uint8_t> packet);

/// A raw socket (CAP_NET_RAW) that sends echo requests and receives the replies to them. It never
/// blocks: wait for fd() to become readable.
class EchoSocket {
public:
    /// Errors: no_permission without the privilege, or what the system says.
    static Result<EchoSocket> open(Family family);

    [[nodiscard]] int fd() const { return socket_.get(); }

    /// Errors: unreachable when the host does not answer to ARP or ND, or what the system says.
    [[nodiscard]] Result<> send(const IpAddress& address, std::uint16_t sequence) const;

    struct Reply {
        IpAddress from;
        std::uint16_t sequence = 0;
    };

    /// The next reply to a request of this socket; nothing when none is waiting.
    [[nodiscard]] std::optional<Reply> receive() const;

private:
    EchoSocket(Fd socket, Family family, std::uint16_t identifier)
        : socket_(std::move(socket))
        , family_(family)
        , identifier_(identifier)
    {
    }

    Fd socket_;
    Family family_ = Family::ipv4;
    std::uint16_t identifier_ = 0;
};

/// True when the address answers before the deadline, false when it is silent. Asks again every
/// third of the time that is left, as a packet may be lost.
/// Errors: that it could not be asked at all: no privilege, or no network here.
Result<bool> answers_ping(const IpAddress& address, Deadline deadline);

} // namespace mmm::net
