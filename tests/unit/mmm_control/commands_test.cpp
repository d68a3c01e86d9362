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

using ::testing::StartsWith;

Reply run(AFakeCluster& cluster, std::string_view line)
{
    SomeFakeServers servers;
    return run_command(
        parse_command_line(split(line)), World{.cluster = cluster, .servers = servers}, Limits{});
}

Reply run(std::string_view line)
{
    AFakeCluster cluster;
    return run(cluster, line);
}

TEST(ACommand, AnswersFromTheCluster)
{
    EXPECT_EQ(run("ping").output, "OK: Pinged successfully!");
    EXPECT_EQ(run("mode").output, "ACTIVE");
    EXPECT_THAT(run("show").output, StartsWith("  M1(192.168.0.65) master/ONLINE. Roles: reader("));
    EXPECT_THAT(run("checks M2 ping").output, StartsWith("M2  ping  [last change: "));
    EXPECT_THAT(run("checks M2").output, StartsWith("M2  ping         [last change: "));
    EXPECT_THAT(run("checks").output, StartsWith("M1      ping         [last change: "));
    EXPECT_EQ(run("show").exit_status, 0);
}

TEST(ACommand, EndsWithZeroWhateverTheReplySays)
{
    EXPECT_EQ(run("checks M9").output, "ERROR: Unknown host name 'M9'!");
    EXPECT_EQ(run("checks M9").exit_status, 0);
    EXPECT_THAT(run("foo").output, StartsWith("Invalid command 'foo'\n\nValid commands are:\n"));
    EXPECT_EQ(run("foo").exit_status, 0);
}

TEST(ACommand, ResolvesTheNameOfAHostWhoseAddressNobodyTells)
{
    AFakeCluster cluster;
    cluster.now.without("M2", "mmm-address-mysql");

    EXPECT_THAT(run(cluster, "show").output, ::testing::HasSubstr("  M2(M2.example) master/"));
}

TEST(ACommand, HelpsWithoutACluster)
{
    AFakeCluster cluster;
    cluster.unseen = Error{Errc::unreachable, "Pacemaker does not answer on this node"};

    EXPECT_THAT(run(cluster, "help").output, StartsWith("Valid commands are:\n"));
    EXPECT_THAT(run(cluster, "bar").output, StartsWith("Invalid command 'bar'"));
    EXPECT_EQ(run(cluster, "help").exit_status, 0);
}

TEST(ACommand, EndsWithOneAndMmmsSentenceWithoutACluster)
{
    AFakeCluster cluster;
    cluster.unseen = Error{Errc::unreachable, "Pacemaker does not answer on this node"};

    for (const auto* line : {"ping", "show", "mode", "checks", "move_role writer M2"}) {
        const auto reply = run(cluster, line);
        EXPECT_EQ(reply.output, "ERROR: Can't connect to monitor daemon!") << line;
        EXPECT_EQ(reply.exit_status, 1) << line;
        EXPECT_EQ(reply.error, "Pacemaker does not answer on this node") << line;
    }
}

TEST(ACommand, TellsAUserWhomPacemakerDoesNotLetInWhoMayAsk)
{
    AFakeCluster cluster;
    cluster.unseen = Error{Errc::no_permission, "could not read the status: crm_mon: exit code 4"};

    const auto reply = run(cluster, "show");

    EXPECT_EQ(reply.output, "ERROR: Can't connect to monitor daemon!");
    EXPECT_EQ(reply.exit_status, 1);
    EXPECT_EQ(
        reply.error,
        "could not read the status: crm_mon: exit code 4; only root and members of the group "
        "haclient "
        "may ask the cluster");
}

TEST(ACommand, SaysWhatElseIsWrongInItsReply)
{
    AFakeCluster cluster;
    cluster.unseen = Error{Errc::malformed_input, "could not read the cluster's status: not XML"};

    const auto reply = run(cluster, "show");

    EXPECT_EQ(reply.output, "ERROR: could not read the cluster's status: not XML");
    EXPECT_EQ(reply.exit_status, 1);
}

TEST(ACommand, IsMeantForTheClusterThatItNames)
{
    EXPECT_EQ(run("@lab mode").output, "ACTIVE");
    EXPECT_EQ(
        run("@shop mode").output,
        "ERROR: \"shop\" is neither this cluster (\"lab\") nor a resource of type ocf:mmm:mysql in "
        "it");
    EXPECT_EQ(run("@shop mode").exit_status, 1);
}

TEST(ACommand, AnswersProgramsInJson)
{
    EXPECT_THAT(
        run("show --json").output,
        StartsWith(
            R"({"mode": "ACTIVE", "cause": null, "warnings": [], "hosts": [{"name": "M1", )"));
    EXPECT_EQ(
        run("checks --json M2 ping").output,
        R"({"checks": [{"host": "M2", "check": "ping", "ok": true, "since": 1763719200, )"
        R"("message": "OK"}]})");
    EXPECT_EQ(run("checks --json M2 foo").output, "ERROR: Unknown check 'foo'!");
}

TEST(ACommand, ShowsThePictureAnewWhenItChangesUntilItIsInterrupted)
{
    AFakeCluster cluster;
    cluster.on_pause = [&cluster](int pauses) {
        if (pauses == 3) {
            cluster.now.says("M2", "REPLICATION_FAIL");
        }
        cluster.signal = pauses == 6 ? SIGINT : 0;
    };

    const auto reply = run(cluster, "show --watch 5");

    ASSERT_EQ(cluster.said.size(), 2U);
    EXPECT_THAT(cluster.said[0], StartsWith("  M1(192.168.0.65) master/ONLINE."));
    EXPECT_THAT(
        cluster.said[1], ::testing::HasSubstr("  M2(192.168.0.66) master/REPLICATION_FAIL."));
    EXPECT_TRUE(reply.silent);
    EXPECT_EQ(reply.exit_status, 128 + SIGINT);
}

TEST(TheStrictExitStatus, TellsRefusalsAndInvalidCommands)
{
    EXPECT_EQ(strict_status(run("show")), 0);
    EXPECT_EQ(strict_status(run("set_online M1")), 0);
    EXPECT_EQ(strict_status(run("set_online M9")), 1);
    EXPECT_EQ(strict_status(Reply{"Error: Role writer has no IP."}), 1);
    EXPECT_EQ(strict_status(run("foo")), 2);
    EXPECT_EQ(strict_status(Reply{"ERROR: Interrupted.", 130}), 130);
}

} // namespace

} // namespace mmm::control
