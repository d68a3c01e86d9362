// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What MySQL's answers mean, in each version's words. Pure.
#pragma once

#include "lib/base/result.h"
#include "lib/db/mysql_dialect.h"
#include "lib/db/rows.h"
#include "lib/model/server_facts.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace mmm::db {

/// The answers that facts are made of, one per statement.
struct MysqlAnswers {
    Rows variables;      ///< one row: server_id, server_uuid, read_only, gtid_mode, gtid_executed
    Rows replica_status; ///< SHOW REPLICA STATUS; no row when nothing is set up
    Rows binlog_status;  ///< SHOW BINARY LOG STATUS; no row without a binary log
    Rows semi_sync;      ///< SHOW GLOBAL VARIABLES LIKE 'rpl_semi_sync%'; no row without plugins
};

/// Errors: malformed_input for a GTID set that cannot be read.
Result<model::ServerFacts> parse_mysql_facts(
    const std::string& version, const MysqlDialect& dialect, const MysqlAnswers& answers);

/// Which of the plugins' variables a server has: both generations of plugins exist from 8.0.26
/// until 8.4, and the names are those of the one that is loaded.
struct SemiSyncNames {
    std::string source;  ///< begins a name: "rpl_semi_sync_source"; empty when it is not loaded
    std::string replica; ///< "rpl_semi_sync_replica"
};

/// From the answer to SHOW GLOBAL VARIABLES LIKE 'rpl_semi_sync%'.
SemiSyncNames semi_sync_names(const Rows& variables);

/// The answer to SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync%'.
void parse_mysql_semi_sync_status(const Rows& status, model::SemiSync& semi_sync);

/// The row of the replication channel without a name, the only one the agent uses.
std::optional<std::size_t> default_channel(const Rows& replica_status);

/// The replication filters of a replica's status, under the names of the options that set them.
void add_filters(
    const Rows& replica_status, std::map<std::string, std::string, std::less<>>& settings);

/// The text of one row of an answer to SHOW VARIABLES or SHOW STATUS; empty when there is none.
std::string variable_value(const Rows& variables, std::string_view name);

} // namespace mmm::db
