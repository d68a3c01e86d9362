// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What m2 does to become the writer, in every situation that was thought of. m1 is the old writer.
#include "tests/unit/model/promotion_scenario.h"

#include <gtest/gtest.h>

namespace mmm::model {
namespace {

using Scenario = PromotionScenario;

std::string name_of(const testing::TestParamInfo<Scenario>& info)
{
    return info.param.name;
}

class APromotion : public testing::TestWithParam<Scenario> {};

TEST_P(APromotion, IsPlannedAs)
{
    EXPECT_EQ(to_text(plan_promotion(GetParam().self, GetParam().peers)), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    PlannedMove,
    APromotion,
    testing::Values(
        Scenario{
            "OfAHealthyRingOpensAtOnce",
            Host("m2").has("0-1-100").follows("m1"),
            {Host("m1").has("0-1-100").follows("m2"), Host("s1").has("0-1-100").follows("m1")},
            "open for writes\n"
            "take over the scheduled events\n"},
        Scenario{
            "WaitsForWhatIsReceivedAndNotApplied",
            Host("m2").has("0-1-90").follows("m1").received("0-1-100"),
            {Host("m1").has("0-1-100")},
            "wait until 0-1-100 of the relay log is applied\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "# received transactions are applied first\n"},
        Scenario{
            "WaitsForWhatIsStillOnTheWay",
            Host("m2").has("0-1-90").follows("m1").received("0-1-95"),
            {Host("m1").has("0-1-100")},
            "wait until 0-1-95 of the relay log is applied\n"
            "wait until 0-1-100 of m1 is applied\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "# received transactions are applied first\n"
            "# m1 is 5 transactions ahead (0-1-100)\n"},
        Scenario{
            "StartsAnApplierThatStandsStill",
            Host("m2").has("0-1-90").follows("m1").received("0-1-95").applier_stopped(),
            {Host("m1").has("0-1-100")},
            "start the applier\n"
            "wait until 0-1-95 of the relay log is applied\n"
            "wait until 0-1-100 of m1 is applied\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "# received transactions are applied first\n"
            "# m1 is 5 transactions ahead (0-1-100)\n"},
        Scenario{
            "DoesNotWaitForADelayThatSomebodySet",
            Host("m2").has("0-1-90").follows("m1").received("0-1-95").delayed(3600),
            {Host("m1").has("0-1-100")},
            "apply the relay log without its delay\n"
            "wait until 0-1-95 of the relay log is applied\n"
            "stop replication\n"
            "replicate from m1 (addr-m1) without a delay\n"
            "wait until 0-1-100 of m1 is applied\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "# received transactions are applied first, and not 3600 seconds after they were "
            "written\n"
            "# m1 is 5 transactions ahead (0-1-100)\n"},
        Scenario{
            "FetchesWithoutADelayWhatAStoppedLinkWouldDrop",
            Host("m2")
                .has("0-1-90")
                .follows("m1")
                .delayed(3600)
                .receiver_stopped()
                .applier_stopped(),
            {Host("m1").has("0-1-100")},
            "stop replication\n"
            "replicate from m1 (addr-m1) without a delay\n"
            "wait until 0-1-100 of m1 is applied\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "# m1 is 10 transactions ahead (0-1-100)\n"},
        Scenario{
            "ConnectsAgainWhenTheLinkIsDown",
            Host("m2").has("0-1-90").follows("m1").connecting(),
            {Host("m1").has("0-1-100")},
            "drain the relay log\n"
            "stop replication\n"
            "replicate from m1 (addr-m1)\n"
            "wait until 0-1-100 of m1 is applied\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "# m1 is 10 transactions ahead (0-1-100)\n"},
        Scenario{
            "FetchesAgainWhatAStoppedLinkWouldDrop",
            Host("m2")
                .has("0-1-90")
                .follows("m1")
                .received("0-1-95")
                .receiver_stopped()
                .applier_stopped(),
            {Host("m1").has("0-1-100")},
            "stop replication\n"
            "replicate from m1 (addr-m1)\n"
            "wait until 0-1-100 of m1 is applied\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "# replication stands still; what it received and did not apply is fetched again\n"
            "# m1 is 10 transactions ahead (0-1-100)\n"},
        Scenario{
            "SetsUpReplicationWhereThereWasNone",
            Host("m2"),
            {Host("m1").has("0-1-100")},
            "replicate from m1 (addr-m1)\n"
            "wait until 0-1-100 of m1 is applied\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "# m1 is 100 transactions ahead (0-1-100)\n"},
        Scenario{
            "PrefersItsOwnSourceToAnother",
            Host("m2").has("0-1-90").follows("m1"),
            {Host("s1").has("0-1-100").follows("m1"), Host("m1").has("0-1-100")},
            "wait until 0-1-100 of m1 is applied\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "# m1 is 10 transactions ahead (0-1-100)\n"},
        Scenario{
            "WaitsOnlyInTheDomainsThatLack",
            // Its own writes never come back through the applier: waiting for them would not end.
            Host("m2").has("1-1-90,2-2-50").follows("m1"),
            {Host("m1").has("2-2-50,1-1-100")},
            "wait until 1-1-100 of m1 is applied\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "# m1 is 10 transactions ahead (1-1-100)\n"},
        Scenario{
            "TurnsALinkByPositionIntoOneByGtid",
            Host("m2").has("0-1-90").follows("m1").by_position(),
            {Host("m1").has("0-1-100")},
            "drain the relay log\n"
            "stop replication\n"
            "replicate from m1 (addr-m1)\n"
            "wait until 0-1-100 of m1 is applied\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "# m1 is 10 transactions ahead (0-1-100)\n"},
        Scenario{
            "OfANewClusterOpensAtOnce",
            Host("m2"),
            {Host("m1"), Host("s1")},
            "open for writes\n"
            "take over the scheduled events\n"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    AfterTheWriterDied,
    APromotion,
    testing::Values(
        Scenario{
            "LeavesTheDeadSourceAndForgetsItLast",
            Host("m2").has("0-1-100").follows("m1").connecting(),
            {dead_m1(), Host("s1").has("0-1-100").follows("m1").connecting()},
            "drain the relay log\n"
            "stop replication\n"
            "open for writes\n"
            "forget the source\n"
            "take over the scheduled events\n"
            "# m1 did not answer: connection refused\n"},
        Scenario{
            "AppliesItsRelayLogFirst",
            Host("m2").has("0-1-90").follows("m1").received("0-1-100").connecting(),
            {dead_m1()},
            "wait until 0-1-100 of the relay log is applied\n"
            "drain the relay log\n"
            "stop replication\n"
            "open for writes\n"
            "forget the source\n"
            "take over the scheduled events\n"
            "# m1 did not answer: connection refused\n"
            "# received transactions are applied first\n"},
        Scenario{
            "StartsTheApplierBeforeAnythingStops",
            Host("m2")
                .has("0-1-90")
                .follows("m1")
                .received("0-1-100")
                .connecting()
                .applier_stopped(),
            {dead_m1()},
            "start the applier\n"
            "wait until 0-1-100 of the relay log is applied\n"
            "drain the relay log\n"
            "stop replication\n"
            "open for writes\n"
            "forget the source\n"
            "take over the scheduled events\n"
            "# m1 did not answer: connection refused\n"
            "# received transactions are applied first\n"},
        Scenario{
            "DrainsWhatIsStillComingIn",
            Host("m2").has("0-1-100").follows("m1"),
            {dead_m1()},
            "drain the relay log\n"
            "stop replication\n"
            "open for writes\n"
            "forget the source\n"
            "take over the scheduled events\n"
            "# m1 did not answer: connection refused\n"},
        Scenario{
            "AppliesWhatIsDelayedAtOnce",
            Host("m2").has("0-1-90").follows("m1").connecting().received("0-1-100").delayed(60),
            {dead_m1()},
            "apply the relay log without its delay\n"
            "wait until 0-1-100 of the relay log is applied\n"
            "stop replication\n"
            "open for writes\n"
            "forget the source\n"
            "take over the scheduled events\n"
            "# m1 did not answer: connection refused\n"
            "# received transactions are applied first, and not 60 seconds after they were "
            "written\n"},
        Scenario{
            "AppliesRelayLogThatNobodyElseHasWithoutStartingTheLink",
            Host("m2")
                .has("0-1-90")
                .follows("m1")
                .received("0-1-100")
                .receiver_stopped()
                .applier_stopped()
                .first_unapplied_at("relay.000007", 815),
            {dead_m1(), Host("s1").has("0-1-95").follows("m1")},
            "apply the kept relay log from relay.000007:815\n"
            "wait until 0-1-100 of the relay log is applied\n"
            "stop replication\n"
            "open for writes\n"
            "forget the source\n"
            "take over the scheduled events\n"
            "# m1 did not answer: connection refused\n"
            "# nobody else has what the relay log holds, so it is applied\n"},
        Scenario{
            "AppliesRelayLogOfALinkByPositionThatWasLookedAt",
            Host("m2")
                .has("0-1-90")
                .follows("m1")
                .by_position()
                .received("0-1-100")
                .receiver_stopped()
                .applier_stopped()
                .first_unapplied_at("relay.000007", 815),
            {dead_m1()},
            "apply the kept relay log from relay.000007:815\n"
            "wait until 0-1-100 of the relay log is applied\n"
            "stop replication\n"
            "open for writes\n"
            "forget the source\n"
            "take over the scheduled events\n"
            "# m1 did not answer: connection refused\n"
            "# nobody else has what the relay log holds, so it is applied\n"},
        Scenario{
            "FetchesWhatOthersHaveInsteadOfApplyingItsRelayLog",
            Host("m2")
                .has("0-1-90")
                .follows("m1")
                .received("0-1-100")
                .receiver_stopped()
                .applier_stopped()
                .first_unapplied_at("relay.000007", 815),
            {dead_m1(), Host("s1").has("0-1-100").follows("m1")},
            "stop replication\n"
            "replicate from s1 (addr-s1)\n"
            "wait until 0-1-100 of s1 is applied\n"
            "stop replication\n"
            "open for writes\n"
            "forget the source\n"
            "take over the scheduled events\n"
            "# m1 did not answer: connection refused\n"
            "# replication stands still; what it received and did not apply is fetched again\n"
            "# s1 is 10 transactions ahead (0-1-100)\n"},
        Scenario{
            "KeepsItsHandsOffRelayLogThatNobodyElseHas",
            Host("m2")
                .has("0-1-90")
                .follows("m1")
                .received("0-1-100")
                .receiver_stopped()
                .applier_stopped(),
            {dead_m1(), Host("s1").has("0-1-95").follows("m1")},
            "refuse: only the relay log of m2 holds the transactions up to 0-1-100, and the server "
            "would drop it if replication started; apply it by hand: CHANGE MASTER TO "
            "MASTER_USE_GTID=no, RELAY_LOG_FILE=..., RELAY_LOG_POS=... (Relay_Log_File and "
            "Relay_Log_Pos of SHOW SLAVE STATUS); START SLAVE SQL_THREAD; then CHANGE MASTER TO "
            "MASTER_USE_GTID=slave_pos and promote\n"},
        Scenario{
            "FetchesFromASlaveThatIsAhead",
            Host("m2").has("0-1-95").follows("m1").connecting(),
            {dead_m1(), Host("s1").has("0-1-100").follows("m1").connecting()},
            "drain the relay log\n"
            "stop replication\n"
            "replicate from s1 (addr-s1)\n"
            "wait until 0-1-100 of s1 is applied\n"
            "stop replication\n"
            "open for writes\n"
            "forget the source\n"
            "take over the scheduled events\n"
            "# m1 did not answer: connection refused\n"
            "# s1 is 5 transactions ahead (0-1-100)\n"},
        Scenario{
            "FetchesWhatASlaveIsStillApplying",
            Host("m2").has("0-1-95").follows("m1").connecting(),
            {dead_m1(), Host("s1").has("0-1-90").follows("m1").received("0-1-100").connecting()},
            "drain the relay log\n"
            "stop replication\n"
            "replicate from s1 (addr-s1)\n"
            "wait until 0-1-100 of s1 is applied\n"
            "stop replication\n"
            "open for writes\n"
            "forget the source\n"
            "take over the scheduled events\n"
            "# m1 did not answer: connection refused\n"
            "# s1 is 5 transactions ahead (0-1-100)\n"},
        Scenario{
            "FetchesFromTheSlaveThatIsFurthest",
            Host("m2").has("0-1-90").follows("m1").received("0-1-95").connecting(),
            {dead_m1(), Host("s1").has("0-1-98").follows("m1"), Host("s2").has("0-1-100")},
            "wait until 0-1-95 of the relay log is applied\n"
            "drain the relay log\n"
            "stop replication\n"
            "replicate from s2 (addr-s2)\n"
            "wait until 0-1-100 of s2 is applied\n"
            "stop replication\n"
            "open for writes\n"
            "forget the source\n"
            "take over the scheduled events\n"
            "# m1 did not answer: connection refused\n"
            "# received transactions are applied first\n"
            "# s2 is 5 transactions ahead (0-1-100)\n"},
        Scenario{
            "DoesNotWaitForASlaveWhoseApplierStandsStill",
            Host("m2").has("0-1-95").follows("m1").connecting(),
            {dead_m1(),
             Host("s1")
                 .has("0-1-90")
                 .follows("m1")
                 .received("0-1-100")
                 .connecting()
                 .applier_stopped(1062, "Duplicate entry")},
            "refuse: s1 received transactions up to 0-1-100 that m2 lacks, and its applier stands "
            "still; let it apply them before anything else is started there, then promote\n"},
        Scenario{
            "FetchesTheTailOfAnOldWriterThatIsBack",
            Host("m2").has("0-1-95").follows("m1").connecting(),
            {Host("m1").has("0-1-100")},
            "drain the relay log\n"
            "stop replication\n"
            "replicate from m1 (addr-m1)\n"
            "wait until 0-1-100 of m1 is applied\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "# m1 is 5 transactions ahead (0-1-100)\n"},
        Scenario{
            "LeavesASlaveThatWroteItselfOutOfIt",
            Host("m2").has("0-1-100").follows("m1").connecting(),
            {dead_m1(), Host("s1").has("0-1-90,0-11-91").follows("m1")},
            "drain the relay log\n"
            "stop replication\n"
            "open for writes\n"
            "forget the source\n"
            "take over the scheduled events\n"
            "# m1 did not answer: connection refused\n"
            "# s1 is no master and left out: it wrote 0-11-91 itself\n"},
        Scenario{
            "DoesNotTakeOverWhatASlaveWroteItself",
            Host("m2").has("0-1-100").follows("m1").connecting(),
            {dead_m1(), Host("s1").has("0-1-100,0-11-101").follows("m1")},
            "drain the relay log\n"
            "stop replication\n"
            "open for writes\n"
            "forget the source\n"
            "take over the scheduled events\n"
            "# m1 did not answer: connection refused\n"
            "# s1 is no master and left out: it wrote 0-11-101 itself\n"},
        Scenario{
            "LeavesAQuarantinedHostOutOfIt",
            Host("m2").has("0-1-100,0-2-110"),
            {Host("m1").has("0-1-105").quarantined()},
            "open for writes\n"
            "take over the scheduled events\n"
            "# m1 is quarantined and left out\n"},
        Scenario{
            "LeavesAQuarantinedSource",
            Host("m2").has("0-1-100").follows("m1"),
            {Host("m1").has("0-1-105").quarantined()},
            "drain the relay log\n"
            "stop replication\n"
            "open for writes\n"
            "forget the source\n"
            "take over the scheduled events\n"
            "# m1 is quarantined and left out\n"},
        Scenario{
            "TrustsAHostThatWasMadeFromACopy",
            // s1 logged nothing of what m2 wrote long ago, yet has it.
            Host("m2").has("0-2-50,0-1-98").follows("m1").connecting(),
            {dead_m1(), Host("s1").copied_at("0-1-90").has("0-1-100").follows("m1")},
            "drain the relay log\n"
            "stop replication\n"
            "replicate from s1 (addr-s1)\n"
            "wait until 0-1-100 of s1 is applied\n"
            "stop replication\n"
            "open for writes\n"
            "forget the source\n"
            "take over the scheduled events\n"
            "# m1 did not answer: connection refused\n"
            "# s1 is 2 transactions ahead (0-1-100)\n"},
        Scenario{
            "OfTheLastHostAliveOpens",
            Host("m2").has("0-1-100"),
            {},
            "open for writes\n"
            "take over the scheduled events\n"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    AgainAfterItWasCutShort,
    APromotion,
    testing::Values(
        Scenario{
            "WithTheServerOpenHasNothingToDo",
            Host("m2").has("0-1-100").follows("m1").open(),
            {Host("m1").has("0-1-100")},
            "# m2 is open for writes already\n"},
        Scenario{
            "GoesOnWhereReplicationWasStopped",
            Host("m2").has("0-1-100").follows("m1").receiver_stopped().applier_stopped(),
            {dead_m1()},
            "stop replication\n"
            "open for writes\n"
            "forget the source\n"
            "take over the scheduled events\n"
            "# m1 did not answer: connection refused\n"},
        Scenario{
            "LeavesTheSlaveItWasFetchingFrom",
            Host("m2").has("0-1-100").follows("s1"),
            {dead_m1(), Host("s1").has("0-1-100")},
            "drain the relay log\n"
            "stop replication\n"
            "open for writes\n"
            "forget the source\n"
            "take over the scheduled events\n"
            "# m1 did not answer: connection refused\n"},
        Scenario{
            "OfAServerThatSomebodyOpenedFetchesWhatItLacks",
            Host("m2").has("0-1-90").follows("m1").open(),
            {Host("m1").has("0-1-100")},
            "wait until 0-1-100 of m1 is applied\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "# m1 is 10 transactions ahead (0-1-100)\n"},
        Scenario{
            "OfAnOpenServerBesideAnotherOneIsRefused",
            Host("m2").has("0-1-100").open(),
            {Host("m1").has("0-1-100").open()},
            "refuse: m1 is still open for writes; demote or fence it before m2 may open\n"}),
    name_of);

} // namespace
} // namespace mmm::model
