// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/killed_process.h"

#include <gtest/gtest.h>

#include <unistd.h>

namespace mmm::mysql {
namespace {

constexpr auto head = "Name:\tmariadbd\nState:\tZ (zombie)\nSigQ:\t1/7823\n";

TEST(AKilledProcess, ShowsTheSignalThatWaits)
{
    const std::string shared =
        "SigPnd:\t0000000000000000\nShdPnd:\t0000000000000100\nSigBlk:\t00\n";
    const std::string own = "SigPnd:\t0000000000004100\nShdPnd:\t0000000000000000\nSigBlk:\t00\n";
    EXPECT_TRUE(shows_pending_kill(head + shared));
    EXPECT_TRUE(shows_pending_kill(head + own));
}

TEST(AKilledProcess, IsNoneThatAnotherSignalWaitsFor)
{
    EXPECT_FALSE(shows_pending_kill(
        head + std::string("SigPnd:\t0000000000000000\nShdPnd:\t0000000000004000\n"
                           "SigBlk:\t0000000000000100\nSigIgn:\t0000000000000100\n")));
    EXPECT_FALSE(shows_pending_kill(head));
    EXPECT_FALSE(shows_pending_kill(""));
    EXPECT_FALSE(shows_pending_kill("\nShdPnd:"));
    EXPECT_FALSE(shows_pending_kill("\nShdPnd:\tx\n"));
}

TEST(AThread, HasAStateWhateverItsName)
{
    EXPECT_EQ(thread_state("12 (mariadbd) D 1 12 12 0 -1"), 'D');
    EXPECT_EQ(thread_state("12 (a) D 1) S) R 1 12"), 'R');
    EXPECT_EQ(thread_state("12 (mariadbd) "), '\0');
    EXPECT_EQ(thread_state(""), '\0');
}

TEST(AProcessThatLives, IsNotLeftInTheKernel)
{
    EXPECT_FALSE(is_left_in_kernel(::getpid()));
    EXPECT_FALSE(is_left_in_kernel(-1));
}

} // namespace
} // namespace mmm::mysql
