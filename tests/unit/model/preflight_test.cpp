// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/preflight.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace mmm::model {
namespace {

const std::vector<std::string> all_privileges{
    "BINLOG MONITOR",
    "SLAVE MONITOR",
    "PROCESS",
    "RELOAD",
    "REPLICATION SLAVE ADMIN",
    "REPLICATION MASTER ADMIN",
    "READ_ONLY ADMIN",
    "CONNECTION ADMIN",
    "BINLOG ADMIN",
    "EVENT",
    "SUPER"};

PreflightHost good_host(const std::string& name, unsigned number)
{
    const auto id = std::to_string(number);
    PreflightHost host;
    host.name = name;
    host.address = "192.0.2." + id;
    host.is_master = name.front() == 'm';
    host.facts.emplace().identity.server_id = number;
    host.facts->version = "10.11.6-MariaDB";
    host.settings = ServerSettings{
        {{"server_id", id},
         {"log_bin", "ON"},
         {"log_slave_updates", "ON"},
         {"gtid_strict_mode", "ON"},
         {"binlog_format", "ROW"},
         {"sync_binlog", "1"},
         {"innodb_flush_log_at_trx_commit", "1"},
         {"auto_increment_increment", "2"},
         {"auto_increment_offset", id},
         {"replicate_do_db", ""}},
        all_privileges};
    return host;
}

void follow(PreflightHost& host, const std::string& source)
{
    auto& link = host.facts->link.emplace();
    link.source_host = source;
    link.uses_gtid = true;
}

/// A good set: m1 and m2 in a ring, s1 behind m1.
struct Set {
    PreflightHost m1 = good_host("m1", 1);
    PreflightHost m2 = good_host("m2", 2);
    PreflightHost s1 = good_host("s1", 3);

    Set()
    {
        follow(m1, m2.address);
        follow(m2, m1.address);
        follow(s1, m1.address);
    }

    [[nodiscard]] std::vector<std::string> faults_of_m1() const
    {
        std::vector<std::string> lines;
        for (const auto& fault : preflight_faults(m1, {m2, s1})) {
            EXPECT_EQ(fault.host, "m1");
            lines.push_back(fault.text);
        }
        return lines;
    }

