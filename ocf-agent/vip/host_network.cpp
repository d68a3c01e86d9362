// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/vip/host_network.h"

#include "lib/base/cat.h"
#include "lib/base/log.h"
#include "lib/net/link_settings.h"
#include "lib/net/network_namespace.h"

namespace mmm::vip {

Result<net::Netlink> open_network(const Settings& settings)
{
    const auto& name = settings.network_namespace;
    if (!name.empty()) {
        const auto entered = net::enter_network_namespace(name);
        if (!entered && entered.error().code == Errc::bad_on_this_host) {
            return ocf::bad_on_this_host(
                "network_namespace",
                name,
                "there is no such namespace on this host",
                "make it before the cluster starts this resource (\"ip netns add\")");
        }
        if (!entered) {
            return entered.error();
        }
    }
    return net::Netlink::open();
}

Result<Settings> settings_or_error(const ocf::Call& call)
{
    auto read = read_settings(call.parameters, call.environment);
    if (!read.errors.empty()) {
        return read.errors.front();
    }
    for (const auto& warning : read.warnings) {
        log::warning(warning);
    }
    return std::move(read.settings);
}

Result<StartPlan> plan_start_here(const Settings& settings, const NetworkView& view)
{
    auto plan = plan_start(settings, view);
    if (!plan) {
        return plan;
    }
    for (const auto& one : plan->to_add) {
        const auto& address = one.address.address;
        if (address.family == net::Family::ipv6 && net::is_ipv6_disabled(one.link.name)) {
            return ocf::bad_on_this_host(
                "ip",
                net::to_text(address),
                cat("IPv6 is disabled on interface \"", one.link.name, '"'),
                cat("enable it with \"sysctl net.ipv6.conf.", one.link.name, ".disable_ipv6=0\""));
        }
    }
    return plan;
}

} // namespace mmm::vip
