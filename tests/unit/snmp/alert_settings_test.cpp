// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "snmp/alert_settings.h"

#include <gtest/gtest.h>

namespace mmm::monitoring {
namespace {

Result<TrapTarget> target_of(const std::string& group)
{
    return read_target(*config::parse_option_file("[nms]\n" + group), "nms");
}

TEST(ARecipient, OfVersion2cGetsTraps)
{
    const auto target = target_of("address=192.0.2.10\nversion=2c\ncommunity=hush\n");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->address, "udp:192.0.2.10:162");
    EXPECT_FALSE(target->version_3);
    EXPECT_FALSE(target->inform);
}

TEST(ARecipient, OfVersion3GetsInformsUnlessItWantsTraps)
{
    const std::string user = "address=nms:1162\nversion=3\nuser=mmm\nauth_password=12345678\n";
    const auto target = target_of(user + "privacy_password=87654321\n");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->address, "udp:nms:1162");
    EXPECT_TRUE(target->inform);
    EXPECT_EQ(target->auth_protocol, "SHA-256");
    EXPECT_EQ(target->privacy_protocol, "AES");
    EXPECT_FALSE(target_of(user + "type=trap\n")->inform);
    EXPECT_EQ(target_of(user + "type=trap\n")->privacy_protocol, "");
}

TEST(ARecipient, MayHaveAnAddressOfIpv6)
{
    const std::string rest = "\nversion=2c\ncommunity=hush\n";
    EXPECT_EQ(target_of("address=2001:db8::1" + rest)->address, "udp6:[2001:db8::1]:162");
    EXPECT_EQ(target_of("address=[2001:db8::1]:99" + rest)->address, "udp6:[2001:db8::1]:99");
}

TEST(ARecipient, ThatIsIncompleteIsToldWithoutItsSecrets)
{
    const std::string start = "address=a\nversion=3\nuser=mmm\n";
    for (const auto& group :
         {std::string("version=2c\ncommunity=S3cret\n"),
          std::string("address=a\nversion=1\ncommunity=S3cret\n"),
          std::string("address=a\nversion=2c\n"),
          std::string("address=a\nversion=2c\ncommunity=S3cret\ntype=S3cret\n"),
          std::string("address=a\nversion=2c\ncommunity=S3cret\nport=1\n"),
          start + "auth_password=S3cret\n",
          start + "privacy_password=S3cretS3cret\n"}) {
        const auto target = target_of(group);
        ASSERT_FALSE(target) << group;
        EXPECT_EQ(target.error().message.find("S3cret"), std::string::npos);
        EXPECT_EQ(target.error().message.find("could not use the group [nms]: "), 0U);
    }
    EXPECT_FALSE(read_target({}, "nms"));
}

TEST(AnEngineId, IsMadeOfTheNodesName)
{
    EXPECT_EQ(engine_id_of("M1"), "80001f88046d6d6d2d68613a4d31");
    EXPECT_EQ(engine_id_of(std::string(300, 'x')).size(), 2 * (5 + 27U));
}

} // namespace
} // namespace mmm::monitoring
