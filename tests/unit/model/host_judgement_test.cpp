// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/host_judgement.h"

#include <gtest/gtest.h>

#include <vector>

namespace mmm::model {
namespace {

constexpr std::int64_t noon = 1763719200;

/// A host that is looked at again and again, as the monitor does it.
class WatchedHost {
public:
    WatchedHost()
    {
        seen_.is_master = true;
        seen_.rank = 1;
        seen_.writer_known = true;
        seen_.max_backlog = 60;
        seen_.trap_period = 10;
        follow();
    }

    HostObservation& seen() { return seen_; }

    ReplicationLink& link() { return *seen_.facts.link; }

    void follow()
    {
        auto& link = seen_.facts.link.emplace();
        link.source_host = "192.0.2.1";
        link.receiver = Receiver::running;
        link.applier_running = true;
        link.uses_gtid = true;
        link.lag_seconds = 0;
    }

    void lose_source()
    {
        link().receiver = Receiver::connecting;
        link().lag_seconds.reset();
    }

    HostJudgement look_at(std::int64_t seconds)
    {
        seen_.now = noon + seconds;
        auto judgement = judge_host(seen_);
        seen_.previous = judgement.checks;
        seen_.failing_since = judgement.failing_since;
        return judgement;
    }

    HostState state_at(std::int64_t seconds) { return look_at(seconds).state; }

private:
    HostObservation seen_;
};

TEST(AHost, ThatFollowsIsOnline)
{
    WatchedHost host;

    const auto judgement = host.look_at(0);

    EXPECT_EQ(judgement.state, HostState::online);
    EXPECT_EQ(judgement.reason, "");
    for (const auto name : check_names) {
        const auto check = judgement.checks.find(name);
        ASSERT_NE(check, judgement.checks.end()) << name;
        EXPECT_TRUE(check->second.ok) << name;
        EXPECT_EQ(check->second.since, noon) << name;
    }
    EXPECT_EQ(judgement.checks.at("mysql").message, "OK");
    EXPECT_EQ(judgement.checks.at("rep_backlog").message, "OK: Backlog is null");
}

TEST(AHost, ThatLosesItsSourceStaysOnlineForTheTrapPeriod)
{
    WatchedHost host;
    host.look_at(0);
    host.lose_source();

    EXPECT_EQ(host.state_at(100), HostState::online);
    EXPECT_EQ(host.state_at(109), HostState::online);
    EXPECT_EQ(host.state_at(110), HostState::replication_fail);
    EXPECT_EQ(host.state_at(200), HostState::replication_fail);
}

TEST(AHost, ThatFailedTellsSinceWhenTheFailureCounts)
{
    WatchedHost host;
    host.look_at(0);
    host.lose_source();
    host.look_at(100);
    host.look_at(111);

    const auto judgement = host.look_at(150);

    EXPECT_EQ(
        judgement.checks.at("rep_threads"),
        (Check{false, noon + 111, "ERROR: Replication is broken"}));
    EXPECT_EQ(judgement.reason, "does not reach its source 192.0.2.1");
    EXPECT_TRUE(judgement.checks.at("mysql").ok);
}

TEST(AHost, ThatRecoversIsOnlineAtOnce)
{
    WatchedHost host;
    host.look_at(0);
    host.lose_source();
    host.look_at(100);
    host.look_at(110);
    host.follow();

    const auto judgement = host.look_at(120);

    EXPECT_EQ(judgement.state, HostState::online);
    EXPECT_EQ(judgement.checks.at("rep_threads"), (Check{true, noon + 120, "OK"}));
    EXPECT_TRUE(judgement.failing_since.empty());
}

TEST(AHost, ThatIsWellInBetweenHasTheWholeTrapPeriodAgain)
{
    WatchedHost host;
    host.look_at(0);
    host.lose_source();
    host.look_at(100);
    host.follow();
    host.look_at(105);
    host.lose_source();

    EXPECT_EQ(host.state_at(106), HostState::online);
    EXPECT_EQ(host.state_at(115), HostState::online);
    EXPECT_EQ(host.state_at(116), HostState::replication_fail);
}

TEST(AHost, WithoutATrapPeriodFailsAtOnce)
{
    WatchedHost host;
    host.seen().trap_period = 0;
    host.look_at(0);
    host.lose_source();

    EXPECT_EQ(host.state_at(1), HostState::replication_fail);
}

TEST(AHost, IsJudgedAtOnceByTheFirstLook)
{
    WatchedHost host;
    host.link().lag_seconds = 3600;

    EXPECT_EQ(host.state_at(0), HostState::replication_delay);
}

TEST(AHost, WhoseClockWentBackIsNotForgiven)
{
    WatchedHost host;
    host.look_at(0);
    host.lose_source();
    host.look_at(100);
    host.look_at(110);

    EXPECT_EQ(host.state_at(-3600), HostState::replication_fail);
}

TEST(AHost, WhoseClockWentBackDoesNotWaitForItToReturn)
{
    WatchedHost host;
    host.look_at(0);
    host.lose_source();
    host.look_at(100);

    EXPECT_EQ(host.state_at(-3600), HostState::online);
    EXPECT_EQ(host.state_at(-3590), HostState::replication_fail);
}

TEST(AHost, IsLateWhenTheLagIsGreaterThanAllowed)
{
    WatchedHost host;
    host.look_at(0);
    host.link().lag_seconds = 60;
    EXPECT_EQ(host.state_at(100), HostState::online);
    EXPECT_EQ(host.state_at(200), HostState::online);

    host.link().lag_seconds = 61;
    EXPECT_EQ(host.state_at(300), HostState::online);
    const auto judgement = host.look_at(310);

    EXPECT_EQ(judgement.state, HostState::replication_delay);
    EXPECT_EQ(judgement.reason, "more than 60 s behind its source");
    EXPECT_EQ(judgement.checks.at("rep_backlog").message, "ERROR: Backlog is too big");
}

TEST(AHost, WhoseLagIsUnknownIsJudgedByItsThreads)
{
    WatchedHost host;
    host.look_at(0);
    host.lose_source();

    const auto judgement = host.look_at(300);

    EXPECT_TRUE(judgement.checks.at("rep_backlog").ok);
    EXPECT_EQ(host.state_at(400), HostState::replication_fail);
}

TEST(AHost, WithoutReplicationFailsWhenThereIsAWriter)
{
    WatchedHost host;
    host.seen().facts.link.reset();

    const auto judgement = host.look_at(0);

    EXPECT_EQ(judgement.state, HostState::replication_fail);
    EXPECT_EQ(judgement.checks.at("rep_threads").message, "ERROR: Replication is not set up");
    EXPECT_EQ(judgement.reason, "replication is not set up");
}

TEST(AHost, CannotFollowAWriterThatDoesNotExist)
{
    WatchedHost host;
    host.seen().writer_known = false;
    host.lose_source();

    EXPECT_EQ(host.state_at(0), HostState::online);
    host.seen().facts.link.reset();
    EXPECT_EQ(host.state_at(100), HostState::online);
}

TEST(AHost, ThatIsTheWriterNeedsNoReplication)
{
    WatchedHost host;
    host.seen().facts.read_only = false;
    host.seen().facts.link.reset();
    EXPECT_EQ(host.state_at(0), HostState::online);

    host.follow();
    host.lose_source();
    EXPECT_EQ(host.state_at(100), HostState::online);
    host.link().lag_seconds = 3600;
    EXPECT_EQ(host.state_at(200), HostState::online);
}

TEST(AHost, InQuarantineAwaitsRecoveryWhateverElseIsWrong)
{
    WatchedHost host;
    host.seen().quarantine = "m1 has transactions that the writer m2 lacks: 0-1-101";
    host.seen().facts.link.reset();

    const auto judgement = host.look_at(0);

    EXPECT_EQ(judgement.state, HostState::awaiting_recovery);
    EXPECT_EQ(judgement.reason, "m1 has transactions that the writer m2 lacks: 0-1-101");
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

    EXPECT_EQ(host.look_at(0).reason, GetParam().reason);
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
            "does not reach its source 192.0.2.1"}),
    [](const auto& example) { return example.param.name; });

