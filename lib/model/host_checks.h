// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// MMM's four checks of a host, filtered by the trap period. Pure.
#pragma once

#include "lib/model/host_observation.h"
#include "lib/model/host_report.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace mmm::model {

/// Since when a check has been failing without a break, in milliseconds of the host's uptime.
using FailingSince = std::map<std::string, std::int64_t, std::less<>>;

struct CheckMemory {
    Checks results;
    FailingSince failing_since;
    /// When any result changed last, in milliseconds of the host's uptime.
    std::int64_t changed_ms = 0;
    /// The server was started since the last look: what fails at the next one counts at once, so
    /// that a host that returns far behind serves nobody meanwhile.
    bool fresh = true;

    /// It was made, and failed.
    [[nodiscard]] bool failed(std::string_view name) const;
    /// All four were made, and none failed.
    [[nodiscard]] bool all_ok() const;
};

/// A check of which nothing can be said now keeps its result: replication without a writer to
/// replicate from, a lag that the server does not know. The check mysql fails at once, because
/// Pacemaker acts at once.
CheckMemory judge_checks(CheckMemory before, const HostObservation& seen, const StateRules& rules);

/// What is wrong with the replication of a server, in one line.
std::string replication_trouble(const ServerFacts& facts);

} // namespace mmm::model
