// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/model/mmm_directives.h"

#include "lib/base/cat.h"

#include <algorithm>
#include <array>

namespace mmm::model {

namespace {

using enum MmmType;
using Section = MmmSection;

constexpr MmmPrograms am = mmm_agent | mmm_monitor;
constexpr MmmPrograms mc = mmm_monitor | mmm_control;
constexpr MmmPrograms amt = mmm_agent | mmm_monitor | mmm_tools;

constexpr std::array kinds{
    MmmSectionKind{Section::monitor, "monitor", false},
    MmmSectionKind{Section::host, "host", true},
    MmmSectionKind{Section::role, "role", true},
    MmmSectionKind{Section::check, "check", true},
    MmmSectionKind{Section::socket, "socket", false},
    MmmSectionKind{Section::copy_method, "copy_method", true},
};

constexpr std::string_view no_tools =
    "there are no backup and clone tools here: copy servers with mariadb-backup or MySQL's clone "
    "plugin";
constexpr std::string_view no_daemons =
    "Pacemaker starts the agents; there is no daemon of MMM's with such a file";
constexpr std::string_view no_port = "there is no port of our own: the cluster talks over Corosync";

constexpr std::array table{
    MmmDirective{
        .section = Section::top,
        .name = "this",
        .required_by = mmm_agent | mmm_tools,
        .refers_to = Section::host,
        .here = "the name of the cluster node",
        .taken_over = true},
    MmmDirective{
        .section = Section::top,
        .name = "debug",
        .type = boolean,
        .default_value = "0",
        .here = "agents log to the journal; PCMK_debug=yes in /etc/default/pacemaker says more"},
    MmmDirective{
        .section = Section::top,
        .name = "active_master_role",
        .required_by = am,
        .refers_to = Section::role,
        .here = "the address that is colocated with the promoted server",
        .taken_over = true},
    MmmDirective{
        .section = Section::top,
        .name = "max_kill_retries",
        .type = number,
        .default_value = "10",
        .here = "parameter max_kill_retries of ocf:mmm:mysql",
        .taken_over = true},
    MmmDirective{
        .section = Section::top,
        .name = "default_copy_method",
        .required_by = mmm_tools,
        .refers_to = Section::copy_method,
        .here = no_tools},
    MmmDirective{
        .section = Section::top,
        .name = "clone_dirs",
        .type = names,
        .required_by = mmm_tools,
        .here = no_tools},
    MmmDirective{
        .section = Section::top,
        .name = "blocking_type",
        .type = choice,
        .default_value = "soft",
        .choices = "soft hard",
        .here = "a demoted writer is closed and ends its connections; no packet filter is touched"},
    MmmDirective{
        .section = Section::top,
        .name = "iptables_block_cmd",
        .here = "no packet filter is touched: a demoted writer ends its connections"},
    MmmDirective{
        .section = Section::top,
        .name = "iptables_unblock_cmd",
        .here = "no packet filter is touched: a demoted writer ends its connections"},

    MmmDirective{
        .section = Section::monitor,
        .name = "ip",
        .type = address,
        .required_by = mc,
        .here = "no monitor host: mmm_control works on every node of the cluster",
        .taken_over = true},
    MmmDirective{
        .section = Section::monitor,
        .name = "port",
        .type = port,
        .default_value = "9988",
        .here = no_port},
    MmmDirective{
        .section = Section::monitor,
        .name = "pid_path",
        .required_by = mmm_monitor,
        .here = no_daemons},
    MmmDirective{
        .section = Section::monitor,
        .name = "bin_path",
        .required_by = mmm_monitor,
        .here = no_daemons},
    MmmDirective{
        .section = Section::monitor,
        .name = "status_path",
        .required_by = mmm_monitor,
        .here = "the cluster's configuration and node attributes, the same on every node"},
    MmmDirective{
        .section = Section::monitor,
        .name = "ping_ips",
        .type = addresses,
        .required_by = mmm_monitor,
        .here = "parameter ping_ips of ocf:mmm:mysql",
        .taken_over = true},
    MmmDirective{
        .section = Section::monitor,
        .name = "ping_interval",
        .type = number,
        .default_value = "1",
        .here = "parameter ping_interval of ocf:mmm:mysql",
        .taken_over = true},
    MmmDirective{
        .section = Section::monitor,
        .name = "flap_duration",
        .type = number,
        .default_value = "3600",
        .here = "parameter flap_duration of ocf:mmm:mysql",
        .taken_over = true},
    MmmDirective{
        .section = Section::monitor,
        .name = "flap_count",
        .type = number,
        .default_value = "3",
        .here = "parameter flap_count of ocf:mmm:mysql",
        .taken_over = true},
    MmmDirective{
        .section = Section::monitor,
        .name = "auto_set_online",
        .type = number,
        .default_value = "0",
        .here = "parameter auto_set_online of ocf:mmm:mysql",
        .taken_over = true},
    MmmDirective{
        .section = Section::monitor,
        .name = "kill_host_bin",
        .default_value = "kill_host",
        .here =
            "a fencing device for each host, without which nothing is taken over; fence_mmm runs "
            "such a program"},
    MmmDirective{
        .section = Section::monitor,
        .name = "careful_startup",
        .type = boolean,
        .default_value = "1",
        .here = "Pacemaker probes each host before it starts anything, and never has two writers"},
    MmmDirective{
        .section = Section::monitor,
        .name = "mode",
        .type = choice,
        .default_value = "active",
        .choices = "active manual wait passive",
        .here = "parameter mode of ocf:mmm:mysql (active, wait); manual and passive are set by "
                "mmm_control and outlast restarts",
        .taken_over = true},
    MmmDirective{
        .section = Section::monitor,
        .name = "wait_for_other_master",
        .type = number,
        .default_value = "120",
        .here = "parameter wait_for_other_master of ocf:mmm:mysql",
        .taken_over = true},

    MmmDirective{
        .section = Section::host,
        .name = "ip",
        .type = address,
        .required_by = amt,
        .here = "parameter host_map of ocf:mmm:mysql",
        .taken_over = true},
    MmmDirective{
        .section = Section::host,
        .name = "mode",
        .type = choice,
        .required_by = am,
        .choices = "master slave",
        .here = "parameter masters of ocf:mmm:mysql",
        .taken_over = true},
    MmmDirective{
        .section = Section::host,
        .name = "peer",
        .refers_to = Section::host,
        .here = "every master replicates from the writer",
        .taken_over = true},
    MmmDirective{
        .section = Section::host, .name = "pid_path", .required_by = mmm_agent, .here = no_daemons},
    MmmDirective{
        .section = Section::host, .name = "bin_path", .required_by = mmm_agent, .here = no_daemons},
    MmmDirective{
        .section = Section::host,
        .name = "cluster_interface",
        .required_by = mmm_agent,
        .here = "ocf:mmm:vip takes the interface whose network holds the address; set its "
                "parameter nic where no network does"},
    MmmDirective{
        .section = Section::host,
        .name = "agent_port",
        .type = port,
        .default_value = "9989",
        .here = no_port},
    MmmDirective{
        .section = Section::host,
        .name = "mysql_port",
        .type = port,
        .default_value = "3306",
        .here = "parameter replication_port of ocf:mmm:mysql",
        .taken_over = true},
    MmmDirective{
        .section = Section::host,
        .name = "agent_user",
        .required_by = mmm_agent,
        .here = "parameter agent_user of ocf:mmm:mysql",
        .taken_over = true},
    MmmDirective{
        .section = Section::host,
        .name = "agent_password",
        .required_by = mmm_agent,
        .here = "the password file of each host; mmm_config credentials writes it",
        .taken_over = true},
    MmmDirective{
        .section = Section::host,
        .name = "monitor_user",
        .required_by = mmm_monitor,
        .here = "each host looks at its own server with the agent's account; drop this one"},
    MmmDirective{
        .section = Section::host,
        .name = "monitor_password",
        .required_by = mmm_monitor,
        .here = "each host looks at its own server with the agent's account"},
    MmmDirective{
        .section = Section::host,
        .name = "replication_user",
        .required_by = mmm_agent | mmm_tools,
        .here = "parameter replication_user of ocf:mmm:mysql",
        .taken_over = true},
    MmmDirective{
        .section = Section::host,
        .name = "replication_password",
        .required_by = mmm_agent | mmm_tools,
        .here = "the password file of each host; mmm_config credentials writes it",
        .taken_over = true},
    MmmDirective{
        .section = Section::host,
        .name = "mysql_pidfile",
        .default_value = "/var/run/mysqld/mysqld.pid",
        .here = "parameter pid of ocf:mmm:mysql",
        .taken_over = true},
    MmmDirective{
        .section = Section::host,
        .name = "mysql_rcscript",
        .default_value = "/etc/init.d/mysql",
        .here = "the agent starts the server itself: parameter binary of ocf:mmm:mysql"},
    MmmDirective{
        .section = Section::host,
        .name = "mysql_cnf",
        .default_value = "/etc/my.cnf",
        .here = "parameter config of ocf:mmm:mysql",
        .taken_over = true},
    MmmDirective{
        .section = Section::host, .name = "ssh_user", .required_by = mmm_tools, .here = no_tools},
    MmmDirective{
        .section = Section::host,
        .name = "ssh_port",
        .type = port,
        .default_value = "22",
        .here = no_tools},
    MmmDirective{.section = Section::host, .name = "ssh_parameters", .here = no_tools},
    MmmDirective{
        .section = Section::host, .name = "tools_user", .required_by = mmm_tools, .here = no_tools},
    MmmDirective{
        .section = Section::host,
        .name = "tools_password",
        .required_by = mmm_tools,
        .here = no_tools},
    MmmDirective{
        .section = Section::host, .name = "backup_dir", .required_by = mmm_tools, .here = no_tools},
    MmmDirective{
        .section = Section::host,
        .name = "restore_dir",
        .required_by = mmm_tools,
        .here = no_tools},
    MmmDirective{
        .section = Section::host,
        .name = "lvm_bin_lvcreate",
        .default_value = "lvcreate",
        .here = no_tools},
    MmmDirective{
        .section = Section::host,
        .name = "lvm_bin_lvremove",
        .default_value = "lvremove",
        .here = no_tools},
    MmmDirective{
        .section = Section::host,
        .name = "lvm_snapshot_size",
        .required_by = mmm_tools,
        .here = no_tools},
    MmmDirective{
        .section = Section::host,
        .name = "lvm_logical_volume",
        .required_by = mmm_tools,
        .here = no_tools},
    MmmDirective{
        .section = Section::host,
        .name = "lvm_volume_group",
        .required_by = mmm_tools,
        .here = no_tools},
    MmmDirective{
        .section = Section::host,
        .name = "lvm_mount_dir",
        .required_by = mmm_tools,
        .here = no_tools},
    MmmDirective{
        .section = Section::host,
        .name = "lvm_mount_opts",
        .required_by = mmm_tools,
        .here = no_tools},

    MmmDirective{
        .section = Section::role,
        .name = "mode",
        .type = choice,
        .required_by = mmm_monitor,
        .choices = "balanced exclusive",
        .here = "one ocf:mmm:vip, or a globally unique clone of it",
        .taken_over = true},
    MmmDirective{
        .section = Section::role,
        .name = "hosts",
        .type = names,
        .required_by = mmm_monitor,
        .refers_to = Section::host,
        .here = "location constraints that keep the role off all others",
        .taken_over = true},
    MmmDirective{
        .section = Section::role,
        .name = "ips",
        .type = addresses,
        .required_by = am,
        .here = "parameter ip of ocf:mmm:vip",
        .taken_over = true},
    MmmDirective{
        .section = Section::role,
        .name = "prefer",
        .refers_to = Section::host,
        .here = "a location constraint mmm-prefer-ROLE",
        .taken_over = true},

    MmmDirective{
        .section = Section::check,
        .name = "check_period",
        .type = number,
        .default_value = "5",
        .here = "parameter check_period of ocf:mmm:mysql",
        .taken_over = true},
    MmmDirective{
        .section = Section::check,
        .name = "trap_period",
        .type = number,
        .default_value = "10",
        .here = "parameter trap_period of ocf:mmm:mysql",
        .taken_over = true},
    MmmDirective{
        .section = Section::check,
        .name = "timeout",
        .type = number,
        .default_value = "2",
        .here = "parameter check_timeout of ocf:mmm:mysql",
        .taken_over = true},
    MmmDirective{
        .section = Section::check,
        .name = "restart_after",
        .type = number,
        .default_value = "10000",
        .here = "there are no checking processes"},
    MmmDirective{
        .section = Section::check,
        .name = "max_backlog",
        .type = number,
        .default_value = "60",
        .here = "parameter max_backlog of ocf:mmm:mysql",
        .taken_over = true},

    MmmDirective{
        .section = Section::socket,
        .name = "type",
        .type = choice,
        .default_value = "plain",
        .choices = "plain ssl",
        .here = no_port},
    MmmDirective{.section = Section::socket, .name = "cert_file", .here = no_port},
    MmmDirective{.section = Section::socket, .name = "key_file", .here = no_port},
    MmmDirective{.section = Section::socket, .name = "ca_file", .here = no_port},

    MmmDirective{
        .section = Section::copy_method,
        .name = "backup_command",
        .required_by = mmm_tools,
        .here = no_tools},
    MmmDirective{
        .section = Section::copy_method,
        .name = "restore_command",
        .required_by = mmm_tools,
        .here = no_tools},
    MmmDirective{.section = Section::copy_method, .name = "incremental_command", .here = no_tools},
    MmmDirective{
        .section = Section::copy_method,
        .name = "incremental",
        .type = boolean,
        .default_value = "0",
        .here = no_tools},
    MmmDirective{
        .section = Section::copy_method,
        .name = "single_run",
        .type = boolean,
        .default_value = "0",
        .here = no_tools},
    MmmDirective{
        .section = Section::copy_method,
        .name = "true_copy",
        .type = boolean,
        .default_value = "0",
        .here = no_tools},
};

std::string_view section_word(MmmSection section)
{
    const auto found = std::ranges::find(kinds, section, &MmmSectionKind::section);
    return found == kinds.end() ? std::string_view{} : found->word;
}

} // namespace

const MmmSectionKind* find_mmm_section(std::string_view word)
{
    const auto found = std::ranges::find(kinds, word, &MmmSectionKind::word);
    return found == kinds.end() ? nullptr : &*found;
}

std::span<const MmmDirective> mmm_directives()
{
    return table;
}

const MmmDirective* find_mmm_directive(MmmSection section, std::string_view name)
{
    const auto found = std::ranges::find_if(
        table, [&](const auto& row) { return row.section == section && row.name == name; });
    return found == table.end() ? nullptr : &*found;
}

std::string
mmm_entry_name(MmmSection section, std::string_view section_name, std::string_view directive)
{
    std::string name(section_word(section));
    for (const auto part : {section_name, directive}) {
        if (!part.empty()) {
            name += cat(name.empty() ? "" : "->", part);
        }
    }
    return name;
}

std::string shown(std::string_view word)
{
    constexpr std::size_t limit = 60;
    std::string text;
    for (const char c : word.substr(0, limit)) {
        text += c >= ' ' && c <= '~' ? c : '?';
    }
    return word.size() > limit ? text + "..." : text;
}

std::string mmm_directive_table()
{
    std::string text = "| section | directive | MMM's default | here |\n|---|---|---|---|\n";
    for (const auto& row : table) {
        const auto word = section_word(row.section);
        text +=
            cat("| ",
                word.empty() ? "" : cat("`<", word, ">`"),
                " | ",
                row.name,
                " | ",
                row.default_value,
                " | ",
                row.here,
                " |\n");
    }
    return text;
}

} // namespace mmm::model
