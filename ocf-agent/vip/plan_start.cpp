// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/vip/plan_start.h"

#include "lib/base/cat.h"
#include "ocf-agent/vip/placement.h"

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include <algorithm>

namespace mmm::vip {

namespace {

using net::InterfaceAddress;

constexpr std::size_t longest_label = 15; // IFNAMSIZ - 1

std::optional<net::IpAddress>
choose_broadcast(const InterfaceAddress& target, const Broadcast& wanted, const NetworkView& view)
{
    if (target.address.family != net::Family::ipv4) {
        return std::nullopt;
    }
    const auto is_neighbour = [&](const InterfaceAddress& other) {
        return other.link_index == target.link_index &&
               other.prefix_length == target.prefix_length && other.broadcast &&
               other.address.family == net::Family::ipv4 &&
               net::in_network(other.address, target.address, target.prefix_length);
    };
    const auto last = net::last_of_network(target.address, target.prefix_length);
    switch (wanted.kind) {
    case Broadcast::Kind::fixed:
        return wanted.address;
    case Broadcast::Kind::all_ones:
        return last;
    case Broadcast::Kind::all_zeros:
        return net::first_of_network(target.address, target.prefix_length);
    case Broadcast::Kind::as_neighbours:
        break;
    }
    const auto neighbour = std::ranges::find_if(view.addresses, is_neighbour);
    if (neighbour != view.addresses.end()) {
        return neighbour->broadcast;
    }
    const bool has_broadcast = target.prefix_length < 31 && !net::is_loopback(target.address);
    return has_broadcast ? std::optional(last) : std::nullopt;
}

/// The kernel is told to leave out its own duplicate address detection, which would keep the
/// address unusable for a second or more: ours has been made by then, or is not wanted.
std::uint32_t flags_for(const net::IpAddress& address, const Settings& settings)
{
    std::uint32_t flags = IFA_F_PERMANENT;
    if (address.family == net::Family::ipv6) {
        flags |= IFA_F_NODAD;
    }
    if (settings.noprefixroute) {
        flags |= IFA_F_NOPREFIXROUTE;
    }
    return flags;
}

Result<AddressToAdd>
describe(const WantedAddress& wanted, const Settings& settings, const NetworkView& view)
{
    const auto place = choose_place(wanted, settings, view);
    if (!place) {
        return place.error();
    }
    const auto* link = view.find_link(place->link_index);
    if (link == nullptr) {
        return Error{Errc::internal, cat("interface number ", place->link_index, " has gone")};
    }
    InterfaceAddress target{
        .address = wanted.address,
        .prefix_length = place->prefix_length,
        .link_index = place->link_index,
        .peer = wanted.address,
        .flags = flags_for(wanted.address, settings)};
    target.broadcast = choose_broadcast(target, settings.broadcast, view);
    if (wanted.address.family == net::Family::ipv4) {
        target.label = settings.label.empty() ? link->name : cat(link->name, ":", settings.label);
        target.scope = net::is_loopback(wanted.address) ? RT_SCOPE_HOST : RT_SCOPE_UNIVERSE;
    }
    if (target.label.size() > longest_label) {
        return ocf::bad_on_this_host(
            "iflabel",
            settings.label,
            cat("\"", target.label, "\" is longer than ", longest_label, " characters"),
            "use a shorter label");
    }
    if (settings.preferred_lifetime) {
        target.preferred_lifetime = *settings.preferred_lifetime;
    }
    return AddressToAdd{target, *link};
}

void remember_link(std::vector<net::Link>& links, const net::Link& link)
{
    if (std::ranges::find(links, link.index, &net::Link::index) == links.end()) {
        links.push_back(link);
    }
}

} // namespace

Result<StartPlan> plan_start(const Settings& settings, const NetworkView& view)
{
    StartPlan plan;
    for (const auto& wanted : settings.addresses) {
        const auto copies = copies_of(wanted.address, settings, view);
        const auto right = std::ranges::find_if(copies, [&](const InterfaceAddress& copy) {
            return !why_misplaced(copy, wanted, settings, view);
        });
        if (right != copies.end()) {
            if (const auto* link = view.find_link(right->link_index)) {
                remember_link(plan.links, *link);
            }
            continue;
        }
        auto target = describe(wanted, settings, view);
        if (!target) {
            return target.error();
        }
        remember_link(plan.links, target->link);
        plan.to_remove.insert(plan.to_remove.end(), copies.begin(), copies.end());
        plan.to_add.push_back(std::move(*target));
    }
    return plan;
}

} // namespace mmm::vip
