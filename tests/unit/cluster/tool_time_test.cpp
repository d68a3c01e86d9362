// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/cluster/tool_time.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace mmm::cluster {

namespace {

TEST(AToolsTime, IsReadWithAndWithoutAnOffset)
{
    EXPECT_EQ(parse_tool_time("2026-11-21 11:34:12Z"), 1795260852);
    EXPECT_EQ(parse_tool_time("2026-11-21 12:34:12 +01:00"), 1795260852);
    EXPECT_EQ(parse_tool_time("2026-11-21 06:04:12 -05:30"), 1795260852);
    EXPECT_EQ(parse_tool_time("2024-02-29 00:00:00Z"), 1709164800);
}

TEST(AToolsTime, IsReadInTheLocalTimeZoneInItsOldForm)
{
    ::setenv("TZ", "CET-1", 1);
    ::tzset();

    EXPECT_EQ(parse_tool_time("Sat Nov 21 12:34:12 2026"), 1795260852);

    ::unsetenv("TZ");
    ::tzset();
}

class AnUnreadableTime : public ::testing::TestWithParam<const char*> {};

TEST_P(AnUnreadableTime, IsNone)
{
    EXPECT_EQ(parse_tool_time(GetParam()), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    Texts,
    AnUnreadableTime,
    ::testing::Values(
        "",
        "2026-11-21",
        "2026-11-21 11:34:1",
        "2026-02-30 11:34:12Z",
        "2026-11-21 11:34:12 CET",
        "2026-11-21 11:34:12 +0100",
        "2026-11-21 11:34:12 +0a:00",
        "-026-11-21 11:34:12Z",
        "Sat Nov 21 12:34:12",
        "Sat Nov 21 12:34:12 2026 CET"));

} // namespace

} // namespace mmm::cluster
