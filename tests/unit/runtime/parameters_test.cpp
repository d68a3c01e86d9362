// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/runtime/parameters.h"
#include "tests/unit/runtime/variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace mmm::ocf {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::array<Parameter, 4> table{{
    {.name = "masters", .shortdesc = "", .longdesc = "", .required = true},
    {.name = "port",
     .type = ParameterType::integer,
     .default_value = "3306",
     .shortdesc = "",
     .longdesc = "",
     .lowest = 1,
     .highest = 65535},
    {.name = "fast",
     .type = ParameterType::boolean,
     .default_value = "true",
     .shortdesc = "",
     .longdesc = ""},
    {.name = "user", .default_value = "mysql", .shortdesc = "", .longdesc = ""},
}};

Parameters read(const std::map<std::string, std::string>& given)
{
    std::map<std::string, std::string> variables;
    for (const auto& [name, value] : given) {
        variables["OCF_RESKEY_" + name] = value;
    }
    return Parameters::read(table, variables_of(std::move(variables)));
}

TEST(Parameters, HaveTheirDefaultsWhenNothingIsGiven)
{
    const auto parameters = read({{"masters", "M1 M2"}});

    EXPECT_EQ(parameters.number("port"), 3306);
    EXPECT_TRUE(parameters.boolean("fast"));
    EXPECT_EQ(parameters.text("user"), "mysql");
    EXPECT_FALSE(parameters.given("user"));
    EXPECT_THAT(parameters.errors(), IsEmpty());
}

TEST(Parameters, HaveTheValuesThatAreGiven)
{
    const auto parameters =
        read({{"masters", " M1  M2 "}, {"port", "3307"}, {"fast", "no"}, {"user", "dba"}});

    EXPECT_THAT(parameters.words("masters"), ElementsAre("M1", "M2"));
    EXPECT_EQ(parameters.number("port"), 3307);
    EXPECT_FALSE(parameters.boolean("fast"));
    EXPECT_EQ(parameters.text("user"), "dba");
    EXPECT_TRUE(parameters.given("user"));
}

TEST(Parameters, CountABlankValueAsNotGiven)
{
    const auto parameters = read({{"masters", "M1"}, {"user", " "}, {"port", ""}});

    EXPECT_EQ(parameters.text("user"), "mysql");
    EXPECT_FALSE(parameters.given("port"));
    EXPECT_THAT(parameters.errors(), IsEmpty());
}

TEST(ARequiredParameter, ThatIsMissingIsAnErrorWithARemedy)
{
    const auto errors = read({}).errors();

    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors.front().code, Errc::bad_parameter);
    EXPECT_THAT(errors.front().message, HasSubstr("masters"));
    EXPECT_THAT(errors.front().message, HasSubstr("set it"));
}

class AWrongInteger : public testing::TestWithParam<const char*> {};

TEST_P(AWrongInteger, IsReportedWithItsRangeAndReplacedByTheDefault)
{
    const auto parameters = read({{"masters", "M1"}, {"port", GetParam()}});

    ASSERT_EQ(parameters.errors().size(), 1U);
    const auto& message = parameters.errors().front().message;
    EXPECT_THAT(message, HasSubstr(std::string("port=\"") + GetParam() + "\""));
    EXPECT_THAT(message, HasSubstr("from 1 to 65535"));
    EXPECT_EQ(parameters.number("port"), 3306);
    EXPECT_FALSE(parameters.given("port"));
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    AWrongInteger,
    testing::Values("0", "65536", "-1", "33o6", "3306 ", "3.5", "99999999999999999999"));

TEST(AnInteger, MayLieOnEitherLimit)
{
    EXPECT_EQ(read({{"masters", "M1"}, {"port", "1"}}).number("port"), 1);
    EXPECT_EQ(read({{"masters", "M1"}, {"port", "65535"}}).number("port"), 65535);
}

TEST(AWrongBoolean, IsReportedAndReplacedByTheDefault)
{
    const auto parameters = read({{"masters", "M1"}, {"fast", "perhaps"}});

    ASSERT_EQ(parameters.errors().size(), 1U);
    EXPECT_THAT(parameters.errors().front().message, HasSubstr("fast=\"perhaps\""));
    EXPECT_THAT(parameters.errors().front().message, HasSubstr("true or false"));
    EXPECT_TRUE(parameters.boolean("fast"));
}

TEST(Parameters, ReportEveryWrongValueOfACall)
{
    EXPECT_EQ(read({{"port", "x"}, {"fast", "x"}}).errors().size(), 3U);
}

TEST(AskingForAParameterOutsideTheTable, EndsTheAgent)
{
    const auto parameters = read({{"masters", "M1"}});

    EXPECT_DEATH(static_cast<void>(parameters.text("prot")), "");
}

TEST(AParameterError, SaysWhereAnotherHostMayDo)
{
    EXPECT_EQ(
        bad_on_this_host("nic", "eth7", "no such interface", "name one of eth0, lo").code,
        Errc::bad_on_this_host);
    EXPECT_EQ(
        bad_on_this_host("nic", "eth7", "no such interface", "name one of eth0, lo").message,
        "parameter nic=\"eth7\": no such interface; name one of eth0, lo");
}

} // namespace
} // namespace mmm::ocf
