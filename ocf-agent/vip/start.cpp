// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/net/address_removal.h"
#include "lib/net/announcer.h"
#include "lib/net/duplicate_detection.h"
#include "lib/net/network_namespace.h"
#include "ocf-agent/vip/actions.h"
#include "ocf-agent/vip/host_network.h"

#include <thread>

namespace mmm::vip {

namespace {

using std::chrono::milliseconds;

/// Copper needs some seconds to agree on a speed after an interface was switched on.
constexpr milliseconds time_for_carrier{5000};

/// Switches an interface on if need be. An interface that was on and has no carrier fails at once.
Result<> bring_up(net::Netlink& netlink, const net::Link& link, Deadline deadline)
{
    auto now = link;
    if (!link.administratively_up) {
        log::notice(cat("switching interface ", link.name, " on"));
        if (auto done = netlink.set_up(link); !done) {
            return done;
        }
        const auto until = deadline.within(time_for_carrier);
        while (net::why_down(now) && !until.passed()) {
            std::this_thread::sleep_for(milliseconds{2});
            const auto again = netlink.link_by_index(link.index);
            if (!again || !*again) {
                break;
            }
            now = **again;
        }
    }
    if (const auto why = net::why_down(now)) {
        return Error{Errc::unreachable, *why};
    }
    return {};
}

Error duplicate_error(const net::Duplicate& duplicate)
{
    const auto address = net::to_text(duplicate.address);
    return Error{
        Errc::conflict,
        cat("address ",
            address,
            " is in use: ",
            net::to_text(duplicate.holder),
            " answers for it on interface \"",
            duplicate.link.name,
            "\"; take it from that station (\"ip neigh\" on other hosts shows who has that MAC), "
            "or "
            "set nodad=true if the answer is known to be wrong (proxy ARP)")};
}

Result<> refuse_duplicates(
    net::Netlink& netlink,
    const StartPlan& plan,
    Deadline deadline,
    std::vector<net::PacketSocket>& sockets)
{
    std::vector<net::AddressOnLink> wanted;
    for (const auto& one : plan.to_add) {
        if (net::can_be_resolved(one.address.address, one.link)) {
            wanted.push_back({one.address.address, one.link});
        } else {
            log::debug(cat("nobody can be asked for ", net::to_text(one.address)));
        }
    }
    const auto links = netlink.links();
    if (!links) {
        return links.error();
    }
    std::vector<net::MacAddress> own;
    for (const auto& link : *links) {
        own.push_back(link.mac);
    }
    const auto duplicate = net::find_duplicate(wanted, own, deadline, sockets);
    if (!duplicate) {
        return duplicate.error();
    }
    if (*duplicate) {
        return duplicate_error(**duplicate);
    }
    return {};
}

Result<> remove_misplaced(
    net::Netlink& netlink, const StartPlan& plan, const NetworkView& view, Deadline deadline)
{
    if (plan.to_remove.empty()) {
        return {};
    }
    const auto lock = net::lock_network_namespace(deadline);
    if (!lock) {
        return lock.error();
    }
    for (const auto& copy : plan.to_remove) {
        const auto* link = view.find_link(copy.link_index);
        const auto name = link == nullptr ? std::string() : link->name;
        log::warning(cat("removing ", net::to_text(copy), " from ", name, ", where it is wrong"));
        if (auto removed = net::remove_keeping_others(netlink, copy, name); !removed) {
            return removed;
        }
    }
    return {};
}

Result<> add_all(net::Netlink& netlink, const StartPlan& plan, Deadline deadline)
{
    const auto lock = net::lock_network_namespace(deadline);
    if (!lock) {
        return lock.error();
    }
    for (const auto& one : plan.to_add) {
        if (auto added = netlink.add(one.address); !added) {
            return std::move(added).error().during(cat("interface \"", one.link.name, "\""));
        }
    }
    return {};
}

/// Those of the added addresses that are there, as the kernel knows them now.
Result<std::vector<net::InterfaceAddress>> read_back(net::Netlink& netlink, const StartPlan& plan)
{
    const auto present = netlink.addresses();
    if (!present) {
        return present.error();
    }
    std::vector<net::InterfaceAddress> added;
    for (const auto& one : plan.to_add) {
        const auto found = std::ranges::find_if(*present, [&](const net::InterfaceAddress& other) {
            return other.address == one.address.address &&
                   other.link_index == one.address.link_index;
        });
        if (found == present->end()) {
            return Error{
                Errc::internal,
                cat("address ",
                    net::to_text(one.address.address),
                    " vanished from interface \"",
                    one.link.name,
                    "\" as soon as it was added")};
        }
        added.push_back(*found);
    }
    return added;
}

/// The first announcement goes out here, the others from a process of their own.
Result<> announce_added(
    const StartPlan& plan,
    const std::vector<net::InterfaceAddress>& added,
    const Settings& settings,
    std::vector<net::PacketSocket>& sockets)
{
    for (const auto& one : plan.to_add) {
        if (auto sent = net::announce(sockets.front(), one.address.address, one.link); !sent) {
            log::warning(sent.error().message);
        }
    }
    net::Repetition repetition{.interval = settings.announcement_interval};
    if (settings.announcements > 0) {
        repetition.rounds = settings.announcements - 1;
    }
    return net::announce_in_background(added, repetition, sockets);
}

/// Asks, adds and announces.
Result<>
take(net::Netlink& netlink, const StartPlan& plan, const Settings& settings, Deadline deadline)
{
    auto sender = net::PacketSocket::for_sending();
    if (!sender) {
        return sender.error();
    }
    std::vector<net::PacketSocket> sockets;
    sockets.push_back(std::move(*sender));
    if (settings.detects_duplicates) {
        const auto until = deadline.within(settings.detection_time);
        if (auto free = refuse_duplicates(netlink, plan, until, sockets); !free) {
            return free;
        }
    }
    if (auto added = add_all(netlink, plan, deadline); !added) {
        return added;
    }
    const auto added = read_back(netlink, plan);
    if (!added) {
        return added.error();
    }
    // What goes wrong from here is no failure: the address works, neighbours learn it in time.
    if (const auto announced = announce_added(plan, *added, settings, sockets); !announced) {
        log::warning(announced.error().message);
    }
    for (const auto& one : plan.to_add) {
        log::notice(cat("added ", net::to_text(one.address), " to ", one.link.name));
    }
    return {};
}

Result<NetworkView> prepare(net::Netlink& netlink, const Settings& settings, Deadline deadline)
{
    auto view = read_network_view(netlink, settings);
    if (!view || !view->nic || view->nic->administratively_up) {
        return view;
    }
    if (auto up = bring_up(netlink, *view->nic, deadline); !up) {
        return up.error();
    }
    return read_network_view(netlink, settings); // its networks have appeared
}

Result<> carry_out(const ocf::Call& call, const Settings& settings)
{
    auto netlink = open_network(settings);
    if (!netlink) {
        return netlink.error();
    }
    const auto view = prepare(*netlink, settings, call.deadline);
    if (!view) {
        return view.error();
    }
    const auto plan = plan_start_here(settings, *view);
    if (!plan) {
        return plan.error();
    }
    for (const auto& link : plan->links) {
        if (auto up = bring_up(*netlink, link, call.deadline); !up) {
            return up;
        }
    }
    if (plan->to_add.empty()) {
        return {};
    }
    if (auto removed = remove_misplaced(*netlink, *plan, *view, call.deadline); !removed) {
        return removed;
    }
    return take(*netlink, *plan, settings, call.deadline);
}

} // namespace

ocf::Outcome start(const ocf::Call& call)
{
    const auto settings = settings_or_error(call);
    if (!settings) {
        return ocf::Outcome::failure(settings.error());
    }
    const auto done = carry_out(call, *settings);
    return done ? ocf::Outcome::success() : ocf::Outcome::failure(done.error());
}

} // namespace mmm::vip
