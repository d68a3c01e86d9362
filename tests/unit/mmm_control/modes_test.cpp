// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/text.h"
#include "mmm-compat/mmm_control/commands.h"
#include "tests/unit/mmm_control/a_fake_cluster.h"
#include "tests/unit/mmm_control/some_fake_servers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mmm::control {

namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Pacemaker's tools on a cluster that follows at once.
class AnObedientCluster : public AFakeCluster {
public:
    Result<> set_option(
        const std::string& resource,
        const std::string& name,
        const std::string& value,
        Deadline deadline) override
    {
        auto done = AFakeCluster::set_option(resource, name, value, deadline);
        if (done && name == "is-managed") {
            now.manage(resource, value.empty());
        } else if (done) {
            now.set_ip(resource, value);
        }
        return done;
    }
};

Reply run(AFakeCluster& cluster, std::string_view line, milliseconds patience = milliseconds(60000))
{
    SomeFakeServers servers;
    Limits limits;
    limits.move = patience;
    return run_command(
        parse_command_line(split(line)), World{.cluster = cluster, .servers = servers}, limits);
}

TEST(TheMode, GoesToPassiveAndBackAndLeavesNothing)
{
    AnObedientCluster cluster;

    EXPECT_EQ(run(cluster, "set_passive").output, "OK: Switched into passive mode.");
    EXPECT_THAT(
        cluster.calls,
        ElementsAre(
            "option mysql is-managed=false",
            "option reader is-managed=false",
            "option writer is-managed=false"));
    EXPECT_EQ(run(cluster, "mode").output, "PASSIVE");
    EXPECT_THAT(
        run(cluster, "show").output,
        ::testing::StartsWith("# --- Monitor is in PASSIVE MODE ---\n"
                              "# Cause: Admin switched to passive mode.\n"));
    EXPECT_EQ(run(cluster, "set_active").output, "OK: Switched into active mode.");
    EXPECT_EQ(run(cluster, "mode").output, "ACTIVE");
    EXPECT_THAT(
        cluster.logged,
        ElementsAre(
            "Admin changed mode from 'ACTIVE' to 'PASSIVE' (root by mmm_control on M2)",
            "Admin changed mode from 'PASSIVE' to 'ACTIVE' (root by mmm_control on M2)"));
}

TEST(TheMode, GoesToManualAndBack)
{
    AnObedientCluster cluster;

    EXPECT_EQ(run(cluster, "set_manual").output, "OK: Switched into manual mode.");
    EXPECT_EQ(run(cluster, "mode").output, "MANUAL");
    EXPECT_EQ(run(cluster, "set_active").output, "OK: Switched into active mode.");
    EXPECT_THAT(
        cluster.calls,
        ElementsAre("pin mmm-manual-mysql mysql-clone:M1", "pin mmm-manual-mysql mysql-clone:"));
}

TEST(TheMode, IsNotSaidToBeSwitchedWhenTheClusterDoesNotShowIt)
{
    AFakeCluster cluster;

    EXPECT_EQ(
        run(cluster, "set_passive", milliseconds(0)).output,
        "ERROR: Can't switch into passive mode: resource mysql is managed (not within 0 s). Try "
        "again, it does what is left.");
    EXPECT_THAT(cluster.logged, IsEmpty());
}

TEST(TheMode, IsNotSaidToBeSwitchedWhenAToolFails)
{
    AFakeCluster cluster;
    cluster.option_error = Error{Errc::no_permission, "could not set is-managed=false"};

    EXPECT_EQ(
        run(cluster, "set_passive").output,
        "ERROR: Can't switch into passive mode: could not set is-managed=false. Try again, it does "
        "what is left.");
    EXPECT_EQ(cluster.calls.size(), 1U);
}

TEST(TheMode, FindsThatAPrimitiveIsUnmanagedBelowItsClone)
{
    AnObedientCluster cluster;
    cluster.now.managed(false);
    int left = 2;
    cluster.on_pause = [&](int) {
        if (--left > 0) {
            cluster.now.manage("reader", false);
        }
    };
    cluster.now.manage("writer", true);
    cluster.now.manage("mysql", true);

    EXPECT_EQ(run(cluster, "set_active").output, "OK: Switched into active mode.");
}

TEST(SetIp, IsRememberedShownAndAppliedWhenTheClusterActsAgain)
{
    AnObedientCluster cluster;
    cluster.on_add = [&] { cluster.now.writer_on("M2").scored("M2", 2000); };
    run(cluster, "set_passive");

    EXPECT_EQ(
        run(cluster, "set_ip 192.168.0.70 M2").output,
        "OK: Set role 'writer(192.168.0.70)' to host 'M2'.");
    EXPECT_THAT(
        run(cluster, "show").output,
        ::testing::HasSubstr("M2(192.168.0.66) master/ONLINE. Roles: reader(192.168.0.71), "
                             "writer(192.168.0.70)\n"));
    cluster.calls.clear();
    EXPECT_EQ(run(cluster, "set_active").output, "OK: Switched into active mode.");

    EXPECT_THAT(
        cluster.calls,
        ElementsAre(
            "option writer is-managed=",
            "option reader is-managed=",
            "option mysql is-managed=",
            "add mysql-clone M2 120",
            "remove mysql-clone M2",
            "option writer mmm-set-host="));
}

TEST(SetIp, ThatCannotBeAppliedIsTold)
{
    AnObedientCluster cluster;
    cluster.now.managed(false).set_ip("writer", "M2").says("M2", "REPLICATION_FAIL");

    EXPECT_EQ(
        run(cluster, "set_active").output,
        "ERROR: Switched into active mode, but not all that set_ip set: Can't move role to host "
        "with "
        "state REPLICATION_FAIL.");
    EXPECT_EQ(cluster.calls.back(), "option writer mmm-set-host=");
}

TEST(SetIp, ThatCannotBeRememberedIsTold)
{
    AFakeCluster cluster;
    cluster.now.managed(false);
    cluster.option_error = Error{Errc::no_permission, "could not set it"};

    EXPECT_EQ(
        run(cluster, "set_ip 192.168.0.70 M2").output,
        "ERROR: Can't set role 'writer(192.168.0.70)' to host 'M2': could not set it.");
}

} // namespace

} // namespace mmm::control
