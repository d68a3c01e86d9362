// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/forced_promotion.h"

#include "lib/base/cat.h"
#include "lib/model/prospects.h"

#include <algorithm>

namespace mmm::model {

namespace {

std::string cannot(std::string_view host, std::string_view why)
{
    return cat("ERROR: Can't promote '", host, "': ", why, ".");
}

/// Any host that has the role, or may still have it.
const Host* find_writer(const RoleView& roles)
{
    const auto found = std::ranges::find_if(roles.hosts, &Host::promoted);
    return found == roles.hosts.end() ? nullptr : &*found;
}

std::optional<std::string> refuse_for_writer(const RoleView& roles, const Host& host)
{
    const auto* writer = find_writer(roles);
    if (writer == nullptr) {
        return std::nullopt;
    }
    if (writer == &host && host.reachable) {
        return cat("OK: '", host.name, "' is the writer already. Skipping command.");
    }
    if (!writer->reachable) {
        return cannot(
            host.name,
            cat("'",
                writer->name,
                "' was the writer and is not fenced yet, so it may still be open; make sure that "
                "it "
                "is off, then: pcs stonith confirm ",
                writer->name));
    }
    return cannot(
        host.name,
        cat("'",
            writer->name,
            "' is the writer; nothing has to be given up. Use: mmm_control move_role writer ",
            host.name));
}

std::optional<std::string> refuse_host(const Host& host)
{
    if (host.mode != HostMode::master) {
        return cannot(host.name, "it is a slave, not named in the parameter masters");
    }
    if (!host.reachable) {
        return cannot(host.name, "it is not in the cluster");
    }
    if (host.state == HostState::admin_offline || host.maintenance) {
        return cannot(host.name, cat("an operator took it out; see mmm_control why ", host.name));
    }
    return std::nullopt;
}

bool is_known(const std::vector<FailedAction>& known, const FailedAction& failure)
{
    return std::ranges::any_of(known, [&failure](const FailedAction& other) {
        return other.node == failure.node && other.task == failure.task &&
               other.resource == failure.resource && other.mark == failure.mark;
    });
}

} // namespace

ForcedDecision
judge_forced_promotion(const ClusterStatus& status, const RoleView& roles, std::string_view host)
{
    if (roles.mode == MonitorMode::passive) {
        return "ERROR: This command is not allowed in passive mode";
    }
    const auto* target = roles.find_host(host);
    if (target == nullptr) {
        return cat("ERROR: Unknown host name '", host, "'!");
    }
    if (!status.quorate) {
        return cannot(host, "this part of the cluster has no quorum");
    }
    if (auto refusal = refuse_for_writer(roles, *target)) {
        return *std::move(refusal);
    }
    if (auto refusal = refuse_host(*target)) {
        return *std::move(refusal);
    }
    if (const auto* refused = find_refused_promotion(status, roles, host)) {
        return RefusedPromotion{std::string(host), told_reason(*refused)};
    }
    for (const auto& failure : status.failures) {
        if (!target->running && failure.resource == roles.database && failure.node == host) {
            return cannot(
                host, cat("its server does not run: ", failure.task, " failed: ", failure.reason));
        }
    }
    return NoRefusalYet{};
}

std::optional<ForcedOutcome> judge_forced_progress(
    std::string_view host,
    const std::vector<FailedAction>& known,
    const ClusterStatus& status,
    const RoleView& roles)
{
    const auto* target = roles.find_host(host);
    if (target == nullptr || !target->reachable) {
        return ForcedOutcome{false, "the host has left the cluster"};
    }
    if (target->promoted) {
        return ForcedOutcome{true, {}};
    }
    if (const auto* writer = find_writer(roles)) {
        return ForcedOutcome{false, cat("the cluster has promoted '", writer->name, "'")};
    }
    for (const auto& failure : status.failures) {
        if (failure.resource == roles.database && failure.node == host &&
            !is_known(known, failure)) {
            return ForcedOutcome{false, cat(failure.task, " failed again: ", told_reason(failure))};
        }
    }
    return std::nullopt;
}

} // namespace mmm::model
