// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// How hosts follow the writer, and how the writer follows the other master.
#include "tests/unit/model/host_builder.h"

#include <gtest/gtest.h>

namespace mmm::model {
namespace {

struct Following {
    std::string name;
    HostFacts self;
    HostFacts writer;
    std::string expected;
};

void PrintTo(const Following& scenario, std::ostream* out)
{
    *out << scenario.name;
}

class AFollower : public testing::TestWithParam<Following> {};

TEST_P(AFollower, PlansTo)
{
    EXPECT_EQ(to_text(plan_follow(GetParam().self, GetParam().writer)), GetParam().expected);
}

const HostFacts m2_writer = Host("m2").has("0-1-100,0-2-110").open();

INSTANTIATE_TEST_SUITE_P(
    Scenarios,
    AFollower,
    testing::Values(
        Following{
            "DoNothingWhenItFollowsAlready",
            Host("s1").has("0-1-100,0-2-105").follows("m2").received("0-2-108"),
            m2_writer,
            "# s1 follows m2 already\n"},
        Following{"StartFromScratch", Host("s1"), m2_writer, "replicate from m2 (addr-m2)\n"},
        Following{
            "LeaveADeadSource",
            Host("s1").has("0-1-100").follows("m1").connecting(),
            m2_writer,
            "stop replication\n"
            "replicate from m2 (addr-m2)\n"},
        Following{
            "LeaveALivingSource",
            Host("s1").has("0-1-100,0-2-103").follows("m1"),
            m2_writer,
            "stop replication\n"
            "replicate from m2 (addr-m2)\n"},
        Following{
            "FetchAgainWhatTheNewWriterHas",
            Host("s1").has("0-1-90").follows("m1").received("0-1-100").connecting(),
            m2_writer,
            "stop replication\n"
            "replicate from m2 (addr-m2)\n"},
        Following{
            "ReturnAsTheOldWriterWithoutADifference",
            Host("m1").has("0-1-100"),
            m2_writer,
            "replicate from m2 (addr-m2)\n"},
        Following{
            "ReturnWithTheLinkOfTheRing",
            Host("m1").has("0-1-100").follows("m2").receiver_stopped().applier_stopped(),
            m2_writer,
            "stop replication\n"
            "replicate from m2 (addr-m2)\n"},
        Following{
            "StartAnApplierThatStandsStill",
            Host("s1").has("0-1-90").follows("m2").received("0-2-110").applier_stopped(),
            m2_writer,
            "start the applier\n"},
        Following{
            "ConnectAgainWhenTheReceiverStopped",
            Host("s1").has("0-1-100").follows("m2").receiver_stopped(),
            m2_writer,
            "stop replication\n"
            "replicate from m2 (addr-m2)\n"},
        Following{
            "TurnALinkByPositionIntoOneByGtid",
            Host("s1").has("0-1-100").follows("m2").by_position(),
            m2_writer,
            "stop replication\n"
            "replicate from m2 (addr-m2)\n"},
        Following{
            "NotLoseARelayLogThatNobodyCanRead",
            Host("s1").has("0-1-100").follows("m1").by_position().connecting(),
            m2_writer,
            "refuse: s1 replicates from addr-m1 by file and position, so that it is unknown what "
            "it received and has not applied; apply its relay log (START SLAVE SQL_THREAD), then "
            "RESET SLAVE ALL\n"},
        Following{
            "FetchAgainWhatARelayLogHeldThatCannotBeOpened",
            Host("s1")
                .has("0-1-100")
                .follows("m2")
                .receiver_stopped()
                .applier_stopped()
                .lost_relay_log(),
            m2_writer,
            "stop replication\n"
            "forget the source\n"
            "replicate from m2 (addr-m2)\n"
            "# the server of s1 cannot open its relay log; what it held is fetched again from "
            "m2\n"},
        Following{
            "NotLoseARelayLogOfAnotherThatCannotBeOpened",
            Host("s1")
                .has("0-1-100")
                .follows("m1")
                .receiver_stopped()
                .applier_stopped()
                .lost_relay_log(),
            m2_writer,
            "refuse: the server of s1 cannot open what it received from addr-m1, so that it is "
            "unknown what that is; save what you need of its relay log files, then RESET SLAVE "
            "ALL\n"},
        Following{
            "QuarantineItselfWithWritesTheWriterLacks",
            Host("m1").has("0-1-105"),
            m2_writer,
            "quarantine: m1 has transactions that the writer m2 lacks: 0-1-101..105; they are kept "
            "here and not replicated; save what you need of them, then rebuild m1\n"},
        Following{
            "QuarantineItselfEvenWhileReplicationRuns",
            Host("m1").has("0-1-100,0-2-105,0-1-106").follows("m2"),
            m2_writer,
            "quarantine: m1 has transactions that the writer m2 lacks: 0-1-106; they are kept "
            "here and not replicated; save what you need of them, then rebuild m1\n"},
        Following{
            "QuarantineARelayLogTheWriterLacks",
            Host("s1").has("0-1-90").follows("m1").received("0-1-105").connecting(),
            m2_writer,
            "quarantine: s1 received transactions that the writer m2 lacks: 0-1-101..105; its "
            "relay log is kept and replication stays stopped; save what you need of them, then "
            "rebuild s1\n"},
        Following{
            // 0-1-105 is not what m2 has as 0-2-105, although m2 is at a higher number.
            "NotTakeAnotherTransactionOfThatNumberForItsOwn",
            Host("s1").has("0-1-100").follows("m1").received("0-1-105").connecting(),
            Host("m2").has("0-1-104,0-2-110").open(),
            "quarantine: s1 received transactions that the writer m2 lacks: 0-1-105; its "
            "relay log is kept and replication stays stopped; save what you need of them, then "
            "rebuild s1\n"},
        Following{
            "QuarantineASlaveThatWroteItself",
            Host("s1").has("0-1-100,0-11-101").follows("m1"),
            Host("m1").has("0-1-105").open(),
            "quarantine: s1 has transactions that the writer m1 lacks: 0-11-101; they are kept "
            "here and not replicated; save what you need of them, then rebuild s1\n"},
        Following{
            "FollowAWriterThatWasMadeFromACopy",
            // Of what m2 wrote once, m1 knows nothing but the data.
            Host("m2").has("0-2-50,0-1-100"),
            Host("m1").copied_at("0-1-90").has("0-1-105").open(),
            "replicate from m1 (addr-m1)\n"},
        Following{
            "FollowAWriterThatWasJustMadeFromACopy",
            Host("m2").has("0-2-50,0-1-90"),
            Host("m1").copied_at("0-1-90").open(),
            "replicate from m1 (addr-m1)\n"},
        Following{
            "TellWhyItCannot",
            Host("s1").has("0-1-100"),
            Host("m2").silent("connection refused"),
            "refuse: could not reach the server of the writer m2: connection refused\n"},
        Following{
            // Compared with a host that is not the writer, its data would look like a difference.
            "NotJudgeItselfByAHostThatIsNotOpen",
            Host("s1").has("0-1-100,0-2-110").follows("m2"),
            Host("m1").has("0-1-100"),
            "refuse: m1 is not open for writes, so that nobody can follow it\n"},
        Following{
            "NotFollowWhileItIsOpenItself",
            Host("m1").has("0-1-100").open(),
            m2_writer,
            "refuse: m1 is open for writes itself and follows nobody; demote it before it follows "
            "m2\n"}),
    [](const testing::TestParamInfo<Following>& example) { return example.param.name; });

struct Ring {
    std::string name;
    HostFacts self;
    std::vector<HostFacts> peers;
    std::string expected;
};

void PrintTo(const Ring& scenario, std::ostream* out)
{
    *out << scenario.name;
}

class TheWriter : public testing::TestWithParam<Ring> {};

TEST_P(TheWriter, ClosesTheRing)
{
    EXPECT_EQ(to_text(Decision{plan_ring(GetParam().self, GetParam().peers)}), GetParam().expected);
}

const HostFacts m1_writer = Host("m1").has("0-1-100").open();

INSTANTIATE_TEST_SUITE_P(
    Scenarios,
    TheWriter,
    testing::Values(
        Ring{
            "WithTheMasterThatFollowsCleanly",
            m1_writer,
            {Host("s1").has("0-1-100").follows("m1"), Host("m2").has("0-1-100").follows("m1")},
            "replicate from m2 (addr-m2)\n"
            "# the other master m2 follows without a difference\n"},
        Ring{
            "WithAMasterThatLags",
            m1_writer,
            {Host("m2").has("0-1-60").follows("m1").received("0-1-90")},
            "replicate from m2 (addr-m2)\n"
            "# the other master m2 follows without a difference\n"},
        Ring{
            "InPlaceOfALinkThatStandsStill",
            Host("m1").has("0-1-100").open().follows("m2").receiver_stopped().applier_stopped(),
            {Host("m2").has("0-1-100").follows("m1")},
            "stop replication\n"
            "replicate from m2 (addr-m2)\n"
            "# the other master m2 follows without a difference\n"},
        Ring{
            "InPlaceOfALinkToALostHost",
            Host("m1").has("0-1-100").open().follows("m3").connecting(),
            {Host("m2").has("0-1-100").follows("m1")},
            "stop replication\n"
            "replicate from m2 (addr-m2)\n"
            "# the other master m2 follows without a difference\n"},
        Ring{
            "OnceOnly",
            Host("m1").has("0-1-100").open().follows("m2"),
            {Host("m2").has("0-1-100").follows("m1")},
            ""},
        Ring{
            "NotWithAMasterThatHasMore",
            m1_writer,
            {Host("m2").has("0-1-100,0-2-101").follows("m1")},
            ""},
        Ring{
            "NotWithAMasterThatFollowsAnother",
            m1_writer,
            {Host("m2").has("0-1-100").follows("m3")},
            ""},
        Ring{
            "NotWithAMasterWhoseApplierStandsStill",
            m1_writer,
            {Host("m2").has("0-1-90").follows("m1").applier_stopped()},
            ""},
        Ring{
            "NotWithAMasterThatDoesNotReachIt",
            m1_writer,
            {Host("m2").has("0-1-100").follows("m1").connecting()},
            ""},
        Ring{"NotWithAMasterThatFollowsNobody", m1_writer, {Host("m2").has("0-1-100")}, ""},
        Ring{
            "NotWithAMasterThatIsOpen",
            m1_writer,
            {Host("m2").has("0-1-100").follows("m1").open()},
            ""},
        Ring{
            "NotWithAQuarantinedMaster",
            m1_writer,
            {Host("m2").has("0-1-100").follows("m1").quarantined()},
            ""},
        Ring{
            "NotWithAMasterThatDoesNotAnswer",
            m1_writer,
            {Host("m2").silent("connection refused")},
            ""},
        Ring{"NotWithASlave", m1_writer, {Host("s1").has("0-1-100").follows("m1")}, ""},
        Ring{"NotWithNobody", m1_writer, {}, ""}),
    [](const testing::TestParamInfo<Ring>& example) { return example.param.name; });

/// Restarted: it received up to 0-1-102 and had not applied the last two.
Host restarted()
{
    return Host("s1")
        .has("0-1-100")
        .follows("m1")
        .received("0-1-102")
        .receiver_stopped()
        .applier_stopped()
        .first_unapplied_at("relay.000002", 400);
}

TEST(ASalvage, AppliesWhatWasReceivedAndForgetsTheSource)
{
    const auto plan = plan_salvage(restarted());
    ASSERT_TRUE(plan);
    EXPECT_EQ(
        to_text(Decision{*plan}),
        "apply the kept relay log from relay.000002:400\n"
        "wait until 0-1-102 of the relay log is applied\n"
        "stop replication\n"
        "forget the source\n"
        "# nobody is the writer, and only what is applied can be fetched from s1\n");
}

TEST(ASalvage, LeavesOtherLinksAlone)
{
    EXPECT_FALSE(plan_salvage(Host("s1").has("0-1-100")));
    EXPECT_FALSE(plan_salvage(Host("s1").has("0-1-100").follows("m1").received("0-1-102")));
    EXPECT_FALSE(plan_salvage(restarted().received("0-1-100")));
    EXPECT_FALSE(plan_salvage(restarted().applier_stopped(1062, "Duplicate entry")));
    EXPECT_FALSE(plan_salvage(restarted().delayed(3600)));
}

TEST(AStep, IsToldInWords)
{
    EXPECT_EQ(
        to_text(Step{WaitUntilApplied{*Transactions::parse("0-1-7"), "m1"}}),
        "wait until 0-1-7 of m1 is applied");
    EXPECT_EQ(to_text(Decision{Refusal{"no way", false}}), "refuse: no way\n");
    EXPECT_EQ(to_text(Decision{Refusal{"no way", true}}), "quarantine: no way\n");
}

} // namespace
} // namespace mmm::model
