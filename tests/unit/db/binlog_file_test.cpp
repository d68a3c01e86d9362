// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/binlog_file.h"

#include <gtest/gtest.h>

#include <string>

namespace mmm::db {
namespace {

std::string little_endian(std::uint64_t number, int size)
{
    std::string bytes;
    for (int i = 0; i < size; ++i) {
        bytes += static_cast<char>(number >> (8 * i));
    }
    return bytes;
}

/// An event with its header of 19 bytes.
std::string event(int type, std::uint32_t server, const std::string& body, int flags = 0)
{
    return little_endian(0, 4) + little_endian(static_cast<std::uint64_t>(type), 1) +
           little_endian(server, 4) + little_endian(19 + body.size(), 4) + little_endian(0, 4) +
           little_endian(static_cast<std::uint64_t>(flags), 2) + body;
}

std::string gtid(std::uint32_t domain, std::uint32_t server, std::uint64_t sequence)
{
    return event(162, server, little_endian(sequence, 8) + little_endian(domain, 4) + "\x01");
}

const std::string magic = "\xfe\x62\x69\x6e";

std::string log_with_three(int flags = 1)
{
    return magic + event(15, 1, "format", flags) + gtid(0, 1, 7) + event(23, 1, "rows") +
           gtid(0, 1, 8) + event(23, 1, "rows") + gtid(3, 2, 1);
}

TEST(ABinaryLog, ThatWasNotClosedIsInUse)
{
    EXPECT_TRUE(is_in_use(log_with_three(1)));
    EXPECT_FALSE(is_in_use(log_with_three(0)));
    EXPECT_FALSE(is_in_use(""));
    EXPECT_FALSE(is_in_use(magic));
    EXPECT_FALSE(is_in_use("something else entirely, and long enough for a header"));
}

TEST(ABinaryLog, TellsItsTransactionsFromAPlaceOn)
{
    const auto log = log_with_three();
    EXPECT_EQ(model::to_text(mariadb_transactions_from(log, 0)), "0-1-7,0-1-8,3-2-1");
    const auto second = log.find(gtid(0, 1, 8));
    EXPECT_EQ(model::to_text(mariadb_transactions_from(log, second)), "0-1-8,3-2-1");
    EXPECT_TRUE(mariadb_transactions_from(log, log.size()).empty());
}

TEST(ABinaryLog, EndsWhereItIsTorn)
{
    const auto log = log_with_three();
    for (std::size_t length = 0; length < log.size(); ++length) {
        EXPECT_LE(mariadb_transactions_from(log.substr(0, length), 0).size(), 2U) << length;
    }
    auto broken = log;
    broken[4 + 9] = 3; // a size below that of a header
    EXPECT_TRUE(mariadb_transactions_from(broken, 0).empty());
}

} // namespace
} // namespace mmm::db
