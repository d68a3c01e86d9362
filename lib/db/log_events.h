// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Reading binary and relay logs by SQL, which both families do alike.
#pragma once

#include "lib/base/result.h"
#include "lib/db/server.h"
#include "lib/model/server_activity.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mmm::db {

/// Server::read_log_events() by SHOW BINLOG EVENTS or SHOW RELAYLOG EVENTS.
Result<std::vector<model::LogEvent>> read_log_events(
    Connection& connection, model::LogKind kind, const model::LogPlace& from, std::size_t limit);

/// The statement that tells where the binary log ends, by the version that the server names. No
/// answer comes while a write to the log waits, for room on the disk for instance: both need the
/// same lock (LOCK_log in the sources of both servers, log.cc and binlog.cc).
std::string_view log_end_statement(std::string_view server_version);

/// Server::read_binary_log().
Result<BinaryLog> read_binary_log(Connection& connection);

} // namespace mmm::db
