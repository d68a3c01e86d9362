// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/config/history_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace mmm::config {

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class AHistoryFile : public testing::Test {
protected:
    void SetUp() override
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "mmm-test-XXXXXX").string();
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        root = pattern;
        directory = root + "/mmm-ha";
    }

    void TearDown() override { std::filesystem::remove_all(root); }

    static model::MoveEntry a_move(std::uint64_t number)
    {
        model::MoveEntry move;
        move.number = number;
        move.time_ms = 1763719300123;
        move.to = "M2";
        return move;
    }

    static Deadline soon() { return Deadline::after(std::chrono::seconds(20)); }

    static mode_t mode(const std::string& path)
    {
        struct stat status {};

        EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
        return status.st_mode & 07777U;
    }

    std::string root;
    std::string directory;
};

TEST_F(AHistoryFile, IsMadeForEverybodyToReadWhateverTheUmask)
{
    const HistoryFile file("mysql", directory);
    const auto before = ::umask(0077);

    const auto done = file.append(a_move(1), soon());

    ::umask(before);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(file.path(), directory + "/mysql-mysql.history");
    EXPECT_EQ(mode(file.path()), 0644U);
    EXPECT_EQ(mode(directory), 0755U);
    EXPECT_FALSE(std::filesystem::exists(file.path() + ".new"));
}

TEST_F(AHistoryFile, IsForEverybodyToReadAlsoInADirectoryThatWasMadeForRootAlone)
{
    ASSERT_EQ(::mkdir(directory.c_str(), 0700), 0);
    const HistoryFile history("mysql", directory);

    ASSERT_TRUE(history.append(a_move(1), soon()));

    EXPECT_EQ(mode(directory), 0755U);
}

TEST_F(AHistoryFile, GivesBackWhatWasAppendedOnceEach)
{
    const HistoryFile file("mysql", directory);

    for (const auto number : {1U, 2U, 1U}) {
        ASSERT_TRUE(file.append(a_move(number), soon()));
    }

    EXPECT_THAT(*file.read(), ElementsAre(a_move(1), a_move(2)));
}

TEST_F(AHistoryFile, ThatIsMissingIsEmpty)
{
    const auto entries = HistoryFile("mysql", directory).read();

    ASSERT_TRUE(entries);
    EXPECT_THAT(*entries, IsEmpty());
    EXPECT_THAT(resources_with_history(directory), IsEmpty());
}

TEST_F(AHistoryFile, IsFoundByItsResource)
{
    for (const auto* resource : {"shop", "mysql"}) {
        ASSERT_TRUE(HistoryFile(resource, directory).append(a_move(1), soon()));
    }

    EXPECT_THAT(resources_with_history(directory), ElementsAre("mysql", "shop"));
}

TEST_F(AHistoryFile, LosesNoEntryToSeveralWriters)
{
    const HistoryFile file("mysql", directory);
    std::vector<pid_t> children;
    for (std::uint64_t child = 0; child < 4; ++child) {
        const auto pid = ::fork();
        if (pid == 0) {
            bool good = true;
            for (std::uint64_t i = 1; i <= 10; ++i) {
                good = file.append(a_move(100 * child + i), soon()).has_value() && good;
            }
            ::_exit(good ? 0 : 1);
        }
        children.push_back(pid);
    }
    for (const auto pid : children) {
        int status = -1;
        ::waitpid(pid, &status, 0);
        EXPECT_EQ(status, 0);
    }

    EXPECT_THAT(*file.read(), SizeIs(40));
}

TEST_F(AHistoryFile, SaysWhatItCouldNotMake)
{
    std::ofstream(root + "/file") << "not a directory";

    const auto done = HistoryFile("mysql", root + "/file/deeper").append(a_move(1), soon());

    ASSERT_FALSE(done);
    EXPECT_EQ(
        done.error().message,
        "could not create the directory \"" + root + "/file/deeper\": Not a directory");
}

} // namespace

} // namespace mmm::config
