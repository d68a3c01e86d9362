// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What goes on in a server besides replication: clients' work, scheduled events, events of its
// logs. Plain values.
#pragma once

#include "lib/model/server_facts.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace mmm::model {

/// A client's work that holds up a planned move, or would be lost by it.
struct Blocker {
    enum class Kind {
        statement,   ///< a write or DDL that runs now: read_only waits for it
        transaction, ///< open with changes: its commit will fail once the server is closed
        table_lock   ///< LOCK TABLES or a global read lock
    };
    Kind kind = Kind::statement;
    std::uint64_t session = 0;
    std::string user;
    std::chrono::seconds age{0};
    std::string text; ///< the statement as far as the server shows it, in one line
};

/// An event of the event scheduler.
struct ScheduledEvent {
    std::string schema;
    std::string name;
    std::string definer; ///< user@host
    /// This server's scheduler runs it (ENABLED, not SLAVESIDE_DISABLED or DISABLED).
    bool enabled = false;

    /// "schema.name"
    [[nodiscard]] std::string full_name() const { return schema + "." + name; }

    bool operator==(const ScheduledEvent&) const = default;
};

/// One row of SHOW BINLOG EVENTS or SHOW RELAYLOG EVENTS.
struct LogEvent {
    LogPlace place;
    std::string type;
    std::uint32_t server_id = 0; ///< of the server that wrote it first
    /// Where the next event begins: in this log for a binary log, in the source's one for a relay
    /// log.
    std::uint64_t end_position = 0;
    std::string info;

    bool operator==(const LogEvent&) const = default;
};

enum class LogKind { binary, relay };

} // namespace mmm::model
