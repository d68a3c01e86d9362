// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/model/mmm_config.h"
#include "tests/unit/model/mmm_lines.h"

#include <gmock/gmock.h>

#include <set>

namespace mmm::model {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Lines = std::vector<std::string>;

constexpr MmmPrograms everybody = mmm_agent | mmm_monitor | mmm_control;

Lines refusals(std::string_view text, MmmPrograms programs)
{
    const auto lines = mmm_lines(text);
    return mmm_refusals(lines, mmm_config_of(lines), programs);
}

TEST(TheDirectives, AreEachThereOnce)
{
    std::set<std::string> seen;
    for (const auto& row : mmm_directives()) {
        EXPECT_TRUE(seen.insert(mmm_entry_name(row.section, "", row.name)).second) << row.name;
        EXPECT_FALSE(row.here.empty()) << row.name;
    }
}

TEST(Values, AreThoseGivenOrMmmsDefaults)
{
    const auto config = mmm_config("monitor port 1\ncheck mysql timeout 7\n");

    EXPECT_EQ(config.monitor.number("port"), 1);
    EXPECT_EQ(config.monitor.number("flap_duration"), 3600);
    EXPECT_FALSE(config.monitor.given("flap_duration"));
    EXPECT_TRUE(config.monitor.flag("careful_startup"));
    EXPECT_EQ(config.check("mysql").number("timeout"), 7);
    EXPECT_EQ(config.check("ping").number("timeout"), 2);
    EXPECT_EQ(config.top.text("this"), "");
}

TEST(Values, OfLaterLinesWin)
{
    EXPECT_EQ(
        mmm_config("host a ip 10.0.0.1\nhost a ip 10.0.0.2\n").host("a")->text("ip"), "10.0.0.2");
}

TEST(ATemplate, CompletesTheOthersWhereverItStands)
{
    const auto config = mmm_config("host a mysql_port 1\nhost b\nhost default mysql_port 2\n"
                                   "check default timeout 9\ncheck ping timeout 3\n");

    EXPECT_EQ(config.hosts.size(), 2);
    EXPECT_EQ(config.host("default"), nullptr);
    EXPECT_EQ(config.host("a")->number("mysql_port"), 1);
    EXPECT_EQ(config.host("b")->number("mysql_port"), 2);
    EXPECT_EQ(config.check("ping").number("timeout"), 3);
    EXPECT_EQ(config.check("rep_threads").number("timeout"), 9);
}

TEST(ATemplate, IsNotForRoles)
{
    EXPECT_EQ(mmm_config("role default mode balanced\nrole r\n").roles.size(), 2);
}

TEST(Lists, AreSplitAtCommas)
{
    EXPECT_THAT(
        mmm_config("role r hosts a ,b,, c\n").role("r")->list("hosts"), ElementsAre("a", "b", "c"));
}

TEST(AWholeConfiguration, IsRefusedByNobody)
{
    EXPECT_THAT(refusals(whole_mmm, everybody), IsEmpty());
    EXPECT_THAT(mmm_faults(mmm_config(whole_mmm)), IsEmpty());
}

TEST(AnEmptyConfiguration, LacksWhatEachProgramNeeds)
{
    EXPECT_THAT(
        refusals("", mmm_control),
        ElementsAre(
            "Required config entry 'monitor->ip' is missing",
            "Required config entry 'host' is missing"));
    EXPECT_THAT(
        refusals("", mmm_agent),
        ElementsAre(
            "Required config entry 'this' is missing",
            "Required config entry 'active_master_role' is missing",
            "Required config entry 'host' is missing",
            "Required config entry 'role' is missing"));
    EXPECT_THAT(
        refusals("", mmm_tools),
        ElementsAre(
            "Required config entry 'this' is missing",
            "Required config entry 'default_copy_method' is missing",
            "Required config entry 'clone_dirs' is missing",
            "Required config entry 'host' is missing",
            "Required config entry 'copy_method' is missing"));
    EXPECT_THAT(refusals("", 0), IsEmpty());
}

TEST(TheMonitor, NeedsItsPathsAndAccounts)
{
    EXPECT_THAT(
        refusals("top active_master_role w\nhost a\nrole w\n", mmm_monitor),
        ElementsAre(
            "Required config entry 'monitor->ip' is missing",
            "Required config entry 'monitor->pid_path' is missing",
            "Required config entry 'monitor->bin_path' is missing",
            "Required config entry 'monitor->status_path' is missing",
            "Required config entry 'monitor->ping_ips' is missing",
            "Required config entry 'host->a->ip' is missing",
            "Required config entry 'host->a->mode' is missing",
            "Required config entry 'host->a->monitor_user' is missing",
            "Required config entry 'host->a->monitor_password' is missing",
            "Required config entry 'role->w->mode' is missing",
            "Required config entry 'role->w->hosts' is missing",
            "Required config entry 'role->w->ips' is missing"));
}

struct Example {
    const char* name;
    const char* lines; ///< added to a whole configuration
    Lines told;
};

class AnEntryMmmRefuses : public testing::TestWithParam<Example> {};

TEST_P(AnEntryMmmRefuses, IsToldInItsWords)
{
    EXPECT_EQ(refusals(cat(whole_mmm, GetParam().lines), everybody), GetParam().told);
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    AnEntryMmmRefuses,
    testing::Values(
        Example{
            "mode",
            "host slave1 mode replica\n",
            {"Config entry 'host->slave1->mode' has invalid value 'replica' allowed values are: "
             "'master', 'slave'"}},
        Example{
            "boolean",
            "top debug = 1\n",
            {"Config entry 'debug' has invalid value '= 1' allowed values are: '0', '1', 'false', "
             "'no', 'off', 'on', 'true', 'yes'"}},
        Example{
            "bytes",
            "host slave1 mode \x1b[31m\xff\n",
            {"Config entry 'host->slave1->mode' has invalid value '?[31m?' allowed values are: "
             "'master', 'slave'"}},
        Example{
            "role",
            "top active_master_role W\n",
            {"Config entry 'active_master_role' has invalid value 'W' allowed values are: "
             "'reader', 'writer'"}},
        Example{
            "this",
            "top this M3\n",
            {"Config entry 'this' has invalid value 'M3' allowed values are: 'M1', 'M2', "
             "'slave1'"}},
        Example{
            "hosts",
            "role reader hosts M1, M9, M8\n",
            {"Config entry 'role->reader->hosts' has invalid value 'M9' allowed values are: 'M1', "
             "'M2', 'slave1'",
             "Config entry 'role->reader->hosts' has invalid value 'M8' allowed values are: 'M1', "
             "'M2', 'slave1'"}},
        Example{
            "prefer",
            "role writer prefer slave1\n",
            {"Config entry 'role->writer->prefer' has invalid value 'slave1' allowed values are: "
             "'M1', 'M2'"}},
        Example{"balanced_prefer", "role reader prefer M1\n", {}},
        Example{
            "peer",
            "host M3 mode master\nhost M3 ip 10.0.0.1\n",
            {"Config entry 'host->M3->peer' is required because of 'mode master', but missing"}},
        Example{
            "check",
            "check ping_ip timeout 1\ncheck ping_ip check_period 1\n",
            {"Invalid check 'ping_ip' in configuration allowed values are: 'mysql', 'ping', "
             "'rep_backlog', 'rep_threads'"}},
        Example{
            "ssl",
            "socket type ssl\nsocket key_file k\n",
            {"Required config entry 'socket->cert_file' is missing",
             "Required config entry 'socket->ca_file' is missing"}},
        Example{
            "monitor_mode",
            "monitor mode Active\n",
            {"Config entry 'monitor->mode' has invalid value 'Active' allowed values are: "
             "'active', 'manual', 'passive', 'wait'"}}),
    [](const auto& example) { return std::string(example.param.name); });

TEST(ACopyMethod, ThatIsIncrementalNeedsACommandForIt)
{
    EXPECT_THAT(
        refusals(
            "top this a\ntop default_copy_method m\ntop clone_dirs d\nhost a ip 10.0.0.1\n"
            "host a replication_user r\nhost a replication_password r\nhost a ssh_user r\n"
            "host a tools_user t\nhost a tools_password t\nhost a backup_dir b\n"
            "host a restore_dir r\nhost a lvm_snapshot_size 1G\nhost a lvm_logical_volume l\n"
            "host a lvm_volume_group g\nhost a lvm_mount_dir d\nhost a lvm_mount_opts o\n"
            "copy_method m backup_command b\ncopy_method m restore_command r\n"
            "copy_method m incremental Yes\n",
            mmm_tools),
        ElementsAre("Required config entry 'copy_method->m->incremental_command' is missing"));
}

class AnEntryMmmTook : public testing::TestWithParam<Example> {};

TEST_P(AnEntryMmmTook, IsAFaultAllTheSame)
{
    EXPECT_EQ(mmm_faults(mmm_config(cat(whole_mmm, GetParam().lines))), GetParam().told);
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    AnEntryMmmTook,
    testing::Values(
        Example{
            "address",
            "host M1 ip 192.168.0.650\n",
            {"Config entry 'host->M1->ip': '192.168.0.650' is no IP address"}},
        Example{
            "addresses",
            "monitor ping_ips 10.0.0.1, gateway\n",
            {"Config entry 'monitor->ping_ips': 'gateway' is no IP address"}},
        Example{
            "number",
            "monitor flap_count many\n",
            {"Config entry 'monitor->flap_count': 'many' is no number from 0 to 2147483647"}},
        Example{
            "negative",
            "check default timeout -1\ncheck mysql timeout 1\ncheck ping timeout 1\n"
            "check rep_threads timeout 1\n",
            {"Config entry 'check->rep_backlog->timeout': '-1' is no number from 0 to "
             "2147483647"}},
        Example{
            "port",
            "host M1 mysql_port 0\n",
            {"Config entry 'host->M1->mysql_port': '0' is no port (1 to 65535)"}},
        Example{
            "twice",
            "host M2 ip 192.168.0.65\nrole reader ips 192.168.0.70\n",
            {"Config entry 'host->M2->ip': '192.168.0.65' is also in 'host->M1->ip'",
             "Config entry 'role->reader->ips': '192.168.0.70' is also in 'role->writer->ips'"}},
        Example{
            "own_peer",
            "host M1 peer M1\n",
            {"Config entry 'host->M1->peer': the host is its own peer",
             "Config entry 'host->M2->peer': the peer of host \"M1\" is \"M1\"; two masters name "
             "each other"}},
        Example{
            "slave_peer",
            "host M2 peer slave1\n",
            {"Config entry 'host->M1->peer': the peer of host \"M2\" is \"slave1\"; two masters "
             "name each other",
             "Config entry 'host->M2->peer': host \"slave1\" is no master"}},
        Example{
            "no_hosts",
            "role reader hosts ,\nrole reader ips ,\n",
            {"Config entry 'role->reader->hosts': it names no host",
             "Config entry 'role->reader->ips': it names no address"}},
        Example{
            "host_twice",
            "role reader hosts M1, M2, M1\n",
            {"Config entry 'role->reader->hosts': host \"M1\" is named twice"}},
        Example{
            "slave_writes",
            "role writer hosts M1, slave1\n",
            {"Config entry 'role->writer->hosts': host \"slave1\" is a slave and can never be the "
             "writer"}},
        Example{
            "balanced_writer",
            "role writer mode balanced\n",
            {"Config entry 'role->writer->mode': the role of the writer must be exclusive"}},
        Example{
            "garbage",
            "host M1 agent_user \xff\n",
            {"Config entry 'host->M1->agent_user': the value has characters other than printable "
             "ASCII"}}),
    [](const auto& example) { return std::string(example.param.name); });

TEST(TwoPrograms, MayNotContradictEachOther)
{
    std::vector<std::string> faults;

    const auto config = merge_mmm_configs(
        {{"mmm_mon.conf", mmm_config("host a ip 10.0.0.1\nhost a agent_password x\n")},
         {"mmm_agent.conf",
          mmm_config("top this a\nhost a ip 10.0.0.2\nhost a agent_password y\n"
                     "host b ip 10.0.0.3\nhost a agent_user u\n")}},
        faults);

    EXPECT_EQ(config.host("a")->text("ip"), "10.0.0.1");
    EXPECT_EQ(config.host("a")->text("agent_user"), "u");
    EXPECT_NE(config.host("b"), nullptr);
    EXPECT_THAT(
        faults,
        ElementsAre(
            "Config entry 'host->a->agent_password': mmm_agent.conf has another one than the "
            "files before",
            "Config entry 'host->a->ip': '10.0.0.2' for mmm_agent.conf, '10.0.0.1' for the files "
            "before"));
}

TEST(NoPrograms, HaveNothing)
{
    std::vector<std::string> faults;

    EXPECT_THAT(merge_mmm_configs({}, faults).hosts, IsEmpty());
    EXPECT_EQ(merge_mmm_configs({}, faults).check("mysql").number("timeout"), 2);
}

} // namespace
} // namespace mmm::model
