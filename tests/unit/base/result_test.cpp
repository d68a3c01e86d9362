// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/errno_text.h"
#include "lib/base/result.h"

#include <gtest/gtest.h>

#include <memory>

namespace mmm {
namespace {

Result<int> answer(bool known)
{
    if (!known) {
        return Error{Errc::unreachable, "nobody answers"};
    }
    return 42;
}

TEST(AResult, HoldsAValueOrAnError)
{
    const auto good = answer(true);
    const auto bad = answer(false);

    ASSERT_TRUE(good);
    EXPECT_EQ(*good, 42);
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().code, Errc::unreachable);
    EXPECT_EQ(bad.error().message, "nobody answers");
}

TEST(AResult, WithoutAValueIsASuccess)
{
    const Result<> nothing;

    EXPECT_TRUE(nothing.has_value());
}

TEST(AResult, PassesOnWhatCanOnlyBeMoved)
{
    Result<std::unique_ptr<int>> owner(std::make_unique<int>(7));
    const std::unique_ptr<int> taken = *std::move(owner);

    EXPECT_EQ(*taken, 7);
}

TEST(AnError, SaysWhatWasBeingDoneInFrontOfTheCause)
{
    const auto error = answer(false).error();

    const auto told = Error(error).during("asking the oracle");

    EXPECT_EQ(told.message, "asking the oracle: nobody answers");
    EXPECT_EQ(told.code, Errc::unreachable);
}

TEST(ASystemError, NamesTheCauseInTheSystemsWords)
{
    const auto error = system_error("open \"/x\"", ENOENT);

    EXPECT_EQ(error.message, "could not open \"/x\": No such file or directory");
    EXPECT_EQ(error.code, Errc::internal);
}

TEST(ASystemError, KnowsARefusalOfTheOperatingSystem)
{
    EXPECT_EQ(system_error("open", EACCES).code, Errc::no_permission);
    EXPECT_EQ(system_error("kill", EPERM).code, Errc::no_permission);
}

} // namespace
} // namespace mmm
