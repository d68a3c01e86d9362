// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/model/mysql_gtid.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <random>
#include <set>
#include <tuple>
#include <utility>

namespace mmm::model {
namespace {

constexpr std::string_view uuid_a = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
constexpr std::string_view uuid_b = "6f0a1c58-ffff-11ee-8000-00163e000002";
constexpr std::string_view uuid_c = "ffffffff-0000-11ee-8000-00163e000003";

/// "A:1-5,B:7" with the letters standing for the UUIDs.
std::string full(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c >= 'A' && c <= 'C') {
            out += c == 'A' ? uuid_a : c == 'B' ? uuid_b : uuid_c;
        } else {
            out += c;
        }
    }
    return out;
}

MysqlGtidSet set(std::string_view text)
{
    auto parsed = MysqlGtidSet::parse(full(text));
    EXPECT_TRUE(parsed) << text << ": " << (parsed ? "" : parsed.error().message);
    return parsed ? *parsed : MysqlGtidSet{};
}

struct Reading {
    const char* name;
    const char* text;
    const char* canonical;
    std::uint64_t count;
};

class AGtidSet : public testing::TestWithParam<Reading> {};

TEST_P(AGtidSet, IsReadAndPrintedInOneWay)
{
    const auto& [name, text, canonical, count] = GetParam();

    EXPECT_EQ(set(text).to_text(), full(canonical));
    EXPECT_EQ(set(text).count(), count);
    EXPECT_EQ(set(text).empty(), count == 0);
    EXPECT_EQ(set(set(text).to_text()), set(text));
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    AGtidSet,
    testing::Values(
        Reading{"empty", "", "", 0},
        Reading{"blank", " \n", "", 0},
        Reading{"comma_at_the_end", "A:1,\n", "A:1", 1},
        Reading{"one", "A:7", "A:7", 1},
        Reading{"interval_of_one", "A:7-7", "A:7", 1},
        Reading{"intervals", "A:1-5:7:9-11", "A:1-5:7:9-11", 9},
        Reading{"lines", "A:1-5,\nB:3:5-6", "A:1-5,B:3:5-6", 8},
        Reading{"windows_lines", "A:1-5,\r\nB:3", "A:1-5,B:3", 6},
        Reading{"blanks", " A : 1 - 5 : 7 , B:3 ", "A:1-5:7,B:3", 7},
        Reading{"unsorted", "B:9:1,A:7:3-4", "A:3-4:7,B:1:9", 5},
        Reading{"overlapping", "A:1-5:4-8:2", "A:1-8", 8},
        Reading{"adjacent", "A:1-5:6-8:9", "A:1-9", 9},
        Reading{"twice_the_same_server", "A:1-5,B:1,A:4-7", "A:1-7,B:1", 8},
        Reading{"tags", "A:1-3:tag:4-5:other:1", "A:1-3:other:1:tag:4-5", 6},
        Reading{"tag_only", "A:tag:4-5", "A:tag:4-5", 2},
        Reading{"tags_in_capitals", "A:TIP:4-5:tip:6", "A:tip:4-6", 3},
        Reading{"tag_and_plain_in_pieces", "A:_t1:1,A:1-2", "A:1-2:_t1:1", 3},
        Reading{"leading_zeros", "A:007-0010", "A:7-10", 4},
        Reading{
            "largest", "A:1-9223372036854775806", "A:1-9223372036854775806", 9223372036854775806U}),
    [](const auto& example) { return example.param.name; });

TEST(AGtidSet, WithUpperCaseUuidsIsThatWithLowerCase)
{
    const auto upper = MysqlGtidSet::parse("3E11FA47-71CA-11E1-9E33-C80AA9429562:1-5");

    ASSERT_TRUE(upper);
    EXPECT_EQ(upper->to_text(), full("A:1-5"));
}

TEST(AGtidSet, LargerThanANumberCanTellCountsAsTheLargestNumber)
{
    const auto most = "A:1-9223372036854775806,B:1-9223372036854775806,C:1-9223372036854775806";

    EXPECT_EQ(set(most).count(), std::numeric_limits<std::uint64_t>::max());
}

struct Malformed {
    const char* name;
    const char* text;
    const char* offending;
};

class AMalformedGtidSet : public testing::TestWithParam<Malformed> {};

