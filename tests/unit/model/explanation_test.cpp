// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/model/explanation.h"
#include "lib/model/prospects.h"
#include "tests/unit/model/a_cluster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mmm::model {

namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string a_time(std::int64_t seconds)
{
    return cat("T", seconds);
}

std::vector<std::string> explained(const ClusterView& view, std::string_view host = {})
{
    const auto roles = view_roles(view, {});
    EXPECT_TRUE(roles);
    std::vector<std::string> lines;
    for (const auto& finding : explain(view, *roles, host, a_time)) {
        lines.push_back(to_text(finding));
    }
    return lines;
}

/// The example, with what a real cluster has: a fencing device, and limits for failures.
ACluster a_fenced_cluster()
{
    ACluster cluster;
    cluster.define("power", "", "stonith:fence_ipmilan", {});
    cluster.add_instance("power", std::nullopt, "", "M2");
    cluster.view.configuration.resources.front().meta["failure-timeout"] = "5min";
    return cluster;
}

ACluster& without_writer(ACluster& cluster)
{
    cluster.database_stopped("M1").without("M1", "master-mysql");
    cluster.instance("writer").role = InstanceRole::stopped;
    cluster.instance("writer").nodes.clear();
    return cluster;
}

ACluster& barred(ACluster& cluster, std::string_view host)
{
    cluster.view.status.failure_counts.push_back(
        {.resource = "mysql",
         .node = std::string(host),
         .count = 1,
         .threshold = 1,
         .last = 1763719300});
    return cluster;
}

TEST(AnExplanation, OfAHealthyClusterTellsWriterNextAndReaders)
{
    EXPECT_THAT(
        explained(a_fenced_cluster().view),
        ElementsAre(
            "writer: M1 is the writer and has the role writer",
            "writer: M2 would be promoted if M1 were lost: score 500, it replicates and is not "
            "behind",
            "slave1: never becomes the writer: a slave, not named in the parameter masters",
            "readers: every host has a reader address"));
}

TEST(AnExplanation, OfOneHostSaysWhyItIsNotTheWriter)
{
    EXPECT_THAT(
        explained(a_fenced_cluster().view, "M2"),
        Contains("M2: may be promoted (score 500: it replicates and is not behind), but M1 is the "
                 "writer and keeps the role while well. Next: mmm_control move_role writer M2 "
                 "moves it"));
}

TEST(AnExplanation, NamesTheRefusalAndBothWaysOutWhenThereIsNoWriter)
{
    auto cluster = a_fenced_cluster();
    without_writer(cluster).failed("mysql", "promote", "M2", "could not promote: 3 are missing");
    barred(cluster, "M2").database_stopped("M2");

    const auto lines = explained(cluster.view);

    EXPECT_THAT(
        lines,
        Contains("writer: no host is promoted, and none can be. Next: see the lines of the hosts"));
    EXPECT_THAT(
        lines,
        Contains("M2: promote failed at T1763719300: could not promote: 3 are missing; Pacemaker "
                 "keeps the database off until T1763719600 (migration-threshold=1, "
                 "failure-timeout=5min). Next: mend the cause, then pcs resource cleanup mysql "
                 "node=M2; or give up what it would lose: mmm_control promote --accept-loss M2"));
}

TEST(AnExplanation, OffersNoLossWhileThereIsAWriter)
{
    auto cluster = a_fenced_cluster();
    cluster.failed("mysql", "promote", "M2", "could not promote: 3 are missing");
    barred(cluster, "M2").database_stopped("M2");

    EXPECT_THAT(explained(cluster.view), Not(Contains(HasSubstr("--accept-loss"))));
}

TEST(AnExplanation, SaysWhenABarEndsOnlyByHand)
{
    auto cluster = a_fenced_cluster();
    cluster.view.configuration.resources.front().meta.clear();
    cluster.failed("mysql", "start", "M2", "no space left");
    barred(cluster, "M2").database_stopped("M2");

    EXPECT_THAT(
        explained(cluster.view),
        Contains("M2: start failed at T1763719300: no space left; Pacemaker keeps the database off "
                 "until that is cleaned up (migration-threshold=1). Next: mend the cause, then pcs "
                 "resource cleanup mysql node=M2"));
}

