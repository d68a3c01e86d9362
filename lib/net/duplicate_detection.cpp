// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/duplicate_detection.h"

#include "lib/net/arp_packet.h"
#include "lib/net/ndisc_packet.h"

#include <poll.h>

#include <algorithm>

namespace mmm::net {

namespace {

constexpr int probes = 3; // PROBE_NUM of RFC 5227

/// The addresses of one family on one link; they share a socket.
struct Enquiry {
    Link link;
    std::vector<IpAddress> addresses;

    [[nodiscard]] Family family() const { return addresses.front().family; }
};

std::vector<Enquiry> group_by_link(const std::vector<AddressOnLink>& wanted)
{
    std::vector<Enquiry> enquiries;
    for (const auto& one : wanted) {
        const auto same = std::ranges::find_if(enquiries, [&](const Enquiry& enquiry) {
            return enquiry.link.index == one.link.index && enquiry.family() == one.address.family;
        });
        if (same == enquiries.end()) {
            enquiries.push_back(Enquiry{one.link, {one.address}});
        } else {
            same->addresses.push_back(one.address);
        }
    }
    return enquiries;
}

Result<PacketSocket> open_socket(const Enquiry& enquiry)
{
    if (enquiry.family() == Family::ipv4) {
        return PacketSocket::hearing_arp(enquiry.link);
    }
    auto socket = PacketSocket::hearing_neighbours(enquiry.link);
    if (!socket) {
        return socket;
    }
    auto groups = std::vector{all_nodes_address()};
    std::ranges::transform(enquiry.addresses, std::back_inserter(groups), solicited_node_address);
    for (const auto& group : groups) {
        if (const auto joined = socket->join(enquiry.link, multicast_mac(group)); !joined) {
            return joined.error();
        }
    }
    return socket;
}

Frame question(const IpAddress& address, const MacAddress& own)
{
    return address.family == Family::ipv4 ? arp_frame(arp_probe(own, address))
                                          : duplicate_solicitation(own, address);
}

Result<> ask(PacketSocket& socket, const Enquiry& enquiry)
{
    for (const auto& address : enquiry.addresses) {
        if (auto sent = socket.send(enquiry.link, question(address, enquiry.link.mac)); !sent) {
            return sent;
        }
    }
    return {};
}

/// The MAC that claims the address in this frame.
std::optional<MacAddress> claimant(Octets frame, const IpAddress& address)
{
    if (address.family == Family::ipv4) {
        const auto packet = parse_arp_frame(frame);
        return packet && claims(*packet, address) ? std::optional(packet->sender_mac)
                                                  : std::nullopt;
    }
    const auto message = parse_neighbour_frame(frame);
    return message && claims(*message, address) ? std::optional(message->sender_mac) : std::nullopt;
}

std::optional<Duplicate>
read_answers(PacketSocket& socket, const Enquiry& enquiry, const std::vector<MacAddress>& own)
{
    while (const auto frame = socket.receive()) {
        for (const auto& address : enquiry.addresses) {
            const auto mac = claimant(*frame, address);
            if (mac && std::ranges::find(own, *mac) == own.end()) {
                return Duplicate{address, *mac, enquiry.link};
            }
        }
    }
    return std::nullopt;
}

/// What is asked for, with the socket of each part.
struct Search {
    const std::vector<Enquiry>& enquiries;
    const std::vector<MacAddress>& own;
    std::span<PacketSocket> sockets;
};

std::optional<Duplicate> listen(const Search& search, Deadline until)
{
    std::vector<pollfd> polled;
    for (const auto& socket : search.sockets) {
        polled.push_back(pollfd{socket.get(), POLLIN, 0});
    }
    while (!until.passed()) {
        ::poll(polled.data(), polled.size(), static_cast<int>(until.remaining().count()) + 1);
        for (std::size_t i = 0; i < search.sockets.size(); ++i) {
            if (auto found = read_answers(search.sockets[i], search.enquiries[i], search.own)) {
                return found;
            }
        }
    }
    return std::nullopt;
}

Result<std::optional<Duplicate>> run(const Search& search, Deadline deadline)
{
    const auto window = deadline.remaining() / probes;
    for (int probe = 1; probe <= probes; ++probe) {
        for (std::size_t i = 0; i < search.sockets.size(); ++i) {
            if (const auto asked = ask(search.sockets[i], search.enquiries[i]); !asked) {
                return asked.error();
            }
        }
        if (auto duplicate = listen(search, probe == probes ? deadline : deadline.within(window))) {
            return duplicate;
        }
    }
    return std::optional<Duplicate>{};
}

} // namespace

bool can_be_resolved(const IpAddress& address, const Link& link)
{
    return link.is_ethernet && !link.is_loopback &&
           (address.family == Family::ipv6 || !link.without_arp);
}

Result<std::optional<Duplicate>> find_duplicate(
    const std::vector<AddressOnLink>& wanted,
    const std::vector<MacAddress>& own,
    Deadline deadline,
    std::vector<PacketSocket>& sockets)
{
    const auto enquiries = group_by_link(wanted);
    if (enquiries.empty()) {
        return std::optional<Duplicate>{};
    }
    const auto first = sockets.size();
    for (const auto& enquiry : enquiries) {
        auto socket = open_socket(enquiry);
        if (!socket) {
            return socket.error();
        }
        sockets.push_back(std::move(*socket));
    }
    return run(Search{enquiries, own, std::span(sockets).subspan(first)}, deadline);
}

} // namespace mmm::net
