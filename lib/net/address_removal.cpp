// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/address_removal.h"

#include "lib/net/link_settings.h"

#include <linux/if_addr.h>

#include <algorithm>

namespace mmm::net {

namespace {

bool is_same_place(const InterfaceAddress& one, const InterfaceAddress& other)
{
    return one.address == other.address && one.prefix_length == other.prefix_length &&
           one.link_index == other.link_index;
}

Result<> put_back_missing(Netlink& netlink, const std::vector<InterfaceAddress>& endangered)
{
    const auto present = netlink.addresses();
    if (!present) {
        return present.error();
    }
    for (const auto& address : endangered) {
        const auto same = [&](const InterfaceAddress& other) {
            return is_same_place(address, other);
        };
        if (std::ranges::any_of(*present, same)) {
            continue;
        }
        if (auto added = netlink.add(address); !added) {
            return std::move(added).error().during("keeping the network's other addresses");
        }
    }
    return {};
}

} // namespace

std::vector<InterfaceAddress>
endangered_by_removal(const InterfaceAddress& victim, const std::vector<InterfaceAddress>& present)
{
    std::vector<InterfaceAddress> endangered;
    if (victim.address.family != Family::ipv4 || (victim.flags & IFA_F_SECONDARY) != 0) {
        return endangered;
    }
    std::ranges::copy_if(
        present, std::back_inserter(endangered), [&](const InterfaceAddress& other) {
            return other.address.family == Family::ipv4 && other.link_index == victim.link_index &&
                   other.address != victim.address && other.prefix_length == victim.prefix_length &&
                   in_network(other.peer, victim.peer, victim.prefix_length);
        });
    return endangered;
}

Result<> remove_keeping_others(
    Netlink& netlink, const InterfaceAddress& victim, const std::string& link_name)
{
    const auto present = netlink.addresses();
    if (!present) {
        return present.error();
    }
    const auto endangered = endangered_by_removal(victim, *present);
    if (endangered.empty()) {
        return netlink.remove(victim);
    }
    const SecondariesPromoted while_it_is_removed(link_name);
    if (auto removed = netlink.remove(victim); !removed) {
        return removed;
    }
    return put_back_missing(netlink, endangered);
}

} // namespace mmm::net
