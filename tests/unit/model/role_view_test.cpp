// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/role_view.h"
#include "tests/unit/model/a_cluster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mmm::model {

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

RoleView seen(const ACluster& cluster, std::string_view name = {})
{
    auto view = view_roles(cluster.view, name);
    EXPECT_TRUE(view) << view.error().message;
    return view ? *view : RoleView{};
}

TEST(ARoleView, KnowsTheWriterByItsColocationWithThePromotedDatabase)
{
    const auto view = seen({});

    ASSERT_NE(view.find_role("writer"), nullptr);
    EXPECT_TRUE(view.find_role("writer")->exclusive);
    EXPECT_TRUE(view.find_role("writer")->follows_promoted);
    EXPECT_EQ(view.find_role("writer")->holder(), "M1");
    EXPECT_FALSE(view.find_role("reader")->exclusive);
    EXPECT_FALSE(view.find_role("reader")->follows_promoted);
}

TEST(ARoleView, KnowsAnExclusiveRoleThatFollowsNobody)
{
    ACluster cluster;
    cluster.view.configuration.colocations.front().with_promoted = false;

    EXPECT_FALSE(seen(cluster).find_role("writer")->follows_promoted);
}

TEST(ARoleView, TakesAnAntiColocationForNoWriter)
{
    ACluster cluster;
    cluster.view.configuration.colocations.front().together = false;

    EXPECT_FALSE(seen(cluster).find_role("writer")->follows_promoted);
}

TEST(ARoleView, FindsTheWriterInAGroupThatIsColocated)
{
    ACluster cluster;
    cluster.view.configuration.colocations.front().resource = "front";
    cluster.view.configuration.resources.back().group = "front";

    EXPECT_TRUE(seen(cluster).find_role("writer")->follows_promoted);
}

TEST(ARoleView, GivesInstanceITheIthAddress)
{
    const auto view = seen({});

    EXPECT_THAT(roles_on(view, "M1"), ElementsAre("reader(192.168.0.72)", "writer(192.168.0.70)"));
    EXPECT_THAT(roles_on(view, "M2"), ElementsAre("reader(192.168.0.71)"));
    EXPECT_THAT(roles_on(view, "slave1"), ElementsAre("reader(192.168.0.73)"));
}

TEST(ARoleView, SortsAddressesAsTextLikeMmm)
{
    ACluster cluster;
    cluster.view.configuration.resources[1].parameters["ip"] = "192.168.0.9,192.168.0.72/24";
    cluster.instance("reader", 0).nodes = {"M2"};
    cluster.instance("reader", 1).nodes = {"M2"};

    EXPECT_THAT(
        roles_on(seen(cluster), "M2"), ElementsAre("reader(192.168.0.72)", "reader(192.168.0.9)"));
}

TEST(ARoleView, ShowsAllAddressesOfAPrimitiveWithSeveral)
{
    ACluster cluster;
    cluster.view.configuration.resources.back().parameters["ip"] = "192.168.0.70 2001:db8::70/64";

    EXPECT_THAT(
        roles_on(seen(cluster), "M1"),
        ElementsAre("reader(192.168.0.72)", "writer(192.168.0.70)", "writer(2001:db8::70)"));
}

TEST(ARoleView, ShowsNoAddressThatIsOnlyBeingStarted)
{
    ACluster cluster;
    cluster.instance("writer").role = InstanceRole::starting;

    EXPECT_THAT(roles_on(seen(cluster), "M1"), ElementsAre("reader(192.168.0.72)"));
    EXPECT_EQ(seen(cluster).find_role("writer")->holder(), "");
}

TEST(ARoleView, ShowsAnAddressUntilItIsStopped)
{
    ACluster cluster;
    cluster.instance("writer").role = InstanceRole::stopping;

    EXPECT_EQ(seen(cluster).find_role("writer")->holder(), "M1");
}

TEST(ARoleView, IgnoresAnInstanceWithoutAnAddress)
{
    ACluster cluster;
    cluster.view.configuration.resources[1].parameters["ip"] = "192.168.0.71";

    EXPECT_THAT(roles_on(seen(cluster), "slave1"), IsEmpty());
}

