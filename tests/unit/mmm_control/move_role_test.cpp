// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/text.h"
#include "mmm-compat/mmm_control/move_role.h"
#include "tests/unit/mmm_control/a_fake_cluster.h"
#include "tests/unit/mmm_control/some_fake_servers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mmm::control {

namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto moved =
    "OK: Role 'writer' has been moved from 'M1' to 'M2'. Now you can wait some time and check new "
    "roles info!";

/// A wait that ends with the first look after the given one.
Limits patience(milliseconds move)
{
    return Limits{
        .read = milliseconds(10000),
        .quiet = milliseconds(10000),
        .move = move,
        .poll = milliseconds(1)};
}

Reply run(
    AFakeCluster& cluster, SomeFakeServers& servers, std::string_view line, const Limits& limits)
{
    return move_role(
        parse_command_line(split(line)), World{.cluster = cluster, .servers = servers}, limits);
}

Reply run(
    AFakeCluster& cluster,
    std::string_view line = "move_role writer M2",
    milliseconds move = milliseconds(60000))
{
    SomeFakeServers servers;
    return run(cluster, servers, line, patience(move));
}

/// Demotes, promotes, moves the address and raises the score, one after the other.
void follow_in_three_steps(AFakeCluster& cluster, int pause)
{
    if (!cluster.constrained) {
        return;
    }
    if (pause == 1) {
        cluster.now.database("M1").role = model::InstanceRole::demoting;
    } else if (pause == 2) {
        cluster.now.writer_on("M2");
    } else if (pause == 3) {
        cluster.now.scored("M1", 500).scored("M2", 1000);
    }
}

TEST(MoveRole, WaitsForPromotionAddressAndScoreAndLeavesNoConstraint)
{
    AFakeCluster cluster;
    cluster.on_pause = [&](int pause) { follow_in_three_steps(cluster, pause); };
    int looks = 0;
    cluster.on_remove = [&] { looks = cluster.pauses; };

    const auto reply = run(cluster);

    EXPECT_EQ(reply.output, moved);
    EXPECT_EQ(reply.exit_status, 0);
    EXPECT_EQ(reply.error, "");
    EXPECT_EQ(looks, 3) << "the constraint goes when the score holds the writer there";
    EXPECT_THAT(cluster.calls, ElementsAre("add mysql-clone M2 120", "remove mysql-clone M2"));
}

TEST(MoveRole, TouchesNothingWhenRefused)
{
    AFakeCluster cluster;

    EXPECT_EQ(
        run(cluster, "move_role writer slave1").output,
        "ERROR: Host 'slave1' can't handle role 'writer'. Only following hosts could: M1, M2");
    EXPECT_EQ(
        run(cluster, "move_role writer M1").output,
        "OK: Role is on 'M1' already. Skipping command.");
    EXPECT_THAT(cluster.calls, IsEmpty());
}

TEST(MoveRole, AsksTheCoordinatorWhetherTheClusterIsQuiet)
{
    AFakeCluster cluster;
    cluster.on_add = [&] { cluster.now.writer_on("M2").scored("M2", 2000); };

    run(cluster);

    EXPECT_EQ(cluster.asked, "M2");
}

TEST(MoveRole, PlansAnewWhenTheClusterHasCalmedDown)
{
    AFakeCluster cluster;
    cluster.idle = false;
    cluster.on_pause = [&](int pause) {
        cluster.idle = pause >= 2;
        cluster.now.says("M2", "REPLICATION_FAIL");
    };

    EXPECT_EQ(run(cluster).output, "ERROR: Can't move role to host with state REPLICATION_FAIL.");
    EXPECT_THAT(cluster.calls, IsEmpty());
}

TEST(MoveRole, GivesUpOnAClusterThatDoesNotCalmDown)
{
    AFakeCluster cluster;
    cluster.idle = false;
    auto limits = patience(milliseconds(60000));
    limits.quiet = milliseconds(0);

    SomeFakeServers servers;
    const auto reply = run(cluster, servers, "move_role writer M2", limits);

    EXPECT_EQ(
        reply.output,
        "ERROR: Can't move role 'writer' to host 'M2': the cluster is busy with other changes. "
        "Please, wait some time.");
    EXPECT_THAT(cluster.calls, IsEmpty());
}

TEST(MoveRole, TreatsAClusterWithoutACoordinatorAsBusy)
{
    AFakeCluster cluster;
    cluster.now.view.status.dc = "";
    cluster.on_pause = [&](int) { cluster.now.view.status.dc = "M1"; };
    cluster.on_add = [&] { cluster.now.writer_on("M2").scored("M2", 2000); };

    EXPECT_EQ(run(cluster).output, moved);
    EXPECT_EQ(cluster.asked, "M1");
}

TEST(MoveRole, TellsTheReasonOfTheAgentAndRemovesTheConstraint)
{
    AFakeCluster cluster;
    cluster.on_add = [&] {
        cluster.now.failed("mysql", "promote", "M2", "3 transactions of M1 are missing here");
    };

    const auto reply = run(cluster);

    EXPECT_EQ(
        reply.output,
        "ERROR: Role 'writer' could not be moved to 'M2': promote of mysql failed on M2: 3 "
        "transactions of M1 are missing here. It is still on 'M1'.");
    EXPECT_EQ(reply.exit_status, 0);
    EXPECT_FALSE(cluster.constrained);
}

