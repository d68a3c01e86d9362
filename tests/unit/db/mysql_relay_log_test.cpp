// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The events are those of MySQL 9.7.4 and 5.6.24.
#include "lib/db/mysql_relay_log.h"

#include <gtest/gtest.h>

namespace mmm::db {
namespace {

struct Event {
    int position;
    const char* type;
    const char* info;
};

Rows events(const std::vector<Event>& list)
{
    std::vector<Rows::Row> rows;
    for (const auto& event : list) {
        rows.push_back(
            {"relay.000002", std::to_string(event.position), event.type, "1", "561", event.info});
    }
    return {{"Log_name", "Pos", "Event_type", "Server_id", "End_log_pos", "Info"}, std::move(rows)};
}

constexpr const char* gtid_6 = "SET @@SESSION.GTID_NEXT= '7813ef1f-e5b7-11f1-bf7d-02fc00000001:6'";
constexpr const char* gtid_7 = "SET @@SESSION.GTID_NEXT= '7813ef1f-e5b7-11f1-bf7d-02fc00000001:7'";
constexpr const char* tagged =
    "SET @@SESSION.GTID_NEXT= '7813ef1f-e5b7-11f1-bf7d-02fc00000001:mytag:1'";

const std::vector<Event> head{
    {4, "Format_desc", "Server ver: 9.7.4-2, Binlog ver: 4"},
    {127, "Previous_gtids", ""},
    {158, "Rotate", "binlog.000001;pos=4"}};

const std::vector<Event> insert_6{
    {768, "Gtid", gtid_6},
    {847, "Query", "BEGIN"},
    {918, "Table_map", "table_id: 185 (t.a)"},
    {970, "Write_rows", "table_id: 185 flags: STMT_END_F USE_SQL_FOREIGN_KEY_F"},
    {1013, "Xid", "COMMIT /* xid=3373 */"}};

std::vector<Event> operator+(std::vector<Event> first, const std::vector<Event>& second)
{
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

model::MysqlGtidSet set(std::string_view intervals)
{
    return *model::MysqlGtidSet::parse(
        intervals.empty() ? "" : "7813ef1f-e5b7-11f1-bf7d-02fc00000001:" + std::string(intervals));
}

std::string received(const std::vector<Event>& list, std::string_view executed = "")
{
    RelayLogScan scan{model::Transactions(set(executed))};
    scan.add("relay.000002", events(list));
    auto text = scan.received().to_text();
    return text.empty() ? text : text.substr(text.find(':') + 1);
}

TEST(AMysqlRelayLog, HoldsTransactionsOfEveryKind)
{
    EXPECT_EQ(received(head), "");
    EXPECT_EQ(received(head + insert_6), "6");
    EXPECT_EQ(
        received({{768, "Gtid", gtid_6}, {846, "Query", "use `t`; CREATE TABLE b(i INT)"}}), "6");
    EXPECT_EQ(
        received(
            {{1596, "Gtid_tagged_log_event", tagged},
             {1676, "Query", "BEGIN"},
             {1846, "Xid", "COMMIT /* xid=3386 */"}}),
        "mytag:1");
    EXPECT_EQ(
        received(
            {{2063, "Gtid", gtid_7},
             {2142, "Query", "BEGIN"},
             {2213, "Table_map", "table_id: 187 (t.b)"},
             {2297, "Query", "COMMIT"}}),
        "7");
    EXPECT_EQ(
        received(
            {{1788, "Gtid", gtid_7},
             {1836, "Query", "BEGIN"},
             {1908, "Intvar", "INSERT_ID=4"},
             {1940, "Query", "use `t`; INSERT INTO a(s) VALUES('stm')"},
             {2039, "Xid", "COMMIT /* xid=648 */"}}),
        "7");
    EXPECT_EQ(
        received(
            {{10, "Gtid", gtid_6},
             {20, "Query", "XA START X'78',X'',1"},
             {30, "Write_rows", ""},
             {40, "Query", "XA END X'78',X'',1"},
             {50, "XA_prepare", "XA PREPARE X'78',X'',1"},
             {60, "Gtid", gtid_7},
             {70, "Query", "XA COMMIT X'78',X'',1"}}),
        "6-7");
}

TEST(AMysqlRelayLog, DoesNotHoldATransactionWithoutItsEnd)
{
    EXPECT_EQ(received({{768, "Gtid", gtid_6}}), "");
    EXPECT_EQ(
        received({{768, "Gtid", gtid_6}, {847, "Query", "BEGIN"}, {918, "Table_map", ""}}), "");
    EXPECT_EQ(
        received({{768, "Gtid", gtid_6}, {847, "Query", "BEGIN"}, {900, "Query", "INSERT"}}), "");
    EXPECT_EQ(
        received(
            {{768, "Gtid", gtid_6},
             {847, "Query", "BEGIN"},
             {900, "Query", "ROLLBACK TO `sp`"},
             {950, "Gtid", gtid_7},
             {999, "Query", "CREATE DATABASE t"}}),
        "7");
    EXPECT_EQ(
        received({{4, "Anonymous_Gtid", "SET @@SESSION.GTID_NEXT= 'ANONYMOUS'"}, {99, "Xid", ""}}),
        "");
}

/// A transaction whose receiving broke off begins anew after the connection is back.
TEST(AMysqlRelayLog, MayHoldATransactionTwice)
{
    EXPECT_EQ(
        received(std::vector<Event>{{600, "Gtid", gtid_6}, {650, "Query", "BEGIN"}} + insert_6),
        "6");
}

const std::vector<Event> compressed{
    {2369, "Gtid", gtid_6},
    {2448, "Transaction_payload", "compression='ZSTD', decompressed_size=189 bytes"},
    {2625, "Query", "BEGIN"},
    {2625, "Table_map", "table_id: 185 (t.a)"},
    {2625, "Write_rows", "table_id: 185 flags: STMT_END_F USE_SQL_FOREIGN_KEY_F"},
    {2625, "Xid", "COMMIT /* xid=3391 */"}};
const std::vector<Event> after_compressed{
    {2625, "Gtid", gtid_7},
    {2704, "Query", "BEGIN"},
    {2775, "Write_rows", "table_id: 185"},
    {2818, "Xid", "COMMIT /* xid=3401 */"}};

TEST(AMysqlRelayLog, MayHoldCompressedTransactions)
{
    EXPECT_EQ(received(compressed), "6");
    EXPECT_EQ(received(compressed + after_compressed), "6-7");
    EXPECT_EQ(received({compressed.front()}), "");
}

/// As the server does: from a position on, at most so many; a compressed transaction's events are
/// shown with the payload event only.
std::vector<Event> part(const std::vector<Event>& all, std::uint64_t from, std::size_t limit)
{
    std::vector<Event> shown;
    bool in_payload = false;
    for (const auto& event : all) {
        const bool is_real = std::string_view(event.type) == "Gtid" || !in_payload;
        in_payload =
            std::string_view(event.type) == "Transaction_payload" || (in_payload && !is_real);
        const bool is_before = static_cast<std::uint64_t>(event.position) < from;
        if (!is_before && (is_real || !shown.empty()) && shown.size() < limit) {
            shown.push_back(event);
        }
    }
    return shown;
}

TEST(AMysqlRelayLog, CanBeReadInParts)
{
    const auto all = insert_6 + compressed + after_compressed;
    for (std::size_t limit = 2; limit <= all.size() + 1; ++limit) {
        RelayLogScan scan{model::Transactions(set("6"))};
        std::uint64_t from = 4;
        std::size_t parts = 0;
        for (auto shown = part(all, from, limit);; shown = part(all, from, limit)) {
            ASSERT_LT(++parts, 20U) << limit;
            from = scan.add("relay.000002", events(shown));
            if (shown.size() < limit) {
                break;
            }
        }
        EXPECT_EQ(scan.received().to_text(), set("6-7").to_text()) << limit;
        EXPECT_EQ(scan.first_unapplied(), (model::LogPlace{"relay.000002", 2625})) << limit;
    }
}

TEST(AMysqlRelayLog, BeginsWithTheFirstTransactionThatIsNotExecuted)
{
    RelayLogScan scan{model::Transactions(set("1-5"))};
    scan.add("relay.000002", events(insert_6));
    scan.add("relay.000003", events({{368, "Gtid", gtid_7}, {447, "Query", "CREATE DATABASE x"}}));

    EXPECT_EQ(scan.first_unapplied(), (model::LogPlace{"relay.000002", 768}));
    EXPECT_EQ(scan.received().to_text(), set("6-7").to_text());
}

TEST(AMysqlRelayLogFile, TellsWhatIsInThoseBeforeIt)
{
    EXPECT_EQ(
        previous_gtids(events(
            {{4, "Format_desc", "Server ver: 9.7.4-2, Binlog ver: 4"},
             {127, "Previous_gtids", "7813ef1f-e5b7-11f1-bf7d-02fc00000001:1-11:mytag:1"},
             {245, "Format_desc", ""}})),
        set("1-11:mytag:1"));
    EXPECT_EQ(previous_gtids(events(head)), set(""));
    EXPECT_EQ(previous_gtids(events({{4, "Format_desc", ""}})), std::nullopt);
    EXPECT_EQ(previous_gtids(events({{4, "Previous_gtids", "nonsense"}})), std::nullopt);
}

using Names = std::vector<std::string>;

TEST(AMysqlRelayLogFile, IsLeftOutWhenAllOfItIsExecuted)
{
    const std::vector<RelayLogFile> files{
        {"relay.000001", set("")},
        {"relay.000002", set("1-5")},
        {"relay.000003", set("1-9")},
        {"relay.000004", set("1-20")}};

    EXPECT_EQ(
        files_to_scan(files, set("1-4")),
        (Names{"relay.000001", "relay.000002", "relay.000003", "relay.000004"}));
    EXPECT_EQ(files_to_scan(files, set("1-9")), (Names{"relay.000003", "relay.000004"}));
    EXPECT_EQ(files_to_scan(files, set("1-30")), (Names{"relay.000004"}));
    EXPECT_EQ(files_to_scan({}, set("1-30")), Names{});
}

TEST(AMysqlRelayLogFile, IsLookedAtWhenTheServerForgotWhatItHolds)
{
    // relay_log_recovery: a restart began the file 3, the receiver ran again and began 4.
    const std::vector<RelayLogFile> files{
        {"relay.000002", set("1-5")},
        {"relay.000003", set("")},
        {"relay.000004", set("1-7")},
        {"relay.000005", std::nullopt}};

    EXPECT_EQ(
        files_to_scan(files, set("1-7")), (Names{"relay.000002", "relay.000004", "relay.000005"}));
}

} // namespace
} // namespace mmm::db
