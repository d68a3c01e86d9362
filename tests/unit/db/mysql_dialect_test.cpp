// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Each version's statements after its Reference Manual; those of 5.6.24 and 9.7.4 were run.
#include "lib/base/cat.h"
#include "lib/db/log_events.h"
#include "lib/db/mysql_dialect.h"
#include "lib/db/mysql_source.h"
#include "lib/db/mysql_wait.h"

#include <gtest/gtest.h>

#include <vector>

namespace mmm::db {
namespace {

MysqlDialect of(std::string_view version)
{
    const auto parsed = parse_mysql_version(version);
    EXPECT_TRUE(parsed) << version;
    return mysql_dialect(parsed.value_or(MysqlVersion{}));
}

TEST(AMysqlVersion, IsReadFromWhatTheServerSays)
{
    EXPECT_EQ(parse_mysql_version("9.7.4-2"), (MysqlVersion{9, 7, 4}));
    EXPECT_EQ(parse_mysql_version("8.0.36-28"), (MysqlVersion{8, 0, 36}));
    EXPECT_EQ(parse_mysql_version("8.4.0-0ubuntu0.24.04.1"), (MysqlVersion{8, 4, 0}));
    EXPECT_EQ(parse_mysql_version("5.6.24-log"), (MysqlVersion{5, 6, 24}));
    EXPECT_EQ(parse_mysql_version("9.7"), (MysqlVersion{9, 7, 0}));
}

TEST(AMysqlVersion, IsNotThatOfMariadbNorAnyOtherText)
{
    EXPECT_EQ(parse_mysql_version("10.11.6-MariaDB-0+deb12u1"), std::nullopt);
    EXPECT_EQ(parse_mysql_version(""), std::nullopt);
    EXPECT_EQ(parse_mysql_version("9"), std::nullopt);
    EXPECT_EQ(parse_mysql_version("mysql"), std::nullopt);
    EXPECT_EQ(parse_mysql_version("8.99999999999.1"), std::nullopt);
}

TEST(TheEndOfTheBinaryLog, IsAskedForInTheServersWords)
{
    EXPECT_EQ(log_end_statement("10.11.6-MariaDB-0+deb12u1"), "SHOW MASTER STATUS");
    EXPECT_EQ(log_end_statement("5.6.24-log"), "SHOW MASTER STATUS");
    EXPECT_EQ(log_end_statement("9.7.4"), "SHOW BINARY LOG STATUS");
}

struct Statements {
    const char* version;
    const char* status;
    const char* binlog_status;
    const char* replica;
    const char* change;
    const char* columns;
    const char* wait_for_gtids;
    const char* wait_for_place;
    const char* log_updates;
    /// super_read_only, public key, filter table, parts of seconds
    const char* has;
};

class AMysqlDialect : public testing::TestWithParam<Statements> {};

TEST_P(AMysqlDialect, SaysWhatItsVersionUnderstands)
{
    const auto& expected = GetParam();
    const auto dialect = of(expected.version);
    const auto flag = [](bool has, char letter) { return has ? letter : '-'; };

    EXPECT_EQ(dialect.show_replica_status, expected.status);
    EXPECT_EQ(dialect.show_binlog_status, expected.binlog_status);
    EXPECT_EQ(dialect.replica, expected.replica);
    EXPECT_EQ(cat(dialect.change_source, " ", dialect.source_option), expected.change);
    EXPECT_EQ(cat(dialect.source_column, " ", dialect.replica_column), expected.columns);
    EXPECT_EQ(dialect.wait_for_gtids, expected.wait_for_gtids);
    EXPECT_EQ(dialect.wait_for_place, expected.wait_for_place);
    EXPECT_EQ(dialect.log_updates, expected.log_updates);
    EXPECT_EQ(
        (std::string{
            flag(dialect.has_super_read_only, 's'),
            flag(dialect.has_public_key_option, 'k'),
            flag(dialect.has_filter_table, 'f'),
            flag(dialect.waits_for_fractions, 'p')}),
        expected.has);
}

constexpr const char* show_slave = "SHOW SLAVE STATUS";
constexpr const char* show_replica = "SHOW REPLICA STATUS";
constexpr const char* show_master = "SHOW MASTER STATUS";
constexpr const char* show_binary_log = "SHOW BINARY LOG STATUS";
constexpr const char* change_master = "CHANGE MASTER TO MASTER_";
constexpr const char* change_source = "CHANGE REPLICATION SOURCE TO SOURCE_";
constexpr const char* old_columns = "Master Slave";
constexpr const char* new_columns = "Source Replica";
constexpr const char* old_wait = "WAIT_UNTIL_SQL_THREAD_AFTER_GTIDS";
constexpr const char* new_wait = "WAIT_FOR_EXECUTED_GTID_SET";
constexpr const char* old_place = "MASTER_POS_WAIT";
constexpr const char* new_place = "SOURCE_POS_WAIT";
constexpr const char* old_updates = "log_slave_updates";
constexpr const char* new_updates = "log_replica_updates";

// clang-format off
const std::vector<Statements> versions{
    {"5.6.24", show_slave, show_master, "SLAVE", change_master, old_columns, old_wait, old_place, old_updates, "----"},
    {"5.7.4", show_slave, show_master, "SLAVE", change_master, old_columns, old_wait, old_place, old_updates, "----"},
    {"5.7.44", show_slave, show_master, "SLAVE", change_master, old_columns, new_wait, old_place, old_updates, "s---"},
    {"8.0.21", show_slave, show_master, "SLAVE", change_master, old_columns, new_wait, old_place, old_updates, "skf-"},
    {"8.0.22", show_replica, show_master, "REPLICA", change_master, new_columns, new_wait, old_place, old_updates, "skf-"},
    {"8.0.23", show_replica, show_master, "REPLICA", change_source, new_columns, new_wait, old_place, old_updates, "skf-"},
    {"8.0.26", show_replica, show_master, "REPLICA", change_source, new_columns, new_wait, new_place, new_updates, "skf-"},
    {"8.0.36", show_replica, show_master, "REPLICA", change_source, new_columns, new_wait, new_place, new_updates, "skf-"},
    {"8.1.0", show_replica, show_master, "REPLICA", change_source, new_columns, new_wait, new_place, new_updates, "skf-"},
    {"8.2.0", show_replica, show_binary_log, "REPLICA", change_source, new_columns, new_wait, new_place, new_updates, "skf-"},
    {"8.4.0", show_replica, show_binary_log, "REPLICA", change_source, new_columns, new_wait, new_place, new_updates, "skfp"},
    {"9.7.4", show_replica, show_binary_log, "REPLICA", change_source, new_columns, new_wait, new_place, new_updates, "skfp"},
    {"10.2.0", show_replica, show_binary_log, "REPLICA", change_source, new_columns, new_wait, new_place, new_updates, "skfp"}};
// clang-format on

INSTANTIATE_TEST_SUITE_P(
    Examples, AMysqlDialect, testing::ValuesIn(versions), [](const auto& example) {
        std::string name = "v";
        for (const char letter : std::string_view(example.param.version)) {
            name += letter == '.' ? '_' : letter;
        }
        return name;
    });

TEST(AMysqlDialect, NeverSaysWhatWasRemovedFrom84On)
{
    for (const auto* version : {"8.4.0", "9.7.4", "10.2.0"}) {
        const auto dialect = of(version);
        const auto all =
            cat(dialect.show_replica_status,
                dialect.show_binlog_status,
                dialect.replica,
                dialect.wait_for_gtids,
                dialect.wait_for_place,
                dialect.load_semi_sync,
                change_source_statement(dialect, SourceOptions{}));
        for (const auto* removed : {"MASTER", "SLAVE", "master", "slave", "UNTIL_SQL_THREAD"}) {
            EXPECT_EQ(all.find(removed), std::string::npos) << version << ": " << all;
        }
    }
}

TEST(AMysqlDialect, NamesThePluginsThatTheVersionHas)
{
    EXPECT_NE(of("8.0.25").load_semi_sync.find("semisync_master.so"), std::string::npos);
    EXPECT_NE(of("8.0.26").load_semi_sync.find("semisync_source.so"), std::string::npos);
}

SourceOptions options()
{
    return {"'192.0.2.2'", 3306, "'repl'", "'secret'", true};
}

TEST(AReplica, IsToldEverythingOfItsSourceInOneStatement)
{
    EXPECT_EQ(
        change_source_statement(of("9.7.4"), options()),
        "CHANGE REPLICATION SOURCE TO SOURCE_HOST='192.0.2.2', SOURCE_PORT=3306, "
        "SOURCE_USER='repl', SOURCE_PASSWORD='secret', SOURCE_CONNECT_RETRY=1, "
        "SOURCE_RETRY_COUNT=0, SOURCE_HEARTBEAT_PERIOD=1, SOURCE_BIND='', "
        "SOURCE_SSL=1, SOURCE_SSL_VERIFY_SERVER_CERT=0, SOURCE_SSL_CA='', SOURCE_SSL_CAPATH='', "
        "SOURCE_SSL_CERT='', SOURCE_SSL_KEY='', SOURCE_SSL_CIPHER='', SOURCE_SSL_CRL='', "
        "SOURCE_SSL_CRLPATH='', GET_SOURCE_PUBLIC_KEY=1, IGNORE_SERVER_IDS=(), "
        "SOURCE_AUTO_POSITION=1");
}

TEST(AReplica, KeepsADelayUnlessItIsLifted)
{
    auto lifted = options();
    lifted.at_once = true;

    EXPECT_EQ(change_source_statement(of("9.7.4"), options()).find("DELAY"), std::string::npos);
    EXPECT_NE(
        change_source_statement(of("9.7.4"), lifted).find("SOURCE_DELAY=0"), std::string::npos);
    EXPECT_NE(
        change_source_statement(of("5.6.24"), lifted).find("MASTER_DELAY=0"), std::string::npos);
}

TEST(AReplica, IsToldAPlaceWhereThereAreNoGtids)
{
    auto by_place = options();
    by_place.tls = false;
    by_place.log_file = "'binlog.000003'";
    by_place.log_position = 120;
    const auto statement = change_source_statement(of("5.6.24"), by_place);

    EXPECT_TRUE(statement.starts_with("CHANGE MASTER TO MASTER_HOST='192.0.2.2', MASTER_PORT=3306"))
        << statement;
    EXPECT_TRUE(statement.ends_with("MASTER_AUTO_POSITION=0, MASTER_LOG_FILE='binlog.000003', "
                                    "MASTER_LOG_POS=120"))
        << statement;
    EXPECT_NE(statement.find("MASTER_SSL=0"), std::string::npos);
    EXPECT_EQ(statement.find("PUBLIC_KEY"), std::string::npos);
}

TEST(AReplica, AsksForTheKeyInTheWordsOfItsVersion)
{
    EXPECT_NE(
        change_source_statement(of("8.0.22"), options()).find("GET_MASTER_PUBLIC_KEY=1"),
        std::string::npos);
    EXPECT_NE(
        change_source_statement(of("8.0.23"), options()).find("GET_SOURCE_PUBLIC_KEY=1"),
        std::string::npos);
}

TEST(AWait, NeverTakesNoTimeWhichMeansForEver)
{
    using std::chrono::milliseconds;

    EXPECT_EQ(seconds_to_wait(of("9.7.4"), milliseconds(0)), "0.010");
    EXPECT_EQ(seconds_to_wait(of("9.7.4"), milliseconds(120)), "0.120");
    EXPECT_EQ(seconds_to_wait(of("9.7.4"), milliseconds(60000)), "0.500");
    EXPECT_EQ(seconds_to_wait(of("8.0.36"), milliseconds(0)), "1");
    EXPECT_EQ(seconds_to_wait(of("5.6.24"), milliseconds(60000)), "1");
}

} // namespace
} // namespace mmm::db
