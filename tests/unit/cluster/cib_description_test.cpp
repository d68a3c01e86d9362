// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/cluster/cib_description.h"
#include "tests/unit/cluster/captured.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace mmm::cluster {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

model::ClusterDescription described(const std::string& xml)
{
    auto found = describe_cib(xml);
    EXPECT_TRUE(found) << (found ? "" : found.error().message);
    return found ? *found : model::ClusterDescription{};
}

std::vector<std::string> constraints(const model::ClusterDescription& description)
{
    std::vector<std::string> lines;
    for (const auto& constraint : description.constraints) {
        lines.push_back(model::describe(constraint));
    }
    return lines;
}

const model::ResourcePlan& resource(const model::ClusterDescription& all, std::string_view id)
{
    return *std::ranges::find(all.resources, id, &model::ResourcePlan::id);
}

/// A whole CIB around what stands in it.
std::string cib(std::string_view resources, std::string_view others = {})
{
    return cat(
        "<cib epoch=\"1\"><configuration><crm_config/><nodes/><resources>",
        resources,
        "</resources><constraints>",
        others,
        "</constraints></configuration><status/></cib>");
}

TEST(ACib, IsDescribed)
{
    const auto description = described(captured("configuration.cib.xml"));

    EXPECT_THAT(description.properties, Contains(Pair("stonith-enabled", "true")));
    const auto& mysql = resource(description, "mysql");
    EXPECT_EQ(mysql.agent, "ocf:mmm:mysql");
    EXPECT_EQ(mysql.clone, "mysql-clone");
    EXPECT_THAT(mysql.parameters, ElementsAre(Pair("masters", "M1 M2")));
    EXPECT_THAT(mysql.clone_meta, Contains(Pair("promotable", "true")));
    EXPECT_EQ(mysql.operations.size(), 7);
    EXPECT_FALSE(mysql.opaque);
    EXPECT_EQ(resource(description, "power").agent, "stonith:fence_stub");
    EXPECT_THAT(
        constraints(description),
        ElementsAre(
            "writer with Promoted mysql-clone (INFINITY)",
            "promote mysql-clone then start writer",
            "demote mysql-clone then stop writer",
            "reader-clone -INFINITY where mmm-state-mysql ne ONLINE"));
}

TEST(ADescription, IsReadBackAsItWasWritten)
{
    const model::ConstraintPlan rule = model::LocationPlan{
        .id = "x",
        .resource = "a-clone",
        .score = "-INFINITY",
        .role = "Promoted",
        .all = false,
        .expressions = {{"s", "not_defined"}, {"s", "eq", "<&\">"}}};
    const model::ResourcePlan plan{
        .id = "a",
        .agent = "ocf:mmm:vip",
        .parameters = {{"ip", "10.0.0.1 10.0.0.2"}},
        .meta = {{"priority", "1"}},
        .operations = {{"monitor", "10s", "20s", "Promoted"}},
        .clone = "a-clone",
        .clone_meta = {{"notify", "true"}}};

    const auto description = described(cib(model::cib_element(plan), model::cib_element(rule)));

    EXPECT_EQ(constraints(description).front(), model::describe(rule));
    const auto& read = resource(description, "a");
    EXPECT_EQ(read.parameters, plan.parameters);
    EXPECT_EQ(read.meta, plan.meta);
    EXPECT_EQ(read.operations, plan.operations);
    EXPECT_EQ(read.clone, plan.clone);
    EXPECT_EQ(read.clone_meta, plan.clone_meta);
}

TEST(OldWords, MeanTheSame)
{
    EXPECT_THAT(
        constraints(described(
            cib("",
                R"(<rsc_colocation id="a" rsc="w" with-rsc="m" with-rsc-role="Master"/>)"
                R"(<rsc_order id="b" first="m" then="w" first-action="promote"/>)"
                R"(<rsc_location id="c" rsc="w" node="M1" score="5" role="Started"/>)"))),
        ElementsAre(
            "w with Promoted m (INFINITY)", "promote m then promote w (symmetrical)", "w 5 on M1"));
}

class MoreThanADescription : public testing::TestWithParam<const char*> {};

