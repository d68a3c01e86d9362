// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Keeps the end of the binary log of a former writer, so that no transaction is thrown away that an
// operator might still want.
#pragma once

#include "lib/base/result.h"
#include "lib/db/server.h"
#include "lib/model/mariadb_gtid.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mmm::mysql {

/// Notes, on a host that has just become the writer by that move, where its binary log is, for a
/// time when its server does not run. Outlasts a reboot. A server that cannot roll back at its
/// crash recovery (MySQL) has nothing that would have to be kept from it.
void remember_writing(
    const std::string& resource,
    const std::string& datadir,
    const db::BinaryLog& log,
    bool can_roll_back,
    std::uint64_t move);

/// The number of the last move that made this host the writer; 0 for none. Known here before it is
/// in the cluster's configuration.
std::uint64_t last_own_move(const std::string& resource);

/// Whether the data in the directory has all that this host wrote since that move, its last one:
/// every commit was synced, none was rolled back, and the files are still the same ones, not a copy
/// of some earlier time.
bool has_all_written_since(
    const std::string& resource, const std::string& datadir, std::uint64_t move);

/// Before crash recovery takes commits back: has_all_written_since() is false from then on. Errors:
/// what the system says.
Result<> forget_whole_data(const std::string& resource);

/// Before this host follows another writer, which may write more than this one had: the same, and
/// after a crash there is nothing of its own to roll back; what a replica has in its log came from
/// the writer. Errors: what the system says.
Result<> forget_writing(const std::string& resource);

/// A copy of the last file of a binary log as a crashed server left it.
struct CrashedLog {
    std::string original;
    std::string copy;
};

/// Copies the last file below /var/lib/mmm-ha/archive, if the server that wrote it has crashed and
/// has been the writer here; once, however often a start is tried. Errors: no room, or what the
/// system says.
Result<std::optional<CrashedLog>> keep_crashed_log(const std::string& resource);

/// The copy of which nobody has been told yet what crash recovery cut off.
std::optional<CrashedLog> untold_crashed_log(const std::string& resource);

/// Everybody has.
void forget_crashed_log(const std::string& resource);

/// The transactions that crash recovery has cut off since, one a range.
Result<std::vector<model::GtidRange>> cut_off_since(const CrashedLog& log);

/// Removes a copy that holds nothing that others lack.
void drop_copy(const CrashedLog& log);

/// Keeps the last files of the binary log as they are (hard links where possible); returns the
/// directory. A second call for the same end of the log adds nothing.
Result<std::string> keep_binlog_tail(const std::string& log_base);

} // namespace mmm::mysql
