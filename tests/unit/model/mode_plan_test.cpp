// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/mode_plan.h"
#include "tests/unit/model/a_cluster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mmm::model {

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using enum MonitorMode;

constexpr auto waiting = "waits for the other master";

ModeDecision decide(const ACluster& cluster, MonitorMode wanted)
{
    return plan_mode(cluster.view, *view_roles(cluster.view, ""), wanted);
}

std::string refusal(const ACluster& cluster, MonitorMode wanted)
{
    const auto decision = decide(cluster, wanted);
    const auto* sentence = std::get_if<std::string>(&decision);
    return sentence == nullptr ? "" : *sentence;
}

ModePlan plan(const ACluster& cluster, MonitorMode wanted)
{
    const auto decision = decide(cluster, wanted);
    const auto* found = std::get_if<ModePlan>(&decision);
    EXPECT_NE(found, nullptr) << refusal(cluster, wanted);
    return found == nullptr ? ModePlan{} : *found;
}

ACluster waiting_masters()
{
    ACluster cluster;
    for (const std::string_view host : {"M1", "M2"}) {
        cluster.says(host, "AWAITING_RECOVERY").node(host).attributes["mmm-reason-mysql"] = waiting;
        cluster.database(host).role = InstanceRole::unpromoted;
    }
    cluster.node("M2").attributes["mmm-since-mysql"] = "1763719333";
    return cluster;
}

TEST(TheMode, IsAlreadyThere)
{
    EXPECT_EQ(refusal({}, active), "OK: Already in active mode.");
    EXPECT_EQ(refusal(ACluster().pinned({"M1"}), manual), "OK: Already in manual mode.");
    EXPECT_EQ(refusal(ACluster().managed(false), passive), "OK: Already in passive mode.");
}

TEST(SetPassive, LetsGoOfOurResourcesOnlyAndOfTheDatabaseFirst)
{
    ACluster cluster;
    cluster.define("webserver", "", "ocf:heartbeat:apache", {});

    const auto found = plan(cluster, passive);

    EXPECT_THAT(
        found.changes,
        ElementsAre(
            ManagedChange{"mysql", false},
            ManagedChange{"reader", false},
            ManagedChange{"writer", false}));
    EXPECT_FALSE(found.pin);
}

TEST(SetPassive, DoesTheRestOfOneThatWasKilled)
{
    const auto cluster = ACluster().manage("mysql", false);

    EXPECT_EQ(view_roles(cluster.view, "")->mode, passive);
    EXPECT_EQ(
        view_roles(cluster.view, "")->cause,
        "Resource mysql-clone is unmanaged (is-managed=false).");
    EXPECT_THAT(
        plan(cluster, passive).changes,
        ElementsAre(ManagedChange{"reader", false}, ManagedChange{"writer", false}));
}

TEST(SetPassive, KeepsItsWordWhenTheClustersMaintenanceEnds)
{
    ACluster cluster;
    cluster.view.status.maintenance_mode = true;

    EXPECT_EQ(plan(cluster, passive).changes.size(), 3U);
}

TEST(SetActive, TakesUpTheAddressesFirst)
{
    const auto found = plan(ACluster().managed(false), active);

    EXPECT_THAT(
        found.changes,
        ElementsAre(
            ManagedChange{"writer", true},
            ManagedChange{"reader", true},
            ManagedChange{"mysql", true}));
}

TEST(SetActive, DoesTheRestOfOneThatWasKilled)
{
    EXPECT_THAT(
        plan(ACluster().manage("reader", false), active).changes,
        ElementsAre(ManagedChange{"reader", true}));
    EXPECT_THAT(
        plan(ACluster().set_ip("writer", "M2"), active).moves,
        ElementsAre(RoleMove{"writer", "M2"}));
}

TEST(SetActive, EndsManual)
{
    const auto found = plan(ACluster().pinned({"M1"}), active);

    ASSERT_TRUE(found.pin);
    EXPECT_THAT(*found.pin, IsEmpty());
}

