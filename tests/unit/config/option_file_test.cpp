// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/config/option_file.h"

#include <gtest/gtest.h>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

namespace mmm::config {
namespace {

OptionGroups parsed(std::string_view text)
{
    auto groups = parse_option_file(text);
    EXPECT_TRUE(groups) << (groups ? "" : groups.error().message);
    return groups ? *groups : OptionGroups{};
}

TEST(AnOptionFile, HasGroupsOfNamesAndValues)
{
    const auto groups = parsed("[mmm_agent]\npassword=one\nport = 3306\n[mmm_replication]\n"
                               "password = two\n");

    const OptionGroups expected{
        {"mmm_agent", {{"password", "one"}, {"port", "3306"}}},
        {"mmm_replication", {{"password", "two"}}}};
    EXPECT_EQ(groups, expected);
}

TEST(AnOptionFile, MayBeEmpty)
{
    EXPECT_TRUE(parsed("").empty());
    EXPECT_TRUE(parsed("\n\n # nothing\n;nothing\n").empty());
}

TEST(AnOptionFile, MayLackTheLastLineBreakAndHaveThoseOfWindows)
{
    EXPECT_EQ(parsed("[a]\r\npassword=x\r\n[b]\r\npassword=y").at("b").at("password"), "y");
    EXPECT_EQ(parsed("[a]\r\npassword=x\r\n").at("a").at("password"), "x");
}

TEST(AnOptionFile, MayNameAGroupTwice)
{
    const auto groups = parsed("[a]\none=1\n[b]\n[a]\ntwo=2\none=3\n");

    EXPECT_EQ(groups.at("a"), (OptionGroup{{"one", "3"}, {"two", "2"}}));
    EXPECT_TRUE(groups.at("b").empty());
}

struct Value {
    const char* written;
    const char* meant;
};

class AValue : public testing::TestWithParam<Value> {};

TEST_P(AValue, IsReadAsMysqlsProgramsReadIt)
{
    const auto groups = parsed(std::string("[a]\npassword") + GetParam().written + "\n");

    EXPECT_EQ(groups.at("a").at("password"), GetParam().meant) << GetParam().written;
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    AValue,
    testing::Values(
        Value{"", ""},
        Value{"=", ""},
        Value{"=secret", "secret"},
        Value{" =\tsecret \t", "secret"},
        Value{"=a=b=c", "a=b=c"},
        Value{"=a b", "a b"},
        Value{"=\"a b \"", "a b "},
        Value{"='a # b; c'", "a # b; c"},
        Value{"=secret # a comment", "secret"},
        Value{"=a;b", "a;b"},
        Value{"=\"it's\"", "it's"},
        Value{"=\"say \\\"so\\\"\" # why not", "say \"so\""},
        Value{"=\"unclosed", "\"unclosed"},
        Value{"=\"", "\""},
        Value{"=a\\\\b", "a\\b"},
        Value{"=a\\tb\\sc", "a\tb c"},
        Value{"=a\\xb", "a\\xb"},
        Value{"=a\\", "a\\"},
        Value{"=\xC3\xA4\xC3\xB6", "\xC3\xA4\xC3\xB6"}));

struct WrongLine {
    const char* text;
    const char* message;
};

class AWrongLine : public testing::TestWithParam<WrongLine> {};

TEST_P(AWrongLine, IsToldByItsNumberAndNeverByItsText)
{
    const auto groups = parse_option_file(GetParam().text);

    ASSERT_FALSE(groups);
    EXPECT_EQ(groups.error().code, Errc::malformed_input);
    EXPECT_EQ(groups.error().message, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    AWrongLine,
    testing::Values(
        WrongLine{"password=S3cret\n", "line 1: no [group] stands above it"},
        WrongLine{"# why\n\nS3cret", "line 3: no [group] stands above it"},
        WrongLine{"[a]\nx=1\n[S3cret\n", "line 3: \"]\" is missing"},
        WrongLine{"[a]\n = S3cret\n", "line 2: no name before \"=\""}));

/// A file in a directory that goes with the test.
class ASecretFile : public testing::Test {
protected:
    void SetUp() override
    {
        std::string pattern = testing::TempDir() + "mmm-option-file-XXXXXX";
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        directory_ = pattern;
        path_ = directory_ + "/credentials.cnf";
    }

    void TearDown() override { std::filesystem::remove_all(directory_); }

    void write(const std::string& text, mode_t mode) const
    {
        std::ofstream(path_) << text;
        ASSERT_EQ(::chmod(path_.c_str(), mode), 0);
    }

    void expect_unusable(const std::string& why) const
    {
        const auto groups = read_secret_option_file(path_);
        ASSERT_FALSE(groups);
        EXPECT_EQ(groups.error().code, Errc::bad_on_this_host);
        EXPECT_NE(groups.error().message.find(path_), std::string::npos);
        EXPECT_NE(groups.error().message.find(why), std::string::npos) << groups.error().message;
        EXPECT_EQ(groups.error().message.find("S3cret"), std::string::npos);
    }

    std::string directory_;
    std::string path_;
};

TEST_F(ASecretFile, ThatOnlyItsOwnerReadsIsRead)
{
    for (const mode_t mode : {0600U, 0400U, 0700U}) {
        write("[a]\npassword=S3cret\n", mode);
        const auto groups = read_secret_option_file(path_);
        ASSERT_TRUE(groups) << groups.error().message;
        EXPECT_EQ(groups->at("a").at("password"), "S3cret");
        std::filesystem::remove(path_);
    }
}

TEST_F(ASecretFile, ThatOthersMayReadOrWriteIsRefused)
{
    for (const mode_t mode : {0640U, 0604U, 0620U, 0602U, 0610U, 0644U}) {
        write("[a]\npassword=S3cret\n", mode);
        expect_unusable("others than its owner may read it; chmod 600 it");
    }
}

TEST_F(ASecretFile, ThatIsMissingIsTold)
{
    expect_unusable("No such file");
}

TEST_F(ASecretFile, IsNoDirectoryAndNoPipe)
{
    ASSERT_EQ(::mkdir(path_.c_str(), 0700), 0);
    expect_unusable("not a regular file");
    std::filesystem::remove(path_);
    ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
    expect_unusable("not a regular file");
}

TEST_F(ASecretFile, ThatIsMalformedIsToldWithoutItsText)
{
    write("password=S3cret\n", 0600);

    expect_unusable("line 1: no [group] stands above it");
}

TEST_F(ASecretFile, ThatIsHugeIsRefused)
{
    write(std::string(65 << 10U, '#'), 0600);

    expect_unusable("larger than any option file");
}

TEST_F(ASecretFile, OfSomebodyElseIsRefused)
{
    if (::geteuid() != 0) {
        GTEST_SKIP() << "only root can give a file to somebody else";
    }
    write("[a]\npassword=S3cret\n", 0600);
    ASSERT_EQ(::chown(path_.c_str(), 65534, 65534), 0);

    expect_unusable("chown it to root");
}

/// Whether a process that has done `before` and is then ended by a signal that dumps, dumps.
bool leaves_core(const std::string& directory, const std::function<void()>& before)
{
    const pid_t child = ::fork();
    if (child == 0) {
        const rlimit unlimited{RLIM_INFINITY, RLIM_INFINITY};
        ::setrlimit(RLIMIT_CORE, &unlimited);
        ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); // the tests before this one have read such files
        std::signal(SIGQUIT, SIG_DFL);
        if (::chdir(directory.c_str()) == 0) {
            before();
            std::raise(SIGQUIT);
        }
        std::_Exit(1);
    }
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status));
    return WCOREDUMP(status);
}

TEST_F(ASecretFile, ForAGroupMayBeReadByItAndByNobodyElse)
{
    for (const mode_t mode : {0600U, 0640U}) {
        write("[a]\npassword=S3cret\n", mode);
        EXPECT_TRUE(read_secret_option_file(path_, SecretFor::group)) << mode;
    }
    for (const mode_t mode : {0660U, 0644U, 0650U}) {
        write("[a]\npassword=S3cret\n", mode);
        EXPECT_FALSE(read_secret_option_file(path_, SecretFor::group)) << mode;
    }
    write("[a]\npassword=S3cret\n", 0640);
    EXPECT_FALSE(read_secret_option_file(path_));
}

TEST_F(ASecretFile, IsNotInTheCoreOfAProcessThatHasReadIt)
{
    if (!leaves_core(directory_, [] {})) {
        GTEST_SKIP() << "no process leaves a core on this machine";
    }
    write("[a]\npassword=S3cret\n", 0600);

    EXPECT_FALSE(leaves_core(directory_, [this] {
        if (!read_secret_option_file(path_)) {
            std::_Exit(1);
        }
    }));
}

} // namespace
} // namespace mmm::config
