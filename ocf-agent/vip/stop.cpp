// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/base/fd.h"
#include "lib/base/log.h"
#include "lib/net/address_removal.h"
#include "lib/net/network_namespace.h"
#include "ocf-agent/vip/actions.h"
#include "ocf-agent/vip/host_network.h"
#include "ocf-agent/vip/placement.h"

#include <fcntl.h>
#include <unistd.h>

namespace mmm::vip {

namespace {

constexpr std::chrono::milliseconds patience_for_lock{2000};

std::vector<net::InterfaceAddress> all_copies(const Settings& settings, const NetworkView& view)
{
    std::vector<net::InterfaceAddress> all;
    for (const auto& wanted : settings.addresses) {
        const auto copies = copies_of(wanted.address, settings, view);
        all.insert(all.end(), copies.begin(), copies.end());
    }
    return all;
}

/// Holding the lock keeps the network's other addresses safe, but an instance that hangs with it
/// must not keep this host from letting its address go.
Fd lock_if_possible(Deadline deadline)
{
    auto lock = net::lock_network_namespace(deadline.within(patience_for_lock));
    if (!lock) {
        log::warning(cat(lock.error().message, "; removing without waiting any longer"));
        return {};
    }
    return std::move(*lock);
}

/// After a stop no interface may answer for the address, wherever it is and with whatever prefix:
/// the next host will take it.
Result<> remove_all(net::Netlink& netlink, const Settings& settings, Deadline deadline)
{
    const Fd lock = lock_if_possible(deadline);
    const auto view = read_addresses_view(netlink, settings);
    if (!view) {
        return view.error();
    }
    if (!settings.nic.empty() && !view->nic) {
        log::info(cat("interface \"", settings.nic, "\" does not exist on this host"));
    }
    for (const auto& copy : all_copies(settings, *view)) {
        const auto* link = view->find_link(copy.link_index);
        const auto name = link == nullptr ? std::string() : link->name;
        if (auto removed = net::remove_keeping_others(netlink, copy, name); !removed) {
            return removed;
        }
        log::notice(cat("removed ", net::to_text(copy), " from ", name));
    }
    return {};
}

/// Makes the kernel forget cached paths through the address.
void flush_routes()
{
    for (const char* path : {"/proc/sys/net/ipv4/route/flush", "/proc/sys/net/ipv6/route/flush"}) {
        const Fd fd(::open(path, O_WRONLY | O_CLOEXEC));
        if (!fd.valid() || ::write(fd.get(), "1", 1) != 1) {
            log::debug(cat("could not flush cached routes through ", path));
        }
    }
}

} // namespace

ocf::Outcome stop(const ocf::Call& call)
{
    const auto read = read_settings(call.parameters, call.environment);
    for (const auto& error : read.errors) {
        log::warning(error.message);
    }
    if (read.settings.addresses.empty()) {
        return ocf::Outcome::success(); // what nobody can name was never started
    }
    auto netlink = open_network(read.settings);
    if (!netlink && netlink.error().code == Errc::bad_on_this_host) {
        log::info(netlink.error().message);
        return ocf::Outcome::success(); // the addresses have gone with their namespace
    }
    if (!netlink) {
        return ocf::Outcome::failure(netlink.error());
    }
    const auto removed = remove_all(*netlink, read.settings, call.deadline);
    if (!removed) {
        return ocf::Outcome::failure(removed.error());
    }
    if (read.settings.flush_routes) {
        flush_routes();
    }
    return ocf::Outcome::success();
}

} // namespace mmm::vip
