// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The answers are those of MySQL 9.7.4 and 5.6.24, as far as they are read.
#include "lib/db/mysql_answers.h"

#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace mmm::db {
namespace {

using Values = std::map<std::string, std::optional<std::string>>;

constexpr const char* uuid_1 = "7813ef1f-e5b7-11f1-bf7d-02fc00000001";
constexpr const char* uuid_2 = "803ea090-e5b7-11f1-a777-02fc00000001";

Rows rows_of(const std::vector<Values>& list)
{
    std::vector<std::string> columns;
    for (const auto& [column, value] : list.front()) {
        columns.push_back(column);
    }
    std::vector<Rows::Row> rows;
    for (const auto& values : list) {
        auto& row = rows.emplace_back();
        for (const auto& column : columns) {
            row.push_back(values.at(column));
        }
    }
    return {std::move(columns), std::move(rows)};
}

Rows variables_of(const std::vector<std::pair<const char*, const char*>>& list)
{
    std::vector<Rows::Row> rows;
    for (const auto& [name, value] : list) {
        rows.push_back({name, value});
    }
    return {{"Variable_name", "Value"}, std::move(rows)};
}

Values variables()
{
    return {
        {"server_id", "4502"},
        {"server_uuid", uuid_2},
        {"read_only", "1"},
        {"gtid_mode", "ON"},
        {"gtid_executed",
         "7813ef1f-e5b7-11f1-bf7d-02fc00000001:1-11:mytag:1,\n"
         "803ea090-e5b7-11f1-a777-02fc00000001:1-2"}};
}

Values replica_97()
{
    return {
        {"Source_Host", "192.0.2.1"},
        {"Source_Port", "3306"},
        {"Source_Server_Id", "4501"},
        {"Source_UUID", uuid_1},
        {"Replica_IO_Running", "Yes"},
        {"Replica_SQL_Running", "No"},
        {"Last_IO_Errno", "0"},
        {"Last_IO_Error", ""},
        {"Last_SQL_Errno", "1062"},
        {"Last_SQL_Error", "Duplicate entry"},
        {"Seconds_Behind_Source", std::nullopt},
        {"Source_Log_File", "binlog.000001"},
        {"Read_Source_Log_Pos", "3725"},
        {"Relay_Source_Log_File", "binlog.000001"},
        {"Exec_Source_Log_Pos", "557"},
        {"Relay_Log_File", "relay.000002"},
        {"Relay_Log_Pos", "768"},
        {"Retrieved_Gtid_Set", "7813ef1f-e5b7-11f1-bf7d-02fc00000001:1-13:mytag:1"},
        {"Auto_Position", "1"},
        {"Channel_Name", ""}};
}

Values replica_56()
{
    return {
        {"Master_Host", "192.0.2.1"},
        {"Master_Port", "3306"},
        {"Master_Server_Id", "4531"},
        {"Master_UUID", uuid_1},
        {"Slave_IO_Running", "Connecting"},
        {"Slave_SQL_Running", "Yes"},
        {"Last_IO_Errno", "2003"},
        {"Last_IO_Error", "error reconnecting to master"},
        {"Last_SQL_Errno", "0"},
        {"Last_SQL_Error", ""},
        {"Seconds_Behind_Master", "7"},
        {"Master_Log_File", "binlog.000001"},
        {"Read_Master_Log_Pos", "1866"},
        {"Relay_Master_Log_File", "binlog.000001"},
        {"Exec_Master_Log_Pos", "464"},
        {"Relay_Log_File", "relay.000002"},
        {"Relay_Log_Pos", "668"},
        {"Retrieved_Gtid_Set", ""},
        {"Auto_Position", "0"}};
}

model::ServerFacts facts(std::string_view version, const MysqlAnswers& answers)
{
    auto parsed = parse_mysql_facts(
        std::string(version), mysql_dialect(*parse_mysql_version(version)), answers);
    EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().message);
    return parsed ? *parsed : model::ServerFacts{};
}

