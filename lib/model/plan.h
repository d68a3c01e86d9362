// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A plan is a list of steps on the local server, made before anything is touched, with the reasons.
// Its order is such that being killed between any two steps leaves a state the next action repairs.
#pragma once

#include "lib/model/mariadb_gtid.h"
#include "lib/model/server_facts.h"

#include <string>
#include <variant>
#include <vector>

namespace mmm::model {

struct StartApplier {
    bool operator==(const StartApplier&) const = default;
};

/// Waits until the applier executed everything up to the position, which `from` has.
struct WaitUntilApplied {
    MariadbPosition position;
    std::string from;

    bool operator==(const WaitUntilApplied&) const = default;
};

/// Applies relay log of a link that stands still, from a place on; the receiver stays off. The only
/// way in which MariaDB does not drop it.
struct ApplyKeptRelayLog {
    RelayLogPlace from;

    bool operator==(const ApplyKeptRelayLog&) const = default;
};

/// Stops receiving and lets the applier finish what has arrived until then.
struct DrainRelayLog {
    bool operator==(const DrainRelayLog&) const = default;
};

struct StopReplication {
    bool operator==(const StopReplication&) const = default;
};

/// Points replication at a host and starts it.
struct ReplicateFrom {
    std::string host;
    std::string address;
    /// Go on after everything this server executed, its own writes included. Off for the writer in
    /// a ring: the other master may not have its last writes yet and would refuse to start there.
    bool after_own_writes = true;

    bool operator==(const ReplicateFrom&) const = default;
};

struct ForgetSource {
    bool operator==(const ForgetSource&) const = default;
};

struct OpenForWrites {
    bool operator==(const OpenForWrites&) const = default;
};

using Step = std::variant<
    StartApplier,
    ApplyKeptRelayLog,
    WaitUntilApplied,
    DrainRelayLog,
    StopReplication,
    ReplicateFrom,
    ForgetSource,
    OpenForWrites>;

struct Plan {
    std::vector<Step> steps;
    /// Why the plan is as it is, for the log; one line each.
    std::vector<std::string> reasons;
};

/// The safe thing cannot be done: why, and the operator's next step, in one line.
struct Refusal {
    std::string reason;
    /// The local server holds transactions that the writer lacks. It must not replicate again
    /// before somebody decided what becomes of them.
    bool quarantine = false;
};

using Decision = std::variant<Plan, Refusal>;

std::string to_text(const Step& step);

/// One step a line, then the reasons, each with "# " in front; a refusal as "refuse: ...".
std::string to_text(const Decision& decision);

} // namespace mmm::model
