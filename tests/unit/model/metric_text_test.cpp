// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/metric_text.h"
#include "tests/unit/model/a_cluster.h"
#include "tests/unit/model/a_history.h"

#include <gmock/gmock.h>

namespace mmm::model {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string metrics_of(const ACluster& cluster, const ServersSeen& servers = {})
{
    const auto roles = view_roles(cluster.view, "");
    return render_metrics(
        make_snapshot(cluster.view, *roles, servers, a_history(), 1763719999), "1.2.3");
}

TEST(Metrics, TellTheStateOfEachHostAsASet)
{
    const auto text = metrics_of(ACluster().says("M2", "REPLICATION_DELAY"));
    EXPECT_THAT(
        text,
        HasSubstr(R"(mmm_host_state{resource="mysql",host="M2",state="REPLICATION_DELAY"} 1)"));
    EXPECT_THAT(text, HasSubstr(R"(mmm_host_state{resource="mysql",host="M2",state="ONLINE"} 0)"));
}

TEST(Metrics, HaveHelpAndTypeOnceAndOnlyWithSamples)
{
    const auto text = metrics_of(ACluster());
    EXPECT_THAT(
        text,
        HasSubstr("# TYPE mmm_writer_moves_total counter\n"
                  "mmm_writer_moves_total{resource=\"mysql\"} 3\n"));
    EXPECT_EQ(text.find("# TYPE mmm_check_ok "), text.rfind("# TYPE mmm_check_ok "));
    EXPECT_THAT(text, Not(HasSubstr("mmm_server_read_only")));
}

TEST(Metrics, SayNothingOfALagThatNobodyKnows)
{
    ServerFacts facts;
    facts.link.emplace();
    facts.link->source_host = "192.168.0.65";
    const auto text = metrics_of(ACluster(), {{"M2", facts}, {"slave1", std::nullopt}});
    EXPECT_THAT(
        text,
        HasSubstr(R"(mmm_replication_receiver_running{resource="mysql",host="M2",source="M1"} 0)"));
    EXPECT_THAT(text, Not(HasSubstr("mmm_replication_lag_seconds")));
    EXPECT_THAT(text, HasSubstr(R"(mmm_server_answers{resource="mysql",host="slave1"} 0)"));
}

TEST(Metrics, TellTimesInSeconds)
{
    const auto text = metrics_of(ACluster());
    EXPECT_THAT(
        text,
        HasSubstr(R"(mmm_last_move_interruption_seconds{resource="mysql",kind="failover"} 2.345)"));
    EXPECT_THAT(
        text,
        HasSubstr(
            R"(mmm_last_move_timestamp_seconds{resource="mysql",kind="failover"} 1763719320.250)"));
}

TEST(Metrics, OfADeadClusterSayThatAndWhatTheHistoryKnows)
{
    const auto text = render_metrics(
        unreachable_snapshot("mysql", "Connection refused", a_history(), 1), "1.2.3");
    EXPECT_THAT(text, HasSubstr("mmm_cluster_reachable{resource=\"mysql\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("mmm_writer_moves_total{resource=\"mysql\"} 3\n"));
    EXPECT_THAT(text, Not(HasSubstr("mmm_cluster_quorate")));
    EXPECT_THAT(text, Not(HasSubstr("mmm_cluster_has_writer")));
}

TEST(Metrics, EscapeWhatPrometheusWouldTakeForTheEndOfALabel)
{
    ServerFacts facts;
    facts.version = "10\"\\\n";
    EXPECT_THAT(metrics_of(ACluster(), {{"M1", facts}}), HasSubstr(R"(version="10\"\\\n"})"));
}

TEST(TheMetricTable, NamesEachMetric)
{
    EXPECT_THAT(metric_table(), HasSubstr("| `mmm_check_ok` | gauge | host, check |"));
}

} // namespace
} // namespace mmm::model
