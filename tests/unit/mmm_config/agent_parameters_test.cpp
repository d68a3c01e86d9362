// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What mmm_config writes of the agents is what the agents say of themselves.
#include "lib/base/cat.h"
#include "lib/model/mmm_cluster_plan.h"
#include "ocf-agent/mysql/actions.h"
#include "ocf-agent/vip/actions.h"
#include "tests/unit/model/mmm_lines.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

namespace mmm::model {
namespace {

using Operations = std::set<std::string>;

Operations advertised(const ocf::Agent& agent)
{
    Operations operations;
    for (const auto& action : agent.actions) {
        // Those that Pacemaker takes from a resource's configuration.
        if (action.name != "validate-all" && action.name != "status") {
            operations.insert(
                cat(action.name,
                    " ",
                    action.interval_seconds,
                    "s ",
                    action.timeout_seconds,
                    "s ",
                    action.role));
        }
    }
    return operations;
}

Operations planned(std::string_view agent)
{
    Operations operations;
    const auto plan = plan_mmm_cluster(mmm_config(whole_mmm));
    for (const auto& resource : plan.description.resources) {
        if (resource.agent == agent) {
            for (const auto& operation : resource.operations) {
                operations.insert(
                    cat(operation.name,
                        " ",
                        operation.interval,
                        " ",
                        operation.timeout,
                        " ",
                        operation.role));
            }
        }
    }
    return operations;
}

TEST(TheParameters, AreThoseOfTheAgentWithItsDefaults)
{
    const auto table = mysql::agent().parameters;
    for (const auto name : parameters_from_mmm()) {
        EXPECT_NE(std::ranges::find(table, name, &ocf::Parameter::name), table.end()) << name;
    }
    for (const auto& row : mmm_parameters()) {
        const auto found = std::ranges::find(table, row.parameter, &ocf::Parameter::name);
        ASSERT_NE(found, table.end()) << row.parameter;
        EXPECT_EQ(found->default_value, row.agent_default) << row.parameter;
    }
}

TEST(TheOperations, AreThoseThatTheAgentsAdvertise)
{
    EXPECT_EQ(planned("ocf:mmm:mysql"), advertised(mysql::agent()));
    EXPECT_EQ(planned("ocf:mmm:vip"), advertised(vip::agent()));
}

} // namespace
} // namespace mmm::model
