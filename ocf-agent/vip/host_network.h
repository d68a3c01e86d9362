// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What every action begins with: the settings, the namespace and the view of the network.
#pragma once

#include "lib/base/result.h"
#include "ocf-agent/vip/network_view.h"
#include "ocf-agent/vip/plan_start.h"
#include "ocf-agent/vip/settings.h"

namespace mmm::vip {

/// Enters the instance's network namespace and opens netlink there. Error bad_on_this_host when
/// there is no such namespace.
Result<net::Netlink> open_network(const Settings& settings);

/// The settings if nothing is wrong with the parameters, otherwise the first error. Parameters
/// without an effect are named in the log.
Result<Settings> settings_or_error(const ocf::Call& call);

/// What has to be done here, with what the plan itself cannot know: an interface without IPv6 takes
/// no IPv6 address. Errors are bad_on_this_host.
Result<StartPlan> plan_start_here(const Settings& settings, const NetworkView& view);

} // namespace mmm::vip
