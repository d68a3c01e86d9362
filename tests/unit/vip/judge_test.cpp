// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/vip/judge.h"
#include "tests/unit/vip/a_host.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <linux/if_addr.h>

namespace mmm::vip {
namespace {

using State = Verdict::State;
using testing::HasSubstr;
using testing::IsEmpty;

const Settings two = settings_for({wanted("192.0.2.70"), wanted("2001:db8::70")});

TEST(TheVerdict, IsServedWhenAllAddressesAreInPlace)
{
    const auto host =
        a_host().with_address(2, "192.0.2.70", 24).with_address(2, "2001:db8::70", 64);
    const auto verdict = judge(two, host);

    EXPECT_EQ(verdict.state, State::served);
    EXPECT_THAT(verdict.reason, IsEmpty());
}

TEST(TheVerdict, IsAbsentWhenNoneIsHere)
{
    const auto verdict = judge(two, a_host());

    EXPECT_EQ(verdict.state, State::absent);
    EXPECT_THAT(verdict.reason, HasSubstr("192.0.2.70 is not on this host"));
}

TEST(TheVerdict, IsAbsentWhenNothingIsConfigured)
{
    EXPECT_EQ(judge(settings_for({}), a_host()).state, State::absent);
}

TEST(TheVerdict, IsFaultyWhenOneOfSeveralIsMissing)
{
    const auto verdict = judge(two, a_host().with_address(2, "192.0.2.70", 24));

    EXPECT_EQ(verdict.state, State::faulty);
    EXPECT_THAT(verdict.reason, HasSubstr("2001:db8::70 is not on this host"));
}

TEST(TheVerdict, IsFaultyWhenTheLinkIsDown)
{
    const auto host = a_host().with_address(2, "192.0.2.70", 24).without_carrier(2);
    const auto verdict = judge(settings_for({wanted("192.0.2.70")}), host);

    EXPECT_EQ(verdict.state, State::faulty);
    EXPECT_THAT(verdict.reason, HasSubstr("interface \"eth0\" has no link"));
}

TEST(TheVerdict, DoesNotCareForOtherLinks)
{
    const auto host = a_host().with_address(2, "192.0.2.70", 24).without_carrier(3);
    EXPECT_EQ(judge(settings_for({wanted("192.0.2.70")}), host).state, State::served);
}

TEST(TheVerdict, IsAbsentOnALinkThatIsDownWithoutTheAddress)
{
    const auto host = a_host().without_carrier(2);
    EXPECT_EQ(judge(settings_for({wanted("192.0.2.70")}), host).state, State::absent);
}

TEST(TheVerdict, IsFaultyWhenAnAddressIsMisplaced)
{
    const auto prefix =
        judge(settings_for({wanted("192.0.2.70")}), a_host().with_address(2, "192.0.2.70", 32));
    EXPECT_EQ(prefix.state, State::faulty);
    EXPECT_THAT(prefix.reason, HasSubstr("instead of /24"));

    const auto link =
        judge(settings_for({wanted("192.0.2.70")}), a_host().with_address(3, "192.0.2.70", 24));
    EXPECT_EQ(link.state, State::faulty);
    EXPECT_THAT(link.reason, HasSubstr("instead of \"eth0\""));
}

TEST(TheVerdict, IsServedByOneRightCopyAmongWrongOnes)
{
    const auto host = a_host().with_address(2, "192.0.2.70", 32).with_address(2, "192.0.2.70", 24);
    EXPECT_EQ(judge(settings_for({wanted("192.0.2.70")}), host).state, State::served);
}

TEST(TheVerdict, IsFaultyWhenTheKernelFoundADuplicate)
{
    const auto host =
        a_host().with_address(2, "2001:db8::70", 64, IFA_F_TENTATIVE | IFA_F_DADFAILED);
    const auto verdict = judge(settings_for({wanted("2001:db8::70")}), host);

    EXPECT_EQ(verdict.state, State::faulty);
    EXPECT_THAT(verdict.reason, HasSubstr("another station"));
}

} // namespace
} // namespace mmm::vip
