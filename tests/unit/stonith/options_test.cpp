// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "stonith/metadata.h"
#include "stonith/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace mmm::fence {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

Values enough(const Values& more)
{
    Values values{{"kill_program", "/bin/true"}};
    values.insert(more.begin(), more.end());
    return values;
}

std::string refusal(const Values& values)
{
    const auto settings = settings_of(values);
    return settings ? "accepted" : settings.error().message;
}

TEST(StandardInput, IsReadAsTheApiSays)
{
    const auto values =
        parse_lines("# a comment\naction=off\n\n  plug = x\nplug=M1\nplug=M2\nunknown=1\n"
                    "noise\nverify=\nwitness=a=b\r\n");
    EXPECT_THAT(
        values,
        ElementsAre(
            Pair("action", "off"), Pair("plug", "M2"), Pair("verify", ""), Pair("witness", "a=b")));
}

TEST(StandardInput, MayBeAnything)
{
    EXPECT_TRUE(parse_lines("").empty());
    EXPECT_TRUE(parse_lines(std::string_view("=\n==\n\0\xff=\n", 8)).empty());
}

TEST(ACommandLine, IsTakenInEachOfItsForms)
{
    const auto values =
        parse_arguments({"-o", "off", "-nM1", "--kill_program=/bin/true", "--witness", "10.0.0.1"});
    ASSERT_TRUE(values);
    EXPECT_THAT(
        *values,
        ElementsAre(
            Pair("action", "off"),
            Pair("kill_program", "/bin/true"),
            Pair("plug", "M1"),
            Pair("witness", "10.0.0.1")));
}

TEST(ACommandLine, IsRefusedWithTheWordThatIsWrong)
{
    EXPECT_EQ(
        parse_arguments({"--nothing=1"}).error().message,
        "unknown option \"--nothing=1\"; see fence_mmm --help");
    EXPECT_EQ(
        parse_arguments({"off"}).error().message, "unknown option \"off\"; see fence_mmm --help");
    EXPECT_EQ(parse_arguments({"-"}).error().message, "unknown option \"-\"; see fence_mmm --help");
    EXPECT_EQ(
        parse_arguments({"-z"}).error().message, "unknown option \"-z\"; see fence_mmm --help");
    EXPECT_EQ(parse_arguments({"-o"}).error().message, "option action needs a value");
}

TEST(TheSettings, HaveDefaults)
{
    const auto settings = settings_of(enough({}));
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->action, "reboot");
    EXPECT_EQ(settings->host, "");
    EXPECT_THAT(settings->verify, ElementsAre(Way::ping, Way::port));
    EXPECT_EQ(settings->port, 3306);
    EXPECT_EQ(settings->timeout, std::chrono::seconds(50));
}

TEST(TheSettings, TakeTheHostFromWhateverNamesIt)
{
    EXPECT_EQ(settings_of(enough({{"nodename", "M1"}}))->host, "M1");
    EXPECT_EQ(settings_of(enough({{"nodename", "M1"}, {"port", "alias"}}))->host, "alias");
    EXPECT_EQ(settings_of(enough({{"plug", "M2"}, {"port", "alias"}}))->host, "M2");
}

TEST(TheSettings, TakeAddressesOfBothFamilies)
{
    const auto settings = settings_of(enough({{"address_map", "M1:10.0.0.1;M2:fd00::2"}}));
    ASSERT_TRUE(settings);
    EXPECT_THAT(settings->addresses, ElementsAre(Pair("M1", "10.0.0.1"), Pair("M2", "fd00::2")));
}

TEST(TheSettings, AreRefusedWithTheRemedy)
{
    EXPECT_THAT(refusal({}), HasSubstr("kill_program"));
    EXPECT_THAT(refusal({{"kill_program", "kill_host"}}), HasSubstr("absolute path"));
    EXPECT_THAT(
        refusal(enough({{"verify", "smoke"}})), HasSubstr("some of ping, port, probe and status"));
    EXPECT_THAT(refusal(enough({{"verify", " "}})), HasSubstr("at least one way"));
    EXPECT_THAT(refusal(enough({{"verify", "probe"}})), HasSubstr("probe_program"));
    EXPECT_THAT(refusal(enough({{"verify", "status"}})), HasSubstr("status_program"));
    EXPECT_THAT(refusal(enough({{"address_map", "M1"}})), HasSubstr("host:address"));
    EXPECT_THAT(refusal(enough({{"server_port", "0"}})), HasSubstr("from 1 to 65535"));
    EXPECT_THAT(refusal(enough({{"timeout", "soon"}})), HasSubstr("from 2 to 3600"));
    EXPECT_THAT(refusal(enough({{"confirmations", "0"}})), HasSubstr("from 1 to 100"));
}

TEST(TheSettings, TakeNoHostThatIsNoName)
{
    for (const auto* host : {"-rf", "a b", "M1;reboot", "M1\n", "../M1", "$(M1)"}) {
        EXPECT_THAT(refusal(enough({{"plug", host}})), HasSubstr("give a node name")) << host;
    }
}

TEST(TheTable, HasNoNameAndNoLetterTwice)
{
    std::set<std::string_view> names;
    std::set<char> letters;
    for (const auto& option : option_table()) {
        EXPECT_TRUE(names.insert(option.name).second) << option.name;
        EXPECT_TRUE(option.letter == 0 || letters.insert(option.letter).second) << option.letter;
        EXPECT_THAT(help_text(), HasSubstr(option.description));
    }
}

} // namespace
} // namespace mmm::fence