TEST_P(MoreThanADescription, IsMarked)
{
    EXPECT_TRUE(described(cib(GetParam())).resources.front().opaque);
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    MoreThanADescription,
    testing::Values(
        R"(<primitive id="a" template="t"/>)",
        R"(<primitive id="a"><utilization id="u"/></primitive>)",
        R"(<primitive id="a"><meta_attributes id-ref="other"/><meta_attributes id="b"/></primitive>)",
        R"(<primitive id="a"><instance_attributes id="b"><rule id="r"/></instance_attributes></primitive>)",
        R"(<primitive id="a"><operations><op id="o" name="stop" on-fail="block"/></operations></primitive>)",
        R"(<clone id="c"><meta_attributes id="m"><rule id="r"/></meta_attributes><primitive id="a"/></clone>)"));

TEST(ARule, ThatIsMoreThanADescriptionEqualsNoOther)
{
    for (
        const auto* inner :
        {R"(<rule id="r" score="5"><date_expression id="d" operation="gt" start="2020-01-01"/></rule>)",
         R"(<rule id="r" score="5"><rule id="s"/></rule>)",
         R"(<rule id="r" score="5"/><rule id="s" score="6"/>)"}) {
        EXPECT_THAT(
            constraints(described(
                cib("", cat("<rsc_location id=\"x\" rsc=\"a\">", inner, "</rsc_location>")))),
            ElementsAre("a 5 by the rule of x"));
    }
}

TEST(SomethingElse, IsNoCib)
{
    EXPECT_EQ(describe_cib("<x/>").error().code, Errc::malformed_input);
    EXPECT_EQ(describe_cib("no").error().code, Errc::malformed_input);
    EXPECT_EQ(change_cib("<cib/>", {}).error().code, Errc::malformed_input);
    EXPECT_EQ(change_cib("no", {}).error().code, Errc::malformed_input);
}

TEST(AChange, LeavesEverythingElse)
{
    const auto before =
        cib(R"(<primitive id="a" class="ocf" provider="mmm" type="vip"/><primitive id="b"/>)",
            R"(<rsc_location id="old" rsc="a" node="M1" score="5"/>)"
            R"(<rsc_location id="kept" rsc="b" node="M1" score="6"/>)");
    model::ClusterDifference difference;
    difference.properties = {{"stonith-enabled", "true"}};
    difference.resources = {
        {.id = "a", .agent = "ocf:mmm:vip", .parameters = {{"ip", "10.0.0.1"}}},
        {.id = "c", .agent = "ocf:mmm:vip"}};
    difference.removed_constraints = {"old", "gone-already"};
    difference.constraints.emplace_back(
        model::LocationPlan{.id = "new", .resource = "c", .score = "7", .node = "M2"});

    const auto changed = change_cib(before, difference);

    ASSERT_TRUE(changed) << changed.error().message;
    const auto after = described(*changed);
    EXPECT_THAT(after.properties, ElementsAre(Pair("stonith-enabled", "true")));
    ASSERT_EQ(after.resources.size(), 3);
    EXPECT_EQ(after.resources[0].id, "a");
    EXPECT_THAT(after.resources[0].parameters, ElementsAre(Pair("ip", "10.0.0.1")));
    EXPECT_EQ(after.resources[1].id, "b");
    EXPECT_EQ(after.resources[2].id, "c");
    EXPECT_THAT(constraints(after), ElementsAre("b 6 on M1", "c 7 on M2"));
    EXPECT_THAT(*changed, HasSubstr("epoch=\"1\""));
}

TEST(AProperty, IsChangedWhereItStands)
{
    model::ClusterDifference difference;
    difference.properties = {{"stonith-enabled", "false"}, {"new", "1"}};

    const auto changed =
        change_cib(cat("<cib>", captured("configuration.cib.xml"), "</cib>"), difference);

    ASSERT_TRUE(changed) << changed.error().message;
    const auto after = described(*changed);
    EXPECT_THAT(after.properties, Contains(Pair("stonith-enabled", "false")));
    EXPECT_THAT(after.properties, Not(Contains(Pair("stonith-enabled", "true"))));
    EXPECT_THAT(after.properties, Contains(Pair("new", "1")));
}

TEST(AnId, ThatIsTakenIsTold)
{
    model::ClusterDifference difference;
    difference.constraints.emplace_back(
        model::LocationPlan{.id = "a", .resource = "c", .score = "7", .node = "M2"});

    EXPECT_EQ(
        change_cib(cib(R"(<primitive id="a"/>)"), difference).error().message,
        "could not make the new configuration: the cluster uses the id \"a\" for something else; "
        "rename that");
    EXPECT_TRUE(change_cib(
        cib(R"(<primitive id="b"/>)",
            R"(<rsc_order id="o"><resource_set id="s"><resource_ref id="b"/></resource_set></rsc_order>)"),
        difference));
}

} // namespace
} // namespace mmm::cluster
