// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The shapes are those of transcripts of MySQL-MMM 2.2.3.
#include "mmm-compat/mmm_control/replies.h"
#include "tests/unit/mmm_control/a_time_zone.h"
#include "tests/unit/model/a_cluster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mmm::control {

namespace {

using model::ACluster;

model::RoleView view(const ACluster& cluster)
{
    auto roles = model::view_roles(cluster.view, "");
    EXPECT_TRUE(roles) << roles.error().message;
    return roles ? *roles : model::RoleView{};
}

TEST(Show, ListsHostsWithStatesAndRoles)
{
    EXPECT_EQ(
        show_reply(view({})),
        "  M1(192.168.0.65) master/ONLINE. Roles: reader(192.168.0.72), writer(192.168.0.70)\n"
        "  M2(192.168.0.66) master/ONLINE. Roles: reader(192.168.0.71)\n"
        "  slave1(192.168.0.67) slave/ONLINE. Roles: reader(192.168.0.73)\n");
}

TEST(Show, EndsALineWithoutRolesWithABlank)
{
    ACluster cluster;
    cluster.instance("reader", 0).nodes = {"M1"};
    cluster.says("M2", "REPLICATION_FAIL");

    EXPECT_EQ(
        show_reply(view(cluster)),
        "  M1(192.168.0.65) master/ONLINE. Roles: reader(192.168.0.71), reader(192.168.0.72), "
        "writer(192.168.0.70)\n"
        "  M2(192.168.0.66) master/REPLICATION_FAIL. Roles: \n"
        "  slave1(192.168.0.67) slave/ONLINE. Roles: reader(192.168.0.73)\n");
}

TEST(Show, BeginsWithTheCauseOfPassiveMode)
{
    ACluster cluster;
    cluster.view.status.maintenance_mode = true;

    EXPECT_THAT(
        show_reply(view(cluster)),
        ::testing::StartsWith(
            "# --- Monitor is in PASSIVE MODE ---\n"
            "# Cause: The cluster is in maintenance mode (maintenance-mode=true).\n"
            "  M1("));
    EXPECT_EQ(mode_reply(view(cluster)), "PASSIVE");
}

TEST(Show, WarnsAboveTheHosts)
{
    ACluster cluster;
    cluster.view.status.stonith_enabled = false;
    cluster.node("M1").online = false;
    cluster.writer_on("M2");

    EXPECT_THAT(
        show_reply(view(cluster)),
        ::testing::StartsWith("# Warning: fencing is off (stonith-enabled=false)\n"
                              "# Warning: agent on host M1 is not reachable\n"
                              "  M1(192.168.0.65) master/HARD_OFFLINE. Roles: "));
}

TEST(Mode, IsActiveWhenAllIsManaged)
{
    EXPECT_EQ(mode_reply(view({})), "ACTIVE");
}

TEST(Checks, PadHostAndCheckWhenBothAreAll)
{
    const ATimeZone utc("UTC0");
    const auto text = checks_reply(view({}), "all", "all");

    EXPECT_EQ(
        text,
        "M1      ping         [last change: 2025/11/21 10:00:00]  OK\n"
        "M1      mysql        [last change: 2025/11/21 10:00:00]  OK\n"
        "M1      rep_threads  [last change: 2025/11/21 10:00:00]  OK\n"
        "M1      rep_backlog  [last change: 2025/11/21 10:00:00]  OK: Backlog is null\n"
        "M2      ping         [last change: 2025/11/21 10:00:00]  OK\n"
        "M2      mysql        [last change: 2025/11/21 10:00:00]  OK\n"
        "M2      rep_threads  [last change: 2025/11/21 10:00:00]  OK\n"
        "M2      rep_backlog  [last change: 2025/11/21 10:00:00]  OK: Backlog is null\n"
        "slave1  ping         [last change: 2025/11/21 10:00:00]  OK\n"
        "slave1  mysql        [last change: 2025/11/21 10:00:00]  OK\n"
        "slave1  rep_threads  [last change: 2025/11/21 10:00:00]  OK\n"
        "slave1  rep_backlog  [last change: 2025/11/21 10:00:00]  OK: Backlog is null\n");
}

TEST(Checks, OfOneHostPadTheCheckOnly)
{
    const ATimeZone cet("CET-1");

    EXPECT_EQ(
        checks_reply(view({}), "M1", "all"),
        "M1  ping         [last change: 2025/11/21 11:00:00]  OK\n"
        "M1  mysql        [last change: 2025/11/21 11:00:00]  OK\n"
        "M1  rep_threads  [last change: 2025/11/21 11:00:00]  OK\n"
        "M1  rep_backlog  [last change: 2025/11/21 11:00:00]  OK: Backlog is null\n");
}

TEST(Checks, OfOneKindPadTheHostOnly)
{
    const ATimeZone utc("UTC0");

    EXPECT_EQ(
        checks_reply(view({}), "all", "ping"),
        "M1      ping  [last change: 2025/11/21 10:00:00]  OK\n"
        "M2      ping  [last change: 2025/11/21 10:00:00]  OK\n"
        "slave1  ping  [last change: 2025/11/21 10:00:00]  OK\n");
}

TEST(Checks, OfOneKindOnOneHostAreOneLineWithoutItsBreak)
{
    const ATimeZone utc("UTC0");

    EXPECT_EQ(
        checks_reply(view({}), "M1", "mysql"), "M1  mysql  [last change: 2025/11/21 10:00:00]  OK");
}

TEST(Checks, KeepAMessageOnItsLine)
{
    const ATimeZone utc("UTC0");
    ACluster cluster;
    cluster.node("M1").attributes["mmm-checks-mysql"] = "mysql=0,1763719200,ERROR: a%0Ab%2C c";

    EXPECT_EQ(
        checks_reply(view(cluster), "M1", "mysql"),
        "M1  mysql  [last change: 2025/11/21 10:00:00]  ERROR: a b, c");
}

TEST(Checks, OfALostHostFailLikeMmms)
{
    const ATimeZone utc("UTC0");
    ACluster cluster;
    cluster.node("M1").online = false;
    cluster.view.status.fencing = {{.node = "M1", .success = true, .completed = 1763719203}};

    EXPECT_EQ(
        checks_reply(view(cluster), "M1", "ping"),
        "M1  ping  [last change: 2025/11/21 10:00:03]  ERROR: Could not ping 192.168.0.65");
}

TEST(Checks, RefuseAnUnknownCheckBeforeAnUnknownHost)
{
    EXPECT_EQ(checks_reply(view({}), "M9", "foo"), "ERROR: Unknown check 'foo'!");
    EXPECT_EQ(checks_reply(view({}), "M1", "foo"), "ERROR: Unknown check 'foo'!");
    EXPECT_EQ(checks_reply(view({}), "M9", "all"), "ERROR: Unknown host name 'M9'!");
    EXPECT_EQ(checks_reply(view({}), "m1", "ping"), "ERROR: Unknown host name 'm1'!");
}

TEST(Checks, TakeACheckForAWordAndNotForAPattern)
{
    EXPECT_EQ(checks_reply(view({}), "all", "p..g"), "ERROR: Unknown check 'p..g'!");
    EXPECT_EQ(checks_reply(view({}), "all", "ping_ip"), "ERROR: Unknown check 'ping_ip'!");
}

TEST(AnInvalidCommandsReply, RepeatsTheLineAndHelps)
{
    EXPECT_THAT(
        invalid_command_reply("show extra"),
        ::testing::StartsWith("Invalid command 'show extra'\n\nValid commands are:\n    help  "));
}

TEST(ALocalTime, HasMmmsForm)
{
    const ATimeZone utc("UTC0");

    EXPECT_EQ(local_time(0), "1970/01/01 00:00:00");
    EXPECT_EQ(local_time(1763719200), "2025/11/21 10:00:00");
}

std::string shown(const model::ACluster& cluster)
{
    return show_reply(*model::view_roles(cluster.view, ""));
}

TEST(Show, EndsWithThePreferredHostsOfRoles)
{
    auto nowhere = model::ACluster().prefers("writer", "M1");
    nowhere.instance("writer").nodes.clear();

    EXPECT_THAT(
        shown(model::ACluster().prefers("writer", "M1")),
        ::testing::EndsWith("\n# Role writer is assigned to it's preferred host M1.\n"));
    EXPECT_THAT(
        shown(model::ACluster().prefers("writer", "M2")),
        ::testing::EndsWith("\n# Role writer has M2 configured as it's preferred host but is "
                            "assigned to M1 at the moment.\n"));
    EXPECT_THAT(
        shown(nowhere),
        ::testing::EndsWith("\n# Role writer has M1 configured as it's preferred host.\n"));
}

} // namespace

} // namespace mmm::control
