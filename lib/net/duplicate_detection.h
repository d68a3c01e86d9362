// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Asks the network whether somebody uses an address already, before we take it.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/result.h"
#include "lib/net/interface.h"
#include "lib/net/packet_socket.h"

#include <optional>
#include <vector>

namespace mmm::net {

/// An address and where we want to take it.
struct AddressOnLink {
    IpAddress address;
    Link link;
};

/// Another station that has the address.
struct Duplicate {
    IpAddress address;
    MacAddress holder{};
    Link link;
};

/// Addresses can be asked for and announced on Ethernet only; elsewhere (loopback, tunnels) nobody
/// else can hold them, or there is no way to ask.
bool can_be_resolved(const IpAddress& address, const Link& link);

/// Sends three ARP probes or neighbour solicitations for each address, spread over the time until
/// the deadline, and listens until then. The first answer from a MAC that is not in `own` ends it.
/// All addresses are asked for at the same time. Nobody learns an address from the questions.
/// The sockets are left in `sockets`, open: closing one takes some 15 ms (see announcer.h).
Result<std::optional<Duplicate>> find_duplicate(
    const std::vector<AddressOnLink>& wanted,
    const std::vector<MacAddress>& own,
    Deadline deadline,
    std::vector<PacketSocket>& sockets);

} // namespace mmm::net
