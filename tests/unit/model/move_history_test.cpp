// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/model/move_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mmm::model {

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

MoveEntry a_move(std::uint64_t number = 3)
{
    return {
        .number = number,
        .time_ms = 1763719300123,
        .kind = MoveKind::planned,
        .who = "root by mmm_control on M2",
        .from = "M1",
        .to = "M2",
        .closed_at = "0-1-500",
        .opened_at = "0-1-500",
        .interruption_ms = 312,
        .possible_loss = {},
        .overrides = {},
        .unknown = {}};
}

LossEntry a_loss()
{
    return {
        .time_ms = 1763719400000,
        .host = "M1",
        .transactions = "0-1-501,0-1-502",
        .count = 2,
        .fate = LossEntry::Fate::quarantined,
        .archive = "/var/lib/mmm-ha/archive/M1.binlog",
        .unknown = {}};
}

MoveEntry a_costly_move()
{
    auto move = a_move(4);
    move.kind = MoveKind::failover;
    move.who = "cluster";
    move.closed_at.clear();
    move.possible_loss = {"up to 2 transactions of M1: 50% of a=b", "second\nline"};
    move.overrides = {"by root on M1: nobody proved that slave1 lacks nothing"};
    return move;
}

std::string a_time(std::int64_t seconds)
{
    return cat("T", seconds);
}

TEST(AHistoryLine, IsOneLineOfNamedFields)
{
    EXPECT_EQ(
        print_entry(a_move()),
        "move number=3 time=1763719300123 kind=planned who=root%20by%20mmm_control%20on%20M2 "
        "from=M1 to=M2 closed=0-1-500 opened=0-1-500 interruption=312");
    EXPECT_EQ(
        print_entry(a_loss()),
        "loss time=1763719400000 host=M1 transactions=0-1-501,0-1-502 count=2 fate=quarantined "
        "archive=/var/lib/mmm-ha/archive/M1.binlog");
}

TEST(AHistoryLine, GivesBackWhatWasPrinted)
{
    for (const HistoryEntry& entry :
         {HistoryEntry(a_move()), HistoryEntry(a_costly_move()), HistoryEntry(a_loss())}) {
        const auto line = print_entry(entry);
        const auto read = parse_entry(line);

        EXPECT_EQ(line.find('\n'), std::string::npos);
        ASSERT_TRUE(read) << line;
        EXPECT_EQ(*read, entry) << line;
    }
}

TEST(AHistoryLine, KeepsFieldsOfALaterVersion)
{
    const auto line = print_entry(a_move()) + " weather=light%20rain odd=";

    const auto read = parse_entry(line);

    ASSERT_TRUE(read);
    EXPECT_THAT(
        std::get<MoveEntry>(*read).unknown,
        ElementsAre(std::pair("weather", "light rain"), std::pair("odd", "")));
    EXPECT_EQ(print_entry(*read), line);
}

TEST(AHistoryLine, MayHaveAnEmptyFieldAndReadsAsWithoutIt)
{
    const auto read = parse_entry(print_entry(a_move()) + " loss= override=");

    ASSERT_TRUE(read);
    EXPECT_EQ(*read, HistoryEntry(a_move()));
}

TEST(AHistoryLine, MustSayWhichMoveItIs)
{
    for (const std::string line :
         {"",
          "move",
          "move number=x time=1 kind=planned to=M2",
          "move number=1 time= kind=planned to=M2",
          "move number=1 time=1 kind=odd to=M2",
          "move number=1 time=1 kind=first",
          "loss time=1 fate=quarantined",
          "loss time=1 host=M1 fate=eaten",
          "verse number=1"}) {
        EXPECT_FALSE(parse_entry(line)) << line;
    }
    EXPECT_THAT(
        parse_entry("move number=1 time=1 kind=odd to=M2").error().message, HasSubstr("\"kind\""));
}

TEST(AHistory, HoldsAMoveOnceHoweverOftenItIsToldOf)
{
    auto later = a_move();
    later.interruption_ms = 400;

    auto text = add_to_history("", a_move(), 1000);
    text = add_to_history(text, a_costly_move(), 1000);
    text = add_to_history(text, later, 1000);

    EXPECT_THAT(parse_history(text), ElementsAre(later, a_costly_move()));
}

