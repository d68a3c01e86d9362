// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/prospects.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"
#include "lib/model/host_state.h"

#include <algorithm>
#include <array>
#include <utility>

namespace mmm::model {

namespace {

constexpr std::string_view operator_ban = "cli-ban-";

Prospect impossible(std::string cause, std::string next = {})
{
    return {.possible = false, .score = 0, .cause = std::move(cause), .next = std::move(next)};
}

class Judge {
public:
    Judge(const ClusterView& view, const RoleView& roles, const Host& host, LocalTime local_time)
        : view_(view)
        , roles_(roles)
        , host_(host)
        , local_time_(local_time)
    {
    }

    [[nodiscard]] Prospect judge() const
    {
        for (const auto look :
             {&Judge::look_at_membership,
              &Judge::look_at_mode,
              &Judge::look_at_operator,
              &Judge::look_at_failures,
              &Judge::look_at_server,
              &Judge::look_at_score}) {
            if (auto found = (this->*look)()) {
                return *std::move(found);
            }
        }
        return {
            .possible = true,
            .score = *host_.promotion_score,
            .cause =
                cat("may be promoted (score ",
                    *host_.promotion_score,
                    ": ",
                    meaning_of_score(*host_.promotion_score),
                    ")"),
            .next = {}};
    }

private:
    [[nodiscard]] const ClusterNode* node() const
    {
        const auto& nodes = view_.status.nodes;
        const auto found = std::ranges::find(nodes, host_.name, &ClusterNode::name);
        return found == nodes.end() ? nullptr : &*found;
    }

    [[nodiscard]] bool is_database(std::string_view resource) const
    {
        return resource == roles_.database || resource == roles_.database_clone;
    }

    [[nodiscard]] std::string cleanup() const
    {
        return cat("pcs resource cleanup ", roles_.database, " node=", host_.name);
    }

    [[nodiscard]] std::optional<Prospect> look_at_membership() const
    {
        if (host_.reachable) {
            return std::nullopt;
        }
        const auto* seen = node();
        if (seen != nullptr && seen->unclean) {
            return impossible("is lost, and not fenced yet", "see the line of the cluster");
        }
        if (seen != nullptr && seen->pending) {
            return impossible("is joining the cluster", "wait a moment");
        }
        return impossible(
            "is not in the cluster (offline)",
            cat("boot it, or start its cluster daemons: pcs cluster start ", host_.name));
    }

    [[nodiscard]] std::optional<Prospect> look_at_mode() const
    {
        return host_.mode == HostMode::master
                   ? std::nullopt
                   : std::optional(impossible(
                         "never becomes the writer: a slave, not named in the parameter masters"));
    }

