// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/admin_order.h"

#include <gtest/gtest.h>

namespace mmm::model {
namespace {

using Kind = AdminOrder::Kind;

TEST(AnAdminOrder, IsReadAsItWasWritten)
{
    for (const auto& order :
         {AdminOrder{}, AdminOrder{Kind::offline, 0}, AdminOrder{Kind::online, 1763760000}}) {
        EXPECT_EQ(parse_admin_order(to_text(order)), order) << to_text(order);
    }
    EXPECT_EQ(to_text({Kind::offline, 0}), "offline"); // location rules compare with it
}

TEST(AnAdminOrder, OfAnyOtherTextIsNone)
{
    for (const auto* text :
         {"", "OFFLINE", "offline-1", "online", "online-", "online-x", "online-1x"}) {
        EXPECT_EQ(parse_admin_order(text), AdminOrder{}) << text;
    }
}

} // namespace
} // namespace mmm::model
