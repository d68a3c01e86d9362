// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Reads relay logs by SQL, whatever state a crash left them in.
#pragma once

#include "lib/base/deadline.h"
#include "lib/base/result.h"
#include "lib/db/connection.h"
#include "lib/db/relay_log_scan.h"
#include "lib/model/server_facts.h"

#include <cstdint>
#include <string>

namespace mmm::db {

/// Where the first event of a log file stands, after the magic number.
constexpr std::uint64_t first_event_position = 4;

/// The oldest relay log file that the server lists; empty when it has none open. After a restart
/// with relay_log_recovery the applier is at a new file, and what it had not applied is in older
/// ones.
Result<std::string> oldest_relay_log(Connection& connection);

/// Adds the events of one relay log file from a place on; false when there is no such file. What
/// comes after a tear in the file is left out. Errors: timeout when it cannot be read in time.
Result<bool> scan_relay_log_file(
    Connection& connection, RelayLogScan& scan, const model::LogPlace& from, Deadline deadline);

/// The same for the files after that of a place as well, up to the last.
Result<> scan_relay_log(
    Connection& connection, RelayLogScan& scan, const model::LogPlace& from, Deadline deadline);

/// " UNTIL RELAY_LOG_FILE=..., RELAY_LOG_POS=..." for an applier that starts at a place of a relay
/// log that is torn behind it, else nothing: parallel workers that come upon a tear give up what
/// they have queued from before it.
std::string until_tear(Connection& connection, const model::LogPlace& from);

} // namespace mmm::db
