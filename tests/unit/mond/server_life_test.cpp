// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mond/server_life.h"

#include <gtest/gtest.h>

namespace mmm::mond {
namespace {

using mysql::Hang;

ServerLife a_server_that_answered(pid_t server = 12)
{
    ServerLife life;
    life.found(server);
    EXPECT_FALSE(life.answered());
    return life;
}

TEST(AServersLife, EndsWithAFailure)
{
    auto life = a_server_that_answered();
    EXPECT_EQ(life.ended(), (Failure{12, std::nullopt, "the server (pid 12) has ended"}));
    EXPECT_EQ(life.server(), std::nullopt);
}

TEST(AServersLife, EndsOnce)
{
    auto life = a_server_that_answered();
    EXPECT_TRUE(life.ended());
    EXPECT_FALSE(life.ended());
}

TEST(AServersLife, EndsWithAFailureEvenBeforeItAnswered)
{
    ServerLife life;
    life.found(7);
    EXPECT_TRUE(life.ended());
}

TEST(AServersLife, FailsWhenItFallsSilentAndOnlyOnce)
{
    auto life = a_server_that_answered();
    EXPECT_EQ(life.was_silent(Hang::mute, "mute"), (Failure{12, Hang::mute, "mute"}));
    EXPECT_FALSE(life.was_silent(Hang::mute, "mute"));
    EXPECT_FALSE(life.ended()) << "the cluster knows already, and may have ended it";
}

TEST(AServersLife, TellsInWhichWayItHangs)
{
    auto life = a_server_that_answered();
    EXPECT_EQ(life.was_silent(Hang::stalled, "no room"), (Failure{12, Hang::stalled, "no room"}));
}

TEST(AServersLife, HasNotFailedWhileItStarts)
{
    ServerLife life;
    life.found(12);
    EXPECT_FALSE(life.was_silent(Hang::mute, "mute"));
}

TEST(AServersLife, CanFailAgainAfterItAnswered)
{
    auto life = a_server_that_answered();
    EXPECT_TRUE(life.was_silent(Hang::mute, "mute"));
    EXPECT_TRUE(life.answered());
    EXPECT_FALSE(life.answered());
    EXPECT_TRUE(life.was_silent(Hang::mute, "mute"));
}

TEST(AServersLife, KnowsNothingOfTheOneBefore)
{
    auto life = a_server_that_answered(12);
    EXPECT_TRUE(life.was_silent(Hang::mute, "mute"));
    life.found(13);
    EXPECT_FALSE(life.was_silent(Hang::mute, "mute")) << "the new one has not answered yet";
    EXPECT_EQ(life.ended(), (Failure{13, std::nullopt, "the server (pid 13) has ended"}));
}

TEST(NoServer, CannotFail)
{
    ServerLife life;
    EXPECT_FALSE(life.was_silent(Hang::mute, "mute"));
    EXPECT_FALSE(life.ended());
}

} // namespace
} // namespace mmm::mond
