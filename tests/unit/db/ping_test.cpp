// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/db/ping.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mmm::db {
namespace {

using Bytes = std::vector<std::uint8_t>;

// As MariaDB 10.11 and MySQL 9.7 answered.
const Bytes ok{7, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0};

TEST(APing, IsOnePacketWithOneCommand)
{
    EXPECT_EQ(Bytes(ping_packet.begin(), ping_packet.end()), (Bytes{1, 0, 0, 0, 0x0e}));
}

TEST(AQuery, IsOnePacketWithItsStatement)
{
    EXPECT_EQ(query_packet("DO 1"), (Bytes{5, 0, 0, 0, 0x03, 'D', 'O', ' ', '1'}));
    const auto long_one = query_packet(std::string(0x012345, 'x'));
    EXPECT_EQ(Bytes(long_one.begin(), long_one.begin() + 4), (Bytes{0x46, 0x23, 0x01, 0}));
}

TEST(AQuerysAnswer, IsThereWithItsFirstPacket)
{
    // SHOW MASTER STATUS: five columns, the first of which follows.
    EXPECT_EQ(parse_ping_answer(Bytes{1, 0, 0, 1, 5, 0x3a, 0, 0, 2}), PingAnswer::alive);
}

TEST(APingsAnswer, IsCompleteWithItsLastByte)
{
    for (std::size_t length = 0; length < ok.size(); ++length) {
        EXPECT_EQ(parse_ping_answer(std::span(ok).first(length)), PingAnswer::incomplete) << length;
    }
    EXPECT_EQ(parse_ping_answer(ok), PingAnswer::alive);
}

TEST(APingsAnswer, MayBeTheServersLastWord)
{
    // Error 1927, connection was killed.
    Bytes killed{0, 0, 0, 1, 0xff, 0x87, 0x07, '#', '7', '0', '1', '0', '0', 'x'};
    killed[0] = static_cast<std::uint8_t>(killed.size() - 4);
    EXPECT_EQ(parse_ping_answer(killed), PingAnswer::closed);
}

TEST(APingsAnswer, OfAnyLengthIsReadWithinItsBounds)
{
    EXPECT_EQ(parse_ping_answer(Bytes{0xff, 0xff, 0xff, 1, 0}), PingAnswer::incomplete);
    EXPECT_EQ(parse_ping_answer(Bytes{0, 0, 0, 1, 0}), PingAnswer::alive);
}

} // namespace
} // namespace mmm::db