TEST_P(AMalformedGtidSet, IsRefusedWithItsOffendingPart)
{
    const auto parsed = MysqlGtidSet::parse(full(GetParam().text));

    ASSERT_FALSE(parsed) << parsed->to_text();
    EXPECT_EQ(parsed.error().code, Errc::malformed_input);
    EXPECT_NE(
        parsed.error().message.find(cat("\"", full(GetParam().offending), "\" is not")),
        std::string::npos)
        << parsed.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    AMalformedGtidSet,
    testing::Values(
        Malformed{"mariadb", "0-1-100", "0-1-100"},
        Malformed{"no_numbers", "A", "A"},
        Malformed{"no_numbers_after_colon", "A:", ""},
        Malformed{"tag_without_numbers", "A:1:tag", "A:1:tag"},
        Malformed{"tag_without_numbers_before_tag", "A:x:y:1", "A:x:y:1"},
        Malformed{"empty_interval", "A:1::3", ""},
        Malformed{"zero", "A:0", "0"},
        Malformed{"from_zero", "A:0-5", "0-5"},
        Malformed{"reversed", "A:1:5-3", "5-3"},
        Malformed{"half_an_interval", "A:5-", "5-"},
        Malformed{"other_half", "A:-5", "-5"},
        Malformed{"three_numbers", "A:1-2-3", "1-2-3"},
        Malformed{"too_large", "A:9223372036854775807", "9223372036854775807"},
        Malformed{"larger_than_any_number", "A:1-18446744073709551616", "1-18446744073709551616"},
        Malformed{"sign", "A:+5", "+5"},
        Malformed{"hexadecimal", "A:0x10", "0x10"},
        Malformed{"number_with_a_rest", "A:5x", "5x"},
        Malformed{"dash_in_tag", "A:a-b:1", "a-b"},
        Malformed{
            "long_tag",
            "A:a23456789012345678901234567890123:1",
            "a23456789012345678901234567890123"},
        Malformed{
            "short_uuid",
            "3e11fa47-71ca-11e1-9e33-c80aa942956:1",
            "3e11fa47-71ca-11e1-9e33-c80aa942956"},
        Malformed{
            "no_uuid",
            "3e11fa47-71ca-11e1-9e33-c80aa942956g:1",
            "3e11fa47-71ca-11e1-9e33-c80aa942956g"},
        Malformed{
            "dashes_elsewhere",
            "3e11fa4-771ca-11e1-9e33-c80aa9429562:1",
            "3e11fa4-771ca-11e1-9e33-c80aa9429562"},
        Malformed{"rest_of_a_list", "A:1,nonsense", "nonsense"}),
    [](const auto& example) { return example.param.name; });

struct Pair {
    const char* name;
    const char* ours;
    const char* theirs;
    const char* united;
    const char* ours_only;
    const char* common;
};

class TwoGtidSets : public testing::TestWithParam<Pair> {};

TEST_P(TwoGtidSets, AreComparedTransactionByTransaction)
{
    const auto& [name, ours, theirs, united, ours_only, common] = GetParam();

    EXPECT_EQ(set(ours).united_with(set(theirs)).to_text(), full(united));
    EXPECT_EQ(set(ours).minus(set(theirs)).to_text(), full(ours_only));
    EXPECT_EQ(set(ours).intersected_with(set(theirs)).to_text(), full(common));
    EXPECT_EQ(set(theirs).covers(set(ours)), std::string_view(ours_only).empty());
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    TwoGtidSets,
    testing::Values(
        Pair{"empty", "", "", "", "", ""},
        Pair{"against_nothing", "A:1-5", "", "A:1-5", "A:1-5", ""},
        Pair{"nothing_against", "", "A:1-5", "A:1-5", "", ""},
        Pair{"same", "A:1-5:7", "A:1-5:7", "A:1-5:7", "", "A:1-5:7"},
        Pair{"behind", "A:1-5", "A:1-9", "A:1-9", "", "A:1-5"},
        Pair{"ahead", "A:1-9", "A:1-5", "A:1-9", "A:6-9", "A:1-5"},
        Pair{"hole_filled", "A:1-9", "A:1-3:5-9", "A:1-9", "A:4", "A:1-3:5-9"},
        Pair{"many_holes", "A:1-20", "A:2:4-5:20:22", "A:1-20:22", "A:1:3:6-19", "A:2:4-5:20"},
        Pair{"one_hole_over_many", "A:1-2:4-5:7-8", "A:2-7", "A:1-8", "A:1:8", "A:2:4-5:7"},
        Pair{"adjacent", "A:1-5", "A:6-9", "A:1-9", "A:1-5", ""},
        Pair{"errant", "A:1-9,B:1-2", "A:1-10,C:1", "A:1-10,B:1-2,C:1", "B:1-2", "A:1-9"},
        Pair{"tags_are_apart", "A:1-5:t:1-5", "A:1-5", "A:1-5:t:1-5", "A:t:1-5", "A:1-5"},
        Pair{
            "up_to_the_end",
            "A:1-9223372036854775806",
            "A:9223372036854775806",
            "A:1-9223372036854775806",
            "A:1-9223372036854775805",
            "A:9223372036854775806"}),
    [](const auto& example) { return example.param.name; });

