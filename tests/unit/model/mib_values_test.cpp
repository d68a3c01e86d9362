// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/mib_values.h"
#include "tests/unit/model/a_cluster.h"
#include "tests/unit/model/a_history.h"

#include <gmock/gmock.h>

#include <optional>

namespace mmm::model {
namespace {

using std::chrono::seconds;

constexpr std::int64_t now = 1763719999;

ClusterSnapshot snapshot_of(const ACluster& cluster, const ServersSeen& servers = {})
{
    return make_snapshot(cluster.view, *view_roles(cluster.view, ""), servers, a_history(), now);
}

/// Below mmmObjects.
std::optional<MibValue> value_at(const MibValues& values, const Oid& path)
{
    Oid oid = mib_root();
    oid.push_back(1);
    oid.insert(oid.end(), path.begin(), path.end());
    const auto found = values.find(oid);
    return found == values.end() ? std::nullopt : std::optional(found->second);
}

const Oid host_m2{2, 'M', '2'};

Oid cell(std::uint32_t table, std::uint32_t column, const Oid& index)
{
    Oid path{table, 1, column};
    path.insert(path.end(), index.begin(), index.end());
    return path;
}

TEST(TheMib, HasTheStateOfEachHostUnderItsName)
{
    const auto values =
        mib_values(snapshot_of(ACluster().says("M2", "REPLICATION_DELAY")), seconds(5));
    EXPECT_EQ(value_at(values, cell(2, 4, host_m2)), MibValue(6));
    EXPECT_EQ(value_at(values, cell(2, 8, host_m2)), MibValue(2));
    EXPECT_EQ(value_at(values, {1, 7, 0}), MibValue(std::string("M1")));
}

TEST(TheMib, HasNothingOfAServerThatWasNotAsked)
{
    const auto values = mib_values(snapshot_of(ACluster()), seconds(5));
    EXPECT_EQ(value_at(values, cell(2, 9, host_m2)), std::nullopt);
    EXPECT_EQ(value_at(values, cell(5, 2, host_m2)), std::nullopt);
}

TEST(TheMib, HasTheLagOnlyWhileTheServerKnowsIt)
{
    ServerFacts facts;
    facts.version = "10.11.6-MariaDB";
    facts.link.emplace();
    facts.link->source_host = "192.168.0.65";
    facts.link->receiver = Receiver::connecting;
    auto values = mib_values(snapshot_of(ACluster(), {{"M2", facts}}), seconds(5));
    EXPECT_EQ(value_at(values, cell(2, 9, host_m2)), MibValue(1));
    EXPECT_EQ(value_at(values, cell(2, 11, host_m2)), std::nullopt);
    EXPECT_EQ(value_at(values, cell(5, 2, host_m2)), MibValue(2));
    facts.link->lag_seconds = 17;
    values = mib_values(snapshot_of(ACluster(), {{"M2", facts}}), seconds(5));
    EXPECT_EQ(value_at(values, cell(2, 11, host_m2)), MibValue(Gauge{17}));
}

TEST(TheMib, HasEachAddressOfARoleWithItsHost)
{
    const auto values = mib_values(snapshot_of(ACluster()), seconds(5));
    Oid index{6};
    for (const char c : std::string_view("writer")) {
        index.push_back(static_cast<unsigned char>(c));
    }
    index.push_back(12);
    for (const char c : std::string_view("192.168.0.70")) {
        index.push_back(static_cast<unsigned char>(c));
    }
    EXPECT_EQ(value_at(values, cell(3, 3, index)), MibValue(1));
    EXPECT_EQ(value_at(values, cell(3, 4, index)), MibValue(std::string("M1")));
    EXPECT_EQ(value_at(values, cell(3, 5, index)), MibValue(Gauge{1}));
}

TEST(TheMib, WritesTimesInUtc)
{
    const auto values = mib_values(snapshot_of(ACluster()), seconds(5));
    // 2025-11-21 10:13:19
    EXPECT_EQ(
        value_at(values, {1, 9, 0}),
        MibValue(std::string("\x07\xe9\x0b\x15\x0a\x0d\x13\x00+\x00\x00", 11)));
}

TEST(TheMib, KeepsTheLastTwentyMoves)
{
    auto history = a_history();
    for (std::uint64_t number = 4; number <= 30; ++number) {
        auto move = std::get<MoveEntry>(history.front());
        move.number = number;
        history.emplace_back(move);
    }
    ACluster cluster;
    const auto values = mib_values(
        make_snapshot(cluster.view, *view_roles(cluster.view, ""), {}, history, now), seconds(5));
    EXPECT_EQ(value_at(values, {6, 1, 0}), MibValue(Counter{30}));
    EXPECT_EQ(value_at(values, cell(7, 5, {10})), std::nullopt);
    EXPECT_EQ(value_at(values, cell(7, 5, {11})), MibValue(std::string("M1")));
    EXPECT_EQ(value_at(values, cell(7, 5, {30})), MibValue(std::string("M1")));
}

TEST(TheMib, OfADeadClusterSaysThatAndKeepsTheMoves)
{
    const auto values =
        mib_values(unreachable_snapshot("mysql", "Connection refused", a_history(), 1), seconds(5));
    EXPECT_EQ(value_at(values, {1, 1, 0}), MibValue(2));
    EXPECT_EQ(value_at(values, {1, 2, 0}), MibValue(std::string("Connection refused")));
    EXPECT_EQ(value_at(values, {1, 6, 0}), std::nullopt);
    EXPECT_EQ(value_at(values, cell(7, 6, {3})), MibValue(Gauge{2345}));
}

TEST(AText, IsCutBetweenCharacters)
{
    EXPECT_EQ(mib_text("abc", 2), "ab");
    EXPECT_EQ(mib_text("a\xC3\xA4", 2), "a");
    EXPECT_EQ(mib_text("a\xC3\xA4", 3), "a\xC3\xA4");
}

} // namespace
} // namespace mmm::model
