// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Whole Ethernet frames on one interface (packet(7)).
#pragma once

#include "lib/base/fd.h"
#include "lib/base/result.h"
#include "lib/net/ethernet.h"
#include "lib/net/interface.h"

#include <optional>
#include <vector>

namespace mmm::net {

class PacketSocket {
public:
    /// For sending only: it queues nothing that arrives.
    static Result<PacketSocket> for_sending();
    /// Hears ARP on the link.
    static Result<PacketSocket> hearing_arp(const Link& link);
    /// Hears neighbour solicitations and advertisements on the link.
    static Result<PacketSocket> hearing_neighbours(const Link& link);

    /// Lets frames to a multicast MAC through the interface for as long as the socket is open.
    Result<> join(const Link& link, const MacAddress& group);

    Result<> send(const Link& link, const Frame& frame);

    /// The next frame that somebody else sent, without waiting; nothing when none is queued.
    std::optional<std::vector<std::uint8_t>> receive();

    [[nodiscard]] int get() const { return fd_.get(); }

private:
    explicit PacketSocket(Fd fd);
    Result<> bind(const Link& link, std::uint16_t ethertype);

    Fd fd_;
};

} // namespace mmm::net