TEST(MoveRole, TellsWhatIsMissingAtTheEndOfItsPatience)
{
    AFakeCluster cluster;

    const auto reply = run(cluster, "move_role writer M2", milliseconds(0));

    EXPECT_EQ(
        reply.output,
        "ERROR: Role 'writer' could not be moved to 'M2': not done within 0 s: mysql is not "
        "promoted there. It is still on 'M1'.");
    EXPECT_FALSE(cluster.constrained);
}

TEST(MoveRole, SeesThatTheClusterTookItBack)
{
    AFakeCluster cluster;
    cluster.on_add = [&] { cluster.now.writer_on("M2").scored("M2", 1000); };
    cluster.on_remove = [&] { cluster.now.writer_on("M1"); };

    EXPECT_EQ(
        run(cluster).output,
        "ERROR: Role 'writer' could not be moved to 'M2': it did not stay there: mysql is not "
        "promoted there. It is still on 'M1'.");
}

TEST(MoveRole, LooksAgainWhenItSawNothing)
{
    AFakeCluster cluster;
    cluster.on_add = [&] { cluster.unseen = Error{Errc::tool_failed, "crm_mon died"}; };
    cluster.on_pause = [&](int) {
        cluster.unseen.reset();
        cluster.now.writer_on("M2").scored("M2", 1000);
    };

    EXPECT_EQ(run(cluster).output, moved);
}

TEST(MoveRole, AdmitsThatItDoesNotKnowHowItEnded)
{
    AFakeCluster cluster;
    cluster.on_add = [&] { cluster.unseen = Error{Errc::unreachable, "Pacemaker is gone"}; };
    auto limits = patience(milliseconds(0));
    limits.quiet = milliseconds(20);

    SomeFakeServers servers;
    const auto reply = run(cluster, servers, "move_role writer M2", limits);

    EXPECT_EQ(
        reply.output,
        "ERROR: Role 'writer' could not be moved to 'M2': not done within 0 s: Pacemaker is "
        "gone. Check where it is with 'mmm_control show'.");
}

TEST(MoveRole, TellsWhyTheClusterDidNotTakeTheConstraint)
{
    AFakeCluster cluster;
    cluster.add_error = Error{Errc::refused, "could not move the resource: no quorum"};

    const auto reply = run(cluster);

    EXPECT_EQ(
        reply.output,
        "ERROR: Role 'writer' could not be moved to 'M2': could not move the resource: no quorum. "
        "It is still on 'M1'.");
    EXPECT_THAT(cluster.calls, ElementsAre("add mysql-clone M2 120"));
}

TEST(MoveRole, RemovesAConstraintThatMayHaveBeenAddedLate)
{
    AFakeCluster cluster;
    cluster.add_error = Error{Errc::timeout, "crm_resource did not end in time"};
    cluster.on_add = [&] { cluster.now.writer_on("M2").scored("M2", 1000); };

    EXPECT_EQ(run(cluster).output, moved);
    EXPECT_FALSE(cluster.constrained);
}

TEST(MoveRole, TellsHowToRemoveAConstraintThatStayed)
{
    AFakeCluster cluster;
    cluster.on_add = [&] { cluster.now.writer_on("M2").scored("M2", 1000); };
    cluster.remove_error = Error{Errc::unreachable, "could not clear the resource: gone"};

    const auto reply = run(cluster);

    EXPECT_EQ(reply.output, moved);
    EXPECT_EQ(
        reply.error,
        "could not clear the resource: gone; the constraint ends by itself after 120 seconds, or "
        "with: crm_resource --clear --resource mysql-clone");
}

TEST(MoveRole, RemovesTheConstraintWhenInterrupted)
{
    AFakeCluster cluster;
    cluster.on_pause = [&](int) { cluster.signal = SIGINT; };

    const auto reply = run(cluster);

    EXPECT_EQ(
        reply.output,
        "ERROR: Role 'writer' could not be moved to 'M2': interrupted. It is still on 'M1'.");
    EXPECT_EQ(reply.exit_status, 130);
    EXPECT_FALSE(cluster.constrained);
    EXPECT_EQ(cluster.calls.size(), 2U);
}

TEST(MoveRole, ChangesNothingWhenInterruptedBefore)
{
    AFakeCluster cluster;
    cluster.idle = false;
    cluster.signal = SIGTERM;

    const auto reply = run(cluster);

    EXPECT_EQ(reply.output, "ERROR: Interrupted. Nothing was changed.");
    EXPECT_EQ(reply.exit_status, 143);
    EXPECT_THAT(cluster.calls, IsEmpty());
}

