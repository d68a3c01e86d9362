// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Reading binary and relay logs by SQL, which both families do alike.
#pragma once

#include "lib/base/result.h"
#include "lib/db/server.h"
#include "lib/model/server_activity.h"

#include <cstddef>
#include <string>
#include <vector>

namespace mmm::db {

/// Server::read_log_events() by SHOW BINLOG EVENTS or SHOW RELAYLOG EVENTS.
Result<std::vector<model::LogEvent>> read_log_events(
    Connection& connection, model::LogKind kind, const model::LogPlace& from, std::size_t limit);

/// Server::read_binary_log().
Result<BinaryLog> read_binary_log(Connection& connection);

} // namespace mmm::db
