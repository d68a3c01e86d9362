// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/cluster/xml_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mmm::cluster {

namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(AnXmlDocument, GivesElementsAndAttributesInOrder)
{
    const auto document =
        XmlDocument::parse("<a><b id='1'/>text<!-- no --><c/><b id='&lt;2&#x3e;'/></a>");

    ASSERT_TRUE(document);
    const auto root = document->root();
    EXPECT_EQ(root.name(), "a");
    EXPECT_EQ(root.children().size(), 3U);
    ASSERT_EQ(root.children("b").size(), 2U);
    EXPECT_EQ(root.children("b")[1].text("id"), "<2>");
    EXPECT_EQ(root.child("c")->attribute("id"), std::nullopt);
    EXPECT_EQ(root.child("d").has_value(), false);
}

TEST(AnXmlDocument, ReadsPacemakersBooleans)
{
    const auto document = XmlDocument::parse("<a x='true' y='off' z='maybe'/>");

    ASSERT_TRUE(document);
    EXPECT_TRUE(document->root().flag("x"));
    EXPECT_FALSE(document->root().flag("y", true));
    EXPECT_TRUE(document->root().flag("z", true));
    EXPECT_FALSE(document->root().flag("none"));
}

TEST(AnXmlDocument, TellsAFaultInOneLine)
{
    const auto document = XmlDocument::parse("<a>\n<b>\n</a>\n");

    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().code, Errc::malformed_input);
    EXPECT_THAT(document.error().message, StartsWith("not XML: line "));
    EXPECT_EQ(document.error().message.find('\n'), std::string::npos);
}

TEST(AnXmlDocument, RefusesAnythingThatCouldDeclareEntities)
{
    const auto bomb = XmlDocument::parse(
        "<!DOCTYPE a [<!ENTITY x 'xxxxxxxxxx'><!ENTITY y '&x;&x;&x;&x;'>]><a b='&y;'>&y;</a>");
    const auto file =
        XmlDocument::parse("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>");

    ASSERT_FALSE(bomb);
    EXPECT_EQ(bomb.error().message, "XML with a document type is not accepted");
    EXPECT_FALSE(file);
}

TEST(AnXmlDocument, RefusesAnEntityThatNobodyDeclared)
{
    EXPECT_FALSE(XmlDocument::parse("<a b='&nobody;'/>"));
}

TEST(AnXmlDocument, RefusesTooMuch)
{
    const std::string huge(16U << 20U, ' ');

    const auto document = XmlDocument::parse(huge);

    ASSERT_FALSE(document);
    EXPECT_THAT(document.error().message, HasSubstr("16777216 bytes"));
}

TEST(AnXmlDocument, RefusesElementsNestedWithoutEnd)
{
    std::string deep;
    for (int i = 0; i < 100000; ++i) {
        deep += "<a>";
    }

    EXPECT_FALSE(XmlDocument::parse(deep));
}

class Garbage : public ::testing::TestWithParam<std::string> {};

TEST_P(Garbage, IsMalformedInput)
{
    const auto document = XmlDocument::parse(GetParam());

    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().code, Errc::malformed_input);
}

INSTANTIATE_TEST_SUITE_P(
    Bytes,
    Garbage,
    ::testing::Values(
        std::string(),
        std::string(" \n"),
        std::string("Error: cluster is not available\n"),
        std::string("<a"),
        std::string("<a/><b/>"),
        std::string("<a b='1' b='2'/>"),
        std::string("<a>\xff\xfe</a>"),
        std::string("<a>\0</a>", 8),
        std::string("\0\0\0\0", 4)));

} // namespace

} // namespace mmm::cluster
