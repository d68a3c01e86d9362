// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "snmp/metrics_command_line.h"

#include <gtest/gtest.h>

namespace mmm::monitoring {
namespace {

using Kind = MetricsCommand::Kind;

TEST(TheMetricsCommandLine, PrintsWhenNothingIsSaid)
{
    EXPECT_EQ(parse_metrics_command({})->kind, Kind::print);
}

TEST(TheMetricsCommandLine, TakesAddressesOfTheLoopbackInterface)
{
    const auto command = parse_metrics_command({"--listen=127.0.0.1:9867"});
    ASSERT_TRUE(command);
    EXPECT_EQ(command->kind, Kind::listen);
    EXPECT_EQ(command->address, "127.0.0.1");
    EXPECT_EQ(command->port, 9867U);
    EXPECT_EQ(parse_metrics_command({"--listen", "[::1]:80"})->address, "::1");
}

TEST(TheMetricsCommandLine, RefusesAddressesThatOthersReach)
{
    for (const auto* address :
         {"0.0.0.0:9867",
          ":9867",
          "[::]:80",
          "192.168.0.65:80",
          "localhost:80",
          "127.evil.example:80",
          "127.0.0.1:0",
          "127.0.0.1:65536",
          "127.0.0.1"}) {
        EXPECT_FALSE(parse_metrics_command({"--listen", address})) << address;
    }
}

} // namespace
} // namespace mmm::monitoring
