// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmm-compat/mmm_config/config_command_line.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace mmm::config_tool {
namespace {

using Words = std::vector<std::string>;

PrintGrants grants(const Words& words)
{
    const auto command = parse_command_line(words);
    EXPECT_TRUE(command) << (command ? "" : command.error().message);
    const auto* found = command ? std::get_if<PrintGrants>(&*command) : nullptr;
    EXPECT_NE(found, nullptr);
    return found != nullptr ? *found : PrintGrants{};
}

TEST(Grants, HaveTheDefaultNames)
{
    const auto command = grants({"grants", "--server", "mariadb-10.11"});

    EXPECT_EQ(command.series.to_text(), "mariadb-10.11");
    EXPECT_EQ(command.names.agent, "mmm_agent");
    EXPECT_EQ(command.names.replication, "mmm_replication");
    EXPECT_EQ(command.names.network, "%");
}

TEST(Grants, TakeNamesInBothForms)
{
    const auto command = grants(
        {"grants",
         "--agent-user",
         "a",
         "--replication-user=r",
         "--from=192.168.0.%",
         "--server=mysql-9.7"});

    EXPECT_EQ(command.series.to_text(), "mysql-9.7");
    EXPECT_EQ(command.names.agent, "a");
    EXPECT_EQ(command.names.replication, "r");
    EXPECT_EQ(command.names.network, "192.168.0.%");
}

TEST(Help, IsACommand)
{
    EXPECT_TRUE(std::holds_alternative<ShowHelp>(*parse_command_line({"help"})));
    EXPECT_TRUE(std::holds_alternative<ShowHelp>(*parse_command_line({"--help"})));
    for (const auto& series : model::named_series()) {
        EXPECT_NE(help_text().find(series.to_text()), std::string::npos);
    }
}

TEST(ATable, StandsAlone)
{
    EXPECT_TRUE(
        std::holds_alternative<PrintPrivilegeTable>(*parse_command_line({"grants", "--table"})));
    EXPECT_FALSE(parse_command_line({"grants", "--table", "--server", "mysql-9.7"}));
}

struct Mistake {
    const char* name;
    Words words;
    const char* told;
};

class AMistake : public testing::TestWithParam<Mistake> {};

TEST_P(AMistake, IsToldInOneLine)
{
    const auto command = parse_command_line(GetParam().words);

    ASSERT_FALSE(command);
    EXPECT_EQ(command.error().code, Errc::bad_parameter);
    EXPECT_EQ(command.error().message, GetParam().told);
}

constexpr const char* unknown_server =
    "server \"mysql-5.5\" is not known; one of: mysql-5.6 mysql-5.7 mysql-8.0 mysql-8.4 mysql-9.7 "
    "mariadb-10.5 mariadb-10.11 mariadb-11.8 mariadb-12.0";
constexpr const char* no_server =
    "which server? give --server and one of: mysql-5.6 mysql-5.7 mysql-8.0 mysql-8.4 mysql-9.7 "
    "mariadb-10.5 mariadb-10.11 mariadb-11.8 mariadb-12.0";

INSTANTIATE_TEST_SUITE_P(
    Examples,
    AMistake,
    testing::Values(
        Mistake{"nothing", {}, "a command is missing; see mmm_config help"},
        Mistake{"command", {"grant"}, "command \"grant\" is not known; see mmm_config help"},
        Mistake{"no_server", {"grants"}, no_server},
        Mistake{"server", {"grants", "--server", "mysql-5.5"}, unknown_server},
        Mistake{"no_value", {"grants", "--server"}, "--server needs a value; see mmm_config help"},
        Mistake{
            "option",
            {"grants", "--server", "mysql-9.7", "--host", "x"},
            "\"--host\" is not known; see mmm_config help"},
        Mistake{
            "twice",
            {"grants", "--server=mysql-9.7", "--server=mysql-8.4"},
            "--server is given twice"}),
    [](const auto& example) { return std::string(example.param.name); });

} // namespace
} // namespace mmm::config_tool
