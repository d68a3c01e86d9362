// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/vip/address_list.h"
#include "tests/unit/vip/a_host.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mmm::vip {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(AnAddressList, IsSeparatedByBlanksOrCommas)
{
    const auto list = parse_address_list(
        " 192.0.2.71,192.0.2.72/24 , 2001:db8::71/64\n192.0.2.73", "cidr_netmask", "");

    EXPECT_THAT(list.errors, IsEmpty());
    EXPECT_THAT(
        list.addresses,
        ElementsAre(
            wanted("192.0.2.71"),
            wanted("192.0.2.72", 24),
            wanted("2001:db8::71", 64),
            wanted("192.0.2.73")));
}

TEST(AnAddressList, TakesTheMaskForAddressesWithoutAPrefix)
{
    for (const char* mask : {"24", "255.255.255.0"}) {
        const auto list = parse_address_list("192.0.2.71 192.0.2.72/28", "cidr_netmask", mask);

        EXPECT_THAT(list.errors, IsEmpty());
        EXPECT_THAT(
            list.addresses, ElementsAre(wanted("192.0.2.71", 24), wanted("192.0.2.72", 28)));
    }
}

struct BadList {
    const char* ip;
    const char* mask;
    const char* reason;
};

class ABadAddressList : public testing::TestWithParam<BadList> {};

TEST_P(ABadAddressList, IsRefusedWithTheWordThatIsWrong)
{
    const auto list = parse_address_list(GetParam().ip, "cidr_netmask", GetParam().mask);

    EXPECT_THAT(
        list.errors,
        ElementsAre(AllOf(
            Field(&Error::code, Errc::bad_parameter),
            Field(&Error::message, HasSubstr(GetParam().reason)))));
}

INSTANTIATE_TEST_SUITE_P(
    ByFault,
    ABadAddressList,
    testing::Values(
        BadList{"192.0.2.71 db1", "", "\"db1\" is neither"},
        BadList{"192.0.2.300", "", "\"192.0.2.300\" is neither"},
        BadList{"00:11:22:33:44:55", "", "neither an IPv4 nor an IPv6 address"},
        BadList{"192.0.2.71/33", "", "without a valid prefix (1 to 32 for IPv4)"},
        BadList{"192.0.2.71/", "", "without a valid prefix"},
        BadList{"192.0.2.71/0", "", "without a valid prefix"},
        BadList{"2001:db8::1/129", "", "without a valid prefix (1 to 128 for IPv6)"},
        BadList{"0.0.0.0", "", "the unspecified address"},
        BadList{"::", "", "the unspecified address"},
        BadList{"239.1.1.1", "", "a multicast address"},
        BadList{"ff02::1", "", "a multicast address"},
        BadList{"255.255.255.255", "", "the broadcast address"},
        BadList{"::ffff:192.0.2.1", "", "an IPv4 address in IPv6 form"},
        BadList{"192.0.2.71,192.0.2.71/24", "", "there twice"},
        BadList{"192.0.2.0/24", "", "the address of the network itself"},
        BadList{"192.0.2.255", "24", "the broadcast address of its network"},
        BadList{"192.0.2.71", "33", "parameter cidr_netmask=\"33\": not a prefix for an IPv4"},
        BadList{"192.0.2.71", "255.0.255.0", "parameter cidr_netmask=\"255.0.255.0\""},
        BadList{"2001:db8::1", "255.255.255.0", "not a prefix for an IPv6"},
        BadList{"192.0.2.71 2001:db8::1", "24", "IPv4 and IPv6 addresses together"}));

TEST(APointToPointNetwork, HasNoEdges)
{
    EXPECT_THAT(parse_address_list("192.0.2.0/31", "", "").errors, IsEmpty());
    EXPECT_THAT(parse_address_list("192.0.2.255/32", "", "").errors, IsEmpty());
    EXPECT_THAT(parse_address_list("2001:db8::/64", "", "").errors, IsEmpty());
}

const std::vector three{wanted("192.0.2.71"), wanted("192.0.2.72"), wanted("192.0.2.73")};

ocf::Environment instance(std::optional<int> number, bool globally_unique)
{
    ocf::Environment environment;
    environment.clone_number = number;
    environment.globally_unique = globally_unique;
    return environment;
}

TEST(AnInstance, HoldsAllAddressesUnlessItIsOneOfAUniqueClone)
{
    EXPECT_EQ(*addresses_of_instance(three, instance(std::nullopt, false), false), three);
    EXPECT_EQ(*addresses_of_instance(three, instance(1, false), false), three);
}

TEST(AnInstance, HoldsItsAddressOfTheListInAUniqueClone)
{
    for (int number = 0; number < 3; ++number) {
        EXPECT_THAT(
            *addresses_of_instance(three, instance(number, true), false),
            ElementsAre(three.at(static_cast<std::size_t>(number))));
    }
}

TEST(AnInstance, IsRefusedWhenTheListIsTooShort)
{
    const auto held = addresses_of_instance(three, instance(3, true), false);

    ASSERT_FALSE(held);
    EXPECT_EQ(held.error().code, Errc::bad_parameter);
    EXPECT_THAT(held.error().message, HasSubstr("set clone-max to 3 at most"));
}

TEST(AShiftingInstance, AddsItsNumberToTheLastOctet)
{
    EXPECT_THAT(
        *addresses_of_instance({wanted("192.0.2.71", 24)}, instance(2, true), true),
        ElementsAre(wanted("192.0.2.73", 24)));
}

TEST(AShiftingInstance, NeedsOneIpv4AddressWithRoomAboveIt)
{
    EXPECT_FALSE(addresses_of_instance(three, instance(0, true), true));
    EXPECT_FALSE(addresses_of_instance({wanted("2001:db8::1")}, instance(0, true), true));
    EXPECT_FALSE(addresses_of_instance({wanted("192.0.2.254")}, instance(1, true), true));
}

} // namespace
} // namespace mmm::vip
