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

struct LaterCase {
    const char* line;
    const char* name;
};

class ACommandOfALaterVersion : public ::testing::TestWithParam<LaterCase> {};

TEST_P(ACommandOfALaterVersion, SaysSo)
{
    EXPECT_EQ(
        run(GetParam().line).output,
        cat("ERROR: Command '", GetParam().name, "' is not available in this version."));
}

INSTANTIATE_TEST_SUITE_P(
    All,
    ACommandOfALaterVersion,
    ::testing::Values(
        LaterCase{"set_online M1", "set_online"},
        LaterCase{"set_offline M1", "set_offline"},
        LaterCase{"set_active", "set_active"},
        LaterCase{"set_manual", "set_manual"},
        LaterCase{"set_passive", "set_passive"},
        LaterCase{"set_ip 192.168.0.70 M1", "set_ip"}));

} // namespace

} // namespace mmm::control
