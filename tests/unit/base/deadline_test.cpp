// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/deadline.h"

#include <gtest/gtest.h>

namespace mmm {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

TEST(ADeadline, HasPassedOnceItsBudgetIsSpent)
{
    const auto spent = Deadline::after(milliseconds{0});

    EXPECT_TRUE(spent.passed());
    EXPECT_EQ(spent.remaining(), milliseconds{0});
}

TEST(ADeadline, NeverHasLessThanNothingLeft)
{
    EXPECT_EQ(Deadline::after(hours{-1}).remaining(), milliseconds{0});
}

TEST(ADeadline, TellsWhatIsLeftOfIt)
{
    const auto ahead = Deadline::after(hours{1});

    EXPECT_FALSE(ahead.passed());
    EXPECT_GT(ahead.remaining(), minutes{59});
    EXPECT_LE(ahead.remaining(), hours{1});
}

TEST(ADeadline, OfAStepIsNeverLaterThanThatOfTheWholeWork)
{
    const auto work = Deadline::after(minutes{1});

    EXPECT_LE(work.within(hours{1}).remaining(), minutes{1});
    EXPECT_LE(work.within(milliseconds{1000}).remaining(), milliseconds{1000});
}

TEST(ADeadline, KeepsAReserveForWhatComesAfter)
{
    const auto work = Deadline::after(hours{2});

    EXPECT_LE(work.minus(hours{1}).remaining(), hours{1});
    EXPECT_TRUE(work.minus(hours{3}).passed());
}

} // namespace
} // namespace mmm
