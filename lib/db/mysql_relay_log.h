// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What MySQL's relay log holds, whatever the server itself still knows of it.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/result.h"
#include "lib/db/connection.h"
#include "lib/db/relay_log_scan.h"
#include "lib/db/rows.h"
#include "lib/model/mysql_gtid.h"
#include "lib/model/server_facts.h"

#include <optional>
#include <string>
#include <vector>

namespace mmm::db {

/// A file of the relay log, and what all files before it hold since the server last forgot what it
/// had received (its event Previous_gtids). Nothing when that is not known.
struct RelayLogFile {
    std::string name;
    std::optional<model::MysqlGtidSet> before;
};

/// The set in the event Previous_gtids among the first events of a file. Pure.
std::optional<model::MysqlGtidSet> previous_gtids(const Rows& first_events);

/// The files that may hold what is not executed, in their order. Pure.
std::vector<std::string>
files_to_scan(const std::vector<RelayLogFile>& files, const model::MysqlGtidSet& executed);

/// Adds every transaction of the relay log that may not be executed. With relay_log_recovery a
/// server that was restarted points its applier at a new, empty file and forgets what it received,
/// but the old files are still listed and readable; so all of them are looked at, not only those
/// from `applier_place` on. Errors: timeout; refused when the server cannot show its relay log (5.6
/// with relay_log_recovery after a crash of parallel workers).
Result<> scan_mysql_relay_log(
    Connection& connection,
    RelayLogScan& scan,
    const model::LogPlace& applier_place,
    const model::MysqlGtidSet& executed,
    Deadline deadline);

} // namespace mmm::db
