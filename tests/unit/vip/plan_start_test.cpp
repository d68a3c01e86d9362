// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/vip/plan_start.h"
#include "tests/unit/vip/a_host.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

namespace mmm::vip {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const Settings writer = settings_for({wanted("192.0.2.70")});

net::InterfaceAddress only_addition(const Settings& settings, const NetworkView& host)
{
    const auto plan = plan_start(settings, host);
    return plan && plan->to_add.size() == 1 ? plan->to_add.front().address
                                            : net::InterfaceAddress{};
}

TEST(AStart, AddsWhatIsMissing)
{
    const auto plan = plan_start(writer, a_host());

    ASSERT_TRUE(plan);
    ASSERT_THAT(plan->to_add, SizeIs(1));
    EXPECT_THAT(plan->to_remove, IsEmpty());
    const auto& [address, link] = plan->to_add.front();
    EXPECT_EQ(address.address, ip("192.0.2.70"));
    EXPECT_EQ(address.prefix_length, 24U);
    EXPECT_EQ(address.link_index, 2);
    EXPECT_EQ(address.label, "eth0");
    EXPECT_EQ(address.scope, RT_SCOPE_UNIVERSE);
    EXPECT_EQ(link.name, "eth0");
}

TEST(AStart, LeavesAloneWhatIsThere)
{
    const auto plan = plan_start(writer, a_host().with_address(2, "192.0.2.70", 24));

    ASSERT_TRUE(plan);
    EXPECT_THAT(plan->to_add, IsEmpty());
    EXPECT_THAT(plan->to_remove, IsEmpty());
    EXPECT_THAT(plan->links, SizeIs(1));
}

TEST(AStart, CompletesAList)
{
    const auto settings = settings_for({wanted("192.0.2.70"), wanted("192.0.2.71")});
    EXPECT_EQ(
        only_addition(settings, a_host().with_address(2, "192.0.2.70", 24)).address,
        ip("192.0.2.71"));
}

TEST(AStart, MovesAnAddressFromTheWrongPlace)
{
    const auto plan = plan_start(writer, a_host().with_address(3, "192.0.2.70", 32));

    ASSERT_TRUE(plan);
    ASSERT_THAT(plan->to_remove, SizeIs(1));
    EXPECT_EQ(plan->to_remove.front().link_index, 3);
    ASSERT_THAT(plan->to_add, SizeIs(1));
    EXPECT_EQ(plan->to_add.front().address.link_index, 2);
}

TEST(AStart, KeepsTheKernelFromDetectingDuplicatesAgain)
{
    const auto ipv6 = only_addition(settings_for({wanted("2001:db8::70")}), a_host());
    EXPECT_NE(ipv6.flags & IFA_F_NODAD, 0U);
    EXPECT_EQ(ipv6.label, "");
    EXPECT_EQ(ipv6.broadcast, std::nullopt);
}

TEST(AStart, GivesTheBroadcastAddressOfTheNeighbours)
{
    auto host = a_host();
    host.view().addresses.front().broadcast = ip("192.0.2.191");
    EXPECT_EQ(only_addition(writer, host).broadcast, ip("192.0.2.191"));
    EXPECT_EQ(only_addition(writer, a_host()).broadcast, ip("192.0.2.255"));
}

TEST(AStart, GivesTheBroadcastAddressOfTheParameter)
{
    auto settings = writer;
    settings.broadcast.kind = Broadcast::Kind::all_zeros;
    EXPECT_EQ(only_addition(settings, a_host()).broadcast, ip("192.0.2.0"));
    settings.broadcast.kind = Broadcast::Kind::all_ones;
    EXPECT_EQ(only_addition(settings, a_host()).broadcast, ip("192.0.2.255"));
    settings.broadcast = {Broadcast::Kind::fixed, ip("192.0.2.127")};
    EXPECT_EQ(only_addition(settings, a_host()).broadcast, ip("192.0.2.127"));
}

TEST(AStart, GivesNoBroadcastAddressToASingleHost)
{
    EXPECT_EQ(
        only_addition(settings_for({wanted("192.0.2.70", 32)}), a_host()).broadcast, std::nullopt);
}

TEST(AStart, TakesFlagsLabelAndLifetimeFromTheParameters)
{
    auto settings = writer;
    settings.label = "vip";
    settings.noprefixroute = true;
    settings.preferred_lifetime = 0;
    const auto address = only_addition(settings, a_host());

    EXPECT_EQ(address.label, "eth0:vip");
    EXPECT_NE(address.flags & IFA_F_NOPREFIXROUTE, 0U);
    EXPECT_EQ(address.preferred_lifetime, 0U);
    EXPECT_EQ(address.valid_lifetime, 0xffffffffU);
}

TEST(AStart, RefusesALabelThatIsTooLongHere)
{
    auto settings = writer;
    settings.label = "elevenchars";
    const auto plan = plan_start(settings, a_host());

    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().code, Errc::bad_on_this_host);
    EXPECT_THAT(plan.error().message, HasSubstr("\"eth0:elevenchars\" is longer than 15"));
}

TEST(AStart, RefusesAllWhenOneAddressHasNoPlace)
{
    const auto plan =
        plan_start(settings_for({wanted("192.0.2.70"), wanted("203.0.113.1")}), a_host());

    ASSERT_FALSE(plan);
    EXPECT_THAT(plan.error().message, HasSubstr("203.0.113.1"));
}

} // namespace
} // namespace mmm::vip