    void set(const std::string& variable, const std::string& value)
    {
        m1.settings->variables[variable] = value;
    }
};

TEST(AGoodSet, HasNoFault)
{
    const Set set;

    EXPECT_EQ(set.faults_of_m1(), std::vector<std::string>{});
    EXPECT_TRUE(preflight_faults(set.m2, {set.m1, set.s1}).empty());
    EXPECT_TRUE(preflight_faults(set.s1, {set.m1, set.m2}).empty());
}

TEST(AGoodSet, MayBeSeenByOneHostOnly)
{
    Set set;
    set.m2.facts.reset();
    set.m2.settings.reset();
    set.s1.facts.reset();
    set.s1.settings.reset();

    EXPECT_EQ(set.faults_of_m1(), std::vector<std::string>{});
    EXPECT_TRUE(preflight_faults(set.m1, {}).empty());
}

struct Example {
    const char* name;
    void (*spoil)(Set&);
    const char* expected;
};

class AFault : public testing::TestWithParam<Example> {};

TEST_P(AFault, IsToldWithItsRemedy)
{
    Set set;
    GetParam().spoil(set);

    EXPECT_EQ(set.faults_of_m1(), std::vector<std::string>{GetParam().expected});
}

INSTANTIATE_TEST_SUITE_P(
    OfTheServer,
    AFault,
    testing::Values(
        Example{
            "log_bin",
            [](Set& set) { set.set("log_bin", "OFF"); },
            "log_bin is \"OFF\": without a binary log no other host can follow this one; set "
            "log_bin in my.cnf"},
        Example{
            "log_slave_updates",
            [](Set& set) { set.set("log_slave_updates", "OFF"); },
            "log_slave_updates is \"OFF\": replicated transactions must be in the binary log to be "
            "passed on; set log_slave_updates=ON in my.cnf"},
        Example{
            "gtid_strict_mode",
            [](Set& set) { set.set("gtid_strict_mode", "OFF"); },
            "gtid_strict_mode is \"OFF\": diverging transactions would go unnoticed; set "
            "gtid_strict_mode=ON in my.cnf"},
        Example{
            "server_id",
            [](Set& set) { set.set("server_id", "0"); },
            "server_id is 0: replication needs a number; give each host its own"},
        Example{
            "binlog_format",
            [](Set& set) { set.set("binlog_format", "STATEMENT"); },
            "binlog_format is STATEMENT: statements may replay differently; set binlog_format=ROW "
            "(or MIXED) in my.cnf"},
        Example{
            "sync_binlog",
            [](Set& set) { set.set("sync_binlog", "0"); },
            "sync_binlog is \"0\": a crash of the host loses commits that clients were told of; "
            "set sync_binlog=1 in my.cnf"},
        Example{
            "flush_log",
            [](Set& set) { set.set("innodb_flush_log_at_trx_commit", "2"); },
            "innodb_flush_log_at_trx_commit is \"2\": a crash of the host loses commits that "
            "clients were told of; set innodb_flush_log_at_trx_commit=1 in my.cnf"},
        Example{
            "filter",
            [](Set& set) { set.set("replicate_wild_ignore_table", "tmp.%"); },
            "replicate_wild_ignore_table is \"tmp.%\": a host that filters cannot take over; "
            "remove the filter from my.cnf"}),
    [](const auto& example) { return example.param.name; });

INSTANTIATE_TEST_SUITE_P(
    OfTheAccount,
    AFault,
    testing::Values(
        Example{
            "one_privilege",
            [](Set& set) { std::erase(set.m1.settings->privileges, "READ_ONLY ADMIN"); },
            "the agent's account lacks privileges: READ_ONLY ADMIN; GRANT READ_ONLY ADMIN ON *.* "
            "TO it"},
        Example{
            "two_privileges",
            [](Set& set) {
                std::erase(set.m1.settings->privileges, "PROCESS");
                std::erase(set.m1.settings->privileges, "RELOAD");
            },
            "the agent's account lacks privileges: PROCESS, RELOAD; GRANT PROCESS, RELOAD ON *.* "
            "TO it"}),
    [](const auto& example) { return example.param.name; });

INSTANTIATE_TEST_SUITE_P(
    OfThePlaceAmongOthers,
    AFault,
    testing::Values(
        Example{
            "server_id_clash",
            [](Set& set) { set.s1.facts->identity.server_id = 1; },
            "server_id 1 is used by s1 as well: they would drop each other's transactions; give "
            "each host its own"},
        Example{
            "increment_too_small",
            [](Set& set) { set.set("auto_increment_increment", "1"); },
            "auto_increment_increment is 1 with 2 masters: generated keys could collide after a "
            "failover; set it to 2"},
        Example{
            "offset_too_large",
            [](Set& set) { set.set("auto_increment_offset", "3"); },
            "auto_increment_offset is 3, above auto_increment_increment 2: the server ignores it; "
            "set an offset from 1 to 2"},
        Example{
            "offset_clash",
            [](Set& set) { set.set("auto_increment_offset", "2"); },
            "auto_increment_offset is 2 here and on m2: generated keys could collide after a "
            "failover; give each master its own"},
        Example{
            "virtual_source",
            [](Set& set) { set.m1.facts->link->source_host = "192.0.2.70"; },
            "replicates from 192.0.2.70, which is no host's own address (a virtual address moves "
            "and takes the replica to another binary log); use the address of a host"},
        Example{
            "source_by_position",
            [](Set& set) { set.m1.facts->link->uses_gtid = false; },
            "replicates from 192.0.2.2 by file and position; use CHANGE MASTER TO "
            "MASTER_USE_GTID=slave_pos"}),
    [](const auto& example) { return example.param.name; });

TEST(Privileges, MayBeGrantedAllAtOnce)
{
    Set set;
    set.m1.settings->privileges = {"ALL PRIVILEGES"};

    EXPECT_EQ(set.faults_of_m1(), std::vector<std::string>{});
}

TEST(Privileges, MayHaveTheirNewerNames)
{
    Set set;
    for (auto& privilege : set.m1.settings->privileges) {
        if (privilege == "SLAVE MONITOR") {
            privilege = "REPLICA MONITOR";
        } else if (privilege == "REPLICATION SLAVE ADMIN") {
            privilege = "REPLICATION REPLICA ADMIN";
        }
    }

    EXPECT_EQ(set.faults_of_m1(), std::vector<std::string>{});
}

TEST(ASource, MayBeNamedByTheHostsName)
{
    Set set;
    set.m1.facts->link->source_host = "m2";

    EXPECT_EQ(set.faults_of_m1(), std::vector<std::string>{});
}

TEST(ASlave, MayHaveAnyAutoIncrement)
{
    Set set;
    set.s1.settings->variables["auto_increment_increment"] = "1";
    set.s1.settings->variables["auto_increment_offset"] = "1";

    EXPECT_TRUE(preflight_faults(set.s1, {set.m1, set.m2}).empty());
    EXPECT_EQ(set.faults_of_m1(), std::vector<std::string>{});
}

TEST(ASpoiltHost, HasAllItsFaultsToldInOneRun)
{
    Set set;
    set.s1.facts->identity.server_id = 1;
    set.m1.facts->link->source_host = "192.0.2.70";
    set.m1.facts->link->uses_gtid = false;
    set.m1.settings = ServerSettings{};

    const auto faults = set.faults_of_m1();

    for (const std::string word :
         {"log_bin",
          "log_slave_updates",
          "gtid_strict_mode",
          "sync_binlog",
          "innodb_flush_log_at_trx_commit",
          "auto_increment_increment",
          "BINLOG MONITOR, SLAVE MONITOR, PROCESS, RELOAD",
          "server_id 1",
          "192.0.2.70, which is no host's own address",
          "by file and position"}) {
        EXPECT_TRUE(std::ranges::any_of(faults, [&](const std::string& fault) {
            return fault.find(word) != std::string::npos;
        })) << word;
    }
}

/// The same on MySQL 9.7.
Set mysql_set(const std::string& gtid_mode)
{
    Set set;
    for (auto* host : {&set.m1, &set.m2, &set.s1}) {
        auto& facts = *host->facts;
        facts.family = ServerFamily::mysql;
        facts.version = "9.7.4-2";
        facts.uses_gtid = gtid_mode == "ON";
        facts.link->uses_gtid = facts.uses_gtid;
        facts.identity.uuid =
            "7813ef1f-e5b7-11f1-bf7d-02fc0000000" + std::to_string(facts.identity.server_id);
        auto& variables = host->settings->variables;
        variables.erase("gtid_strict_mode");
        variables["log_replica_updates"] = "ON";
        variables["gtid_mode"] = gtid_mode;
        variables["enforce_gtid_consistency"] = gtid_mode;
        host->settings->privileges = {"ALL PRIVILEGES"};
    }
    return set;
}

TEST(AGoodMysqlHost, HasNoFaultsWithGtidNorWithout)
{
    EXPECT_EQ(mysql_set("ON").faults_of_m1(), std::vector<std::string>{});
    EXPECT_EQ(mysql_set("OFF").faults_of_m1(), std::vector<std::string>{});
}

TEST(AMysqlHost, HasTheFaultsOfItsFamilyTold)
{
    auto set = mysql_set("ON");
    set.set("log_replica_updates", "OFF");
    set.set("enforce_gtid_consistency", "WARN");
    set.m1.facts->link->uses_gtid = false;
    set.m1.facts->identity.uuid = set.s1.facts->identity.uuid;
    set.m1.settings->privileges = {"PROCESS", "USAGE"};
    const auto faults = set.faults_of_m1();

    ASSERT_EQ(faults.size(), 5U);
    EXPECT_TRUE(faults[0].starts_with("log_replica_updates is \"OFF\"")) << faults[0];
    EXPECT_TRUE(faults[1].starts_with("enforce_gtid_consistency is \"WARN\"")) << faults[1];
    EXPECT_NE(faults[2].find("lacks privileges: REPLICATION CLIENT, "), std::string::npos);
    EXPECT_NE(faults[2].find("; GRANT REPLICATION CLIENT, "), std::string::npos) << faults[2];
    EXPECT_NE(faults[3].find("is that of s1 as well"), std::string::npos) << faults[3];
    EXPECT_NE(faults[4].find("use auto position"), std::string::npos) << faults[4];
}

TEST(AMysqlHost, MustNotStayHalfWayToGtids)
{
    const auto faults = mysql_set("ON_PERMISSIVE").faults_of_m1();

    ASSERT_EQ(faults.size(), 1U);
    EXPECT_TRUE(faults[0].starts_with("gtid_mode is \"ON_PERMISSIVE\"")) << faults[0];
}

TEST(AMysqlHost, HasNoParallelWorkersInTheOldestVersion)
{
    auto set = mysql_set("ON");
    set.set("slave_parallel_workers", "4");
    EXPECT_EQ(set.faults_of_m1(), std::vector<std::string>{});

    set.m1.facts->version = "5.6.24-log";
    const auto faults = set.faults_of_m1();

    ASSERT_EQ(faults.size(), 1U);
    EXPECT_TRUE(faults[0].starts_with("slave_parallel_workers is 4")) << faults[0];
}

} // namespace
} // namespace mmm::model
