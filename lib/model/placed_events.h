// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Where the events of a log stand in the log of the server that they came from. Pure.
#pragma once

#include "lib/model/server_activity.h"

#include <cstdint>
#include <string>
#include <vector>

namespace mmm::model {

/// Part of a log in its order, no row left out.
struct LogExcerpt {
    LogKind kind = LogKind::binary;
    /// The server whose log it is. What carries its id in a relay log belongs to the file and not
    /// to the source.
    std::uint32_t server_id = 0;
    std::vector<LogEvent> events;
    /// Where the next event goes in this log: binlog_place of a closed server; Relay_Log_File and
    /// Relay_Log_Pos of one that has applied everything. Without it nothing tells whether a relay
    /// log has a hole in front of its last event; it is taken to have none.
    LogPlace end;
    /// Of a relay log: the place in the source's log that `end` stands for (Relay_Master_Log_File,
    /// Exec_Master_Log_Pos). Names the source's file where no event does, as after FLUSH LOGS.
    LogPlace source_end;
    /// A place between two transactions from which on it was read, if there is one: in the source's
    /// log for a relay log. The first event may stand at the beginning of the next file.
    LogPlace begin;
};

struct PlacedEvent {
    LogEvent event;
    /// In the source's log for a relay log. The end of a Rotate is the beginning of the next file.
    LogPlace begin;
    LogPlace end;
    std::uint64_t size = 0; ///< bytes
    /// Why something may be missing in front of it; empty when it follows its predecessor.
    std::string gap;
    /// The log goes on in a new file in front of it and the old one has no end: the server was
    /// killed.
    bool after_crash = false;
};

/// Leaves out what belongs to the file of a relay log and what a sender makes up. A Rotate that was
/// made up stays, without length, as it tells where the log goes on.
std::vector<PlacedEvent> place_events(const LogExcerpt& excerpt);

/// "binlog.000007" of "binlog.000008".
std::string log_file_before(const std::string& file);

} // namespace mmm::model
