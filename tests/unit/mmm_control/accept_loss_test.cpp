// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/text.h"
#include "mmm-compat/mmm_control/accept_loss.h"
#include "tests/unit/mmm_control/a_fake_cluster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mmm::control {

namespace {

using std::chrono::milliseconds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

class Promote : public ::testing::Test {
protected:
    Promote()
    {
        cluster.now.database_stopped("M1").without("M1", "master-mysql");
        cluster.now.instance("writer").nodes.clear();
        refuse("could not promote: 3 are missing");
    }

    void refuse(const std::string& reason) { cluster.now.failed("mysql", "promote", "M2", reason); }

    Reply run(std::string_view line = "promote --accept-loss M2")
    {
        const auto command = parse_command_line(split(line));
        return promote(command, cluster, limits);
    }

    AFakeCluster cluster;
    Limits limits{.refusal = milliseconds(0), .move = milliseconds(10000), .poll = milliseconds(1)};
};

TEST_F(Promote, LeavesTheOperatorsWordBeforeTheClusterTriesAgain)
{
    std::map<std::string, std::string> at_clean_up;
    cluster.on_clean_up = [&] {
        at_clean_up = cluster.attributes;
        cluster.now.database("M2").role = model::InstanceRole::promoted;
    };

    const auto reply = run();

    EXPECT_EQ(
        reply.output,
        "OK: Host 'M2' has been promoted. What was given up is shown by: mmm_control history");
    EXPECT_THAT(
        at_clean_up,
        ElementsAre(
            Pair("mmm-accept-loss-mysql M2", "by root on M2 at 1763719300"),
            Pair("mmm-request-mysql M2", "root by mmm_control on M2 at 1763719300123")));
    EXPECT_THAT(cluster.calls, ElementsAre("clean up mysql M2"));
    EXPECT_THAT(cluster.said, Contains("# 'M2' refused: could not promote: 3 are missing"));
    EXPECT_THAT(
        cluster.logged,
        Contains("root accepts on M2 what the promotion of M2 may lose: could not promote: 3 are "
                 "missing"));
}

TEST_F(Promote, TakesTheWordBackWhenItDidNotHelp)
{
    cluster.on_clean_up = [&] { refuse("could not promote: slave1 is still open for writes"); };

    EXPECT_EQ(
        run().output,
        "ERROR: Host 'M2' could not be promoted: promote failed again: could not promote: slave1 "
        "is "
        "still open for writes.");
    EXPECT_THAT(cluster.attributes, IsEmpty());
}

TEST_F(Promote, TakesTheWordBackWhenItIsInterruptedOrLate)
{
    cluster.on_clean_up = [&] { cluster.signal = SIGINT; };
    EXPECT_EQ(run().output, "ERROR: Host 'M2' could not be promoted: interrupted.");
    EXPECT_EQ(run().exit_status, 128 + SIGINT);
    EXPECT_THAT(cluster.attributes, IsEmpty());

    cluster.signal = 0;
    cluster.on_clean_up = {};
    limits.move = milliseconds(0);
    EXPECT_THAT(run().output, HasSubstr("not done within 0 s; see mmm_control why M2"));
    EXPECT_THAT(cluster.attributes, IsEmpty());
}

TEST_F(Promote, WaitsForARefusalBeforeItLiftsOne)
{
    limits.refusal = milliseconds(10000);
    cluster.now.view.status.failures.clear();
    cluster.on_pause = [&](int pause) {
        if (pause == 3) {
            refuse("could not promote: 3 are missing");
        }
    };
    cluster.on_clean_up = [&] { cluster.now.database("M2").role = model::InstanceRole::promoted; };

    EXPECT_THAT(run().output, HasSubstr("OK: Host 'M2' has been promoted."));
    EXPECT_EQ(cluster.said.front(), "# No refusal is known at present; waiting for the next one.");
}

TEST_F(Promote, HasNothingToLiftWithoutARefusal)
{
    cluster.now.view.status.failures.clear();

    EXPECT_EQ(
        run().output,
        "ERROR: Can't promote 'M2': no refusal of its promotion is known, so there is nothing to "
        "override. See: mmm_control why M2");
    EXPECT_THAT(cluster.calls, IsEmpty());
}

TEST_F(Promote, WithoutTheOptionChangesNothingAndSaysWhatToDo)
{
    EXPECT_EQ(
        run("promote M2").output,
        "ERROR: Can't promote 'M2': could not promote: 3 are missing. To give up what that names: "
        "mmm_control promote --accept-loss M2");
    EXPECT_THAT(cluster.calls, IsEmpty());
    EXPECT_THAT(cluster.attributes, IsEmpty());
    EXPECT_THAT(cluster.said, IsEmpty());
}

TEST_F(Promote, TouchesNothingWhenTheWordCannotBeLeft)
{
    cluster.attribute_error = Error{Errc::no_permission, "could not set the private attribute"};

    EXPECT_EQ(run().output, "ERROR: could not set the private attribute");
    EXPECT_THAT(cluster.calls, IsEmpty());
}

} // namespace

} // namespace mmm::control
