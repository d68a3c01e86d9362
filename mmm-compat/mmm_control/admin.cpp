// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmm-compat/mmm_control/admin.h"

#include "lib/base/cat.h"
#include "lib/model/admin_plan.h"
#include "mmm-compat/mmm_control/watch.h"

#include <utility>
#include <variant>

namespace mmm::control {

namespace {

using model::AdminPlan;

/// Empty, or why the order could not be given.
std::string give(
    const AdminPlan& plan,
    const model::RoleView& roles,
    ControlCluster& cluster,
    const Limits& limits)
{
    if (plan.pin) {
        const auto moved = cluster.pin(
            {model::pin_id(roles.database), roles.database_clone, {*plan.pin}},
            Deadline::after(limits.read));
        if (!moved) {
            return moved.error().message;
        }
    }
    const auto written = cluster.set_permanent_attribute(
        model::admin_attribute(roles.database),
        to_text(plan.order),
        plan.host,
        Deadline::after(limits.read));
    return written ? std::string{} : written.error().message;
}

void log_order(const AdminPlan& plan, const model::RoleView& roles, ControlCluster& cluster)
{
    const auto who = cluster.requester();
    cluster.log(cat(
        "Admin changed state of '",
        plan.host,
        "' from ",
        to_text(roles.find_host(plan.host)->state),
        plan.order.kind == model::AdminOrder::Kind::offline ? " to ADMIN_OFFLINE" : " to ONLINE",
        " (",
        who.user,
        " by mmm_control on ",
        who.node,
        ")"));
}

} // namespace

Reply set_host_state(const CommandLine& line, ControlCluster& cluster, const Limits& limits)
{
    const auto scene = look(cluster, line.cluster, limits);
    if (!scene) {
        return blind_reply(scene.error());
    }
    const auto& host = line.command->arguments.at(0);
    auto decision = line.command->verb == Verb::set_online
                        ? model::plan_online(scene->cluster.status, scene->roles, host)
                        : model::plan_offline(scene->cluster.status, scene->roles, host);
    if (auto* sentence = std::get_if<std::string>(&decision)) {
        return Reply{std::move(*sentence)};
    }
    const auto& plan = std::get<AdminPlan>(decision);
    if (const auto failed = give(plan, scene->roles, cluster, limits); !failed.empty()) {
        return Reply{model::not_ordered_reply(plan, failed)};
    }
    log_order(plan, scene->roles, cluster);
    const auto missing = watch(cluster, limits, [&]() -> std::string {
        const auto now = look(cluster, line.cluster, limits);
        return now ? model::find_missing(plan, now->roles) : now.error().message;
    });
    return missing.empty() ? Reply{model::ordered_reply(plan)}
                           : Reply{model::not_followed_reply(plan, missing), exit_status(cluster)};
}

} // namespace mmm::control
