// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/state_file.h"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace mmm {
namespace {

class AStateFile : public testing::Test {
protected:
    void SetUp() override
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "mmm-test-XXXXXX").string();
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        directory_ = pattern;
    }

    void TearDown() override { std::filesystem::remove_all(directory_); }

    [[nodiscard]] std::string path(const std::string& name = "state") const
    {
        return directory_ + "/" + name;
    }

    void write_by_hand(const std::string& text) const { std::ofstream(path()) << text; }

private:
    std::string directory_;
};

TEST_F(AStateFile, GivesBackWhatWasWritten)
{
    const StateValues values{{"boot_id", "a-b-c"}, {"since", "1763719200"}};

    ASSERT_TRUE(write_state_file(path(), values));

    EXPECT_EQ(read_state_file(path()), values);
}

TEST_F(AStateFile, ThatIsMissingIsEmpty)
{
    EXPECT_TRUE(read_state_file(path()).empty());
}

TEST_F(AStateFile, ReplacesAllOfTheOldValues)
{
    ASSERT_TRUE(write_state_file(path(), {{"old", "1"}}));
    ASSERT_TRUE(write_state_file(path(), {{"fresh", "2"}}));

    EXPECT_EQ(read_state_file(path()), (StateValues{{"fresh", "2"}}));
}

TEST_F(AStateFile, MakesItsDirectories)
{
    const auto deep = path("run/mmm/mysql/state");

    ASSERT_TRUE(write_state_file(deep, {{"a", "b"}}));

    EXPECT_EQ(read_state_file(deep).at("a"), "b");
}

TEST_F(AStateFile, KeepsEqualSignsInValuesAndLeavesOutLinesWithoutOne)
{
    write_by_hand("gtid=0-1-5=x\nrubbish\n\nempty=\n");

    EXPECT_EQ(read_state_file(path()), (StateValues{{"gtid", "0-1-5=x"}, {"empty", ""}}));
}

TEST_F(AStateFile, CutsAValueAtItsFirstLineBreak)
{
    ASSERT_TRUE(write_state_file(path(), {{"reason", "one\ninjected=1"}}));

    EXPECT_EQ(read_state_file(path()), (StateValues{{"reason", "one"}}));
}

TEST_F(AStateFile, IsReadableByItsOwnerOnlyAndLeavesNothingBeside)
{
    ASSERT_TRUE(write_state_file(path(), {{"a", "b"}}));

    struct stat found {};

    ASSERT_EQ(::stat(path().c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, 0600U);
    const std::filesystem::directory_iterator entries(std::filesystem::path(path()).parent_path());
    EXPECT_EQ(std::distance(begin(entries), end(entries)), 1);
}

TEST_F(AStateFile, ThatCannotBeWrittenSaysWhichAndWhy)
{
    write_by_hand("a file where a directory should be");

    const auto result = write_state_file(path("state/below"), {{"a", "b"}});

    ASSERT_FALSE(result);
    EXPECT_NE(result.error().message.find("Not a directory"), std::string::npos)
        << result.error().message;
}

} // namespace
} // namespace mmm
