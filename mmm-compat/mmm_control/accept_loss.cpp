// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmm-compat/mmm_control/accept_loss.h"

#include "lib/base/cat.h"
#include "lib/model/forced_promotion.h"

#include <utility>
#include <variant>

namespace mmm::control {

namespace {

using model::ForcedOutcome;
using model::RefusedPromotion;

/// Between two lines that tell that it still waits.
constexpr std::chrono::seconds progress_interval{5};

class ForcedPromotion {
public:
    ForcedPromotion(ControlCluster& cluster, const Limits& limits, const CommandLine& line)
        : cluster_(cluster)
        , limits_(limits)
        , line_(line)
        , host_(line.command->arguments.front())
    {
    }

    Reply run()
    {
        auto found = find_refusal();
        if (auto* reply = std::get_if<Reply>(&found)) {
            return std::move(*reply);
        }
        const auto& refused = std::get<RefusedPromotion>(found);
        if (line_.command->verb == Verb::promote) {
            return Reply{
                cat("ERROR: Can't promote '",
                    host_,
                    "': ",
                    refused.reason,
                    ". To give up what that names: mmm_control promote --accept-loss ",
                    host_)};
        }
        return override_refusal(refused);
    }

private:
    /// The cluster tries again after failure-timeout, and meanwhile no refusal may be on record.
    std::variant<Reply, RefusedPromotion> find_refusal()
    {
        auto deadline = Deadline::after(limits_.refusal);
        for (bool told = false;; told = true) {
            auto scene = look(cluster_, line_.cluster, limits_);
            if (!scene) {
                return blind_reply(scene.error());
            }
            scene_ = std::move(*scene);
            auto decision =
                model::judge_forced_promotion(scene_.cluster.status, scene_.roles, host_);
            if (auto* sentence = std::get_if<std::string>(&decision)) {
                return Reply{std::move(*sentence)};
            }
            if (auto* refused = std::get_if<RefusedPromotion>(&decision)) {
                return std::move(*refused);
            }
            if (cluster_.interrupted() != 0) {
                return Reply{"ERROR: Interrupted. Nothing was changed.", exit_status()};
            }
            if (deadline.passed() || line_.command->verb == Verb::promote) {
                return Reply{
                    cat("ERROR: Can't promote '",
                        host_,
                        "': no refusal of its promotion is known, so there is nothing to "
                        "override. See: mmm_control why ",
                        host_)};
            }
            if (!told) {
                cluster_.say("# No refusal is known at present; waiting for the next one.");
            }
            cluster_.pause(limits_.poll);
        }
    }

    Reply override_refusal(const RefusedPromotion& refused)
    {
        const auto who = cluster_.requester();
        cluster_.say(cat("# '", host_, "' refused: ", refused.reason));
        cluster_.say("# What that names is given up now; the history of moves will tell.");
        cluster_.log(
            cat(who.user,
                " accepts on ",
                who.node,
                " what the promotion of ",
                host_,
                " may lose: ",
                refused.reason));
        const auto known = scene_.cluster.status.failures;
        if (auto begun = begin(who); !begun) {
            take_back();
            return Reply{cat("ERROR: ", begun.error().message)};
        }
        const auto outcome = wait(known);
        if (!outcome.promoted) {
            take_back();
            cluster_.log(cat("the promotion of ", host_, " failed: ", outcome.reason));
            return Reply{
                cat("ERROR: Host '", host_, "' could not be promoted: ", outcome.reason, "."),
                exit_status()};
        }
        cluster_.log(cat(host_, " was promoted, loss accepted by ", who.user));
        return Reply{
            cat("OK: Host '",
                host_,
                "' has been promoted. What was given up is shown by: mmm_control history")};
    }

    [[nodiscard]] std::string attribute(std::string_view what) const
    {
        return cat("mmm-", what, "-", scene_.roles.database);
    }

    /// The word first: the cluster tries again as soon as the failure is forgotten.
    Result<> begin(const Requester& who)
    {
        const auto deadline = Deadline::after(limits_.read);
        const auto now = cluster_.wall_clock_ms();
        auto done = cluster_.set_private_attribute(
            attribute("accept-loss"),
            cat("by ", who.user, " on ", who.node, " at ", now / 1000),
            host_,
            deadline);
        if (!done) {
            return done;
        }
        // For the history only.
        static_cast<void>(cluster_.set_private_attribute(
            attribute("request"),
            cat(who.user, " by mmm_control on ", who.node, " at ", now),
            host_,
            deadline));
        return cluster_.clean_up(scene_.roles.database, host_, deadline);
    }

    /// What was not used must not be found by a later promotion.
    void take_back()
    {
        for (const std::string_view what : {"accept-loss", "request"}) {
            static_cast<void>(
                cluster_.delete_attribute(attribute(what), host_, Deadline::after(limits_.read)));
        }
    }

    std::optional<ForcedOutcome> judge(const std::vector<model::FailedAction>& known)
    {
        const auto scene = look(cluster_, line_.cluster, limits_);
        // What cannot be seen for a moment is no reason to give up.
        return scene
                   ? model::judge_forced_progress(host_, known, scene->cluster.status, scene->roles)
                   : std::nullopt;
    }

    ForcedOutcome wait(const std::vector<model::FailedAction>& known)
    {
        const auto deadline = Deadline::after(limits_.move);
        auto next_line = Deadline::after(progress_interval);
        for (;;) {
            if (auto outcome = judge(known)) {
                return *std::move(outcome);
            }
            if (cluster_.interrupted() != 0) {
                return {false, "interrupted"};
            }
            if (deadline.passed()) {
                const auto limit = std::chrono::duration_cast<std::chrono::seconds>(limits_.move);
                return {
                    false,
                    cat("not done within ", limit.count(), " s; see mmm_control why ", host_)};
            }
            if (next_line.passed()) {
                cluster_.say("# still waiting for the cluster");
                next_line = Deadline::after(progress_interval);
            }
            cluster_.pause(limits_.poll);
        }
    }

    int exit_status() { return cluster_.interrupted() == 0 ? 0 : 128 + cluster_.interrupted(); }

    ControlCluster& cluster_;
    const Limits& limits_;
    const CommandLine& line_;
    std::string host_;
    Scene scene_;
};

} // namespace

Reply promote(const CommandLine& line, ControlCluster& cluster, const Limits& limits)
{
    return ForcedPromotion(cluster, limits, line).run();
}

} // namespace mmm::control
