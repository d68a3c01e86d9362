// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/log.h"
#include "lib/net/announcer.h"
#include "ocf-agent/vip/actions.h"
#include "ocf-agent/vip/host_network.h"
#include "ocf-agent/vip/judge.h"
#include "ocf-agent/vip/placement.h"

namespace mmm::vip {

namespace {

/// A probe asks for the truth and gets it without a complaint: an address that is nowhere is fine.
/// A recurring monitor expected it here.
ocf::Outcome not_running(const ocf::Call& call, const std::string& reason)
{
    if (call.environment.is_probe()) {
        log::debug(reason);
        return ocf::Outcome::of(ocf::ExitCode::not_running);
    }
    return ocf::Outcome::failure(ocf::ExitCode::not_running, reason);
}

void announce_again(const Settings& settings, const NetworkView& view)
{
    if (settings.monitor_announcements == 0) {
        return;
    }
    auto socket = net::PacketSocket::for_sending();
    for (std::int64_t i = 0; socket && i < settings.monitor_announcements; ++i) {
        for (const auto& wanted : settings.addresses) {
            for (const auto& copy : copies_of(wanted.address, settings, view)) {
                const auto* link = view.find_link(copy.link_index);
                if (link != nullptr) {
                    static_cast<void>(net::announce(*socket, copy.address, *link));
                }
            }
        }
    }
}

/// Never "not configured": that would stop the resource on every host for what one host sees.
ocf::Outcome outcome_of_fault(const ocf::Call& call, const Error& error)
{
    const bool is_absent =
        error.code == Errc::bad_parameter || error.code == Errc::bad_on_this_host;
    if (call.environment.is_probe() && is_absent) {
        return not_running(call, error.message);
    }
    return ocf::Outcome::failure(ocf::ExitCode::generic, error.message);
}

} // namespace

ocf::Outcome monitor(const ocf::Call& call)
{
    const auto read = read_settings(call.parameters, call.environment);
    const auto& settings = read.settings;
    if (settings.addresses.empty() && !read.errors.empty()) {
        return outcome_of_fault(call, read.errors.front());
    }
    auto netlink = open_network(settings);
    if (!netlink) {
        return outcome_of_fault(call, netlink.error());
    }
    const auto view = read_network_view(*netlink, settings);
    if (!view) {
        return outcome_of_fault(call, view.error());
    }
    const auto verdict = judge(settings, *view);
    switch (verdict.state) {
    case Verdict::State::absent:
        return not_running(call, verdict.reason);
    case Verdict::State::faulty:
        return ocf::Outcome::failure(ocf::ExitCode::generic, verdict.reason);
    case Verdict::State::served:
        break;
    }
    announce_again(settings, *view);
    return ocf::Outcome::success();
}

} // namespace mmm::vip
