// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What is asked of cibadmin and crm_diff; they are small scripts here.
#include "lib/base/cat.h"
#include "lib/cluster/cib_tools.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace mmm::cluster {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

class TheCibTools : public testing::Test {
protected:
    void SetUp() override
    {
        std::string pattern = cat(testing::TempDir(), "/cib-tools-XXXXXX");
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        directory_ = pattern;
    }

    void TearDown() override { std::filesystem::remove_all(directory_); }

    void install(const std::string& name, const std::string& body) const
    {
        const auto path = directory_ / name;
        std::ofstream(path) << "#!/bin/sh\necho \"$*\" >>" << (directory_ / "calls").string()
                            << "\n"
                            << body << "\n";
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    }

    [[nodiscard]] std::string text(const std::string& name) const
    {
        std::stringstream all;
        all << std::ifstream(directory_ / name).rdbuf();
        return all.str();
    }

    [[nodiscard]] std::string place(const std::string& name) const
    {
        return (directory_ / name).string();
    }

    [[nodiscard]] CibTools tools() const { return CibTools(directory_.string()); }

    static Deadline soon() { return Deadline::after(std::chrono::seconds(20)); }

private:
    std::filesystem::path directory_;
};

TEST_F(TheCibTools, ReadTheWholeCib)
{
    install("cibadmin", "echo '<cib/>'");

    EXPECT_EQ(tools().read(soon()).value_or(""), "<cib/>\n");
    EXPECT_EQ(text("calls"), "--query\n");
}

TEST_F(TheCibTools, ChangeItByOnePatch)
{
    install(
        "crm_diff",
        cat("cat ${1#--original=} ${2#--new=} >", place("seen"), "; echo '<diff/>'; exit 1"));
    install(
        "cibadmin",
        cat("cat ${2#--xml-file=} >",
            place("patch"),
            "; stat -c %a $(dirname ${2#--xml-file=}) >",
            place("mode")));

    ASSERT_TRUE(tools().change("<old/>", "<new/>", soon()));
    EXPECT_EQ(text("seen"), "<old/><new/>");
    EXPECT_EQ(text("patch"), "<diff/>\n");
    EXPECT_EQ(text("mode"), "700\n");
    EXPECT_THAT(
        text("calls"),
        MatchesRegex("--original=/tmp/mmm_config.*/old.xml --new=.*/new.xml --no-version\n"
                     "--patch --xml-file=.*/patch.xml\n"));
    const auto first = text("calls").substr(sizeof("--original=") - 1);
    EXPECT_FALSE(std::filesystem::exists(
        std::filesystem::path(first.substr(0, first.find(' '))).parent_path()));
}

TEST_F(TheCibTools, DoNothingWhenNothingDiffers)
{
    install("crm_diff", "exit 0");

    EXPECT_TRUE(tools().change("<old/>", "<old/>", soon()));
}

TEST_F(TheCibTools, TellWhatWentWrong)
{
    EXPECT_EQ(tools().read(soon()).error().code, Errc::missing_software);
    install("cibadmin", "echo 'Call failed: no' >&2; echo more >&2; exit 105");
    install("crm_diff", "echo '<diff/>'; exit 1");
    EXPECT_EQ(
        tools().read(soon()).error().message,
        "could not read the cluster's configuration: cibadmin: Call failed: no");
    EXPECT_EQ(
        tools().change("<a/>", "<b/>", soon()).error().message,
        "could not change the cluster's configuration: cibadmin: Call failed: no");
    install("crm_diff", "exit 66");
    EXPECT_EQ(
        tools().change("<a/>", "<b/>", soon()).error().message,
        "could not change the cluster's configuration: crm_diff: exit code 66");
}

struct Exit {
    int status;
    Errc code;
};

class AnExitStatus : public TheCibTools, public testing::WithParamInterface<Exit> {};

TEST_P(AnExitStatus, HasAMeaning)
{
    install("cibadmin", cat("exit ", GetParam().status));

    EXPECT_EQ(tools().read(soon()).error().code, GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    AnExitStatus,
    testing::Values(
        Exit{77, Errc::no_permission},
        Exit{102, Errc::unreachable},
        Exit{106, Errc::refused},
        Exit{1, Errc::tool_failed}));

} // namespace
} // namespace mmm::cluster
