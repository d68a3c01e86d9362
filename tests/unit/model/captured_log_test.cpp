// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What is read from the rows that a real server gave.
#include "lib/model/log_relocation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mmm::model {
namespace {

using testing::IsEmpty;

/// Rows that MySQL 5.6.24 gave.
class ACapturedLog : public testing::Test {
protected:
    LogExcerpt relay{
        LogKind::relay,
        2,
        {{{"relay.000005", 4}, "Format_desc", 2, 120, "Server ver: 5.6.24-log, Binlog ver: 4"},
         {{"relay.000005", 120}, "Format_desc", 1, 0, "Server ver: 5.6.24-log, Binlog ver: 4"},
         {{"relay.000005", 236}, "Query", 1, 1924, "BEGIN"},
         {{"relay.000005", 304}, "Table_map", 1, 1971, "table_id: 75 (app.t)"},
         {{"relay.000005", 351}, "Write_rows", 1, 2024, "table_id: 75 flags: STMT_END_F"},
         {{"relay.000005", 404}, "Xid", 1, 2055, "COMMIT /* xid=75 */"}},
        {"relay.000005", 435},
        {"binlog.000002", 2055},
        {}};
    LogExcerpt binlog{
        LogKind::binary,
        2,
        {{{"binlog.000001", 3012}, "Table_map", 1, 3059, "table_id: 70 (app.t)"},
         {{"binlog.000001", 3059}, "Write_rows", 1, 3103, "table_id: 70 flags: STMT_END_F"},
         {{"binlog.000001", 3103}, "Xid", 1, 3134, "COMMIT /* xid=43 */"},
         {{"binlog.000001", 3134}, "Query", 1, 3212, "use `app`; flush tables"},
         {{"binlog.000001", 3212}, "Query", 1, 3300, "use `app`; optimize table t"},
         {{"binlog.000001", 3300}, "Rotate", 2, 3344, "binlog.000002;pos=4"},
         {{"binlog.000002", 4}, "Format_desc", 2, 120, "Server ver: 5.6.24-log, Binlog ver: 4"},
         {{"binlog.000002", 120}, "Query", 1, 183, "BEGIN"},
         {{"binlog.000002", 183}, "Table_map", 1, 230, "table_id: 71 (app.t)"},
         {{"binlog.000002", 230}, "Write_rows", 1, 283, "table_id: 71 flags: STMT_END_F"},
         {{"binlog.000002", 283}, "Xid", 1, 314, "COMMIT /* xid=51 */"}},
        {"binlog.000002", 314},
        {},
        {}};

    [[nodiscard]] Result<LogPlace> from(std::uint64_t position) const
    {
        return locate(
            {"m1",
             "m2",
             1,
             2,
             {"binlog.000002", position},
             {{"binlog.000002", 2055}, {"binlog.000002", 314}},
             relay,
             binlog});
    }
};

TEST_F(ACapturedLog, GivesThePlace)
{
    const auto place = from(1856);
    ASSERT_TRUE(place) << place.error().message;
    EXPECT_EQ(place->to_text(), "binlog.000002:120");
}

TEST_F(ACapturedLog, NeedsNoLogForTheKnownPlace)
{
    relay.events.clear();
    binlog.events.clear();
    EXPECT_EQ(from(2055).value_or({}).to_text(), "binlog.000002:314");
}

TEST_F(ACapturedLog, DoesNotReachFurtherBack)
{
    EXPECT_EQ(
        from(1780).error().message,
        "no transaction of m1 is seen to end at binlog.000002:1780; the log that is left does not "
        "reach there");
}

TEST_F(ACapturedLog, TellsWhereTheLogsDiffer)
{
    binlog.events[9].end_position += 4;
    binlog.events[10].place.position += 4;
    binlog.events[10].end_position += 4;
    const auto place = locate(
        {"m1",
         "m2",
         1,
         2,
         {"binlog.000002", 1856},
         {{"binlog.000002", 2055}, {"binlog.000002", 318}},
         relay,
         binlog});
    ASSERT_FALSE(place);
    EXPECT_EQ(
        place.error().message,
        "the logs differ: binlog.000002:1856 has Write_rows of server 1 ((app.t) flags: "
        "STMT_END_F, 53 bytes) where binlog.000002:120 has Write_rows of server 1 ((app.t) flags: "
        "STMT_END_F, 57 bytes)");
}

TEST_F(ACapturedLog, IsCompleteUpToTheLastWholeTransaction)
{
    relay.begin = {"binlog.000002", 1856};
    relay.events.erase(relay.events.begin(), relay.events.begin() + 2);
    relay.end = {};
    EXPECT_EQ(last_complete_place(relay).to_text(), "binlog.000002:2055");
    relay.events.pop_back();
    EXPECT_EQ(last_complete_place(relay).to_text(), "binlog.000002:1856");
    relay.events.clear();
    EXPECT_EQ(last_complete_place(relay).to_text(), "binlog.000002:1856");
}

TEST_F(ACapturedLog, TellsWhatTheServerWroteItself)
{
    binlog.events.erase(binlog.events.begin(), binlog.events.begin() + 3);
    EXPECT_THAT(own_writes(binlog).value_or("?"), IsEmpty());
    binlog.server_id = 1;
    EXPECT_EQ(
        own_writes(binlog).value_or("?"),
        "3 transactions from binlog.000001:3134 of its binary log on, the first: Query of server 1 "
        "(use `app`; flush tables)");
}

/// The server was killed at the known place, and has written nothing since it runs again.
TEST_F(ACapturedLog, GoesOnInTheNextFileAfterACrash)
{
    LogExcerpt own{
        LogKind::binary,
        1,
        {{{"binlog.000003", 4}, "Format_desc", 1, 120, "Server ver: 5.6.24-log, Binlog ver: 4"}},
        {"binlog.000003", 120},
        {},
        {"binlog.000002", 2055}};
    EXPECT_THAT(own_writes(own).value_or("?"), IsEmpty());
    const PlacePair known{{"binlog.000002", 2055}, {"binlog.000002", 314}};
    const LogExcerpt new_log{LogKind::binary, 2, {}, known.in_new, {}, known.in_new};
    const auto place = locate({"m1", "m2", 1, 2, own.end, known, own, new_log});
    ASSERT_TRUE(place) << place.error().message;
    EXPECT_EQ(place->to_text(), "binlog.000002:314");
}

} // namespace
} // namespace mmm::model
