// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Where the states differ from MMM's on purpose; flapping, cold starts.
#include "lib/model/host_state.h"
#include "tests/unit/model/host_happenings.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mmm::model {
namespace {

using namespace happenings;
using Kind = AdminOrder::Kind;

// MMM's surprises, and what is done instead

TEST(WithoutAutoSetOnline, AHostThatReturnsBehindWaitsForTheOperatorTooWhenItHasCaughtUp)
{
    WatchedHost host;
    returned_failed(host);
    ASSERT_EQ(host.memory().state, HostState::replication_fail);

    host.follow();

    EXPECT_EQ(host.state_at(0), HostState::awaiting_recovery); // MMM: ONLINE
    EXPECT_EQ(host.state_at(1000), HostState::awaiting_recovery);
}

TEST(AReplicaThatFailed, IsNotOnlineBecauseTheWriterDied)
{
    for (const auto before : {failed, delayed}) {
        WatchedHost host;
        before(host);
        const auto state = host.memory().state;

        host.lose_writer();

        EXPECT_EQ(host.state_at(0), state); // MMM: ONLINE, and the writer
        EXPECT_EQ(host.state_at(1000), state);
    }
}

TEST(AReplicaThatFailed, IsNotOnlineBecauseItsServerWasStartedAnewWithoutAWriter)
{
    WatchedHost host;
    failed(host);
    host.lose_writer();
    host.go_down();
    host.look_at(0);
    host.start();

    EXPECT_EQ(host.state_at(5), HostState::replication_fail);
}

TEST(AReplicaThatFailed, MayStillBePromotedWhenNobodyElseIsThere)
{
    WatchedHost host;
    failed(host);
    host.lose_writer();

    EXPECT_EQ(host.look_at(0).score, score::detached - 1) << "the agent asks all others first";
}

TEST(AStart, DoesNotHideReplicationTroubleForAMinute)
{
    WatchedHost host;
    host.memory().state = HostState::online;
    host.memory().checks.fresh = true;
    host.lose_source();

    EXPECT_EQ(host.state_at(0), HostState::replication_fail); // MMM: not before a minute
}

TEST(ConnectingToTheSource, IsNotReplicating)
{
    WatchedHost host;
    host.be_online();
    host.link().receiver = Receiver::connecting;
    host.look_at(0);

    EXPECT_EQ(host.state_at(10), HostState::replication_fail); // MMM: ONLINE
}

TEST(AnUnknownLag, IsNotZero)
{
    WatchedHost host;
    delayed(host);
    host.link().lag_seconds.reset();

    EXPECT_EQ(host.state_at(0), HostState::replication_delay); // MMM: ONLINE
}

TEST(AServerThatIsStoppedInGoodOrder, HasNotDropped)
{
    WatchedHost host;
    host.be_online();
    host.go_down();
    host.seen().orderly_stop = true;

    const auto judgement = host.look_at(0);

    EXPECT_EQ(judgement.state(), HostState::hard_offline);
    EXPECT_EQ(judgement.memory.flaps.drops, 0);
}

TEST(ADivergedHost, IsNotOnlineHoweverShortItWasAway)
{
    WatchedHost host;
    host.be_online();
    host.go_down();
    host.look_at(0);
    host.start();
    host.seen().quarantine = "M1 has transactions that the writer M2 lacks: 0-1-101";

    const auto judgement = host.look_at(5);

    EXPECT_EQ(judgement.state(), HostState::awaiting_recovery); // MMM: ONLINE
    EXPECT_EQ(judgement.reason, "M1 has transactions that the writer M2 lacks: 0-1-101");
    EXPECT_EQ(judgement.score, score::never);
    EXPECT_EQ(host.state_at(1000), HostState::awaiting_recovery);
}

TEST(ADivergedHost, IsTakenFromItsReadersAtOnce)
{
    WatchedHost host;
    host.be_online();
    host.seen().quarantine = "reason";

    EXPECT_EQ(host.state_at(0), HostState::awaiting_recovery);
}

TEST(ADivergedHost, IsNotSetOnlineByAnOperator)
{
    WatchedHost host;
    awaiting(host);
    host.seen().quarantine = "reason";
    host.order_online();

    EXPECT_EQ(host.state_at(0), HostState::awaiting_recovery);
}

TEST(SettingOnline, WaitsForTheHostsOwnReplication)
{
    WatchedHost host;
    awaiting(host);
    host.lose_source();
    host.look_at(-15);
    host.look_at(-5);
    host.order_online();

    const auto judgement = host.look_at(0);
    EXPECT_EQ(judgement.state(), HostState::awaiting_recovery); // MMM: ONLINE
    EXPECT_EQ(judgement.reason, "waits for its replication: does not reach its source 192.0.2.1");

    host.follow();
    EXPECT_EQ(
        host.look_at(60).log.back(),
        "Admin changed state of 'M1' from AWAITING_RECOVERY to ONLINE");
}

TEST(SettingOnline, OfAnOfflineHostWaitsUntilItFollowsAgain)
{
    WatchedHost host;
    admin_offline(host);
    host.link().applier_running = false;
    host.link().receiver = Receiver::stopped;
    host.rules().auto_set_online = 0;
    host.look_at(-10);
    host.look_at(-1);
    host.order_online();

    EXPECT_EQ(host.state_at(0), HostState::awaiting_recovery);
    host.follow();
    EXPECT_EQ(host.state_at(3), HostState::online);
}

TEST(SettingOnline, MeansOnlyTheStayThatTheOperatorSaw)
{
    WatchedHost host;
    awaiting(host);
    host.order(Kind::online, host.memory().since - 1);

    EXPECT_EQ(host.state_at(0), HostState::awaiting_recovery);
}

TEST(SettingOnline, IsNotRememberedAcrossAReboot)
{
    WatchedHost host;
    awaiting(host);
    host.lose_source();
    host.look_at(-10);
    host.order_online();
    host.look_at(0);
    host.reboot();
    host.follow();

    host.look_at(10);

    EXPECT_EQ(host.state_at(20), HostState::awaiting_recovery);
}

TEST(AnOrderToBeOffline, OutlastsAReboot)
{
    WatchedHost host;
    admin_offline(host);
    host.reboot();

    EXPECT_EQ(host.state_at(0), HostState::admin_offline);
}

TEST(AnOrderToBeOffline, TakesTheWriterToo)
{
    WatchedHost host;
    host.be_online();
    be_promoted(host);
    host.order(Kind::offline);

    const auto judgement = host.look_at(0);

    EXPECT_EQ(judgement.state(), HostState::admin_offline);
    EXPECT_EQ(judgement.score, score::never);
    EXPECT_EQ(judgement.reason, "set offline by an operator; mmm_control set_online M1 ends it");
}

// Flapping

TEST(AFlappingHost, IsToldAtTheFourthDrop)
{
    WatchedHost host;
    host.be_online();
    std::vector<std::string> told;
    for (int drop = 0; drop < 4; ++drop) {
        host.go_down();
        for (auto& sentence : host.look_at(drop * 10).log) {
            told.push_back(std::move(sentence));
        }
        host.start();
        host.look_at(drop * 10 + 5);
    }

    ASSERT_EQ(told.size(), 5U);
    EXPECT_EQ(told[4], "Host M1 is flapping!");
    const auto judgement = host.look_at(60);
    EXPECT_EQ(judgement.score, score::never);
    EXPECT_EQ(
        judgement.reason,
        "flapping: left ONLINE 4 times within 3600 s; when it is well: mmm_control set_online M1");
}

TEST(AFlappingHost, IsNoneWhenTheDropsLieFarApart)
{
    WatchedHost host;
    host.be_online();
    for (int drop = 0; drop < 9; ++drop) {
        host.go_down();
        host.look_at(drop * 1300);
        host.start();
        EXPECT_EQ(host.state_at(drop * 1300 + 5), HostState::online) << drop;
    }
}

TEST(AFlappingHost, IsNoneWithFlapCountZero)
{
    WatchedHost host;
    host.rules().flap_count = 0;
    host.be_online();
    for (int drop = 0; drop < 9; ++drop) {
        host.go_down();
        host.look_at(drop * 10);
        host.start();
        EXPECT_EQ(host.state_at(drop * 10 + 5), HostState::online) << drop;
    }
}

TEST(AFlappingHost, IsForgivenWhenTheParameterBecomesZero)
{
    WatchedHost host;
    flapping_recovered(host);
    host.rules().flap_count = 0;

    EXPECT_EQ(host.state_at(0), HostState::online);
}

TEST(AFlappingHost, IsStillOneAfterAReboot)
{
    WatchedHost host;
    flapping_recovered(host);
    host.reboot();
    host.look_at(100);

    EXPECT_EQ(host.state_at(200), HostState::awaiting_recovery); // MMM: forgotten
}

TEST(AFlappingHost, BeginsAnewOnceItIsOnline)
{
    WatchedHost host;
    flapping_recovered(host);
    host.order_online();
    host.look_at(0);
    host.go_down();
    host.look_at(10);
    host.start();

    EXPECT_EQ(host.state_at(15), HostState::online) << "MMM kept the flag";
}

TEST(ALossOfPower, IsADropToo)
{
    WatchedHost host;
    host.be_online();
    for (int time = 0; time < 4; ++time) {
        host.reboot();
        host.look_at(time * 100);
        host.look_at(time * 100 + 50);
    }

    EXPECT_TRUE(host.memory().flaps.flapping);
}

TEST(ALossOfPower, OfAHostThatWasNotOnlineIsNone)
{
    WatchedHost host;
    host.be_online();
    host.go_down();
    host.seen().orderly_stop = true;
    host.look_at(0);
    host.start();
    host.reboot();

    EXPECT_EQ(host.look_at(100).memory.flaps.drops, 0);
}

TEST(TheFlapWindow, EndsInTimeAlthoughTheClockWasSetBack)
{
    WatchedHost host;
    host.be_online();
    host.go_down();
    host.look_at(0);
    host.start();
    host.look_at(5);
    host.set_clock(-86400);
    host.go_down();

    EXPECT_EQ(host.look_at(10).memory.flaps.opened, noon + 10 - 86400);
    EXPECT_EQ(host.memory().flaps.drops, 2);
}

// A cold start

TEST(AColdStart, EndsInAwaitingRecovery)
{
    WatchedHost host;

    const auto judgement = host.look_at(0);

    EXPECT_EQ(judgement.state(), HostState::awaiting_recovery);
    EXPECT_EQ(judgement.score, score::recovering - 1) << "a cluster without a writer needs one";
    EXPECT_EQ(judgement.reason, "waits for auto_set_online (1 s)");
    EXPECT_EQ(judgement.memory.since, noon);
    EXPECT_EQ(host.state_at(1), HostState::online);
}

TEST(AColdStart, IsNoShortDowntime)
{
    WatchedHost host;
    host.be_online();
    host.rules().auto_set_online = 0;
    host.reboot();

    EXPECT_EQ(host.state_at(-50), HostState::awaiting_recovery);
}

TEST(AColdStart, WithoutAutoSetOnlinePromotesNobody)
{
    WatchedHost host;
    awaiting(host);

    const auto judgement = host.look_at(0);

    EXPECT_EQ(judgement.score, score::never);
    EXPECT_EQ(judgement.reason, "waits for mmm_control set_online M1");
}

class WaitingForTheOther : public testing::Test {
protected:
    WaitingForTheOther()
    {
        host_.rules().wait_for_masters = true;
        host_.lose_writer();
        host_.seen().facts->link.reset();
        host_.look_at(0);
    }

