// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The answers are those of MariaDB 10.11, as far as they are read.
#include "lib/db/mariadb_answers.h"
#include "lib/db/sessions.h"

#include <gtest/gtest.h>

#include <map>

namespace mmm::db {
namespace {

using Values = std::map<std::string, std::optional<std::string>>;

Rows one_row(const Values& values)
{
    std::vector<std::string> columns;
    Rows::Row row;
    for (const auto& [column, value] : values) {
        columns.push_back(column);
        row.push_back(value);
    }
    return {std::move(columns), {std::move(row)}};
}

Values variables()
{
    return {
        {"server_id", "1"},
        {"read_only", "1"},
        {"gtid_binlog_pos", "0-1-15"},
        {"gtid_slave_pos", "0-2-12"},
        {"gtid_binlog_state", "0-2-12,0-1-15"}};
}

Values running_replica()
{
    return {
        {"Slave_IO_State", "Waiting for master to send event"},
        {"Master_Host", "192.0.2.1"},
        {"Master_Port", "3306"},
        {"Slave_IO_Running", "Yes"},
        {"Slave_SQL_Running", "Yes"},
        {"Last_IO_Errno", "0"},
        {"Last_IO_Error", ""},
        {"Last_SQL_Errno", "0"},
        {"Last_SQL_Error", ""},
        {"Seconds_Behind_Master", "0"},
        {"Using_Gtid", "Slave_Pos"},
        {"Gtid_IO_Pos", "0-1-17"}};
}

model::ServerFacts facts(const Values& changes, const std::optional<Values>& status = {})
{
    auto row = variables();
    for (const auto& [column, value] : changes) {
        row[column] = value;
    }
    auto parsed = parse_facts("10.11.6-MariaDB", one_row(row), status ? one_row(*status) : Rows());
    EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().message);
    return parsed ? *parsed : model::ServerFacts{};
}

model::ReplicationLink link(const Values& changes)
{
    auto row = running_replica();
    for (const auto& [column, value] : changes) {
        row[column] = value;
    }
    const auto parsed = facts({}, row);
    EXPECT_TRUE(parsed.link);
    return parsed.link.value_or(model::ReplicationLink{});
}

TEST(AServersFacts, AreReadFromItsVariables)
{
    const auto server = facts({});

    EXPECT_EQ(server.version, "10.11.6-MariaDB");
    EXPECT_EQ(server.identity.server_id, 1U);
    EXPECT_EQ(server.executed.to_text(), "0-1-15");
    EXPECT_EQ(
        server.executed,
        model::Transactions(model::MariadbHistory{
            *model::MariadbPosition::parse("0-1-15"),
            *model::MariadbState::parse("0-1-15,0-2-12")}));
    EXPECT_FALSE(server.link);
}

TEST(AServersFacts, LeaveOutOwnWritesThatACrashHasTakenBack)
{
    const Values taken_back{
        {"gtid_slave_pos", "0-1-17"}, {"gtid_binlog_pos", "0-1-15"}, {"server_id", "1"}};

    EXPECT_EQ(facts(taken_back).executed.to_text(), "0-1-15");
    auto row = variables();
    EXPECT_EQ(*corrected_position(one_row(row)), std::nullopt);
    row["gtid_slave_pos"] = "0-1-17";
    EXPECT_EQ(*corrected_position(one_row(row)), "0-1-15");
    row["gtid_slave_pos"] = "nonsense";
    EXPECT_FALSE(corrected_position(one_row(row)));
}

TEST(AServersFacts, TellThatItIsOpenOnlyWhenThatIsSure)
{
    for (const char* open : {"0", "OFF"}) {
        EXPECT_FALSE(facts({{"read_only", open}}).read_only) << open;
    }
    for (const char* closed : {"1", "ON", "NO_LOCK", "NO_LOCK_NO_ADMIN", "", "what"}) {
        EXPECT_TRUE(facts({{"read_only", closed}}).read_only) << closed;
    }
    EXPECT_TRUE(facts({{"read_only", std::nullopt}}).read_only);
}

TEST(AServersFacts, AreThoseOfANewServerToo)
{
    const auto server =
        facts({{"gtid_binlog_pos", ""}, {"gtid_slave_pos", ""}, {"gtid_binlog_state", ""}});

    EXPECT_TRUE(server.executed.empty());
    EXPECT_TRUE(server.held().empty());
}

TEST(AServersFacts, ThatItDoesNotTellAreAnError)
{
    const auto facts = parse_facts("10.11.6-MariaDB", {}, {});

    ASSERT_FALSE(facts);
    EXPECT_EQ(facts.error().code, Errc::malformed_input);
}

TEST(AServersFacts, ThatAreGarbledAreAnError)
{
    for (const char* column : {"gtid_binlog_pos", "gtid_slave_pos", "gtid_binlog_state"}) {
        auto row = variables();
        row[column] = "3E11FA47-71CA-11E1-9E33-C80AA9429562:23";
        const auto parsed = parse_facts("8.0.30", one_row(row), Rows());
        ASSERT_FALSE(parsed) << column;
        EXPECT_EQ(parsed.error().code, Errc::malformed_input);
        EXPECT_NE(parsed.error().message.find("gtid_"), std::string::npos);
    }
}

TEST(ALink, IsReadFromTheReplicationStatus)
{
    const auto seen = link({});

    EXPECT_EQ(seen.source_host, "192.0.2.1");
    EXPECT_EQ(seen.source_port, 3306U);
    EXPECT_EQ(seen.receiver, model::Receiver::running);
    EXPECT_TRUE(seen.applier_running);
    EXPECT_TRUE(seen.running());
    EXPECT_TRUE(seen.uses_gtid);
    EXPECT_EQ(seen.lag_seconds, 0);
    EXPECT_EQ(seen.received.to_text(), "0-1-17");
}

TEST(ALink, ThatIsNotUpIsNotRunning)
{
    for (const char* state : {"Connecting", "Preparing"}) {
        EXPECT_EQ(link({{"Slave_IO_Running", state}}).receiver, model::Receiver::connecting);
        EXPECT_FALSE(link({{"Slave_IO_Running", state}}).running());
    }
    EXPECT_EQ(link({{"Slave_IO_Running", "No"}}).receiver, model::Receiver::stopped);
    EXPECT_FALSE(link({{"Slave_SQL_Running", "No"}}).running());
}

TEST(ALink, StandsStillWhenBothThreadsAreOff)
{
    EXPECT_TRUE(link({{"Slave_IO_Running", "No"}, {"Slave_SQL_Running", "No"}}).stands_still());
    EXPECT_FALSE(link({{"Slave_IO_Running", "No"}}).stands_still());
    EXPECT_FALSE(
        link({{"Slave_IO_Running", "Connecting"}, {"Slave_SQL_Running", "No"}}).stands_still());
}

TEST(ALink, KnowsNoLagWhileItStandsStill)
{
    EXPECT_EQ(link({{"Seconds_Behind_Master", std::nullopt}}).lag_seconds, std::nullopt);
    EXPECT_EQ(link({{"Seconds_Behind_Master", "3600"}}).lag_seconds, 3600);
}

TEST(ALink, TellsItsErrors)
{
    const auto seen = link(
        {{"Last_IO_Errno", "1236"},
         {"Last_IO_Error", "Got fatal error 1236"},
         {"Last_SQL_Errno", "1062"},
         {"Last_SQL_Error", "Duplicate entry"}});

    EXPECT_EQ(seen.receiver_errno, 1236);
    EXPECT_EQ(seen.receiver_error, "Got fatal error 1236");
    EXPECT_EQ(seen.applier_errno, 1062);
    EXPECT_EQ(seen.applier_error, "Duplicate entry");
}

TEST(ALink, IsByGtidUnderEitherOfItsNames)
{
    EXPECT_TRUE(link({{"Using_Gtid", "Current_Pos"}}).uses_gtid);
    EXPECT_FALSE(link({{"Using_Gtid", "No"}}).uses_gtid);
    EXPECT_FALSE(link({{"Using_Gtid", std::nullopt}}).uses_gtid);
}

TEST(ALink, HasWhatWasReceivedAndNotApplied)
{
    const auto server = facts({}, running_replica());

    EXPECT_EQ(server.executed.to_text(), "0-1-15");
    EXPECT_EQ(server.held().to_text(), "0-1-17");
    EXPECT_EQ(server.unapplied().to_text(), "0-1-17");
}

struct Session {
    const char* user;
    const char* command;
    bool client;
};

class ASession : public testing::TestWithParam<Session> {};

TEST_P(ASession, IsThatOfAClientOrNot)
{
    const auto& [user, command, client] = GetParam();
    const Rows sessions({"ID", "USER", "COMMAND"}, {{"7", user, command}});

    EXPECT_EQ(is_client_session(sessions, 0), client) << user << " " << command;
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    ASession,
    testing::Values(
        Session{"app", "Sleep", true},
        Session{"app", "Query", true},
        Session{"app", "Killed", false},
        Session{"unauthenticated user", "Connect", true},
        Session{"root", "Query", true},
        Session{"mmm_replication", "Binlog Dump", false},
        Session{"mmm_replication", "Binlog Dump GTID", false},
        Session{"system user", "Slave_IO", false},
        Session{"system user", "Slave_SQL", false},
        Session{"system user", "Slave_worker", false},
        Session{"system user", "Daemon", false},
        Session{"event_scheduler", "Daemon", false}));

} // namespace
} // namespace mmm::db