TEST(AHistory, HoldsALossOnceAsFirstTold)
{
    auto again = a_loss();
    again.time_ms += 5000;
    auto other = a_loss();
    other.fate = LossEntry::Fate::rolled_back;

    auto text = add_to_history("", a_loss(), 1000);
    text = add_to_history(text, again, 1000);
    text = add_to_history(text, other, 1000);

    EXPECT_THAT(parse_history(text), ElementsAre(a_loss(), other));
}

TEST(AHistory, SurvivesATornLastLine)
{
    const auto whole = add_to_history("", a_move(), 1000);
    const auto torn = whole + print_entry(a_costly_move()).substr(0, 30);

    EXPECT_THAT(parse_history(torn), ElementsAre(a_move()));
    EXPECT_EQ(
        add_to_history(torn, a_costly_move(), 1000), whole + print_entry(a_costly_move()) + "\n");
}

TEST(AHistory, KeepsALastLineThatOnlyLacksItsLineBreak)
{
    EXPECT_THAT(parse_history(print_entry(a_move())), SizeIs(1));
}

TEST(AHistory, LeavesLinesAloneThatItDoesNotUnderstand)
{
    const std::string strange = "verse of=a%20later%20version\n";

    EXPECT_EQ(add_to_history(strange, a_move(), 1000), strange + print_entry(a_move()) + "\n");
    EXPECT_THAT(parse_history(strange), IsEmpty());
}

TEST(AHistory, IsTrimmedToTheNewest)
{
    std::string text;
    for (std::uint64_t number = 1; number <= 12; ++number) {
        text = add_to_history(text, a_move(number), 10);
    }

    const auto entries = parse_history(text);

    ASSERT_THAT(entries, SizeIs(10));
    EXPECT_EQ(std::get<MoveEntry>(entries.front()).number, 3U);
    EXPECT_EQ(std::get<MoveEntry>(entries.back()).number, 12U);
}

TEST(TheLastMoves, AreCountedWithoutLosses)
{
    const std::vector<HistoryEntry> all{a_move(1), a_move(2), a_loss(), a_costly_move()};

    EXPECT_THAT(last_moves(all, 1), ElementsAre(a_costly_move()));
    EXPECT_THAT(last_moves(all, 2), ElementsAre(a_move(2), a_loss(), a_costly_move()));
    EXPECT_EQ(last_moves(all, 9), all);
}

TEST(AHistoryTable, TellsWhatAMoveCost)
{
    auto first = a_move(1);
    first.kind = MoveKind::first;
    first.from.clear();
    first.interruption_ms.reset();
    auto lost = a_costly_move();
    lost.interruption_ms.reset();
    lost.possible_loss = {"up to 2 transactions"};

    EXPECT_EQ(
        render_history({first, a_move(3), lost, a_loss()}, a_time),
        "No  When         Writer    Kind      Interruption  Loss      By\n"
        "1   T1763719300  - -> M2   first     -             none      root by mmm_control on M2\n"
        "    closed at 0-1-500\n"
        "    opened at 0-1-500\n"
        "3   T1763719300  M1 -> M2  planned   312 ms        none      root by mmm_control on M2\n"
        "    closed at 0-1-500\n"
        "    opened at 0-1-500\n"
        "4   T1763719300  M1 -> M2  failover  unknown       possible  cluster\n"
        "    opened at 0-1-500\n"
        "    possible loss: up to 2 transactions\n"
        "    override: by root on M1: nobody proved that slave1 lacks nothing\n"
        "    T1763719400  M1 is quarantined with 2 transactions: 0-1-501,0-1-502; archived in "
        "/var/lib/mmm-ha/archive/M1.binlog\n");
}

TEST(AHistoryInJson, EscapesWhatJsonCannotHold)
{
    auto move = a_move(1);
    move.who = "a \"b\" \\ c\td";

    EXPECT_THAT(render_history_json({move}), HasSubstr(R"("who": "a \"b\" \\ c\u0009d")"));
    EXPECT_EQ(render_history_json({}), "{\n  \"moves\": [],\n  \"losses\": []\n}");
}

} // namespace

} // namespace mmm::model
