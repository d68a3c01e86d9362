// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/icmp.h"

#include "lib/base/cat.h"
#include "lib/base/errno_text.h"
#include "lib/net/socket_address.h"

#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace mmm::net {

namespace {

constexpr std::size_t header_size = 8; // type, code, checksum, identifier, sequence
constexpr std::size_t largest_packet = 1500;
constexpr int tries = 3;

void put16(std::vector<std::uint8_t>& out, std::size_t at, std::uint16_t value)
{
    out[at] = static_cast<std::uint8_t>(value >> 8U);
    out[at + 1] = static_cast<std::uint8_t>(value & 0xffU);
}

std::uint16_t get16(std::span<const std::uint8_t> in, std::size_t at)
{
    return static_cast<std::uint16_t>((in[at] << 8U) | in[at + 1]);
}

/// Only echo replies shall wake us: a raw socket sees every ICMP message of the host.
bool keep_echo_replies(int socket, Family family)
{
    if (family == Family::ipv4) {
        const std::uint32_t unwanted = ~(1U << ICMP_ECHOREPLY);
        constexpr int icmp_filter = 1; // ICMP_FILTER of linux/icmp.h, which clashes with glibc's
        return ::setsockopt(socket, SOL_RAW, icmp_filter, &unwanted, sizeof unwanted) == 0;
    }
    icmp6_filter filter{};
    ICMP6_FILTER_SETBLOCKALL(&filter);
    ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter);
    return ::setsockopt(socket, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof filter) == 0;
}

/// Waits for a reply to the sequence or the deadline. Other replies are of earlier tries.
bool wait_for_reply(const EchoSocket& socket, const IpAddress& address, Deadline deadline)
{
    do {
        pollfd wait{.fd = socket.fd(), .events = POLLIN, .revents = 0};
        if (::poll(&wait, 1, static_cast<int>(deadline.remaining().count())) <= 0) {
            continue;
        }
        while (const auto reply = socket.receive()) {
            if (reply->from == address) {
                return true;
            }
        }
    } while (!deadline.passed());
    return false;
}

} // namespace

std::uint16_t internet_checksum(std::span<const std::uint8_t> bytes)
{
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); i += 2) {
        const std::uint32_t low = i + 1 < bytes.size() ? bytes[i + 1] : 0U;
        sum += (static_cast<std::uint32_t>(bytes[i]) << 8U) | low;
    }
    while ((sum >> 16U) != 0) {
        sum = (sum & 0xffffU) + (sum >> 16U);
    }
    return static_cast<std::uint16_t>(~sum & 0xffffU);
}

std::vector<std::uint8_t>
echo_request(Family family, std::uint16_t identifier, std::uint16_t sequence)
{
    std::vector<std::uint8_t> message(header_size);
    message[0] = family == Family::ipv4 ? ICMP_ECHO : ICMP6_ECHO_REQUEST;
    put16(message, 4, identifier);
    put16(message, 6, sequence);
    if (family == Family::ipv4) {
        put16(message, 2, internet_checksum(message));
    }
    return message;
}

std::optional<std::pair<std::uint16_t, std::uint16_t>>
parse_echo_reply(Family family, std::span<const std::uint8_t> packet)
{
    if (family == Family::ipv4) {
        const std::size_t words = packet.empty() ? 0 : packet[0] & 0x0fU;
        if (words < 5 || packet.size() < words * 4) {
            return std::nullopt;
        }
        packet = packet.subspan(words * 4);
    }
    const int wanted = family == Family::ipv4 ? int{ICMP_ECHOREPLY} : int{ICMP6_ECHO_REPLY};
    if (packet.size() < header_size || packet[0] != wanted || packet[1] != 0) {
        return std::nullopt;
    }
    return std::pair{get16(packet, 4), get16(packet, 6)};
}

Result<EchoSocket> EchoSocket::open(Family family)
{
    const bool v4 = family == Family::ipv4;
    Fd socket(::socket(
        v4 ? AF_INET : AF_INET6,
        SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC,
        v4 ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6}));
    if (!socket.valid() || !keep_echo_replies(socket.get(), family)) {
        return system_error("open a socket for ICMP");
    }
    std::uint16_t identifier = 0; // several processes ping at the same time
    if (::getrandom(&identifier, sizeof identifier, 0) != sizeof identifier) {
        return system_error("choose an ICMP identifier");
    }
    return EchoSocket(std::move(socket), family, identifier);
}

Result<> EchoSocket::send(const IpAddress& address, std::uint16_t sequence) const
{
    const auto message = echo_request(family_, identifier_, sequence);
    const auto target = socket_address(address);
    if (::sendto(socket_.get(), message.data(), message.size(), 0, target.generic(), target.size) >=
        0) {
        return {};
    }
    if (errno == EHOSTUNREACH) { // what the kernel says of a neighbour that does not answer
        return Error{
            Errc::unreachable, cat("could not ping ", to_text(address), ": ", errno_text(errno))};
    }
    return system_error(cat("ping ", to_text(address)));
}

std::optional<EchoSocket::Reply> EchoSocket::receive() const
{
    std::array<std::uint8_t, largest_packet> packet{};
    for (;;) {
        SocketAddress from;
        const auto size =
            ::recvfrom(socket_.get(), packet.data(), packet.size(), 0, from.generic(), &from.size);
        if (size < 0) {
            if (errno == EINTR) {
                continue;
            }
            return std::nullopt;
        }
        const auto reply =
            parse_echo_reply(family_, std::span(packet).first(static_cast<std::size_t>(size)));
        if (reply && reply->first == identifier_) {
            return Reply{ip_address_of(from), reply->second};
        }
    }
}

Result<bool> answers_ping(const IpAddress& address, Deadline deadline)
{
    auto socket = EchoSocket::open(address.family);
    if (!socket) {
        return std::move(socket).error();
    }
    for (int left = tries; left > 0; --left) {
        auto sent = socket->send(address, static_cast<std::uint16_t>(left));
        if (!sent && sent.error().code != Errc::unreachable) {
            return std::move(sent).error();
        }
        if (wait_for_reply(*socket, address, deadline.within(deadline.remaining() / left))) {
            return true;
        }
    }
    return false;
}

} // namespace mmm::net
