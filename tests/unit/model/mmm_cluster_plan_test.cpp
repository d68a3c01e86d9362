// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/model/host_state.h"
#include "lib/model/mmm_accounts.h"
#include "lib/model/mmm_cluster_plan.h"
#include "tests/unit/model/mmm_lines.h"

#include <gmock/gmock.h>

namespace mmm::model {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using Lines = std::vector<std::string>;

MmmClusterPlan plan(std::string_view more = {})
{
    return plan_mmm_cluster(mmm_config(cat(whole_mmm, more)));
}

const ResourcePlan& resource(const MmmClusterPlan& made, std::string_view id)
{
    for (const auto& candidate : made.description.resources) {
        if (candidate.id == id) {
            return candidate;
        }
    }
    ADD_FAILURE() << id;
    return made.description.resources.front();
}

OrderedPairs parameters(std::string_view more)
{
    return resource(plan(more), "mysql").parameters;
}

Lines constraints(const MmmClusterPlan& made)
{
    Lines lines;
    for (const auto& constraint : made.description.constraints) {
        lines.push_back(cat(constraint_id(constraint), ": ", describe(constraint)));
    }
    return lines;
}

TEST(ThePlan, HasTheDatabaseAndTheRoles)
{
    const auto made = plan();

    EXPECT_THAT(made.errors, IsEmpty());
    EXPECT_THAT(made.description.properties, ElementsAre(Pair("stonith-enabled", "true")));
    EXPECT_THAT(
        resource(made, "mysql").parameters,
        ElementsAre(
            Pair("masters", "M1 M2"),
            Pair("host_map", "M1:192.168.0.65;M2:192.168.0.66;slave1:192.168.0.67"),
            Pair("ping_ips", "192.168.0.1")));
    EXPECT_THAT(resource(made, "writer").parameters, ElementsAre(Pair("ip", "192.168.0.70")));
    EXPECT_EQ(resource(made, "writer").clone, "");
    EXPECT_THAT(
        resource(made, "reader").parameters,
        ElementsAre(Pair("ip", "192.168.0.71 192.168.0.72 192.168.0.73")));
    EXPECT_THAT(resource(made, "reader").clone_meta, Contains(Pair("clone-max", "3")));
    EXPECT_THAT(
        constraints(made),
        ElementsAre(
            "writer-with-promoted: writer with Promoted mysql-clone (INFINITY)",
            "promote-then-writer: promote mysql-clone then start writer",
            "demote-then-writer: demote mysql-clone then stop writer",
            "offline-is-no-writer: Promoted mysql-clone -INFINITY where mmm-admin-mysql eq offline",
            "readers-where-served: reader-clone -INFINITY where mmm-admin-mysql eq offline or "
            "mmm-state-mysql eq ADMIN_OFFLINE or mmm-state-mysql eq AWAITING_RECOVERY or "
            "mmm-state-mysql eq HARD_OFFLINE or not_defined mmm-state-mysql",
            "readers-where-online: reader-clone 1000 where mmm-state-mysql eq ONLINE"));
}

struct Example {
    const char* name;
    const char* lines;
    const char* parameter;
    const char* value;
};

class ADirective : public testing::TestWithParam<Example> {};

TEST_P(ADirective, BecomesAParameter)
{
    EXPECT_THAT(
        parameters(GetParam().lines), Contains(Pair(GetParam().parameter, GetParam().value)));
    EXPECT_THAT(parameters_from_mmm(), Contains(std::string_view(GetParam().parameter)));
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    ADirective,
    testing::Values(
        Example{"hosts", "role writer hosts M2, M1\n", "masters", "M2 M1"},
        Example{"backlog", "check rep_backlog max_backlog 30\n", "max_backlog", "30"},
        Example{"backlog_of_all", "check default max_backlog 31\n", "max_backlog", "31"},
        Example{"trap", "check rep_threads trap_period 3\n", "trap_period", "3"},
        Example{"period", "check mysql check_period 5\n", "check_period", "5"},
        Example{"timeout", "check mysql timeout 4\n", "check_timeout", "4"},
        Example{"kill", "top max_kill_retries 10\n", "max_kill_retries", "10"},
        Example{"auto_online", "monitor auto_set_online 10\n", "auto_set_online", "10"},
        Example{"flaps", "monitor flap_count 0\n", "flap_count", "0"},
        Example{"flap_time", "monitor flap_duration 60\n", "flap_duration", "60"},
        Example{"wait", "monitor wait_for_other_master 0\n", "wait_for_other_master", "0"},
        Example{"wait_mode", "monitor mode wait\n", "mode", "wait"},
        Example{
            "ping_ips", "monitor ping_ips 10.0.0.1,10.0.0.2\n", "ping_ips", "10.0.0.1 10.0.0.2"},
        Example{"ping_interval", "monitor ping_interval 2\n", "ping_interval", "2"},
        Example{"agent", "host default agent_user a\n", "agent_user", "a"},
        Example{"replication", "host default replication_user r\n", "replication_user", "r"},
        Example{"mysql_port", "host default mysql_port 3307\n", "replication_port", "3307"},
        Example{"cnf", "host default mysql_cnf /etc/my.cnf\n", "config", "/etc/my.cnf"},
        Example{"pid", "host default mysql_pidfile /run/m.pid\n", "pid", "/run/m.pid"}),
    [](const auto& example) { return std::string(example.param.name); });

TEST(ADefault, NeedsNoParameter)
{
    EXPECT_EQ(
        parameters("check default max_backlog 60\ncheck mysql timeout 2\nhost default mysql_port "
                   "3306\nmonitor mode active\nmonitor flap_count 3\n")
            .size(),
        3);
}

TEST(HostsThatComeBack, WaitAsInMmmWhenTheFilesDoNotSayOtherwise)
{
    auto lines = std::string(whole_mmm);
    lines.erase(lines.find("monitor auto_set_online 1\n"));

    const auto made = plan_mmm_cluster(mmm_config(lines));

    EXPECT_THAT(resource(made, "mysql").parameters, Contains(Pair("auto_set_online", "0")));
    EXPECT_THAT(
        made.warnings, Contains(HasSubstr("monitor->auto_set_online is not given: as in MMM")));
}

TEST(APreferredWriter, GetsAScoreBetweenThoseOfHostsThatFollowAndOthers)
{
    EXPECT_THAT(
        constraints(plan("role writer prefer M2\n")),
        Contains("mmm-prefer-writer: Promoted mysql-clone 550 where #uname eq M2 and "
                 "mmm-state-mysql eq ONLINE"));
    constexpr int worst_rank = 15;
    EXPECT_GT(score::following - worst_rank + preference, score::writer);
    for (const int other : {score::unattached, score::detached, score::behind}) {
        EXPECT_LT(other + preference, score::writer);
    }
}

TEST(AnExclusiveRole, StaysUntilItsHostIsNotFitAndHasAPreferredOne)
{
    const auto made = plan("role batch mode exclusive\nrole batch hosts M1, slave1\n"
                           "role batch ips 192.168.0.80, 192.168.0.81\nrole batch prefer slave1\n");

    EXPECT_THAT(resource(made, "batch").parameters, ElementsAre(Pair("ip", "192.168.0.80")));
    EXPECT_THAT(resource(made, "batch").meta, ElementsAre(Pair("resource-stickiness", "100")));
    EXPECT_EQ(resource(made, "batch").clone, "");
    const auto lines = constraints(made);
    EXPECT_THAT(lines, Contains("mmm-hosts-batch-M2: batch -INFINITY on M2"));
    EXPECT_THAT(lines, Contains("mmm-prefer-batch: batch 200 on slave1"));
    EXPECT_THAT(lines, Contains(HasSubstr("batchs-where-online: batch 1000 where")));
    EXPECT_THAT(
        made.warnings,
        Contains("role \"batch\" is exclusive and has several addresses; the first one counts, as "
                 "in MMM"));
}

TEST(ABalancedRole, IsKeptOffHostsItDoesNotName)
{
    const auto lines = constraints(plan("role reader hosts M2, slave1\nrole reader prefer M2\n"));

    EXPECT_THAT(lines, Contains("mmm-hosts-reader-M1: reader-clone -INFINITY on M1"));
    EXPECT_THAT(lines, Not(Contains(HasSubstr("mmm-hosts-reader-M2"))));
    EXPECT_THAT(lines, Not(Contains(HasSubstr("mmm-prefer-"))));
}

struct Fault {
    const char* name;
    const char* lines;
    const char* told;
};

class AConfiguration : public testing::TestWithParam<Fault> {};

TEST_P(AConfiguration, ThatNoClusterCanHaveIsRefused)
{
    EXPECT_THAT(plan(GetParam().lines).errors, ElementsAre(GetParam().told));
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    AConfiguration,
    testing::Values(
        Fault{
            "no_writer",
            "top active_master_role nobody\n",
            "no role takes the writes: active_master_role is missing, or names none"},
        Fault{
            "no_master",
            "role writer hosts slave1\n",
            "no host of the role \"writer\" is a master"},
        Fault{
            "users",
            "host M2 agent_user other\n",
            "agent_user is \"mmm_agent\" on one host and \"other\" on another; here it is the same "
            "on all"},
        Fault{"no_address", "role writer ips ,\n", "role \"writer\" has no address"},
        Fault{
            "name",
            "role mysql mode balanced\nrole mysql ips 10.0.0.1\nrole mysql hosts M1\n",
            "role \"mysql\" has the name of the database's resource; rename it"}),
    [](const auto& example) { return std::string(example.param.name); });

TEST(ADirectiveWithoutCounterpart, IsWarnedOfOnce)
{
    for (const auto* told :
         {"host->cluster_interface is not used: ocf:mmm:vip takes the interface whose network",
          "host->monitor_user is not used: each host looks at its own server",
          "monitor->status_path is not used: the cluster's configuration",
          "host->pid_path is not used: Pacemaker starts the agents"}) {
        EXPECT_THAT(plan().warnings, Contains(HasSubstr(told)).Times(1));
    }
}

struct Warning {
    const char* name;
    const char* lines;
    const char* told;
};

class ALine : public testing::TestWithParam<Warning> {};

TEST_P(ALine, ThatIsNotUsedIsToldWithWhatStandsInItsPlace)
{
    EXPECT_THAT(plan().warnings, Not(Contains(HasSubstr(GetParam().told))));
    EXPECT_THAT(plan(GetParam().lines).warnings, Contains(HasSubstr(GetParam().told)));
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    ALine,
    testing::Values(
        Warning{"debug", "top debug 1\n", "debug is not used: agents log to the journal"},
        Warning{
            "kill_host",
            "monitor kill_host_bin k\n",
            "monitor->kill_host_bin is not used: a fencing device for each host"},
        Warning{"careful", "monitor careful_startup 1\n", "monitor->careful_startup is not used"},
        Warning{"agent_port", "host M1 agent_port 9989\n", "host->agent_port is not used"},
        Warning{"socket", "socket type ssl\n", "socket->type is not used: there is no port"},
        Warning{"lvm", "host M1 lvm_volume_group vg\n", "host->lvm_volume_group is not used"},
        Warning{
            "ssh", "host M1 ssh_user root\n", "host->ssh_user is not used: there are no backup"},
        Warning{"copy", "copy_method scp true_copy 1\n", "copy_method->true_copy is not used"},
        Warning{"iptables", "top iptables_block_cmd x\n", "iptables_block_cmd is not used"},
        Warning{"restart", "check default restart_after 1\n", "check->restart_after is not used"},
        Warning{
            "manual",
            "monitor mode manual\n",
            "monitor->mode manual is not used: say \"mmm_control set_manual\" once"},
        Warning{"passive", "monitor mode passive\n", "say \"mmm_control set_passive\" once"},
        Warning{
            "trap",
            "check rep_backlog trap_period 1\n",
            "check->rep_backlog->trap_period is not used: one trap_period counts for replication, "
            "that of rep_threads (10)"},
        Warning{
            "period",
            "check ping check_period 1\n",
            "check->ping->check_period is not used: that of the check mysql counts"},
        Warning{
            "prefer",
            "role reader prefer M1\n",
            "role->reader->prefer is not used: the role is balanced, and MMM ignored it, too"},
        Warning{
            "master",
            "role writer hosts M1\n",
            "host \"M2\" is a master but not in the writer's role: it will be a slave"}),
    [](const auto& example) { return std::string(example.param.name); });

TEST(TheAccounts, AreThoseOfAllHosts)
{
    const auto found = mmm_accounts(mmm_config(whole_mmm));

    EXPECT_THAT(found.errors, IsEmpty());
    ASSERT_EQ(found.accounts.size(), 2);
    EXPECT_EQ(found.accounts[0].user, "mmm_agent");
    EXPECT_EQ(found.accounts[0].password, "a");
    EXPECT_EQ(found.accounts[1].user, "mmm_replication");
    EXPECT_EQ(found.accounts[1].password, "r");
}

TEST(OneAccount, MayServeBoth)
{
    const auto both =
        mmm_accounts(mmm_config("host a agent_user u\nhost a agent_password p\n"
                                "host a replication_user u\nhost a replication_password p\n"));

    EXPECT_THAT(both.errors, IsEmpty());
    EXPECT_EQ(both.accounts.size(), 1);
}

TEST(Passwords, ThatAreMissingOrDifferAreTold)
{
    EXPECT_THAT(
        mmm_accounts(mmm_config("host a agent_user u\n")).errors,
        ElementsAre(
            "host \"a\" has no agent_user or no agent_password",
            "host \"a\" has no replication_user or no replication_password"));
    EXPECT_THAT(
        mmm_accounts(mmm_config(cat(whole_mmm, "host M2 agent_password other\n"))).errors,
        ElementsAre("host \"M2\" has another agent_user or agent_password than the hosts before "
                    "it; here they are the same on all"));
    EXPECT_THAT(
        mmm_accounts(mmm_config(cat(whole_mmm, "host default replication_user mmm_agent\n")))
            .errors,
        ElementsAre("the account \"mmm_agent\" has two different passwords"));
}

} // namespace
} // namespace mmm::model
