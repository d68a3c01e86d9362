// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/cluster_description.h"

#include <gtest/gtest.h>

namespace mmm::model {
namespace {

TEST(Quotes, AreThoseOfAShell)
{
    ClusterDescription description;
    description.resources.push_back(
        {.id = "a",
         .agent = "ocf:mmm:mysql",
         .parameters = {
             {"plain", "/run/x-1_2.3"},
             {"blank", "M1 M2"},
             {"semicolon", "a:1;b:2"},
             {"single", "it's $HOME"},
             {"empty", ""}}});

    EXPECT_EQ(
        pcs_commands(description),
        "pcs resource create a ocf:mmm:mysql plain=/run/x-1_2.3 blank=\"M1 M2\" "
        "semicolon=\"a:1;b:2\" single='it'\\''s $HOME' empty=\"\"\n");
}

TEST(Elements, HaveTheirSpecialCharactersEscaped)
{
    const auto element = cib_element(
        ResourcePlan{.id = "a", .agent = "ocf:mmm:vip", .parameters = {{"p", "<\"&>"}}});

    EXPECT_NE(element.find("value=\"&lt;&quot;&amp;&gt;\""), std::string::npos) << element;
}

TEST(AConstraint, IsDescribedByWhatItMeans)
{
    const LocationPlan one{
        .id = "x",
        .resource = "r",
        .score = "-INFINITY",
        .all = false,
        .expressions = {{"a", "eq", "1"}, {"b", "not_defined"}}};
    auto other = one;
    other.id = "y";
    std::swap(other.expressions[0], other.expressions[1]);

    EXPECT_EQ(describe(ConstraintPlan(one)), describe(ConstraintPlan(other)));
    other.all = true;
    EXPECT_NE(describe(ConstraintPlan(one)), describe(ConstraintPlan(other)));
    other = one;
    other.opaque = true;
    EXPECT_NE(describe(ConstraintPlan(one)), describe(ConstraintPlan(other)));
}

TEST(ANode, IsWrittenInEachOfTheThreeWays)
{
    ClusterDescription description;
    description.constraints.emplace_back(
        LocationPlan{.id = "mmm-hosts-r-a", .resource = "r", .score = "-INFINITY", .node = "a"});

    EXPECT_EQ(
        pcs_commands(description), "pcs constraint location add mmm-hosts-r-a r a -- -INFINITY\n");
    EXPECT_EQ(crmsh_commands(description), "location mmm-hosts-r-a r -inf: a\n");
    EXPECT_EQ(
        cib_element(description.constraints.front()),
        "<rsc_location id=\"mmm-hosts-r-a\" rsc=\"r\" node=\"a\" score=\"-INFINITY\"/>\n");
}

} // namespace
} // namespace mmm::model
