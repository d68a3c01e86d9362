// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What start has to do. Pure.
#pragma once

#include "lib/base/result.h"
#include "ocf-agent/vip/network_view.h"
#include "ocf-agent/vip/settings.h"

#include <vector>

namespace mmm::vip {

struct AddressToAdd {
    net::InterfaceAddress address;
    net::Link link;
};

struct StartPlan {
    /// On the wrong interface or with the wrong prefix: removed first.
    std::vector<net::InterfaceAddress> to_remove;
    std::vector<AddressToAdd> to_add;
    /// The interfaces that serve the addresses once all is done.
    std::vector<net::Link> links;
};

/// Leaves alone what is right already. Errors are bad_on_this_host.
Result<StartPlan> plan_start(const Settings& settings, const NetworkView& view);

} // namespace mmm::vip