struct Candidate {
    const char* name;
    void (*make)(WatchedHost&);
    std::optional<int> score;
};

class APromotionScore : public testing::TestWithParam<Candidate> {};

TEST_P(APromotionScore, IsThatOfTheState)
{
    WatchedHost host;
    GetParam().make(host);

    EXPECT_EQ(host.look_at(0).score, GetParam().score);
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    APromotionScore,
    testing::Values(
        Candidate{"second_master", [](WatchedHost&) {}, score::following - 1},
        Candidate{
            "first_master", [](WatchedHost& host) { host.seen().rank = 0; }, score::following},
        Candidate{
            "writer",
            [](WatchedHost& host) { host.seen().facts.read_only = false; },
            score::writer},
        Candidate{"slave", [](WatchedHost& host) { host.seen().is_master = false; }, std::nullopt},
        Candidate{
            "slave_that_somebody_opened",
            [](WatchedHost& host) {
                host.seen().is_master = false;
                host.seen().facts.read_only = false;
            },
            std::nullopt},
        Candidate{
            "new_cluster",
            [](WatchedHost& host) {
                host.seen().writer_known = false;
                host.seen().facts.link.reset();
            },
            score::unattached - 1},
        Candidate{
            "dead_source", [](WatchedHost& host) { host.lose_source(); }, score::detached - 1},
        Candidate{
            "late", [](WatchedHost& host) { host.link().lag_seconds = 61; }, score::behind - 1},
        Candidate{
            "broken_applier",
            [](WatchedHost& host) {
                host.link().applier_running = false;
                host.link().applier_errno = 1032;
            },
            score::never},
        Candidate{
            "quarantined",
            [](WatchedHost& host) { host.seen().quarantine = "reason"; },
            score::never}),
    [](const auto& example) { return example.param.name; });

TEST(PromotionScores, NeverMakeACandidateOvertakeTheWriter)
{
    const std::vector<int> falling{
        score::writer, score::following, score::unattached, score::detached, score::behind};
    for (std::size_t i = 1; i < falling.size(); ++i) {
        EXPECT_GE(falling[i - 1], falling[i] + 100) << "a rank of up to 99 must not matter";
    }
    EXPECT_GE(falling.back(), 100);
    EXPECT_EQ(score::never, -1000000) << "Pacemaker's -INFINITY";
}

} // namespace
} // namespace mmm::model
