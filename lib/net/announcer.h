// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Tells the neighbours where an address is now: gratuitous ARP and unsolicited neighbour
// advertisements.
#pragma once

#include "lib/base/result.h"
#include "lib/net/interface.h"
#include "lib/net/packet_socket.h"

#include <chrono>
#include <vector>

namespace mmm::net {

/// The frames of one announcement: ARP request and reply, or one neighbour advertisement.
std::vector<Frame> announcement(const IpAddress& address, const MacAddress& own);

/// Announces the address once, if the link has a way to (Ethernet).
Result<> announce(PacketSocket& socket, const IpAddress& address, const Link& link);

struct Repetition {
    /// Announcements still to be made; nothing = for as long as an address is there.
    std::optional<std::int64_t> rounds{};
    std::chrono::milliseconds interval{200};
};

/// Leaves a process behind that repeats the announcements, and returns at once. It belongs to no
/// process group, terminal or pipe of ours, looks before each round whether the addresses are still
/// the very ones it was started for, sends from the interface's MAC of that moment, outlives a link
/// that is down for a while, and ends when its rounds are over or all addresses are gone.
/// It also keeps `sockets` open for one interval: the kernel makes whoever closes a packet socket
/// last wait for some 15 ms, which must not be the caller.
Result<> announce_in_background(
    const std::vector<InterfaceAddress>& addresses,
    const Repetition& repetition,
    const std::vector<PacketSocket>& sockets);

} // namespace mmm::net
