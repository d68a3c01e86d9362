// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmm-compat/mmm_control/preview.h"

#include "lib/base/cat.h"
#include "lib/model/move_preview.h"

#include <utility>
#include <variant>

namespace mmm::control {

Reply plan_move_role(const CommandLine& line, const World& world, const Limits& limits)
{
    const auto scene = look(world.cluster, line.cluster, limits);
    if (!scene) {
        return blind_reply(scene.error());
    }
    const auto& arguments = line.command->arguments;
    const auto& role = arguments.at(0);
    const auto& host = arguments.at(1);
    auto decision = model::plan_move(scene->cluster.status, scene->roles, role, host);
    if (auto* sentence = std::get_if<std::string>(&decision)) {
        return Reply{std::move(*sentence)};
    }
    const auto& plan = std::get<model::MovePlan>(decision);
    const auto heading =
        cat("Plan: move role '",
            role,
            "' from '",
            plan.from,
            "' to '",
            host,
            "'. Nothing is changed.\n");
    if (plan.kind != model::MovePlan::Kind::writer) {
        return Reply{cat(heading, "the cluster moves the addresses; no server is concerned\n")};
    }
    const auto situation = world.servers.observe_move(
        scene->cluster, scene->roles, plan, Deadline::after(limits.servers));
    if (!situation) {
        return Reply{
            cat(heading,
                "the cluster has nothing against it\nnot known: the servers were not asked: ",
                situation.error().message,
                "\n")};
    }
    return Reply{cat(heading, model::render_preview(plan, *situation))};
}

} // namespace mmm::control