    [[nodiscard]] std::optional<Prospect> look_at_operator() const
    {
        const auto* seen = node();
        if (seen != nullptr && seen->standby) {
            return impossible("is in standby", cat("pcs node unstandby ", host_.name));
        }
        if (host_.maintenance) {
            return impossible(
                "is in maintenance, where the cluster changes nothing",
                cat("pcs node unmaintenance ", host_.name));
        }
        for (const auto& ban : view_.status.bans) {
            if (is_database(ban.resource) && ban.node == host_.name && ban.absolute) {
                return banned(ban);
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] Prospect banned(const Ban& ban) const
    {
        if (ban.constraint.starts_with(pin_id(roles_.database))) {
            const auto role = std::ranges::find_if(roles_.roles, &ClusterRole::follows_promoted);
            return impossible(
                cat("the cluster is in MANUAL mode, in which ",
                    join(roles_.pinned, " or "),
                    " stays the writer"),
                cat("mmm_control set_active",
                    role == roles_.roles.end()
                        ? ""
                        : cat(", or mmm_control move_role ", role->name, " ", host_.name)));
        }
        const auto what =
            cat("the constraint ",
                ban.constraint,
                ban.promoted_only ? " forbids its promotion" : " keeps the database off it");
        return ban.constraint.starts_with(operator_ban)
                   ? impossible(
                         cat(what, ", left over from a ban or a move"),
                         cat("pcs resource clear ", ban.resource, " ", host_.name))
                   : impossible(
                         what, cat("pcs constraint delete ", ban.constraint, " if it shall not"));
    }

    /// The newest failure of the database here; a promotion's first, since that says most.
    [[nodiscard]] const FailedAction* last_failure() const
    {
        if (const auto* refused = find_refused_promotion(view_.status, roles_, host_.name)) {
            return refused;
        }
        const FailedAction* last = nullptr;
        for (const auto& failure : view_.status.failures) {
            const bool here = failure.resource == roles_.database && failure.node == host_.name;
            if (here && (last == nullptr || last->when < failure.when)) {
                last = &failure;
            }
        }
        return last;
    }

    [[nodiscard]] const FailureCount* count() const
    {
        for (const auto& failed : view_.status.failure_counts) {
            if (failed.resource == roles_.database && failed.node == host_.name) {
                return &failed;
            }
        }
        return nullptr;
    }

    /// Until when Pacemaker keeps the database off this host; empty when it does not.
    [[nodiscard]] std::string barred() const
    {
        const auto* failed = count();
        if (failed == nullptr || failed->threshold == 0 || failed->count < failed->threshold) {
            return {};
        }
        for (const auto& definition : view_.configuration.resources) {
            const auto timeout = value_of(definition.meta, "failure-timeout");
            const auto seconds = parse_interval(timeout).value_or(0);
            if (definition.id == roles_.database && seconds > 0 && failed->last) {
                return cat(
                    "Pacemaker keeps the database off until ",
                    local_time_(*failed->last + seconds),
                    " (migration-threshold=",
                    failed->threshold,
                    ", failure-timeout=",
                    timeout,
                    ")");
            }
        }
        return cat(
            "Pacemaker keeps the database off until that is cleaned up (migration-threshold=",
            failed->threshold,
            ")");
    }

    [[nodiscard]] std::optional<Prospect> look_at_failures() const
    {
        const auto until = barred();
        const auto* failure = last_failure();
        if (until.empty() && (failure == nullptr || host_.running)) {
            return std::nullopt;
        }
        auto cause = until;
        if (failure != nullptr) {
            cause =
                cat(failure->task,
                    " failed",
                    failure->when ? cat(" at ", local_time_(*failure->when)) : "",
                    ": ",
                    told_reason(*failure),
                    until.empty() ? "" : cat("; ", until));
        }
        return impossible(
            std::move(cause),
            cat("mend the cause, then ",
                cleanup(),
                failure == nullptr ? "" : override_of(*failure)));
    }

    /// Only where nothing else is left: while there is a writer nothing has to be given up.
    [[nodiscard]] std::string override_of(const FailedAction& failure) const
    {
        const bool has_writer = std::ranges::any_of(roles_.hosts, &Host::promoted);
        return has_writer || failure.task != "promote"
                   ? std::string{}
                   : cat("; or give up what it would lose: mmm_control promote --accept-loss ",
                         host_.name);
    }

    [[nodiscard]] std::optional<Prospect> look_at_server() const
    {
        if (!host_.running) {
            return impossible(
                cat("its server does not run", reason()),
                cat("look why with crm_mon -1 and in the log of ", host_.name));
        }
        if (host_.state == HostState::admin_offline) {
            return impossible(
                "was set offline by an operator", cat("mmm_control set_online ", host_.name));
        }
        // What waits for its own recovery may be promoted when nobody else is there.
        if (host_.state == HostState::awaiting_recovery && host_.promotion_score.value_or(0) <= 0) {
            return set_aside();
        }
        return std::nullopt;
    }

    [[nodiscard]] Prospect set_aside() const
    {
        if (host_.reason.empty()) {
            return impossible(
                "its server was just started, it has not reported yet", "wait a moment");
        }
        if (host_.reason == waiting_for_other_master) {
            return impossible(
                host_.reason,
                "bring the other master up, or do without it: mmm_control set_active");
        }
        if (host_.reason.starts_with(waiting_prefix)) {
            return impossible(host_.reason, cat("mmm_control set_online ", host_.name));
        }
        if (host_.reason.starts_with(flapping_prefix)) {
            return impossible(
                host_.reason, cat("find out why, then mmm_control set_online ", host_.name));
        }
        return impossible(
            cat("is quarantined: ", host_.reason),
            "carry over by hand what is needed, then rebuild the host from a copy of the writer");
    }

    [[nodiscard]] std::string reason() const
    {
        return host_.reason.empty() ? std::string{} : cat(" (", host_.reason, ")");
    }

    [[nodiscard]] std::optional<Prospect> look_at_score() const
    {
        if (!host_.promotion_score) {
            return impossible(
                cat("has no promotion score", reason()),
                cat("wait for its next monitor, or look into the log of ", host_.name));
        }
        if (*host_.promotion_score <= 0) {
            return impossible(
                cat("must not be promoted (score ",
                    *host_.promotion_score,
                    ": ",
                    meaning_of_score(*host_.promotion_score),
                    ")",
                    reason()),
                cat("mmm_control checks ", host_.name));
        }
        return std::nullopt;
    }

    const ClusterView& view_;
    const RoleView& roles_;
    const Host& host_;
    LocalTime local_time_;
};

} // namespace

Prospect judge_prospect(
    const ClusterView& view, const RoleView& roles, const Host& host, LocalTime local_time)
{
    return Judge(view, roles, host, local_time).judge();
}

std::string_view meaning_of_score(int score)
{
    // The place in masters is subtracted, so each meaning reaches down to the next one.
    if (score > score::following) {
        return "it is open for writes";
    }
    if (score > score::unattached) {
        return "it replicates and is not behind";
    }
    if (score > score::detached) {
        return "it replicates from nobody";
    }
    if (score > score::behind) {
        return "it does not reach its source and may lack transactions";
    }
    if (score > score::recovering) {
        return "it is more than max_backlog behind";
    }
    if (score > score::cut_off_writer) {
        return "it waits for its recovery";
    }
    return score > 0 ? "it reaches none of ping_ips" : "set aside, or its applier failed";
}

const FailedAction*
find_refused_promotion(const ClusterStatus& status, const RoleView& roles, std::string_view host)
{
    const FailedAction* last = nullptr;
    for (const auto& failure : status.failures) {
        const bool refused =
            failure.resource == roles.database && failure.node == host && failure.task == "promote";
        if (refused && (last == nullptr || last->when < failure.when)) {
            last = &failure;
        }
    }
    return last;
}

std::string told_reason(const FailedAction& failure)
{
    constexpr std::size_t kept = 128; // EXIT_REASON_MAX_LEN of Pacemaker
    return failure.reason.size() < kept
               ? failure.reason
               : cat(failure.reason, "... (the whole line is in the log of ", failure.node, ")");
}

std::optional<std::int64_t> parse_interval(std::string_view text)
{
    auto lower = to_lower(trim(text));
    if (lower.starts_with("pt")) {
        lower.erase(0, 2);
    }
    const auto digits = std::min(lower.find_first_not_of("0123456789"), lower.size());
    const auto number = parse_number<std::int64_t>(lower.substr(0, digits));
    const auto unit = lower.substr(digits);
    constexpr std::array<std::pair<std::string_view, std::int64_t>, 8> units{
        {{"", 1},
         {"s", 1},
         {"sec", 1},
         {"m", 60},
         {"min", 60},
         {"h", 3600},
         {"hr", 3600},
         {"d", 86400}}};
    for (const auto& [name, seconds] : units) {
        if (number && unit == name) {
            return *number * seconds;
        }
    }
    return number && (unit == "ms" || unit == "msec") ? std::optional(*number / 1000)
                                                      : std::nullopt;
}

} // namespace mmm::model
