// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// MMM's table of transitions, row by row, and where this one differs on purpose.
#include "lib/base/cat.h"
#include "lib/model/host_state.h"
#include "tests/unit/model/watched_host.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace mmm::model {
namespace {

using Kind = AdminOrder::Kind;

// What happens to a host

void nothing(WatchedHost&)
{
}

void stop_server(WatchedHost& host)
{
    host.go_down();
}

void start_server(WatchedHost& host)
{
    host.start();
}

void start_broken(WatchedHost& host)
{
    host.start();
    host.lose_source();
}

void start_behind(WatchedHost& host)
{
    host.start();
    host.fall_behind();
}

void lose_network(WatchedHost& host)
{
    host.rules().trap_period = 0;
    host.seen().ping_answered = false;
    host.seen().elsewhere = Elsewhere::somebody;
}

void break_replication(WatchedHost& host)
{
    host.lose_source();
}

void lag(WatchedHost& host)
{
    host.follow();
    host.fall_behind();
}

void mend(WatchedHost& host)
{
    host.follow();
}

void order_offline(WatchedHost& host)
{
    host.order(Kind::offline);
}

void order_online(WatchedHost& host)
{
    host.order_online();
}

void lift_the_order(WatchedHost& host)
{
    host.order(Kind::none);
}

void be_promoted(WatchedHost& host)
{
    host.seen().writer_known = false;
    host.seen().facts->read_only = false;
}

void allow_to_recover(WatchedHost& host)
{
    host.rules().auto_set_online = 30;
}

// States before noon

void online(WatchedHost& host)
{
    host.be_online();
}

/// Long after it was ONLINE.
void hard_offline(WatchedHost& host)
{
    host.look_at(-1000);
    host.look_at(-999);
    host.go_down();
    host.look_at(-900);
}

/// Never was ONLINE, and is not going to by itself.
void awaiting(WatchedHost& host)
{
    host.rules().auto_set_online = 0;
    host.look_at(-20);
}

/// Was ONLINE half a minute ago.
void away_for_a_moment(WatchedHost& host)
{
    host.rules().auto_set_online = 0;
    host.memory().state = HostState::online;
    host.go_down();
    host.look_at(-30);
}

void failed(WatchedHost& host)
{
    host.be_online();
    host.lose_source();
    host.look_at(-30);
    host.look_at(-20);
}

void delayed(WatchedHost& host)
{
    host.be_online();
    host.fall_behind();
    host.look_at(-30);
    host.look_at(-20);
}

void admin_offline(WatchedHost& host)
{
    host.be_online();
    host.order(Kind::offline);
    host.look_at(-20);
}

void drop_four_times(WatchedHost& host, void (*drop)(WatchedHost&), void (*back)(WatchedHost&))
{
    host.be_online();
    for (int time = -50; time < -10; time += 10) {
        drop(host);
        host.look_at(time);
        host.look_at(time + 1);
        if (time < -20) {
            back(host);
            host.look_at(time + 5);
        }
    }
}

void flapping_down(WatchedHost& host)
{
    drop_four_times(host, stop_server, start_server);
}

void flapping_recovered(WatchedHost& host)
{
    flapping_down(host);
    host.start();
    host.look_at(-10);
}

void flapping_failed(WatchedHost& host)
{
    host.rules().trap_period = 0;
    drop_four_times(host, break_replication, mend);
}

void flapping_delayed(WatchedHost& host)
{
    host.rules().trap_period = 0;
    drop_four_times(host, lag, mend);
}

/// Returned from HARD_OFFLINE with broken replication, and nobody is to be ONLINE by itself.
void returned_failed(WatchedHost& host)
{
    hard_offline(host);
    host.rules().auto_set_online = 0;
    start_broken(host);
    host.look_at(-20);
}

struct Row {
    const char* name;
    void (*before)(WatchedHost&);
    HostState from;
    void (*event)(WatchedHost&);
    /// Looks at these seconds after noon; the last one counts.
    std::vector<std::int64_t> looks;
    HostState to;
    const char* sentence; ///< the last one in the log of that look; empty: none
};

class TheTable : public testing::TestWithParam<Row> {};

TEST_P(TheTable, HasThisRow)
{
    const auto& row = GetParam();
    WatchedHost host;
    row.before(host);
    ASSERT_EQ(host.memory().state, row.from);

    row.event(host);
    HostJudgement judgement;
    for (const auto when : row.looks) {
        judgement = host.look_at(when);
    }

    EXPECT_EQ(to_text(judgement.state()), to_text(row.to));
    EXPECT_EQ(judgement.log.empty() ? "" : judgement.log.back(), row.sentence);
}

std::string name_of(const testing::TestParamInfo<Row>& row)
{
    return row.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    FromOnline,
    TheTable,
    testing::Values(
        Row{"stays_when_all_is_well",
            online,
            HostState::online,
            nothing,
            {0},
            HostState::online,
            ""},
        Row{"server_down",
            online,
            HostState::online,
            stop_server,
            {0},
            HostState::hard_offline,
            "State of host 'M1' changed from ONLINE to HARD_OFFLINE (ping: OK, mysql: not OK)"},
        Row{"no_network_while_others_have_it",
            online,
            HostState::online,
            lose_network,
            {0},
            HostState::hard_offline,
            "State of host 'M1' changed from ONLINE to HARD_OFFLINE (ping: not OK, mysql: OK)"},
        Row{"the_writers_replication_is_never_judged",
            online,
            HostState::online,
            [](WatchedHost& host) {
                be_promoted(host);
                host.lose_source();
                host.fall_behind(9999);
            },
            {0, 100},
            HostState::online,
            ""},
        Row{"has_the_trap_period_to_follow_a_new_writer", // MMM: 60 s after the peer came
            online,
            HostState::online,
            break_replication,
            {0, 9},
            HostState::online,
            ""},
        Row{"replication_broken",
            online,
            HostState::online,
            break_replication,
            {0, 10},
            HostState::replication_fail,
            "State of host 'M1' changed from ONLINE to REPLICATION_FAIL"},
        Row{"behind",
            online,
            HostState::online,
            lag,
            {0, 10},
            HostState::replication_delay,
            "State of host 'M1' changed from ONLINE to REPLICATION_DELAY"},
        Row{"set_offline",
            online,
            HostState::online,
            order_offline,
            {0},
            HostState::admin_offline,
            "State of host 'M1' changed from ONLINE to ADMIN_OFFLINE"},
        Row{"replication_without_a_writer_is_not_judged",
            online,
            HostState::online,
            [](WatchedHost& host) {
                host.lose_writer();
                host.lose_source();
            },
            {0, 10, 100},
            HostState::online,
            ""}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    FromAwaitingRecovery,
    TheTable,
    testing::Values(
        Row{"server_down",
            awaiting,
            HostState::awaiting_recovery,
            stop_server,
            {0},
            HostState::hard_offline,
            "State of host 'M1' changed from AWAITING_RECOVERY to HARD_OFFLINE (ping: OK, mysql: "
            "not OK)"},
        Row{"waits_for_the_operator",
            awaiting,
            HostState::awaiting_recovery,
            nothing,
            {0, 100000},
            HostState::awaiting_recovery,
            ""},
        Row{"auto_set_online",
            awaiting,
            HostState::awaiting_recovery,
            allow_to_recover,
            {0, 10},
            HostState::online,
            "State of host 'M1' changed from AWAITING_RECOVERY to ONLINE because of "
            "auto_set_online(30 seconds). It was in state AWAITING_RECOVERY for 30 seconds"},
        Row{"not_before_auto_set_online_has_passed",
            awaiting,
            HostState::awaiting_recovery,
            allow_to_recover,
            {0, 9},
            HostState::awaiting_recovery,
            ""},
        Row{"not_while_replication_is_broken",
            awaiting,
            HostState::awaiting_recovery,
            [](WatchedHost& host) {
                allow_to_recover(host);
                host.lose_source();
            },
            {0, 100},
            HostState::awaiting_recovery,
            ""},
        Row{"flapping_waits_for_quiet",
            flapping_recovered,
            HostState::awaiting_recovery,
            nothing,
            {0, 3589},
            HostState::awaiting_recovery,
            ""},
        Row{"flapping_is_forgiven_after_flap_duration",
            flapping_recovered,
            HostState::awaiting_recovery,
            nothing,
            {0, 3590},
            HostState::online,
            "State of flapping host 'M1' changed from AWAITING_RECOVERY to ONLINE because of "
            "auto_set_online(1 seconds). It was in state AWAITING_RECOVERY for 3600 seconds"},
        Row{"flapping_stays_without_auto_set_online",
            flapping_recovered,
            HostState::awaiting_recovery,
            [](WatchedHost& host) { host.rules().auto_set_online = 0; },
            {0, 100000},
            HostState::awaiting_recovery,
            ""},
        Row{"set_online",
            awaiting,
            HostState::awaiting_recovery,
            order_online,
            {0},
            HostState::online,
            "Admin changed state of 'M1' from AWAITING_RECOVERY to ONLINE"},
        Row{"set_online_of_a_flapping_host",
            flapping_recovered,
            HostState::awaiting_recovery,
            order_online,
            {0},
            HostState::online,
            "Admin changed state of 'M1' from AWAITING_RECOVERY to ONLINE"},
        Row{"set_offline",
            awaiting,
            HostState::awaiting_recovery,
            order_offline,
            {0},
            HostState::admin_offline,
            "State of host 'M1' changed from AWAITING_RECOVERY to ADMIN_OFFLINE"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    FromHardOffline,
    TheTable,
    testing::Values(
        Row{"stays_while_the_server_is_down",
            hard_offline,
            HostState::hard_offline,
            nothing,
            {0, 100000},
            HostState::hard_offline,
            ""},
        Row{"returns_with_broken_replication",
            hard_offline,
            HostState::hard_offline,
            start_broken,
            {0},
            HostState::replication_fail,
            "State of host 'M1' changed from HARD_OFFLINE to REPLICATION_FAIL"},
        Row{"returns_behind",
            hard_offline,
            HostState::hard_offline,
            start_behind,
            {0},
            HostState::replication_delay,
            "State of host 'M1' changed from HARD_OFFLINE to REPLICATION_DELAY"},
        Row{"returns",
            hard_offline,
            HostState::hard_offline,
            start_server,
            {0},
            HostState::awaiting_recovery,
            "State of host 'M1' changed from HARD_OFFLINE to AWAITING_RECOVERY"},
        Row{"returns_to_a_cluster_without_a_writer",
            hard_offline,
            HostState::hard_offline,
            [](WatchedHost& host) {
                host.lose_writer();
                start_broken(host);
            },
            {0},
            HostState::awaiting_recovery,
            "State of host 'M1' changed from HARD_OFFLINE to AWAITING_RECOVERY"},
        Row{"was_down_for_a_moment",
            away_for_a_moment,
            HostState::hard_offline,
            start_server,
            {29},
            HostState::online,
            "State of host 'M1' changed from AWAITING_RECOVERY to ONLINE because it was down for "
            "only 59 seconds"},
        Row{"was_down_for_a_minute",
            away_for_a_moment,
            HostState::hard_offline,
            start_server,
            {30},
            HostState::awaiting_recovery,
            "State of host 'M1' changed from HARD_OFFLINE to AWAITING_RECOVERY"},
        Row{"was_down_for_a_moment_once_too_often",
            flapping_down,
            HostState::hard_offline,
            start_server,
            {0},
            HostState::awaiting_recovery,
            "State of flapping host 'M1' changed from HARD_OFFLINE to AWAITING_RECOVERY"},
        Row{"set_offline",
            hard_offline,
            HostState::hard_offline,
            order_offline,
            {0},
            HostState::admin_offline,
            "State of host 'M1' changed from HARD_OFFLINE to ADMIN_OFFLINE"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    FromReplicationFail,
    TheTable,
    testing::Values(
        Row{"replicates_but_is_behind",
            failed,
            HostState::replication_fail,
            [](WatchedHost& host) {
                host.rules().trap_period = 0;
                lag(host);
            },
            {0},
            HostState::replication_delay,
            "State of host 'M1' changed from REPLICATION_FAIL to REPLICATION_DELAY"},
        Row{"replicates_again",
            failed,
            HostState::replication_fail,
            mend,
            {0},
            HostState::online,
            "State of host 'M1' changed from REPLICATION_FAIL to ONLINE"},
        Row{"replicates_again_and_flaps",
            flapping_failed,
            HostState::replication_fail,
            mend,
            {0},
            HostState::awaiting_recovery,
            "State of flapping host 'M1' changed from REPLICATION_FAIL to AWAITING_RECOVERY "
            "(because it's flapping)"},
        Row{"server_down",
            failed,
            HostState::replication_fail,
            stop_server,
            {0},
            HostState::hard_offline,
            "State of host 'M1' changed from REPLICATION_FAIL to HARD_OFFLINE (ping: OK, mysql: "
            "not OK)"},
        Row{"set_offline",
            failed,
            HostState::replication_fail,
            order_offline,
            {0},
            HostState::admin_offline,
            "State of host 'M1' changed from REPLICATION_FAIL to ADMIN_OFFLINE"},
        Row{"promoted_by_force",
            failed,
            HostState::replication_fail,
            be_promoted,
            {0},
            HostState::online,
            "State of host 'M1' changed from REPLICATION_FAIL to ONLINE because it is the writer"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    FromReplicationDelay,
    TheTable,
    testing::Values(
        Row{"does_not_replicate_any_more",
            delayed,
            HostState::replication_delay,
            break_replication,
            {0, 10},
            HostState::replication_fail,
            "State of host 'M1' changed from REPLICATION_DELAY to REPLICATION_FAIL"},
        Row{"caught_up",
            delayed,
            HostState::replication_delay,
            mend,
            {0},
            HostState::online,
            "State of host 'M1' changed from REPLICATION_DELAY to ONLINE"},
        Row{"caught_up_and_flaps",
            flapping_delayed,
            HostState::replication_delay,
            mend,
            {0},
            HostState::awaiting_recovery,
            "State of flapping host 'M1' changed from REPLICATION_DELAY to AWAITING_RECOVERY "
            "(because it's flapping)"},
        Row{"server_down",
            delayed,
            HostState::replication_delay,
            stop_server,
            {0},
            HostState::hard_offline,
            "State of host 'M1' changed from REPLICATION_DELAY to HARD_OFFLINE (ping: OK, mysql: "
            "not OK)"},
        Row{"set_offline",
            delayed,
            HostState::replication_delay,
            order_offline,
            {0},
            HostState::admin_offline,
            "State of host 'M1' changed from REPLICATION_DELAY to ADMIN_OFFLINE"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    FromAdminOffline,
    TheTable,
    testing::Values(
        Row{"is_not_left_by_itself",
            admin_offline,
            HostState::admin_offline,
            nothing,
            {0, 100000},
            HostState::admin_offline,
            ""},
        Row{"its_checks_do_not_matter",
            admin_offline,
            HostState::admin_offline,
            [](WatchedHost& host) {
                lose_network(host);
                host.go_down();
            },
            {0, 100},
            HostState::admin_offline,
            ""},
        Row{"set_online",
            admin_offline,
            HostState::admin_offline,
            order_online,
            {0},
            HostState::online,
            "Admin changed state of 'M1' from ADMIN_OFFLINE to ONLINE"},
        Row{"lifted_without_a_word",
            admin_offline,
            HostState::admin_offline,
            lift_the_order,
            {0},
            HostState::awaiting_recovery,
            "State of host 'M1' changed from ADMIN_OFFLINE to AWAITING_RECOVERY"}),
    name_of);

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

// The network

class WithoutPing : public testing::Test {
protected:
    WithoutPing()
    {
        host_.be_online();
        host_.seen().ping_answered = false;
        host_.look_at(0);
    }

    WatchedHost host_;
};

TEST_F(WithoutPing, TheStateIsFrozenWhenNobodyHasANetwork)
{
    host_.seen().elsewhere = Elsewhere::nobody;
    host_.lose_source();
    host_.fall_behind(99999);
    host_.look_at(10);

    const auto judgement = host_.look_at(1000);

    EXPECT_EQ(judgement.state(), HostState::online);
    EXPECT_EQ(judgement.reason, "its state is frozen: nobody reaches ping_ips");
    EXPECT_EQ(judgement.score, score::following - 1);
}

TEST_F(WithoutPing, TheStateStaysUntilOthersWereAsked)
{
    const auto judgement = host_.look_at(1000);

    EXPECT_EQ(judgement.state(), HostState::online);
    EXPECT_EQ(judgement.log.front(), "Host M1 reaches none of ping_ips");
}

TEST_F(WithoutPing, AHostIsOutWhenOthersHaveANetwork)
{
    host_.seen().elsewhere = Elsewhere::somebody;
    EXPECT_EQ(host_.state_at(9), HostState::online) << "one lost packet proves nothing";

    const auto judgement = host_.look_at(10);

    EXPECT_EQ(judgement.state(), HostState::hard_offline);
    EXPECT_EQ(judgement.reason, "reaches none of ping_ips, but other hosts do");
    EXPECT_EQ(judgement.score, score::cut_off - 1) << "better than no writer at all";
}

TEST_F(WithoutPing, TheWriterGoesWhereTheNetworkIs)
{
    be_promoted(host_);
    host_.seen().elsewhere = Elsewhere::somebody;

    const auto judgement = host_.look_at(10);

    EXPECT_EQ(judgement.state(), HostState::hard_offline);
    EXPECT_EQ(judgement.score, score::cut_off_writer);
    EXPECT_LT(*judgement.score, score::recovering - score::most_for_rank);
    EXPECT_LT(score::cut_off, *judgement.score) << "and not to another host without one";
}

TEST_F(WithoutPing, AHostReturnsWithItsNetwork)
{
    host_.seen().elsewhere = Elsewhere::somebody;
    host_.look_at(10);
    host_.seen().ping_answered = true;
    host_.seen().elsewhere = Elsewhere::unknown;

    EXPECT_EQ(host_.state_at(30), HostState::online);
}

TEST_F(WithoutPing, AFrozenHostObeysTheOperator)
{
    host_.seen().elsewhere = Elsewhere::nobody;
    host_.look_at(10);
    host_.order(Kind::offline);

    EXPECT_EQ(host_.state_at(20), HostState::admin_offline);
}

TEST_F(WithoutPing, AFrozenHostThatIsPromotedIsOnline)
{
    host_.seen().elsewhere = Elsewhere::nobody;
    host_.look_at(10);
    host_.reboot();
    host_.seen().ping_answered = false;
    be_promoted(host_);

    EXPECT_EQ(host_.state_at(20), HostState::online);
}

// Promotion scores

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
        Candidate{"second_master", online, score::following - 1},
        Candidate{
            "first_master",
            [](WatchedHost& host) {
                online(host);
                host.seen().rank = 0;
            },
            score::following},
        Candidate{
            "writer",
            [](WatchedHost& host) {
                online(host);
                be_promoted(host);
            },
            score::writer},
        Candidate{"writer_right_after_its_start", be_promoted, score::writer},
        Candidate{"slave", [](WatchedHost& host) { host.seen().is_master = false; }, std::nullopt},
        Candidate{
            "slave_that_somebody_opened",
            [](WatchedHost& host) {
                host.seen().is_master = false;
                host.seen().facts->read_only = false;
            },
            std::nullopt},
        Candidate{"server_down", hard_offline, std::nullopt},
        Candidate{
            "new_cluster",
            [](WatchedHost& host) {
                host.lose_writer();
                host.seen().facts->link.reset();
                online(host);
            },
            score::unattached - 1},
        Candidate{"dead_source", failed, score::detached - 1},
        Candidate{"late", delayed, score::behind - 1},
        Candidate{
            "broken_applier",
            [](WatchedHost& host) {
                online(host);
                host.link().applier_running = false;
                host.link().applier_errno = 1032;
            },
            score::never},
        Candidate{
            "quarantined",
            [](WatchedHost& host) { host.seen().quarantine = "reason"; },
            score::never},
        Candidate{"flapping_and_failed", flapping_failed, score::never}),
    [](const auto& example) { return example.param.name; });

TEST(PromotionScores, NeverMakeACandidateOvertakeTheWriter)
{
    const std::vector<int> falling{
        score::writer,
        score::following,
        score::unattached,
        score::detached,
        score::behind,
        score::recovering,
        score::cut_off_writer,
        score::cut_off};
    for (std::size_t i = 1; i < falling.size(); ++i) {
        EXPECT_GT(falling[i - 1] - score::most_for_rank, falling[i]);
    }
    EXPECT_GT(falling.back(), score::most_for_rank);
    EXPECT_EQ(score::never, -1000000) << "Pacemaker's -INFINITY";
}

} // namespace
} // namespace mmm::model
