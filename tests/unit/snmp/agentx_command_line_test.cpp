// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "snmp/agentx_command_line.h"

#include <gtest/gtest.h>

namespace mmm::monitoring {
namespace {

TEST(TheAgentsCommandLine, MayBeEmpty)
{
    const auto command = parse_agentx_command({});
    ASSERT_TRUE(command);
    EXPECT_EQ(command->max_age, std::chrono::seconds(5));
    EXPECT_EQ(command->agentx.socket, "");
}

TEST(TheAgentsCommandLine, TakesValuesWithAndWithoutAnEqualsSign)
{
    const auto command = parse_agentx_command(
        {"--resource", "orders", "--socket=tcp:localhost:705", "--max-age=0", "--ping-interval=2"});
    ASSERT_TRUE(command);
    EXPECT_EQ(command->resource, "orders");
    EXPECT_EQ(command->agentx.socket, "tcp:localhost:705");
    EXPECT_EQ(command->max_age, std::chrono::seconds(0));
    EXPECT_EQ(command->agentx.ping_interval, std::chrono::seconds(2));
}

TEST(TheAgentsCommandLine, RefusesWhatItDoesNotKnow)
{
    EXPECT_FALSE(parse_agentx_command({"--socket"}));
    EXPECT_FALSE(parse_agentx_command({"mysql"}));
    EXPECT_FALSE(parse_agentx_command({"--ping-interval=0"}));
    EXPECT_EQ(
        parse_agentx_command({"--max-age=3601"}).error().message,
        "--max-age=\"3601\" is not a number of seconds from 0 to 3600; --help tells the options");
}

} // namespace
} // namespace mmm::monitoring
