// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/vip/placement.h"
#include "tests/unit/vip/a_host.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mmm::vip {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Optional;

Place place_of(const WantedAddress& address, const NetworkView& host, std::string nic = "")
{
    const auto place = choose_place(address, settings_for({address}, std::move(nic)), host);
    return place ? *place : Place{};
}

TEST(ARoute, IsFoundForBothFamilies)
{
    EXPECT_EQ(place_of(wanted("192.0.2.70"), a_host()), (Place{2, 24}));
    EXPECT_EQ(place_of(wanted("198.51.100.70"), a_host()), (Place{3, 24}));
    EXPECT_EQ(place_of(wanted("2001:db8::70"), a_host()), (Place{2, 64}));
}

TEST(ARoute, IsFoundByLongestPrefix)
{
    auto host = a_host().with_network(3, "192.0.2.64", 28).with_network(3, "192.0.0.0", 16);
    EXPECT_EQ(place_of(wanted("192.0.2.70"), host), (Place{3, 28}));
}

TEST(ARoute, IsFoundByLowestMetricAmongEqualPrefixes)
{
    auto host = a_host();
    host.view().networks.front().metric = 200;
    host.with_network(3, "192.0.2.0", 24, 100).with_address(3, "192.0.2.66", 24);
    EXPECT_EQ(place_of(wanted("192.0.2.70"), host), (Place{3, 24}));
}

TEST(ARoute, OfTheMainTableComesBeforeOthers)
{
    auto host = a_host().with_network(3, "192.0.2.0", 24).with_address(3, "192.0.2.66", 24);
    host.view().networks.front().in_main_table = false;
    EXPECT_EQ(place_of(wanted("192.0.2.70"), host), (Place{3, 24}));
}

TEST(ARoute, IsSearchedOnTheNicOnly)
{
    AHost host;
    host.with_link(2, "eth0").with_link(3, "eth1").which_is_the_nic();
    host.with_network(2, "192.0.2.64", 28).with_network(3, "192.0.2.0", 24);
    EXPECT_EQ(place_of(wanted("192.0.2.70"), host, "eth1"), (Place{3, 24}));
}

TEST(ARoute, ThatTheAddressMadeItselfSaysNothing)
{
    // On eth1 by mistake, with a network of its own there.
    auto host = a_host().with_network(3, "192.0.2.0", 24).with_address(3, "192.0.2.70", 24);
    EXPECT_EQ(place_of(wanted("192.0.2.70"), host), (Place{2, 24}));
}

TEST(ARoute, CountsWithoutAnyAddressInItsNetwork)
{
    auto host = a_host().with_network(3, "203.0.113.0", 24);
    EXPECT_EQ(place_of(wanted("203.0.113.70"), host), (Place{3, 24}));
}

TEST(APlace, KeepsAGivenPrefix)
{
    EXPECT_EQ(place_of(wanted("192.0.2.70", 32), a_host()), (Place{2, 32}));
}

TEST(APlace, NeedsNoRouteWhenNicAndPrefixAreGiven)
{
    AHost host;
    host.with_link(2, "eth0").which_is_the_nic();
    EXPECT_EQ(place_of(wanted("203.0.113.70", 24), host, "eth0"), (Place{2, 24}));
}

TEST(APlace, IsRefusedOutsideAllNetworks)
{
    const auto place =
        choose_place(wanted("203.0.113.70"), settings_for({wanted("203.0.113.70")}), a_host());

    ASSERT_FALSE(place);
    EXPECT_EQ(place.error().code, Errc::bad_on_this_host);
    EXPECT_THAT(place.error().message, HasSubstr("parameter ip=\"203.0.113.70\""));
    EXPECT_THAT(place.error().message, HasSubstr("outside every network"));
}

TEST(APlace, IsRefusedOnAnInterfaceThatIsNotThere)
{
    const auto address = wanted("192.0.2.70", 24);
    const auto place = choose_place(address, settings_for({address}, "eth7"), a_host());

    ASSERT_FALSE(place);
    EXPECT_EQ(place.error().code, Errc::bad_on_this_host);
    EXPECT_THAT(place.error().message, HasSubstr("parameter nic=\"eth7\""));
}

TEST(APlace, IsRefusedAtTheEdgesOfTheNetwork)
{
    for (const char* edge : {"192.0.2.0", "192.0.2.255"}) {
        const auto place = choose_place(wanted(edge), settings_for({wanted(edge)}), a_host());
        ASSERT_FALSE(place);
        EXPECT_EQ(place.error().code, Errc::bad_on_this_host);
    }
}

