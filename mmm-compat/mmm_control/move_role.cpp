// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmm-compat/mmm_control/move_role.h"

#include "lib/base/cat.h"
#include "lib/model/move_preview.h"
#include "mmm-compat/mmm_control/watch.h"

#include <optional>
#include <utility>
#include <variant>

namespace mmm::control {

namespace {

using model::MovePlan;
using model::MoveProgress;
using State = model::MoveProgress::State;

/// How long the constraint would outlive us if we were killed.
constexpr std::chrono::seconds safety_margin{60};

enum class MoveManner {
    asking, ///< the servers may object
    now,    ///< they are not asked
    forced  ///< MMM's --force: the same, to a host that is behind or broken
};

class Move {
public:
    Move(const World& world, const Limits& limits, std::string name, MoveManner manner)
        : cluster_(world.cluster)
        , servers_(world.servers)
        , limits_(limits)
        , name_(std::move(name))
        , manner_(manner)
    {
    }

    Reply run(const std::string& role, const std::string& host)
    {
        auto decision = decide(role, host);
        if (auto* reply = std::get_if<Reply>(&decision)) {
            return std::move(*reply);
        }
        plan_ = std::get<MovePlan>(std::move(decision));
        std::string warning;
        if (auto refusal = ask_servers(warning)) {
            return Reply{std::move(*refusal)};
        }
        auto reply = execute();
        if (!warning.empty()) {
            reply.error = reply.error.empty() ? warning : cat(warning, "; ", reply.error);
        }
        return reply;
    }

private:
    Reply execute()
    {
        sign();
        known_ = scene_.cluster.status.failures;
        if (const auto loosened = loosen_pin(); !loosened) {
            return finish({State::failed, loosened.error().message});
        }
        const auto lifetime = std::chrono::ceil<std::chrono::seconds>(limits_.move) + safety_margin;
        const auto added = cluster_.add_constraint(plan_, lifetime, Deadline::after(limits_.read));
        if (!added && added.error().code != Errc::timeout) {
            return finish({State::failed, added.error().message});
        }
        auto progress = watch_move();
        tighten_pin(progress);
        const auto removed = cluster_.remove_constraint(plan_, Deadline::after(limits_.read));
        wait_until_quiet(Deadline::after(limits_.quiet));
        auto reply = finish(std::move(progress));
        if (!removed) {
            reply.error =
                cat(removed.error().message,
                    "; the constraint ends by itself after ",
                    lifetime.count(),
                    " seconds, or with: crm_resource --clear --resource ",
                    plan_.resource);
        }
        return reply;
    }

    /// MANUAL: for the time of the move the old writer may have the role, and the new one. So a
    /// refused promotion brings it back, and nobody else gets it.
    Result<> loosen_pin()
    {
        const auto& pinned = scene_.roles.pinned;
        if (plan_.kind != MovePlan::Kind::writer || pinned.empty()) {
            return {};
        }
        auto hosts = plan_.from.empty() ? std::vector<std::string>{} : std::vector{plan_.from};
        hosts.push_back(plan_.host);
        return pin(std::move(hosts));
    }

    /// To whoever is the writer now. What is left open when that fails, or we are killed, is closed
    /// by the next move or set_manual.
    void tighten_pin(MoveProgress& progress)
    {
        if (plan_.kind != MovePlan::Kind::writer || scene_.roles.pinned.empty()) {
            return;
        }
        const bool reached = progress.state == State::reached;
        const auto& host = reached || plan_.from.empty() ? plan_.host : plan_.from;
        if (const auto pinned = pin({host}); !pinned) {
            progress.reason = pinned.error().message;
        }
    }

    Result<> pin(std::vector<std::string> hosts)
    {
        return cluster_.pin(
            {model::pin_id(scene_.roles.database), scene_.roles.database_clone, std::move(hosts)},
            Deadline::after(limits_.read));
    }

    /// What the servers have against the move, or nothing; a warning when they cannot be asked.
    std::optional<std::string> ask_servers(std::string& warning)
    {
        if (plan_.kind != MovePlan::Kind::writer || manner_ != MoveManner::asking) {
            return std::nullopt;
        }
        const auto situation = servers_.observe_move(
            scene_.cluster, scene_.roles, plan_, Deadline::after(limits_.servers));
        if (!situation) {
            warning = cat("the servers were not asked: ", situation.error().message);
            return std::nullopt;
        }
        warning = join(model::find_gaps(*situation), "; ");
        const auto objections = model::find_objections(*situation);
        return objections.empty() ? std::nullopt
                                  : std::optional(model::objection_reply(plan_, objections));
    }

    /// For the history of moves. That it cannot be written is no reason not to move.
    void sign()
    {
        if (plan_.kind == MovePlan::Kind::writer) {
            const auto who = cluster_.requester();
            static_cast<void>(cluster_.set_private_attribute(
                request_attribute(),
                cat(who.user, " by mmm_control on ", who.node, " at ", cluster_.wall_clock_ms()),
                plan_.host,
                Deadline::after(limits_.read)));
        }
    }

