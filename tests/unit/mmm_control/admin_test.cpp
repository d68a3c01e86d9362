// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/text.h"
#include "mmm-compat/mmm_control/commands.h"
#include "tests/unit/mmm_control/a_fake_cluster.h"
#include "tests/unit/mmm_control/some_fake_servers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

namespace mmm::control {

namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Reply run(AFakeCluster& cluster, std::string_view line, milliseconds patience = milliseconds(60000))
{
    SomeFakeServers servers;
    Limits limits;
    limits.move = patience;
    return run_command(
        parse_command_line(split(line)), World{.cluster = cluster, .servers = servers}, limits);
}

TEST(SetOffline, WritesTheOrderAndWaitsUntilHostAndRolesHaveFollowed)
{
    AFakeCluster cluster;
    cluster.on_pause = [&](int pauses) {
        if (pauses == 2) {
            cluster.now.says("slave1", "ADMIN_OFFLINE");
            cluster.now.instance("reader", 2).nodes = {"M2"};
        }
    };

    const auto reply = run(cluster, "set_offline slave1");

    EXPECT_EQ(
        reply.output,
        "OK: State of 'slave1' changed to ADMIN_OFFLINE. Now you can wait some time and check all "
        "roles!");
    EXPECT_THAT(cluster.calls, ElementsAre("write slave1 mmm-admin-mysql=offline"));
    EXPECT_THAT(
        cluster.logged,
        ElementsAre("Admin changed state of 'slave1' from ONLINE to ADMIN_OFFLINE (root by "
                    "mmm_control on M2)"));
    EXPECT_EQ(cluster.pauses, 2);
}

TEST(SetOffline, SaysWhatIsMissingWhenItIsNotFollowed)
{
    AFakeCluster cluster;

    EXPECT_EQ(
        run(cluster, "set_offline M1", milliseconds(0)).output,
        "ERROR: State of 'M1' was ordered to be ADMIN_OFFLINE, but it still has "
        "reader(192.168.0.72), writer(192.168.0.70) (not within 0 s). The order stays; look again "
        "with 'mmm_control show' and 'mmm_control why'.");
}

TEST(SetOffline, InManualPinsTheWriterToItsSuccessorFirst)
{
    AFakeCluster cluster;
    cluster.now.pinned({"M1"});

    run(cluster, "set_offline M1", milliseconds(0));

    EXPECT_THAT(
        cluster.calls,
        ElementsAre("pin mmm-manual-mysql mysql-clone:M2", "write M1 mmm-admin-mysql=offline"));
}

TEST(SetOnline, EndsTheStayThatTheHostHasPublished)
{
    AFakeCluster cluster;
    cluster.now.says("M2", "AWAITING_RECOVERY");
    cluster.on_pause = [&](int) { cluster.now.says("M2", "ONLINE"); };

    EXPECT_EQ(
        run(cluster, "set_online M2").output,
        "OK: State of 'M2' changed to ONLINE. Now you can wait some time and check its new roles!");
    EXPECT_THAT(cluster.calls, ElementsAre("write M2 mmm-admin-mysql=online-1763719200"));
}

TEST(AnOrder, ThatCannotBeGivenIsNoOrder)
{
    AFakeCluster cluster;
    cluster.attribute_error = Error{Errc::no_permission, "could not set the attribute: no"};

    EXPECT_EQ(
        run(cluster, "set_offline M2").output,
        "ERROR: Can't switch state of host 'M2': could not set the attribute: no.");
    EXPECT_THAT(cluster.logged, IsEmpty());
}

TEST(AnOrder, StaysWhenTheCommandIsInterrupted)
{
    AFakeCluster cluster;
    cluster.signal = SIGTERM;

    const auto reply = run(cluster, "set_offline M1");

    EXPECT_THAT(reply.output, ::testing::HasSubstr("(interrupted). The order stays;"));
    EXPECT_EQ(reply.exit_status, 128 + SIGTERM);
}

} // namespace

} // namespace mmm::control