    HostJudgement at(std::int64_t seconds) { return host_.look_at(seconds); }

    WatchedHost host_;
};

TEST_F(WaitingForTheOther, NobodyIsPromoted)
{
    const auto judgement = at(119);

    EXPECT_EQ(judgement.state(), HostState::awaiting_recovery);
    EXPECT_EQ(judgement.reason, waiting_for_other_master);
    EXPECT_EQ(judgement.score, score::never);
}

TEST_F(WaitingForTheOther, EndsWhenItIsThere)
{
    host_.seen().other_masters_there = true;

    EXPECT_EQ(at(5).state(), HostState::online);
}

TEST_F(WaitingForTheOther, EndsAfterAWhile)
{
    EXPECT_EQ(at(120).state(), HostState::online);
}

TEST_F(WaitingForTheOther, LastsForEverWithZero)
{
    host_.rules().wait_for_other_master = 0;

    EXPECT_EQ(at(1000000).reason, waiting_for_other_master);
}

TEST_F(WaitingForTheOther, EndsByAnOperatorsWord)
{
    host_.order_online();

    EXPECT_EQ(at(5).state(), HostState::online);
    EXPECT_EQ(at(6).score, score::unattached - 1);
}

TEST_F(WaitingForTheOther, EndsWhenThereIsAWriter)
{
    host_.seen().writer_known = true;
    host_.follow();

    EXPECT_EQ(at(5).state(), HostState::online);
}

TEST_F(WaitingForTheOther, IsNotRepeatedAfterARestartOfTheServer)
{
    at(120);
    host_.go_down();
    at(130);
    host_.start();

    EXPECT_EQ(at(135).state(), HostState::online);
}

TEST(WaitingForMasters, IsNothingForASlave)
{
    WatchedHost host;
    host.rules().wait_for_masters = true;
    host.seen().is_master = false;
    host.lose_writer();
    host.look_at(0);

    EXPECT_EQ(host.state_at(1), HostState::online);
}

} // namespace
} // namespace mmm::model
