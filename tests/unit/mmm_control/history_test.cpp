// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/text.h"
#include "lib/config/history_file.h"
#include "mmm-compat/mmm_control/history.h"
#include "tests/unit/mmm_control/a_fake_cluster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace mmm::control {

namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class TheHistory : public testing::Test {
protected:
    void SetUp() override
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "mmm-test-XXXXXX").string();
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        directory = pattern;
    }

    void TearDown() override { std::filesystem::remove_all(directory); }

    void record(const std::string& resource, std::uint64_t number, const std::string& to) const
    {
        model::MoveEntry move;
        move.number = number;
        move.time_ms = 1763719300123;
        move.to = to;
        ASSERT_TRUE(config::HistoryFile(resource, directory)
                        .append(move, Deadline::after(std::chrono::seconds(20))));
    }

    Reply run(std::string_view line)
    {
        return history(parse_command_line(split(line)), cluster, Limits{}, directory);
    }

    AFakeCluster cluster;
    std::string directory;
};

TEST_F(TheHistory, IsReadWithoutACluster)
{
    cluster.unseen = Error{Errc::unreachable, "Pacemaker does not answer"};
    record("mysql", 1, "M1");
    record("mysql", 2, "M2");

    const auto all = run("history").output;
    EXPECT_THAT(all, StartsWith("No  When "));
    EXPECT_THAT(all, HasSubstr("\n1   "));
    EXPECT_THAT(all, HasSubstr("\n2   "));
    EXPECT_THAT(run("history --last 1").output, Not(HasSubstr("\n1   ")));
    EXPECT_THAT(run("history --json").output, StartsWith("{\n  \"moves\": [\n    {\"number\": 1,"));
    EXPECT_EQ(run("history").exit_status, 0);
}

TEST_F(TheHistory, SaysInOneLineThatThereIsNone)
{
    cluster.unseen = Error{Errc::unreachable, "Pacemaker does not answer"};

    EXPECT_EQ(run("history").output, "No writer move has been recorded on this node.");
    EXPECT_EQ(run("history --json").output, "{\n  \"moves\": [],\n  \"losses\": []\n}");
}

TEST_F(TheHistory, IsChosenByTheNameOfTheResourceOrOfItsClone)
{
    record("mysql", 1, "M1");
    record("shop", 1, "S1");

    EXPECT_THAT(run("@shop history").output, HasSubstr("S1"));
    EXPECT_THAT(run("@mysql-clone history").output, HasSubstr("M1"));
    EXPECT_THAT(run("history").output, HasSubstr("M1")) << "the cluster has only that one";
}

TEST_F(TheHistory, AsksForAChoiceWhenTheClusterCannotTell)
{
    cluster.unseen = Error{Errc::unreachable, "Pacemaker does not answer"};
    record("mysql", 1, "M1");
    record("shop", 1, "S1");

    const auto reply = run("history");
    EXPECT_EQ(
        reply.output,
        "ERROR: several databases have a history on this node (mysql, shop); choose one with "
        "mmm_control @mysql history");
    EXPECT_EQ(reply.exit_status, 1);
    EXPECT_EQ(
        run("@other history").output, "ERROR: no database \"other\" has a history on this node");
}

} // namespace

} // namespace mmm::control
