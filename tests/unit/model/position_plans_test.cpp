// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// How hosts follow m2 without GTID, which m1 was the writer before; and the ring.
#include "tests/unit/model/position_scenario.h"

#include <gtest/gtest.h>

namespace mmm::model {
namespace {

using Scenario = PositionFollowScenario;
using Host = PositionHost;

std::string name_of(const testing::TestParamInfo<Scenario>& info)
{
    return info.param.name;
}

HostFacts m2()
{
    return Host("m2").log_at("6:500").open();
}

class APositionFollower : public testing::TestWithParam<Scenario> {};

TEST_P(APositionFollower, DoesThis)
{
    const auto& [name, self, writer, rules, expected] = GetParam();
    const auto leave = plan_to_leave_former(self, writer, rules);
    EXPECT_EQ(
        to_text(leave ? Decision(*leave) : plan_follow_by_position(self, writer, rules)), expected);
}

INSTANTIATE_TEST_SUITE_P(
    OfTheFormerWriter,
    APositionFollower,
    testing::Values(
        Scenario{
            "WaitsForTheKnownPlaceAndStands",
            Host("s1").executed("m1", "3:700"),
            m2(),
            AfterOpening(),
            "wait until binlog.000003:900 of m1 is applied\n"
            "drain the relay log\n"
            "stop replication\n"},
        Scenario{
            "StandsWhenItIsThere",
            Host("s1").executed("m1", "3:950"),
            m2(),
            AfterOpening(),
            "drain the relay log\n"
            "stop replication\n"},
        Scenario{
            "AppliesWhatADeadWriterLeft",
            Host("s1").executed("m1", "3:700").received("3:800").stands(),
            m2(),
            AfterOpening(),
            "start the applier\n"
            "drain the relay log\n"
            "stop replication\n"},
        Scenario{
            "GoesOnAtTheOpening",
            Host("s1").executed("m1", "3:900").stands(),
            m2(),
            AfterOpening(),
            "stop replication\n"
            "replicate from m2 (addr-m2) from binlog.000005:800 on\n"},
        Scenario{
            "GoesOnWhereItWasLocated",
            Host("s1").executed("m1", "3:700").stands(),
            m2(),
            AfterOpening().located("5:432"),
            "stop replication\n"
            "replicate from m2 (addr-m2) from binlog.000005:432 on\n"
            "# binlog.000003:700 of m1 corresponds to binlog.000005:432 of m2\n"},
        Scenario{
            "IsLeftAloneWhenThatIsNotCertain",
            Host("s1").executed("m1", "3:700").stands(),
            m2(),
            AfterOpening().not_located("the logs differ: X"),
            "refuse: s1 has the log of m1 up to binlog.000003:700, less than m2 had when it "
            "opened (binlog.000003:900), and where it would go on is not certain: the logs "
            "differ: X; it is left alone; rebuild it from a copy of m2\n"},
        Scenario{
            "IsLeftAloneWhenItIsAhead",
            Host("s1").executed("m1", "4:120").stands(),
            m2(),
            AfterOpening().not_located("a transaction that m2 lacks was executed: X"),
            "refuse: s1 has the log of m1 up to binlog.000004:120, more than m2 had when it "
            "opened (binlog.000003:900), and where it would go on is not certain: a transaction "
            "that m2 lacks was executed: X; it is left alone; rebuild it from a copy of m2\n"},
        Scenario{
            "IsLeftAloneWhenItsApplierBroke",
            Host("s1")
                .executed("m1", "3:700")
                .received("3:900")
                .connecting()
                .applier_stopped(1062, "duplicate"),
            m2(),
            AfterOpening().located("5:432"),
            "refuse: s1 has not applied what it received of m1, up to binlog.000003:900: error "
            "1062, duplicate; repair its replication, it is looked at again then\n"},
        Scenario{
            "IsLeftAloneWhenItNeverConnected",
            Host("s1")
                .executed("m1", "3:4")
                .never_connected()
                .stands()
                .never_connected()
                .receiver_stopped(),
            m2(),
            AfterOpening(),
            "refuse: s1 was pointed at addr-m1 and never connected, so that its places prove "
            "nothing; start replication there, or rebuild it\n"},
        Scenario{
            "IsLeftAloneWhenTheOpeningIsUnknown",
            Host("s1").executed("m1", "3:900"),
            m2(),
            AfterOpening().unknown(),
            "refuse: s1 replicates from addr-m1, which is neither the writer m2 nor the one "
            "before; point it at m2 by hand where you know the place, or rebuild it\n"},
        Scenario{
            "IsLeftAloneWhenItsSourceIsAThirdHost",
            Host("s1").executed("m3", "9:100"),
            m2(),
            AfterOpening(),
            "refuse: s1 replicates from addr-m3, which is neither the writer m2 nor the one "
            "before (m1); point it at m2 by hand where you know the place, or rebuild it\n"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    OfTheWriter,
    APositionFollower,
    testing::Values(
        Scenario{
            "StaysWhereItIs",
            Host("s1").executed("m2", "6:400"),
            m2(),
            AfterOpening(),
            "# s1 follows m2 already\n"},
        Scenario{
            "StartsItsLink",
            Host("s1").executed("m2", "6:400").stands(),
            m2(),
            AfterOpening().unknown(),
            "start replication\n"},
        Scenario{
            "StartsItsApplier",
            Host("s1").executed("m2", "6:400").applier_stopped(),
            m2(),
            AfterOpening(),
            "start the applier\n"},
        Scenario{
            "TriesToReachIt",
            Host("s1").executed("m2", "6:400").connecting(),
            m2(),
            AfterOpening(),
            "# s1 tries to reach m2\n"},
        Scenario{
            "TriesToReachItForTheFirstTime",
            Host("s1").executed("m2", "6:400").never_connected(),
            m2(),
            AfterOpening(),
            "# s1 tries to reach m2\n"},
        Scenario{
            "IsLeftAloneWhenThatWasRebuilt",
            Host("s1").executed("m2", "6:400").knows_another_source().connecting(),
            m2(),
            AfterOpening(),
            "refuse: the server of m2 is not the one that s1 replicated from, so that its places "
            "mean nothing there; rebuild s1, or point it at m2 by hand\n"},
        Scenario{
            "IsLeftAloneWhenThatLostItsLog",
            Host("s1").executed("m2", "7:400").stands(),
            m2(),
            AfterOpening(),
            "refuse: m2 does not have its log as s1 executed it, up to binlog.000007:400 (it was "
            "purged, reset or lost in a crash); rebuild s1\n"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    ThatWasTheWriter,
    APositionFollower,
    testing::Values(
        Scenario{
            "KeepsItsLinkOfTheRing",
            Host("m1").log_at("3:950").executed("m2", "6:400"),
            m2(),
            AfterOpening(),
            "# m1 follows m2 already\n"},
        Scenario{
            "StartsItsLinkOfTheRingWhenItWroteNothingMore",
            Host("m1").log_at("4:120").executed("m2", "5:300").stands(),
            m2(),
            AfterOpening().own_writes(""),
            "start replication\n"},
        Scenario{
            "GoesOnAtTheOpening",
            Host("m1").log_at("3:900"),
            m2(),
            AfterOpening().own_writes(""),
            "replicate from m2 (addr-m2) from binlog.000005:800 on\n"},
        Scenario{
            "GoesOnWhereItWasLocated",
            Host("m1").log_at("4:120"),
            m2(),
            AfterOpening().own_writes("").located("5:800"),
            "replicate from m2 (addr-m2) from binlog.000005:800 on\n"
            "# binlog.000004:120 of m1 corresponds to binlog.000005:800 of m2\n"},
        Scenario{
            "IsLeftAloneWhenThatIsNotCertain",
            Host("m1").log_at("4:120"),
            m2(),
            AfterOpening().own_writes("").not_located("the logs differ: X"),
            "refuse: m1 has the log of m1 up to binlog.000004:120, more than m2 had when it "
            "opened (binlog.000003:900), and where it would go on is not certain: the logs "
            "differ: X; it is left alone; rebuild it from a copy of m2\n"},
        Scenario{
            "IsQuarantinedWhenItWroteMore",
            Host("m1").log_at("3:990").executed("m2", "5:300").stands(),
            m2(),
            AfterOpening().own_writes(
                "2 transactions from binlog.000003:900 of its binary log on, the first: X"),
            "quarantine: m1 wrote transactions behind binlog.000003:900, which is how far the "
            "writer m2 had its log: 2 transactions from binlog.000003:900 of its binary log on, "
            "the first: X; they are kept here and not replicated; save what you need of them, "
            "then rebuild m1\n"},
        Scenario{
            "IsLeftAloneWhenItsLogWasNotRead",
            Host("m1").log_at("3:990").executed("m2", "5:300").stands(),
            m2(),
            AfterOpening(),
            "refuse: it is unknown what m1 wrote behind binlog.000003:900, which is how far the "
            "writer m2 had its log: its binary log was not read; if it has nothing of its own, "
            "point it at m2 by hand\n"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Otherwise,
    APositionFollower,
    testing::Values(
        Scenario{
            "IsLeftAloneWithoutALink",
            Host("s1"),
            m2(),
            AfterOpening(),
            "refuse: s1 does not replicate, so that without GTID it is unknown where it would go "
            "on; rebuild it from a copy of m2 and point it at the place that belongs to the "
            "copy\n"},
        Scenario{
            "IsLeftAloneWhileTheWriterIsClosed",
            Host("s1").executed("m1", "3:900").stands(),
            Host("m2").log_at("6:500"),
            AfterOpening(),
            "refuse: m2 is not open for writes, so that nobody can follow it\n"},
        Scenario{
            "IsLeftAloneWhenItIsOpenItself",
            Host("s1").executed("m1", "3:900").stands().open(),
            m2(),
            AfterOpening(),
            "refuse: s1 is open for writes itself and follows nobody; demote it before it "
            "follows m2\n"},
        Scenario{
            "IsLeftAloneWhenTheWriterDoesNotAnswer",
            Host("s1").executed("m1", "3:900").stands(),
            Host("m2").silent(),
            AfterOpening(),
            "refuse: could not reach the server of the writer m2: connection refused\n"}),
    name_of);

class APositionRing : public testing::Test {
protected:
    static std::string
    plan(const HostFacts& writer, const HostFacts& other, const LogPlace& opened = place("5:800"))
    {
        return to_text(Decision(plan_ring_by_position(writer, {other}, opened)));
    }

    const HostFacts follower_ = Host("m1").log_at("4:300").executed("m2", "6:500");
};

TEST_F(APositionRing, IsKept)
{
    EXPECT_EQ(plan(Host("m2").open().executed("m1", "4:250"), follower_), "");
    EXPECT_EQ(plan(Host("m2").open().executed("m1", "4:250").connecting(), follower_), "");
}

TEST_F(APositionRing, GoesOnWhereItStood)
{
    EXPECT_EQ(
        plan(Host("m2").open().executed("m1", "3:900").stands(), follower_), "start replication\n");
}

TEST_F(APositionRing, IsClosedWhereTheOtherMastersLogEnds)
{
    const auto* expected = "replicate from m1 (addr-m1) from binlog.000004:300 on\n"
                           "# the other master m1 follows without a difference\n";
    EXPECT_EQ(plan(Host("m2").open(), follower_), expected);
    EXPECT_EQ(
        plan(Host("m2").open().executed("m1", "9:900").knows_another_source().stands(), follower_),
        cat("stop replication\n", expected));
}

/// Events of a server that is gone would go round for ever.
TEST_F(APositionRing, WaitsUntilAllFromBeforeTheOpeningIsExecuted)
{
    const HostFacts behind = Host("m1").log_at("4:300").executed("m2", "5:700");
    EXPECT_EQ(plan(Host("m2").open(), behind), "");
    EXPECT_EQ(plan(Host("m2").open().executed("m1", "3:900").stands(), behind), "");
    EXPECT_EQ(plan(Host("m2").open(), follower_, {}), "");
}

TEST_F(APositionRing, WaitsForAMasterThatFollows)
{
    const HostFacts writer = Host("m2").open();
    EXPECT_EQ(plan(writer, Host("m1")), "");
    EXPECT_EQ(plan(writer, Host("m1").executed("m2", "6:500").connecting()), "");
    EXPECT_EQ(plan(writer, Host("m1").executed("m2", "6:500").quarantined()), "");
    EXPECT_EQ(plan(writer, Host("s1").executed("m2", "6:500")), "");
    EXPECT_EQ(plan(writer, Host("m1").executed("m2", "6:500").open()), "");
}

TEST(TheHostAhead, IsTheOneThatReceivedMostOfTheSameLog)
{
    const HostFacts self = Host("m2").executed("m1", "3:700").received("3:800");
    EXPECT_EQ(host_ahead(self, {Host("s1").executed("m1", "3:800")}), nullptr);
    EXPECT_EQ(host_ahead(self, {Host("s1").executed("m3", "3:900")}), nullptr);
    EXPECT_EQ(host_ahead(self, {Host("s1").silent()}), nullptr);
    const std::vector<HostFacts> peers{
        Host("s1").executed("m1", "3:900"), Host("s2").executed("m1", "3:850").received("4:120")};
    ASSERT_NE(host_ahead(self, peers), nullptr);
    EXPECT_EQ(host_ahead(self, peers)->name, "s2");
}

TEST(AHostThatMustStand, FinishesWhatItReceived)
{
    EXPECT_FALSE(plan_to_stand(Host("m2")));
    EXPECT_FALSE(plan_to_stand(Host("m2").executed("m1", "3:700").stands()));
    const auto text = [](const HostFacts& host) {
        return to_text(Decision(plan_to_stand(host).value_or(Plan{})));
    };
    EXPECT_EQ(text(Host("m2").executed("m1", "3:700")), "drain the relay log\nstop replication\n");
    EXPECT_EQ(
        text(Host("m2").executed("m1", "3:700").received("3:800").stands()),
        "start the applier\ndrain the relay log\nstop replication\n");
}

TEST(TheRecordOfAnOpening, NamesThePlaceOfTheOldWriter)
{
    const HostFacts m2 = Host("m2").log_at("5:800").executed("m1", "3:900");
    const HostFacts s1 = Host("s1").log_at("7:400").executed("m1", "4:100");
    EXPECT_EQ(places_at_opening(*m2.facts, nullptr), (PlacePair{place("3:900"), place("5:800")}));
    EXPECT_EQ(places_at_opening(*m2.facts, &s1), (PlacePair{place("4:100"), place("5:800")}));
}

} // namespace
} // namespace mmm::model
