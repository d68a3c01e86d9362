// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmm-compat/mmm_config/config_command_line.h"

#include <gmock/gmock.h>

namespace mmm::config_tool {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Words = std::vector<std::string>;

template<typename Wanted>
Wanted command(const Words& words)
{
    const auto parsed = parse_command_line(words, "1.2.3");
    EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().message);
    const auto* found = parsed ? std::get_if<Wanted>(&*parsed) : nullptr;
    EXPECT_NE(found, nullptr);
    return found != nullptr ? *found : Wanted{};
}

TEST(Grants, HaveTheDefaultNames)
{
    const auto grants = command<PrintGrants>({"grants", "--server", "mariadb-10.11"});

    EXPECT_EQ(grants.series.to_text(), "mariadb-10.11");
    EXPECT_EQ(grants.names.agent, "mmm_agent");
    EXPECT_EQ(grants.names.replication, "mmm_replication");
    EXPECT_EQ(grants.names.network, "%");
    EXPECT_FALSE(grants.names.exist);
    EXPECT_TRUE(
        command<PrintGrants>({"grants", "--server", "mysql-5.6", "--existing"}).names.exist);
}

TEST(Grants, TakeNamesInBothForms)
{
    const auto grants = command<PrintGrants>(
        {"grants",
         "--agent-user",
         "a",
         "--replication-user=r",
         "--from=192.168.0.%",
         "--server=mysql-9.7"});

    EXPECT_EQ(grants.series.to_text(), "mysql-9.7");
    EXPECT_EQ(grants.names.agent, "a");
    EXPECT_EQ(grants.names.replication, "r");
    EXPECT_EQ(grants.names.network, "192.168.0.%");
}

TEST(Help, TellsOfAllCommandsAndOptions)
{
    for (const auto& words : {Words{"help"}, Words{"--help-all"}}) {
        const auto text = command<ShowText>(words).text;
        for (const auto* word :
             {"check",
              "pcs",
              "crmsh",
              "cib",
              "diff",
              "apply",
              "--yes",
              "--fencing-later",
              "credentials",
              "--output",
              "grants",
              "--server",
              "mysql-5.6",
              "directives",
              "--config-dir",
              "--cluster"}) {
            EXPECT_THAT(text, HasSubstr(word));
        }
    }
    EXPECT_THAT(command<ShowText>({"--help"}).text, HasSubstr("directives"));
    EXPECT_THAT(command<ShowText>({"apply", "--help"}).text, HasSubstr("--fencing-later"));
}

TEST(TheVersion, IsTold)
{
    EXPECT_EQ(command<ShowText>({"--version"}).text, "mmm_config 1.2.3\n");
}

TEST(Tables, StandAlone)
{
    command<PrintPrivilegeTable>({"grants", "--table"});
    command<PrintDirectiveTable>({"directives"});
}

TEST(ACheck, TakesFilesAndDirectories)
{
    EXPECT_THAT(command<Check>({"check"}).paths, ElementsAre());
    EXPECT_THAT(command<Check>({"check", "a", "b.conf"}).paths, ElementsAre("a", "b.conf"));
}

TEST(TheCluster, IsWrittenInThreeWays)
{
    EXPECT_EQ(command<PrintCluster>({"pcs"}).format, Format::pcs);
    EXPECT_EQ(command<PrintCluster>({"crmsh"}).format, Format::crmsh);
    const auto cib = command<PrintCluster>({"cib", "--config-dir", "/etc/mmm", "--cluster=c1"});
    EXPECT_EQ(cib.format, Format::cib);
    EXPECT_EQ(cib.files.directory, "/etc/mmm");
    EXPECT_EQ(cib.files.cluster, "c1");
}

TEST(TheDifference, IsOfTheSameFiles)
{
    EXPECT_EQ(command<ShowDifference>({"diff", "--config-dir=x"}).files.directory, "x");
    const auto apply = command<Apply>({"apply", "--yes", "--fencing-later", "--cluster", "c"});
    EXPECT_TRUE(apply.yes);
    EXPECT_TRUE(apply.fencing_later);
    EXPECT_EQ(apply.files.cluster, "c");
    EXPECT_FALSE(command<Apply>({"apply"}).yes);
}

TEST(Credentials, HaveAFile)
{
    EXPECT_EQ(command<WriteCredentials>({"credentials", "--output", "f"}).output, "f");
}

struct Mistake {
    const char* name;
    Words words;
    const char* told;
};

class AMistake : public testing::TestWithParam<Mistake> {};

TEST_P(AMistake, IsToldInOneLine)
{
    const auto parsed = parse_command_line(GetParam().words, "1.2.3");

    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().code, Errc::bad_parameter);
    EXPECT_EQ(parsed.error().message, GetParam().told);
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
        Mistake{
            "no_value",
            {"grants", "--server"},
            "--server: 1 required TEXT missing; see mmm_config help"},
        Mistake{
            "option",
            {"grants", "--server", "mysql-9.7", "--host", "x"},
            "The following arguments were not expected: x --host; see mmm_config help"},
        Mistake{"table", {"grants", "--table", "--server", "mysql-9.7"}, "--table stands alone"},
        Mistake{"no_output", {"credentials"}, "--output is required; see mmm_config help"},
        Mistake{
            "two_commands",
            {"pcs", "crmsh"},
            "The following argument was not expected: crmsh; see mmm_config help"}),
    [](const auto& example) { return std::string(example.param.name); });

} // namespace
} // namespace mmm::config_tool
