// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/ip_text.h"

#include <gtest/gtest.h>

namespace mmm::model {
namespace {

TEST(AnAddress, HasOneSpelling)
{
    EXPECT_EQ(canonical_address("192.168.0.65"), "192.168.0.65");
    EXPECT_EQ(canonical_address("::1"), "0000:0000:0000:0000:0000:0000:0000:0001");
    EXPECT_EQ(canonical_address("::"), "0000:0000:0000:0000:0000:0000:0000:0000");
    EXPECT_EQ(canonical_address("FD00:6d6d:6D::41"), canonical_address("fd00:6d6d:006d:0::0041"));
    EXPECT_EQ(canonical_address("::ffff:10.0.0.1"), canonical_address("::ffff:a00:1"));
    EXPECT_EQ(canonical_address("1:2:3:4:5:6:7:8"), "0001:0002:0003:0004:0005:0006:0007:0008");
}

class NoAddress : public testing::TestWithParam<const char*> {};

TEST_P(NoAddress, IsTakenForOne)
{
    EXPECT_EQ(canonical_address(GetParam()), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    NoAddress,
    testing::Values(
        "",
        "M1",
        "192.168.0",
        "192.168.0.256",
        "192.168.0.1.",
        "192.168.0.065",
        "192.168.0.-1",
        "192.168.0.65/24",
        " 10.0.0.1",
        ":",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7::8",
        "12345::",
        "g::",
        "fe80::1%eth0",
        "::1.2.3",
        "1.2.3.4::"));

} // namespace
} // namespace mmm::model
