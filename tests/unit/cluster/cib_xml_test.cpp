// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/cluster/cib_xml.h"
#include "tests/unit/cluster/captured.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace mmm::cluster {

namespace {

using model::value_of;
using ::testing::IsEmpty;

model::ClusterConfiguration configuration(const std::string& xml)
{
    auto parsed = parse_cib(xml);
    EXPECT_TRUE(parsed) << parsed.error().message;
    return parsed ? *parsed : model::ClusterConfiguration{};
}

model::ResourceDefinition resource(const model::ClusterConfiguration& cib, std::string_view id)
{
    const auto found = std::ranges::find(cib.resources, id, &model::ResourceDefinition::id);
    return found == cib.resources.end() ? model::ResourceDefinition{} : *found;
}

std::string with_resources(std::string_view resources)
{
    return cat(
        "<configuration><crm_config/><nodes/><resources>",
        resources,
        "</resources><constraints/></configuration>");
}

TEST(AConfiguration, IsReadFromAScopedQuery)
{
    const auto cib = configuration(captured("configuration.cib.xml"));

    EXPECT_EQ(value_of(cib.properties, "cluster-name"), "mmm");
    EXPECT_EQ(value_of(cib.properties, "stonith-enabled"), "true");
    const auto database = resource(cib, "mysql");
    EXPECT_EQ(database.agent, "ocf:mmm:mysql");
    EXPECT_EQ(database.clone, "mysql-clone");
    EXPECT_EQ(value_of(database.parameters, "masters"), "M1 M2");
    EXPECT_EQ(value_of(database.meta, "migration-threshold"), "1");
    EXPECT_EQ(value_of(database.meta, "promoted-max"), "1") << "of the clone around it";
    EXPECT_EQ(resource(cib, "power").agent, "stonith:fence_stub");
    EXPECT_EQ(resource(cib, "writer").clone, "");
    EXPECT_EQ(
        value_of(resource(cib, "reader").parameters, "ip"),
        "192.168.0.71 192.168.0.72 192.168.0.73");
}

TEST(AConfiguration, IsReadFromAWholeCib)
{
    const auto cib = configuration(captured("moving.cib.xml"));

    EXPECT_EQ(resource(cib, "mysql").agent, "ocf:mmm:mysql");
    EXPECT_TRUE(std::ranges::any_of(cib.locations, [](const model::Location& location) {
        return location.id == "cli-prefer-mysql-clone" && !location.any_role &&
               location.node == "M1" && location.preferred && location.limited;
    }));
}

TEST(AConfiguration, TellsThatTheWriterFollowsThePromotedDatabase)
{
    const auto cib = configuration(captured("configuration.cib.xml"));

    ASSERT_EQ(cib.colocations.size(), 1U);
    EXPECT_EQ(cib.colocations.front().resource, "writer");
    EXPECT_EQ(cib.colocations.front().with, "mysql-clone");
    EXPECT_TRUE(cib.colocations.front().with_promoted);
    EXPECT_TRUE(cib.colocations.front().together);
}

TEST(AConfiguration, ReadsConstraintsInAllTheirForms)
{
    const auto cib = configuration(
        "<configuration><resources/><constraints>"
        "<rsc_colocation id='1' rsc='a' with-rsc='m' with-rsc-role='Master' score='-INFINITY'/>"
        "<rsc_colocation id='2' rsc='a' with-rsc='m' score='100'/>"
        "<rsc_location id='3' rsc='m' node='n3' score='-INFINITY'/>"
        "<rsc_location id='4' rsc='m' node='n4' score='-1000000' role='Promoted'/>"
        "<rsc_location id='5' rsc='m' node='n5' score='100'/>"
        "</constraints></configuration>");

    EXPECT_TRUE(cib.colocations[0].with_promoted);
    EXPECT_FALSE(cib.colocations[0].together);
    EXPECT_FALSE(cib.colocations[1].with_promoted);
    EXPECT_TRUE(cib.colocations[1].together);
    EXPECT_TRUE(cib.locations[0].never);
    EXPECT_TRUE(cib.locations[0].any_role);
    EXPECT_TRUE(cib.locations[1].never);
    EXPECT_FALSE(cib.locations[1].any_role);
    EXPECT_FALSE(cib.locations[2].never);
}

TEST(AConfiguration, FollowsATemplateAndPrefersWhatIsWrittenBesideIt)
{
    const auto cib = configuration(with_resources(
        "<template id='t' class='ocf' provider='mmm' type='vip'><instance_attributes id='ta'>"
        "<nvpair id='1' name='ip' value='192.0.2.1'/><nvpair id='2' name='nic' value='eth0'/>"
        "</instance_attributes></template>"
        "<primitive id='p' template='t'><instance_attributes id='pa'>"
        "<nvpair id='3' name='ip' value='192.0.2.2'/></instance_attributes></primitive>"));

    EXPECT_EQ(resource(cib, "p").agent, "ocf:mmm:vip");
    EXPECT_EQ(value_of(resource(cib, "p").parameters, "ip"), "192.0.2.2");
    EXPECT_EQ(value_of(resource(cib, "p").parameters, "nic"), "eth0");
}

TEST(AConfiguration, LeavesOutAttributesThatDependOnARule)
{
    const auto cib = configuration(with_resources(
        "<primitive id='p' class='ocf' provider='mmm' type='vip'><instance_attributes id='a'>"
        "<rule id='r'/><nvpair id='1' name='ip' value='192.0.2.1'/></instance_attributes>"
        "<instance_attributes id='b'><nvpair id='2' name='nic' value='eth0'/>"
        "</instance_attributes></primitive>"));

    EXPECT_EQ(value_of(resource(cib, "p").parameters, "ip"), "");
    EXPECT_EQ(value_of(resource(cib, "p").parameters, "nic"), "eth0");
}

TEST(AConfiguration, KnowsGroupsAndClonedGroups)
{
    const auto cib = configuration(with_resources(
        "<clone id='c'><group id='g'><primitive id='p' class='systemd' type='nginx'/></group>"
        "</clone><group id='front'><primitive id='q' class='ocf' provider='mmm' type='vip'/>"
        "</group>"));

    EXPECT_EQ(resource(cib, "p").clone, "c");
    EXPECT_EQ(resource(cib, "p").group, "g");
    EXPECT_EQ(resource(cib, "p").agent, "systemd:nginx");
    EXPECT_EQ(resource(cib, "q").group, "front");
    EXPECT_EQ(resource(cib, "q").clone, "");
}

TEST(AConfiguration, MayBeEmpty)
{
    EXPECT_THAT(configuration(with_resources("")).resources, IsEmpty());
}

TEST(AConfiguration, IsNotFoundInOtherXml)
{
    for (const auto* other : {"<pacemaker-result/>", "<cib/>", "<configuration/>"}) {
        const auto parsed = parse_cib(other);
        ASSERT_FALSE(parsed) << other;
        EXPECT_EQ(parsed.error().message, "not the configuration of a cluster");
    }
}

TEST(AConfiguration, IsRefusedWhereverItWasCutOff)
{
    const auto whole = captured("configuration.cib.xml");
    const auto end = whole.find("</configuration>");

    for (std::size_t length = 0; length < end; length += 53) {
        ASSERT_FALSE(parse_cib(std::string_view(whole).substr(0, length))) << length;
    }
}

} // namespace

} // namespace mmm::cluster
