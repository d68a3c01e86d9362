// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// MMM's table of transitions, row by row.
#include "lib/base/cat.h"
#include "lib/model/host_state.h"
#include "tests/unit/model/host_happenings.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mmm::model {
namespace {

using namespace happenings;

struct Row {
    const char* name;
    void (*before)(WatchedHost&);
    void (*event)(WatchedHost&);
    /// Looks at these seconds after noon; the last one counts.
    std::vector<std::int64_t> looks;
    const char* sentence; ///< the last one in the log of that look; empty: the state stays
};

HostState state_after(const std::string& sentence, HostState before)
{
    const auto to = sentence.find(" to ");
    const auto word = to == std::string::npos ? "" : sentence.substr(to + 4);
    return to == std::string::npos ? before : parse_host_state(word.substr(0, word.find(' ')));
}

class TheTable : public testing::TestWithParam<Row> {
protected:
    static std::string suite()
    {
        return testing::UnitTest::GetInstance()->current_test_info()->test_suite_name();
    }
};

TEST_P(TheTable, HasThisRow)
{
    const auto& row = GetParam();
    WatchedHost host;
    row.before(host);
    const auto state = host.memory().state;
    ASSERT_EQ(cat(to_text(state), "/TheTable"), suite()) << "the rows are grouped by this";

    row.event(host);
    HostJudgement judgement;
    for (const auto when : row.looks) {
        judgement = host.look_at(when);
    }

    EXPECT_EQ(to_text(judgement.state()), to_text(state_after(row.sentence, state)));
    EXPECT_EQ(judgement.log.empty() ? "" : judgement.log.back(), row.sentence);
}

std::string name_of(const testing::TestParamInfo<Row>& row)
{
    return row.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    ONLINE,
    TheTable,
    testing::Values(
        Row{"stays_when_all_is_well", online, nothing, {0}, ""},
        Row{"server_down",
            online,
            stop_server,
            {0},
            "State of host 'M1' changed from ONLINE to HARD_OFFLINE (ping: OK, mysql: not OK)"},
        Row{"no_network_while_others_have_it",
            online,
            lose_network,
            {0},
            "State of host 'M1' changed from ONLINE to HARD_OFFLINE (ping: not OK, mysql: OK)"},
        Row{"the_writers_replication_is_never_judged",
            online,
            [](WatchedHost& host) {
                be_promoted(host);
                host.lose_source();
                host.fall_behind(9999);
            },
            {0, 100},
            ""},
        Row{"has_the_trap_period_to_follow_a_new_writer", // MMM: 60 s after the peer came
            online,
            break_replication,
            {0, 9},
            ""},
        Row{"replication_broken",
            online,
            break_replication,
            {0, 10},
            "State of host 'M1' changed from ONLINE to REPLICATION_FAIL"},
        Row{"behind",
            online,
            lag,
            {0, 10},
            "State of host 'M1' changed from ONLINE to REPLICATION_DELAY"},
        Row{"set_offline",
            online,
            order_offline,
            {0},
            "State of host 'M1' changed from ONLINE to ADMIN_OFFLINE"},
        Row{"replication_without_a_writer_is_not_judged",
            online,
            [](WatchedHost& host) {
                host.lose_writer();
                host.lose_source();
            },
            {0, 10, 100},
            ""}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    AWAITING_RECOVERY,
    TheTable,
    testing::Values(
        Row{"server_down",
            awaiting,
            stop_server,
            {0},
            "State of host 'M1' changed from AWAITING_RECOVERY to HARD_OFFLINE (ping: OK, mysql: "
            "not OK)"},
        Row{"waits_for_the_operator", awaiting, nothing, {0, 100000}, ""},
        Row{"auto_set_online",
            awaiting,
            allow_to_recover,
            {0, 10},
            "State of host 'M1' changed from AWAITING_RECOVERY to ONLINE because of "
            "auto_set_online(30 seconds). It was in state AWAITING_RECOVERY for 30 seconds"},
        Row{"not_before_auto_set_online_has_passed", awaiting, allow_to_recover, {0, 9}, ""},
        Row{"not_while_replication_is_broken",
            awaiting,
            [](WatchedHost& host) {
                allow_to_recover(host);
                host.lose_source();
            },
            {0, 100},
            ""},
        Row{"flapping_waits_for_quiet", flapping_recovered, nothing, {0, 3589}, ""},
        Row{"flapping_is_forgiven_after_flap_duration",
            flapping_recovered,
            nothing,
            {0, 3590},
            "State of flapping host 'M1' changed from AWAITING_RECOVERY to ONLINE because of "
            "auto_set_online(1 seconds). It was in state AWAITING_RECOVERY for 3600 seconds"},
        Row{"flapping_stays_without_auto_set_online",
            flapping_recovered,
            [](WatchedHost& host) { host.rules().auto_set_online = 0; },
            {0, 100000},
            ""},
        Row{"set_online",
            awaiting,
            order_online,
            {0},
            "Admin changed state of 'M1' from AWAITING_RECOVERY to ONLINE"},
        Row{"set_online_of_a_flapping_host",
            flapping_recovered,
            order_online,
            {0},
            "Admin changed state of 'M1' from AWAITING_RECOVERY to ONLINE"},
        Row{"set_offline",
            awaiting,
            order_offline,
            {0},
            "State of host 'M1' changed from AWAITING_RECOVERY to ADMIN_OFFLINE"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    HARD_OFFLINE,
    TheTable,
    testing::Values(
        Row{"stays_while_the_server_is_down", hard_offline, nothing, {0, 100000}, ""},
        Row{"returns_with_broken_replication",
            hard_offline,
            start_broken,
            {0},
            "State of host 'M1' changed from HARD_OFFLINE to REPLICATION_FAIL"},
        Row{"returns_behind",
            hard_offline,
            start_behind,
            {0},
            "State of host 'M1' changed from HARD_OFFLINE to REPLICATION_DELAY"},
        Row{"returns",
            hard_offline,
            start_server,
            {0},
            "State of host 'M1' changed from HARD_OFFLINE to AWAITING_RECOVERY"},
        Row{"returns_to_a_cluster_without_a_writer",
            hard_offline,
            [](WatchedHost& host) {
                host.lose_writer();
                start_broken(host);
            },
            {0},
            "State of host 'M1' changed from HARD_OFFLINE to AWAITING_RECOVERY"},
        Row{"was_down_for_a_moment",
            away_for_a_moment,
            start_server,
            {29},
            "State of host 'M1' changed from AWAITING_RECOVERY to ONLINE because it was down for "
            "only 59 seconds"},
        Row{"was_down_for_a_minute",
            away_for_a_moment,
            start_server,
            {30},
            "State of host 'M1' changed from HARD_OFFLINE to AWAITING_RECOVERY"},
        Row{"was_down_for_a_moment_once_too_often",
            flapping_down,
            start_server,
            {0},
            "State of flapping host 'M1' changed from HARD_OFFLINE to AWAITING_RECOVERY"},
        Row{"set_offline",
            hard_offline,
            order_offline,
            {0},
            "State of host 'M1' changed from HARD_OFFLINE to ADMIN_OFFLINE"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    REPLICATION_FAIL,
    TheTable,
    testing::Values(
        Row{"replicates_but_is_behind",
            failed,
            [](WatchedHost& host) {
                host.rules().trap_period = 0;
                lag(host);
            },
            {0},
            "State of host 'M1' changed from REPLICATION_FAIL to REPLICATION_DELAY"},
        Row{"replicates_again",
            failed,
            mend,
            {0},
            "State of host 'M1' changed from REPLICATION_FAIL to ONLINE"},
        Row{"replicates_again_and_flaps",
            flapping_failed,
            mend,
            {0},
            "State of flapping host 'M1' changed from REPLICATION_FAIL to AWAITING_RECOVERY "
            "(because it's flapping)"},
        Row{"server_down",
            failed,
            stop_server,
            {0},
            "State of host 'M1' changed from REPLICATION_FAIL to HARD_OFFLINE (ping: OK, mysql: "
            "not OK)"},
        Row{"set_offline",
            failed,
            order_offline,
            {0},
            "State of host 'M1' changed from REPLICATION_FAIL to ADMIN_OFFLINE"},
        Row{"promoted_by_force",
            failed,
            be_promoted,
            {0},
            "State of host 'M1' changed from REPLICATION_FAIL to ONLINE because it is the writer"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    REPLICATION_DELAY,
    TheTable,
    testing::Values(
        Row{"does_not_replicate_any_more",
            delayed,
            break_replication,
            {0, 10},
            "State of host 'M1' changed from REPLICATION_DELAY to REPLICATION_FAIL"},
        Row{"caught_up",
            delayed,
            mend,
            {0},
            "State of host 'M1' changed from REPLICATION_DELAY to ONLINE"},
        Row{"caught_up_and_flaps",
            flapping_delayed,
            mend,
            {0},
            "State of flapping host 'M1' changed from REPLICATION_DELAY to AWAITING_RECOVERY "
            "(because it's flapping)"},
        Row{"server_down",
            delayed,
            stop_server,
            {0},
            "State of host 'M1' changed from REPLICATION_DELAY to HARD_OFFLINE (ping: OK, mysql: "
            "not OK)"},
        Row{"set_offline",
            delayed,
            order_offline,
            {0},
            "State of host 'M1' changed from REPLICATION_DELAY to ADMIN_OFFLINE"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    ADMIN_OFFLINE,
    TheTable,
    testing::Values(
        Row{"is_not_left_by_itself", admin_offline, nothing, {0, 100000}, ""},
        Row{"its_checks_do_not_matter",
            admin_offline,
            [](WatchedHost& host) {
                lose_network(host);
                host.go_down();
            },
            {0, 100},
            ""},
        Row{"set_online",
            admin_offline,
            order_online,
            {0},
            "Admin changed state of 'M1' from ADMIN_OFFLINE to ONLINE"},
        Row{"lifted_without_a_word",
            admin_offline,
            lift_the_order,
            {0},
            "State of host 'M1' changed from ADMIN_OFFLINE to AWAITING_RECOVERY"}),
    name_of);

} // namespace
} // namespace mmm::model
