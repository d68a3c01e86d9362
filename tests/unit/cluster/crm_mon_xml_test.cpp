// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/cluster/crm_mon_xml.h"
#include "tests/unit/cluster/captured.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace mmm::cluster {

namespace {

using model::InstanceRole;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

model::ClusterStatus status(const std::string& situation)
{
    auto parsed = parse_crm_mon(captured(situation + ".crm_mon.xml"));
    EXPECT_TRUE(parsed) << parsed.error().message;
    return parsed ? *parsed : model::ClusterStatus{};
}

model::ClusterNode node(const model::ClusterStatus& status, std::string_view name)
{
    const auto found = std::ranges::find(status.nodes, name, &model::ClusterNode::name);
    return found == status.nodes.end() ? model::ClusterNode{} : *found;
}

/// "mysql Promoted on M2": what crm_mon says of the instances of a resource.
std::vector<std::string>
hosts_of(const model::ClusterStatus& status, std::string_view id, InstanceRole role)
{
    std::vector<std::string> hosts;
    for (const auto& instance : status.instances) {
        if (instance.id == id && instance.role == role) {
            hosts.insert(hosts.end(), instance.nodes.begin(), instance.nodes.end());
        }
    }
    std::ranges::sort(hosts);
    return hosts;
}

/// A status with one resource element, or whatever else belongs into the root.
Result<model::ClusterStatus> with(std::string_view element)
{
    return parse_crm_mon(
        cat("<pacemaker-result api-version='2.25'><nodes><node name='n1' id='1' online='true' "
            "unclean='false'/></nodes>",
            element,
            "<status code='0'/></pacemaker-result>"));
}

TEST(AStatus, CountsFailuresWithTheirLimit)
{
    const auto refused = status("refused");

    ASSERT_EQ(refused.failure_counts.size(), 1U);
    const auto& failed = refused.failure_counts.front();
    EXPECT_EQ(cat(failed.resource, " ", failed.node), "mysql M2");
    EXPECT_EQ(failed.count, 1);
    EXPECT_EQ(failed.threshold, 1);
    EXPECT_EQ(failed.last, refused.failures.front().when);
    EXPECT_THAT(status("healthy").failure_counts, IsEmpty());
}

TEST(AStatus, OfAHealthyClusterIsReadWhole)
{
    const auto healthy = status("healthy");

    EXPECT_EQ(healthy.dc, "M2");
    EXPECT_TRUE(healthy.quorate);
    EXPECT_TRUE(healthy.stonith_enabled);
    EXPECT_FALSE(healthy.maintenance_mode);
    ASSERT_EQ(healthy.nodes.size(), 3U);
    EXPECT_TRUE(node(healthy, "M1").online);
    EXPECT_TRUE(node(healthy, "M1").member);
    EXPECT_FALSE(node(healthy, "M1").unclean);
    EXPECT_EQ(model::value_of(node(healthy, "M2").attributes, "master-mysql"), "1000");
    EXPECT_EQ(model::value_of(node(healthy, "M1").attributes, "mmm-state-mysql"), "ONLINE");
    EXPECT_THAT(healthy.failures, IsEmpty());
    EXPECT_THAT(healthy.bans, IsEmpty());
}

TEST(AStatus, KnowsWhichInstanceIsWhere)
{
    const auto healthy = status("healthy");

    EXPECT_THAT(hosts_of(healthy, "mysql", InstanceRole::promoted), ElementsAre("M2"));
    EXPECT_THAT(hosts_of(healthy, "mysql", InstanceRole::unpromoted), ElementsAre("M1", "slave1"));
    EXPECT_THAT(hosts_of(healthy, "writer", InstanceRole::started), ElementsAre("M2"));
    std::vector<int> numbers;
    for (const auto& instance : healthy.instances) {
        if (instance.id == "reader") {
            EXPECT_EQ(instance.collection, "reader-clone");
            EXPECT_EQ(instance.agent, "ocf:mmm:vip");
            numbers.push_back(instance.number.value_or(-1));
        }
    }
    EXPECT_THAT(numbers, ElementsAre(0, 1, 2));
}

TEST(AStatus, ShowsANodeInStandbyAndAStoppedInstance)
{
    const auto standby = status("standby");

    EXPECT_TRUE(node(standby, "slave1").standby);
    EXPECT_TRUE(node(standby, "slave1").online);
    EXPECT_FALSE(node(standby, "M1").standby);
    const auto stopped =
        std::ranges::find(standby.instances, InstanceRole::stopped, &model::ResourceInstance::role);
    ASSERT_NE(stopped, standby.instances.end());
    EXPECT_EQ(stopped->id, "mysql");
    EXPECT_THAT(stopped->nodes, IsEmpty());
    EXPECT_THAT(standby.failure_counts, IsEmpty());
    EXPECT_TRUE(std::ranges::any_of(standby.stops, [](const model::StopRecord& stop) {
        return stop.resource == "mysql" && stop.node == "slave1" && stop.when > 1795260000;
    }));
}

TEST(AStatus, ShowsBansAsTheyStand)
{
    const auto banned = status("banned");

    const auto found =
        std::ranges::find(banned.bans, "cli-ban-mysql-clone-on-M1", &model::Ban::constraint);
    ASSERT_NE(found, banned.bans.end());
    EXPECT_EQ(found->resource, "mysql-clone");
    EXPECT_EQ(found->node, "M1");
    EXPECT_TRUE(found->absolute);
    EXPECT_FALSE(found->promoted_only);
}

TEST(AStatus, ShowsMaintenanceInItsThreeForms)
{
    EXPECT_TRUE(status("maintenance").maintenance_mode);
    EXPECT_FALSE(status("unmanaged").maintenance_mode);
    EXPECT_TRUE(node(status("node-maintenance"), "M2").maintenance);
    const auto managed = [](const model::ClusterStatus& seen) {
        return std::ranges::count_if(seen.instances, [](const model::ResourceInstance& instance) {
            return instance.id == "mysql" && instance.managed;
        });
    };
    EXPECT_EQ(managed(status("maintenance")), 0);
    EXPECT_EQ(managed(status("unmanaged")), 0);
    EXPECT_EQ(managed(status("node-maintenance")), 2);
}

TEST(AStatus, TellsWhyAnActionFailed)
{
    const auto refused = status("refused");

    ASSERT_EQ(refused.failures.size(), 1U);
    const auto& failure = refused.failures.front();
    EXPECT_EQ(failure.resource, "mysql");
    EXPECT_EQ(failure.task, "promote");
    EXPECT_EQ(failure.node, "M2");
    EXPECT_EQ(
        failure.reason, "could not promote: stub refuses, 3 transactions of M1 are missing here");
    EXPECT_EQ(failure.when, 1795260790);
}

TEST(AStatus, RemembersAFencing)
{
    const auto fenced = status("fenced");

    EXPECT_FALSE(node(fenced, "M1").online);
    EXPECT_FALSE(node(fenced, "M1").unclean);
    EXPECT_THAT(node(fenced, "M1").attributes, IsEmpty());
    ASSERT_FALSE(fenced.fencing.empty());
    EXPECT_EQ(fenced.fencing.front().node, "M1");
    EXPECT_TRUE(fenced.fencing.front().success);
    EXPECT_TRUE(fenced.fencing.front().completed);
}

TEST(AStatus, TellsThatQuorumIsLost)
{
    const auto lonely = status("no-quorum");

    EXPECT_FALSE(lonely.quorate);
    EXPECT_EQ(lonely.dc, "M2");
}

TEST(AStatus, WithoutACoordinatorHasNoQuorum)
{
    const auto electing = with("<summary><current_dc present='false'/></summary>");

    ASSERT_TRUE(electing);
    EXPECT_EQ(electing->dc, "");
    EXPECT_FALSE(electing->quorate);
}

TEST(AStatus, OfAnOlderPacemakerSpeaksOfMasterAndSlave)
{
    const auto old = with(
        "<resources><clone id='c' multi_state='true'>"
        "<resource id='p' resource_agent='ocf:mmm:mysql' role='Master'><node name='n1'/></resource>"
        "<resource id='p' resource_agent='ocf:mmm:mysql' role='Slave'><node name='n2'/></resource>"
        "</clone></resources>"
        "<bans><ban id='b' resource='c' node='n1' weight='-1000000' master_only='true'/></bans>");

    ASSERT_TRUE(old);
    EXPECT_THAT(hosts_of(*old, "p", InstanceRole::promoted), ElementsAre("n1"));
    EXPECT_THAT(hosts_of(*old, "p", InstanceRole::unpromoted), ElementsAre("n2"));
    EXPECT_TRUE(old->bans.front().promoted_only);
}

TEST(AStatus, LooksIntoGroupsAndClonedGroups)
{
    const auto nested = with(
        "<resources><clone id='outer'><group id='inner:0'>"
        "<resource id='a:0' resource_agent='ocf:mmm:vip' role='Started' failed='true' "
        "failure_ignored='true'/></group></clone>"
        "<group id='front'><resource id='b' role='Started' failed='true' blocked='true'/></group>"
        "</resources>");

    ASSERT_TRUE(nested);
    ASSERT_EQ(nested->instances.size(), 2U);
    EXPECT_EQ(nested->instances[0].collection, "outer");
    EXPECT_EQ(nested->instances[0].number, 0);
    EXPECT_FALSE(nested->instances[0].failed) << "the cluster was told to ignore it";
    EXPECT_EQ(nested->instances[1].collection, "front");
    EXPECT_TRUE(nested->instances[1].failed);
    EXPECT_TRUE(nested->instances[1].blocked);
}

TEST(AStatus, NamesTheResultOfAFailureWithoutAReason)
{
    const auto failed =
        with("<failures><failure op_key='a_b_start_0' node='n1' exitstatus='error' exitreason='' "
             "status='Timed Out' task='start'/><failure id='r:0_monitor_1000' node='n1' "
             "exitstatus='not running' status='complete' task='monitor'/></failures>");

    ASSERT_TRUE(failed);
    ASSERT_EQ(failed->failures.size(), 2U);
    EXPECT_EQ(failed->failures[0].resource, "a_b");
    EXPECT_EQ(failed->failures[0].reason, "Timed Out");
    EXPECT_EQ(failed->failures[1].resource, "r:0");
    EXPECT_EQ(failed->failures[1].reason, "not running");
}

TEST(AStatus, MarksARemoteNodeAndAnUncleanOne)
{
    const auto parsed = parse_crm_mon(
        "<pacemaker-result><nodes><node name='far' type='remote' online='true'/>"
        "<node name='lost' type='member' online='false' unclean='true' pending='true'/></nodes>"
        "</pacemaker-result>");

    ASSERT_TRUE(parsed);
    EXPECT_FALSE(parsed->nodes[0].member);
    EXPECT_TRUE(parsed->nodes[1].unclean);
    EXPECT_TRUE(parsed->nodes[1].pending);
}

TEST(AStatus, IsNotThereWhilePacemakerComesUpOrGoesDown)
{
    const auto early = parse_crm_mon(
        R"(<pacemaker-result api-version="2.25"><summary/><status code="0" message="OK"/>)"
        "</pacemaker-result>");

    ASSERT_FALSE(early);
    EXPECT_EQ(early.error().code, Errc::unreachable);
    EXPECT_EQ(early.error().message, "Pacemaker is starting or stopping on this node");
}

TEST(AStatus, IsNotFoundInOtherXml)
{
    const auto other = parse_crm_mon("<cib><configuration/></cib>");

    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, Errc::malformed_input);
    EXPECT_EQ(other.error().message, "not the status of a cluster");
}

/// A tool that is killed may leave any part of its output.
TEST(AStatus, IsRefusedWhereverItWasCutOff)
{
    const auto whole = captured("healthy.crm_mon.xml");
    const auto end = whole.find("</pacemaker-result>");

    for (std::size_t length = 0; length < end; length += 97) {
        const auto cut = parse_crm_mon(std::string_view(whole).substr(0, length));
        ASSERT_FALSE(cut) << length;
        EXPECT_EQ(cut.error().code, Errc::malformed_input);
    }
}

TEST(AStatus, SurvivesAnyFlippedByte)
{
    const auto whole = captured("refused.crm_mon.xml");

    for (std::size_t at = 0; at < whole.size(); at += 31) {
        auto damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x15);
        const auto parsed = parse_crm_mon(damaged);
        EXPECT_TRUE(parsed || parsed.error().code == Errc::malformed_input) << at;
    }
}

} // namespace

} // namespace mmm::cluster