std::optional<std::string> complaint_about(
    const net::InterfaceAddress& copy,
    const WantedAddress& address,
    const NetworkView& host,
    std::string nic = "")
{
    return why_misplaced(copy, address, settings_for({address}, std::move(nic)), host);
}

TEST(AnAddressInPlace, IsOnItsInterfaceWithItsPrefix)
{
    auto host = a_host().with_address(2, "192.0.2.70", 24);
    const auto& copy = host.view().addresses.back();

    EXPECT_EQ(complaint_about(copy, wanted("192.0.2.70"), host), std::nullopt);
    EXPECT_EQ(complaint_about(copy, wanted("192.0.2.70", 24), host), std::nullopt);
}

TEST(AnAddressInPlace, StaysSoWhenALongerRouteAppears)
{
    auto host = a_host().with_address(2, "192.0.2.70", 24).with_network(2, "192.0.2.64", 28);
    EXPECT_EQ(
        complaint_about(host.view().addresses.back(), wanted("192.0.2.70"), host), std::nullopt);
}

TEST(AnAddressInPlace, StaysSoWhenTheHostsOwnAddressGoes)
{
    AHost host;
    host.with_link(2, "eth0").with_network(2, "192.0.2.0", 24).with_address(2, "192.0.2.70", 24);
    EXPECT_EQ(
        complaint_about(host.view().addresses.back(), wanted("192.0.2.70"), host), std::nullopt);
}

TEST(AnAddressInPlace, StaysSoWhenTheHostsOwnAddressGoesAndALongerRouteStays)
{
    AHost host;
    host.with_link(2, "eth0").with_network(2, "192.0.2.0", 24).with_address(2, "192.0.2.70", 24);
    host.with_network(2, "192.0.2.64", 28);
    EXPECT_EQ(
        complaint_about(host.view().addresses.back(), wanted("192.0.2.70"), host), std::nullopt);
}

TEST(AnAddressInPlace, MayBeOnEitherOfTwoInterfacesOfTheNetwork)
{
    auto host = a_host().with_network(3, "192.0.2.0", 24, 100).with_address(3, "192.0.2.66", 24);
    host.with_address(3, "192.0.2.70", 24);
    EXPECT_EQ(
        complaint_about(host.view().addresses.back(), wanted("192.0.2.70"), host), std::nullopt);
}

TEST(AMisplacedAddress, IsOnAnotherInterfaceThanItsNetwork)
{
    auto host = a_host().with_address(3, "192.0.2.70", 24).with_network(3, "192.0.2.0", 24);
    EXPECT_THAT(
        complaint_about(host.view().addresses.back(), wanted("192.0.2.70"), host),
        Optional(HasSubstr("is on interface \"eth1\" instead of \"eth0\"")));
}

TEST(AMisplacedAddress, IsOnAnotherInterfaceThanTheNic)
{
    auto host = a_host().with_address(2, "192.0.2.70", 24);
    host.view().nic = *host.view().find_link(3);
    EXPECT_THAT(
        complaint_about(host.view().addresses.back(), wanted("192.0.2.70"), host, "eth1"),
        Optional(HasSubstr("is on interface \"eth0\" instead of \"eth1\"")));
}

TEST(AMisplacedAddress, HasAnotherPrefixThanGivenOrConnected)
{
    auto host = a_host().with_address(2, "192.0.2.70", 32);
    for (const auto& address : {wanted("192.0.2.70"), wanted("192.0.2.70", 24)}) {
        EXPECT_THAT(
            complaint_about(host.view().addresses.back(), address, host),
            Optional(HasSubstr("has the prefix /32 on interface \"eth0\" instead of /24")));
    }
}

TEST(Copies, AreFoundOnEveryInterfaceButLoopback)
{
    auto host = a_host().with_address(1, "192.0.2.70", 32).with_address(3, "192.0.2.70", 24);
    const auto copies = copies_of(ip("192.0.2.70"), settings_for({}), host);

    ASSERT_EQ(copies.size(), 1U);
    EXPECT_EQ(copies.front().link_index, 3);
}

TEST(Copies, AreFoundOnLoopbackWhenTheyBelongThere)
{
    AHost host;
    host.with_loopback(1).which_is_the_nic();
    host.with_address(1, "192.0.2.70", 32).with_address(1, "127.0.0.3", 8);

    EXPECT_EQ(copies_of(ip("127.0.0.3"), settings_for({}), host).size(), 1U);
    EXPECT_EQ(copies_of(ip("192.0.2.70"), settings_for({}, "lo"), host).size(), 1U);
    EXPECT_THAT(copies_of(ip("192.0.2.70"), settings_for({}), host), IsEmpty());
}

} // namespace
} // namespace mmm::vip