TEST(AMysqlServer, SaysWhoItIsAndWhatItExecuted)
{
    const auto server = facts(
        "9.7.4-2",
        {rows_of({variables()}),
         {},
         rows_of({{{"File", "binlog.000007"}, {"Position", "158"}}}),
         {}});

    EXPECT_EQ(server.version, "9.7.4-2");
    EXPECT_EQ(server.family, model::ServerFamily::mysql);
    EXPECT_EQ(server.identity, (model::ServerIdentity{4502, uuid_2}));
    EXPECT_TRUE(server.read_only);
    EXPECT_TRUE(server.uses_gtid);
    EXPECT_EQ(
        server.executed.to_text(),
        "7813ef1f-e5b7-11f1-bf7d-02fc00000001:1-11:mytag:1,"
        "803ea090-e5b7-11f1-a777-02fc00000001:1-2");
    EXPECT_EQ(server.binlog_place, (model::LogPlace{"binlog.000007", 158}));
    EXPECT_FALSE(server.link);
    EXPECT_EQ(server.semi_sync, model::SemiSync{});
}

TEST(AMysqlServer, ReplicatesInTheWordsOfItsVersion)
{
    const auto server = facts("9.7.4", {rows_of({variables()}), rows_of({replica_97()}), {}, {}});

    ASSERT_TRUE(server.link);
    const auto& link = *server.link;
    EXPECT_EQ(link.source_host, "192.0.2.1");
    EXPECT_EQ(link.source_port, 3306U);
    EXPECT_EQ(link.source, (model::ServerIdentity{4501, uuid_1}));
    EXPECT_EQ(link.receiver, model::Receiver::running);
    EXPECT_FALSE(link.applier_running);
    EXPECT_EQ(link.applier_errno, 1062);
    EXPECT_EQ(link.applier_error, "Duplicate entry");
    EXPECT_EQ(link.lag_seconds, std::nullopt);
    EXPECT_TRUE(link.uses_gtid);
    EXPECT_EQ(link.received.to_text(), "7813ef1f-e5b7-11f1-bf7d-02fc00000001:1-13:mytag:1");
    EXPECT_EQ(link.received_place, (model::LogPlace{"binlog.000001", 3725}));
    EXPECT_EQ(link.executed_place, (model::LogPlace{"binlog.000001", 557}));
    EXPECT_EQ(link.applier_place, (model::LogPlace{"relay.000002", 768}));
    EXPECT_EQ(server.unapplied().to_text(), "7813ef1f-e5b7-11f1-bf7d-02fc00000001:12-13");
}

TEST(AMysqlServer, WithAFullDiskReceivesNothing)
{
    auto full = replica_97();
    full["Replica_IO_State"] = "Waiting for disk space";
    full["Replica_SQL_Running"] = "Yes";
    const auto server = facts("9.7.4", {rows_of({variables()}), rows_of({full}), {}, {}});

    ASSERT_TRUE(server.link);
    EXPECT_EQ(server.link->receiver, model::Receiver::waiting_for_room);
    EXPECT_FALSE(server.link->running());
}

TEST(AMysqlServer, WithoutGtidHasPlacesOnly)
{
    auto off = variables();
    off["gtid_mode"] = "OFF";
    off["gtid_executed"] = "";
    const auto server = facts("5.6.24-log", {rows_of({off}), rows_of({replica_56()}), {}, {}});

    EXPECT_FALSE(server.uses_gtid);
    EXPECT_TRUE(server.executed.empty());
    ASSERT_TRUE(server.link);
    EXPECT_EQ(server.link->receiver, model::Receiver::connecting);
    EXPECT_EQ(server.link->receiver_errno, 2003);
    EXPECT_TRUE(server.link->applier_running);
    EXPECT_EQ(server.link->lag_seconds, 7);
    EXPECT_FALSE(server.link->uses_gtid);
    EXPECT_EQ(server.link->received_place, (model::LogPlace{"binlog.000001", 1866}));
    EXPECT_EQ(server.link->executed_place, (model::LogPlace{"binlog.000001", 464}));
}

TEST(AMysqlServer, OnTheWayToGtidsHasNone)
{
    auto permissive = variables();
    permissive["gtid_mode"] = "ON_PERMISSIVE";

    EXPECT_FALSE(facts("8.4.0", {rows_of({permissive}), {}, {}, {}}).uses_gtid);
}

TEST(AMysqlServer, ThatIsOpenIsNotReadOnly)
{
    auto open = variables();
    open["read_only"] = "0";

    EXPECT_FALSE(facts("9.7.4", {rows_of({open}), {}, {}, {}}).read_only);
}

TEST(AMysqlServer, MayHaveOtherChannelsThanOurs)
{
    auto other = replica_97();
    other["Channel_Name"] = "reports";
    other["Source_Host"] = "192.0.2.99";
    const auto both =
        facts("9.7.4", {rows_of({variables()}), rows_of({other, replica_97()}), {}, {}});
    const auto only_other = facts("9.7.4", {rows_of({variables()}), rows_of({other}), {}, {}});

    ASSERT_TRUE(both.link);
    EXPECT_EQ(both.link->source_host, "192.0.2.1");
    EXPECT_FALSE(only_other.link);
}

