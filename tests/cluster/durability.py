# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of writer moves on several servers share."""
import json
import os
import re
import subprocess
import time

from cluster import NODES, PROGRAM, ClusterTest, lab

VERDICT = re.compile(r"acknowledged (\d+), lost (\d+), duplicated (\d+), longest interruption (\d+) ms")


def rounds(usual):
    """How often a test repeats its scenario: MMM_ROUNDS, or what fits into a usual test run."""
    return int(os.environ.get("MMM_ROUNDS", usual))


class MovesOnAServer(ClusterTest):
    """Subclasses name the server and the profile."""

    server = "mariadb-10.11"
    profile = "lossless"
    more_arguments = ()

    @classmethod
    def setUpClass(cls):
        # A host that is killed again and again is set aside otherwise.
        cls.lab_arguments = ("--server", cls.server, "--durability", cls.profile, "--param", "flap_count=0",
                             *cls.more_arguments)
        super().setUpClass()

    @property
    def is_mariadb(self):
        return self.server.startswith("mariadb")

    def verdict(self, run, nodes):
        """What `lab verify` counts: acknowledged, lost, duplicated, longest interruption in ms."""
        done = subprocess.run([PROGRAM, "verify", "--log", run.log, "--nodes", ",".join(nodes)],
                              capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120, check=False)
        found = VERDICT.search(done.stdout)
        self.assertIsNotNone(found, done.stdout + done.stderr)
        self.say(f"{self.server} {self.profile}: {found[0]}")
        return tuple(int(word) for word in found.groups())

    def state(self, node):
        return self.attribute(node, "mmm-state-mysql")

    def wait_until_back(self, node):
        """The host serves again, or is kept apart. Says which."""
        self.wait(f"mysqld={node}:up", within=90)
        return self.wait_for(f"{node} to be judged", lambda: self.verdict_on(node), within=60)

    def make_whole(self, node):
        """A former writer that is kept apart with what it had not told anybody gets a new start."""
        if self.wait_until_back(node) == "AWAITING_RECOVERY":
            self.say(f"{node} was kept apart: {self.attribute(node, 'mmm-reason-mysql')}")
            lab("rebuild", node, within=240)
        self.wait_until_whole()

    def losses(self, node):
        """What `mmm_control history` on a node tells of transactions that it had alone."""
        return json.loads(self.run_on(node, "mmm_control", "history", "--json"))["losses"]

    def applier(self, node, verb):
        """STOP or START of the thread that applies what was received."""
        word = "SLAVE" if self.is_mariadb or self.server == "mysql-5.6" else "REPLICA"
        self.sql(node, f"{verb} {word} SQL_THREAD")

    def assert_all_alike(self, run, nodes=NODES):
        acknowledged, lost, duplicated, _ = self.verdict(run, nodes)
        self.assertGreater(acknowledged, 0)
        self.assertEqual((lost, duplicated), (0, 0))

    def kill_writer_under_writes(self, run):
        """Gives the writer that was killed and its successor, once that serves."""
        writer, other = self.masters()
        self.wait_for_writes(run, time.time())
        lab("mysqld", writer, "kill")
        self.wait(f"writer={other}")
        self.wait_for_writes(run, time.time())
        return writer, other