TEST(AnExplanation, TellsHowToLeaveAMode)
{
    auto manual = a_fenced_cluster();
    manual.pinned({"M1"}).view.status.bans.push_back(
        {.constraint = "mmm-manual-mysql-rule",
         .resource = "mysql-clone",
         .node = "M2",
         .absolute = true,
         .promoted_only = true});
    EXPECT_THAT(
        explained(manual.view),
        Contains(
            "M2: the cluster is in MANUAL mode, in which M1 stays the writer. Next: mmm_control "
            "set_active, or mmm_control move_role writer M2"));

    auto passive = a_fenced_cluster();
    passive.managed(false);
    EXPECT_THAT(
        explained(passive.view),
        Contains("cluster: PASSIVE: the database and its roles are unmanaged, the cluster does not "
                 "touch them. Next: mmm_control set_active"));
}

TEST(AnExplanation, HasARemedyForEachThingAnOperatorDid)
{
    auto standby = a_fenced_cluster();
    standby.node("M2").standby = true;
    EXPECT_THAT(
        explained(standby.view), Contains("M2: is in standby. Next: pcs node unstandby M2"));

    auto banned = a_fenced_cluster();
    banned.view.status.bans.push_back(
        {.constraint = "cli-ban-mysql-clone-on-M2",
         .resource = "mysql-clone",
         .node = "M2",
         .absolute = true,
         .promoted_only = true});
    EXPECT_THAT(
        explained(banned.view),
        Contains("M2: the constraint cli-ban-mysql-clone-on-M2 forbids its promotion, left over "
                 "from a ban or a move. Next: pcs resource clear mysql-clone M2"));

    auto preferred = a_fenced_cluster();
    preferred.view.configuration.locations.push_back(
        {.id = "cli-prefer-mysql-clone",
         .resource = "mysql-clone",
         .node = "M2",
         .any_role = false,
         .preferred = true});
    EXPECT_THAT(
        explained(preferred.view),
        Contains("writer: the constraint cli-prefer-mysql-clone prefers M2, left over from a move "
                 "or of one under way. Next: pcs resource clear mysql-clone"));

    auto disabled = a_fenced_cluster();
    disabled.view.configuration.resources.front().meta["target-role"] = "Unpromoted";
    EXPECT_THAT(
        explained(disabled.view),
        Contains("cluster: the database shall not be promoted (target-role=Unpromoted). Next: pcs "
                 "resource enable mysql-clone"));
}

TEST(AnExplanation, TellsWhatIsWrongWithFencing)
{
    EXPECT_THAT(
        explained(ACluster().view),
        Contains(StartsWith("cluster: no fencing device is configured: a host that is lost is "
                            "never replaced")));

    ACluster by_watchdog;
    by_watchdog.view.configuration.properties["have-watchdog"] = "true";
    by_watchdog.view.configuration.properties["stonith-watchdog-timeout"] = "10s";
    EXPECT_THAT(explained(by_watchdog.view), Not(Contains(StartsWith("cluster:"))));

    auto off = a_fenced_cluster();
    off.view.status.stonith_enabled = false;
    EXPECT_THAT(
        explained(off.view),
        Contains(StartsWith("cluster: fencing is off (stonith-enabled=false)")));

    auto broken = a_fenced_cluster();
    broken.instance("power").role = InstanceRole::stopped;
    EXPECT_THAT(
        explained(broken.view),
        Contains("cluster: the fencing device power does not run. Next: look why with crm_mon -1, "
                 "then pcs resource cleanup power"));

    auto failing = a_fenced_cluster();
    failing.node("M1").unclean = true;
    failing.view.status.fencing.push_back({.node = "M1", .success = false, .completed = {}});
    const auto lines = explained(failing.view);
    EXPECT_THAT(
        lines,
        Contains(StartsWith("cluster: M1 is lost and not fenced yet (the last try failed): ")));
    EXPECT_THAT(
        lines,
        Contains("writer: M1 is the writer and has the role writer, but is lost and its server may "
                 "still be open"));
}

TEST(AnExplanation, TellsOfAnAddressThatDidNotFollow)
{
    auto cluster = a_fenced_cluster();
    cluster.instance("writer").nodes.clear();
    cluster.failed("writer", "start", "M1", "the address is in use");

    EXPECT_THAT(
        explained(cluster.view),
        Contains("writer: M1 is promoted, and the address of the role writer is on no host: start "
                 "failed on M1: the address is in use. Next: mend the cause, then pcs resource "
                 "cleanup writer"));
}

