// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/host_checks.h"
#include "tests/unit/model/watched_host.h"

#include <gtest/gtest.h>

namespace mmm::model {
namespace {

const Check& check(const HostJudgement& judgement, const char* name)
{
    return judgement.memory.checks.results.at(name);
}

TEST(TheChecks, OfAHostThatFollowsPass)
{
    WatchedHost host;

    const auto judgement = host.look_at(0);

    for (const auto name : check_names) {
        EXPECT_TRUE(judgement.memory.checks.results.contains(name)) << name;
    }
    EXPECT_TRUE(judgement.memory.checks.all_ok());
    EXPECT_EQ(check(judgement, "ping"), (Check{true, noon, "OK"}));
    EXPECT_EQ(check(judgement, "mysql"), (Check{true, noon, "OK"}));
    EXPECT_EQ(check(judgement, "rep_threads"), (Check{true, noon, "OK"}));
    EXPECT_EQ(check(judgement, "rep_backlog"), (Check{true, noon, "OK: Backlog is null"}));
}

TEST(ACheck, CountsAfterTheTrapPeriod)
{
    WatchedHost host;
    host.be_online();
    host.lose_source();

    host.look_at(100);
    EXPECT_TRUE(host.passes("rep_threads"));
    host.look_at(109);
    EXPECT_TRUE(host.passes("rep_threads"));
    host.look_at(110);
    EXPECT_FALSE(host.passes("rep_threads"));
}

TEST(ACheck, TellsSinceWhenTheFailureCounts)
{
    WatchedHost host;
    host.be_online();
    host.lose_source();
    host.look_at(100);
    host.look_at(111);

    const auto judgement = host.look_at(150);

    EXPECT_EQ(
        check(judgement, "rep_threads"),
        (Check{false, noon + 111, "ERROR: Replication is broken"}));
    EXPECT_TRUE(host.passes("mysql"));
}

TEST(ACheck, PassesAgainAtOnce)
{
    WatchedHost host;
    host.be_online();
    host.lose_source();
    host.look_at(100);
    host.look_at(110);
    host.follow();

    const auto judgement = host.look_at(120);

    EXPECT_EQ(check(judgement, "rep_threads"), (Check{true, noon + 120, "OK"}));
    EXPECT_TRUE(judgement.memory.checks.failing_since.empty());
}

TEST(ACheck, ThatPassesInBetweenHasTheWholeTrapPeriodAgain)
{
    WatchedHost host;
    host.be_online();
    host.lose_source();
    host.look_at(100);
    host.follow();
    host.look_at(105);
    host.lose_source();

    host.look_at(106);
    host.look_at(115);
    EXPECT_TRUE(host.passes("rep_threads"));
    host.look_at(116);
    EXPECT_FALSE(host.passes("rep_threads"));
}

TEST(ACheck, WithoutATrapPeriodFailsAtOnce)
{
    WatchedHost host;
    host.rules().trap_period = 0;
    host.be_online();
    host.lose_source();

    host.look_at(1);

    EXPECT_FALSE(host.passes("rep_threads"));
}

TEST(ACheck, IsJudgedAtOnceByTheFirstLookAfterAStart)
{
    WatchedHost host;
    host.fall_behind(3600);

    host.look_at(0);

    EXPECT_FALSE(host.passes("rep_backlog"));
}

TEST(ACheck, OfPingIsNotJudgedByOneLostPacketAfterAStart)
{
    WatchedHost host;
    host.seen().ping_answered = false;

    host.look_at(0);
    EXPECT_TRUE(host.passes("ping"));
    host.look_at(9);
    EXPECT_TRUE(host.passes("ping"));
    host.look_at(10);
    EXPECT_FALSE(host.passes("ping"));
}

TEST(ACheck, OfPingPassesWhenNobodyAsks)
{
    WatchedHost host;
    host.seen().ping_answered.reset();

    host.look_at(0);

    EXPECT_TRUE(host.passes("ping"));
}

TEST(ACheck, OfTheServerFailsAtOnce)
{
    WatchedHost host;
    host.be_online();
    host.go_down();

    const auto judgement = host.look_at(1);

    EXPECT_EQ(check(judgement, "mysql"), (Check{false, noon + 1, "ERROR: Server is stopped"}));
    EXPECT_TRUE(host.passes("rep_threads")) << "of a server that is down nobody knows";
}

TEST(ACheck, IsNotMovedByAClockThatIsSetBack)
{
    WatchedHost host;
    host.be_online();
    host.lose_source();
    host.look_at(100);
    host.set_clock(-3600);

    host.look_at(109);
    EXPECT_TRUE(host.passes("rep_threads"));
    host.look_at(110);
    EXPECT_FALSE(host.passes("rep_threads"));
}

TEST(ACheck, WhoseBeginningLiesAheadBeginsNow)
{
    WatchedHost host;
    host.be_online();
    host.memory().checks.failing_since["rep_threads"] = (booted + 99999) * 1000;
    host.lose_source();

    host.look_at(100);
    host.look_at(109);
    EXPECT_TRUE(host.passes("rep_threads"));
    host.look_at(110);
    EXPECT_FALSE(host.passes("rep_threads"));
}

TEST(TheBacklog, MayBeAsLongAsAllowed)
{
    WatchedHost host;
    host.be_online();
    host.fall_behind(60);
    host.look_at(100);
    host.look_at(200);
    EXPECT_TRUE(host.passes("rep_backlog"));

    host.fall_behind(61);
    host.look_at(300);
    const auto judgement = host.look_at(310);

    EXPECT_EQ(
        check(judgement, "rep_backlog"), (Check{false, noon + 310, "ERROR: Backlog is too big"}));
}

TEST(TheBacklog, ThatTheServerDoesNotKnowIsNotZero)
{
    WatchedHost host;
    host.be_online();
    host.fall_behind();
    host.look_at(100);
    host.look_at(110);
    ASSERT_FALSE(host.passes("rep_backlog"));

    host.lose_source();
    host.look_at(120);

    EXPECT_FALSE(host.passes("rep_backlog"));
}

TEST(TheBacklog, ThatWasNeverKnownDoesNotPass)
{
    WatchedHost host;
    host.link().lag_seconds.reset();

    const auto judgement = host.look_at(0);

    EXPECT_FALSE(judgement.memory.checks.all_ok());
    EXPECT_TRUE(host.passes("rep_backlog"));
}

TEST(Replication, ThatIsNotSetUpFailsWhenThereIsAWriter)
{
    WatchedHost host;
    host.seen().facts->link.reset();

    const auto judgement = host.look_at(0);

    EXPECT_EQ(check(judgement, "rep_threads").message, "ERROR: Replication is not set up");
}

TEST(Replication, IsNotNeededInAClusterThatHasNoWriterYet)
{
    WatchedHost host;
    host.lose_writer();
    host.seen().facts->link.reset();

    const auto judgement = host.look_at(0);

    EXPECT_TRUE(judgement.memory.checks.all_ok());
}

TEST(Replication, ThatFailedIsNotMendedByTheLossOfTheWriter)
{
    WatchedHost host;
    host.be_online();
    host.lose_source();
    host.look_at(100);
    host.look_at(110);

    host.lose_writer();
    host.look_at(120);

    EXPECT_FALSE(host.passes("rep_threads"));
}

TEST(Replication, OfTheWriterPasses)
{
    WatchedHost host;
    host.seen().facts->read_only = false;
    host.seen().facts->link.reset();
    EXPECT_TRUE(host.look_at(0).memory.checks.all_ok());

    host.follow();
    host.lose_source();
    host.fall_behind(3600);
    EXPECT_TRUE(host.look_at(100).memory.checks.all_ok());
}

struct Trouble {
    const char* name;
    void (*make)(ReplicationLink&);
    const char* reason;
};

class ReplicationTrouble : public testing::TestWithParam<Trouble> {};

TEST_P(ReplicationTrouble, IsToldInOneLine)
{
    WatchedHost host;
    GetParam().make(host.link());

    EXPECT_EQ(replication_trouble(*host.seen().facts), GetParam().reason);
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    ReplicationTrouble,
    testing::Values(
        Trouble{
            "applier_error",
            [](ReplicationLink& link) {
                link.applier_running = false;
                link.applier_errno = 1062;
                link.applier_error = "Duplicate entry '7' for key 'PRIMARY'";
                link.receiver_errno = 2003;
            },
            "applier error 1062: Duplicate entry '7' for key 'PRIMARY'"},
        Trouble{
            "receiver_error",
            [](ReplicationLink& link) {
                link.receiver = Receiver::stopped;
                link.receiver_errno = 1236;
                link.receiver_error = "binary log is gone";
            },
            "receiver error 1236: binary log is gone"},
        Trouble{
            "applier_stopped",
            [](ReplicationLink& link) { link.applier_running = false; },
            "the applier is stopped"},
        Trouble{
            "receiver_stopped",
            [](ReplicationLink& link) { link.receiver = Receiver::stopped; },
            "the receiver is stopped"},
        Trouble{
            "connecting",
            [](ReplicationLink& link) { link.receiver = Receiver::connecting; },
            "does not reach its source 192.0.2.1"},
        Trouble{
            "disk_full",
            [](ReplicationLink& link) { link.receiver = Receiver::waiting_for_room; },
            "the disk is full: the receiver waits for room to write its relay log"}),
    [](const auto& example) { return example.param.name; });

} // namespace
} // namespace mmm::model
