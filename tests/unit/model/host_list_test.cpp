// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/host_list.h"
#include "tests/unit/model/a_cluster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mmm::model {

namespace {

using ::testing::ElementsAre;
using ::testing::Field;

std::vector<Host> hosts(const ACluster& cluster)
{
    return list_hosts(cluster.view, cluster.view.configuration.resources.front());
}

Host host(const ACluster& cluster, std::string_view name)
{
    const auto all = hosts(cluster);
    const auto found = std::ranges::find(all, name, &Host::name);
    return found == all.end() ? Host{} : *found;
}

HostState state(const ACluster& cluster, std::string_view name)
{
    return host(cluster, name).state;
}

TEST(AHostList, IsInByteOrderOfNames)
{
    EXPECT_THAT(
        hosts({}),
        ElementsAre(
            Field(&Host::name, "M1"), Field(&Host::name, "M2"), Field(&Host::name, "slave1")));
}

TEST(AHostList, LeavesOutRemoteAndGuestNodes)
{
    ACluster cluster;
    cluster.node("slave1").member = false;

    EXPECT_THAT(hosts(cluster), ElementsAre(Field(&Host::name, "M1"), Field(&Host::name, "M2")));
}

TEST(AHostList, LeavesOutANodeThatNeverRunsTheDatabase)
{
    ACluster cluster;
    cluster.view.configuration.locations.push_back(
        {.id = "location-mysql-clone-slave1--INFINITY",
         .resource = "mysql-clone",
         .node = "slave1",
         .never = true});
    EXPECT_EQ(hosts(cluster).size(), 3U) << "it still runs there";

    cluster.database_stopped("slave1");
    EXPECT_THAT(hosts(cluster), ElementsAre(Field(&Host::name, "M1"), Field(&Host::name, "M2")));
}

TEST(AHostList, KnowsMastersByTheParameterOfThatName)
{
    ACluster cluster;
    cluster.view.configuration.resources.front().parameters["masters"] = "M2, slave1";

    EXPECT_EQ(host(cluster, "M1").mode, HostMode::slave);
    EXPECT_EQ(host(cluster, "M2").mode, HostMode::master);
    EXPECT_EQ(host(cluster, "slave1").mode, HostMode::master);
}

TEST(AHostList, TakesTheAddressThatTheHostReports)
{
    ACluster cluster;
    cluster.view.configuration.resources.front().parameters["host_map"] = "M1:10.0.0.1";

    EXPECT_EQ(host(cluster, "M1").address, "192.168.0.65");
}

TEST(AHostList, TakesTheAddressOfAnAbsentHostFromTheHostMap)
{
    ACluster cluster;
    cluster.without("M1", "mmm-address-mysql").without("M2", "mmm-address-mysql");
    cluster.view.configuration.resources.front().parameters["host_map"] =
        "slave1:10.0.0.3;M1:2001:db8::1";

    EXPECT_EQ(host(cluster, "M1").address, "2001:db8::1");
    EXPECT_EQ(host(cluster, "M2").address, "") << "to be resolved";
}

TEST(AHostList, ReadsScoreReasonAndPromotion)
{
    ACluster cluster;
    cluster.node("M2").attributes["mmm-reason-mysql"] = "replication is behind";

    EXPECT_EQ(host(cluster, "M1").promotion_score, 1000);
    EXPECT_TRUE(host(cluster, "M1").promoted);
    EXPECT_FALSE(host(cluster, "M2").promoted);
    EXPECT_EQ(host(cluster, "M2").reason, "replication is behind");
    EXPECT_EQ(host(cluster, "slave1").promotion_score, std::nullopt);
}

// -------------------------------------------------------------------------------------------
// states

TEST(AHostsState, IsWhatTheHostReports)
{
    ACluster cluster;
    cluster.says("M2", "REPLICATION_DELAY");

    EXPECT_EQ(state(cluster, "M1"), HostState::online);
    EXPECT_EQ(state(cluster, "M2"), HostState::replication_delay);
}

TEST(AHostsState, IsAwaitingRecoveryBeforeItsFirstReport)
{
    ACluster cluster;
    cluster.without("M2", "mmm-state-mysql");

    EXPECT_EQ(state(cluster, "M2"), HostState::awaiting_recovery);
}

TEST(AHostsState, IsUnknownForAWordThatNobodyKnows)
{
    EXPECT_EQ(state(ACluster().says("M2", "SPLENDID"), "M2"), HostState::unknown);
}

TEST(AHostsState, IsHardOfflineOutsideTheCluster)
{
    ACluster offline;
    offline.node("M2").online = false;
    ACluster unclean;
    unclean.node("M2").unclean = true;
    ACluster pending;
    pending.node("M2").pending = true;

    EXPECT_EQ(state(offline, "M2"), HostState::hard_offline);
    EXPECT_EQ(state(unclean, "M2"), HostState::hard_offline) << "whatever it last said";
    EXPECT_EQ(state(pending, "M2"), HostState::hard_offline);
    EXPECT_FALSE(host(pending, "M2").reachable);
}

TEST(AHostsState, IsHardOfflineWithoutARunningDatabase)
{
    EXPECT_EQ(state(ACluster().database_stopped("M2"), "M2"), HostState::hard_offline);
}

TEST(AHostsState, IsHardOfflineWhileTheDatabaseStarts)
{
    ACluster cluster;
    cluster.database("M2").role = InstanceRole::starting;

    EXPECT_EQ(state(cluster, "M2"), HostState::hard_offline);
}

TEST(AHostsState, IsHardOfflineWhenTheClusterHoldsTheDatabaseForFailed)
{
    ACluster cluster;
    cluster.database("M2").failed = true;

    EXPECT_EQ(state(cluster, "M2"), HostState::hard_offline);
}

TEST(AHostsState, IsAdminOfflineInStandby)
{
    ACluster cluster;
    cluster.node("M2").standby = true;
    cluster.database_stopped("M2");

    EXPECT_EQ(state(cluster, "M2"), HostState::admin_offline);
}

TEST(AHostsState, IsAdminOfflineWhenTheOperatorBannedTheDatabase)
{
    ACluster cluster;
    cluster.view.status.bans.push_back(
        {.constraint = "cli-ban-mysql-clone-on-M2",
         .resource = "mysql-clone",
         .node = "M2",
         .absolute = true});

    EXPECT_EQ(state(cluster, "M2"), HostState::admin_offline);
    EXPECT_EQ(state(cluster, "M1"), HostState::online);
}

TEST(AHostsState, DoesNotChangeWithABanOfThePromotedRoleOrOfOtherResources)
{
    ACluster cluster;
    cluster.view.status.bans = {
        {.constraint = "cli-ban-mysql-clone-on-M2",
         .resource = "mysql-clone",
         .node = "M2",
         .absolute = true,
         .promoted_only = true},
        {.constraint = "cli-ban-reader-clone-on-M2",
         .resource = "reader-clone",
         .node = "M2",
         .absolute = true},
        {.constraint = "location-rule", .resource = "mysql-clone", .node = "M2", .absolute = true}};

    EXPECT_EQ(state(cluster, "M2"), HostState::online);
}

TEST(AHostsState, OfAStandbyHostThatIsLostIsHardOffline)
{
    ACluster cluster;
    cluster.node("M2").standby = true;
    cluster.node("M2").online = false;

    EXPECT_EQ(state(cluster, "M2"), HostState::hard_offline);
}

// -------------------------------------------------------------------------------------------
// checks

TEST(ShownChecks, AreThoseTheHostReports)
{
    const auto checks = shown_checks(host({}, "M1"));

    EXPECT_EQ(checks.size(), 4U);
    EXPECT_EQ(checks.find("rep_backlog")->second, (Check{true, 1763719200, "OK: Backlog is null"}));
}

TEST(ShownChecks, OfALostHostTellWhenItWasFenced)
{
    ACluster cluster;
    cluster.node("M1").online = false;
    cluster.node("M1").attributes.clear();
    cluster.view.configuration.resources.front().parameters["host_map"] = "M1:192.168.0.65";
    cluster.view.status.fencing = {
        {.node = "M1", .success = false, .completed = 1763719999},
        {.node = "M1", .success = true, .completed = 1763719500},
        {.node = "M1", .success = true, .completed = 1763710000},
        {.node = "M2", .success = true, .completed = 1763719800}};

    const auto checks = shown_checks(host(cluster, "M1"));

    EXPECT_EQ(
        checks.find("ping")->second,
        (Check{false, 1763719500, "ERROR: Could not ping 192.168.0.65"}));
    EXPECT_EQ(
        checks.find("mysql")->second,
        (Check{false, 1763719500, "ERROR: Host is not a member of the cluster"}));
    EXPECT_EQ(
        checks.find("rep_threads")->second,
        (Check{false, 1763719500, "UNKNOWN: No report of the host"}));
}

TEST(ShownChecks, OfALostHostForgetWhatItSaidBefore)
{
    ACluster cluster;
    cluster.node("M1").unclean = true;

    const auto checks = shown_checks(host(cluster, "M1"));

    EXPECT_FALSE(checks.find("mysql")->second.ok);
    EXPECT_EQ(checks.find("mysql")->second.since, 0) << "nobody knows yet";
}

TEST(ShownChecks, DoNotBelieveAStoppedServer)
{
    ACluster cluster;
    cluster.database_stopped("M2");
    cluster.failed("mysql", "monitor", "M2", "died");
    cluster.view.status.stops = {{"mysql", "M2", 1763719400}, {"mysql", "M1", 1763719900}};

    const auto checks = shown_checks(host(cluster, "M2"));

    EXPECT_EQ(checks.find("mysql")->second, (Check{false, 1763719400, "ERROR: Server is stopped"}));
    EXPECT_EQ(checks.find("ping")->second, (Check{true, 1763719200, "OK"}));
    EXPECT_EQ(checks.find("rep_threads")->second, (Check{true, 1763719200, "OK"}));
}

TEST(ShownChecks, KeepTheReasonThatAStoppedServersHostGave)
{
    ACluster cluster;
    cluster.database_stopped("M2");
    cluster.node("M2").attributes["mmm-checks-mysql"] = "mysql=0,1763719350,ERROR: Killed";

    EXPECT_EQ(
        shown_checks(host(cluster, "M2")).find("mysql")->second,
        (Check{false, 1763719350, "ERROR: Killed"}));
}

TEST(ShownChecks, OfAHostWithoutAReportAreUnknownButForItsPresence)
{
    ACluster cluster;
    cluster.without("M2", "mmm-checks-mysql");

    const auto checks = shown_checks(host(cluster, "M2"));

    EXPECT_EQ(checks.find("ping")->second, (Check{true, 0, "OK"}));
    EXPECT_EQ(checks.find("mysql")->second, (Check{false, 0, "UNKNOWN: No report of the host"}));
}

} // namespace

} // namespace mmm::model
