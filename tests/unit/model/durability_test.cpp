// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Whether m2 may become the writer, by what clients were told and who can have it. m1 is the last
// writer.
#include "tests/unit/model/host_builder.h"

#include <gtest/gtest.h>

#include <functional>

namespace mmm::model {
namespace {

constexpr const char* give_up = "; bring that host back, or give up what only it has: mmm_control "
                                "promote --accept-loss m2\n";
constexpr const char* opens = "let commits wait for a replica\n"
                              "open for writes\n"
                              "take over the scheduled events\n";

WriterRecord record_of_m1(Durability durability)
{
    WriterRecord record;
    record.move = 7;
    record.writer = "m1";
    record.durability = durability;
    record.opened = *Transactions::parse("0-1-50");
    return record;
}

PromotionRules lossless()
{
    PromotionRules rules;
    rules.durability = Durability::lossless;
    rules.record = record_of_m1(Durability::lossless);
    rules.hosts = {"m1", "m2", "s1"};
    return rules;
}

PromotionRules with(PromotionRules rules, const std::function<void(PromotionRules&)>& change)
{
    change(rules);
    return rules;
}

PromotionRules available()
{
    auto rules = lossless();
    rules.durability = Durability::available;
    rules.record = record_of_m1(Durability::available);
    return rules;
}

HostFacts m2()
{
    return Host("m2").has("0-1-100").with_semi_sync();
}

HostFacts silent(const std::string& name)
{
    return Host(name).silent("connection refused");
}

HostFacts s1(const std::string& state)
{
    return Host("s1").has(state);
}

struct Scenario {
    std::string name;
    HostFacts self;
    std::vector<HostFacts> peers;
    PromotionRules rules;
    std::string expected;
};

void PrintTo(const Scenario& scenario, std::ostream* out)
{
    *out << scenario.name;
}

class AProof : public testing::TestWithParam<Scenario> {};

TEST_P(AProof, Decides)
{
    const auto& given = GetParam();
    EXPECT_EQ(to_text(plan_promotion(given.self, given.peers, given.rules)), given.expected);
}

std::string name_of(const testing::TestParamInfo<Scenario>& info)
{
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    Lossless,
    AProof,
    testing::Values(
        Scenario{
            "TheDeadWriterMattersNotWhenEveryReplicaAnswers",
            m2(),
            {silent("m1"), s1("0-1-100")},
            lossless(),
            std::string(opens) +
                "# m1 did not answer: connection refused\n"
                "# what the last writer m1 acknowledged is on another host as well\n"},
        Scenario{
            "AReplicaThatIsSilentMayHaveAcknowledged",
            m2(),
            {silent("m1"), silent("s1")},
            lossless(),
            std::string("refuse: s1 does not answer and may hold acknowledged transactions that "
                        "nobody else has") +
                give_up},
        Scenario{
            "AReplicaThatTheClusterDoesNotRunMayHaveAcknowledgedTheSame",
            m2(),
            {silent("m1")},
            lossless(),
            std::string("refuse: s1 does not answer and may hold acknowledged transactions that "
                        "nobody else has") +
                give_up},
        Scenario{
            "TheLastWriterItselfHasAllThatItWrote",
            m2(),
            {silent("m1"), s1("0-1-100")},
            with(
                lossless(),
                [](PromotionRules& rules) {
                    rules.record->writer = "m2";
                    rules.has_all_it_wrote = true;
                }),
            std::string(opens) + "# m1 did not answer: connection refused\n"
                                 "# m2 was the last writer and has all that it wrote\n"},
        Scenario{
            "TheLastWriterItselfNeedsNoRelayLogThatNobodyCanRead",
            m2(),
            {Host("m1").unread("the server shows nothing of it"), s1("0-1-100")},
            with(
                lossless(),
                [](PromotionRules& rules) {
                    rules.record->writer = "m2";
                    rules.has_all_it_wrote = true;
                }),
            std::string(opens) + "# m1 did not answer: the server shows nothing of it\n"
                                 "# m2 was the last writer and has all that it wrote\n"},
        Scenario{
            "TheLastWriterItselfForgetsARelayLogOfItsOwnThatItCannotOpen",
            Host("m2")
                .has("0-1-100")
                .with_semi_sync()
                .follows("m1")
                .receiver_stopped()
                .applier_stopped()
                .lost_relay_log(),
            {Host("m1").has("0-1-100,0-2-101").follows("m2"), s1("0-1-100")},
            with(
                lossless(),
                [](PromotionRules& rules) {
                    rules.record->writer = "m2";
                    rules.has_all_it_wrote = true;
                }),
            "stop replication\n"
            "forget the source\n"
            "replicate from m1 (addr-m1)\n"
            "wait until 0-2-101 of m1 is applied\n" +
                std::string(opens) +
                "# the server of m2 cannot open its relay log, and forgets it\n"
                "# m1 is 1 transactions ahead (0-2-101)\n"
                "# m2 was the last writer and has all that it wrote\n"},
        Scenario{
            "ARelayLogThatNobodyCanReadMayHaveTheRestOfAnotherWriter",
            m2(),
            {silent("m1"), Host("s1").unread("the server shows nothing of it")},
            lossless(),
            "refuse: the relay log of s1 was not read to its end, so that it is unknown what it "
            "holds (the server shows nothing of it); if it is just long, raise the time-out of "
            "promote, of which a third is for reading, or let it be applied there (START SLAVE "
            "SQL_THREAD); RESET SLAVE ALL there gives it up\n"},
        Scenario{
            "TheLastWriterItselfProvesNothingWhileTwoHostsAreSilent",
            m2(),
            {silent("m1"), silent("s1")},
            with(
                lossless(),
                [](PromotionRules& rules) {
                    rules.record->writer = "m2";
                    rules.has_all_it_wrote = true;
                }),
            std::string("refuse: m1 does not answer and may hold acknowledged transactions that "
                        "nobody else has") +
                give_up},
        Scenario{
            "TheLastWriterWhoseDataMayLackSomethingProvesNothing",
            m2(),
            {silent("m1"), s1("0-1-100")},
            with(lossless(), [](PromotionRules& rules) { rules.record->writer = "m2"; }),
            std::string("refuse: m1 does not answer and may hold acknowledged transactions that "
                        "nobody else has") +
                give_up},
        Scenario{
            "AReplicaThatLeftWithLessDoesNotMatter",
            m2(),
            {silent("m1")},
            with(
                lossless(),
                [](PromotionRules& rules) {
                    rules.departed["s1"] = *Transactions::parse("0-1-80");
                }),
            std::string(opens) +
                "# m1 did not answer: connection refused\n"
                "# what the last writer m1 acknowledged is on another host as well\n"
                "# s1 left before, with nothing that m2 lacks\n"},
        Scenario{
            "AReplicaThatLeftWithMoreDoesMatter",
            m2(),
            {silent("m1")},
            with(
                lossless(),
                [](PromotionRules& rules) {
                    rules.departed["s1"] = *Transactions::parse("0-1-120");
                }),
            std::string("refuse: s1 does not answer and may hold acknowledged transactions that "
                        "nobody else has") +
                give_up},
        Scenario{
            "TheWritersOwnWordSettlesIt",
            m2(),
            {Host("m1").has("0-1-100"), silent("s1")},
            with(
                lossless(),
                [](PromotionRules& rules) { rules.closed = *Transactions::parse("0-1-100"); }),
            std::string(opens) + "# s1 did not answer: connection refused\n"
                                 "# everything that m1 had when it was closed is here\n"},
        Scenario{
            "TheWritersOwnWordCountsWhenItIsGoneSince",
            m2(),
            {silent("m1"), s1("0-1-100")},
            with(
                lossless(),
                [](PromotionRules& rules) { rules.closed = *Transactions::parse("0-1-110"); }),
            std::string("refuse: m1 was closed with transactions that nobody who answers has "
                        "(0-1-110)") +
                give_up},
        Scenario{
            "WhatAWriterThatDidNotWaitAcknowledgedIsUnknown",
            m2(),
            {silent("m1"), s1("0-1-100")},
            with(
                lossless(),
                [](PromotionRules& rules) { rules.record = record_of_m1(Durability::available); }),
            std::string("refuse: the last writer m1 does not answer and may have acknowledged "
                        "transactions after 0-1-100 that no replica got") +
                give_up},
        Scenario{
            "AHostThatWasAwayDoesNotTakeItsOldDataForTheLatest",
            Host("m2").has("0-1-40").with_semi_sync(),
            {silent("m1"), s1("0-1-40")},
            lossless(),
            std::string("refuse: neither m2 nor any host that answers has what the last writer m1 "
                        "had when it opened (0-1-50)") +
                give_up},
        Scenario{
            "WhatAReplicaHasIsFetchedAndCounts",
            Host("m2").has("0-1-40").follows("m1").connecting().with_semi_sync(),
            {silent("m1"), s1("0-1-100")},
            lossless(),
            std::string("drain the relay log\n"
                        "stop replication\n"
                        "replicate from s1 (addr-s1)\n"
                        "wait until 0-1-100 of s1 is applied\n"
                        "stop replication\n"
                        "let commits wait for a replica\n"
                        "open for writes\n"
                        "forget the source\n"
                        "take over the scheduled events\n"
                        "# m1 did not answer: connection refused\n"
                        "# s1 is 60 transactions ahead (0-1-100)\n"
                        "# what the last writer m1 acknowledged is on another host as well\n")},
        Scenario{
            "TheVeryFirstWriterNeedsNoProof",
            m2(),
            {},
            with(lossless(), [](PromotionRules& rules) { rules.record.reset(); }),
            opens},
        Scenario{
            "TheLastWriterItselfComesBackFirst",
            Host("m1").has("0-1-100").with_semi_sync(),
            {Host("m2").has("0-1-100"), s1("0-1-100")},
            lossless(),
            opens},
        Scenario{
            "WithoutSemiSyncThereIsNoSuchPromise",
            Host("m2").has("0-1-100"),
            {Host("m1").has("0-1-100"), s1("0-1-100")},
            lossless(),
            "refuse: durability=lossless needs semi-synchronous replication, which the server of "
            "m2 does not have; load its plugins, or set durability=available\n"},
        Scenario{
            "TheOperatorsWordLiftsIt",
            m2(),
            {silent("m1"), silent("s1")},
            with(
                lossless(),
                [](PromotionRules& rules) { rules.loss_accepted = "by root on M2 at 1795272818"; }),
            std::string(opens) +
                "# m1 did not answer: connection refused\n"
                "# s1 did not answer: connection refused\n"
                "# what the last writer m1 acknowledged is on another host as well\n"
                "! accepted by root on M2 at 1795272818: s1 does not answer and may hold "
                "acknowledged transactions that nobody else has" +
                give_up},
        Scenario{
            "TheOperatorsWordNeverMakesTwoWriters",
            m2(),
            {Host("m1").has("0-1-100").open()},
            with(
                lossless(),
                [](PromotionRules& rules) { rules.loss_accepted = "by root on M2 at 1795272818"; }),
            "refuse: m1 is still open for writes; demote or fence it before m2 may open\n"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Available,
    AProof,
    testing::Values(
        Scenario{
            "TellsWhatTheDeadWriterMayHaveHadAlone",
            m2(),
            {silent("m1"), s1("0-1-100")},
            available(),
            "let commits wait for a replica for a moment\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "# m1 did not answer: connection refused\n"
            "! the last writer m1 does not answer and may have acknowledged transactions after "
            "0-1-100 that no replica got\n"},
        Scenario{
            "OpensWithoutAReplicaAsItSays",
            m2(),
            {Host("m1").has("0-1-100"), silent("s1")},
            available(),
            "let commits wait for a replica for a moment\n"
            "open for writes\n"
            "take over the scheduled events\n"
            "# s1 did not answer: connection refused\n"},
        Scenario{
            "TellsOfOldData",
            Host("m2").has("0-1-40"),
            {silent("m1")},
            available(),
            "open for writes\n"
            "take over the scheduled events\n"
            "# m1 did not answer: connection refused\n"
            "! neither m2 nor any host that answers has what the last writer m1 had when it opened "
            "(0-1-50)\n"
            "! the last writer m1 does not answer and may have acknowledged transactions after "
            "0-1-40 that no replica got\n"},
        Scenario{
            "TakesTheEventsOver",
            m2(),
            {Host("m1").has("0-1-100"), s1("0-1-100")},
            with(
                available(),
                [](PromotionRules& rules) {
                    rules.events = std::vector<std::string>{"app.purge", "app.report"};
                }),
            "let commits wait for a replica for a moment\n"
            "open for writes\n"
            "take over the scheduled events app.purge, app.report\n"}),
    name_of);

constexpr const char* by_m1 = "00000000-0000-0000-0000-000000000001:1-";

INSTANTIATE_TEST_SUITE_P(
    OnMysql,
    AProof,
    testing::Values(
        Scenario{
            "TheDifferenceIsFetchedAsASet",
            Host("m2").has_set(std::string(by_m1) + "90").follows("m1").connecting(),
            {silent("m1"), Host("s1").has_set(std::string(by_m1) + "100")},
            {},
            "drain the relay log\n"
            "stop replication\n"
            "replicate from s1 (addr-s1)\n"
            "wait until 00000000-0000-0000-0000-000000000001:91-100 of s1 is applied\n"
            "stop replication\n"
            "open for writes\n"
            "forget the source\n"
            "take over the scheduled events\n"
            "# m1 did not answer: connection refused\n"
            "# s1 is 10 transactions ahead (00000000-0000-0000-0000-000000000001:91-100)\n"},
        Scenario{
            "KeptRelayLogIsApplied",
            Host("m2")
                .has_set(std::string(by_m1) + "90")
                .follows("m1")
                .received_set("00000000-0000-0000-0000-000000000001:91-95")
                .receiver_stopped()
                .applier_stopped()
                .first_unapplied_at("relay.000002", 700),
            {silent("m1")},
            {},
            "apply the kept relay log from relay.000002:700\n"
            "wait until 00000000-0000-0000-0000-000000000001:91-95 of the relay log is applied\n"
            "stop replication\n"
            "open for writes\n"
            "forget the source\n"
            "take over the scheduled events\n"
            "# m1 did not answer: connection refused\n"
            "# nobody else has what the relay log holds, so it is applied\n"},
        Scenario{
            "SetsThatNeitherContainsHaveDiverged",
            Host("m2").has_set(std::string(by_m1) + "90,00000000-0000-0000-0000-000000000002:1"),
            {Host("m1").has_set(std::string(by_m1) + "91")},
            {},
            "refuse: m2 and m1 have diverged: only m1 has "
            "00000000-0000-0000-0000-000000000001:91, only m2 has "
            "00000000-0000-0000-0000-000000000002:1; decide which data counts, rebuild the other "
            "host, then promote\n"}),
    name_of);

TEST(ADemotion, LetsTheCandidateCatchUpFirst)
{
    EXPECT_EQ(
        to_text(Decision{plan_demotion(ServerFacts{}, "m2")}),
        "let m2 catch up\n"
        "stop the scheduled events\n"
        "close for writes\n"
        "end the clients' sessions\n");
}

TEST(ADemotion, WithNobodyToTakeOverJustCloses)
{
    EXPECT_EQ(
        to_text(Decision{plan_demotion(ServerFacts{}, "")}),
        "stop the scheduled events\n"
        "close for writes\n"
        "end the clients' sessions\n");
}

ServerFacts with_waiting_commits()
{
    ServerFacts facts;
    facts.semi_sync.available = true;
    facts.semi_sync.source_enabled = true;
    facts.semi_sync.waiting = 3;
    return facts;
}

TEST(ADemotion, OfAServerWhoseCommitsWaitForNobodyEndsItRatherThanThem)
{
    const auto facts = with_waiting_commits();
    EXPECT_EQ(
        to_text(Decision{plan_demotion(facts, "m2")}),
        "stop the scheduled events\n"
        "close for writes\n"
        "end the clients' sessions\n"
        "# 3 commits wait for a replica, and none is connected\n");
}

TEST(ABlockedClosing, EndsTheServerOnlyWhenItsCommitsGetNoAcknowledgement)
{
    const auto waiting = with_waiting_commits();
    EXPECT_EQ(judge_blocked_closing(waiting, waiting), InTheWay::end_server);
    EXPECT_EQ(judge_blocked_closing(waiting, ServerFacts{}), InTheWay::end_sessions);
    EXPECT_EQ(judge_blocked_closing(ServerFacts{}, waiting), InTheWay::end_sessions);
    auto under_load = waiting; // others wait by now
    under_load.semi_sync.acknowledged = waiting.semi_sync.acknowledged + 1;
    EXPECT_EQ(judge_blocked_closing(waiting, under_load), InTheWay::end_sessions);
}

TEST(SemiSyncOnTheWriter, IsAsTheProfileWantsItOrIsSet)
{
    using std::chrono::milliseconds;
    auto semi_sync = with_waiting_commits().semi_sync;
    semi_sync.waiting = 0;
    semi_sync.after_sync = true;
    semi_sync.timeout_ms = 1000;
    EXPECT_TRUE(acknowledgement_is_as_wanted(semi_sync, Durability::available, milliseconds(1000)));
    EXPECT_FALSE(acknowledgement_is_as_wanted(semi_sync, Durability::available, milliseconds(500)));
    EXPECT_FALSE(acknowledgement_is_as_wanted(semi_sync, Durability::lossless, milliseconds(1000)));
    // A change would let those go that wait.
    semi_sync.waiting = 1;
    EXPECT_TRUE(acknowledgement_is_as_wanted(semi_sync, Durability::lossless, milliseconds(1000)));
    EXPECT_TRUE(acknowledgement_is_as_wanted({}, Durability::lossless, milliseconds(1000)));
}

TEST(AFormerWriter, LetsItsCommitsWaitForNobodyWhenItFollows)
{
    EXPECT_EQ(
        to_text(Decision{as_a_replica({}, with_waiting_commits())}),
        "let commits wait for nobody\n");
    EXPECT_EQ(to_text(Decision{as_a_replica({}, ServerFacts{})}), "");
}

} // namespace
} // namespace mmm::model
