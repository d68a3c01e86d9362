// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/event_groups.h"

#include <gtest/gtest.h>

namespace mmm::model {
namespace {

struct Event {
    const char* type;
    const char* info;
};

/// One after the other in a binary log, a hundred bytes each.
LogExcerpt log_of(const std::vector<Event>& events)
{
    LogExcerpt excerpt;
    excerpt.kind = LogKind::binary;
    excerpt.server_id = 1;
    std::uint64_t position = 4;
    for (const auto& event : events) {
        excerpt.events.push_back(
            {{"binlog.000001", position}, event.type, 1, position + 100, event.info});
        position += 100;
    }
    return excerpt;
}

TEST(AGroupedLog, ReadsRowEventsThatNameNothingButATable)
{
    const GroupedLog log(
        log_of(
            {{"Query", "BEGIN"},
             {"Table_map", "table_id: 18"},
             {"Write_rows", "table_id:"},
             {"Xid", "COMMIT /* xid=1 */"}}),
        AtGap::stop);

    ASSERT_EQ(log.groups().size(), 1U);
    EXPECT_EQ(log.groups().front().events.size(), 4U);
}

TEST(AGroupedLog, ThatBeginsWithinATransactionEndsThatAlsoWhenAnXaTransactionSeemsToBeginInIt)
{
    const GroupedLog log(
        log_of(
            {{"Write_rows", "table_id: 18 flags: STMT_END_F"},
             {"Query", "XA START X'01',X'',1"},
             {"Xid", "COMMIT /* xid=1 */"},
             {"Query", "BEGIN"},
             {"Xid", "COMMIT /* xid=2 */"}}),
        AtGap::go_on);

    ASSERT_EQ(log.groups().size(), 1U);
    EXPECT_EQ(log.last_place(), (LogPlace{"binlog.000001", 504}));
}

} // namespace
} // namespace mmm::model
