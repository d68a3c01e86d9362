// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// How each version of MySQL says what all of them can do. Pure.
// Between 8.0.22 and 8.4 the words master and slave gave way to source and replica; each version
// takes only some of the forms, and a statement that was removed is never tried (MySQL Reference
// Manual of each series, "SQL Statements" and "Features Removed").
#pragma once

#include <compare>
#include <optional>
#include <string_view>

namespace mmm::db {

struct MysqlVersion {
    int major = 0;
    int minor = 0;
    int patch = 0;

    auto operator<=>(const MysqlVersion&) const = default;
};

/// "8.0.36-28" is 8.0.36. Nothing for text that does not begin so, and for MariaDB's versions,
/// which mean something else.
std::optional<MysqlVersion> parse_mysql_version(std::string_view text);

/// The statements and names of one version.
struct MysqlDialect {
    std::string_view show_replica_status;
    std::string_view show_binlog_status;
    std::string_view replica;       ///< in START, STOP and RESET: "REPLICA"
    std::string_view change_source; ///< "CHANGE REPLICATION SOURCE TO"
    std::string_view source_option; ///< begins an option of it: "SOURCE_"

    std::string_view source_column;  ///< begins a column of the status: "Source"
    std::string_view replica_column; ///< "Replica"

    /// Function of a GTID set and seconds. What tells success is 0 in each.
    std::string_view wait_for_gtids;
    /// Function of a file, a position and seconds.
    std::string_view wait_for_place;
    /// Both functions take parts of a second; else a part would be none, which means for ever.
    bool waits_for_fractions = false;

    std::string_view log_updates;       ///< variable: replicated transactions are logged
    bool has_super_read_only = false;   ///< closes the server to administrators as well
    bool has_public_key_option = false; ///< a replica may ask its source for the key to log in
    bool has_filter_table = false;      ///< performance_schema.replication_applier_global_filters

    /// The statements that load semi-synchronous replication.
    std::string_view load_semi_sync;
};

/// For 5.6 and every later version; newer ones than this release knows are taken to be like the
/// newest.
MysqlDialect mysql_dialect(const MysqlVersion& version);

} // namespace mmm::db
