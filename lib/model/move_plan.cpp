// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/move_plan.h"

#include "lib/base/cat.h"

#include <algorithm>
#include <optional>

namespace mmm::model {

namespace {

using Kind = MovePlan::Kind;
using State = MoveProgress::State;

constexpr std::string_view look_again = " Now you can wait some time and check new roles info!";

/// MMM's tests for an exclusive role, or nothing when all are passed.
std::optional<std::string>
refuse_like_mmm(const RoleView& roles, const ClusterRole& role, const Host& host, bool forced)
{
    if (forced && !role.follows_promoted) {
        return "ERROR: move_role --forced may be used for the active master role only!";
    }
    const bool impaired =
        host.state == HostState::replication_fail || host.state == HostState::replication_delay;
    if (forced ? !impaired : host.state != HostState::online) {
        return cat(
            forced ? "ERROR: Can't force move of role to host with state "
                   : "ERROR: Can't move role to host with state ",
            to_text(host.state),
            ".");
    }
    const auto capable = capable_hosts(roles, role);
    if (std::ranges::find(capable, host.name) == capable.end()) {
        return cat(
            "ERROR: Host '",
            host.name,
            "' can't handle role '",
            role.name,
            "'. Only following hosts could: ",
            join(capable, ", "));
    }
    if (role.is_on(host.name)) {
        return cat("OK: Role is on '", host.name, "' already. Skipping command.");
    }
    const bool at_home = !role.preferred_host.empty() && role.is_on(role.preferred_host);
    if (at_home && !forced && roles.mode == MonitorMode::active) {
        return cat(
            "ERROR: Role '",
            role.name,
            "' is assigned to preferred host '",
            role.preferred_host,
            "'. Can't move it!");
    }
    if (role.addresses.empty()) {
        return cat("Error: Role ", role.name, " has no IP.");
    }
    return std::nullopt;
}

std::string cannot_move(std::string_view role, std::string_view host, std::string_view why)
{
    return cat("ERROR: Can't move role '", role, "' to host '", host, "': ", why, ".");
}

/// What forbids a resource on the host for good: a constraint on the promoted role or on all.
const Ban* find_ban(const ClusterStatus& status, const RoleView& roles, std::string_view host)
{
    for (const auto& ban : status.bans) {
        const bool concerns =
            ban.resource == roles.database || ban.resource == roles.database_clone;
        // A move in MANUAL takes its constraint along.
        const bool pin = ban.constraint.starts_with(pin_id(roles.database));
        if (concerns && ban.absolute && ban.node == host && !pin) {
            return &ban;
        }
    }
    return nullptr;
}

/// Why the cluster would not or could not promote that host.
std::optional<std::string> refuse_writer(
    const ClusterStatus& status, const RoleView& roles, const ClusterRole& role, const Host& host)
{
    const auto because = host.reason.empty() ? std::string{} : cat(" (", host.reason, ")");
    if (host.promoted) {
        return cannot_move(
            role.name,
            host.name,
            "it is promoted already, but does not hold the address; look for failed actions with "
            "'crm_mon -1'");
    }
    if (const auto* ban = find_ban(status, roles, host.name)) {
        return cannot_move(
            role.name, host.name, cat("constraint ", ban->constraint, " forbids it"));
    }
    if (!host.promotion_score) {
        return cannot_move(role.name, host.name, cat("it has no promotion score", because));
    }
    if (*host.promotion_score <= 0) {
        return cannot_move(
            role.name, host.name, cat("its promotion score is ", *host.promotion_score, because));
    }
    return std::nullopt;
}

/// Resources on a host in maintenance stay as they are.
std::optional<std::string>
refuse_maintenance(const RoleView& roles, const ClusterRole& role, const Host& host)
{
    const auto* holder = roles.find_host(role.holder());
    for (const auto* concerned : {&host, holder}) {
        if (concerned != nullptr && concerned->maintenance) {
            return cannot_move(
                role.name, host.name, cat("host '", concerned->name, "' is in maintenance"));
        }
    }
    return std::nullopt;
}

std::string removed_reply(std::string_view role, std::string_view host)
{
    return cat("OK: Balanced role ", role, " has been removed from host '", host, "'.", look_again);
}

std::string no_quorum(std::string_view role)
{
    return cat("ERROR: Can't move role '", role, "': this part of the cluster has no quorum.");
}

MoveDecision
plan_balanced(const ClusterStatus& status, const ClusterRole& role, std::string_view host)
{
    if (!role.is_on(host)) {
        return removed_reply(role.name, host);
    }
    if (!status.quorate) {
        return no_quorum(role.name);
    }
    return MovePlan{
        .kind = Kind::balanced,
        .role = role.name,
        .resource = role.resource,
        .from = {},
        .host = std::string(host)};
}

MoveDecision plan_exclusive(
    const ClusterStatus& status,
    const RoleView& roles,
    const ClusterRole& role,
    const Host& host,
    bool forced)
{
    if (auto refusal = refuse_like_mmm(roles, role, host, forced)) {
        return *refusal;
    }
    if (!status.quorate) {
        return no_quorum(role.name);
    }
    if (auto refusal = refuse_maintenance(roles, role, host)) {
        return *refusal;
    }
    if (role.follows_promoted) {
        if (auto refusal = refuse_writer(status, roles, role, host)) {
            return *refusal;
        }
    }
    return MovePlan{
        .kind = role.follows_promoted ? Kind::writer : Kind::exclusive,
        .role = role.name,
        .resource = role.follows_promoted ? roles.database_clone : role.resource,
        .from = role.holder(),
        .host = host.name,
        .forced = forced};
}

bool same(const FailedAction& a, const FailedAction& b)
{
    return a.resource == b.resource && a.node == b.node && a.task == b.task && a.mark == b.mark;
}

/// The first new failure of something that had to happen; on the host itself, or elsewhere.
const FailedAction* new_failure(
    const MovePlan& plan,
    const std::vector<FailedAction>& known,
    const ClusterStatus& status,
    const RoleView& roles,
    bool on_host)
{
    for (const auto& failure : status.failures) {
        const bool old = std::ranges::any_of(
            known, [&failure](const FailedAction& other) { return same(failure, other); });
        const bool concerns = failure.resource == plan.role ||
                              (plan.kind == Kind::writer && failure.resource == roles.database);
        if (!old && concerns && (failure.node == plan.host) == on_host) {
            return &failure;
        }
    }
    return nullptr;
}

std::string describe(const FailedAction& failure)
{
    return cat(
        failure.task, " of ", failure.resource, " failed on ", failure.node, ": ", failure.reason);
}

/// What keeps the role from being on the host and nowhere else; empty when it is.
std::string missing_address(const MovePlan& plan, const ClusterRole& role)
{
    for (const auto& address : role.addresses) {
        if (address.hosts != std::vector{plan.host}) {
            return address.hosts.empty()
                       ? cat("address ", address.address, " is nowhere")
                       : cat("address ", address.address, " is on ", join(address.hosts, ", "));
        }
    }
    return {};
}

std::string missing_score(const MovePlan& plan, const RoleView& roles)
{
    const auto own = roles.find_host(plan.host)->promotion_score;
    for (const auto& other : roles.hosts) {
        if (other.promotion_score && (!own || *own < *other.promotion_score)) {
            return cat(
                "the promotion score of ",
                plan.host,
                " (",
                own ? std::to_string(*own) : "none",
                ") is below that of ",
                other.name,
                " (",
                *other.promotion_score,
                ")");
        }
    }
    return {};
}

std::string what_is_missing(const MovePlan& plan, const RoleView& roles, const ClusterRole& role)
{
    if (plan.kind == Kind::balanced) {
        return role.is_on(plan.host) ? cat("it still holds addresses") : std::string{};
    }
    if (plan.kind == Kind::writer && !roles.find_host(plan.host)->promoted) {
        return cat(roles.database, " is not promoted there");
    }
    auto missing = missing_address(plan, role);
    if (missing.empty() && plan.kind == Kind::writer) {
        missing = missing_score(plan, roles);
    }
    return missing;
}

std::string where_it_is(const MovePlan& plan, const RoleView* roles)
{
    const auto* role = roles == nullptr ? nullptr : roles->find_role(plan.role);
    if (role == nullptr) {
        return "Check where it is with 'mmm_control show'.";
    }
    const auto holder = role->holder();
    if (holder.empty()) {
        return "No host holds it now.";
    }
    return cat("It is ", holder == plan.from ? "still " : "", "on '", holder, "'.");
}

} // namespace

std::vector<std::string> capable_hosts(const RoleView& roles, const ClusterRole& role)
{
    std::vector<std::string> names;
    for (const auto& host : roles.hosts) {
        const bool kept_away = std::ranges::find(role.never_on, host.name) != role.never_on.end();
        if (!kept_away && (!role.follows_promoted || host.mode == HostMode::master)) {
            names.push_back(host.name);
        }
    }
    return names;
}

MoveDecision plan_move(
    const ClusterStatus& status,
    const RoleView& roles,
    std::string_view role,
    std::string_view host,
    bool forced)
{
    if (roles.mode == MonitorMode::passive) {
        return "ERROR: This command is not allowed in passive mode";
    }
    const auto* wanted = roles.find_role(role);
    if (wanted == nullptr) {
        return cat("ERROR: Unknown role name '", role, "'!");
    }
    const auto* target = roles.find_host(host);
    if (target == nullptr) {
        return cat("ERROR: Unknown host name '", host, "'!");
    }
    return wanted->exclusive || forced ? plan_exclusive(status, roles, *wanted, *target, forced)
                                       : plan_balanced(status, *wanted, host);
}

MoveProgress judge_move(
    const MovePlan& plan,
    const std::vector<FailedAction>& known,
    const ClusterStatus& status,
    const RoleView& roles)
{
    const auto* host = roles.find_host(plan.host);
    const auto* role = roles.find_role(plan.role);
    if (host == nullptr || role == nullptr) {
        return {State::failed, "the configuration has changed meanwhile"};
    }
    auto missing = what_is_missing(plan, roles, *role);
    if (missing.empty()) {
        return {State::reached, {}};
    }
    if (plan.kind != Kind::balanced && !host->reachable) {
        return {State::failed, "the host has left the cluster"};
    }
    if (const auto* failure = new_failure(plan, known, status, roles, true)) {
        return {State::failed, describe(*failure)};
    }
    // The cluster deals with a failure elsewhere, but it may be why this takes so long.
    if (const auto* failure = new_failure(plan, known, status, roles, false)) {
        missing += cat("; ", describe(*failure));
    }
    return {State::waiting, std::move(missing)};
}

std::string moved_reply(const MovePlan& plan)
{
    if (plan.kind == Kind::balanced) {
        return removed_reply(plan.role, plan.host);
    }
    return cat(
        "OK: Role '",
        plan.role,
        "' has been moved from '",
        plan.from,
        "' to '",
        plan.host,
        plan.forced ? "' enforcedly." : "'.",
        look_again);
}

std::string not_moved_reply(const MovePlan& plan, std::string_view reason, const RoleView* roles)
{
    if (plan.kind == Kind::balanced) {
        return cat(
            "ERROR: Balanced role ",
            plan.role,
            " could not be removed from host '",
            plan.host,
            "': ",
            reason,
            ".");
    }
    return cat(
        "ERROR: Role '",
        plan.role,
        "' could not be moved to '",
        plan.host,
        "': ",
        reason,
        ". ",
        where_it_is(plan, roles));
}

} // namespace mmm::model