TEST(ARoleView, IsPassiveInMaintenanceMode)
{
    ACluster cluster;
    cluster.view.status.maintenance_mode = true;

    EXPECT_EQ(seen(cluster).mode, MonitorMode::passive);
    EXPECT_EQ(seen(cluster).cause, "The cluster is in maintenance mode (maintenance-mode=true).");
}

TEST(ARoleView, IsPassiveWhenOneOfItsResourcesIsUnmanaged)
{
    ACluster cluster;
    cluster.instance("reader", 1).managed = false;

    EXPECT_EQ(seen(cluster).mode, MonitorMode::passive);
    EXPECT_EQ(seen(cluster).cause, "Resource reader-clone is unmanaged (is-managed=false).");
}

TEST(ARoleView, StaysActiveWhenOthersResourcesAreUnmanaged)
{
    ACluster cluster;
    cluster.add_instance("webserver", std::nullopt, "", "M1");
    cluster.instance("webserver").managed = false;

    EXPECT_EQ(seen(cluster).mode, MonitorMode::active);
}

TEST(ARoleView, StaysActiveButWarnsOfAHostInMaintenance)
{
    ACluster cluster;
    cluster.node("M2").maintenance = true;
    cluster.database("M2").managed = false;

    EXPECT_EQ(seen(cluster).mode, MonitorMode::active);
    EXPECT_THAT(seen(cluster).warnings, ElementsAre("host M2 is in maintenance"));
}

TEST(ARoleView, WarnsOfNothingWhenAllIsWell)
{
    EXPECT_THAT(seen({}).warnings, IsEmpty());
}

TEST(ARoleView, WarnsOfWhatIsDangerousBeforeWhatIsDown)
{
    ACluster cluster;
    cluster.view.status.quorate = false;
    cluster.view.status.stonith_enabled = false;
    cluster.instance("writer").blocked = true;
    cluster.node("slave1").online = false;
    cluster.node("M2").unclean = true;

    EXPECT_THAT(
        seen(cluster).warnings,
        ElementsAre(
            "this part of the cluster has no quorum",
            "fencing is off (stonith-enabled=false)",
            "resource writer is blocked on M1 and needs an operator",
            "agent on host M2 is not reachable",
            "agent on host slave1 is not reachable"));
}

// ------------------------------------------------------------------ which database, when several

TEST(AChoiceOfDatabase, FailsWithoutOne)
{
    ACluster cluster;
    cluster.view.configuration.resources.erase(cluster.view.configuration.resources.begin());

    const auto view = view_roles(cluster.view, "");

    ASSERT_FALSE(view);
    EXPECT_EQ(view.error().code, Errc::bad_on_this_host);
    EXPECT_EQ(
        view.error().message, "no resource of type ocf:mmm:mysql is configured in this cluster");
}

TEST(AChoiceOfDatabase, AcceptsTheNamesOfResourceCloneAndCluster)
{
    EXPECT_EQ(seen({}, "mysql").database, "mysql");
    EXPECT_EQ(seen({}, "mysql-clone").database_clone, "mysql-clone");
    EXPECT_EQ(seen({}, "lab").database, "mysql");
}

TEST(AChoiceOfDatabase, RefusesAnyOtherName)
{
    const auto view = view_roles(ACluster().view, "production");

    ASSERT_FALSE(view);
    EXPECT_EQ(
        view.error().message,
        "\"production\" is neither this cluster (\"lab\") nor a resource of type ocf:mmm:mysql in "
        "it");
}

TEST(AChoiceOfDatabase, IsLeftToTheOperatorAmongSeveral)
{
    ACluster cluster;
    cluster.define("shop", "", "ocf:mmm:mysql", {{"masters", "M2"}});

    const auto view = view_roles(cluster.view, "");

    ASSERT_FALSE(view);
    EXPECT_EQ(
        view.error().message,
        "several resources of type ocf:mmm:mysql are configured in this cluster (mysql, shop); "
        "choose one with mmm_control @mysql ...");
    EXPECT_EQ(seen(cluster, "shop").database, "shop");
    EXPECT_EQ(seen(cluster, "shop").database_clone, "shop");
}

} // namespace

} // namespace mmm::model
