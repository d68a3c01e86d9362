// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/text.h"
#include "mmm-compat/mmm_control/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mmm::control {

namespace {

using ::testing::ElementsAre;

TEST(ACommandLine, MayNameAClusterFirst)
{
    const auto line = parse_command_line({"@shop", "show"});

    EXPECT_EQ(line.cluster, "shop");
    EXPECT_EQ(line.line, "show");
    ASSERT_TRUE(line.command);
    EXPECT_EQ(line.command->verb, Verb::show);
}

TEST(ACommandLine, TakesAnAtSignLaterForAWord)
{
    const auto line = parse_command_line({"show", "@shop"});

    EXPECT_EQ(line.cluster, "");
    EXPECT_FALSE(line.command);
}

TEST(ACommandLine, IsEmptyWithoutAWord)
{
    EXPECT_TRUE(parse_command_line({}).empty);
    EXPECT_TRUE(parse_command_line({"@shop"}).empty);
    EXPECT_FALSE(parse_command_line({""}).empty) << "an empty word is an invalid command";
}

TEST(ACommandLine, IsTakenApartAtBlanksHoweverItWasQuoted)
{
    const auto line = parse_command_line({"move_role writer", " M2"});

    ASSERT_TRUE(line.command);
    EXPECT_EQ(line.command->verb, Verb::move_role);
    EXPECT_THAT(line.command->arguments, ElementsAre("writer", "M2"));
}

TEST(ACommandLine, KnowsForceAsTheFirstOfThreeArgumentsOnly)
{
    const auto forced = parse_command_line({"move_role", "--force", "writer", "M2"});
    ASSERT_TRUE(forced.command);
    EXPECT_EQ(forced.command->verb, Verb::move_role_by_force);
    EXPECT_THAT(forced.command->arguments, ElementsAre("writer", "M2"));

    EXPECT_FALSE(parse_command_line({"move_role", "writer", "M2", "--force"}).command);
    EXPECT_FALSE(parse_command_line({"move_role", "--foo", "writer", "M2"}).command);
    const auto odd = parse_command_line({"move_role", "--force", "writer"});
    ASSERT_TRUE(odd.command);
    EXPECT_EQ(odd.command->verb, Verb::move_role) << "of a role called --force";
}

TEST(ACommandLine, KnowsWhatMmmHadNot)
{
    const auto later = parse_command_line({"move_role", "--now", "writer", "M2"});
    ASSERT_TRUE(later.command);
    EXPECT_EQ(later.command->verb, Verb::move_role_now);
    EXPECT_THAT(later.command->arguments, ElementsAre("writer", "M2"));

    const auto checks = parse_command_line({"checks", "--json", "M1"});
    ASSERT_TRUE(checks.command);
    EXPECT_TRUE(checks.command->json);
    EXPECT_THAT(checks.command->arguments, ElementsAre("M1"));

    EXPECT_TRUE(parse_command_line({"show", "--json"}).command->json);
    EXPECT_EQ(parse_command_line({"show", "--watch"}).command->watch, std::chrono::seconds(1));
    EXPECT_EQ(parse_command_line({"show", "--watch", "5"}).command->watch, std::chrono::seconds(5));
    EXPECT_FALSE(parse_command_line({"show", "--watch", "0"}).command);
    EXPECT_FALSE(parse_command_line({"show", "--watch", "soon"}).command);
    EXPECT_FALSE(parse_command_line({"checks", "--json", "a", "b", "c"}).command);
}

TEST(ACommandLine, TakesStrictBesideTheNameOfTheCluster)
{
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"--strict", "@shop", "show"}, {"@shop", "--strict", "show"}}) {
        const auto line = parse_command_line(words);
        EXPECT_TRUE(line.strict);
        EXPECT_EQ(line.cluster, "shop");
        EXPECT_EQ(line.line, "show");
        EXPECT_FALSE(line.empty);
    }
    EXPECT_TRUE(parse_command_line({"--strict"}).empty);
    EXPECT_FALSE(parse_command_line({"show", "--strict"}).command);
}

class AnInvalidCommand : public ::testing::TestWithParam<const char*> {};

