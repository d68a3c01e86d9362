#!/usr/bin/python3
# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What our programs cost a node at rest: idle.py SECONDS, run on the node. Prints JSON.

agents   milliseconds of processor time of all that Pacemaker's executor has run and awaited, which is our agents
daemon   the same of mmm_mond, with its children
children whether mmm_mond awaited a child: page faults of children that were not there before
"""
import json
import os
import sys
import time

TICK = 1000 / os.sysconf("SC_CLK_TCK")


def process(name):
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/comm", encoding="utf-8") as file:
                if file.read().strip() == name:
                    return pid
        except OSError:
            continue
    raise SystemExit(f"{name} does not run")


def usage(pid):
    """Own nanoseconds, children's milliseconds, children's page faults."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        fields = file.read().rpartition(")")[2].split()
    with open(f"/proc/{pid}/schedstat", encoding="ascii") as file:
        own = int(file.read().split()[0])
    return own, (int(fields[13]) + int(fields[14])) * TICK, int(fields[8])


def main(seconds):
    executor, daemon = process("pacemaker-execd"), process("mmm_mond")
    before = usage(executor), usage(daemon)
    time.sleep(seconds)  # the span that is measured
    after = usage(executor), usage(daemon)
    json.dump({"agents": after[0][1] - before[0][1],
               "daemon": (after[1][0] - before[1][0]) / 1e6 + after[1][1] - before[1][1],
               "children": after[1][2] != before[1][2]}, sys.stdout)


main(int(sys.argv[1]))
