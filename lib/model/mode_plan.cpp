// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/mode_plan.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"
#include "lib/model/host_state.h"
#include "lib/model/move_plan.h"

#include <algorithm>

namespace mmm::model {

namespace {

std::string_view word(MonitorMode mode)
{
    switch (mode) {
    case MonitorMode::active:
        return "active";
    case MonitorMode::manual:
        return "manual";
    case MonitorMode::wait:
        return "wait";
    case MonitorMode::passive:
        return "passive";
    }
    return {};
}

std::string cannot_switch(MonitorMode wanted, std::string_view why)
{
    return cat("ERROR: Can't switch into ", word(wanted), " mode: ", why, ".");
}

std::string already(MonitorMode wanted)
{
    return cat("OK: Already in ", word(wanted), " mode.");
}

/// The database first, then the roles.
std::vector<const ResourceDefinition*> our_resources(const ClusterView& view, const RoleView& roles)
{
    std::vector<const ResourceDefinition*> ours;
    for (const auto& definition : view.configuration.resources) {
        if (definition.id == roles.database) {
            ours.insert(ours.begin(), &definition);
        } else if (roles.find_role(definition.id) != nullptr) {
            ours.push_back(&definition);
        }
    }
    return ours;
}

bool is_unmanaged(const ResourceDefinition& definition)
{
    return parse_boolean(value_of(definition.meta, is_managed_option)) == false;
}

/// On the way into PASSIVE the database is let go first: an address follows it only. On the way
/// back the addresses come first, so that they are there when the database is looked after again.
std::vector<ManagedChange>
plan_changes(const ClusterView& view, const RoleView& roles, bool managed)
{
    std::vector<ManagedChange> changes;
    for (const auto* definition : our_resources(view, roles)) {
        if (is_unmanaged(*definition) == managed) {
            changes.push_back({definition->id, managed});
        }
    }
    if (managed) {
        std::ranges::reverse(changes);
    }
    return changes;
}

const ClusterRole* writer_role(const RoleView& roles)
{
    const auto found = std::ranges::find_if(roles.roles, &ClusterRole::follows_promoted);
    return found == roles.roles.end() ? nullptr : &*found;
}

/// The host that MANUAL shall keep: the promoted one, else where set_ip has put the writer.
std::string host_to_pin(const RoleView& roles)
{
    const auto promoted = std::ranges::find_if(roles.hosts, &Host::promoted);
    if (promoted != roles.hosts.end()) {
        return promoted->name;
    }
    const auto* role = writer_role(roles);
    return role == nullptr ? std::string{} : role->set_host;
}

std::vector<RoleMove> plan_moves(const RoleView& roles)
{
    std::vector<RoleMove> moves;
    for (const auto& role : roles.roles) {
        if (!role.set_host.empty()) {
            moves.push_back({role.name, role.set_host});
        }
    }
    return moves;
}

std::vector<OnlineOrder> plan_orders(const RoleView& roles)
{
    std::vector<OnlineOrder> orders;
    for (const auto& host : roles.hosts) {
        const bool waits = host.running && host.reason == waiting_for_other_master;
        if (waits && host.state_since) {
            orders.push_back({host.name, *host.state_since});
        }
    }
    return orders;
}

ModeDecision plan_passive(const ClusterView& view, const RoleView& roles)
{
    ModePlan plan{
        .wanted = MonitorMode::passive,
        .pin = std::nullopt,
        .changes = plan_changes(view, roles, false),
        .orders = {},
        .moves = {}};
    return plan.is_empty() ? ModeDecision(already(MonitorMode::passive)) : ModeDecision(plan);
}

constexpr std::string_view in_maintenance =
    "the cluster is in maintenance mode, which is not ours to end. End it with 'pcs property set "
    "maintenance-mode=false'";

ModeDecision plan_active(const ClusterView& view, const RoleView& roles)
{
    ModePlan plan{
        .wanted = MonitorMode::active,
        .pin = std::nullopt,
        .changes = plan_changes(view, roles, true),
        .orders = roles.mode == MonitorMode::wait ? plan_orders(roles) : std::vector<OnlineOrder>{},
        .moves = plan_moves(roles)};
    if (!roles.pinned.empty()) {
        plan.pin.emplace();
    }
    return plan.is_empty() && roles.mode == MonitorMode::active
               ? ModeDecision(already(MonitorMode::active))
               : ModeDecision(plan);
}

ModeDecision plan_manual(const ClusterView& view, const RoleView& roles)
{
    ModePlan plan{
        .wanted = MonitorMode::manual,
        .pin = std::nullopt,
        .changes = plan_changes(view, roles, true),
        .orders = {},
        .moves = plan_moves(roles)};
    const auto host = host_to_pin(roles);
    // Two hosts are what a move leaves that was killed; a pin nobody fulfils is left as it is.
    if (!host.empty() && roles.pinned != std::vector{host}) {
        plan.pin = std::vector{host};
    }
    if (host.empty() && roles.pinned.empty()) {
        return cannot_switch(
            MonitorMode::manual, "no host is the writer now, so there is none that could stay it");
    }
    return plan.is_empty() ? ModeDecision(already(MonitorMode::manual)) : ModeDecision(plan);
}

const RoleAddress* find_address(const ClusterRole& role, std::string_view address)
{
    const auto found = std::ranges::find(role.addresses, address, &RoleAddress::address);
    return found == role.addresses.end() ? nullptr : &*found;
}

/// MMM's tests of the host, or nothing when all are passed.
std::optional<std::string> refuse_host_for_ip(
    const RoleView& roles, const ClusterRole& role, std::string_view address, std::string_view host)
{
    const auto* target = roles.find_host(host);
    if (target == nullptr) {
        return cat("ERROR: Unknown host name '", host, "'!");
    }
    const auto capable = capable_hosts(roles, role);
    if (std::ranges::find(capable, host) == capable.end()) {
        return cat(
            "ERROR: Host '",
            host,
            "' can't handle role '",
            role.name,
            "'. Following hosts could: ",
            join(capable, ", "));
    }
    if (target->state != HostState::online) {
        return cat(
            "ERROR: Host '",
            host,
            "' is '",
            to_text(target->state),
            "' at the moment. Can't move role with ip '",
            address,
            "' there.");
    }
    return std::nullopt;
}

} // namespace

ModeDecision plan_mode(const ClusterView& view, const RoleView& roles, MonitorMode wanted)
{
    if (!view.status.quorate) {
        return cannot_switch(wanted, "this part of the cluster has no quorum");
    }
    if (wanted == MonitorMode::passive) {
        return plan_passive(view, roles);
    }
    if (view.status.maintenance_mode) {
        return cannot_switch(wanted, in_maintenance);
    }
    return wanted == MonitorMode::manual ? plan_manual(view, roles) : plan_active(view, roles);
}

std::string find_missing(const ModePlan& plan, const ClusterView& view, const RoleView& roles)
{
    const bool managed = plan.wanted != MonitorMode::passive;
    for (const auto& change : plan_changes(view, roles, managed)) {
        return cat("resource ", change.resource, " is ", managed ? "still unmanaged" : "managed");
    }
    if (!managed) {
        return roles.mode == MonitorMode::passive ? std::string{} : "the cluster still acts";
    }
    if (roles.mode == MonitorMode::passive) {
        return cat("the cluster is passive: ", roles.cause);
    }
    if (plan.wanted == MonitorMode::active && !roles.pinned.empty()) {
        return cat("the constraint ", pin_id(roles.database), " is still there");
    }
    if (plan.wanted == MonitorMode::manual && roles.pinned.empty()) {
        return cat("the constraint ", pin_id(roles.database), " is not there");
    }
    if (plan.wanted == MonitorMode::active && roles.mode == MonitorMode::wait) {
        return "a master still waits for the other one";
    }
    return {};
}

std::string switched_reply(MonitorMode wanted)
{
    return cat("OK: Switched into ", word(wanted), " mode.");
}

std::string not_switched_reply(MonitorMode wanted, std::string_view reason)
{
    return cannot_switch(wanted, cat(reason, ". Try again, it does what is left"));
}

std::string switched_without_move_reply(MonitorMode wanted, std::string_view told)
{
    constexpr std::string_view error = "ERROR: ";
    if (told.starts_with(error)) {
        told.remove_prefix(error.size());
    }
    return cat("ERROR: Switched into ", word(wanted), " mode, but not all that set_ip set: ", told);
}

IpDecision plan_ip(
    const ClusterStatus& status,
    const RoleView& roles,
    std::string_view address,
    std::string_view host)
{
    if (roles.mode != MonitorMode::passive) {
        return "ERROR: This command is only allowed in passive mode";
    }
    const auto role = std::ranges::find_if(roles.roles, [address](const ClusterRole& each) {
        return find_address(each, address) != nullptr;
    });
    if (role == roles.roles.end()) {
        return cat("ERROR: Unknown ip '", address, "'!");
    }
    if (auto refusal = refuse_host_for_ip(roles, *role, address, host)) {
        return *refusal;
    }
    const bool there = find_address(*role, address)->hosts == std::vector{std::string(host)};
    if (!role->exclusive) {
        return there ? set_reply(role->name, address, host)
                     : not_set_reply(
                           role->name,
                           address,
                           host,
                           "the cluster itself spreads the addresses of a balanced role");
    }
    if (!status.quorate) {
        return not_set_reply(role->name, address, host, "this part of the cluster has no quorum");
    }
    return IpPlan{
        .role = role->name,
        .resource = role->resource,
        .address = std::string(address),
        .host = there ? std::string{} : std::string(host)};
}

std::string not_set_reply(
    std::string_view role, std::string_view address, std::string_view host, std::string_view why)
{
    return cat(
        "ERROR: Can't set role '", role, "(", address, ")' to host '", host, "': ", why, ".");
}

std::string set_reply(std::string_view role, std::string_view address, std::string_view host)
{
    return cat("OK: Set role '", role, "(", address, ")' to host '", host, "'.");
}

} // namespace mmm::model
