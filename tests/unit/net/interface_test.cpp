// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/net/interface.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mmm::net {
namespace {

using testing::HasSubstr;
using testing::Optional;

Link working_link()
{
    return Link{.name = "eth0", .administratively_up = true, .has_carrier = true};
}

TEST(ALink, WorksWhenItIsOnAndHasACarrier)
{
    EXPECT_EQ(why_down(working_link()), std::nullopt);
}

TEST(ALink, IsDownWhenSwitchedOff)
{
    auto link = working_link();
    link.administratively_up = false;
    link.has_carrier = false;
    EXPECT_THAT(why_down(link), Optional(HasSubstr("switched off")));
}

TEST(ALink, IsDownWithoutACarrierOrByItsState)
{
    auto unplugged = working_link();
    unplugged.has_carrier = false;
    EXPECT_THAT(why_down(unplugged), Optional(HasSubstr("no link")));

    auto down = working_link();
    down.operationally_down = true;
    EXPECT_THAT(why_down(down), Optional(HasSubstr("no link")));
}

TEST(ALink, IsDownWithTheLinkBelowIt)
{
    auto link = working_link();
    link.lower_layer_down = true;
    EXPECT_THAT(why_down(link), Optional(HasSubstr("below interface \"eth0\"")));
}

} // namespace
} // namespace mmm::net
