// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What the text looks like; that the cluster's tools accept it is tests/component/metadata.
#include "ocf-agent/runtime/metadata.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace mmm::ocf {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::array<Parameter, 3> parameters{{
    {.name = "ip",
     .shortdesc = "addresses",
     .longdesc = "IPv4 & IPv6, <more than one> \"too\"",
     .required = true,
     .unique_group = "address"},
    {.name = "count",
     .type = ParameterType::integer,
     .default_value = "5",
     .shortdesc = "how often",
     .longdesc = "how often",
     .reloadable = true},
    {.name = "note", .default_value = "\"a\" & <b>", .shortdesc = "a note", .longdesc = "a note"},
}};

Outcome nothing(const Call& /*call*/)
{
    return Outcome::success();
}

constexpr std::array<Action, 2> actions{{
    {.name = "start", .run = nothing, .timeout_seconds = 60},
    {.name = "monitor",
     .run = nothing,
     .timeout_seconds = 20,
     .interval_seconds = 10,
     .role = "Promoted",
     .depth = 10},
}};

constexpr Agent agent{
    .name = "sample",
    .shortdesc = "a sample",
    .longdesc = "Fit for tests.",
    .parameters = parameters,
    .actions = actions};

TEST(Metadata, NamesNoEncodingBecauseCrmshRefusesOne)
{
    EXPECT_THAT(metadata_xml(agent, "1.2.3"), StartsWith("<?xml version=\"1.0\"?>\n"));
}

TEST(Metadata, TellsTheAgentsVersionAndThatOfTheInterface)
{
    const auto xml = metadata_xml(agent, "1.2.3");

    EXPECT_THAT(xml, HasSubstr("<resource-agent name=\"sample\" version=\"1.2.3\">"));
    EXPECT_THAT(xml, HasSubstr("<version>1.1</version>"));
}

TEST(Metadata, EscapesWhatMeansSomethingToXml)
{
    const auto xml = metadata_xml(agent, "1");

    EXPECT_THAT(xml, HasSubstr("IPv4 &amp; IPv6, &lt;more than one&gt; &quot;too&quot;"));
    EXPECT_THAT(xml, HasSubstr("default=\"&quot;a&quot; &amp; &lt;b&gt;\""));
}

TEST(Metadata, SaysOfAParameterWhatIsNotItsDefault)
{
    const auto xml = metadata_xml(agent, "1");

    EXPECT_THAT(xml, HasSubstr("<parameter name=\"ip\" unique-group=\"address\" required=\"1\">"));
    EXPECT_THAT(xml, HasSubstr("<parameter name=\"count\" reloadable=\"1\">"));
    EXPECT_THAT(xml, HasSubstr("<parameter name=\"note\">"));
}

TEST(Metadata, GivesNoDefaultToARequiredParameter)
{
    const auto xml = metadata_xml(agent, "1");

    EXPECT_THAT(xml, HasSubstr("<content type=\"string\"/>"));
    EXPECT_THAT(xml, HasSubstr("<content type=\"integer\" default=\"5\"/>"));
}

TEST(Metadata, AdvertisesActionsWithTheirTimesAndRoles)
{
    const auto xml = metadata_xml(agent, "1");

    EXPECT_THAT(xml, HasSubstr("<action name=\"start\" timeout=\"60s\"/>"));
    EXPECT_THAT(
        xml,
        HasSubstr("<action name=\"monitor\" timeout=\"20s\" interval=\"10s\" depth=\"10\" "
                  "role=\"Promoted\"/>"));
    EXPECT_THAT(xml, HasSubstr("<action name=\"meta-data\" timeout=\"5s\"/>"));
}

TEST(Metadata, LeavesNoStrayPlaceholder)
{
    EXPECT_THAT(metadata_xml(agent, "1"), Not(HasSubstr("\"\"")));
}

} // namespace
} // namespace mmm::ocf
