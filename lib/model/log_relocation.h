// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Without GTID: where in a new writer's binary log a replica of the old writer must go on. Pure.
//
// Two places correspond when the same data is before them. A pair of them is known from the moment
// the new writer opened: it had executed the old writer's log up to the one, and its own log ended
// at the other. A replica logs what it executes (log_slave_updates) in the order of execution, so
// from that pair on one counts: the K transactions that the old writer's log has between the
// replica's place and the known one are the K last ones that the new writer logged before it
// opened; or the K first ones after that, if the replica got them through the old writer, which
// followed the new one already.
//
// It is the count that is certain, not the likeness: thousands of INSERTs may look all the same in
// SHOW BINLOG EVENTS, so that a search for "the same transaction" would find any of them. What is
// compared guards the count against everything that would make it wrong: a transaction of somebody
// else in between (it has another server_id), one that is logged as two or not at all (the
// sequences shift against each other), a place within a transaction, a log that was purged, skipped
// or lost in a crash. Some transactions before the place are compared as well, where the log
// reaches back: a shift shows there, too. In the one case that no log tells of, an operator who
// skipped a transaction on the new writer (sql_slave_skip_counter) among others that look all
// alike, replication was broken by hand already, and the difference stays what it was.
#pragma once

#include "lib/base/result.h"
#include "lib/model/event_groups.h"

#include <cstddef>
#include <string>

namespace mmm::model {

/// A place in the old writer's log and the one in the new writer's that corresponds to it.
struct PlacePair {
    LogPlace in_old;
    LogPlace in_new;

    bool operator==(const PlacePair&) const = default;
};

struct Relocation {
    std::string old_writer;
    std::string new_writer;
    std::uint32_t old_server_id = 0;
    std::uint32_t new_server_id = 0;
    /// In the old writer's log: how far the replica has executed it. The applier stands still.
    LogPlace executed;
    PlacePair known;
    /// The old writer's log between `executed` and known.in_old, in whatever order: its binary log,
    /// or the relay log of any of its replicas.
    LogExcerpt old_log;
    /// The new writer's binary log up to known.in_new for a replica that is behind it, from there
    /// on for one that is ahead.
    LogExcerpt new_log;
};

/// The place in the new writer's log that corresponds to `executed`. Errors: refused, with the
/// reason, whenever there is a doubt.
Result<LogPlace> locate(const Relocation& relocation);

/// How far a source's log is complete in a relay log: behind its last whole transaction. The
/// excerpt begins where the applier stands (applier_place, and executed_place as begin).
LogPlace last_complete_place(const LogExcerpt& relay_log);

/// What a server itself wrote into its binary log: how many transactions, and the first of them.
/// Empty if nothing. Errors: refused if there is something in the log that cannot be told.
Result<std::string> own_writes(const LogExcerpt& binary_log);

} // namespace mmm::model
