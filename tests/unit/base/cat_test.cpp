// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <vector>

namespace mmm {
namespace {

TEST(Cat, JoinsStringsCharactersAndIntegers)
{
    const std::string name = "db1";

    EXPECT_EQ(cat("host ", name, ':', 3306, std::string_view(" is up")), "host db1:3306 is up");
}

TEST(Cat, WritesTheLargestAndSmallestIntegers)
{
    EXPECT_EQ(cat(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
    EXPECT_EQ(cat(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
}

TEST(Cat, OfNothingIsEmpty)
{
    EXPECT_EQ(cat(), "");
}

TEST(Join, PutsTheSeparatorBetweenElementsOnly)
{
    EXPECT_EQ(join(std::vector<std::string>{"a", "b", "c"}, ", "), "a, b, c");
    EXPECT_EQ(join(std::vector<std::string>{"a"}, ", "), "a");
    EXPECT_EQ(join(std::vector<std::string>{}, ", "), "");
}

TEST(Join, KeepsEmptyElements)
{
    EXPECT_EQ(join(std::vector<std::string>{"", "b", ""}, "|"), "|b|");
}

} // namespace
} // namespace mmm
