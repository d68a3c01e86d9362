# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the monitor of several agents in turn on a node of the lab and prints what each took, as JSON.

Called on the node by tests/bench/run; argv[1] is the number of runs of each. All of them watch the
same server, a healthy replica, with the environment in which Pacemaker would call them.
"""
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time

HEARTBEAT = "/usr/lib/ocf/resource.d/heartbeat"
NODE = os.uname().nodename
NOTHING = os.open("/dev/null", os.O_RDWR)

COMMON = {
    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "OCF_ROOT": "/usr/lib/ocf",
    "OCF_RA_VERSION_MAJOR": "1", "OCF_RA_VERSION_MINOR": "1", "HA_LOGFILE": "/dev/null",
    "OCF_EXIT_REASON_PREFIX": "ocf-exit-reason:", "OCF_RESKEY_crm_feature_set": "3.16.1",
    "OCF_RESKEY_CRM_meta_timeout": "20000", "OCF_RESKEY_CRM_meta_interval": "10000",
    "OCF_RESKEY_CRM_meta_name": "monitor", "OCF_RESKEY_CRM_meta_role": "Unpromoted",
    "OCF_RESKEY_CRM_meta_on_node": NODE, "OCF_RESKEY_CRM_meta_notify": "true",
    "OCF_RESKEY_CRM_meta_promoted_max": "1", "OCF_RESKEY_CRM_meta_master_max": "1",
    "OCF_RESKEY_CRM_meta_clone": "0", "OCF_RESKEY_CRM_meta_clone_max": "3",
}
RIVAL = {
    "OCF_RESOURCE_INSTANCE": "rival", "OCF_RESKEY_binary": "/usr/sbin/mysqld",
    "OCF_RESKEY_config": "/etc/mysql/my.cnf", "OCF_RESKEY_datadir": "/var/lib/mysql",
    "OCF_RESKEY_pid": "/run/mysqld/mysqld.pid", "OCF_RESKEY_socket": "/run/mysqld/mysqld.sock",
    # Over the socket, as the one account that may see everything without a password.
    "OCF_RESKEY_test_user": "root", "OCF_RESKEY_replication_user": "root",
    "OCF_RESKEY_node_list": "M1 M2 slave1",
}
AGENTS = {
    "ocf:mmm:mysql": ("/usr/lib/ocf/resource.d/mmm/mysql",
                      {"OCF_RESOURCE_INSTANCE": "mysql", "OCF_RESKEY_masters": "M1 M2"}),
    "ocf:heartbeat:mysql level 0": (f"{HEARTBEAT}/mysql", RIVAL),
    "ocf:heartbeat:mysql level 10": (f"{HEARTBEAT}/mysql", {**RIVAL, "OCF_CHECK_LEVEL": "10"}),
    "ocf:heartbeat:mariadb": (f"{HEARTBEAT}/mariadb", RIVAL),
}


def monitor(name):
    """Exit code, wall ms and processor ms (with all children that were waited for) of one monitor."""
    program, variables = AGENTS[name]
    files = [(os.POSIX_SPAWN_DUP2, NOTHING, fd) for fd in (0, 1, 2)]
    clock = time.perf_counter()
    pid = os.posix_spawn(program, [program, "monitor"], {**COMMON, **variables}, file_actions=files)
    _, status, used = os.wait4(pid, 0)
    wall = (time.perf_counter() - clock) * 1e3
    return os.waitstatus_to_exitcode(status), wall, (used.ru_utime + used.ru_stime) * 1e3


def processes_and_programs(name):
    """How many processes one monitor makes, and how many programs it executes, itself included."""
    program, variables = AGENTS[name]
    with tempfile.NamedTemporaryFile(mode="r", prefix="mmm-bench-") as trace:
        subprocess.run(["strace", "-f", "-qq", "-e", "trace=execve,clone,clone3,fork,vfork", "-o", trace.name,
                        program, "monitor"],
                       env={**COMMON, **variables}, stdin=NOTHING, stdout=NOTHING, stderr=NOTHING, check=False)
        text = trace.read()
    # What was interrupted by another process's line ends in a line of its own.
    ended = [line for line in text.splitlines() if re.search(r"= \d+$", line) and "CLONE_THREAD" not in line]
    made = sum(bool(re.search(r"(clone3?|v?fork)(\(| resumed)", line)) for line in ended)
    executed = sum(bool(re.search(r"execve(\(| resumed)", line)) for line in ended)
    return made, executed


def main(runs):
    # A writer elsewhere, as the rivals expect to find one: without it they hold elections.
    subprocess.run(["crm_attribute", "--name", "master-rival", "--node", "M1", "--lifetime", "reboot",
                    "--update", "1000"], check=True)
    samples = {name: [] for name in AGENTS}
    for name in AGENTS:
        monitor(name)  # warm
    for _ in range(runs):
        for name in random.sample(list(AGENTS), len(AGENTS)):
            samples[name].append(monitor(name))
    counts = {name: processes_and_programs(name) for name in AGENTS}
    json.dump({name: {"codes": sorted({code for code, _, _ in taken}),
                      "wall": [wall for _, wall, _ in taken],
                      "processor": [processor for _, _, processor in taken],
                      "processes": counts[name][0], "programs": counts[name][1]}
               for name, taken in samples.items()}, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]))
