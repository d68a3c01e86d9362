// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What "why" makes of clusters as Pacemaker really described them.
#include "lib/base/cat.h"
#include "lib/cluster/cib_xml.h"
#include "lib/cluster/crm_mon_xml.h"
#include "lib/model/explanation.h"
#include "tests/unit/cluster/captured.h"

#include <gtest/gtest.h>

namespace mmm::cluster {

namespace {

std::string a_time(std::int64_t seconds)
{
    return cat("T", seconds);
}

std::string
explained(const std::string& situation, const std::string& configuration = "configuration")
{
    auto status = parse_crm_mon(captured(situation + ".crm_mon.xml"));
    auto configured = parse_cib(captured(configuration + ".cib.xml"));
    EXPECT_TRUE(status && configured);
    const model::ClusterView view{*status, *configured};
    const auto roles = model::view_roles(view, {});
    EXPECT_TRUE(roles);
    std::string text;
    for (const auto& finding : model::explain(view, *roles, {}, a_time)) {
        text += model::to_text(finding) + "\n";
    }
    return text;
}

struct Situation {
    const char* status;
    const char* configuration;
    const char* explanation;
};

// The agents of these captures were stubs, which gave scores of their own.
class TheExplanation : public ::testing::TestWithParam<Situation> {};

TEST_P(TheExplanation, SaysWhatIsTheCaseAndWhatToDo)
{
    EXPECT_EQ(explained(GetParam().status, GetParam().configuration), GetParam().explanation);
}

INSTANTIATE_TEST_SUITE_P(
    OfCapturedClusters,
    TheExplanation,
    ::testing::Values(
        Situation{
            "healthy",
            "configuration",
            "writer: M2 is the writer and has the role writer\n"
            "writer: M1 would be promoted if M2 were lost: score 100, it is more than max_backlog "
            "behind\n"
            "slave1: never becomes the writer: a slave, not named in the parameter masters\n"
            "readers: every host has a reader address\n"},
        Situation{
            "standby",
            "configuration",
            "writer: M2 is the writer and has the role writer\n"
            "writer: M1 would be promoted if M2 were lost: score 100, it is more than max_backlog "
            "behind\n"
            "slave1: never becomes the writer: a slave, not named in the parameter masters\n"
            "readers: slave1 has no address of the role reader: its state is ADMIN_OFFLINE. Next: "
            "pcs node unstandby slave1\n"},
        Situation{
            "banned",
            "configuration",
            "writer: M2 is the writer and has the role writer\n"
            "writer: no other host could take over if M2 were lost. Next: see the lines of the "
            "hosts\n"
            "M1: the constraint cli-ban-mysql-clone-on-M1 keeps the database off it, left over "
            "from a ban or a move. Next: pcs resource clear mysql-clone M1\n"
            "slave1: never becomes the writer: a slave, not named in the parameter masters\n"
            "readers: M1 has no address of the role reader: its state is ADMIN_OFFLINE. Next: see "
            "the line of M1\n"},
        Situation{
            "maintenance",
            "configuration",
            "cluster: maintenance-mode=true: the cluster changes nothing, whatever happens. Next: "
            "pcs property set maintenance-mode=false\n"
            "writer: M2 is the writer and has the role writer\n"
            "writer: no other host would be promoted if M2 were lost, since the cluster does not "
            "act. Next: see the lines of the cluster\n"
            "M1: may be promoted (score 100: it is more than max_backlog behind), but M2 is the "
            "writer and keeps the role while well. Next: see the lines of the cluster\n"
            "slave1: never becomes the writer: a slave, not named in the parameter masters\n"
            "readers: M1 has no address of the role reader: there are fewer addresses than hosts, "
            "or they move just now\n"},
        Situation{
            "unmanaged",
            "configuration",
            "cluster: mysql-clone is unmanaged (is-managed=false): the cluster does not touch it. "
            "Next: pcs resource manage mysql-clone\n"
            "writer: M2 is the writer and has the role writer\n"
            "writer: no other host would be promoted if M2 were lost, since the cluster does not "
            "act. Next: see the lines of the cluster\n"
            "M1: may be promoted (score 100: it is more than max_backlog behind), but M2 is the "
            "writer and keeps the role while well. Next: see the lines of the cluster\n"
            "slave1: never becomes the writer: a slave, not named in the parameter masters\n"
            "readers: M1 has no address of the role reader: there are fewer addresses than hosts, "
            "or they move just now\n"},
        Situation{
            "node-maintenance",
            "configuration",
            "writer: M2 is in maintenance: the cluster changes nothing there. Next: pcs node "
            "unmaintenance M2\n"
            "writer: M2 is the writer and has the role writer\n"
            "writer: M1 would be promoted if M2 were lost: score 100, it is more than max_backlog "
            "behind\n"
            "slave1: never becomes the writer: a slave, not named in the parameter masters\n"
            "readers: M1 has no address of the role reader: there are fewer addresses than hosts, "
            "or they move just now\n"},
        Situation{
            "refused",
            "configuration",
            "writer: M1 is the writer and has the role writer\n"
            "writer: no other host could take over if M1 were lost. Next: see the lines of the "
            "hosts\n"
            "M2: promote failed at T1795260790: could not promote: stub refuses, 3 transactions of "
            "M1 are missing here; Pacemaker keeps the database off until T1795260795 "
            "(migration-threshold=1, failure-timeout=5s). Next: mend the cause, then pcs resource "
            "cleanup mysql node=M2\n"
            "slave1: never becomes the writer: a slave, not named in the parameter masters\n"
            "readers: M2 has no address of the role reader: its state is HARD_OFFLINE. Next: see "
            "the line of M2\n"},
        Situation{
            "fenced",
            "configuration",
            "writer: M2 is the writer and has the role writer\n"
            "writer: no other host could take over if M2 were lost. Next: see the lines of the "
            "hosts\n"
            "M1: is not in the cluster (offline). Next: boot it, or start its cluster daemons: pcs "
            "cluster start M1\n"
            "slave1: never becomes the writer: a slave, not named in the parameter masters\n"
            "readers: M1 has no address of the role reader: it is not in the cluster\n"},
        Situation{
            "no-quorum",
            "configuration",
            "cluster: this part has no quorum (1 of 3 nodes are here; missing: M1, slave1), so "
            "nothing is started or promoted here. Next: bring the missing nodes back, or the "
            "network between them (corosync-quorumtool)\n"
            "cluster: slave1 is lost and not fenced yet: until it is certain that it is off, "
            "nothing it had is given to another host. Next: look at the fencing device (pcs "
            "stonith history show slave1), or switch it off by hand and then: pcs stonith confirm "
            "slave1\n"
            "writer: M2 is the writer and has the role writer\n"
            "writer: no other host would be promoted if M2 were lost, since the cluster does not "
            "act. Next: see the lines of the cluster\n"
            "M1: is not in the cluster (offline). Next: boot it, or start its cluster daemons: pcs "
            "cluster start M1\n"
            "slave1: is lost, and not fenced yet. Next: see the line of the cluster\n"
            "readers: M1 has no address of the role reader: it is not in the cluster\n"},
        Situation{
            "healthy",
            "moving",
            "writer: M2 is the writer and has the role writer\n"
            "writer: M1 would be promoted if M2 were lost: score 100, it is more than max_backlog "
            "behind\n"
            "writer: the constraint cli-prefer-mysql-clone prefers M1 for a limited time, left "
            "over from a move or of one under way. Next: pcs resource clear mysql-clone\n"
            "slave1: never becomes the writer: a slave, not named in the parameter masters\n"
            "readers: every host has a reader address\n"}));

} // namespace

} // namespace mmm::cluster