    [[nodiscard]] std::string request_attribute() const
    {
        return cat("mmm-request-", scene_.roles.database);
    }

    /// Plans on a quiet cluster: what is on its way could make the plan a mistake.
    std::variant<Reply, MovePlan> decide(const std::string& role, const std::string& host)
    {
        const auto deadline = Deadline::after(limits_.quiet);
        for (;;) {
            auto scene = look(cluster_, name_, limits_);
            if (!scene) {
                return blind_reply(scene.error());
            }
            scene_ = std::move(*scene);
            auto decision = model::plan_move(
                scene_.cluster.status, scene_.roles, role, host, manner_ == MoveManner::forced);
            if (auto* sentence = std::get_if<std::string>(&decision)) {
                return Reply{std::move(*sentence)};
            }
            if (is_quiet()) {
                return std::get<MovePlan>(std::move(decision));
            }
            if (cluster_.interrupted() != 0) {
                return Reply{"ERROR: Interrupted. Nothing was changed.", exit_status(cluster_)};
            }
            if (deadline.passed()) {
                return Reply{
                    cat("ERROR: Can't move role '",
                        role,
                        "' to host '",
                        host,
                        "': the cluster is busy with other changes. Please, wait some time.")};
            }
            cluster_.pause(limits_.poll);
        }
    }

    bool is_quiet()
    {
        const auto& dc = scene_.cluster.status.dc;
        const auto idle =
            dc.empty() ? Result<bool>(false) : cluster_.is_idle(dc, Deadline::after(limits_.read));
        return idle && *idle;
    }

    /// Looks again; what cannot be seen for a moment is no reason to give up.
    Result<> refresh()
    {
        auto status = cluster_.read_status(Deadline::after(limits_.read));
        if (!status) {
            return std::move(status).error();
        }
        scene_.cluster.status = std::move(*status);
        auto roles = model::view_roles(scene_.cluster, name_);
        if (!roles) {
            return std::move(roles).error();
        }
        scene_.roles = std::move(*roles);
        return {};
    }

    MoveProgress judge()
    {
        if (const auto seen = refresh(); !seen) {
            return {State::waiting, seen.error().message};
        }
        return model::judge_move(plan_, known_, scene_.cluster.status, scene_.roles);
    }

    MoveProgress watch_move()
    {
        const auto deadline = Deadline::after(limits_.move);
        for (;;) {
            auto progress = judge();
            if (progress.state != State::waiting) {
                return progress;
            }
            if (cluster_.interrupted() != 0) {
                return {State::failed, "interrupted"};
            }
            if (deadline.passed()) {
                const auto seconds =
                    std::chrono::duration_cast<std::chrono::seconds>(limits_.move).count();
                return {State::failed, cat("not done within ", seconds, " s: ", progress.reason)};
            }
            cluster_.pause(limits_.poll);
        }
    }

    /// Twice in a row: between a change of the configuration and the controller's notice of it the
    /// cluster looks idle.
    void wait_until_quiet(Deadline deadline)
    {
        for (int in_a_row = 0; in_a_row < 2 && !deadline.passed();) {
            in_a_row = refresh() && is_quiet() ? in_a_row + 1 : 0;
            cluster_.pause(limits_.poll);
        }
    }

    /// What is the case now, after the constraint has gone.
    Reply finish(MoveProgress progress)
    {
        const auto seen = refresh();
        if (progress.state == State::reached && seen) {
            const auto now = model::judge_move(plan_, known_, scene_.cluster.status, scene_.roles);
            // A balanced role may come back at once, as it does with MMM.
            if (plan_.kind == MovePlan::Kind::balanced || now.state == State::reached) {
                return Reply{model::moved_reply(plan_)};
            }
            progress.reason = cat("it did not stay there: ", now.reason);
        }
        if (plan_.kind == MovePlan::Kind::writer) {
            static_cast<void>(cluster_.delete_attribute(
                request_attribute(), plan_.host, Deadline::after(limits_.read)));
        }
        return Reply{
            model::not_moved_reply(plan_, progress.reason, seen ? &scene_.roles : nullptr),
            exit_status(cluster_)};
    }

    ControlCluster& cluster_;
    ControlServers& servers_;
    Limits limits_;
    std::string name_;
    MoveManner manner_;
    Scene scene_;
    MovePlan plan_;
    std::vector<model::FailedAction> known_;
};

} // namespace

Reply move_role(const CommandLine& line, const World& world, const Limits& limits)
{
    const auto& arguments = line.command->arguments;
    const auto manner = line.command->verb == Verb::move_role_by_force ? MoveManner::forced
                        : line.command->verb == Verb::move_role_now    ? MoveManner::now
                                                                       : MoveManner::asking;
    return Move(world, limits, line.cluster, manner).run(arguments.at(0), arguments.at(1));
}

Reply move_role_to(
    const std::string& cluster,
    const World& world,
    const Limits& limits,
    const std::string& role,
    const std::string& host)
{
    return Move(world, limits, cluster, MoveManner::asking).run(role, host);
}

} // namespace mmm::control
