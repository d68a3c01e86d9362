// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Frames and messages from the network and from the kernel, whatever their bytes: nothing is read
// beyond their end, and what is understood can be written and understood again.
#include "lib/db/ping.h"
#include "lib/net/arp_packet.h"
#include "lib/net/icmp.h"
#include "lib/net/ndisc_packet.h"
#include "lib/net/netlink_message.h"
#include "lib/net/tcp_connection.h"
#include "tests/fuzz/fuzz_input.h"

#include <netlink/msg.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace {

using namespace mmm;
using fuzz::require;
using Bytes = std::span<const std::uint8_t>;

void check_arp(Bytes bytes)
{
    const auto packet = net::parse_arp_frame(bytes);
    if (!packet) {
        return;
    }
    const auto frame = net::arp_frame(*packet);
    require(net::parse_arp_frame(frame.octets()) == packet);
    require(
        !(packet->sender_ip == packet->target_ip) || net::claims(*packet, packet->target_ip) ||
        net::is_unspecified(packet->target_ip));
}

void check_neighbour(Bytes bytes)
{
    if (const auto message = net::parse_neighbour_frame(bytes)) {
        net::claims(*message, message->target);
        const auto answer = net::unsolicited_advertisement(message->sender_mac, message->target);
        const auto again = net::parse_neighbour_frame(answer.octets());
        require(!again || (again->target == message->target && net::claims(*again, again->target)));
    }
}

void check_echo(Bytes bytes)
{
    net::parse_echo_reply(net::Family::ipv4, bytes);
    net::parse_echo_reply(net::Family::ipv6, bytes);
}

void check_ping(Bytes bytes)
{
    const auto whole = db::parse_ping_answer(bytes);
    if (whole == db::PingAnswer::incomplete && !bytes.empty()) {
        require(db::parse_ping_answer(bytes.first(bytes.size() - 1)) == whole);
    }
}

/// As libnl hands them on: whole messages, one after the other.
void check_netlink(Bytes bytes)
{
    std::vector<std::uint8_t> aligned(bytes.begin(), bytes.end());
    auto* message = static_cast<nlmsghdr*>(static_cast<void*>(aligned.data()));
    int left = static_cast<int>(aligned.size());
    while (left > 0 && nlmsg_ok(message, left) != 0) {
        net::parse_link(message);
        net::parse_address(message);
        net::parse_connected_network(message);
        net::parse_tcp_connection(message);
        message = nlmsg_next(message, &left);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto [kind, bytes] = fuzz::choice_of(data, size);
    constexpr std::array checks{check_arp, check_neighbour, check_echo, check_ping, check_netlink};
    checks[kind % checks.size()](bytes);
    return 0;
}
