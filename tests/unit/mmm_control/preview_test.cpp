// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/text.h"
#include "mmm-compat/mmm_control/preview.h"
#include "tests/unit/mmm_control/a_fake_cluster.h"
#include "tests/unit/mmm_control/some_fake_servers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mmm::control {

namespace {

using ::testing::IsEmpty;

Reply preview(AFakeCluster& cluster, SomeFakeServers& servers, std::string_view line)
{
    return plan_move_role(
        parse_command_line(split(line)), World{.cluster = cluster, .servers = servers}, Limits{});
}

TEST(APlanOfAMove, ChangesNothing)
{
    AFakeCluster cluster;
    SomeFakeServers servers;

    const auto text = preview(cluster, servers, "plan move_role writer M2").output;

    EXPECT_THAT(
        text,
        ::testing::StartsWith(
            "Plan: move role 'writer' from 'M1' to 'M2'. Nothing is changed.\non M1:\n  1. "));
    EXPECT_THAT(text, ::testing::EndsWith("\nnothing speaks against it\n"));
    EXPECT_THAT(cluster.calls, IsEmpty());
    EXPECT_TRUE(cluster.attributes.empty());
}

TEST(APlanOfAMove, GivesTheRefusalsOfTheMoveItself)
{
    AFakeCluster cluster;
    SomeFakeServers servers;

    EXPECT_EQ(
        preview(cluster, servers, "plan move_role writer slave1").output,
        "ERROR: Host 'slave1' can't handle role 'writer'. Only following hosts could: M1, M2");
    EXPECT_EQ(servers.asked, 0);

    servers.error = Error{Errc::no_permission, "could not read the password file"};
    EXPECT_THAT(
        preview(cluster, servers, "plan move_role writer M2").output,
        ::testing::EndsWith("not known: the servers were not asked: could not read the password "
                            "file\n"));
}

} // namespace

} // namespace mmm::control