TEST(SetActive, LetsTheMastersGoOnThatWaitForEachOther)
{
    const auto cluster = waiting_masters();
    EXPECT_EQ(view_roles(cluster.view, "")->mode, wait);

    EXPECT_THAT(
        plan(cluster, active).orders,
        ElementsAre(OnlineOrder{"M1", 1763719200}, OnlineOrder{"M2", 1763719333}));
}

TEST(SetActive, MovesWhatWasSetInPassive)
{
    EXPECT_THAT(
        plan(ACluster().managed(false).set_ip("writer", "M2"), active).moves,
        ElementsAre(RoleMove{"writer", "M2"}));
}

TEST(SetManual, PinsTheWriterToItsHost)
{
    EXPECT_EQ(plan({}, manual).pin, std::vector<std::string>{"M1"});
}

TEST(SetManual, AlsoEndsPassive)
{
    const auto found = plan(ACluster().managed(false), manual);

    EXPECT_EQ(found.pin, std::vector<std::string>{"M1"});
    EXPECT_EQ(found.changes.size(), 3U);
}

TEST(SetManual, ClosesWhatAKilledMoveLeftOpen)
{
    const auto cluster = ACluster().pinned({"M1", "M2"}).writer_on("M2");

    EXPECT_EQ(plan(cluster, manual).pin, std::vector<std::string>{"M2"});
}

TEST(SetManual, NeedsAWriterThatCouldStayIt)
{
    ACluster cluster;
    cluster.database("M1").role = InstanceRole::unpromoted;

    EXPECT_EQ(
        refusal(cluster, manual),
        "ERROR: Can't switch into manual mode: no host is the writer now, so there is none that "
        "could stay it.");
    EXPECT_EQ(refusal(cluster.pinned({"M1"}), manual), "OK: Already in manual mode.");
}

TEST(AMode, IsNotSwitchedWithoutQuorum)
{
    ACluster cluster;
    cluster.view.status.quorate = false;

    for (const auto wanted : {active, manual, passive}) {
        EXPECT_THAT(
            refusal(cluster, wanted),
            ::testing::EndsWith(" mode: this part of the cluster has no quorum."));
    }
}

TEST(AMode, CannotBeLeftWhenTheWholeClusterIsInMaintenance)
{
    ACluster cluster;
    cluster.view.status.maintenance_mode = true;

    EXPECT_EQ(
        refusal(cluster, active),
        "ERROR: Can't switch into active mode: the cluster is in maintenance mode, which is not "
        "ours "
        "to end. End it with 'pcs property set maintenance-mode=false'.");
}

std::string missing(const ACluster& cluster, MonitorMode wanted)
{
    ModePlan wanted_plan;
    wanted_plan.wanted = wanted;
    return find_missing(wanted_plan, cluster.view, *view_roles(cluster.view, ""));
}

TEST(ASwitch, IsDoneWhenTheClusterShowsIt)
{
    EXPECT_EQ(missing({}, active), "");
    EXPECT_EQ(missing(ACluster().pinned({"M1"}), manual), "");
    EXPECT_EQ(missing(ACluster().managed(false), passive), "");

    EXPECT_EQ(
        missing(ACluster().pinned({"M1"}), active),
        "the constraint mmm-manual-mysql is still there");
    EXPECT_EQ(missing({}, manual), "the constraint mmm-manual-mysql is not there");
    EXPECT_EQ(
        missing(ACluster().manage("reader", false), active), "resource reader is still unmanaged");
    EXPECT_EQ(missing(ACluster().manage("mysql", false), passive), "resource reader is managed");
    EXPECT_EQ(missing(waiting_masters(), active), "a master still waits for the other one");
}

