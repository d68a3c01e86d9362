// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>

namespace mmm {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Trim, TakesBlanksOffBothEndsOnly)
{
    EXPECT_EQ(trim(" \t a b \r\n"), "a b");
    EXPECT_EQ(trim("ab"), "ab");
    EXPECT_EQ(trim(" \n "), "");
    EXPECT_EQ(trim(""), "");
}

TEST(Split, GivesTheWordsBetweenBlanks)
{
    EXPECT_THAT(split("  M1 M2\tslave1\n"), ElementsAre("M1", "M2", "slave1"));
    EXPECT_THAT(split(" "), IsEmpty());
    EXPECT_THAT(split(""), IsEmpty());
}

TEST(Split, LeavesOutEmptyPiecesBetweenSeparators)
{
    EXPECT_THAT(split(",a,,b,", ","), ElementsAre("a", "b"));
    EXPECT_THAT(split("a, b;c", ",; "), ElementsAre("a", "b", "c"));
}

TEST(ParseNumber, WantsTheWholeTextToBeANumber)
{
    EXPECT_EQ(parse_number<int>("3306"), 3306);
    EXPECT_EQ(parse_number<int>("-1"), -1);
    EXPECT_EQ(parse_number<int>("12s"), std::nullopt);
    EXPECT_EQ(parse_number<int>(" 12"), std::nullopt);
    EXPECT_EQ(parse_number<int>("+12"), std::nullopt);
    EXPECT_EQ(parse_number<int>(""), std::nullopt);
}

TEST(ParseNumber, RefusesWhatDoesNotFit)
{
    EXPECT_EQ(parse_number<std::uint8_t>("255"), std::uint8_t{255});
    EXPECT_EQ(parse_number<std::uint8_t>("256"), std::nullopt);
    EXPECT_EQ(parse_number<unsigned>("-1"), std::nullopt);
    EXPECT_EQ(parse_number<std::int64_t>("9223372036854775808"), std::nullopt);
}

TEST(ParseBoolean, KnowsPacemakersWordsInAnyCase)
{
    for (const auto* yes : {"true", "on", "yes", "y", "1", "TRUE", "Yes"}) {
        EXPECT_EQ(parse_boolean(yes), true) << yes;
    }
    for (const auto* no : {"false", "off", "no", "n", "0", "False", "OFF"}) {
        EXPECT_EQ(parse_boolean(no), false) << no;
    }
}

TEST(ParseBoolean, DoesNotGuess)
{
    for (const auto* neither : {"", "2", "enabled", "t", "yes please"}) {
        EXPECT_EQ(parse_boolean(neither), std::nullopt) << neither;
    }
}

TEST(ToLower, ChangesAsciiLettersOnly)
{
    EXPECT_EQ(to_lower("Mixed-42\xC3\x84"), "mixed-42\xC3\x84");
}

} // namespace
} // namespace mmm
