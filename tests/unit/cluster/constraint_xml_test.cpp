// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/cluster/cib_xml.h"
#include "lib/cluster/constraint_xml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mmm::cluster {

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

model::ClusterConfiguration with(std::string_view nodes, std::string_view constraints)
{
    const auto parsed = parse_cib(
        cat("<configuration><nodes>",
            nodes,
            "</nodes><resources/><constraints>",
            constraints,
            "</constraints></configuration>"));
    EXPECT_TRUE(parsed) << parsed.error().message;
    return parsed ? *parsed : model::ClusterConfiguration{};
}

TEST(APin, IsReadBackAsItWasWritten)
{
    const auto cib = with("", pin_xml("mmm-manual-mysql", "mysql-clone", {"M1", "a<b&\"c"}));

    ASSERT_EQ(cib.locations.size(), 1U);
    EXPECT_EQ(cib.locations[0].id, "mmm-manual-mysql");
    EXPECT_EQ(cib.locations[0].resource, "mysql-clone");
    EXPECT_THAT(cib.locations[0].only_nodes, ElementsAre("M1", "a<b&\"c"));
    EXPECT_FALSE(cib.locations[0].never) << "it keeps nothing off a node for good";
}

TEST(APin, SpeaksToAnOlderPacemakerInItsWords)
{
    EXPECT_THAT(
        pin_xml("p", "c", {"M1"}, {.promoted = "Master"}), ::testing::HasSubstr("role=\"Master\""));
}

TEST(ARuleAboutNodes, IsNoPinWhenItIsAboutAnythingElse)
{
    EXPECT_THAT(
        with(
            "",
            "<rsc_location id='l' rsc='r'><rule id='u' score='-INFINITY'><expression id='e' "
            "attribute='state' operation='ne' value='ONLINE'/></rule></rsc_location>")
            .locations[0]
            .only_nodes,
        IsEmpty());
    EXPECT_THAT(
        with(
            "",
            "<rsc_location id='l' rsc='r'><rule id='u' score='100'><expression id='e' "
            "attribute='#uname' operation='ne' value='M1'/></rule></rsc_location>")
            .locations[0]
            .only_nodes,
        IsEmpty());
}

TEST(APreference, MayHaveAConditionBesideTheNode)
{
    const auto location =
        with(
            "",
            "<rsc_location id='mmm-prefer-writer' rsc='mysql-clone'><rule id='u' role='Promoted' "
            "score='550'><expression id='e' attribute='#uname' operation='eq' value='M1'/>"
            "<expression id='f' attribute='mmm-state-mysql' operation='eq' value='ONLINE'/></rule>"
            "</rsc_location>")
            .locations.at(0);

    EXPECT_EQ(location.node, "M1");
    EXPECT_TRUE(location.preferred);
}

TEST(APermanentAttribute, IsReadOfEachNode)
{
    const auto cib = with(
        "<node id='1' uname='M1'><instance_attributes id='i'><nvpair id='n' name='mmm-admin-mysql' "
        "value='offline'/></instance_attributes></node><node id='2' uname='M2'/>",
        "");

    EXPECT_EQ(model::value_of(cib.permanent_attributes.at("M1"), "mmm-admin-mysql"), "offline");
    EXPECT_THAT(cib.permanent_attributes.at("M2"), IsEmpty());
}

} // namespace

} // namespace mmm::cluster