TEST(ASwitch, IsToldInMmmsSentences)
{
    EXPECT_EQ(switched_reply(active), "OK: Switched into active mode.");
    EXPECT_EQ(switched_reply(manual), "OK: Switched into manual mode.");
    EXPECT_EQ(switched_reply(passive), "OK: Switched into passive mode.");
    EXPECT_EQ(
        not_switched_reply(passive, "resource reader is managed"),
        "ERROR: Can't switch into passive mode: resource reader is managed. Try again, it does "
        "what "
        "is left.");
    EXPECT_EQ(
        switched_without_move_reply(active, "ERROR: Unknown host name 'M7'!"),
        "ERROR: Switched into active mode, but not all that set_ip set: Unknown host name 'M7'!");
}

struct IpCase {
    const char* address;
    const char* host;
    const char* reply;
};

class SetIp : public ::testing::TestWithParam<IpCase> {};

TEST_P(SetIp, RefusesInMmmsOrderAndWords)
{
    const auto cluster = ACluster().managed(false).says("M2", "REPLICATION_FAIL");

    const auto decision = plan_ip(
        cluster.view.status, *view_roles(cluster.view, ""), GetParam().address, GetParam().host);

    ASSERT_TRUE(std::holds_alternative<std::string>(decision));
    EXPECT_EQ(std::get<std::string>(decision), GetParam().reply);
}

INSTANTIATE_TEST_SUITE_P(
    All,
    SetIp,
    ::testing::Values(
        IpCase{"192.168.0.99", "M9", "ERROR: Unknown ip '192.168.0.99'!"},
        IpCase{"192.168.0.70", "M9", "ERROR: Unknown host name 'M9'!"},
        IpCase{
            "192.168.0.70",
            "slave1",
            "ERROR: Host 'slave1' can't handle role 'writer'. Following hosts could: M1, M2"},
        IpCase{
            "192.168.0.70",
            "M2",
            "ERROR: Host 'M2' is 'REPLICATION_FAIL' at the moment. Can't move role with ip "
            "'192.168.0.70' there."},
        IpCase{
            "192.168.0.72",
            "slave1",
            "ERROR: Can't set role 'reader(192.168.0.72)' to host 'slave1': the cluster itself "
            "spreads the addresses of a balanced role."},
        IpCase{"192.168.0.72", "M1", "OK: Set role 'reader(192.168.0.72)' to host 'M1'."}));

TEST(SetIp, IsForPassiveModeOnly)
{
    const ACluster cluster;
    const auto decision =
        plan_ip(cluster.view.status, *view_roles(cluster.view, ""), "192.168.0.99", "M9");

    EXPECT_EQ(
        std::get<std::string>(decision), "ERROR: This command is only allowed in passive mode");
}

TEST(SetIp, RemembersTheHostAndForgetsItWhenTheAddressIsThereAnyway)
{
    const auto cluster = ACluster().managed(false).set_ip("writer", "M2");
    const auto roles = *view_roles(cluster.view, "");

    EXPECT_EQ(
        std::get<IpPlan>(plan_ip(cluster.view.status, roles, "192.168.0.70", "M2")),
        (IpPlan{"writer", "writer", "192.168.0.70", "M2"}));
    EXPECT_EQ(std::get<IpPlan>(plan_ip(cluster.view.status, roles, "192.168.0.70", "M1")).host, "");
    EXPECT_EQ(
        set_reply("writer", "192.168.0.70", "M2"),
        "OK: Set role 'writer(192.168.0.70)' to host 'M2'.");
}

TEST(SetIp, ShowsInPassiveWhereTheRoleWillBe)
{
    auto cluster = ACluster().managed(false).set_ip("writer", "M2");
    EXPECT_THAT(
        roles_on(*view_roles(cluster.view, ""), "M2"),
        ElementsAre("reader(192.168.0.71)", "writer(192.168.0.70)"));
    EXPECT_THAT(roles_on(*view_roles(cluster.view, ""), "M1"), ElementsAre("reader(192.168.0.72)"));

    cluster.managed(true);
    EXPECT_THAT(
        roles_on(*view_roles(cluster.view, ""), "M1"),
        ElementsAre("reader(192.168.0.72)", "writer(192.168.0.70)"));
}

} // namespace

} // namespace mmm::model
