// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Takes an address off an interface without hurting its neighbours there.
#pragma once

#include "lib/base/result.h"
#include "lib/net/netlink.h"

#include <string>
#include <vector>

namespace mmm::net {

/// The addresses that the kernel may throw away together with `victim`: IPv4 addresses of the same
/// network on the same interface, if `victim` is the first of them (ip-sysctl,
/// promote_secondaries).
std::vector<InterfaceAddress>
endangered_by_removal(const InterfaceAddress& victim, const std::vector<InterfaceAddress>& present);

/// Removes one address and keeps all others, and with them the interface's routes: where the
/// kernel would drop the network's other addresses, it is told to promote one of them while this
/// goes on, and what should be missing in the end is put back. To be called under
/// lock_network_namespace(). `link_name` is the interface that has the address.
Result<> remove_keeping_others(
    Netlink& netlink, const InterfaceAddress& victim, const std::string& link_name);

} // namespace mmm::net
