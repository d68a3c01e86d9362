// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/host_checks.h"

#include "lib/base/cat.h"

#include <algorithm>

namespace mmm::model {

namespace {

/// The result of one look; the message in MMM's words.
struct Look {
    std::optional<bool> ok; ///< nothing: it cannot be said
    std::string message;
};

Look look_at_ping(const HostObservation& seen)
{
    if (seen.ping_answered.value_or(true)) {
        return {true, "OK"};
    }
    return {false, "ERROR: Could not ping any of ping_ips"};
}

Look look_at_server(const HostObservation& seen)
{
    return seen.facts ? Look{true, "OK"} : Look{false, "ERROR: Server is stopped"};
}

/// MMM called "Connecting" fine and later promoted a stale host; here a link that is not up fails
/// as long as there is a writer to follow.
Look look_at_threads(const HostObservation& seen)
{
    if (!seen.facts) {
        return {};
    }
    if (seen.is_writer()) {
        return {true, "OK"};
    }
    if (!seen.writer_known) {
        return {};
    }
    const auto& link = seen.facts->link;
    if (!link) {
        return {false, "ERROR: Replication is not set up"};
    }
    return link->running() ? Look{true, "OK"} : Look{false, "ERROR: Replication is broken"};
}

Look look_at_backlog(const HostObservation& seen, std::int64_t max_backlog)
{
    if (!seen.facts) {
        return {};
    }
    const auto& link = seen.facts->link;
    if (seen.is_writer()) {
        return {true, "OK: Backlog is null"};
    }
    if (!seen.writer_known || !link || !link->lag_seconds) {
        return {};
    }
    if (*link->lag_seconds > max_backlog) {
        return {false, "ERROR: Backlog is too big"};
    }
    return {true, *link->lag_seconds == 0 ? "OK: Backlog is null" : "OK"};
}

class Judge {
public:
    Judge(CheckMemory& memory, const HostObservation& seen, const StateRules& rules)
        : memory_(memory)
        , seen_(seen)
        , trap_ms_(rules.trap_period * 1000)
    {
    }

    void judge(std::string_view name, const Look& look, bool at_once) const
    {
        if (look.ok.value_or(true)) {
            memory_.failing_since.erase(std::string(name));
        }
        if (!look.ok) {
            begin_without(name);
            return;
        }
        if (*look.ok) {
            set(name, true, look.message);
            return;
        }
        auto& since =
            memory_.failing_since.try_emplace(std::string(name), seen_.uptime_ms).first->second;
        // A time that lies ahead is of another boot.
        since = std::min(since, seen_.uptime_ms);
        const bool counts = at_once || memory_.failed(name) || seen_.uptime_ms - since >= trap_ms_;
        set(name, !counts, counts ? look.message : "OK");
    }

private:
    /// Without a writer there is nothing to fall behind of: that is how a new cluster begins.
    void begin_without(std::string_view name) const
    {
        if (!seen_.writer_known && seen_.facts && !memory_.results.contains(name)) {
            set(name, true, name == "rep_backlog" ? "OK: Backlog is null" : "OK");
        }
    }

    void set(std::string_view name, bool ok, const std::string& message) const
    {
        const auto found = memory_.results.find(name);
        if (found != memory_.results.end() && found->second.ok == ok) {
            return;
        }
        memory_.results[std::string(name)] = Check{ok, seen_.now, message};
        memory_.changed_ms = seen_.uptime_ms;
    }

    CheckMemory& memory_;
    const HostObservation& seen_;
    std::int64_t trap_ms_;
};

} // namespace

bool CheckMemory::failed(std::string_view name) const
{
    const auto found = results.find(name);
    return found != results.end() && !found->second.ok;
}

bool CheckMemory::all_ok() const
{
    return std::ranges::all_of(check_names, [this](std::string_view name) {
        const auto found = results.find(name);
        return found != results.end() && found->second.ok;
    });
}

CheckMemory judge_checks(CheckMemory before, const HostObservation& seen, const StateRules& rules)
{
    const Judge judge(before, seen, rules);
    judge.judge("ping", look_at_ping(seen), false);
    judge.judge("mysql", look_at_server(seen), true);
    judge.judge("rep_threads", look_at_threads(seen), before.fresh);
    judge.judge("rep_backlog", look_at_backlog(seen, rules.max_backlog), before.fresh);
    if (seen.facts) {
        before.fresh = false;
    }
    return before;
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
    switch (link.receiver) {
    case Receiver::stopped:
        return "the receiver is stopped";
    case Receiver::waiting_for_room:
        return "the disk is full: the receiver waits for room to write its relay log";
    case Receiver::connecting:
    case Receiver::running:
        break;
    }
    return cat("does not reach its source ", link.source_host);
}

} // namespace mmm::model
