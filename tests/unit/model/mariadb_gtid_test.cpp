// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/mariadb_gtid.h"

#include <gtest/gtest.h>

namespace mmm::model {
namespace {

MariadbPosition position(const char* text)
{
    auto parsed = MariadbPosition::parse(text);
    EXPECT_TRUE(parsed) << text;
    return parsed ? *parsed : MariadbPosition{};
}

MariadbState state(const char* text)
{
    auto parsed = MariadbState::parse(text);
    EXPECT_TRUE(parsed) << text;
    return parsed ? *parsed : MariadbState{};
}

TEST(APosition, IsPrintedAsTheServerDoes)
{
    EXPECT_EQ(position("").to_text(), "");
    EXPECT_EQ(position("0-1-100").to_text(), "0-1-100");
    EXPECT_EQ(position("0-1-100,1-2-5,10-3-7").to_text(), "0-1-100,1-2-5,10-3-7");
    EXPECT_EQ(
        position("4294967295-4294967295-18446744073709551615").to_text(),
        "4294967295-4294967295-18446744073709551615");
}

TEST(APosition, IsReadWithBlanksAndLineBreaks)
{
    EXPECT_EQ(position(" 1-2-5,\n 0-1-100 ").to_text(), "0-1-100,1-2-5");
}

TEST(APosition, WithoutADomainIsEmpty)
{
    EXPECT_TRUE(position("").empty());
    EXPECT_TRUE(position(" ,\n").empty());
    EXPECT_FALSE(position("0-1-1").empty());
}

struct Noted {
    const char* name;
    const char* noted;
    const char* position;
    const char* state;
    const char* expected;
};

class ANotedPosition : public testing::TestWithParam<Noted> {};

TEST_P(ANotedPosition, OfServer2TellsWhatItExecuted)
{
    const auto& [name, noted, logged, log, expected] = GetParam();
    EXPECT_EQ(
        executed_of_noted(position(noted), 2, position(logged), state(log)).to_text(), expected);
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    ANotedPosition,
    testing::Values(
        Noted{"OfAReplica", "0-1-100", "0-1-100", "0-1-100", "0-1-100"},
        Noted{"OfAWriterInARing", "0-2-100", "0-2-105", "0-1-90,0-2-105", "0-2-100"},
        Noted{"WhoseWritesWereRolledBack", "0-2-102", "0-2-100", "0-1-90,0-2-100", "0-2-100"},
        Noted{"WhoseFirstWritesWereRolledBack", "0-2-102", "0-1-100", "0-1-100", "0-1-100"},
        Noted{
            "InOneOfTwoDomains",
            "0-2-102,1-2-7",
            "0-2-100,1-2-7",
            "0-2-100,1-2-7",
            "0-2-100,1-2-7"},
        Noted{"OfACopyWithoutABinaryLog", "0-2-102", "", "", "0-2-102"},
        Noted{"ThatAnotherServerWrote", "0-1-102", "0-1-100", "0-1-100", "0-1-102"}),
    [](const auto& example) { return example.param.name; });

class AMalformedGtid : public testing::TestWithParam<const char*> {};

TEST_P(AMalformedGtid, IsNamed)
{
    const auto parsed = MariadbPosition::parse(GetParam());

    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().code, Errc::malformed_input);
    EXPECT_NE(parsed.error().message.find("is not a MariaDB GTID"), std::string::npos);
    EXPECT_FALSE(MariadbState::parse(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    AMalformedGtid,
    testing::Values(
        "0",
        "0-1",
        "0-1-",
        "-1-2",
        "0--2",
        "0-1-2-3",
        "a-b-c",
        "0-1-0x10",
        "0-1-+5",
        "4294967296-1-1",
        "0-1-18446744073709551616",
        "0-1-100,nonsense",
        "3E11FA47-71CA-11E1-9E33-C80AA9429562:1-5"));

TEST(APosition, CoversWhatIsNotBeyondItInAnyDomain)
{
    EXPECT_TRUE(position("0-1-100").covers(position("")));
    EXPECT_TRUE(position("0-1-100").covers(position("0-1-100")));
    EXPECT_TRUE(position("0-1-100").covers(position("0-2-99")));
    EXPECT_TRUE(position("0-1-100,1-2-5").covers(position("1-2-5")));
    EXPECT_FALSE(position("0-1-100").covers(position("0-1-101")));
    EXPECT_FALSE(position("0-1-100").covers(position("0-1-100,1-2-1")));
    EXPECT_FALSE(position("").covers(position("0-1-1")));
}

TEST(APosition, MergedWithAnotherIsTheFurtherOneOfEachDomain)
{
    EXPECT_EQ(
        position("0-1-100,1-2-5").merged_with(position("0-2-99,1-1-6,2-3-1")).to_text(),
        "0-1-100,1-1-6,2-3-1");
    EXPECT_EQ(position("").merged_with(position("0-1-1")).to_text(), "0-1-1");
}

TEST(APosition, CountsWhatItMissesOverAllDomains)
{
    EXPECT_EQ(position("0-1-100").missing_up_to(position("0-2-110,1-2-5")), 15U);
    EXPECT_EQ(position("0-1-100").missing_up_to(position("0-2-90")), 0U);
}

TEST(APosition, IsNotCoveredBecauseSoMuchIsMissingThatTheCountWouldBeginAnew)
{
    const auto all = position("0-1-18446744073709551615,1-1-2");

    EXPECT_EQ(position("0-1-1").missing_up_to(all), 18446744073709551615U);
    EXPECT_FALSE(position("0-1-1").covers(all));
    EXPECT_TRUE(all.covers(position("0-1-1")));
}

TEST(APosition, KeepsOnlyTheDomainsInWhichItIsAhead)
{
    EXPECT_EQ(
        position("0-1-100,1-2-5,2-3-7").ahead_of(position("0-1-99,1-1-5,3-1-1")).to_text(),
        "0-1-100,2-3-7");
    EXPECT_TRUE(position("0-1-100").ahead_of(position("0-2-100")).empty());
}

TEST(AState, KeepsTheLastNumberOfEachServer)
{
    EXPECT_EQ(state("0-2-50,0-1-100,1-1-7").to_text(), "0-1-100,0-2-50,1-1-7");
    EXPECT_EQ(state("0-1-100,0-1-90").to_text(), "0-1-100");
}

TEST(AState, AtAPositionHasGotThere)
{
    EXPECT_EQ(state("0-1-100").with(position("0-2-110")).to_text(), "0-1-100,0-2-110");
    EXPECT_EQ(state("0-1-100").with(position("0-1-90")).to_text(), "0-1-100");
    EXPECT_EQ(state("").with(position("0-1-100,1-2-5")).to_text(), "0-1-100,1-2-5");
}

struct Difference {
    const char* name;
    const char* ours;
    const char* theirs;
    const char* expected;
};

class WhatOnlyOneStateHas : public testing::TestWithParam<Difference> {};

TEST_P(WhatOnlyOneStateHas, IsToldAsRanges)
{
    const auto& [name, ours, theirs, expected] = GetParam();

    EXPECT_EQ(state(ours).beyond(state(theirs)), expected);
    EXPECT_EQ(state(ours).within(state(theirs)), std::string(expected).empty());
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    WhatOnlyOneStateHas,
    testing::Values(
        Difference{"nothing", "0-1-100", "0-1-100", ""},
        Difference{"behind", "0-1-100", "0-1-105,0-2-106", ""},
        Difference{"one", "0-1-101", "0-1-100", "0-1-101"},
        Difference{"some", "0-1-105", "0-1-100", "0-1-101..105"},
        Difference{"all", "0-1-3,0-2-5", "", "0-1-1..3,0-2-1..5"},
        Difference{"domains", "0-1-101,1-2-5", "0-1-100,1-2-3", "0-1-101,1-2-4..5"},
        // The first write of a new writer has the number after the old one's last.
        Difference{"new_writer", "0-1-100,0-2-110", "0-1-100", "0-2-101..110"},
        Difference{"new_writer_again", "0-2-110,0-1-100", "0-1-100,0-2-50", "0-2-101..110"},
        Difference{"both_sides", "0-1-105", "0-1-100,0-2-110", "0-1-101..105"},
        Difference{"same_number", "0-1-101", "0-1-100,0-2-101", "0-1-101"},
        // A host made from a copy never logged what was before.
        Difference{"older_than_the_copy", "0-2-50,0-1-100", "0-1-105", ""},
        Difference{"newer_than_the_copy", "0-2-50,0-1-107", "0-1-105", "0-1-106..107"},
        // Without strict mode a number can be used late; what a log contradicts is told.
        Difference{"late", "0-1-100,0-2-60", "0-1-105,0-2-50", "0-2-51..60"}),
    [](const auto& example) { return example.param.name; });

TEST(ARange, OfOneTransactionIsPrintedAsThat)
{
    EXPECT_EQ(to_text({{0, 1, 7, 7}, {1, 2, 3, 9}}), "0-1-7,1-2-3..9");
    EXPECT_EQ(to_text(std::vector<GtidRange>{}), "");
}

} // namespace
} // namespace mmm::model
