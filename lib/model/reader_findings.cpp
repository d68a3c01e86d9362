// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/model/prospects.h"
#include "lib/model/situation.h"

#include <algorithm>
#include <utility>

namespace mmm::model {

namespace {

constexpr std::string_view readers = "readers";

/// What brings the host back to ONLINE.
std::string next_step(const Situation& at, const Host& host)
{
    switch (host.state) {
    case HostState::replication_fail:
        return cat(
            "look at its replication: mmm_control checks ", host.name, ", SHOW SLAVE STATUS");
    case HostState::replication_delay:
        return cat("wait until it has caught up: mmm_control checks ", host.name);
    case HostState::admin_offline:
        if (host.order.kind == AdminOrder::Kind::offline) {
            return cat("mmm_control set_online ", host.name);
        }
        break;
    case HostState::online:
    case HostState::hard_offline:
    case HostState::awaiting_recovery:
    case HostState::unknown:
        break;
    }
    if (host.mode == HostMode::master && !host.promoted) {
        return cat("see the line of ", host.name);
    }
    // A slave's own line says only that it never becomes the writer.
    Host as_master = host;
    as_master.mode = HostMode::master;
    return judge_prospect(at.view, at.roles, as_master, at.local_time).next;
}

void explain_reader(Situation& at, const ClusterRole& role, const Host& host)
{
    const auto without = cat(host.name, " has no address of the role ", role.name, ": ");
    if (!host.reachable) {
        at.add(readers, cat(without, "it is not in the cluster"));
        return;
    }
    if (host.state != HostState::online) {
        at.add(
            readers,
            cat(without,
                "its state is ",
                to_text(host.state),
                host.reason.empty() ? "" : cat(" (", host.reason, ")")),
            next_step(at, host));
        return;
    }
    for (const auto& ban : at.view.status.bans) {
        if (ban.resource == role.resource && ban.node == host.name && ban.absolute) {
            at.add(
                readers,
                cat(without, "the constraint ", ban.constraint, " keeps them off"),
                cat("pcs resource clear ", ban.resource, " ", host.name));
            return;
        }
    }
    const auto failed = at.why_failed(role.name, host.name);
    if (!failed.empty()) {
        at.add(
            readers,
            cat(without, failed.substr(2)),
            cat("mend the cause, then pcs resource cleanup ", role.name));
    } else {
        at.add(
            readers, cat(without, "there are fewer addresses than hosts, or they move just now"));
    }
}

/// Better than no home at all, but clients should know.
void explain_last_resort(Situation& at, const ClusterRole& role, const Host& host)
{
    at.add(
        readers,
        cat(host.name,
            " has addresses of the role ",
            role.name,
            " although its state is ",
            to_text(host.state),
            std::ranges::find(at.roles.hosts, HostState::online, &Host::state) ==
                    at.roles.hosts.end()
                ? ", because no host is ONLINE"
                : ": they move just now"),
        next_step(at, host));
}

bool is_unwell_replica(const Host& host)
{
    return host.state == HostState::replication_delay || host.state == HostState::replication_fail;
}

} // namespace

void explain_readers(Situation& at)
{
    bool all_served = true;
    for (const auto& role : at.roles.roles) {
        if (role.exclusive) {
            continue;
        }
        for (const auto& address : role.addresses) {
            if (address.hosts.empty()) {
                all_served = false;
                at.add(
                    readers,
                    cat(role.name,
                        "(",
                        address.address,
                        ") is on no host",
                        at.why_failed(role.name, {})),
                    "see the lines of the hosts and of the cluster");
            }
        }
        for (const auto& host : at.roles.hosts) {
            if (!at.is_wanted(host.name)) {
                continue;
            }
            if (!role.is_on(host.name)) {
                all_served = false;
                explain_reader(at, role, host);
            } else if (is_unwell_replica(host)) {
                all_served = false;
                explain_last_resort(at, role, host);
            }
        }
    }
    if (all_served && at.host.empty() && !at.roles.roles.empty()) {
        at.add(readers, "every host has a reader address");
    }
}

} // namespace mmm::model
