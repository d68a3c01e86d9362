// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/model/explanation.h"
#include "lib/model/role_view.h"
#include "tests/unit/model/a_cluster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mmm::model {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

/// The lines about readers.
std::vector<std::string> findings(const ACluster& cluster)
{
    const auto roles = view_roles(cluster.view, {});
    EXPECT_TRUE(roles);
    std::vector<std::string> lines;
    for (const auto& finding :
         explain(cluster.view, *roles, {}, [](std::int64_t time) { return cat("T", time); })) {
        if (finding.subject == "readers") {
            lines.push_back(to_text(finding));
        }
    }
    return lines;
}

TEST(Readers, AtReplicasThatAreNotWellAreToldWhileNobodyIsOnline)
{
    ACluster cluster;
    cluster.says("M1", "HARD_OFFLINE")
        .says("M2", "REPLICATION_FAIL")
        .says("slave1", "REPLICATION_DELAY");
    cluster.instance("reader", 1).nodes = {"M2"};

    const auto lines = findings(cluster);

    EXPECT_THAT(
        lines,
        Contains("readers: M2 has addresses of the role reader although its state is "
                 "REPLICATION_FAIL, because no host is ONLINE. Next: look at its replication: "
                 "mmm_control checks M2, SHOW SLAVE STATUS"));
    EXPECT_THAT(
        lines,
        Contains("readers: slave1 has addresses of the role reader although its state is "
                 "REPLICATION_DELAY, because no host is ONLINE. Next: wait until it has caught up: "
                 "mmm_control checks slave1"));
}

TEST(Readers, AtAReplicaThatIsNotWellAreAboutToMoveWhenSomebodyIsOnline)
{
    ACluster cluster;
    cluster.says("slave1", "REPLICATION_FAIL");

    EXPECT_THAT(
        findings(cluster),
        ElementsAre("readers: slave1 has addresses of the role reader although its state is "
                    "REPLICATION_FAIL: they move just now. Next: look at its replication: "
                    "mmm_control checks slave1, SHOW SLAVE STATUS"));
}

TEST(Readers, OfAHostThatWasSetOfflineComeBackWhenItIsSetOnline)
{
    ACluster cluster;
    cluster.says("slave1", "ADMIN_OFFLINE");
    cluster.node("slave1").attributes["mmm-reason-mysql"] = "set offline by an operator";
    cluster.node("slave1").attributes["mmm-admin-mysql"] = "offline";
    cluster.instance("reader", 2).nodes = {"M1"};

    EXPECT_THAT(
        findings(cluster),
        ElementsAre("readers: slave1 has no address of the role reader: its state is ADMIN_OFFLINE "
                    "(set offline by an operator). Next: mmm_control set_online slave1"));
}

} // namespace
} // namespace mmm::model
