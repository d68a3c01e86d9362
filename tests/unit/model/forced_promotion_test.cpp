// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/forced_promotion.h"
#include "tests/unit/model/a_cluster.h"

#include <gtest/gtest.h>

namespace mmm::model {

namespace {

/// M1 is gone, and M2 has refused.
ACluster refused()
{
    ACluster cluster;
    cluster.database_stopped("M1").without("M1", "master-mysql");
    cluster.instance("writer").nodes.clear();
    cluster.failed("mysql", "promote", "M2", "could not promote: 3 are missing");
    return cluster;
}

std::string judged(const ACluster& cluster, std::string_view host = "M2")
{
    const auto roles = view_roles(cluster.view, {});
    EXPECT_TRUE(roles);
    const auto decision = judge_forced_promotion(cluster.view.status, *roles, host);
    if (const auto* sentence = std::get_if<std::string>(&decision)) {
        return *sentence;
    }
    const auto* lifted = std::get_if<RefusedPromotion>(&decision);
    return lifted == nullptr ? "no refusal yet"
                             : cat("lift on ", lifted->host, ": ", lifted->reason);
}

TEST(AForcedPromotion, LiftsTheRefusalThatIsOnRecord)
{
    EXPECT_EQ(judged(refused()), "lift on M2: could not promote: 3 are missing");
}

TEST(AForcedPromotion, LiftsItAlsoWhileTheServerIsHeldDownByThatFailure)
{
    auto cluster = refused();
    cluster.database_stopped("M2");

    EXPECT_EQ(judged(cluster), "lift on M2: could not promote: 3 are missing");
}

TEST(AForcedPromotion, HasNothingToLiftBeforeARefusal)
{
    auto cluster = refused();
    cluster.view.status.failures.clear();

    EXPECT_EQ(judged(cluster), "no refusal yet");
}

TEST(AForcedPromotion, IsNotForAClusterThatHasAWriter)
{
    EXPECT_EQ(
        judged(ACluster()),
        "ERROR: Can't promote 'M2': 'M1' is the writer; nothing has to be given up. Use: "
        "mmm_control move_role writer M2.");
    EXPECT_EQ(judged(ACluster(), "M1"), "OK: 'M1' is the writer already. Skipping command.");
}

TEST(AForcedPromotion, WaitsForTheFencingOfTheOldWriter)
{
    ACluster cluster;
    cluster.node("M1").online = false;
    cluster.node("M1").unclean = true;

    EXPECT_EQ(
        judged(cluster),
        "ERROR: Can't promote 'M2': 'M1' was the writer and is not fenced yet, so it may still be "
        "open; make sure that it is off, then: pcs stonith confirm M1.");
}

TEST(AForcedPromotion, IsRefusedWhereTheOperatorsWordIsNotWhatIsMissing)
{
    auto cluster = refused();
    cluster.view.status.maintenance_mode = true;
    EXPECT_EQ(judged(cluster), "ERROR: This command is not allowed in passive mode");

    cluster = refused();
    cluster.view.status.quorate = false;
    EXPECT_EQ(
        judged(cluster), "ERROR: Can't promote 'M2': this part of the cluster has no quorum.");

    cluster = refused();
    EXPECT_EQ(judged(cluster, "M9"), "ERROR: Unknown host name 'M9'!");
    EXPECT_EQ(
        judged(cluster, "slave1"),
        "ERROR: Can't promote 'slave1': it is a slave, not named in the parameter masters.");

    cluster.node("M2").standby = true;
    EXPECT_EQ(
        judged(cluster),
        "ERROR: Can't promote 'M2': an operator took it out; see mmm_control why M2.");

    cluster = refused();
    cluster.view.status.failures.clear();
    cluster.database_stopped("M2").failed("mysql", "start", "M2", "no space left");
    EXPECT_EQ(
        judged(cluster),
        "ERROR: Can't promote 'M2': its server does not run: start failed: no space left.");
}

TEST(TheProgressOfAForcedPromotion, EndsWithSuccessAnotherWriterOrANewFailure)
{
    auto cluster = refused();
    const auto known = cluster.view.status.failures;
    const auto progress = [&known](const ACluster& now) {
        return judge_forced_progress("M2", known, now.view.status, *view_roles(now.view, {}));
    };

    EXPECT_FALSE(progress(cluster)) << "the old failure says nothing";

    auto promoted = cluster;
    promoted.database("M2").role = InstanceRole::promoted;
    EXPECT_TRUE(progress(promoted)->promoted);

    auto again = cluster;
    again.failed("mysql", "promote", "M2", "could not promote: slave1 is still open for writes");
    EXPECT_EQ(
        progress(again)->reason,
        "promote failed again: could not promote: slave1 is still open for writes");

    auto other = cluster;
    other.database("slave1").role = InstanceRole::promoted;
    EXPECT_EQ(progress(other)->reason, "the cluster has promoted 'slave1'");

    auto gone = cluster;
    gone.node("M2").online = false;
    EXPECT_EQ(progress(gone)->reason, "the host has left the cluster");
}

} // namespace

} // namespace mmm::model
