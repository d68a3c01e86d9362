// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What check_settings() refuses is tested with the real agent: tests/component/mysql.
#include "ocf-agent/mysql/actions.h"
#include "ocf-agent/mysql/observe.h"
#include "ocf-agent/mysql/settings.h"
#include "tests/unit/runtime/variables.h"

#include <gtest/gtest.h>

namespace mmm::mysql {
namespace {

Settings settings(const std::map<std::string, std::string>& values)
{
    std::map<std::string, std::string> variables;
    for (const auto& [name, value] : values) {
        variables["OCF_RESKEY_" + name] = value;
    }
    return settings_of(
        ocf::Parameters::read(agent().parameters, ocf::variables_of(std::move(variables))));
}

TEST(Settings, HaveDefaultsForAllButTheMasters)
{
    const auto defaults = settings({});

    EXPECT_TRUE(defaults.masters.empty());
    EXPECT_EQ(defaults.config, "/etc/mysql/my.cnf");
    EXPECT_EQ(defaults.datadir, "/var/lib/mysql");
    EXPECT_EQ(defaults.socket, "/run/mysqld/mysqld.sock");
    EXPECT_EQ(defaults.pid_file, "/run/mysqld/mysqld.pid");
    EXPECT_EQ(defaults.user, "mysql");
    EXPECT_EQ(defaults.port, 3306U);
    EXPECT_EQ(defaults.agent_user, "mmm_agent");
    EXPECT_EQ(defaults.replication_user, "mmm_replication");
    EXPECT_EQ(defaults.rules.max_backlog, 60);
    EXPECT_EQ(defaults.rules.trap_period, 10);
    EXPECT_EQ(defaults.rules.auto_set_online, 1);
    EXPECT_EQ(defaults.rules.flap_count, 3);
    EXPECT_EQ(defaults.rules.flap_duration, 3600);
    EXPECT_FALSE(defaults.rules.wait_for_masters);
    EXPECT_EQ(defaults.rules.wait_for_other_master, 120);
    EXPECT_TRUE(defaults.ping_ips.empty());
    EXPECT_EQ(defaults.ping_interval, std::chrono::seconds(1));
    EXPECT_EQ(defaults.check_period, std::chrono::seconds(1));
    EXPECT_EQ(defaults.check_timeout, std::chrono::seconds(2));
    EXPECT_EQ(defaults.kill_grace, std::chrono::seconds(3));
}

TEST(PingIps, AreSeparatedByBlanksOrCommas)
{
    const std::vector<std::string> expected{"192.0.2.254", "2001:db8::1"};

    EXPECT_EQ(settings({{"ping_ips", "192.0.2.254 2001:db8::1"}}).ping_ips, expected);
    EXPECT_EQ(settings({{"ping_ips", "192.0.2.254, 2001:db8::1"}}).ping_ips, expected);
}

TEST(TheMode, IsWaitWhenItSaysSo)
{
    EXPECT_TRUE(settings({{"mode", "wait"}}).rules.wait_for_masters);
    EXPECT_FALSE(settings({{"mode", "active"}}).rules.wait_for_masters);
}

TEST(Masters, AreSeparatedByBlanksOrCommas)
{
    const std::vector<std::string> expected{"m1", "m2"};

    EXPECT_EQ(settings({{"masters", "m1 m2"}}).masters, expected);
    EXPECT_EQ(settings({{"masters", " m1,m2 "}}).masters, expected);
    EXPECT_EQ(settings({{"masters", "m1, m2"}}).masters, expected);
}

TEST(Masters, AreRankedByTheirPlace)
{
    const auto given = settings({{"masters", "m2 m1"}});

    EXPECT_EQ(given.rank("m2"), 0);
    EXPECT_EQ(given.rank("m1"), 1);
    EXPECT_TRUE(given.is_master("m1"));
    EXPECT_FALSE(given.is_master("s1"));
    EXPECT_FALSE(given.is_master("M1")) << "host names are as Pacemaker writes them";
}

TEST(AHostMap, HasAnAddressForEachHost)
{
    const auto given = settings({{"host_map", "m1:192.0.2.1; m2:2001:db8::2;\ts1:192.0.2.3;"}});

    EXPECT_EQ(given.host_map.size(), 3U);
    EXPECT_EQ(given.host_map.at("m1"), "192.0.2.1");
    EXPECT_EQ(given.host_map.at("m2"), "2001:db8::2") << "only the first colon separates";
    EXPECT_EQ(given.host_map.at("s1"), "192.0.2.3");
}

TEST(AHostsAddress, IsTakenFromTheHostMapFirst)
{
    const auto address = host_address(settings({{"host_map", "localhost:192.0.2.1"}}), "localhost");

    ASSERT_TRUE(address);
    EXPECT_EQ(*address, "192.0.2.1");
}

TEST(AHostsAddress, IsNeverLoopback)
{
    const auto address = host_address(settings({}), "127.0.0.1");

    ASSERT_FALSE(address);
    EXPECT_EQ(address.error().code, Errc::bad_on_this_host);
    EXPECT_NE(address.error().message.find("host_map"), std::string::npos);
}

TEST(AHostsAddress, MayBeGivenAsTheHostsName)
{
    EXPECT_EQ(*host_address(settings({}), "192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(*host_address(settings({}), "2001:db8::7"), "2001:db8::7");
}

TEST(AHostsAddress, ThatIsNotFoundIsTold)
{
    const auto address = host_address(settings({}), "no such host");

    ASSERT_FALSE(address);
    EXPECT_EQ(address.error().code, Errc::unreachable);
    EXPECT_NE(address.error().message.find("\"no such host\""), std::string::npos);
}

TEST(RunningPeers, AreThoseTheClusterNamesButNotThisHost)
{
    ocf::Environment environment;
    environment.node = "m2";
    environment.lists.all = {"m1", "m2", "s1", "off"};
    environment.lists.active = {"m1", "m2"};
    environment.lists.promoted = {"m1"};
    environment.lists.unpromoted = {"m2"};
    environment.lists.start = {"s1"};

    EXPECT_EQ(running_peers(environment), (std::vector<std::string>{"m1", "s1"}));
}

} // namespace
} // namespace mmm::mysql
