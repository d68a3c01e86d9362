// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/transactions.h"
#include "lib/model/writer_record.h"
#include "tests/unit/model/a_history.h"

#include <gtest/gtest.h>

namespace mmm::model {
namespace {

WriterRecord full()
{
    WriterRecord record;
    record.move = 12;
    record.writer = "M2";
    record.durability = Durability::lossless;
    record.opened = *Transactions::parse("0-1-100,1-2-7");
    record.opened_place = {"binlog.000003", 1234};
    record.former = "M1";
    record.former_place = {"binlog.000009", 4};
    record.opened_at_ms = 1795272818379;
    record.absent = {"slave1", "slave2"};
    record.events = std::vector<std::string>{"app.purge", "app.a,b;c=d %"};
    return record;
}

TEST(ARecordOfAWriter, IsReadBackAsItWasWritten)
{
    const auto text = full().to_text();
    EXPECT_EQ(text.find_first_of(" \n\""), std::string::npos) << text;
    const auto read = WriterRecord::parse(text);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, full());
}

TEST(ARecordOfAWriter, OfTheVeryFirstOneHasLittleToTell)
{
    WriterRecord first;
    first.move = 1;
    first.writer = "M1";
    const auto read = WriterRecord::parse(first.to_text());
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, first);
    EXPECT_FALSE(read->events.has_value());
}

TEST(ARecordOfAWriter, KnowsNoEventsFromNobodyKnows)
{
    auto record = full();
    record.events = std::vector<std::string>{};
    EXPECT_EQ(WriterRecord::parse(record.to_text())->events, record.events);
}

TEST(ARecordOfAWriter, OfALaterVersionMayHaveMoreFields)
{
    EXPECT_EQ(*WriterRecord::parse(full().to_text() + ";colour=blue"), full());
}

TEST(ARecordOfAWriter, ThatIsGarbledIsAnError)
{
    for (const char* text :
         {"",
          "move=x;writer=M1;durability=lossless",
          "move=1;writer=;durability=lossless",
          "move=1;writer=M1;durability=some",
          "move=1;writer=M1;durability=lossless;opened=0-1",
          "move=1;writer=M1;durability=lossless;opened_place=binlog"}) {
        const auto read = WriterRecord::parse(text);
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().code, Errc::malformed_input) << text;
    }
}

TEST(APlaceInALog, IsOrderedByFileNumberThenPosition)
{
    const LogPlace early{"binlog.999999", 900};
    const LogPlace late{"binlog.1000000", 4};
    EXPECT_LT(early, late);
    EXPECT_LT((LogPlace{"binlog.000002", 4}), (LogPlace{"binlog.000002", 5}));
    EXPECT_EQ(*LogPlace::parse("binlog.000002:5"), (LogPlace{"binlog.000002", 5}));
    EXPECT_FALSE(LogPlace::parse("binlog.000002"));
    EXPECT_FALSE(LogPlace::parse(":5"));
}

TEST(TransactionsOfDifferentFamilies, HaveNothingInCommon)
{
    const auto mariadb = *Transactions::parse("0-1-5");
    const auto mysql = *Transactions::parse("00000000-0000-0000-0000-000000000001:1-5");
    EXPECT_FALSE(mariadb.covers(mysql));
    EXPECT_FALSE(mysql.covers(mariadb));
    EXPECT_TRUE(mariadb.covers({}));
    EXPECT_TRUE(mysql.covers({}));
    EXPECT_EQ(mysql.beyond(mariadb), mysql.to_text());
}

TEST(TransactionsOfBothFamilies, AreCountedAndTold)
{
    const auto some = *Transactions::parse("0-1-5");
    const auto more = *Transactions::parse("0-1-9");
    EXPECT_EQ(some.missing_up_to(more), 4U);
    EXPECT_EQ(more.beyond(some), "0-1-6..9");
    EXPECT_EQ(more.count_beyond(some), 4U);
    const auto set = *Transactions::parse("00000000-0000-0000-0000-000000000001:1-5");
    const auto bigger = *Transactions::parse("00000000-0000-0000-0000-000000000001:1-9:12");
    EXPECT_EQ(set.missing_up_to(bigger), 5U);
    EXPECT_EQ(bigger.beyond(set), "00000000-0000-0000-0000-000000000001:6-9:12");
    EXPECT_EQ(bigger.count_beyond(set), 5U);
    EXPECT_TRUE(bigger.beyond_is_written_by({1, "00000000-0000-0000-0000-000000000001"}, set));
    EXPECT_FALSE(bigger.beyond_is_written_by({2, "00000000-0000-0000-0000-000000000002"}, set));
}

WriterRecord of_move(std::uint64_t number)
{
    auto record = full();
    const auto history = a_history();
    for (const auto& entry : history) {
        if (const auto* move = std::get_if<MoveEntry>(&entry);
            move != nullptr && move->number == number) {
            record.move = number;
            record.writer = move->to;
            record.opened_at_ms = move->time_ms;
        }
    }
    return record;
}

TEST(ARecordBehindAnother, IsTheLastMoveOfTheHistory)
{
    const auto behind = record_behind(of_move(1), a_history());
    ASSERT_TRUE(behind);
    EXPECT_EQ(behind->move, 3U);
    EXPECT_EQ(behind->writer, "M1");
    EXPECT_EQ(behind->former, "M2");
    EXPECT_EQ(behind->opened.to_text(), "0-1-4");
    EXPECT_EQ(behind->durability, full().durability);
    EXPECT_EQ(behind->events, full().events);
    EXPECT_TRUE(behind->absent.empty());
}

TEST(ARecordBehindAnother, IsNoneWhenTheRecordIsTheLastMove)
{
    EXPECT_FALSE(record_behind(of_move(3), a_history()));
}

TEST(ARecordBehindAnother, IsNoneInTheHistoryOfAnotherCluster)
{
    auto other = of_move(1);
    other.opened_at_ms += 1;
    EXPECT_FALSE(record_behind(other, a_history()));
    other = of_move(1);
    other.writer = "M3";
    EXPECT_FALSE(record_behind(other, a_history()));
    EXPECT_FALSE(record_behind(of_move(1), {}));
}

TEST(ARecordBehindAnother, WithoutGtidHasThePlaceWhereItOpened)
{
    auto history = a_history();
    auto last = std::get<MoveEntry>(history.front());
    last.number = 4;
    last.opened_at = "binlog.000001:158";
    history.emplace_back(last);
    const auto behind = record_behind(of_move(1), history);
    ASSERT_TRUE(behind);
    EXPECT_TRUE(behind->opened.empty());
    EXPECT_EQ(behind->opened_place, (LogPlace{"binlog.000001", 158}));
}

} // namespace
} // namespace mmm::model
