// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A plan is a list of steps on the local server, made before anything is touched, with the reasons.
// Its order is such that being killed between any two steps leaves a state the next action repairs.
#pragma once

#include "lib/model/durability.h"
#include "lib/model/server_facts.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace mmm::model {

struct StartApplier {
    bool operator==(const StartApplier&) const = default;
};

/// Waits until the applier executed these transactions, which `from` has.
struct WaitUntilApplied {
    Transactions transactions;
    std::string from;

    bool operator==(const WaitUntilApplied&) const = default;
};

/// Without GTID: waits until the applier executed everything up to a place in the source's log.
struct WaitUntilPlaceApplied {
    LogPlace place;
    std::string from;

    bool operator==(const WaitUntilPlaceApplied&) const = default;
};

/// Applies relay log of a link that stands still, from a place on; the receiver stays off. The only
/// way in which MariaDB does not drop it.
struct ApplyKeptRelayLog {
    LogPlace from;

    bool operator==(const ApplyKeptRelayLog&) const = default;
};

/// The same for a link that applies with a delay: stops it, and goes on at once where it stands.
struct ApplyDelayedRelayLog {
    bool operator==(const ApplyDelayedRelayLog&) const = default;
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
    /// Without GTID: the place in the source's binary log to go on from.
    std::optional<LogPlace> place = std::nullopt;
    /// Lifts the delay that somebody has set; else it stays.
    bool at_once = false;

    bool operator==(const ReplicateFrom&) const = default;
};

/// Goes on with a link as it is: the server itself knows where.
struct StartReplication {
    bool operator==(const StartReplication&) const = default;
};

struct ForgetSource {
    bool operator==(const ForgetSource&) const = default;
};

/// Commits shall wait for a replica (semi-synchronous replication); before the server opens.
struct RequireAcknowledgement {
    Durability durability = Durability::available;

    bool operator==(const RequireAcknowledgement&) const = default;
};

/// The scheduled events run here from now on: these ("schema.name") are enabled and all others are
/// not, or, when nobody knows which, those that are enabled already.
struct TakeOverEvents {
    std::optional<std::vector<std::string>> enabled;

    bool operator==(const TakeOverEvents&) const = default;
};

struct OpenForWrites {
    bool operator==(const OpenForWrites&) const = default;
};

/// A demotion's steps. Under writes, before anything is closed: the candidate applies what there
/// is, so that little is left to wait for.
struct LetCatchUp {
    std::string host;

    bool operator==(const LetCatchUp&) const = default;
};

struct StopEvents {
    bool operator==(const StopEvents&) const = default;
};

/// Refuses writes; what is in the way is waited for, then ended.
struct CloseForWrites {
    bool operator==(const CloseForWrites&) const = default;
};

/// After the server was closed: whoever reconnects can no longer write.
struct EndClientSessions {
    bool operator==(const EndClientSessions&) const = default;
};

/// Commits wait for nobody any more. Only on a closed server.
struct StopAcknowledgement {
    bool operator==(const StopAcknowledgement&) const = default;
};

using Step = std::variant<
    StartApplier,
    ApplyKeptRelayLog,
    ApplyDelayedRelayLog,
    WaitUntilApplied,
    WaitUntilPlaceApplied,
    DrainRelayLog,
    StopReplication,
    ReplicateFrom,
    StartReplication,
    ForgetSource,
    RequireAcknowledgement,
    TakeOverEvents,
    OpenForWrites,
    LetCatchUp,
    StopEvents,
    CloseForWrites,
    EndClientSessions,
    StopAcknowledgement>;

struct Plan {
    std::vector<Step> steps;
    /// Why the plan is as it is, for the log; one line each.
    std::vector<std::string> reasons;
    /// What may be missing in the end, and why it was accepted; for the history. Empty: nothing.
    std::vector<std::string> possible_loss;
};

/// The safe thing cannot be done: why, and the operator's next step, in one line.
struct Refusal {
    std::string reason;
    /// The local server holds transactions that the writer lacks. It must not replicate again
    /// before somebody decided what becomes of them.
    bool quarantine = false;
    /// The reason may pass by itself, as when a host that does not answer is just being started.
    bool may_pass = false;
    /// Of a quarantine: those transactions as text, and how many they are.
    std::string extra = {};
    std::uint64_t extra_count = 0;
};

using Decision = std::variant<Plan, Refusal>;

std::string to_text(const Step& step);

/// One step a line, then the reasons, each with "# " in front, then possible losses with
/// "! "; a refusal as "refuse: ...".
std::string to_text(const Decision& decision);

} // namespace mmm::model
