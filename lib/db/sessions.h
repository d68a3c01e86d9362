// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Clients' sessions: what they do, and ending them.
#pragma once

#include "lib/base/result.h"
#include "lib/db/connection.h"
#include "lib/db/rows.h"
#include "lib/model/server_activity.h"

#include <vector>

namespace mmm::db {

/// A row of the process list with ID, USER and COMMAND is that of a client. All others must
/// survive the demotion of a writer: the server's own threads, and those that feed replicas. One
/// that was killed already, and has not noticed yet, is nobody's any more.
bool is_client_session(const Rows& sessions, std::size_t row);

/// Server::end_client_sessions() by information_schema.PROCESSLIST and KILL.
Result<int> end_client_sessions(Connection& connection);

/// Server::read_blockers() by information_schema.PROCESSLIST and INNODB_TRX.
Result<std::vector<model::Blocker>> read_blockers(Connection& connection);

/// What one row of the query in read_blockers() is; nothing when it holds up nobody. Pure.
std::optional<model::Blocker> blocker_in(const Rows& sessions, std::size_t row);

} // namespace mmm::db
