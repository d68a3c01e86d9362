// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/packet_socket.h"

#include "lib/base/cat.h"
#include "lib/base/errno_text.h"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <utility>

namespace mmm::net {

namespace {

/// Type and code of neighbour messages at their place behind an IPv6 header without extensions; all
/// other IPv6 traffic would crowd the one answer out of the socket's buffer.
constexpr std::array<sock_filter, 7> neighbour_filter{{
    {BPF_LD | BPF_B | BPF_ABS, 0, 0, 14 + 6},  // next header
    {BPF_JMP | BPF_JEQ | BPF_K, 0, 4, 58},     // ICMPv6
    {BPF_LD | BPF_B | BPF_ABS, 0, 0, 14 + 40}, // type
    {BPF_JMP | BPF_JGE | BPF_K, 0, 2, 135},    // solicitation
    {BPF_JMP | BPF_JGT | BPF_K, 1, 0, 136},    // advertisement
    {BPF_RET | BPF_K, 0, 0, 0xffff},
    {BPF_RET | BPF_K, 0, 0, 0},
}};

sockaddr_ll link_address(const Link& link, std::uint16_t ethertype)
{
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(ethertype);
    address.sll_ifindex = link.index;
    return address;
}

const sockaddr* generic(const sockaddr_ll& address)
{
    return reinterpret_cast<const sockaddr*>(&address); // NOLINT(*-reinterpret-cast): POSIX
}

std::uint16_t ethertype_of(Octets frame)
{
    OctetReader reader(frame);
    reader.read(12);
    return reader.read16();
}

} // namespace

PacketSocket::PacketSocket(Fd fd)
    : fd_(std::move(fd))
{
}

Result<PacketSocket> PacketSocket::for_sending()
{
    // Protocol 0: nothing is received, not even before bind().
    Fd fd(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd.valid()) {
        return system_error("open a packet socket");
    }
    return PacketSocket(std::move(fd));
}

Result<> PacketSocket::bind(const Link& link, std::uint16_t ethertype)
{
    const auto address = link_address(link, ethertype);
    if (::bind(fd_.get(), generic(address), sizeof(address)) != 0) {
        return system_error(cat("listen on interface \"", link.name, "\""));
    }
    return {};
}

Result<PacketSocket> PacketSocket::hearing_arp(const Link& link)
{
    auto socket = for_sending();
    if (!socket) {
        return socket;
    }
    if (const auto bound = socket->bind(link, ethertype_arp); !bound) {
        return bound.error();
    }
    return socket;
}

Result<PacketSocket> PacketSocket::hearing_neighbours(const Link& link)
{
    auto socket = for_sending();
    if (!socket) {
        return socket;
    }
    auto instructions = neighbour_filter;
    const sock_fprog program{static_cast<unsigned short>(instructions.size()), instructions.data()};
    if (::setsockopt(socket->get(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) != 0) {
        return system_error("filter neighbour messages");
    }
    if (const auto bound = socket->bind(link, ethertype_ipv6); !bound) {
        return bound.error();
    }
    return socket;
}

Result<> PacketSocket::join(const Link& link, const MacAddress& group)
{
    packet_mreq request{};
    request.mr_ifindex = link.index;
    request.mr_type = PACKET_MR_MULTICAST;
    request.mr_alen = static_cast<unsigned short>(group.size());
    std::ranges::copy(group, std::begin(request.mr_address));
    if (::setsockopt(fd_.get(), SOL_PACKET, PACKET_ADD_MEMBERSHIP, &request, sizeof(request)) !=
        0) {
        return system_error(cat("receive multicast on interface \"", link.name, "\""));
    }
    return {};
}

Result<> PacketSocket::send(const Link& link, const Frame& frame)
{
    const auto octets = frame.octets();
    const auto address = link_address(link, ethertype_of(octets));
    const auto sent =
        ::sendto(fd_.get(), octets.data(), octets.size(), 0, generic(address), sizeof(address));
    if (sent != static_cast<ssize_t>(octets.size())) {
        return system_error(cat("send on interface \"", link.name, "\""));
    }
    return {};
}

std::optional<std::vector<std::uint8_t>> PacketSocket::receive()
{
    std::array<std::uint8_t, 2048> buffer{};
    for (;;) {
        sockaddr_ll from{};
        socklen_t size = sizeof(from);
        const auto got = ::recvfrom(
            fd_.get(),
            buffer.data(),
            buffer.size(),
            0,
            reinterpret_cast<sockaddr*>(&from), // NOLINT(*-reinterpret-cast): POSIX
            &size);
        if (got < 0) {
            return std::nullopt;
        }
        if (from.sll_pkttype != PACKET_OUTGOING) {
            return std::vector<std::uint8_t>(buffer.begin(), buffer.begin() + got);
        }
    }
}

} // namespace mmm::net