TEST(AnExplanation, GivesEveryHostWithoutReaderItsReason)
{
    auto cluster = a_fenced_cluster();
    cluster.says("slave1", "REPLICATION_DELAY");
    cluster.node("slave1").attributes["mmm-reason-mysql"] = "more than 60 s behind its source";
    cluster.instance("reader", 2).nodes.clear();

    const auto lines = explained(cluster.view);

    EXPECT_THAT(
        lines,
        Contains("readers: slave1 has no address of the role reader: its state is "
                 "REPLICATION_DELAY (more than 60 s behind its source). Next: wait until it has "
                 "caught up: mmm_control checks slave1"));
    EXPECT_THAT(lines, Contains(StartsWith("readers: reader(192.168.0.73) is on no host")));
}

TEST(AnExplanation, SaysWhatAQuarantinedHostHas)
{
    auto cluster = a_fenced_cluster();
    cluster.says("M2", "AWAITING_RECOVERY").scored("M2", -1000000);
    cluster.node("M2").attributes["mmm-reason-mysql"] = "has 0-2-501, which M1 lacks";

    const auto lines = explained(cluster.view);

    EXPECT_THAT(
        lines, Contains(StartsWith("M2: is quarantined: has 0-2-501, which M1 lacks. Next: ")));
    EXPECT_THAT(
        lines, Contains(StartsWith("writer: no other host could take over if M1 were lost")));
}

TEST(AnExplanation, WaitsForAPromotionUnderWay)
{
    auto cluster = a_fenced_cluster();
    without_writer(cluster).database("M2").role = InstanceRole::promoting;

    EXPECT_THAT(
        explained(cluster.view),
        Contains("writer: no host is promoted; M2 is being promoted now. Next: wait a moment"));
}

TEST(AnExplanation, PromisesNoSuccessorWhileTheClusterDoesNotAct)
{
    auto passive = a_fenced_cluster();
    passive.view.status.maintenance_mode = true;
    auto alone = a_fenced_cluster();
    alone.view.status.quorate = false;

    for (const auto& view : {passive.view, alone.view}) {
        EXPECT_THAT(
            explained(view),
            Contains("writer: no other host would be promoted if M1 were lost, since the cluster "
                     "does not act. Next: see the lines of the cluster"));
    }
    alone.view.configuration.properties["no-quorum-policy"] = "ignore";
    EXPECT_THAT(explained(alone.view), Contains(StartsWith("writer: M2 would be promoted")));
}

TEST(AScore, HasAMeaningDownToTheNextOne)
{
    EXPECT_EQ(meaning_of_score(1000), "it is open for writes");
    EXPECT_EQ(meaning_of_score(500), "it replicates and is not behind");
    EXPECT_EQ(meaning_of_score(499), "it replicates and is not behind");
    EXPECT_EQ(meaning_of_score(399), "it replicates from nobody");
    EXPECT_EQ(meaning_of_score(200), "it does not reach its source and may lack transactions");
    EXPECT_EQ(meaning_of_score(99), "it is more than max_backlog behind");
    EXPECT_EQ(meaning_of_score(74), "it waits for its recovery");
    EXPECT_EQ(meaning_of_score(24), "it reaches none of ping_ips");
    EXPECT_EQ(meaning_of_score(-1000000), "set aside, or its applier failed");
}

TEST(AReason, ThatPacemakerHasCutSaysWhereTheRestIs)
{
    FailedAction failure{
        .resource = "mysql", .node = "M2", .task = "promote", .reason = "", .mark = "", .when = {}};
    failure.reason = std::string(127, 'x');
    EXPECT_EQ(told_reason(failure), failure.reason);

    failure.reason += 'x';
    EXPECT_EQ(told_reason(failure), failure.reason + "... (the whole line is in the log of M2)");
}

TEST(AnInterval, IsReadAsPacemakerWritesIt)
{
    EXPECT_EQ(parse_interval("5s"), 5);
    EXPECT_EQ(parse_interval("90"), 90);
    EXPECT_EQ(parse_interval("2min"), 120);
    EXPECT_EQ(parse_interval(" 1H "), 3600);
    EXPECT_EQ(parse_interval("PT5S"), 5);
    EXPECT_EQ(parse_interval("1500ms"), 1);
    EXPECT_EQ(parse_interval("soon"), std::nullopt);
    EXPECT_EQ(parse_interval(""), std::nullopt);
}

} // namespace

} // namespace mmm::model
