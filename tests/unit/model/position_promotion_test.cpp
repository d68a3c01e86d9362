// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What m2 does to become the writer without GTID. m1 is the old writer.
#include "tests/unit/model/position_scenario.h"

#include <gtest/gtest.h>

namespace mmm::model {
namespace {

using Scenario = PositionPromotionScenario;
using Host = PositionHost;
using Rules = PositionRules;

std::string name_of(const testing::TestParamInfo<Scenario>& info)
{
    return info.param.name;
}

class APositionPromotion : public testing::TestWithParam<Scenario> {};

TEST_P(APositionPromotion, IsPlannedAs)
{
    const auto& [name, self, peers, rules, expected] = GetParam();
    EXPECT_EQ(to_text(plan_promotion_by_position(self, peers, rules)), expected);
}

INSTANTIATE_TEST_SUITE_P(
    PlannedMove,
    APositionPromotion,
    testing::Values(
        Scenario{
            "WaitsForTheOldWritersLastPlace",
            Host("m2").executed("m1", "3:700"),
            {Host("m1").log_at("3:900").executed("m2", "5:800"),
             Host("s1").executed("m1", "3:900")},
            Rules(),
            "wait until binlog.000003:900 of m1 is applied\n"
            "open for writes\n"
            "take over the scheduled events\n"},
        Scenario{
            "StartsALinkThatStands",
            Host("m2").executed("m1", "3:700").stands(),
            {Host("m1").log_at("3:900")},
            Rules(),
            "start replication\n"
            "wait until binlog.000003:900 of m1 is applied\n"
            "open for writes\n"
            "take over the scheduled events\n"},
        Scenario{
            "StartsAnApplierThatStands",
            Host("m2").executed("m1", "3:700").applier_stopped(),
            {Host("m1").log_at("3:900")},
            Rules(),
            "start the applier\n"
            "wait until binlog.000003:900 of m1 is applied\n"
            "open for writes\n"
            "take over the scheduled events\n"},
        Scenario{
            "LetsCommitsWaitWhereSemiSyncIsThere",
            Host("m2").executed("m1", "3:900").with_semi_sync(),
            {Host("m1").log_at("3:900")},
            Rules().lossless(),
            "wait until binlog.000003:900 of m1 is applied\n"
            "let commits wait for a replica\n"
            "open for writes\n"
            "take over the scheduled events\n"},
        Scenario{
            "BackToTheLastWriterNeedsNothing",
            Host("m2").log_at("5:800").executed("m1", "3:900").stands(),
            {Host("m1").executed("m2", "5:800"), Host("s1").executed("m2", "5:700")},
            Rules().last_writer("m2"),
            "open for writes\n"
            "take over the scheduled events\n"
            "# m2 was the last writer itself\n"},
        Scenario{
            "OfAnOpenHostIsDone",
            Host("m2").executed("m1", "3:900").open(),
            {Host("m1").log_at("3:900")},
            Rules(),
            "# m2 is open for writes already\n"},
        Scenario{
            "ForTheFirstTimeNeedsNothing",
            Host("m2"),
            {Host("m1"), Host("s1")},
            Rules().first_ever(),
            "open for writes\n"
            "take over the scheduled events\n"},
        Scenario{
            "ForTheFirstTimeWaitsForItsSource",
            Host("m2").executed("m1", "3:700"),
            {Host("m1").log_at("3:900").executed("m2", "5:800"),
             Host("s1").executed("m1", "3:900")},
            Rules().first_ever(),
            "wait until binlog.000003:900 of m1 is applied\n"
            "open for writes\n"
            "take over the scheduled events\n"},
        Scenario{
            "LeavesASlaveThatItWasCaughtUpFrom",
            Host("m2").executed("s1", "7:100"),
            {Host("s1").log_at("7:400").executed("m1", "3:900").connecting()},
            Rules(),
            "wait until binlog.000007:400 of s1 is applied\n"
            "stop replication\n"
            "open for writes\n"
            "forget the source\n"
            "take over the scheduled events\n"
            "! the last writer m1 does not answer and may have acknowledged transactions after "
            "binlog.000003:900 of its log that no replica got\n"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Failover,
    APositionPromotion,
    testing::Values(
        Scenario{
            "WithAllEqualAppliesWhatWasReceived",
            Host("m2").executed("m1", "3:700").received("3:900").connecting(),
            {Host("m1").silent(), Host("s1").executed("m1", "3:900").connecting()},
            Rules(),
            "drain the relay log\n"
            "stop replication\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "# m1 did not answer: connection refused\n"
            "! the last writer m1 does not answer and may have acknowledged transactions after "
            "binlog.000003:900 of its log that no replica got\n"},
        Scenario{
            "StartsTheApplierFirst",
            Host("m2").executed("m1", "3:700").received("3:900").stands(),
            {Host("s1").executed("m1", "3:600").received("3:900").connecting()},
            Rules(),
            "start the applier\n"
            "drain the relay log\n"
            "stop replication\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "! the last writer m1 does not answer and may have acknowledged transactions after "
            "binlog.000003:900 of its log that no replica got\n"},
        Scenario{
            "BackToALosslessLastWriterThatMayLackWhatItWroteIsRefused",
            Host("m2").log_at("5:800").with_semi_sync(),
            {Host("m1").silent(), Host("s1").executed("m2", "5:700")},
            Rules().last_writer("m2").lossless(),
            "refuse: m1 does not answer and may hold acknowledged transactions that nobody else "
            "has; bring that host back or in order, or give up what only it has: mmm_control "
            "promote --accept-loss m2\n"},
        Scenario{
            "BackToALosslessLastWriterThatHasAllMissesOneHostAtMost",
            Host("m2").log_at("5:800").with_semi_sync(),
            {Host("m1").silent(), Host("s1").executed("m2", "5:700")},
            Rules().last_writer("m2").lossless().has_all_it_wrote(),
            "let commits wait for a replica\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "# m1 did not answer: connection refused\n"
            "# m2 was the last writer itself\n"},
        Scenario{
            "OfALosslessClusterLosesNothing",
            Host("m2").executed("m1", "3:900").connecting().with_semi_sync(),
            {Host("m1").silent(), Host("s1").executed("m1", "3:900").connecting()},
            Rules().lossless(),
            "drain the relay log\n"
            "stop replication\n"
            "let commits wait for a replica\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "# m1 did not answer: connection refused\n"
            "# what the last writer m1 acknowledged is on another host as well\n"},
        Scenario{
            "OfALosslessClusterWithoutSemiSyncIsRefused",
            Host("m2").executed("m1", "3:900").connecting(),
            {Host("m1").silent(), Host("s1").executed("m1", "3:900").connecting()},
            Rules().lossless(),
            "refuse: durability=lossless needs semi-synchronous replication, which the server of "
            "m2 does not have; load its plugins, or set durability=available\n"},
        Scenario{
            "OfALosslessClusterWithASilentSlaveIsRefused",
            Host("m2").executed("m1", "3:900").connecting().with_semi_sync(),
            {Host("m1").silent(), Host("s1").silent()},
            Rules().lossless(),
            "refuse: s1 does not answer and may hold acknowledged transactions that nobody else "
            "has; bring that host back or in order, or give up what only it has: mmm_control "
            "promote --accept-loss m2\n"},
        Scenario{
            "CatchesUpFromASlaveThatIsAhead",
            Host("m2").executed("m1", "3:700").stands(),
            {Host("s1").log_at("7:400").executed("m1", "3:900").connecting()},
            Rules().catch_up_at("7:222"),
            "replicate from s1 (addr-s1) from binlog.000007:222 on\n"
            "wait until binlog.000007:400 of s1 is applied\n"
            "stop replication\n"
            "open for writes\n"
            "forget the source\n"
            "take over the scheduled events\n"
            "# s1 received the log of m1 up to binlog.000003:900, m2 only up to "
            "binlog.000003:700\n"
            "! the last writer m1 does not answer and may have acknowledged transactions after "
            "binlog.000003:900 of its log that no replica got\n"},
        Scenario{
            "CatchesUpFromAMasterAndStaysThere",
            Host("m2").executed("m1", "3:700").stands(),
            {Host("m3").log_at("7:400").executed("m1", "3:900").connecting(),
             Host("s1").executed("m1", "3:800").connecting()},
            Rules().catch_up_at("7:222"),
            "replicate from m3 (addr-m3) from binlog.000007:222 on\n"
            "wait until binlog.000007:400 of m3 is applied\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "# m3 received the log of m1 up to binlog.000003:900, m2 only up to "
            "binlog.000003:700\n"
            "! the last writer m1 does not answer and may have acknowledged transactions after "
            "binlog.000003:900 of its log that no replica got\n"},
        Scenario{
            "WaitsForASlaveThatIsAheadToApply",
            Host("m2").executed("m1", "3:700").stands(),
            {Host("s1").log_at("7:400").executed("m1", "3:800").received("3:900").connecting()},
            Rules().catch_up_at("7:222"),
            "refuse: s1 received the log of m1 up to binlog.000003:900, m2 only up to "
            "binlog.000003:700; s1 still applies that\n"},
        Scenario{
            "TellsWhatASlaveHasThatCannotBeFetched",
            Host("m2").executed("m1", "3:700").stands(),
            {Host("s1").log_at("7:400").executed("m1", "3:900").connecting()},
            Rules().no_catch_up("the logs differ: X"),
            "start the applier\n"
            "drain the relay log\n"
            "stop replication\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "! s1 received the log of m1 up to binlog.000003:900, m2 only up to "
            "binlog.000003:700, and cannot go on there: the logs differ: X\n"
            "! the last writer m1 does not answer and may have acknowledged transactions after "
            "binlog.000003:700 of its log that no replica got\n"},
        Scenario{
            "OfALosslessClusterRefusesWhenThatCannotBeFetched",
            Host("m2").executed("m1", "3:700").stands().with_semi_sync(),
            {Host("s1").log_at("7:400").executed("m1", "3:900").connecting()},
            Rules().lossless().no_catch_up("the logs differ: X"),
            "refuse: s1 received the log of m1 up to binlog.000003:900, m2 only up to "
            "binlog.000003:700, and cannot go on there: the logs differ: X; bring that host back "
            "or in order, or give up what only it has: mmm_control promote --accept-loss m2\n"},
        Scenario{
            "OpensAllTheSameWhenTheOperatorAccepts",
            Host("m2").executed("m1", "3:700").stands().with_semi_sync(),
            {Host("s1").log_at("7:400").executed("m1", "3:900").connecting()},
            Rules().lossless().no_catch_up("the logs differ: X").accepted(),
            "start the applier\n"
            "drain the relay log\n"
            "stop replication\n"
            "let commits wait for a replica\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "# what the last writer m1 acknowledged is on another host as well\n"
            "! accepted by root on m2: s1 received the log of m1 up to binlog.000003:900, m2 "
            "only up to binlog.000003:700, and cannot go on there: the logs differ: X; bring "
            "that host back or in order, or give up what only it has: mmm_control promote "
            "--accept-loss m2\n"},
        Scenario{
            "TellsOfASlaveWhoseApplierBroke",
            Host("m2").executed("m1", "3:700").stands(),
            {Host("s1")
                 .log_at("7:400")
                 .executed("m1", "3:800")
                 .received("3:900")
                 .connecting()
                 .applier_stopped(1062, "duplicate")},
            Rules(),
            "start the applier\n"
            "drain the relay log\n"
            "stop replication\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "! s1 received the log of m1 up to binlog.000003:900, m2 only up to "
            "binlog.000003:700, and the applier of s1 stands still before the end\n"
            "! the last writer m1 does not answer and may have acknowledged transactions after "
            "binlog.000003:700 of its log that no replica got\n"},
        Scenario{
            "TellsOfASlaveThatReplicatesFromSomewhereElse",
            Host("m2").executed("m1", "3:900").connecting(),
            {Host("s1").executed("m3", "9:100")},
            Rules(),
            "drain the relay log\n"
            "stop replication\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "! s1 replicates from addr-m3, so that it is unknown what it has of m1\n"
            "! the last writer m1 does not answer and may have acknowledged transactions after "
            "binlog.000003:900 of its log that no replica got\n"},
        Scenario{
            "TellsOfASlaveOfAServerThatWasReplaced",
            Host("m2").executed("m1", "3:900").connecting(),
            {Host("s1").executed("m1", "4:100").knows_another_source().connecting()},
            Rules(),
            "drain the relay log\n"
            "stop replication\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "! s1 replicated from another server at the address of m1, so that what it has "
            "cannot be compared\n"
            "! the last writer m1 does not answer and may have acknowledged transactions after "
            "binlog.000003:900 of its log that no replica got\n"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Refused,
    APositionPromotion,
    testing::Values(
        Scenario{
            "WithAnApplierThatBroke",
            Host("m2").executed("m1", "3:700").received("3:900").applier_stopped(1032, "no row"),
            {Host("m1").log_at("3:900")},
            Rules(),
            "refuse: the applier of m2 stopped with error 1032 (no row) at binlog.000003:700 of "
            "m1, before the end of what it received (binlog.000003:900); repair replication on "
            "m2 or promote another host\n"},
        Scenario{
            "WithoutALink",
            Host("m2"),
            {Host("s1").executed("m1", "3:900").connecting()},
            Rules(),
            "refuse: m2 does not replicate, so that without GTID it is unknown what it lacks of "
            "m1; set replication up on it, or promote another host\n"},
        Scenario{
            "ForTheFirstTimeWhenOthersReplicateFromSomewhereElse",
            Host("m2"),
            {Host("s1").executed("m1", "3:900").connecting()},
            Rules().first_ever(),
            "refuse: m2 does not replicate, so that without GTID it is unknown what it lacks of "
            "addr-m1; set replication up on it, or promote another host\n"},
        Scenario{
            "WhenItNeverConnected",
            Host("m2").executed("m1", "3:4").never_connected(),
            {Host("m1").silent()},
            Rules(),
            "refuse: m2 was pointed at addr-m1 and never connected, so that its places prove "
            "nothing; start replication there, or rebuild it\n"},
        Scenario{
            "WhenTheOldWriterWasRebuilt",
            Host("m2").executed("m1", "3:700").knows_another_source(),
            {Host("m1").log_at("3:900")},
            Rules(),
            "refuse: the server of m1 is not the one that m2 replicated from, so that its places "
            "mean nothing there; rebuild m2, or point it at m1 by hand\n"},
        Scenario{
            "WhenTheOldWriterHasLostItsLog",
            Host("m2").executed("m1", "3:700"),
            {Host("m1").log_at("1:120")},
            Rules(),
            "refuse: m1 does not have its log as m2 executed it, up to binlog.000003:700 (it was "
            "purged, reset or lost in a crash); rebuild m2\n"},
        Scenario{
            "WhenTheOldWriterCannotGive",
            Host("m2").executed("m1", "3:700").receiver_stopped(1236),
            {Host("m1").log_at("3:900")},
            Rules(),
            "refuse: m1 does not have its log as m2 executed it, up to binlog.000003:700 (it was "
            "purged, reset or lost in a crash); rebuild m2\n"},
        Scenario{
            "WhenItsSilentSourceIsNotTheLastWriter",
            Host("m2").executed("m3", "3:700").connecting(),
            {Host("m1").silent(), Host("s1").executed("m1", "3:900").connecting()},
            Rules(),
            "refuse: m2 replicates from addr-m3, which does not answer and is not the last "
            "writer m1, so that it is unknown what it lacks; promote a host that replicated from "
            "m1\n"},
        Scenario{
            "WhenASourceThatIsNotTheLastWriterStillApplies",
            Host("m2").executed("s1", "7:100"),
            {Host("s1").log_at("7:400").executed("m1", "3:800").received("3:900").connecting()},
            Rules(),
            "refuse: s1 still applies what it received of m1, up to binlog.000003:900\n"},
        Scenario{
            "WhenOthersRunWithGtid",
            Host("m2").executed("m1", "3:900"),
            {Host("m1").log_at("3:900").with_gtid()},
            Rules(),
            "refuse: m1 runs with GTID and m2 without, so that what they have cannot be "
            "compared; set gtid_mode alike on all hosts\n"},
        Scenario{
            "WhenItIsQuarantinedItself",
            Host("m2").executed("m1", "3:900").quarantined(),
            {Host("m1").log_at("3:900")},
            Rules(),
            "refuse: m2 is quarantined with transactions no other host has; rebuild it before it "
            "may become the writer\n"}),
    name_of);

} // namespace
} // namespace mmm::model
