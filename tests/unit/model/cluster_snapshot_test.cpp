// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/cluster_snapshot.h"
#include "tests/unit/model/a_cluster.h"
#include "tests/unit/model/a_history.h"

#include <gmock/gmock.h>

namespace mmm::model {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t now = 1763719999;

ClusterSnapshot snapshot_of(const ACluster& cluster, const ServersSeen& servers = {})
{
    return make_snapshot(cluster.view, *view_roles(cluster.view, ""), servers, a_history(), now);
}

ServerFacts a_replica_of(const std::string& address)
{
    ServerFacts facts;
    facts.version = "10.11.6-MariaDB-log";
    facts.link.emplace();
    facts.link->source_host = address;
    facts.link->receiver = Receiver::running;
    facts.link->applier_running = true;
    facts.link->lag_seconds = 3;
    return facts;
}

TEST(ASnapshot, NamesTheWriter)
{
    ACluster cluster;
    EXPECT_EQ(snapshot_of(cluster).writer, "M1");
    EXPECT_EQ(snapshot_of(cluster.writer_on("M2")).writer, "M2");
    EXPECT_EQ(snapshot_of(cluster.database_stopped("M2")).writer, "");
}

TEST(ASnapshot, HasTheFourChecksOfEachHost)
{
    const auto snapshot = snapshot_of(ACluster());
    EXPECT_EQ(snapshot.hosts.size(), 3U);
    EXPECT_EQ(snapshot.checks.size(), 3 * check_names.size());
}

TEST(ASnapshot, TellsAServerThatWasNotAskedFromOneThatIsSilent)
{
    const auto snapshot = snapshot_of(ACluster(), {{"M1", ServerFacts{}}, {"M2", std::nullopt}});
    EXPECT_EQ(snapshot.hosts[0].answers, true);
    EXPECT_EQ(snapshot.hosts[1].answers, false);
    EXPECT_EQ(snapshot.hosts[2].answers, std::nullopt);
    EXPECT_FALSE(snapshot.hosts[1].server);
}

TEST(ASnapshot, NamesTheSourceOfAReplicaWhenItIsAHost)
{
    const auto snapshot = snapshot_of(
        ACluster(), {{"M2", a_replica_of("192.168.0.65")}, {"slave1", a_replica_of("10.9.9.9")}});
    ASSERT_EQ(snapshot.links.size(), 2U);
    EXPECT_EQ(snapshot.links[0].source, "M1");
    EXPECT_EQ(snapshot.links[1].source, "10.9.9.9");
}

TEST(ASnapshot, CountsMovesByTheirNumberAndLossesByTheirFate)
{
    auto history = a_history();
    history.erase(history.begin()); // the file keeps no more
    ACluster cluster;
    const auto snapshot =
        make_snapshot(cluster.view, *view_roles(cluster.view, ""), {}, history, now);
    EXPECT_EQ(snapshot.totals.moves, 3U);
    EXPECT_EQ(snapshot.totals.rolled_back, 2U);
    EXPECT_EQ(snapshot.totals.quarantined, 5U);
    EXPECT_EQ(snapshot.moves.back().to, "M1");
}

TEST(ASnapshot, OfAClusterThatDoesNotAnswerHasTheMovesOnly)
{
    const auto snapshot = unreachable_snapshot("mysql", "Pacemaker does not run", a_history(), now);
    EXPECT_FALSE(snapshot.reachable);
    EXPECT_EQ(snapshot.error, "Pacemaker does not run");
    EXPECT_THAT(snapshot.hosts, IsEmpty());
    EXPECT_EQ(snapshot.moves.size(), 3U);
}

TEST(Quarantine, IsAReasonThatNamesTransactionsNotOneThatWillPass)
{
    EXPECT_TRUE(is_quarantined(HostState::awaiting_recovery, "has 1 transaction that M1 lacks"));
    EXPECT_FALSE(is_quarantined(HostState::awaiting_recovery, "waits for the other master"));
    EXPECT_FALSE(is_quarantined(HostState::awaiting_recovery, "flapping: left ONLINE 4 times"));
    EXPECT_FALSE(is_quarantined(HostState::awaiting_recovery, ""));
    EXPECT_FALSE(is_quarantined(HostState::replication_fail, "the receiver stopped"));
}

} // namespace
} // namespace mmm::model
