// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/cluster_difference.h"
#include "lib/model/mmm_cluster_plan.h"
#include "tests/unit/model/mmm_lines.h"

#include <gmock/gmock.h>

namespace mmm::model {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class ADifference : public testing::Test {
protected:
    [[nodiscard]] ClusterDifference difference() const
    {
        return compare(current, wanted, parameters_from_mmm());
    }

    ResourcePlan& current_resource(std::size_t number) { return current.resources.at(number); }

    const ClusterDescription wanted = plan_mmm_cluster(mmm_config(whole_mmm)).description;
    ClusterDescription current = wanted;
};

TEST_F(ADifference, IsEmptyWhenBothSayTheSame)
{
    EXPECT_TRUE(difference().empty());
    EXPECT_THAT(difference().notes, IsEmpty());
}

TEST_F(ADifference, DoesNotMindIdsAndOrder)
{
    std::get<OrderPlan>(current.constraints[1]).id = "order-mysql-clone-writer-mandatory";
    std::swap(current.constraints[1], current.constraints[2]);
    std::swap(current.resources[0], current.resources[2]);
    std::swap(current_resource(1).operations[0], current_resource(1).operations[1]);

    EXPECT_TRUE(difference().empty());
}

TEST_F(ADifference, IsEverythingInAnEmptyCluster)
{
    current = {};

    const auto found = difference();

    EXPECT_EQ(found.lines.size(), 1 + wanted.resources.size() + wanted.constraints.size());
    EXPECT_EQ(found.lines.front(), "+ property stonith-enabled=true");
    EXPECT_EQ(found.lines[2], "+ resource writer: ocf:mmm:vip ip=\"192.168.0.70\"");
    EXPECT_EQ(found.resources.size(), 3);
    EXPECT_EQ(found.constraints.size(), wanted.constraints.size());
}

TEST_F(ADifference, HasChangedParameters)
{
    set_pair(current_resource(0).parameters, "masters", "M1");
    set_pair(current_resource(0).parameters, "max_backlog", "5");
    set_pair(current_resource(0).parameters, "binary", "/opt/mysqld");
    set_pair(current_resource(1).parameters, "nic", "eth1");
    current_resource(0).meta = {{"migration-threshold", "3"}};

    const auto found = difference();

    EXPECT_THAT(
        found.lines,
        ElementsAre(
            "~ parameter of mysql: masters \"M1\" -> \"M1 M2\"",
            "- parameter of mysql: max_backlog=\"5\"",
            "~ meta attribute of mysql: migration-threshold \"3\" -> \"1\"",
            "+ meta attribute of mysql: failure-timeout=\"5s\""));
    ASSERT_EQ(found.resources.size(), 1);
    EXPECT_THAT(found.resources[0].parameters, testing::Contains(Pair("binary", "/opt/mysqld")));
}

TEST_F(ADifference, LeavesTheTimesOfOperationsToTheOperator)
{
    current_resource(0).operations[0].timeout = "300s";
    EXPECT_TRUE(difference().empty());

    current_resource(0).operations.erase(current_resource(0).operations.begin());
    EXPECT_THAT(difference().lines, ElementsAre("+ operation of mysql: start"));
}

TEST_F(ADifference, ReplacesConstraintsThatContradict)
{
    std::get<ColocationPlan>(current.constraints[0]).score = "100";
    std::get<OrderPlan>(current.constraints[1]).symmetrical = true;
    current.constraints.emplace_back(LocationPlan{
        .id = "location-reader-clone",
        .resource = "reader-clone",
        .score = "-INFINITY",
        .expressions = {{"mmm-state-mysql", "ne", "ONLINE"}}});
    current.constraints.emplace_back(LocationPlan{
        .id = "mmm-hosts-reader-M1",
        .resource = "reader-clone",
        .score = "-INFINITY",
        .node = "M1"});

    const auto found = difference();

    EXPECT_THAT(
        found.removed_constraints,
        ElementsAre(
            "writer-with-promoted",
            "promote-then-writer",
            "location-reader-clone",
            "mmm-hosts-reader-M1"));
    EXPECT_EQ(found.constraints.size(), 2);
    EXPECT_EQ(found.lines.size(), 6);
    EXPECT_EQ(found.lines[0], "- constraint writer with Promoted mysql-clone (100)");
}

TEST_F(ADifference, LeavesWhatOthersDid)
{
    current.constraints.emplace_back(LocationPlan{
        .id = "cli-ban-writer-on-M1", .resource = "writer", .score = "-INFINITY", .node = "M1"});
    current.constraints.emplace_back(LocationPlan{
        .id = "mmm-manual-mysql",
        .resource = "mysql-clone",
        .score = "-INFINITY",
        .role = "Promoted",
        .expressions = {{"#uname", "ne", "M1"}}});
    current.constraints.emplace_back(
        LocationPlan{.id = "web-on-M1", .resource = "web", .score = "100", .node = "M1"});
    current.resources.push_back({.id = "power", .agent = "stonith:fence_lab"});
    current.resources.push_back({.id = "old", .agent = "ocf:mmm:vip"});
    current.properties.emplace_back("cluster-name", "mmm");

    EXPECT_TRUE(difference().empty());
    EXPECT_THAT(
        difference().notes,
        ElementsAre(
            "stays: constraint cli-ban-writer-on-M1: writer -INFINITY on M1",
            "stays: constraint mmm-manual-mysql: Promoted mysql-clone -INFINITY where #uname ne M1",
            "stays: resource old (ocf:mmm:vip) is not in the files"));
}

TEST_F(ADifference, IsNotMadeUpByForce)
{
    current_resource(1).agent = "ocf:heartbeat:IPaddr2";
    current_resource(2).opaque = true;
    current_resource(2).parameters.clear();
    current.properties = {{"stonith-enabled", "false"}};

    const auto found = difference();

    EXPECT_THAT(
        found.obstacles,
        ElementsAre(
            "the cluster has a resource \"writer\" of another kind (ocf:heartbeat:IPaddr2); rename "
            "or delete it",
            "resource \"reader\" is configured with more than this program understands; change it "
            "by hand"));
    EXPECT_EQ(found.lines[0], "~ property stonith-enabled: false -> true");
}

} // namespace
} // namespace mmm::model
