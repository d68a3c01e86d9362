// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmm-compat/mmm_control/modes.h"

#include "lib/base/cat.h"
#include "lib/model/admin_order.h"
#include "lib/model/mode_plan.h"
#include "mmm-compat/mmm_control/move_role.h"
#include "mmm-compat/mmm_control/watch.h"

#include <optional>
#include <utility>
#include <variant>

namespace mmm::control {

namespace {

using model::ModePlan;
using model::MonitorMode;

MonitorMode wanted_by(Verb verb)
{
    return verb == Verb::set_passive  ? MonitorMode::passive
           : verb == Verb::set_manual ? MonitorMode::manual
                                      : MonitorMode::active;
}

class Switch {
public:
    Switch(const World& world, const Limits& limits, std::string name, MonitorMode wanted)
        : world_(world)
        , cluster_(world.cluster)
        , limits_(limits)
        , name_(std::move(name))
        , wanted_(wanted)
    {
    }

    Reply run()
    {
        auto scene = look(cluster_, name_, limits_);
        if (!scene) {
            return blind_reply(scene.error());
        }
        scene_ = std::move(*scene);
        const auto before = mode_reply(scene_.roles);
        auto decision = model::plan_mode(scene_.cluster, scene_.roles, wanted_);
        if (auto* sentence = std::get_if<std::string>(&decision)) {
            return Reply{std::move(*sentence)};
        }
        const auto& plan = std::get<ModePlan>(decision);
        auto missing = apply(plan);
        if (missing.empty()) {
            missing = watch(cluster_, limits_, [this, &plan] { return look_again(plan); });
        }
        if (!missing.empty()) {
            return Reply{model::not_switched_reply(wanted_, missing), exit_status(cluster_)};
        }
        log(before);
        return move_all(plan);
    }

private:
    [[nodiscard]] Deadline soon() const { return Deadline::after(limits_.read); }

    /// Empty, or what could not be done.
    std::string apply(const ModePlan& plan)
    {
        const auto& roles = scene_.roles;
        Result<> done;
        if (plan.pin) {
            done = cluster_.pin(
                {model::pin_id(roles.database), roles.database_clone, *plan.pin}, soon());
        }
        for (const auto& change : plan.changes) {
            done = done ? cluster_.set_option(
                              change.resource,
                              std::string(model::is_managed_option),
                              change.managed ? "" : "false",
                              soon())
                        : std::move(done);
        }
        for (const auto& order : plan.orders) {
            done =
                done ? cluster_.set_permanent_attribute(
                           model::admin_attribute(roles.database),
                           to_text(model::AdminOrder{model::AdminOrder::Kind::online, order.since}),
                           order.host,
                           soon())
                     : std::move(done);
        }
        return done ? std::string{} : done.error().message;
    }

    /// What is left to do may be more than what was seen: a primitive and the clone around it may
    /// both be unmanaged, and only one of them shows.
    std::string look_again(const ModePlan& plan)
    {
        auto scene = look(cluster_, name_, limits_);
        if (!scene) {
            return scene.error().message;
        }
        scene_ = std::move(*scene);
        auto missing = model::find_missing(plan, scene_.cluster, scene_.roles);
        if (missing.empty()) {
            return missing;
        }
        auto rest = model::plan_mode(scene_.cluster, scene_.roles, wanted_);
        if (auto* more = std::get_if<ModePlan>(&rest); more != nullptr && !more->changes.empty()) {
            ModePlan changes;
            changes.changes = std::move(more->changes);
            const auto failed = apply(changes);
            return failed.empty() ? missing : failed;
        }
        return missing;
    }

    void log(const std::string& before)
    {
        const auto who = cluster_.requester();
        cluster_.log(
            cat("Admin changed mode from '",
                before,
                "' to '",
                mode_reply(scene_.roles),
                "' (",
                who.user,
                " by mmm_control on ",
                who.node,
                ")"));
    }

    /// What set_ip had put elsewhere goes there now, once; where it does not, the reply says so.
    Reply move_all(const ModePlan& plan)
    {
        Reply reply{model::switched_reply(wanted_)};
        for (const auto& move : plan.moves) {
            auto told = move_role_to(name_, world_, limits_, move.role, move.host);
            const auto* role = scene_.roles.find_role(move.role);
            const auto forgotten = cluster_.set_option(
                role == nullptr ? move.role : role->resource,
                std::string(model::set_host_option),
                "",
                soon());
            if (!told.output.starts_with("OK:")) {
                reply.output = model::switched_without_move_reply(wanted_, told.output);
                reply.exit_status = told.exit_status;
            }
            reply.error = forgotten ? told.error : forgotten.error().message;
        }
        return reply;
    }

    const World& world_;
    ControlCluster& cluster_;
    Limits limits_;
    std::string name_;
    MonitorMode wanted_;
    Scene scene_;
};

} // namespace

Reply switch_mode(const CommandLine& line, const World& world, const Limits& limits)
{
    return Switch(world, limits, line.cluster, wanted_by(line.command->verb)).run();
}

Reply set_ip(const CommandLine& line, ControlCluster& cluster, const Limits& limits)
{
    const auto scene = look(cluster, line.cluster, limits);
    if (!scene) {
        return blind_reply(scene.error());
    }
    const auto& arguments = line.command->arguments;
    auto decision =
        model::plan_ip(scene->cluster.status, scene->roles, arguments.at(0), arguments.at(1));
    if (auto* sentence = std::get_if<std::string>(&decision)) {
        return Reply{std::move(*sentence)};
    }
    const auto& plan = std::get<model::IpPlan>(decision);
    const auto done = cluster.set_option(
        plan.resource,
        std::string(model::set_host_option),
        plan.host,
        Deadline::after(limits.read));
    return done ? Reply{model::set_reply(plan.role, plan.address, arguments.at(1))}
                : Reply{model::not_set_reply(
                      plan.role, plan.address, arguments.at(1), done.error().message)};
}

} // namespace mmm::control
