// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/model/account_statements.h"
#include "lib/model/privileges.h"

#include <gtest/gtest.h>

namespace mmm::model {
namespace {

ServerSeries series(std::string_view name)
{
    const auto parsed = parse_series(name);
    EXPECT_TRUE(parsed) << name;
    return parsed.value_or(ServerSeries{});
}

std::string names_of(const std::vector<Privilege>& privileges)
{
    std::vector<std::string> names;
    for (const auto& privilege : privileges) {
        names.push_back(privilege.to_text());
    }
    return join(names, ", ");
}

TEST(ASeries, IsFoundByNameAndByVersion)
{
    for (const auto& known : named_series()) {
        EXPECT_EQ(parse_series(known.to_text()), known);
    }
    EXPECT_EQ(series_of_version("10.11.6-MariaDB-0+deb12u1"), series("mariadb-10.11"));
    EXPECT_EQ(series_of_version("9.7.4-2"), series("mysql-9.7"));
    EXPECT_EQ(series_of_version("5.6.24-log"), series("mysql-5.6"));
    EXPECT_EQ(series_of_version("11.4.2-MariaDB"), (ServerSeries{ServerFamily::mariadb, 11, 4}));
    EXPECT_EQ(series_of_version(""), std::nullopt);
    EXPECT_EQ(series_of_version("server"), std::nullopt);
    EXPECT_EQ(parse_series("mysql-9.8"), std::nullopt);
    EXPECT_EQ(parse_series("mariadb"), std::nullopt);
}

TEST(TheAgent, NeedsWhatWasFoundByTrying)
{
    EXPECT_EQ(
        names_of(agent_privileges(series("mysql-9.7"))),
        "REPLICATION CLIENT, REPLICATION SLAVE, PROCESS, RELOAD, EVENT, REPLICATION_SLAVE_ADMIN, "
        "SYSTEM_VARIABLES_ADMIN, CONNECTION_ADMIN, SYSTEM_USER, SET_ANY_DEFINER, "
        "ALLOW_NONEXISTENT_DEFINER, "
        "SELECT ON performance_schema.replication_applier_global_filters");
    EXPECT_EQ(
        names_of(agent_privileges(series("mysql-5.6"))),
        "REPLICATION CLIENT, REPLICATION SLAVE, PROCESS, RELOAD, EVENT, SUPER");
    EXPECT_EQ(
        names_of(agent_privileges(series("mariadb-10.11"))),
        "BINLOG MONITOR, SLAVE MONITOR, PROCESS, RELOAD, EVENT, REPLICATION SLAVE ADMIN, "
        "REPLICATION MASTER ADMIN, READ_ONLY ADMIN, CONNECTION ADMIN, BINLOG ADMIN, SUPER");
    EXPECT_EQ(
        names_of(agent_privileges(series("mariadb-11.8"))),
        "BINLOG MONITOR, SLAVE MONITOR, PROCESS, RELOAD, EVENT, REPLICATION SLAVE ADMIN, "
        "REPLICATION MASTER ADMIN, READ_ONLY ADMIN, CONNECTION ADMIN, BINLOG ADMIN, SET USER, "
        "SUPER");
}

TEST(TheAgent, HasNoPrivilegeThatAVersionDoesNotKnow)
{
    EXPECT_EQ(names_of(agent_privileges(series("mysql-5.7"))).find('_'), std::string::npos);
    EXPECT_EQ(
        names_of(agent_privileges(series("mysql-8.4"))).find("SET_USER_ID"), std::string::npos);
    EXPECT_EQ(names_of(agent_privileges(series("mysql-8.0"))).find("DEFINER"), std::string::npos);
    EXPECT_EQ(names_of(agent_privileges(series("mysql-8.0"))).find("SUPER"), std::string::npos);
}

TEST(APrivilege, IsMissingWhenNothingGrantsIt)
{
    const auto mysql = series("mysql-9.7");
    const auto mariadb = series("mariadb-10.11");
    std::vector<std::string> granted;
    for (const auto& privilege : agent_privileges(mysql)) {
        granted.push_back(privilege.to_text());
    }

    EXPECT_EQ(names_of(missing_privileges(mysql, granted)), "");
    granted.pop_back();
    EXPECT_EQ(
        names_of(missing_privileges(mysql, granted)),
        "SELECT ON performance_schema.replication_applier_global_filters");
    granted.emplace_back("SELECT ON performance_schema.*");
    EXPECT_EQ(names_of(missing_privileges(mysql, granted)), "");
    EXPECT_EQ(names_of(missing_privileges(mysql, {"ALL PRIVILEGES"})), "");
    EXPECT_EQ(names_of(missing_privileges(mariadb, {})), names_of(agent_privileges(mariadb)));
}

TEST(APrivilege, IsFoundUnderItsOtherName)
{
    const auto missing =
        names_of(missing_privileges(series("mariadb-10.5"), {"REPLICA MONITOR", "USAGE"}));

    EXPECT_EQ(missing.find("SLAVE MONITOR"), std::string::npos);
    EXPECT_NE(missing.find("BINLOG MONITOR"), std::string::npos);
}

TEST(Accounts, AreMadeByStatementsOfTheirSeries)
{
    AccountNames names;
    names.network = "192.168.0.%";

    EXPECT_EQ(
        *account_statements(series("mysql-9.7"), names),
        "-- Accounts for mysql-9.7. Put quoted passwords of your own in place of <...>,\n"
        "-- and run this on every host.\n"
        "SET sql_log_bin = 0;\n"
        "CREATE USER 'mmm_agent'@'localhost' IDENTIFIED WITH caching_sha2_password BY <password of "
        "mmm_agent>, 'mmm_agent'@'192.168.0.%' IDENTIFIED WITH caching_sha2_password BY <password "
        "of mmm_agent>;\n"
        "GRANT REPLICATION CLIENT, REPLICATION SLAVE, PROCESS, RELOAD, EVENT, "
        "REPLICATION_SLAVE_ADMIN, SYSTEM_VARIABLES_ADMIN, CONNECTION_ADMIN, SYSTEM_USER, "
        "SET_ANY_DEFINER, ALLOW_NONEXISTENT_DEFINER ON *.* TO 'mmm_agent'@'localhost', "
        "'mmm_agent'@'192.168.0.%';\n"
        "GRANT SELECT ON performance_schema.replication_applier_global_filters TO "
        "'mmm_agent'@'localhost', 'mmm_agent'@'192.168.0.%';\n"
        "CREATE USER 'mmm_replication'@'192.168.0.%' IDENTIFIED WITH caching_sha2_password BY "
        "<password of mmm_replication>;\n"
        "GRANT REPLICATION SLAVE, CONNECTION_ADMIN ON *.* TO 'mmm_replication'@'192.168.0.%';\n"
        "SET sql_log_bin = 1;\n");
    for (const auto* other : {"mysql-5.6", "mysql-5.7", "mariadb-10.11"}) {
        EXPECT_EQ(account_statements(series(other), names)->find("WITH"), std::string::npos);
    }
}

struct BadNames {
    const char* name;
    const char* series;
    AccountNames names;
    const char* told;
};

class BadAccounts : public testing::TestWithParam<BadNames> {};

TEST_P(BadAccounts, AreRefused)
{
    const auto& [name, where, names, told] = GetParam();
    const auto statements = account_statements(series(where), names);

    ASSERT_FALSE(statements);
    EXPECT_EQ(statements.error().code, Errc::bad_parameter);
    EXPECT_NE(statements.error().message.find(told), std::string::npos)
        << statements.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    BadAccounts,
    testing::Values(
        BadNames{"quote", "mysql-9.7", {"x'y", "r", "%"}, "\"x'y\" is not an account's name"},
        BadNames{"empty", "mysql-9.7", {"a", "", "%"}, "\"\" is not an account's name"},
        BadNames{"same", "mysql-9.7", {"a", "a", "%"}, "cannot be both"},
        BadNames{"network", "mysql-9.7", {"a", "b", "%'; DROP"}, "is not a network"},
        BadNames{"long_for_56", "mysql-5.6", {"seventeen_letters", "b", "%"}, "16 characters"},
        BadNames{
            "long", "mysql-9.7", {"thirtythree_letters_are_too_many_", "b", "%"}, "32 characters"}),
    [](const auto& example) { return std::string(example.param.name); });

TEST(TheMonitoringAccount, IsMadeOnlyWhenItIsWantedAndMayOnlyLook)
{
    AccountNames names;
    const auto without = *account_statements(series("mariadb-10.11"), names);
    EXPECT_EQ(without.find("mmm_monitor"), std::string::npos);
    names.monitor = "mmm_monitor";
    const auto with = *account_statements(series("mariadb-10.11"), names);
    EXPECT_NE(
        with.find("CREATE USER 'mmm_monitor'@'%' IDENTIFIED BY <password of mmm_monitor>;\n"
                  "GRANT SLAVE MONITOR ON *.* TO 'mmm_monitor'@'%';\n"),
        std::string::npos);
    names.monitor = names.agent;
    EXPECT_FALSE(account_statements(series("mariadb-10.11"), names));
}

} // namespace
} // namespace mmm::model
