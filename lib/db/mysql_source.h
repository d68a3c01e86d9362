// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Pointing a MySQL replica at its source.
#pragma once

#include "lib/base/result.h"
#include "lib/db/connection.h"
#include "lib/db/mysql_dialect.h"
#include "lib/db/server.h"

#include <string>

namespace mmm::db {

/// What a replica is told of its source. Texts are quoted for SQL already.
struct SourceOptions {
    std::string address;
    unsigned port = 3306;
    std::string user;
    std::string password;
    bool tls = false;
    bool at_once = false; ///< lifts a delay; else it stays
    /// The place in the source's binary log to go on from; without a file, by GTID.
    std::string log_file = "";
    std::uint64_t log_position = 0;
};

/// One statement that leaves nothing of an older source but a delay: the server itself keeps every
/// option that is not named (manual, "CHANGE REPLICATION SOURCE TO Statement"). The receiver tries
/// every second, for ever. Pure.
std::string change_source_statement(const MysqlDialect& dialect, const SourceOptions& options);

/// Server::set_source(). Errors: refused when GTIDs are off and the source has no place.
Result<> point_at_source(Connection& connection, const MysqlDialect& dialect, const Source& source);

} // namespace mmm::db
