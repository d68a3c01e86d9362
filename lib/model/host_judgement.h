// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Judges a host whose server answers: MMM's checks, its state and its promotion score. Pure.
#pragma once

#include "lib/model/host_report.h"
#include "lib/model/server_facts.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace mmm::model {

/// Promotion scores, far inside Pacemaker's +-1,000,000 but for "never". The writer stands so far
/// above every candidate that no change of theirs moves it.
namespace score {
constexpr int writer = 1000;
constexpr int following = 500;  ///< replicates, and is not behind
constexpr int unattached = 400; ///< has no source, as in a cluster that never had a writer
constexpr int detached = 200;   ///< does not reach its source: likely to lack transactions
constexpr int behind = 100;     ///< replicates, but is far behind
constexpr int never = -1000000; ///< -INFINITY: not even on an operator's preference
} // namespace score

/// Since when a check has been failing without a break, in seconds since the epoch.
using FailingSince = std::map<std::string, std::int64_t, std::less<>>;

struct HostObservation {
    ServerFacts facts;
    bool is_master = false;
    /// Place in the parameter masters; the first is preferred when nothing else tells them apart.
    int rank = 0;
    /// Some other host is the writer, as far as the cluster told this one.
    bool writer_known = false;
    /// Why the host is quarantined, when it is.
    std::optional<std::string> quarantine;
    /// Why replication could not be pointed at the writer; empty when it could, or was not tried.
    std::string left_alone;
    std::int64_t max_backlog = 60; ///< seconds
    std::int64_t trap_period = 10; ///< seconds a check must fail before it counts
    std::int64_t now = 0;          ///< seconds since the epoch
    Checks previous;               ///< as judged last time; empty after a start
    FailingSince failing_since;
};

struct HostJudgement {
    HostState state = HostState::unknown;
    std::string reason;
    Checks checks;
    FailingSince failing_since;
    /// No value: the host takes no part in promotion (a slave).
    std::optional<int> score;
};

HostJudgement judge_host(const HostObservation& observation);

} // namespace mmm::model