TEST(AMysqlServer, WhoseLinkWasResetHasNone)
{
    auto reset = replica_56();
    reset["Master_Host"] = "";

    EXPECT_FALSE(facts("5.6.24", {rows_of({variables()}), rows_of({reset}), {}, {}}).link);
}

TEST(AMysqlServer, ThatTellsNothingIsRefused)
{
    const auto facts = parse_mysql_facts("9.7.0", mysql_dialect({9, 7, 0}), {});

    ASSERT_FALSE(facts);
    EXPECT_EQ(facts.error().code, Errc::malformed_input);
}

TEST(AMysqlServer, WithASetThatCannotBeReadIsRefused)
{
    auto broken = variables();
    broken["gtid_executed"] = "0-1-100";
    const auto parsed =
        parse_mysql_facts("9.7.4", mysql_dialect({9, 7, 4}), {rows_of({broken}), {}, {}, {}});

    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().code, Errc::malformed_input);
    EXPECT_TRUE(parsed.error().message.starts_with("gtid_executed: ")) << parsed.error().message;
}

TEST(SemiSync, IsReadUnderTheNamesOfThePluginsThatAreLoaded)
{
    const auto now = variables_of(
        {{"rpl_semi_sync_replica_enabled", "ON"},
         {"rpl_semi_sync_source_enabled", "OFF"},
         {"rpl_semi_sync_source_timeout", "10000"},
         {"rpl_semi_sync_source_wait_no_replica", "ON"},
         {"rpl_semi_sync_source_wait_point", "AFTER_SYNC"}});
    const auto then = variables_of(
        {{"rpl_semi_sync_master_enabled", "ON"},
         {"rpl_semi_sync_master_timeout", "4294967295"},
         {"rpl_semi_sync_slave_enabled", "OFF"}});
    const auto new_facts = facts("9.7.4", {rows_of({variables()}), {}, {}, now}).semi_sync;
    const auto old_facts = facts("5.6.24", {rows_of({variables()}), {}, {}, then}).semi_sync;

    EXPECT_EQ(
        new_facts,
        (model::SemiSync{
            .available = true, .after_sync = true, .replica_enabled = true, .timeout_ms = 10000}));
    EXPECT_EQ(
        old_facts,
        (model::SemiSync{.available = true, .source_enabled = true, .timeout_ms = 4294967295}));
    EXPECT_EQ(semi_sync_names(now).source, "rpl_semi_sync_source");
    EXPECT_EQ(semi_sync_names(then).replica, "rpl_semi_sync_slave");
}

TEST(SemiSync, IsNotThereWithOneOfBothPlugins)
{
    const auto half = variables_of({{"rpl_semi_sync_source_enabled", "ON"}});
    const auto server = facts("9.7.4", {rows_of({variables()}), {}, {}, half});

    EXPECT_FALSE(server.semi_sync.available);
    EXPECT_TRUE(semi_sync_names(half).replica.empty());
}

TEST(SemiSync, TellsWhoWaitsForWhom)
{
    model::SemiSync semi_sync;
    parse_mysql_semi_sync_status(
        variables_of(
            {{"Rpl_semi_sync_source_clients", "2"},
             {"Rpl_semi_sync_source_no_tx", "5"},
             {"Rpl_semi_sync_source_status", "ON"},
             {"Rpl_semi_sync_source_wait_sessions", "1"},
             {"Rpl_semi_sync_source_yes_tx", "70"},
             {"Rpl_semi_sync_replica_status", "OFF"}}),
        semi_sync);

    EXPECT_EQ(semi_sync.replicas, 2U);
    EXPECT_TRUE(semi_sync.source_active);
    EXPECT_EQ(semi_sync.waiting, 1U);
    EXPECT_EQ(semi_sync.acknowledged, 70U);
}

TEST(Filters, AreNamedAsTheOptionsThatSetThem)
{
    std::map<std::string, std::string, std::less<>> settings;
    add_filters(
        rows_of({{{"Replicate_Do_DB", ""}, {"Replicate_Wild_Ignore_Table", "tmp.%"}}}), settings);

    EXPECT_EQ(settings.size(), 1U);
    EXPECT_EQ(settings["replicate_wild_ignore_table"], "tmp.%");
}

} // namespace
} // namespace mmm::db
