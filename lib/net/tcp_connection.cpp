// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/tcp_connection.h"

#include "lib/base/cat.h"
#include "lib/net/netlink_parts.h"

#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace mmm::net {

namespace {

/// The other side may have closed its end already: a process that waits does not see it.
constexpr std::uint32_t open_states = 1U << TCP_ESTABLISHED | 1U << TCP_CLOSE_WAIT;

/// What idiag_timer says while a segment is repeated (inet_diag, sock_diag(7)).
constexpr std::uint8_t retransmission_timer = 1;

/// After 0.2, 0.4 and 0.8 seconds at least (TCP_RTO_MIN, doubled each time).
constexpr unsigned repeated_in_vain = 3;

template<std::size_t Words>
IpAddress address_of(Family family, const std::uint32_t (&words)[Words]) // NOLINT(*-avoid-c-arrays)
{
    IpAddress address{.family = family};
    std::memcpy(address.bytes.data(), &words[0], width(family) / 8);
    return address;
}

template<std::size_t Words>
void put_address(
    const IpAddress& address, std::uint32_t (&words)[Words]) // NOLINT(*-avoid-c-arrays)
{
    std::memcpy(&words[0], address.bytes.data(), width(address.family) / 8);
}

} // namespace

std::string to_text(const TcpEndpoint& endpoint)
{
    const auto address = to_text(endpoint.address);
    return endpoint.address.family == Family::ipv4 ? cat(address, ':', endpoint.port)
                                                   : cat('[', address, "]:", endpoint.port);
}

std::optional<TcpConnection> parse_tcp_connection(nlmsghdr* message)
{
    Attributes<INET_DIAG_MAX + 1> attributes{};
    if (message->nlmsg_type != SOCK_DIAG_BY_FAMILY || !parse<inet_diag_msg>(message, attributes)) {
        return std::nullopt;
    }
    const auto& header = header_of<inet_diag_msg>(message);
    const auto details = octets_of(attributes[INET_DIAG_INFO]);
    constexpr auto needed = offsetof(tcp_info, tcpi_last_ack_recv) + sizeof(std::uint32_t);
    if ((header.idiag_family != AF_INET && header.idiag_family != AF_INET6) ||
        details.size() < needed) {
        return std::nullopt;
    }
    const auto family = header.idiag_family == AF_INET ? Family::ipv4 : Family::ipv6;
    TcpConnection connection;
    connection.local = {address_of(family, header.id.idiag_src), ntohs(header.id.idiag_sport)};
    connection.remote = {address_of(family, header.id.idiag_dst), ntohs(header.id.idiag_dport)};
    if (header.idiag_timer == retransmission_timer) {
        connection.retransmissions = header.idiag_retrans;
    }
    std::uint32_t milliseconds = 0;
    std::memcpy(
        &milliseconds, &details[offsetof(tcp_info, tcpi_last_ack_recv)], sizeof(milliseconds));
    connection.since_answer = std::chrono::milliseconds(milliseconds);
    connection.cookie = {header.id.idiag_cookie[0], header.id.idiag_cookie[1]};
    return connection;
}

Message tcp_connections_request(Family family)
{
    inet_diag_req_v2 header{};
    header.sdiag_family = system_family(family);
    header.sdiag_protocol = IPPROTO_TCP;
    header.idiag_ext = 1U << (INET_DIAG_INFO - 1U);
    header.idiag_states = open_states;
    return make_request(SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, header);
}

Message end_tcp_connection_request(const TcpConnection& connection)
{
    inet_diag_req_v2 header{};
    header.sdiag_family = system_family(connection.local.address.family);
    header.sdiag_protocol = IPPROTO_TCP;
    header.idiag_states = open_states;
    header.id.idiag_sport = htons(connection.local.port);
    header.id.idiag_dport = htons(connection.remote.port);
    put_address(connection.local.address, header.id.idiag_src);
    put_address(connection.remote.address, header.id.idiag_dst);
    header.id.idiag_cookie[0] = connection.cookie[0];
    header.id.idiag_cookie[1] = connection.cookie[1];
    return make_request(SOCK_DESTROY, NLM_F_ACK, header);
}

std::vector<TcpConnection> left_behind(const std::vector<TcpConnection>& connections)
{
    const auto answered_elsewhere = [&](const TcpConnection& old) {
        return std::ranges::any_of(connections, [&](const TcpConnection& other) {
            return other.remote.address == old.remote.address &&
                   other.since_answer < old.since_answer;
        });
    };
    std::vector<TcpConnection> found;
    for (const auto& connection : connections) {
        if (connection.retransmissions >= repeated_in_vain && answered_elsewhere(connection)) {
            found.push_back(connection);
        }
    }
    return found;
}

} // namespace mmm::net
