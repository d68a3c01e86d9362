// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/move_plan.h"
#include "tests/unit/model/a_cluster.h"

#include <gtest/gtest.h>

namespace mmm::model {

namespace {

TEST(AForcedMove, IsForTheWriterAndToAHostThatIsBehindOrBrokenOnly)
{
    const auto forced = [](const ACluster& cluster, std::string_view role, std::string_view host) {
        const auto roles = view_roles(cluster.view, "");
        const auto decision = plan_move(cluster.view.status, *roles, role, host, true);
        const auto* sentence = std::get_if<std::string>(&decision);
        return sentence == nullptr ? moved_reply(std::get<MovePlan>(decision)) : *sentence;
    };
    constexpr auto enforced =
        "OK: Role 'writer' has been moved from 'M1' to 'M2' enforcedly. Now you can wait some time "
        "and check new roles info!";

    EXPECT_EQ(
        forced({}, "writer", "M2"), "ERROR: Can't force move of role to host with state ONLINE.");
    EXPECT_EQ(forced(ACluster().says("M2", "REPLICATION_DELAY"), "writer", "M2"), enforced);
    EXPECT_EQ(forced(ACluster().says("M2", "REPLICATION_FAIL"), "writer", "M2"), enforced);
    EXPECT_EQ(
        forced(ACluster().says("M2", "AWAITING_RECOVERY"), "writer", "M2"),
        "ERROR: Can't force move of role to host with state AWAITING_RECOVERY.");
    EXPECT_EQ(
        forced({}, "reader", "M1"),
        "ERROR: move_role --forced may be used for the active master role only!");
}

} // namespace

} // namespace mmm::model
