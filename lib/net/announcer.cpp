// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/announcer.h"

#include "lib/base/background.h"
#include "lib/net/arp_packet.h"
#include "lib/net/duplicate_detection.h"
#include "lib/net/ndisc_packet.h"
#include "lib/net/netlink.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace mmm::net {

namespace {

bool is_same(const InterfaceAddress& one, const InterfaceAddress& other)
{
    return one.address == other.address && one.link_index == other.link_index &&
           one.created == other.created;
}

/// Announces those that are still there; false when none is. A failure to look or to send is no
/// reason to give up: the next round may succeed.
bool announce_present(
    Netlink& netlink, PacketSocket& socket, const std::vector<InterfaceAddress>& addresses)
{
    const auto present = netlink.addresses();
    if (!present) {
        return true;
    }
    bool any = false;
    for (const auto& address : addresses) {
        const auto same = [&](const InterfaceAddress& other) { return is_same(address, other); };
        if (std::ranges::none_of(*present, same)) {
            continue;
        }
        any = true;
        const auto link = netlink.link_by_index(address.link_index);
        if (link && *link) {
            static_cast<void>(announce(socket, address.address, **link));
        }
    }
    return any;
}

void repeat(const std::vector<InterfaceAddress>& addresses, const Repetition& repetition)
{
    auto netlink = Netlink::open();
    auto socket = PacketSocket::for_sending();
    auto next = std::chrono::steady_clock::now() + repetition.interval;
    std::this_thread::sleep_until(next);
    for (std::int64_t round = 0; !repetition.rounds || round < *repetition.rounds; ++round) {
        if (!netlink || !socket || !announce_present(*netlink, *socket, addresses)) {
            return;
        }
        next += repetition.interval;
        std::this_thread::sleep_until(next);
    }
}

} // namespace

std::vector<Frame> announcement(const IpAddress& address, const MacAddress& own)
{
    if (address.family == Family::ipv6) {
        return {unsolicited_advertisement(own, address)};
    }
    return {
        arp_frame(gratuitous_arp(ArpOperation::request, own, address)),
        arp_frame(gratuitous_arp(ArpOperation::reply, own, address))};
}

Result<> announce(PacketSocket& socket, const IpAddress& address, const Link& link)
{
    if (!can_be_resolved(address, link)) {
        return {};
    }
    for (const auto& frame : announcement(address, link.mac)) {
        if (auto sent = socket.send(link, frame); !sent) {
            return sent;
        }
    }
    return {};
}

Result<> announce_in_background(
    const std::vector<InterfaceAddress>& addresses,
    const Repetition& repetition,
    const std::vector<PacketSocket>& sockets)
{
    std::vector<int> kept(sockets.size());
    std::ranges::transform(
        sockets, kept.begin(), [](const PacketSocket& socket) { return socket.get(); });
    return run_in_background(
        "vip-announcer", std::move(kept), [&] { repeat(addresses, repetition); });
}

} // namespace mmm::net
