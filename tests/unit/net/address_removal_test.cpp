// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/address_removal.h"
#include "tests/unit/net/octets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <linux/if_addr.h>

namespace mmm::net {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

InterfaceAddress
on_link(std::string_view text, unsigned prefix_length, int link_index = 2, std::uint32_t flags = 0)
{
    return InterfaceAddress{
        .address = ip(text),
        .prefix_length = prefix_length,
        .link_index = link_index,
        .peer = ip(text),
        .flags = flags};
}

TEST(RemovingAPrimaryAddress, EndangersTheOthersOfItsNetwork)
{
    const auto victim = on_link("192.0.2.70", 24);
    const auto endangered = endangered_by_removal(
        victim,
        {victim,
         on_link("192.0.2.65", 24, 2, IFA_F_SECONDARY),
         on_link("192.0.3.1", 24),
         on_link("192.0.2.66", 25),
         on_link("192.0.2.67", 24, 3),
         on_link("2001:db8::1", 24)});

    EXPECT_THAT(endangered, ElementsAre(Field(&InterfaceAddress::address, ip("192.0.2.65"))));
}

TEST(RemovingASecondaryAddress, EndangersNone)
{
    const auto victim = on_link("192.0.2.70", 24, 2, IFA_F_SECONDARY);
    EXPECT_THAT(endangered_by_removal(victim, {victim, on_link("192.0.2.65", 24)}), IsEmpty());
}

TEST(RemovingAnIpv6Address, EndangersNone)
{
    const auto victim = on_link("2001:db8::70", 64);
    EXPECT_THAT(endangered_by_removal(victim, {victim, on_link("2001:db8::65", 64)}), IsEmpty());
}

} // namespace
} // namespace mmm::net
