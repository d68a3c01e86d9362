// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/admin_plan.h"
#include "tests/unit/model/a_cluster.h"

#include <gtest/gtest.h>

namespace mmm::model {

namespace {

using Kind = AdminOrder::Kind;

AdminDecision online(const ACluster& cluster, std::string_view host)
{
    return plan_online(cluster.view.status, *view_roles(cluster.view, ""), host);
}

AdminDecision offline(const ACluster& cluster, std::string_view host)
{
    return plan_offline(cluster.view.status, *view_roles(cluster.view, ""), host);
}

std::string sentence(const AdminDecision& decision)
{
    const auto* found = std::get_if<std::string>(&decision);
    return found == nullptr ? "" : *found;
}

ACluster awaiting(std::string_view host)
{
    return ACluster().says(host, "AWAITING_RECOVERY");
}

/// A failed check, as the host reports it.
ACluster& fails(ACluster& cluster, std::string_view host, std::string_view check)
{
    auto& checks = cluster.node(host).attributes["mmm-checks-mysql"];
    const auto at = checks.find(cat(check, "=1"));
    checks.replace(at, check.size() + 2, cat(check, "=0"));
    return cluster;
}

ACluster left(std::string_view host)
{
    ACluster cluster;
    cluster.node(host).online = false;
    cluster.database_stopped(host);
    return cluster;
}

TEST(SetOnline, KnowsTheHostFirst)
{
    EXPECT_EQ(sentence(online({}, "M9")), "ERROR: Unknown host name 'M9'!");
}

TEST(SetOnline, HasNothingToDoForAHostThatIsOnline)
{
    EXPECT_EQ(sentence(online({}, "M2")), "OK: This host is already ONLINE. Skipping command.");
}

TEST(SetOnline, IsForHostsThatWaitForAnOperator)
{
    for (const std::string_view state : {"HARD_OFFLINE", "REPLICATION_FAIL", "REPLICATION_DELAY"}) {
        EXPECT_EQ(
            sentence(online(ACluster().says("M2", state), "M2")),
            cat("ERROR: Host 'M2' is '",
                state,
                "' at the moment. It can't be switched to ONLINE."));
    }
}

TEST(SetOnline, NeedsPingAndMysql)
{
    constexpr auto refusal =
        "ERROR: Checks ping and/or mysql are not ok for host 'M2'. It can't be switched to ONLINE.";
    auto silent = awaiting("M2");
    auto dead = awaiting("M2");

    EXPECT_EQ(sentence(online(fails(silent, "M2", "ping"), "M2")), refusal);
    EXPECT_EQ(sentence(online(fails(dead, "M2", "mysql"), "M2")), refusal);
    EXPECT_EQ(sentence(online(left("M2").ordered("M2", "offline"), "M2")), refusal);
}

TEST(SetOnline, WaitsForThePeersReplication)
{
    constexpr auto refusal =
        "ERROR: Some replication checks failed on peer 'M1'. We can't set 'M2' "
        "online now. Please, wait some time.";
    auto stopped = awaiting("M2");
    auto behind = awaiting("M2");
    auto slave = awaiting("slave1");

    EXPECT_EQ(sentence(online(fails(stopped, "M1", "rep_threads"), "M2")), refusal);
    EXPECT_EQ(sentence(online(fails(behind, "M1", "rep_backlog"), "M2")), refusal);
    EXPECT_EQ(sentence(online(stopped.says("M1", "REPLICATION_FAIL"), "M2")), "");
    EXPECT_EQ(sentence(online(fails(slave, "M1", "rep_threads"), "slave1")), "");
}

TEST(SetOnline, NeedsAHostThatSaysSinceWhenItWaits)
{
    EXPECT_EQ(
        sentence(online(awaiting("M2").without("M2", "mmm-since-mysql"), "M2")),
        "ERROR: Can't reach agent daemon on 'M2'! Can't switch its state!");
}

TEST(SetOnline, EndsTheStayThatTheOperatorSaw)
{
    auto cluster = awaiting("M2");
    cluster.node("M2").attributes["mmm-since-mysql"] = "1763719300";

    EXPECT_EQ(
        std::get<AdminPlan>(online(cluster, "M2")),
        (AdminPlan{"M2", {Kind::online, 1763719300}, std::nullopt}));
    EXPECT_EQ(
        std::get<AdminPlan>(
            online(ACluster().says("M2", "ADMIN_OFFLINE").ordered("M2", "offline"), "M2")),
        (AdminPlan{"M2", {Kind::online, 1763719200}, std::nullopt}));
}

TEST(SetOnline, DoesNotEndWhatAnotherCommandDid)
{
    ACluster standby;
    standby.node("M2").standby = true;
    standby.database_stopped("M2");
    ACluster banned;
    banned.view.status.bans.push_back(
        {.constraint = "cli-ban-mysql-clone-on-M2",
         .resource = "mysql-clone",
         .node = "M2",
         .absolute = true});

    EXPECT_EQ(
        sentence(online(standby, "M2")),
        "ERROR: Host 'M2' is 'ADMIN_OFFLINE' because its node is in standby. End that with 'pcs "
        "node "
        "unstandby M2'.");
    EXPECT_EQ(
        sentence(online(banned, "M2")),
        "ERROR: Host 'M2' is 'ADMIN_OFFLINE' because the database is banned from it. End that with "
        "'pcs resource clear mysql-clone M2'.");
}

TEST(SetOffline, RefusesInMmmsWords)
{
    EXPECT_EQ(sentence(offline({}, "M9")), "ERROR: Unknown host name 'M9'!");
    EXPECT_EQ(
        sentence(offline(ACluster().ordered("M2", "offline"), "M2")),
        "OK: This host is already ADMIN_OFFLINE. Skipping command.");
    EXPECT_EQ(
        sentence(offline(awaiting("M2"), "M2")),
        "ERROR: Host 'M2' is 'AWAITING_RECOVERY' at the moment. It can't be switched to "
        "ADMIN_OFFLINE.");
    EXPECT_EQ(
        sentence(offline(left("M2"), "M2")),
        "ERROR: Host 'M2' is 'HARD_OFFLINE' at the moment. It can't be switched to ADMIN_OFFLINE.");
}

TEST(SetOffline, IsForOnlineHostsAndThoseWhoseReplicationIsNotWell)
{
    for (const std::string_view state : {"ONLINE", "REPLICATION_FAIL", "REPLICATION_DELAY"}) {
        EXPECT_EQ(
            std::get<AdminPlan>(offline(ACluster().says("M1", state), "M1")),
            (AdminPlan{"M1", {Kind::offline, 0}, std::nullopt}));
    }
}

TEST(SetOffline, OfTheWriterInManualLetsTheBestOtherMasterHaveTheRole)
{
    EXPECT_EQ(std::get<AdminPlan>(offline(ACluster().pinned({"M1"}), "M1")).pin, "M2");
    EXPECT_EQ(std::get<AdminPlan>(offline(ACluster().pinned({"M1"}), "M2")).pin, std::nullopt);
    EXPECT_EQ(
        std::get<AdminPlan>(offline(ACluster().pinned({"M1"}).scored("M2", -1000000), "M1")).pin,
        std::nullopt);
}

TEST(AnOrder, NeedsQuorum)
{
    auto cluster = awaiting("slave1");
    cluster.view.status.quorate = false;

    EXPECT_EQ(
        sentence(offline(cluster, "M2")),
        "ERROR: Can't switch state of host 'M2': this part of the cluster has no quorum.");
    EXPECT_EQ(
        sentence(online(cluster, "slave1")),
        "ERROR: Can't switch state of host 'slave1': this part of the cluster has no quorum.");
}

std::string missing(const ACluster& cluster, const AdminPlan& plan)
{
    return find_missing(plan, *view_roles(cluster.view, ""));
}

TEST(AnOrder, IsFollowedWhenTheHostIsOnline)
{
    const AdminPlan plan{"M2", {Kind::online, 1763719200}, std::nullopt};
    auto cluster = awaiting("M2");
    cluster.node("M2").attributes["mmm-reason-mysql"] = "waits for its replication";

    EXPECT_EQ(missing({}, plan), "");
    EXPECT_EQ(missing(cluster, plan), "it is AWAITING_RECOVERY: waits for its replication");
}

TEST(AnOrder, IsFollowedWhenTheHostHasNoRoleAndSaysThatItIsOffline)
{
    const AdminPlan plan{"M1", {Kind::offline, 0}, std::nullopt};
    auto cluster = ACluster().ordered("M1", "offline");

    EXPECT_EQ(missing({}, plan), "it is ONLINE");
    EXPECT_EQ(missing(cluster, plan), "it still has reader(192.168.0.72), writer(192.168.0.70)");
    cluster.instance("reader", 1).nodes = {"M2"};
    cluster.instance("writer").nodes = {};
    EXPECT_EQ(missing(cluster, plan), "it is still promoted");
    cluster.writer_on("M2");
    EXPECT_EQ(missing(cluster, plan), "it has not stopped replicating yet");
    cluster.says("M1", "ADMIN_OFFLINE");
    EXPECT_EQ(missing(cluster, plan), "");
}

TEST(AnOrder, InPassiveMovesNoRole)
{
    EXPECT_EQ(
        missing(
            ACluster().ordered("M1", "offline").managed(false),
            AdminPlan{"M1", {Kind::offline, 0}, std::nullopt}),
        "");
}

TEST(AnOrder, IsToldInMmmsSentences)
{
    const AdminPlan on{"M1", {Kind::online, 1}, std::nullopt};
    const AdminPlan off{"M1", {Kind::offline, 0}, std::nullopt};

    EXPECT_EQ(
        ordered_reply(on),
        "OK: State of 'M1' changed to ONLINE. Now you can wait some time and check its new roles!");
    EXPECT_EQ(
        ordered_reply(off),
        "OK: State of 'M1' changed to ADMIN_OFFLINE. Now you can wait some time and check all "
        "roles!");
    EXPECT_EQ(
        not_followed_reply(off, "it is still promoted (not within 60 s)"),
        "ERROR: State of 'M1' was ordered to be ADMIN_OFFLINE, but it is still promoted (not "
        "within "
        "60 s). The order stays; look again with 'mmm_control show' and 'mmm_control why'.");
    EXPECT_EQ(
        not_ordered_reply(on, "could not set it"),
        "ERROR: Can't switch state of host 'M1': could not set it.");
}

} // namespace

} // namespace mmm::model
