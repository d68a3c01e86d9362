// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Waiting for the applier of a MySQL replica.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/result.h"
#include "lib/db/connection.h"
#include "lib/db/mysql_dialect.h"
#include "lib/model/server_facts.h"

#include <chrono>
#include <string>

namespace mmm::db {

/// The seconds of one call of a waiting function, as the version takes them: a part of the time
/// that remains, so that an applier that stops is noticed. Never 0, which means for ever. Pure.
std::string seconds_to_wait(const MysqlDialect& dialect, std::chrono::milliseconds remaining);

/// Server::wait_until_applied().
Result<bool> wait_for_gtids(
    Connection& connection,
    const MysqlDialect& dialect,
    const std::string& gtids,
    Deadline deadline);

/// Server::wait_until_place_applied().
Result<bool> wait_for_place(
    Connection& connection,
    const MysqlDialect& dialect,
    const model::LogPlace& place,
    Deadline deadline);

/// For an applier that was started up to some point. False at the deadline.
Result<bool>
wait_until_applier_stops(Connection& connection, const MysqlDialect& dialect, Deadline deadline);

} // namespace mmm::db
