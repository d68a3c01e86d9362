// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/host_judgement.h"

#include "lib/base/cat.h"

#include <algorithm>

namespace mmm::model {

namespace {

/// The result of one look; the message in MMM's words.
struct Look {
    bool ok = true;
    std::string message = "OK";
};

bool is_writer(const HostObservation& seen)
{
    return !seen.facts.read_only;
}

/// MMM called "Connecting" fine and later promoted a stale host; here a link that is not up fails
/// as long as there is a writer to follow.
Look look_at_threads(const HostObservation& seen)
{
    const auto& link = seen.facts.link;
    if (is_writer(seen) || !seen.writer_known) {
        return {};
    }
    if (!link) {
        return {false, "ERROR: Replication is not set up"};
    }
    if (!link->running()) {
        return {false, "ERROR: Replication is broken"};
    }
    return {};
}

Look look_at_backlog(const HostObservation& seen)
{
    const auto& link = seen.facts.link;
    if (is_writer(seen) || !link || link->lag_seconds.value_or(0) == 0) {
        return {true, "OK: Backlog is null"};
    }
    if (*link->lag_seconds > seen.max_backlog) {
        return {false, "ERROR: Backlog is too big"};
    }
    return {};
}

/// Counts a failure once it has lasted for the trap period; at the first look after a start at
/// once, so that a host that returns far behind serves nobody meanwhile.
void judge_check(
    const HostObservation& seen, std::string_view name, const Look& look, HostJudgement& judgement)
{
    const auto previous = seen.previous.find(name);
    const bool first_look = previous == seen.previous.end();
    if (!look.ok) {
        // A time that lies ahead is that of a clock which was set back since.
        const auto since = seen.failing_since.find(name);
        judgement.failing_since[std::string(name)] =
            since == seen.failing_since.end() ? seen.now : std::min(since->second, seen.now);
    }
    const bool counts =
        !look.ok &&
        (first_look || seen.now - judgement.failing_since[std::string(name)] >= seen.trap_period ||
         !previous->second.ok);
    const bool ok = look.ok || !counts;
    if (!first_look && previous->second.ok == ok) {
        judgement.checks[std::string(name)] = previous->second;
        return;
    }
    judgement.checks[std::string(name)] =
        Check{ok, seen.now, ok ? (look.ok ? look.message : "OK") : look.message};
}

std::string replication_trouble(const ServerFacts& facts)
{
    if (!facts.link) {
        return "replication is not set up";
    }
    const auto& link = *facts.link;
    if (link.applier_errno != 0) {
        return cat("applier error ", link.applier_errno, ": ", link.applier_error);
    }
    if (link.receiver_errno != 0) {
        return cat("receiver error ", link.receiver_errno, ": ", link.receiver_error);
    }
    if (!link.applier_running) {
        return "the applier is stopped";
    }
    return link.receiver == Receiver::stopped ? "the receiver is stopped"
                                              : cat("does not reach its source ", link.source_host);
}

void judge_state(const HostObservation& seen, HostJudgement& judgement)
{
    if (seen.quarantine) {
        judgement.state = HostState::awaiting_recovery;
        judgement.reason = *seen.quarantine;
    } else if (!judgement.checks["rep_threads"].ok) {
        judgement.state = HostState::replication_fail;
        judgement.reason =
            seen.left_alone.empty() ? replication_trouble(seen.facts) : seen.left_alone;
    } else if (!judgement.checks["rep_backlog"].ok) {
        judgement.state = HostState::replication_delay;
        judgement.reason = cat("more than ", seen.max_backlog, " s behind its source");
    } else {
        judgement.state = HostState::online;
    }
}

std::optional<int> promotion_score(const HostObservation& seen, const HostJudgement& judgement)
{
    if (!seen.is_master) {
        return std::nullopt;
    }
    if (is_writer(seen)) {
        return score::writer;
    }
    const auto& link = seen.facts.link;
    const bool applier_broken = link && link->applier_errno != 0;
    if (seen.quarantine || applier_broken) {
        return score::never;
    }
    if (!link) {
        return score::unattached - seen.rank;
    }
    switch (judgement.state) {
    case HostState::online:
        return score::following - seen.rank;
    case HostState::replication_delay:
        return score::behind - seen.rank;
    case HostState::replication_fail:
    case HostState::admin_offline:
    case HostState::hard_offline:
    case HostState::awaiting_recovery:
    case HostState::unknown:
        return score::detached - seen.rank;
    }
    return score::never;
}

} // namespace

HostJudgement judge_host(const HostObservation& observation)
{
    HostJudgement judgement;
    judge_check(observation, "ping", {}, judgement);
    judge_check(observation, "mysql", {}, judgement);
    judge_check(observation, "rep_threads", look_at_threads(observation), judgement);
    judge_check(observation, "rep_backlog", look_at_backlog(observation), judgement);
    judge_state(observation, judgement);
    judgement.score = promotion_score(observation, judgement);
    return judgement;
}

} // namespace mmm::model
