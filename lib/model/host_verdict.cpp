// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/host_verdict.h"

#include "lib/base/cat.h"

#include <algorithm>

namespace mmm::model {

namespace {

std::string trouble(const HostMemory& memory, const HostObservation& seen, const StateRules& rules)
{
    if (!seen.left_alone.empty()) {
        return seen.left_alone;
    }
    if (memory.checks.failed("rep_threads") && seen.facts &&
        !(seen.facts->link && seen.facts->link->running())) {
        return replication_trouble(*seen.facts);
    }
    if (memory.checks.failed("rep_threads")) {
        return "did not replicate when the writer was lost";
    }
    if (memory.checks.failed("rep_backlog")) {
        return cat("more than ", rules.max_backlog, " s behind its source");
    }
    return "it is not known yet how far it is behind";
}

std::string
why_it_waits(const HostMemory& memory, const HostObservation& seen, const StateRules& rules)
{
    if (seen.quarantine) {
        return *seen.quarantine;
    }
    if (memory.waiting_since_ms) {
        return std::string(waiting_for_other_master);
    }
    const auto set_online = cat("mmm_control set_online ", seen.host);
    if (memory.flaps.flapping) {
        return cat(
            flapping_prefix,
            "left ONLINE ",
            memory.flaps.drops,
            " times within ",
            rules.flap_duration,
            " s; when it is well: ",
            set_online);
    }
    if (!memory.checks.all_ok()) {
        return cat(waiting_prefix, "its replication: ", trouble(memory, seen, rules));
    }
    return rules.auto_set_online == 0
               ? cat(waiting_prefix, set_online)
               : cat(waiting_prefix, "auto_set_online (", rules.auto_set_online, " s)");
}

bool is_frozen(const HostMemory& memory, const HostObservation& seen)
{
    return memory.checks.failed("ping") && seen.elsewhere == Elsewhere::nobody &&
           memory.state != HostState::admin_offline && memory.state != HostState::hard_offline;
}

int candidates_score(const HostMemory& memory, const HostObservation& seen)
{
    switch (memory.state) {
    case HostState::online:
        return seen.facts->link ? score::following : score::unattached;
    case HostState::replication_delay:
        return score::behind;
    case HostState::replication_fail:
        return score::detached;
    case HostState::awaiting_recovery:
        return score::recovering;
    case HostState::hard_offline:
        return score::cut_off;
    case HostState::admin_offline:
    case HostState::unknown:
        break;
    }
    return score::never;
}

/// Nobody but an operator, or the writer's data, says that it may be promoted.
bool is_set_aside(const HostMemory& memory, const HostObservation& seen, const StateRules& rules)
{
    const bool returned = memory.recovering || memory.state == HostState::awaiting_recovery;
    const auto& link = seen.facts->link;
    return seen.quarantine || !seen.has_room || memory.flaps.flapping || memory.waiting_since_ms ||
           (link && link->applier_errno != 0) || (returned && rules.auto_set_online == 0);
}

} // namespace

std::string
reason_of(const HostMemory& memory, const HostObservation& seen, const StateRules& rules)
{
    if (is_frozen(memory, seen)) {
        return cat(
            "its state is frozen: nobody reaches ping_ips",
            memory.state == HostState::awaiting_recovery && seen.quarantine
                ? cat("; ", *seen.quarantine)
                : "");
    }
    switch (memory.state) {
    case HostState::admin_offline:
        return cat("set offline by an operator; mmm_control set_online ", seen.host, " ends it");
    case HostState::hard_offline:
        return seen.facts ? "reaches none of ping_ips, but other hosts do"
                          : "the server does not run";
    case HostState::awaiting_recovery:
        return why_it_waits(memory, seen, rules);
    case HostState::replication_fail:
    case HostState::replication_delay:
        return trouble(memory, seen, rules);
    case HostState::online:
        return seen.has_room ? "" : "there is no room left on its disk, so it is not promoted";
    case HostState::unknown:
        break;
    }
    return {};
}

std::optional<int>
score_of(const HostMemory& memory, const HostObservation& seen, const StateRules& rules)
{
    if (!seen.is_master || !seen.facts) {
        return std::nullopt;
    }
    if (memory.state == HostState::admin_offline) {
        return score::never;
    }
    if (seen.is_writer()) {
        return memory.state == HostState::hard_offline ? score::cut_off_writer : score::writer;
    }
    const int score =
        is_set_aside(memory, seen, rules) ? score::never : candidates_score(memory, seen);
    return score == score::never ? score : score - std::clamp(seen.rank, 0, score::most_for_rank);
}

} // namespace mmm::model
