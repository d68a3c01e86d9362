// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "ocf-agent/vip/actions.h"
#include "ocf-agent/vip/host_network.h"

namespace mmm::vip {

ocf::Outcome validate_all(const ocf::Call& call)
{
    const auto settings = settings_or_error(call);
    if (!settings) {
        return ocf::Outcome::failure(settings.error());
    }
    auto netlink = open_network(*settings);
    if (!netlink) {
        return ocf::Outcome::failure(netlink.error());
    }
    const auto view = read_network_view(*netlink, *settings);
    if (!view) {
        return ocf::Outcome::failure(view.error());
    }
    if (view->nic && !view->nic->administratively_up) {
        log::info(
            cat("interface \"", view->nic->name, "\" is switched off; start will switch it on"));
        return ocf::Outcome::success(); // its networks are unknown until then
    }
    const auto plan = plan_start_here(*settings, *view);
    return plan ? ocf::Outcome::success() : ocf::Outcome::failure(plan.error());
}

ocf::Outcome reload(const ocf::Call& call)
{
    const auto settings = settings_or_error(call);
    return settings ? ocf::Outcome::success() : ocf::Outcome::failure(settings.error());
}

} // namespace mmm::vip