TEST(AGtidSet, IsFromOneServerWhateverTheTags)
{
    EXPECT_TRUE(set("A:1-5:t:1").only_from(uuid_a));
    EXPECT_TRUE(set("A:1-5").only_from("3E11FA47-71CA-11E1-9E33-C80AA9429562"));
    EXPECT_TRUE(set("").only_from(uuid_a));
    EXPECT_FALSE(set("A:1-5").only_from(uuid_b));
    EXPECT_FALSE(set("A:1-5,B:1").only_from(uuid_a));
}

/// The same sets held in the simplest way there is.
using Transaction = std::tuple<std::string, std::string, std::uint64_t>;
using Transactions = std::set<Transaction>;

class RandomSets {
public:
    struct Sample {
        std::string text;
        Transactions transactions;
    };

    /// Intervals in any order, overlapping, in capitals or not, on several lines or one.
    Sample next()
    {
        Sample sample;
        for (auto servers = below(4); servers > 0; --servers) {
            const auto uuid = uuids_.at(below(uuids_.size()));
            sample.text +=
                cat(sample.text.empty() ? ""
                    : below(2) == 0     ? ","
                                        : ",\n",
                    spelled(uuid));
            add_intervals(sample, uuid, "");
            for (auto tags = below(3); tags > 0; --tags) {
                const auto tag = tags_.at(below(tags_.size()));
                sample.text += cat(":", spelled(tag));
                add_intervals(sample, uuid, tag);
            }
        }
        return sample;
    }

private:
    std::size_t below(std::size_t limit) { return generator_() % limit; }

    std::string spelled(std::string_view name)
    {
        std::string out(name);
        if (below(4) == 0) {
            std::ranges::transform(out, out.begin(), [](char c) {
                return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
            });
        }
        return out;
    }

    void add_intervals(Sample& sample, std::string_view uuid, std::string_view tag)
    {
        for (auto intervals = 1 + below(4); intervals > 0; --intervals) {
            const auto first = 1 + below(24);
            const auto last = first + below(6);
            sample.text += first == last ? cat(":", first) : cat(":", first, "-", last);
            for (auto number = first; number <= last; ++number) {
                sample.transactions.emplace(uuid, tag, number);
            }
        }
    }

    std::array<std::string_view, 3> uuids_{uuid_a, uuid_b, uuid_c};
    std::array<std::string_view, 2> tags_{"backup", "z_9"};
    std::mt19937 generator_{20261121}; // the same sets in every run
};

Transactions united(const Transactions& a, const Transactions& b)
{
    Transactions out = a;
    out.insert(b.begin(), b.end());
    return out;
}

Transactions minus(const Transactions& a, const Transactions& b)
{
    Transactions out;
    std::ranges::set_difference(a, b, std::inserter(out, out.end()));
    return out;
}

Transactions common(const Transactions& a, const Transactions& b)
{
    Transactions out;
    std::ranges::set_intersection(a, b, std::inserter(out, out.end()));
    return out;
}

/// Each transaction for itself, so that merging has everything to do.
MysqlGtidSet of(const Transactions& transactions)
{
    std::string text;
    for (const auto& [uuid, tag, number] : transactions) {
        text += cat(uuid, tag.empty() ? "" : ":", tag, ":", number, ",");
    }
    return *MysqlGtidSet::parse(text);
}

constexpr int cases = 4000;

TEST(RandomGtidSets, AreReadAndPrintedWithoutLoss)
{
    RandomSets random;
    for (int i = 0; i < cases; ++i) {
        const auto [text, transactions] = random.next();
        const auto parsed = MysqlGtidSet::parse(text);

        ASSERT_TRUE(parsed) << text;
        ASSERT_EQ(parsed->count(), transactions.size()) << text;
        ASSERT_EQ(*parsed, of(transactions)) << text;
        ASSERT_EQ(*MysqlGtidSet::parse(parsed->to_text()), *parsed) << text;
        ASSERT_EQ(parsed->to_text().find('\n'), std::string::npos) << text;
    }
}

TEST(RandomGtidSets, AreUnitedAndSubtractedAsSetsAre)
{
    RandomSets random;
    for (int i = 0; i < cases; ++i) {
        const auto a = random.next();
        const auto b = random.next();
        const auto x = *MysqlGtidSet::parse(a.text);
        const auto y = *MysqlGtidSet::parse(b.text);
        const auto what = cat(a.text, " and ", b.text);

        ASSERT_EQ(x.united_with(y), of(united(a.transactions, b.transactions))) << what;
        ASSERT_EQ(x.minus(y), of(minus(a.transactions, b.transactions))) << what;
        ASSERT_EQ(x.intersected_with(y), of(common(a.transactions, b.transactions))) << what;
        ASSERT_EQ(x.covers(y), minus(b.transactions, a.transactions).empty()) << what;
        ASSERT_TRUE(x.united_with(y).covers(y)) << what;
    }
}

} // namespace
} // namespace mmm::model
