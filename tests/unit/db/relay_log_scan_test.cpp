// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/relay_log_scan.h"

#include <gtest/gtest.h>

namespace mmm::db {
namespace {

struct Event {
    int position;
    const char* type;
    const char* info;
};

/// As MariaDB 10.11 answers to SHOW RELAYLOG EVENTS. End_log_pos is one of the source's log.
Rows events(const std::vector<Event>& list)
{
    std::vector<Rows::Row> rows;
    for (const auto& event : list) {
        rows.push_back(
            {"relay.000002", std::to_string(event.position), event.type, "1", "561", event.info});
    }
    return {{"Log_name", "Pos", "Event_type", "Server_id", "End_log_pos", "Info"}, std::move(rows)};
}

const std::vector<Event> two_inserts{
    {815, "Gtid", "BEGIN GTID 0-1-7"},
    {857, "Annotate_rows", "INSERT INTO t VALUES(1)"},
    {910, "Table_map", "table_id: 18 (app.t)"},
    {954, "Write_rows_v1", "table_id: 18 flags: STMT_END_F"},
    {996, "Xid", "COMMIT /* xid=23 */"},
    {1027, "Gtid", "BEGIN GTID 0-1-8 cid=25"},
    {1166, "Write_rows_v1", "table_id: 18 flags: STMT_END_F"},
    {1208, "Xid", "COMMIT /* xid=25 */"}};

RelayLogScan scanned(const std::vector<Event>& list, std::string_view executed = "")
{
    RelayLogScan scan(model::Transactions::up_to(*model::MariadbPosition::parse(executed)));
    scan.add("relay.000002", events(list));
    return scan;
}

TEST(ARelayLog, HoldsItsTransactions)
{
    const auto scan = scanned(two_inserts);

    EXPECT_EQ(scan.received().to_text(), "0-1-8");
    EXPECT_EQ(scan.first_unapplied(), (model::LogPlace{"relay.000002", 815}));
}

TEST(ARelayLog, BeginsWithTheFirstTransactionThatIsNotExecuted)
{
    // After a crash of the host the server may have forgotten how far the applier had come.
    EXPECT_EQ(
        scanned(two_inserts, "0-1-7").first_unapplied(), (model::LogPlace{"relay.000002", 1027}));
    EXPECT_EQ(scanned(two_inserts, "0-1-8").first_unapplied(), std::nullopt);
}

TEST(ARelayLog, OfAServerThatIsUpToDateIsEmpty)
{
    const auto scan = scanned(
        {{4, "Format_desc", "Server ver: 10.11.6"},
         {256, "Rotate", "binlog.000002;pos=4"},
         {299, "Gtid_list", "[0-1-8]"}});

    EXPECT_TRUE(scan.received().empty());
    EXPECT_EQ(scan.first_unapplied(), std::nullopt);
    EXPECT_TRUE(scanned({}).received().empty());
}

TEST(ARelayLog, ThatEndsInATransactionHoldsThoseBeforeIt)
{
    auto cut = two_inserts;
    cut.pop_back();

    EXPECT_EQ(scanned(cut).received().to_text(), "0-1-7");
}

TEST(ARelayLog, ThatEndsInItsOnlyTransactionHoldsNone)
{
    const auto scan = scanned({{815, "Gtid", "BEGIN GTID 0-1-7"}, {910, "Table_map", "t"}});

    EXPECT_TRUE(scan.received().empty());
    EXPECT_EQ(scan.first_unapplied(), std::nullopt);
}

TEST(ARelayLog, MayHoldSingleStatements)
{
    EXPECT_EQ(
        scanned({{4, "Gtid", "GTID 0-1-9"}, {46, "Query", "use `app`; CREATE TABLE t (id INT)"}})
            .received()
            .to_text(),
        "0-1-9");
    EXPECT_TRUE(scanned({{4, "Gtid", "GTID 0-1-9"}}).received().empty());
}

TEST(ARelayLog, MayHoldTransactionsOfTablesWithoutThem)
{
    EXPECT_EQ(
        scanned({{4, "Gtid", "BEGIN GTID 0-1-9"},
                 {46, "Query", "use `app`; INSERT INTO t VALUES (1)"},
                 {99, "Query", "COMMIT"}})
            .received()
            .to_text(),
        "0-1-9");
    EXPECT_TRUE(
        scanned({{4, "Gtid", "BEGIN GTID 0-1-9"}, {46, "Query", "use `app`; INSERT INTO t"}})
            .received()
            .empty());
}

TEST(ARelayLog, MayHoldSeveralDomains)
{
    const auto scan = scanned(
        {{4, "Gtid", "BEGIN GTID 0-1-9"},
         {46, "Xid", "COMMIT /* xid=1 */"},
         {99, "Gtid", "BEGIN GTID 1-2-5"},
         {120, "Xid", "COMMIT /* xid=2 */"}},
        "0-1-9");

    EXPECT_EQ(scan.received().to_text(), "0-1-9,1-2-5");
    EXPECT_EQ(scan.first_unapplied()->position, 99U);
}

TEST(ARelayLog, CanBeReadInPartsThatOverlapByOneEvent)
{
    for (std::size_t size = 2; size <= two_inserts.size(); ++size) {
        RelayLogScan scan({});
        std::size_t begin = 0;
        while (begin + 1 < two_inserts.size()) {
            const auto end = std::min(begin + size, two_inserts.size());
            const std::vector<Event> part(
                two_inserts.begin() + static_cast<std::ptrdiff_t>(begin),
                two_inserts.begin() + static_cast<std::ptrdiff_t>(end));
            EXPECT_EQ(
                scan.add("relay.000002", events(part)),
                static_cast<std::uint64_t>(part.back().position));
            begin = end - 1;
        }
        EXPECT_EQ(scan.received().to_text(), "0-1-8") << size;
        EXPECT_EQ(scan.first_unapplied()->position, 815U) << size;
    }
}

TEST(ARelayLog, MayGoOnInTheMiddleOfATransaction)
{
    RelayLogScan scan({});
    scan.add("relay.000002", events({{815, "Gtid", "BEGIN GTID 0-1-7"}}));
    scan.add("relay.000003", events({{256, "Table_map", "t"}, {300, "Xid", "COMMIT"}}));

    EXPECT_EQ(scan.received().to_text(), "0-1-7");
    EXPECT_EQ(scan.first_unapplied(), (model::LogPlace{"relay.000002", 815}));
}

TEST(ARelayLog, ThatWasTornDoesNotHoldTheTransactionAtTheTear)
{
    RelayLogScan scan({});
    scan.add("relay.000002", events({{815, "Gtid", "BEGIN GTID 0-1-7"}, {910, "Table_map", "t"}}));
    scan.tear();
    scan.add("relay.000003", events({{4, "Format_desc", "x"}, {256, "Gtid", "BEGIN GTID 0-1-8"}}));

    EXPECT_TRUE(scan.received().empty());
}

TEST(ARelayLog, ThatWasTornIsToBeAppliedUpToItsLastWholeTransaction)
{
    RelayLogScan in_transaction({});
    in_transaction.add("relay.000002", events(two_inserts));
    in_transaction.add("relay.000002", events({{1250, "Gtid", "BEGIN GTID 0-1-9"}}));
    in_transaction.tear();
    RelayLogScan between({});
    between.add("relay.000002", events(two_inserts));
    between.tear();
    between.add("relay.000003", events({{256, "Gtid", "BEGIN GTID 0-1-9"}}));
    between.tear();
    RelayLogScan at_once({});
    at_once.tear();

    EXPECT_EQ(in_transaction.tear_place(), (model::LogPlace{"relay.000002", 1250}));
    EXPECT_EQ(between.tear_place(), (model::LogPlace{"relay.000002", 1209}));
    EXPECT_EQ(at_once.tear_place(), std::nullopt);
    EXPECT_EQ(scanned(two_inserts).tear_place(), std::nullopt);
}

TEST(ALogFile, IsFollowedByTheNextNumber)
{
    EXPECT_EQ(next_log_file("relay.000002"), "relay.000003");
    EXPECT_EQ(next_log_file("mysqld-relay-bin.000099"), "mysqld-relay-bin.000100");
    EXPECT_EQ(next_log_file("relay.999999"), "relay.1000000");
    EXPECT_EQ(next_log_file("./db.host-relay.000009"), "./db.host-relay.000010");
}

} // namespace
} // namespace mmm::db
