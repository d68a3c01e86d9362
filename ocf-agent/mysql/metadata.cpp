// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/mysql/actions.h"

#include <array>

namespace mmm::mysql {

namespace {

using enum ocf::ParameterType;

constexpr std::array parameters{
    ocf::Parameter{
        .name = "masters",
        .shortdesc = "Hosts that may be the writer",
        .longdesc = "Names of the cluster nodes that may be promoted (MMM: mode master), separated "
                    "by blanks. The first one is preferred while nothing else tells them apart. "
                    "All other nodes are slaves: they replicate from the writer and are never "
                    "promoted.",
        .required = true,
    },
    ocf::Parameter{
        .name = "credentials",
        .default_value = "/etc/mmm-ha/credentials.cnf",
        .shortdesc = "File with the passwords of the accounts",
        .longdesc = "MySQL option file with one group per account, named like the account, with "
                    "its password: [mmm_agent] password=... and [mmm_replication] password=... "
                    "Only its owner may read it (mode 600). Passwords are never in the cluster's "
                    "configuration.",
    },
    ocf::Parameter{
        .name = "agent_user",
        .default_value = "mmm_agent",
        .shortdesc = "Account of the agent",
        .longdesc = "MySQL account with which the agent logs in to the local server over its "
                    "socket and to other hosts' servers over the network.",
    },
    ocf::Parameter{
        .name = "replication_user",
        .default_value = "mmm_replication",
        .shortdesc = "Account of replication",
        .longdesc = "MySQL account with which replicas log in to their source.",
    },
    ocf::Parameter{
        .name = "replication_port",
        .type = integer,
        .default_value = "3306",
        .shortdesc = "Port of the servers",
        .longdesc = "TCP port on which the servers of all hosts listen, for replication and for "
                    "the agent.",
        .lowest = 1,
        .highest = 65535,
    },
    ocf::Parameter{
        .name = "host_map",
        .default_value = "",
        .shortdesc = "Addresses of hosts whose names do not resolve to them",
        .longdesc = "host:address pairs separated by semicolons, for hosts whose names do not "
                    "resolve to the address their server is to be reached at, for instance with a "
                    "network of its own for replication. Without an entry the node's name is "
                    "resolved. Use hosts' own addresses, never virtual ones.",
    },
    ocf::Parameter{
        .name = "binary",
        .default_value = MMM_DEFAULT_MYSQLD,
        .shortdesc = "Server program",
        .longdesc = "Program of the server (mariadbd or mysqld). It is started directly, not "
                    "through mysqld_safe, which would start it again behind the cluster's back.",
    },
    ocf::Parameter{
        .name = "config",
        .default_value = "/etc/mysql/my.cnf",
        .shortdesc = "Option file of the server",
        .longdesc = "Option file handed to the server as --defaults-file.",
    },
    ocf::Parameter{
        .name = "datadir",
        .default_value = "/var/lib/mysql",
        .shortdesc = "Data directory",
        .longdesc = "Directory with the databases.",
        .unique_group = "datadir",
    },
    ocf::Parameter{
        .name = "user",
        .default_value = "mysql",
        .shortdesc = "System account of the server",
        .longdesc = "System account under which the server runs.",
    },
    ocf::Parameter{
        .name = "log",
        .default_value = "",
        .shortdesc = "Error log",
        .longdesc = "File for the server's error log; empty: as the option file says.",
    },
    ocf::Parameter{
        .name = "pid",
        .default_value = "/run/mysqld/mysqld.pid",
        .shortdesc = "Pid file",
        .longdesc = "File in which the server notes its process id.",
        .unique_group = "pid",
    },
    ocf::Parameter{
        .name = "socket",
        .default_value = "/run/mysqld/mysqld.sock",
        .shortdesc = "Unix socket",
        .longdesc = "Socket on which the server listens for local connections.",
        .unique_group = "socket",
    },
    ocf::Parameter{
        .name = "additional_parameters",
        .default_value = "",
        .shortdesc = "Further options of the server",
        .longdesc = "Options added to the server's command line, separated by blanks. read-only, "
                    "skip-slave-start and event-scheduler are always set by the agent.",
    },
    ocf::Parameter{
        .name = "durability",
        .default_value = "available",
        .shortdesc = "What counts more: no loss, or writing on (lossless, available)",
        .longdesc =
            "lossless: a commit is acknowledged only when a replica has it (semi-synchronous "
            "replication, AFTER_SYNC, without a time-out), and a host is promoted only with proof "
            "that it has every acknowledged transaction; writes wait while no replica is there, so "
            "have three hosts or more. available: a commit waits acknowledgement_timeout for a "
            "replica, then goes on alone; the most advanced host is promoted, and what may be "
            "missing is reported.",
        .reloadable = true,
    },
    ocf::Parameter{
        .name = "acknowledgement_timeout",
        .type = integer,
        .default_value = "1000",
        .shortdesc = "Milliseconds a commit waits for a replica",
        .longdesc = "With durability=available a commit that no replica acknowledged within this "
                    "time goes on alone, as do all that follow until a replica has caught up.",
        .reloadable = true,
        .lowest = 1,
        .highest = 3600000,
    },
    ocf::Parameter{
        .name = "events",
        .type = boolean,
        .default_value = "true",
        .shortdesc = "Run scheduled events on the writer",
        .longdesc = "The event scheduler runs on the writer only. The events that were enabled on "
                    "the last writer are enabled on the next one, others are not. false: the agent "
                    "leaves events alone, and the scheduler is off.",
        .reloadable = true,
    },
    ocf::Parameter{
        .name = "max_backlog",
        .type = integer,
        .default_value = "60",
        .shortdesc = "Greatest replication lag in seconds",
        .longdesc = "A host further behind than this many seconds is REPLICATION_DELAY: it loses "
                    "its reader addresses and is the last choice for the writer.",
        .reloadable = true,
    },
    ocf::Parameter{
        .name = "trap_period",
        .type = integer,
        .default_value = "10",
        .shortdesc = "Seconds a replication check must fail before it counts",
        .longdesc = "Replication that is broken or behind changes the host's state after it has "
                    "been so for this many seconds without a break; right after a start at once.",
        .reloadable = true,
    },
    ocf::Parameter{
        .name = "auto_set_online",
        .type = integer,
        .default_value = "1",
        .shortdesc = "Seconds in AWAITING_RECOVERY after which a host is ONLINE by itself",
        .longdesc = "A host that returns is AWAITING_RECOVERY and becomes ONLINE after this many "
                    "seconds with all checks passed, or at once when it was down for less than a "
                    "minute without a reboot. 0: it waits for mmm_control set_online (the "
                    "default of MySQL-MMM). A quarantined host never becomes ONLINE by itself.",
        .reloadable = true,
    },
    ocf::Parameter{
        .name = "flap_count",
        .type = integer,
        .default_value = "3",
        .shortdesc = "How often a host may leave ONLINE within flap_duration",
        .longdesc = "A host that leaves ONLINE more often than this within flap_duration is "
                    "flapping: it stays AWAITING_RECOVERY and is not promoted until mmm_control "
                    "set_online, or with auto_set_online until its checks have not changed for "
                    "flap_duration. A stop of a healthy server does not count. 0: off.",
        .reloadable = true,
    },
    ocf::Parameter{
        .name = "flap_duration",
        .type = integer,
        .default_value = "3600",
        .shortdesc = "Seconds within which drops out of ONLINE are counted",
        .longdesc = "See flap_count. The count outlasts restarts and reboots.",
        .reloadable = true,
        .lowest = 1,
    },
    ocf::Parameter{
        .name = "mode",
        .default_value = "active",
        .shortdesc = "What a cluster does that starts cold (active, wait)",
        .longdesc = "active: the first master that is up may be promoted. wait: after a boot, and "
                    "while no writer is known, a master is promoted only when every other master "
                    "is up too, when wait_for_other_master has passed, or when an operator says "
                    "so (mmm_control set_active).",
        .reloadable = true,
    },
    ocf::Parameter{
        .name = "wait_for_other_master",
        .type = integer,
        .default_value = "120",
        .shortdesc = "Seconds for which mode=wait waits",
        .longdesc = "0: for ever.",
        .reloadable = true,
    },
    ocf::Parameter{
        .name = "ping_ips",
        .default_value = "",
        .shortdesc = "Addresses that tell a host whether it has a network",
        .longdesc = "Addresses outside the cluster, separated by blanks or commas, for instance "
                    "the gateway's. A host that reaches none of them for trap_period while others "
                    "do becomes HARD_OFFLINE and gives its roles away; when nobody reaches them, "
                    "all states stay as they are. Empty: not asked.",
        .reloadable = true,
    },
    ocf::Parameter{
        .name = "ping_interval",
        .type = integer,
        .default_value = "1",
        .shortdesc = "Seconds between two questions to ping_ips",
        .longdesc = "See ping_ips.",
        .reloadable = true,
        .lowest = 1,
        .highest = 3600,
    },
    ocf::Parameter{
        .name = "check_period",
        .type = integer,
        .default_value = "1",
        .shortdesc = "Period in seconds in which mmm_mond looks at the server",
        .longdesc = "The monitoring daemon of each host asks its server for a sign of life four "
                    "times in each period. The monitor operations of the cluster look besides, "
                    "and alone when there is no daemon.",
        .reloadable = true,
        .lowest = 1,
        .highest = 3600,
    },
    ocf::Parameter{
        .name = "check_timeout",
        .type = integer,
        .default_value = "2",
        .shortdesc = "Seconds the server may take to answer a check",
        .longdesc = "A server that does not answer mmm_mond within this many seconds counts as "
                    "hung (MMM: timeout of the check mysql). A login may take three times as "
                    "long: on a busy host it does while the server serves.",
        .reloadable = true,
        .lowest = 1,
        .highest = 3600,
    },
    ocf::Parameter{
        .name = "disk_timeout",
        .type = integer,
        .default_value = "10",
        .shortdesc = "Seconds one write to the server's disk may take",
        .longdesc = "mmm_mond writes one block to the disk of datadir, and to that of the binary "
                    "log if it is another, every two seconds, and lets the server fail when one "
                    "such write takes longer than this, or when the disk refuses them: its "
                    "commits would wait as well, while it answers everything else. More where a "
                    "disk takes seconds in good order, or a backup freezes the file system for "
                    "longer. 0: off.",
        .reloadable = true,
        .highest = 3600,
    },
    ocf::Parameter{
        .name = "lease",
        .type = integer,
        .default_value = "10",
        .shortdesc = "Seconds the writer stays open without a quorate cluster",
        .longdesc = "When corosync has not answered, has had no quorum, or Pacemaker has shown no "
                    "sign of life on the writer's host for this long, mmm_mond has closed the "
                    "server for writes, or ended it. Without fencing, another host that is to "
                    "take over waits five seconds longer than this. Not in maintenance, nor for "
                    "lack of quorum with no-quorum-policy=ignore or freeze. The same on all "
                    "hosts; more than twice corosync's token time-out. 0: off.",
        .reloadable = true,
        .highest = 60,
    },
    ocf::Parameter{
        .name = "max_kill_retries",
        .type = integer,
        .default_value = "3",
        .shortdesc = "Seconds to wait for clients' statements at a demotion",
        .longdesc = "When a writer is demoted, statements and table locks that hold up read_only "
                    "are waited for this many seconds; then their connections are ended. New "
                    "writes wait meanwhile.",
        .reloadable = true,
        .lowest = 1,
        .highest = 3600,
    },
};

constexpr std::array actions{
    ocf::Action{.name = "start", .run = start, .timeout_seconds = 120, .checks_parameters = true},
    ocf::Action{.name = "stop", .run = stop, .timeout_seconds = 120},
    ocf::Action{
        .name = "monitor",
        .run = monitor,
        .timeout_seconds = 20,
        .interval_seconds = 2,
        .role = "Promoted"},
    ocf::Action{
        .name = "monitor",
        .run = monitor,
        .timeout_seconds = 20,
        .interval_seconds = 3,
        .role = "Unpromoted"},
    ocf::Action{
        .name = "promote", .run = promote, .timeout_seconds = 120, .checks_parameters = true},
    ocf::Action{.name = "demote", .run = demote, .timeout_seconds = 120},
    ocf::Action{.name = "notify", .run = notify, .timeout_seconds = 60},
    ocf::Action{
        .name = "validate-all",
        .run = validate_all,
        .timeout_seconds = 30,
        .checks_parameters = true},
    ocf::Action{
        .name = "reload-agent",
        .run = reload_agent,
        .timeout_seconds = 20,
        .checks_parameters = true},
};

constexpr ocf::Agent description{
    .name = "mysql",
    .shortdesc = "MySQL or MariaDB server in master-master-slave replication",
    .longdesc =
        "Manages MySQL or MariaDB servers that replicate from each other as MySQL-MMM did: one of "
        "two (or more) masters is the writer, the other masters and all slaves follow it, by GTID "
        "or, on MySQL 5.6, by file and position. Use it as a promotable clone with notify=true, "
        "with ocf:mmm:vip for the writer's and the "
        "readers' addresses. The server is always started read-only; only promotion opens it, "
        "after it has everything that any reachable host holds. Each host writes its state "
        "(ONLINE, REPLICATION_DELAY, REPLICATION_FAIL, AWAITING_RECOVERY, ADMIN_OFFLINE, "
        "HARD_OFFLINE) into the "
        "node attribute mmm-state-RESOURCE.",
    .parameters = parameters,
    .actions = actions,
};

} // namespace

const ocf::Agent& agent()
{
    return description;
}

} // namespace mmm::mysql
