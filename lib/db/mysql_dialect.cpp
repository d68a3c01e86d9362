// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/mysql_dialect.h"

#include "lib/base/text.h"

namespace mmm::db {

namespace {

constexpr MysqlVersion super_read_only_added{5, 7, 8};
constexpr MysqlVersion wait_for_executed_added{5, 7, 5};
constexpr MysqlVersion public_key_option_added{8, 0, 4};
constexpr MysqlVersion filter_table_added{8, 0, 2};
constexpr MysqlVersion replica_statements_added{8, 0, 22};
constexpr MysqlVersion change_source_added{8, 0, 23};
constexpr MysqlVersion replica_variables_added{8, 0, 26};
constexpr MysqlVersion binary_log_status_added{8, 2, 0};
/// The first series in which this was tried; what older ones make of fractions is not documented.
constexpr MysqlVersion fractions_known{8, 4, 0};

} // namespace

std::optional<MysqlVersion> parse_mysql_version(std::string_view text)
{
    if (text.find("MariaDB") != std::string_view::npos) {
        return std::nullopt;
    }
    const auto numbers = split(text.substr(0, text.find_first_not_of("0123456789.")), ".");
    if (numbers.size() < 2) {
        return std::nullopt;
    }
    const auto major = parse_number<int>(numbers[0]);
    const auto minor = parse_number<int>(numbers[1]);
    const auto patch = numbers.size() > 2 ? parse_number<int>(numbers[2]) : 0;
    if (!major || !minor || !patch) {
        return std::nullopt;
    }
    return MysqlVersion{*major, *minor, *patch};
}

MysqlDialect mysql_dialect(const MysqlVersion& version)
{
    const bool says_replica = version >= replica_statements_added;
    const bool changes_source = version >= change_source_added;
    const bool has_replica_variables = version >= replica_variables_added;
    MysqlDialect dialect;
    dialect.show_replica_status = says_replica ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS";
    dialect.source_column = says_replica ? "Source" : "Master";
    dialect.replica_column = says_replica ? "Replica" : "Slave";
    dialect.replica = says_replica ? "REPLICA" : "SLAVE";
    dialect.show_binlog_status =
        version >= binary_log_status_added ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
    dialect.change_source = changes_source ? "CHANGE REPLICATION SOURCE TO" : "CHANGE MASTER TO";
    dialect.source_option = changes_source ? "SOURCE_" : "MASTER_";
    dialect.wait_for_gtids = version >= wait_for_executed_added
                                 ? "WAIT_FOR_EXECUTED_GTID_SET"
                                 : "WAIT_UNTIL_SQL_THREAD_AFTER_GTIDS";
    dialect.wait_for_place = has_replica_variables ? "SOURCE_POS_WAIT" : "MASTER_POS_WAIT";
    dialect.waits_for_fractions = version >= fractions_known;
    dialect.log_updates = has_replica_variables ? "log_replica_updates" : "log_slave_updates";
    dialect.has_super_read_only = version >= super_read_only_added;
    dialect.has_public_key_option = version >= public_key_option_added;
    dialect.has_filter_table = version >= filter_table_added;
    dialect.load_semi_sync =
        has_replica_variables ? "INSTALL PLUGIN rpl_semi_sync_source SONAME 'semisync_source.so'; "
                                "INSTALL PLUGIN rpl_semi_sync_replica SONAME 'semisync_replica.so'"
                              : "INSTALL PLUGIN rpl_semi_sync_master SONAME 'semisync_master.so'; "
                                "INSTALL PLUGIN rpl_semi_sync_slave SONAME 'semisync_slave.so'";
    return dialect;
}

} // namespace mmm::db
