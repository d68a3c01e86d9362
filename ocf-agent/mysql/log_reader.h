// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Reads parts of binary and relay logs by SQL, and with them finds where a replica without GTID
// goes on in another server's log.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/result.h"
#include "lib/db/server.h"
#include "lib/model/log_relocation.h"
#include "lib/model/server_facts.h"

#include <cstddef>
#include <string>
#include <vector>

namespace mmm::mysql {

/// Of a server that replicates by file and position: received_place becomes that of the last
/// transaction that was received in full. A source that was killed may have left half a one, and to
/// wait for that would be to wait for ever. Errors: those of Server::read_log_events(); timeout.
Result<> complete_received_place(db::Server& server, model::ServerFacts& facts, Deadline deadline);

/// A host whose logs can be read.
struct LogHost {
    std::string name;
    db::Server* server = nullptr;
    model::ServerFacts facts;
};

/// The binary log of a host between two places. Errors: refused when there is too much of it, or
/// when a place is no event's beginning; conflict when a file is gone; timeout.
Result<model::LogExcerpt> read_binary_log(
    const LogHost& host,
    const model::LogPlace& from,
    const model::LogPlace& until,
    Deadline deadline);

struct RelocationTask {
    std::string old_writer;
    std::string new_writer;
    model::ServerIdentity old_identity;
    model::LogPlace executed;
    model::PlacePair known;
    LogHost target; ///< the new writer
    /// The old writer, if it answers; its replicas; the replica itself.
    std::vector<LogHost> witnesses;
};

/// model::locate() with the logs of the first witness whose logs are enough, and no more than is
/// needed of the target's. Errors: refused, with the reason.
Result<model::LogPlace> relocate(const RelocationTask& task, Deadline deadline);

} // namespace mmm::mysql
