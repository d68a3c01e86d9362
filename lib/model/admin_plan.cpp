// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/admin_plan.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <algorithm>

namespace mmm::model {

namespace {

using Kind = AdminOrder::Kind;

std::string_view wanted_state(Kind kind)
{
    return to_text(kind == Kind::offline ? HostState::admin_offline : HostState::online);
}

std::string unknown(std::string_view host)
{
    return cat("ERROR: Unknown host name '", host, "'!");
}

std::string already(std::string_view state)
{
    return cat("OK: This host is already ", state, ". Skipping command.");
}

std::string wrong_state(const Host& host, Kind kind)
{
    return cat(
        "ERROR: Host '",
        host.name,
        "' is '",
        to_text(host.state),
        "' at the moment. It can't be switched to ",
        wanted_state(kind),
        ".");
}

bool has_passed(const Checks& checks, std::string_view name)
{
    const auto found = checks.find(name);
    return found != checks.end() && found->second.ok;
}

/// MMM's peer: the other of two masters.
const Host* find_peer(const RoleView& roles, const Host& host)
{
    const Host* peer = nullptr;
    for (const auto& other : roles.hosts) {
        if (other.mode != HostMode::master || other.name == host.name) {
            continue;
        }
        if (peer != nullptr) {
            return nullptr;
        }
        peer = &other;
    }
    return host.mode == HostMode::master ? peer : nullptr;
}

/// MMM's tests of the checks; it looks at the peer's replication, not at the host's own.
std::optional<std::string> refuse_for_checks(const RoleView& roles, const Host& host)
{
    const auto checks = shown_checks(host);
    if (!has_passed(checks, "ping") || !has_passed(checks, "mysql")) {
        return cat(
            "ERROR: Checks ping and/or mysql are not ok for host '",
            host.name,
            "'. It can't be switched to ONLINE.");
    }
    const auto* peer = find_peer(roles, host);
    if (peer == nullptr || peer->state != HostState::online) {
        return std::nullopt;
    }
    const auto others = shown_checks(*peer);
    if (!has_passed(others, "rep_threads") || !has_passed(others, "rep_backlog")) {
        return cat(
            "ERROR: Some replication checks failed on peer '",
            peer->name,
            "'. We can't set '",
            host.name,
            "' online now. Please, wait some time.");
    }
    return std::nullopt;
}

/// What ADMIN_OFFLINE may mean besides our own order: who did that has to take it back.
std::optional<std::string> refuse_for_others_order(const RoleView& roles, const Host& host)
{
    if (host.state != HostState::admin_offline || host.order.kind == Kind::offline ||
        host.offline_reported) {
        return std::nullopt;
    }
    return host.standby ? cat("ERROR: Host '",
                              host.name,
                              "' is 'ADMIN_OFFLINE' because its node is in standby. End that with "
                              "'pcs node unstandby ",
                              host.name,
                              "'.")
                        : cat("ERROR: Host '",
                              host.name,
                              "' is 'ADMIN_OFFLINE' because the database is banned from it. End "
                              "that with 'pcs resource clear ",
                              roles.database_clone,
                              " ",
                              host.name,
                              "'.");
}

std::string unreachable(std::string_view host)
{
    return cat("ERROR: Can't reach agent daemon on '", host, "'! Can't switch its state!");
}

std::string without_quorum(std::string_view host)
{
    return cat(
        "ERROR: Can't switch state of host '", host, "': this part of the cluster has no quorum.");
}

/// Who would be promoted instead, by score.
std::optional<std::string> find_successor(const RoleView& roles, const Host& leaving)
{
    const Host* best = nullptr;
    for (const auto& host : roles.hosts) {
        const auto score = host.promotion_score.value_or(0);
        const bool able = host.mode == HostMode::master && host.name != leaving.name && score > 0 &&
                          host.order.kind != Kind::offline;
        if (able && (best == nullptr || score > *best->promotion_score)) {
            best = &host;
        }
    }
    return best == nullptr ? std::nullopt : std::optional(best->name);
}

} // namespace

AdminDecision plan_online(const ClusterStatus& status, const RoleView& roles, std::string_view host)
{
    const auto* target = roles.find_host(host);
    if (target == nullptr) {
        return unknown(host);
    }
    if (target->state == HostState::online) {
        return already("ONLINE");
    }
    if (target->state != HostState::admin_offline &&
        target->state != HostState::awaiting_recovery) {
        return wrong_state(*target, Kind::online);
    }
    if (auto refusal = refuse_for_others_order(roles, *target)) {
        return *refusal;
    }
    if (auto refusal = refuse_for_checks(roles, *target)) {
        return *refusal;
    }
    if (!target->reachable || !target->state_since) {
        return unreachable(host);
    }
    if (!status.quorate) {
        return without_quorum(host);
    }
    return AdminPlan{
        .host = target->name, .order = {Kind::online, *target->state_since}, .pin = std::nullopt};
}

AdminDecision
plan_offline(const ClusterStatus& status, const RoleView& roles, std::string_view host)
{
    const auto* target = roles.find_host(host);
    if (target == nullptr) {
        return unknown(host);
    }
    if (target->state == HostState::admin_offline) {
        return already("ADMIN_OFFLINE");
    }
    const bool may = target->state == HostState::online ||
                     target->state == HostState::replication_fail ||
                     target->state == HostState::replication_delay;
    if (!may) {
        return wrong_state(*target, Kind::offline);
    }
    if (!target->reachable) {
        return unreachable(host);
    }
    if (!status.quorate) {
        return without_quorum(host);
    }
    const bool pinned = std::ranges::find(roles.pinned, target->name) != roles.pinned.end();
    return AdminPlan{
        .host = target->name,
        .order = {Kind::offline, 0},
        .pin = pinned ? find_successor(roles, *target) : std::nullopt};
}

std::string find_missing(const AdminPlan& plan, const RoleView& roles)
{
    const auto* host = roles.find_host(plan.host);
    if (host == nullptr) {
        return "the configuration has changed meanwhile";
    }
    if (plan.order.kind == Kind::online) {
        if (host->state == HostState::online) {
            return {};
        }
        const auto state = cat("it is ", to_text(host->state));
        return host->reason.empty() ? state : cat(state, ": ", host->reason);
    }
    if (host->state != HostState::admin_offline) {
        return cat("it is ", to_text(host->state));
    }
    if (roles.mode == MonitorMode::passive) {
        return {};
    }
    const auto held = roles_on(roles, plan.host);
    if (!held.empty()) {
        return cat("it still has ", join(held, ", "));
    }
    if (host->promoted) {
        return "it is still promoted";
    }
    return host->offline_reported || !host->reachable ? std::string{}
                                                      : "it has not stopped replicating yet";
}

std::string ordered_reply(const AdminPlan& plan)
{
    const bool online = plan.order.kind == Kind::online;
    return cat(
        "OK: State of '",
        plan.host,
        "' changed to ",
        wanted_state(plan.order.kind),
        online ? ". Now you can wait some time and check its new roles!"
               : ". Now you can wait some time and check all roles!");
}

std::string not_followed_reply(const AdminPlan& plan, std::string_view reason)
{
    return cat(
        "ERROR: State of '",
        plan.host,
        "' was ordered to be ",
        wanted_state(plan.order.kind),
        ", but ",
        reason,
        ". The order stays; look again with 'mmm_control show' and 'mmm_control why'.");
}

std::string not_ordered_reply(const AdminPlan& plan, std::string_view reason)
{
    return cat("ERROR: Can't switch state of host '", plan.host, "': ", reason, ".");
}

} // namespace mmm::model