TEST_P(AnInvalidCommand, IsNone)
{
    const auto line = parse_command_line({GetParam()});

    EXPECT_FALSE(line.command);
    EXPECT_EQ(line.line, GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    FromTranscripts,
    AnInvalidCommand,
    ::testing::Values(
        "",
        "0",
        "foo",
        "SHOW",
        "--help",
        "show extra",
        "ping x",
        "mode x",
        "checks a b c",
        "set_online",
        "set_offline",
        "set_active now",
        "set_manual now",
        "set_passive now",
        "move_role",
        "move_role writer",
        "move_role writer M2 M1",
        "set_ip",
        "history 3",
        "history --last",
        "history --last 0",
        "history --last x",
        "history --json --json",
        "why M1 M2",
        "plan",
        "plan move_role writer",
        "plan show writer M1",
        "promote",
        "promote --accept-loss",
        "promote M1 --accept-loss",
        "set_ip 10.77.0.70"));

struct ValidCase {
    const char* line;
    Verb verb;
    std::size_t arguments;
};

class AValidCommand : public ::testing::TestWithParam<ValidCase> {};

TEST_P(AValidCommand, IsKnownByNameAndNumberOfArguments)
{
    const auto line = parse_command_line(split(GetParam().line));

    ASSERT_TRUE(line.command);
    EXPECT_EQ(line.command->verb, GetParam().verb);
    EXPECT_EQ(line.command->arguments.size(), GetParam().arguments);
}

INSTANTIATE_TEST_SUITE_P(
    All,
    AValidCommand,
    ::testing::Values(
        ValidCase{"help", Verb::help, 0},
        ValidCase{"ping", Verb::ping, 0},
        ValidCase{"show", Verb::show, 0},
        ValidCase{"checks", Verb::checks, 0},
        ValidCase{"checks M1", Verb::checks, 1},
        ValidCase{"checks all ping", Verb::checks, 2},
        ValidCase{"set_online M1", Verb::set_online, 1},
        ValidCase{"set_offline M1", Verb::set_offline, 1},
        ValidCase{"mode", Verb::mode, 0},
        ValidCase{"set_active", Verb::set_active, 0},
        ValidCase{"set_manual", Verb::set_manual, 0},
        ValidCase{"set_passive", Verb::set_passive, 0},
        ValidCase{"set_ip 192.168.0.70 M1", Verb::set_ip, 2},
        ValidCase{"history", Verb::history, 0},
        ValidCase{"why", Verb::why, 0},
        ValidCase{"why M1", Verb::why, 1},
        ValidCase{"plan move_role writer M2", Verb::plan_move_role, 2},
        ValidCase{"promote M2", Verb::promote, 1},
        ValidCase{"promote --accept-loss M2", Verb::promote_accepting_loss, 1}));

TEST(ACommandLine, HasOptionsOfHistoryInAnyOrder)
{
    const auto line = parse_command_line(split("history --json --last 5"));
    ASSERT_TRUE(line.command);
    EXPECT_EQ(line.command->last, 5U);
    EXPECT_TRUE(line.command->json);

    const auto other = parse_command_line(split("history --last 5 --json"));
    ASSERT_TRUE(other.command);
    EXPECT_EQ(other.command->last, 5U);
    EXPECT_TRUE(other.command->json);
}

TEST(TheHelp, IsMmms)
{
    EXPECT_EQ(
        help_text(),
        "Valid commands are:\n"
        "    help                              - show this message\n"
        "    ping                              - ping monitor\n"
        "    show                              - show status\n"
        "    checks [<host>|all [<check>|all]] - show checks status\n"
        "    set_online <host>                 - set host <host> online\n"
        "    set_offline <host>                - set host <host> offline\n"
        "    mode                              - print current mode.\n"
        "    set_active                        - switch into active mode.\n"
        "    set_manual                        - switch into manual mode.\n"
        "    set_passive                       - switch into passive mode.\n"
        "    move_role [--force] <role> <host> - move exclusive role <role> to host <host>\n"
        "                                        (Only use --force if you know what you are "
        "doing!)\n"
        "    set_ip <ip> <host>                - set role with ip <ip> to host <host>\n");
}

} // namespace

} // namespace mmm::control
