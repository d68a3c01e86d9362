// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmm-compat/mmm_control/commands.h"

#include "lib/base/cat.h"
#include "mmm-compat/mmm_control/accept_loss.h"
#include "mmm-compat/mmm_control/admin.h"
#include "mmm-compat/mmm_control/history.h"
#include "mmm-compat/mmm_control/json_replies.h"
#include "mmm-compat/mmm_control/modes.h"
#include "mmm-compat/mmm_control/move_role.h"
#include "mmm-compat/mmm_control/preview.h"
#include "mmm-compat/mmm_control/watch.h"
#include "mmm-compat/mmm_control/why.h"

#include <utility>

namespace mmm::control {

namespace {

Reply ping(ControlCluster& cluster, const Limits& limits)
{
    const auto status = cluster.read_status(Deadline::after(limits.read));
    return status ? Reply{std::string(pinged_reply)} : blind_reply(status.error());
}

std::string argument(const Command& command, std::size_t index)
{
    return index < command.arguments.size() ? command.arguments[index] : "all";
}

Reply answer(
    const CommandLine& line,
    ControlCluster& cluster,
    const Limits& limits,
    std::string (*reply)(const Scene&, const Command&))
{
    const auto scene = look(cluster, line.cluster, limits);
    return scene ? Reply{reply(*scene, *line.command)} : blind_reply(scene.error());
}

std::string show(const Scene& scene, const Command& command)
{
    return command.json ? show_json(scene.roles) : show_reply(scene.roles);
}

std::string mode(const Scene& scene, const Command&)
{
    return mode_reply(scene.roles);
}

std::string checks(const Scene& scene, const Command& command)
{
    auto reply = checks_reply(scene.roles, argument(command, 0), argument(command, 1));
    return command.json && !is_refusal(reply)
               ? checks_json(scene.roles, argument(command, 0), argument(command, 1))
               : reply;
}

/// Whenever the picture has changed, it is shown anew.
Reply watch_show(const CommandLine& line, const World& world, const Limits& limits)
{
    std::string shown;
    while (world.cluster.interrupted() == 0) {
        auto reply = answer(line, world.cluster, limits, show);
        if (reply.output != shown) {
            constexpr std::string_view home_and_clear = "\033[H\033[J";
            world.cluster.say(cat(world.terminal ? home_and_clear : "", reply.output));
            shown = std::move(reply.output);
        }
        world.cluster.pause(*line.command->watch);
    }
    Reply end;
    end.silent = true;
    end.exit_status = exit_status(world.cluster);
    return end;
}

} // namespace

bool is_refusal(std::string_view reply)
{
    return reply.starts_with("ERROR:") || reply.starts_with("Error:");
}

int strict_status(const Reply& reply)
{
    constexpr int refused = 1;
    constexpr int invalid = 2;
    if (reply.exit_status != 0) {
        return reply.exit_status;
    }
    if (reply.output.starts_with("Invalid command")) {
        return invalid;
    }
    return is_refusal(reply.output) ? refused : 0;
}

Reply blind_reply(const Error& error)
{
    switch (error.code) {
    case Errc::unreachable:
    case Errc::timeout:
    case Errc::missing_software:
        return Reply{std::string(unreachable_reply), 1, error.message};
    case Errc::no_permission:
        return Reply{
            std::string(unreachable_reply),
            1,
            cat(error.message,
                "; only root and members of the group haclient may ask the cluster")};
    case Errc::bad_parameter:
    case Errc::bad_on_this_host:
    case Errc::unsupported:
    case Errc::access_denied:
    case Errc::query_failed:
    case Errc::tool_failed:
    case Errc::malformed_input:
    case Errc::conflict:
    case Errc::refused:
    case Errc::internal:
        break;
    }
    return Reply{cat("ERROR: ", error.message), 1};
}

Result<Scene> look(ControlCluster& cluster, const std::string& name, const Limits& limits)
{
    const auto deadline = Deadline::after(limits.read);
    auto status = cluster.read_status(deadline);
    if (!status) {
        return std::move(status).error();
    }
    auto configuration = cluster.read_configuration(deadline);
    if (!configuration) {
        return std::move(configuration).error();
    }
    Scene scene{{std::move(*status), std::move(*configuration)}, {}};
    auto roles = model::view_roles(scene.cluster, name);
    if (!roles) {
        return std::move(roles).error();
    }
    scene.roles = std::move(*roles);
    for (auto& host : scene.roles.hosts) {
        if (host.address.empty()) {
            host.address = cluster.resolve(host.name);
        }
    }
    return scene;
}

Reply run_command(const CommandLine& line, const World& world, const Limits& limits)
{
    auto& cluster = world.cluster;
    if (!line.command) {
        return Reply{invalid_command_reply(line.line)};
    }
    switch (line.command->verb) {
    case Verb::help:
        return Reply{help_text()};
    case Verb::ping:
        return ping(cluster, limits);
    case Verb::show:
        return line.command->watch ? watch_show(line, world, limits)
                                   : answer(line, cluster, limits, show);
    case Verb::mode:
        return answer(line, cluster, limits, mode);
    case Verb::checks:
        return answer(line, cluster, limits, checks);
    case Verb::move_role:
    case Verb::move_role_by_force:
    case Verb::move_role_now:
        return move_role(line, world, limits);
    case Verb::set_online:
    case Verb::set_offline:
        return set_host_state(line, cluster, limits);
    case Verb::set_active:
    case Verb::set_manual:
    case Verb::set_passive:
        return switch_mode(line, world, limits);
    case Verb::set_ip:
        return set_ip(line, cluster, limits);
    case Verb::history:
        return history(line, cluster, limits, world.history_directory);
    case Verb::why:
        return why(line, cluster, limits);
    case Verb::plan_move_role:
        return plan_move_role(line, world, limits);
    case Verb::promote:
    case Verb::promote_accepting_loss:
        return promote(line, cluster, limits);
    }
    return Reply{invalid_command_reply(line.line)};
}

} // namespace mmm::control