TEST(MoveRole, RemovesABalancedRoleThatMayComeBack)
{
    AFakeCluster cluster;
    cluster.on_add = [&] { cluster.now.instance("reader", 1).nodes = {"M2"}; };
    cluster.on_remove = [&] { cluster.now.instance("reader", 1).nodes = {"M1"}; };

    EXPECT_EQ(
        run(cluster, "move_role reader M1").output,
        "OK: Balanced role reader has been removed from host 'M1'. Now you can wait some time and "
        "check new roles info!");
    EXPECT_THAT(cluster.calls, ElementsAre("add reader-clone M1 120", "remove reader-clone M1"));
}

TEST(MoveRole, ChangesNothingWhenTheServersObject)
{
    AFakeCluster cluster;
    SomeFakeServers servers;
    servers.situation.blocked(
        model::Blocker::Kind::transaction, std::chrono::seconds(35), "UPDATE t SET a=1");

    const auto reply = run(cluster, servers, "move_role writer M2", Limits{});

    EXPECT_EQ(
        reply.output,
        "ERROR: Can't move role 'writer' to host 'M2': on M1 session 42 of app has had a "
        "transaction with changes open for 35 s: UPDATE t SET a=1. Nothing was changed. Please, "
        "wait some time or use move_role --now.");
    EXPECT_EQ(reply.exit_status, 0);
    EXPECT_THAT(cluster.calls, IsEmpty());
    EXPECT_TRUE(cluster.attributes.empty());
}

TEST(MoveRole, NowDoesNotAskTheServers)
{
    AFakeCluster cluster;
    SomeFakeServers servers;
    servers.situation.behind(1000);
    cluster.on_add = [&] { cluster.now.writer_on("M2").scored("M2", 2000); };

    const auto reply =
        run(cluster, servers, "move_role --now writer M2", patience(milliseconds(60000)));

    EXPECT_EQ(reply.output, moved);
    EXPECT_EQ(servers.asked, 0);
}

TEST(MoveRole, InManualPinsTheWriterToWhereItWentAndAllowsTheWayBackMeanwhile)
{
    AFakeCluster cluster;
    cluster.now.pinned({"M1"});
    cluster.on_add = [&] { cluster.now.writer_on("M2").scored("M2", 2000); };

    EXPECT_EQ(run(cluster, "move_role writer M2").output, moved);

    EXPECT_THAT(
        cluster.calls,
        ElementsAre(
            "pin mmm-manual-mysql mysql-clone:M1,M2",
            "add mysql-clone M2 120",
            "pin mmm-manual-mysql mysql-clone:M2",
            "remove mysql-clone M2"));
}

TEST(MoveRole, InManualPinsTheOldWriterAgainWhenTheNewOneRefuses)
{
    AFakeCluster cluster;
    cluster.now.pinned({"M1"});
    cluster.on_add = [&] { cluster.now.failed("mysql", "promote", "M2", "no"); };

    const auto reply = run(cluster, "move_role writer M2");

    EXPECT_THAT(reply.output, ::testing::EndsWith("It is still on 'M1'."));
    EXPECT_EQ(cluster.calls[2], "pin mmm-manual-mysql mysql-clone:M1");
}

TEST(MoveRole, ByForceDoesNotAskTheServers)
{
    AFakeCluster cluster;
    cluster.now.says("M2", "REPLICATION_DELAY");
    SomeFakeServers servers;
    servers.situation.behind(1000);
    cluster.on_add = [&] { cluster.now.writer_on("M2").scored("M2", 2000); };

    const auto reply =
        run(cluster, servers, "move_role --force writer M2", patience(milliseconds(60000)));

    EXPECT_EQ(
        reply.output,
        "OK: Role 'writer' has been moved from 'M1' to 'M2' enforcedly. Now you can wait some time "
        "and check new roles info!");
    EXPECT_EQ(servers.asked, 0);
}

TEST(MoveRole, WarnsInOneLineWhenTheServersCannotBeAsked)
{
    AFakeCluster cluster;
    SomeFakeServers servers;
    servers.error = Error{Errc::no_permission, "could not read the password file"};
    cluster.on_add = [&] { cluster.now.writer_on("M2").scored("M2", 2000); };

    const auto reply = run(cluster, servers, "move_role writer M2", patience(milliseconds(60000)));

    EXPECT_EQ(reply.output, moved);
    EXPECT_EQ(reply.error, "the servers were not asked: could not read the password file");
}

TEST(MoveRole, OfReadersDoesNotConcernTheServers)
{
    AFakeCluster cluster;
    SomeFakeServers servers;

    run(cluster, servers, "move_role reader M1", patience(milliseconds(0)));

    EXPECT_EQ(servers.asked, 0);
    EXPECT_TRUE(cluster.attributes.empty());
}

TEST(MoveRole, SignsForTheHistoryAndTakesTheSignatureBackWhenItFails)
{
    AFakeCluster cluster;
    std::map<std::string, std::string> signature;
    cluster.on_add = [&] { signature = cluster.attributes; };

    run(cluster, "move_role writer M2", milliseconds(0));

    EXPECT_THAT(
        signature,
        ElementsAre(
            ::testing::Pair("mmm-request-mysql M2", "root by mmm_control on M2 at 1763719300123")));
    EXPECT_TRUE(cluster.attributes.empty());
}

} // namespace

} // namespace mmm::control
