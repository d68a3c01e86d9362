// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// When m2 does not become the writer, and what the operator reads then.
#include "tests/unit/model/promotion_scenario.h"

#include <gtest/gtest.h>

namespace mmm::model {
namespace {

using Scenario = PromotionScenario;

std::string name_of(const testing::TestParamInfo<Scenario>& info)
{
    return info.param.name;
}

class ARefusal : public testing::TestWithParam<Scenario> {};

TEST_P(ARefusal, OfAPromotionSays)
{
    EXPECT_EQ(to_text(plan_promotion(GetParam().self, GetParam().peers)), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    ThatIsNotSafe,
    ARefusal,
    testing::Values(
        Scenario{
            "WhileTheOldWriterIsOpenIsRefused",
            Host("m2").has("0-1-100").follows("m1"),
            {Host("m1").has("0-1-100").open()},
            "refuse: m1 is still open for writes; demote or fence it before m2 may open\n"},
        Scenario{
            "WhileASlaveIsOpenIsRefused",
            Host("m2").has("0-1-100").follows("m1"),
            {Host("m1").has("0-1-100"), Host("s1").has("0-1-100").open()},
            "refuse: s1 is still open for writes; demote or fence it before m2 may open\n"},
        Scenario{
            "WhileAQuarantinedHostIsOpenIsRefused",
            Host("m2").has("0-1-100"),
            {Host("m1").has("0-1-105").quarantined().open()},
            "refuse: m1 is still open for writes; demote or fence it before m2 may open\n"},
        Scenario{
            "WithABrokenApplierIsRefused",
            Host("m2").has("0-1-90").follows("m1").received("0-1-100").applier_stopped(
                1032, "Can't find record"),
            {dead_m1()},
            "refuse: the applier of m2 stopped with error 1032 (Can't find record) before it "
            "executed all it received, up to 0-1-100; repair replication on m2 or promote another "
            "host\n"},
        Scenario{
            "OfDivergedHostsIsRefused",
            Host("m2").has("0-1-100,0-2-110"),
            {Host("m1").has("0-1-105")},
            "refuse: m2 and m1 have diverged: only m1 has 0-1-101..105, only m2 has 0-2-101..110; "
            "decide which data counts, rebuild the other host, then promote\n"},
        Scenario{
            "OfAHostThatHasPassedByWhatAnotherOneHasIsRefused",
            Host("m2").has("0-2-97,0-1-150").follows("m1"),
            {Host("s1").has("0-2-99,0-1-150").follows("m1")},
            "refuse: m2 lacks 0-2-98..99, which s1 has, and has later ones, so that replication "
            "brings them no more; rebuild m2 or promote another host\n"},
        Scenario{
            "OfATransactionOfItsOwnBelowWhatItReceivedIsRefused",
            Host("m2").has("0-1-175,0-2-176").follows("m1").received("0-1-209"),
            {Host("m1").has("0-1-210")},
            "refuse: m2 and m1 have diverged: only m1 has 0-1-210, only m2 has 0-2-176; "
            "decide which data counts, rebuild the other host, then promote\n"},
        Scenario{
            "OfDivergenceAtTheSameNumberIsRefused",
            Host("m2").has("0-1-100,0-2-101"),
            {Host("m1").has("0-1-101")},
            "refuse: m2 and m1 have diverged: only m1 has 0-1-101, only m2 has 0-2-101; "
            "decide which data counts, rebuild the other host, then promote\n"},
        Scenario{
            "OfDivergenceThatIsStillInTheRelayLogIsRefused",
            // m2 received 0-1-101 from m1 before it died; m3 wrote another 0-3-101.
            Host("m2").has("0-1-100").follows("m1").received("0-1-101").connecting(),
            {dead_m1(), Host("m3").has("0-1-100,0-3-101")},
            "refuse: m2 and m3 have diverged: only m3 has 0-3-101, only m2 has 0-1-101; "
            "decide which data counts, rebuild the other host, then promote\n"},
        Scenario{
            "OfPeersThatDivergedFromEachOtherIsRefused",
            Host("m2").has("0-1-100").follows("m1").connecting(),
            {Host("m1").has("0-1-105"), Host("m3").has("0-1-100,0-3-102")},
            "refuse: m1 and m3 have diverged: only m3 has 0-3-101..102, only m1 has 0-1-101..105; "
            "decide which data counts, rebuild the other host, then promote\n"},
        Scenario{
            "WhenASlaveHasMoreThanItsOwnWritesIsRefused",
            Host("m2").has("0-1-100,0-2-101"),
            {Host("s1").has("0-1-105,0-11-106")},
            "refuse: m2 and s1 have diverged: only s1 has 0-1-101..105,0-11-101..106, only m2 has "
            "0-2-101; decide which data counts, rebuild the other host, then promote\n"},
        Scenario{
            "OfTwoWritersInDomainsOfTheirOwnIsRefused",
            // No number is used twice, but both wrote at the same time.
            Host("m2").has("1-1-100,2-2-60"),
            {Host("m1").has("2-2-50,1-1-105")},
            "refuse: m2 and m1 have diverged: only m1 has 1-1-101..105, only m2 has 2-2-51..60; "
            "decide which data counts, rebuild the other host, then promote\n"},
        Scenario{
            "WhenAPeerTurnsTheAgentAwayIsRefused",
            Host("m2").has("0-1-100").follows("m1"),
            {Host("m1").denies("access denied for mmm_agent")},
            "refuse: the server of m1 turns the agent away, so that it is unknown what it holds "
            "(access denied for mmm_agent); let the agent's account in from every host, then "
            "promote\n"},
        Scenario{
            "WhenTheRelayLogOfAPeerIsTooLongToReadIsRefused",
            Host("m2").has("0-1-100").follows("m1"),
            {Host("s1").unread("could not read the relay log in time, it is long")},
            "refuse: the relay log of s1 was not read to its end, so that it is unknown what it "
            "holds (could not read the relay log in time, it is long); if it is just long, raise "
            "the time-out of promote, of which a third is for reading, or let it be applied there "
            "(START SLAVE SQL_THREAD); RESET SLAVE ALL there gives it up\n"},
        Scenario{
            "OfAHostThatCannotOpenItsRelayLogIsRefused",
            Host("m2")
                .has("0-1-100")
                .follows("m1")
                .receiver_stopped()
                .applier_stopped()
                .lost_relay_log(),
            {dead_m1()},
            "refuse: the relay log of m2 was not read to its end, so that it is unknown what it "
            "holds (could not open it); if it is just long, raise the time-out of promote, of "
            "which a third is for reading, or let it be applied there (START SLAVE SQL_THREAD); "
            "RESET SLAVE ALL there gives it up\n"},
        Scenario{
            "OfALinkByPositionToADeadHostIsRefused",
            Host("m2").has("0-1-100").follows("m1").by_position().connecting(),
            {dead_m1()},
            "refuse: m2 replicates from addr-m1 by file and position, so that it is unknown what "
            "it received and has not applied; apply its relay log (START SLAVE SQL_THREAD), then "
            "RESET SLAVE ALL and promote\n"},
        Scenario{
            "WhileAnotherHostAppliesKeptRelayLogWaits",
            Host("m2").has("0-1-100"),
            {dead_m1(), Host("s1").has("0-1-102").follows("m1").by_position().receiver_stopped()},
            "refuse: s1 applies relay log by file and position, so that it is unknown what it "
            "holds until its replication has stopped again; wait for that, then promote\n"},
        Scenario{
            "WhileAnotherHostByPositionHasNotAppliedAllWaits",
            Host("m2").has("0-1-100"),
            {dead_m1(),
             Host("s1").has("0-1-99").follows("m1").by_position().connecting().reached(700, 400)},
            "refuse: s1 applies relay log by file and position, so that it is unknown what it "
            "holds until its replication has stopped again; wait for that, then promote\n"},
        Scenario{
            "OfACopyThatKeptItsServerIdIsRefused",
            Host("m2").has("0-1-100").follows("m1"),
            {Host("m1").has("0-1-100").numbered(2)},
            "refuse: m2 and m1 have the same server_id 2, as after a copy of one to the other, so "
            "that nobody can tell whose transactions are whose; give each host its own in my.cnf "
            "and start it again\n"},
        Scenario{
            "OfACopyThatKeptItsServerUuidIsRefused",
            Host("m2").has_set("00000000-0000-0000-0000-000000000001:1-5"),
            {Host("m1")
                 .has_set("00000000-0000-0000-0000-000000000001:1-5")
                 .known_as("00000000-0000-0000-0000-000000000002")},
            "refuse: m2 and m1 have the same server_uuid 00000000-0000-0000-0000-000000000002, as "
            "after a copy of one to the other, so that nobody can tell whose transactions are "
            "whose; remove auto.cnf in the copy's data directory and start it again\n"},
        Scenario{
            "OfASlaveIsRefused",
            Host("s1").has("0-1-100").follows("m1"),
            {dead_m1()},
            "refuse: s1 is not one of the masters and never becomes the writer; add it to the "
            "parameter masters if it shall\n"},
        Scenario{
            "OfAQuarantinedHostIsRefused",
            Host("m2").has("0-2-100").quarantined(),
            {dead_m1()},
            "refuse: m2 is quarantined with transactions no other host has; rebuild it before it "
            "may become the writer\n"}),
    name_of);

} // namespace
} // namespace mmm::model
