// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Semi-synchronous replication of MySQL, which comes in plugins with one of two sets of names.
#pragma once

#include "lib/base/result.h"
#include "lib/db/connection.h"
#include "lib/db/mysql_dialect.h"
#include "lib/db/rows.h"
#include "lib/model/durability.h"

#include <chrono>

namespace mmm::db {

/// The plugins' variables with their values; no rows when no plugin is loaded.
Result<Rows> read_semi_sync_variables(Connection& connection);

/// Server::require_acknowledgement().
Result<> require_acknowledgement(
    Connection& connection,
    const MysqlDialect& dialect,
    model::Durability durability,
    std::chrono::milliseconds timeout);

/// Server::stop_acknowledgement().
Result<> stop_acknowledgement(Connection& connection);

/// Lets a replica acknowledge what it receives, if it can; its receiver must be off, for it tells
/// its source so when it connects.
Result<> acknowledge_received(Connection& connection);

} // namespace mmm::db
