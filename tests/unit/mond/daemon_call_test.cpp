// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mond/daemon_call.h"

#include <gtest/gtest.h>

#include <map>

namespace mmm::mond {
namespace {

using Environment = std::map<std::string, std::string, std::less<>>;

ocf::Variables variables(Environment environment)
{
    environment.try_emplace("OCF_RESOURCE_INSTANCE", "mysql");
    environment.try_emplace("OCF_RESKEY_masters", "M1 M2");
    return [environment](std::string_view name) -> std::optional<std::string> {
        const auto found = environment.find(name);
        return found == environment.end() ? std::nullopt
                                          : std::optional<std::string>(found->second);
    };
}

TEST(ADaemonsCall, IsThatOfARecurringMonitor)
{
    const auto call = read_daemon_call(variables({{"OCF_RESKEY_CRM_meta_on_node", "M1"}}));
    ASSERT_TRUE(call);
    EXPECT_EQ(call->environment.resource, "mysql");
    EXPECT_EQ(call->environment.node, "M1");
    EXPECT_FALSE(call->environment.is_probe());
    EXPECT_FALSE(call->environment.expects_promoted());
    EXPECT_FALSE(call->environment.expects_unpromoted());
}

TEST(ADaemonsCall, ForgetsTheTransitionItWasStartedIn)
{
    const auto call = read_daemon_call(variables(
        {{"OCF_RESKEY_CRM_meta_notify_promoted_uname", "M2"},
         {"OCF_RESKEY_CRM_meta_notify_active_uname", "M2"}}));
    ASSERT_TRUE(call);
    EXPECT_FALSE(call->environment.lists.present);
    EXPECT_EQ(call->environment.coming_promoted(), std::nullopt);
}

TEST(ADaemonsCall, HasTheAgentsParameters)
{
    const auto call = read_daemon_call(variables({{"OCF_RESKEY_check_timeout", "7"}}));
    ASSERT_TRUE(call);
    EXPECT_EQ(call->parameters.number("check_timeout"), 7);
}

TEST(ADaemonsCall, IsRefusedForAWrongValue)
{
    const auto call = read_daemon_call(variables({{"OCF_RESKEY_check_timeout", "soon"}}));
    ASSERT_FALSE(call);
    EXPECT_EQ(call.error().code, Errc::bad_parameter);
    EXPECT_NE(call.error().message.find("check_timeout"), std::string::npos);
}

TEST(ADaemonsCall, GetsADeadlineForEachPieceOfWork)
{
    const auto call = read_daemon_call(variables({}));
    ASSERT_TRUE(call);
    EXPECT_TRUE(call->deadline.passed());
    EXPECT_FALSE(within(*call, std::chrono::minutes(1)).deadline.passed());
}

} // namespace
} // namespace mmm::mond
