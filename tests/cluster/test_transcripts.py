# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""mmm_control where MySQL-MMM was watched while an operator used it, or replication was not well: line by line."""
import os
import subprocess
import unittest

import transcripts
from cluster import NODES, PROGRAM, REPOSITORY, LabError
from replay import Replay

OPERATOR = ("runuser", "-u", "shiftlead", "--", "mmm_control")


class TheExpectations(unittest.TestCase):
    def test_name_a_difference_wherever_there_is_one_and_use_each(self):
        used = set()
        for situation in transcripts.situations():
            for section, calls in transcripts.read(situation).items():
                for call in calls:
                    self.assertEqual(call.mmm != call.ours, bool(call.differences), (situation, section, call))
                    used |= set(call.differences)
        self.assertEqual(used, set(transcripts.differences()))

    def test_are_told_in_the_documentation_as_well(self):
        with open(os.path.join(REPOSITORY, "docs", "differences-from-mmm.md"), encoding="utf-8") as file:
            told = file.read()
        for name, (what, why) in transcripts.differences().items():
            self.assertIn(f"| {name} | {what} | {why} |\n", told)


class WhatAnOperatorDoes(Replay):
    lab_arguments = ("--param", "max_backlog=3", "--param", "trap_period=2")

    def stop_daemons(self, host):
        self.run_on(host, "pacemakerd", "--shutdown")

    def start_daemons(self, host):
        self.run_on(host, "sh", "-c", "PCMK_logfacility=none setsid --fork pacemakerd -f </dev/null >/dev/null 2>&1")

    def test_1_healthy_and_wrong_usage(self):
        self.writer_on("M1")
        self.replay("healthy", "help")
        self.replay("healthy", "healthy")
        self.replay("usage", "usage")
        nothing = subprocess.run([PROGRAM, "exec", "M1", "--", "/usr/sbin/mmm_control"], capture_output=True, text=True,
                                 check=False, stdin=subprocess.DEVNULL, timeout=60)
        self.assertEqual((nothing.stdout, nothing.returncode), ("", 255))
        self.assertEqual(nothing.stderr, "See '/usr/sbin/mmm_control help' for usage information at "
                                         "/usr/sbin/mmm_control line 34.\n")

    def test_2_orders(self):
        self.writer_on("M1")
        self.replay("orders", "orders")

    def test_3_moves(self):
        self.writer_on("M1")
        self.replay("moves", "moves")

    def test_4_a_preferred_host(self):
        self.writer_on("M1")
        self.run_on("M1", "pcs", "constraint", "location", "mysql-clone", "rule", "constraint-id=mmm-prefer-writer",
                    "role=Promoted", "score=550", "#uname", "eq", "M1", "and", "mmm-state-mysql", "eq", "ONLINE")
        try:
            self.replay("prefer", "prefer")
        finally:
            self.run_on("M1", "pcs", "constraint", "delete", "mmm-prefer-writer")

    def test_5_passive_at_start(self):
        self.writer_on("M1")
        self.run_on("M1", "mmm_control", "set_passive")
        self.replay("passive", "passive")

    def test_6_an_agent_that_is_gone(self):
        self.writer_on("M1")
        self.stop_daemons("M2")
        self.replay("agent", "monitor", node="M2")
        self.replay("agent", "agent")
        self.start_daemons("M2")
        self.replay("agent", "back")

    def test_7_the_writers_agent_restarts(self):
        self.writer_on("M1")
        self.stop_daemons("M1")
        self.replay("restart", "stopped")
        self.start_daemons("M1")
        self.replay("restart", "back")
        self.assert_one_writer("M2")

    def test_8_members_of_the_clusters_group_on_every_node(self):
        self.wait_until_whole()
        for node in NODES:
            self.run_on(node, "useradd", "--no-create-home", "--groups", "haclient", "shiftlead")
            self.assertEqual(self.run_on(node, *OPERATOR, "show"), self.show())
        self.assertEqual(self.run_on("M2", *OPERATOR, "set_offline", "slave1"), "OK: State of 'slave1' changed to "
                         "ADMIN_OFFLINE. Now you can wait some time and check all roles!\n")
        self.assertEqual(self.run_on("slave1", *OPERATOR, "set_online", "slave1"), "OK: State of 'slave1' changed to ONLINE. "
                         "Now you can wait some time and check its new roles!\n")
        self.assertEqual(self.run_on("M1", *OPERATOR, "set_passive"), "OK: Switched into passive mode.\n")
        self.assertEqual(self.run_on("M1", *OPERATOR, "set_active"), "OK: Switched into active mode.\n")
        other = self.masters()[1]
        self.assertRegex(self.run_on("slave1", *OPERATOR, "move_role", "writer", other),
                         rf"^OK: Role 'writer' has been moved from '\w+' to '{other}'\.")
        with self.assertRaisesRegex(LabError, "ERROR: Can't connect to monitor daemon!"):
            self.run_on("M1", "runuser", "-u", "nobody", "--", "mmm_control", "show")

    def test_9_a_slave_is_behind(self):
        self.writer_on("M1")
        with self.writes(rate=20), self.session(
                "exec", "slave1", "--", "mysql", "--unbuffered", statement="FLUSH TABLES WITH READ LOCK;"):
            self.replay("lag", "behind")
        self.replay("lag", "back")

    def test_9_a_replica_does_not_reach_the_writer(self):
        self.writer_on("M1")
        self.cut_replication("M2", "M1")
        try:
            self.replay("connecting", "connecting")
        finally:
            self.heal_replication("M2")


if __name__ == "__main__":
    unittest.main()
