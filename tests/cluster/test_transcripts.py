# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""mmm_control in the situations in which MySQL-MMM was watched: what it says, line by line."""
import contextlib
import json
import os
import re
import subprocess
import time
import unittest

import transcripts
from cluster import NODES, PROGRAM, REPOSITORY, WRITER_IP, ClusterTest, lab

LABS = os.environ.get("MMM_LAB_DIR") or "/var/tmp/mmm-lab"


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


class Replay(ClusterTest):
    def replay(self, situation, section, node="slave1"):
        for call in transcripts.read(situation)[section]:
            with self.subTest(situation=situation, section=section, command=" ".join(call.words)):
                self.compare(call, node)

    def compare(self, call, node):
        deadline = time.monotonic() + (90 if call.lasting else 0)
        while True:
            said, status = self.ask(call.words, node)
            if (said, status) == (call.ours, call.status) or time.monotonic() > deadline:
                self.assertEqual(said, call.ours)
                self.assertEqual(status, call.status)
                return
            time.sleep(0.2)

    def ask(self, words, node):
        """Answer and exit status; that no reader address is on two hosts is looked at in passing."""
        done = subprocess.run([PROGRAM, "exec", node, "--", "/usr/sbin/mmm_control", *words], capture_output=True,
                              text=True, check=False, stdin=subprocess.DEVNULL, timeout=120)
        addresses = re.findall(r"reader\(([\d.]+)\)", done.stdout)
        if words == ["show"]:
            self.assertEqual(len(addresses), len(set(addresses)), done.stdout)
        return transcripts.comparable(done.stdout), done.returncode

    @contextlib.contextmanager
    def session(self, *argv, statement=""):
        """A client that stays connected, with what its statement holds, until the block ends."""
        with subprocess.Popen([PROGRAM, *argv], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, text=True) as client:
            try:
                client.stdin.write(statement + "\n")
                client.stdin.flush()
                yield
            finally:
                with contextlib.suppress(BrokenPipeError):
                    client.stdin.close()

    def stop_daemons(self, host):
        self.run_on(host, "pacemakerd", "--shutdown")

    def start_daemons(self, host):
        self.run_on(host, "sh", "-c", "PCMK_logfacility=none setsid --fork pacemakerd -f </dev/null >/dev/null 2>&1")

    def writer_on(self, host):
        """Every server runs, all hosts are ONLINE, and the writer is this one."""
        self.wait_until_whole()
        if self.writer() != host:
            self.run_on("slave1", "mmm_control", "move_role", "writer", host)
        self.wait_until_whole()


class WhatAnOperatorDoes(Replay):
    def test_1_healthy_and_wrong_usage(self):
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


class WhatBreaks(Replay):
    lab_arguments = ("--param", "auto_set_online=10", "--param", "max_backlog=3", "--param", "trap_period=2",
                     "--my-cnf", "max_connections=30")

    def test_1_the_writers_server_is_killed(self):
        self.writer_on("M1")
        lab("mysqld", "M1", "kill")
        lab("mysqld", "M1", "stop")
        self.replay("killed", "down")
        lab("mysqld", "M1", "start")
        self.replay("killed", "back")

    def test_2_the_writers_server_is_stopped_for_more_than_a_minute(self):
        self.writer_on("M1")
        lab("mysqld", "M1", "stop")
        since = time.monotonic()
        self.replay("stopped", "down")
        self.wait_for("more than a minute", lambda: time.monotonic() - since > 62, 70)
        lab("mysqld", "M1", "start")
        self.replay("stopped", "awaiting")
        self.replay("stopped", "back")

    def test_3_a_slave_is_behind(self):
        self.writer_on("M1")
        with self.writes(rate=20), self.session(
                "exec", "slave1", "--", "mysql", "--unbuffered", statement="FLUSH TABLES WITH READ LOCK;"):
            self.replay("lag", "behind")
        self.replay("lag", "back")

    def test_4_the_writers_network_is_cut(self):
        self.writer_on("M1")
        lab("net", "M1", "cut")
        self.replay("cut", "cut")
        lab("net", "M1", "heal")
        self.replay("cut", "awaiting")
        self.replay("cut", "back")

    def test_5_all_masters_and_then_all(self):
        self.writer_on("M1")
        for host in ("M1", "M2"):
            lab("mysqld", host, "stop")
        self.replay("masters", "down")
        for host in ("M2", "M1"):
            lab("mysqld", host, "start")
        self.replay("masters", "back")
        for host in NODES:
            lab("mysqld", host, "stop")
        self.replay("everything", "down")
        for host in NODES:
            lab("mysqld", host, "start")
        self.wait_until_whole()

    def test_6_the_writer_has_no_free_connection(self):
        self.writer_on("M1")
        with contextlib.ExitStack() as clients:
            for _ in range(30):
                clients.enter_context(self.session("client", "--", *self.application()))
            self.wait_for("no free connection", self.is_full)
            self.replay("connections", "full")
        self.run_on("slave1", "mmm_control", "set_online", "M1")

    def application(self):
        """The argument list of an application's client."""
        with open(os.path.join(LABS, os.environ["LAB"], "passwords.json"), encoding="utf-8") as file:
            password = json.load(file)["app"]
        return ["env", f"MYSQL_PWD={password}", "mysql", "-h", WRITER_IP, "-u", "app", "app"]

    def is_full(self):
        done = subprocess.run([PROGRAM, "client", "--", *self.application(), "-e", "SELECT 1"], capture_output=True,
                              text=True, check=False, stdin=subprocess.DEVNULL, timeout=60)
        return "Too many connections" in done.stderr

    def test_7_a_replica_does_not_reach_the_writer(self):
        self.writer_on("M1")
        self.cut_replication("M2", "M1")
        try:
            self.replay("connecting", "connecting")
        finally:
            self.heal_replication("M2")


if __name__ == "__main__":
    unittest.main()
