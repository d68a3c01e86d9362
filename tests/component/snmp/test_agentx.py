# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""MMM-HA-MIB, and mmm_agentx behind a real snmpd."""
import os
import re
import signal
import unittest

from canned_cluster import HISTORY, CannedCluster
from snmp_tools import MIB, STAND_INS, Daemon, Snmpd, environment, wait_for
from support import stage

PROGRAM = stage.path("/usr/sbin/mmm_agentx")


class TheMib(unittest.TestCase):
    def test_passes_smilint_at_its_strictest(self):
        done = stage.run(["smilint", "-c", "/dev/null", "-l", "9", "-s", MIB],
                         env={**stage.CLEAN_ENV, "SMIPATH": STAND_INS})
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    def test_is_no_good_without_a_description(self):
        """The check before this one can fail."""
        with open(MIB, encoding="utf-8") as file:
            broken = file.read().replace("mmmHostLag, mmmHostPosition,", "mmmHostPosition,")
        cluster = CannedCluster(self)
        cluster.write("MMM-HA-MIB.txt", broken)
        done = stage.run(["smilint", "-c", "/dev/null", "-l", "9", "-s", cluster.path("MMM-HA-MIB.txt")],
                         env={**stage.CLEAN_ENV, "SMIPATH": STAND_INS})
        self.assertIn("mmmHostLag", done.stdout + done.stderr)

    def test_says_that_its_number_is_a_borrowed_one(self):
        with open(MIB, encoding="utf-8") as file:
            self.assertIn("netSnmpPlaypen", file.read())


class Served(unittest.TestCase):
    def setUp(self):
        self.cluster = CannedCluster(self)
        self.cluster.write("mysql-mysql.history", HISTORY)
        self.snmpd = Snmpd(self, self.cluster.folder)

    def serve(self, max_age="60"):
        wait_for("snmpd's socket", lambda: os.path.exists(self.snmpd.socket))
        self.agent = Daemon(self, [PROGRAM, f"--socket={self.snmpd.socket}", f"--max-age={max_age}", "--ping-interval=1"],
                            self.cluster.folder, "mmm_agentx", {**environment(self.cluster.folder), **self.cluster.env})
        self.snmpd.wait_until_served()

    def get(self, *objects):
        return [line.split(" = ", 1)[1].split(": ", 1)[-1].strip('"')
                for line in self.snmpd.ask("snmpget", *(f"MMM-HA-MIB::{name}" for name in objects)).splitlines()]


class Walking(Served):
    def test_finds_everything_of_the_cluster_and_nothing_that_the_mib_has_not(self):
        self.serve()
        walked = self.snmpd.walk()
        for line in ("mmmClusterReachable.0 = INTEGER: true(1)", 'mmmClusterWriter.0 = STRING: M2',
                     'mmmHostState."M1" = INTEGER: online(1)', 'mmmHostMode."slave1" = INTEGER: slave(2)',
                     'mmmRoleHost."writer"."192.168.0.70" = STRING: M2', 'mmmCheckStatus."M1".ping = INTEGER: passed(1)',
                     "mmmMoves.0 = Counter32: 2", "mmmMoveKind.2 = INTEGER: failover(3)",
                     "mmmMoveInterruption.2 = Gauge32: 2345 milliseconds", "mmmMovePossibleLoss.2 = STRING: M1 may have had more"):
            self.assertIn(f"MMM-HA-MIB::{line}", walked)
        self.assertRegex(walked, r'mmmSnapshotTime\.0 = STRING: 20\d\d-\d+-\d+,\d+:\d+:\d+\.0,\+0:0')
        self.assertEqual([line for line in walked.splitlines() if not re.match(r"MMM-HA-MIB::mmm[A-Z]\w+\.\S+ = ", line)], [])
        self.assertNotIn("mmmHostLag", walked)  # nobody may ask the servers

    def test_shows_tables(self):
        self.serve()
        hosts = self.snmpd.ask("snmptable", "-Ci", "-Cw", "500", "MMM-HA-MIB::mmmHostTable")
        self.assertRegex(hosts, r'(?m)^ *"M2" +192\.168\.0\.66 +master +online ')
        roles = self.snmpd.ask("snmptable", "-Ci", "-Cw", "500", "MMM-HA-MIB::mmmRoleTable")
        self.assertRegex(roles, r'(?m)^ *"writer"\."192\.168\.0\.70" +writer +M2 +1')

    def test_is_the_same_by_getnext_and_by_getbulk(self):
        self.serve()
        self.assertEqual(self.snmpd.ask("snmpbulkwalk", "MMM-HA-MIB::mmmHaMIB"), self.snmpd.walk())

    def test_answers_what_is_not_there_and_refuses_what_must_not_be_written(self):
        self.serve()
        self.assertIn("No Such Instance", self.snmpd.ask("snmpget", 'MMM-HA-MIB::mmmHostLag."M1"'))
        self.assertIn("No Such Instance", self.snmpd.ask("snmpget", 'MMM-HA-MIB::mmmHostState."M9"'))
        self.assertRegex(self.snmpd.ask("snmpset", "MMM-HA-MIB::mmmClusterWriter.0", "s", "M1"),
                         "noAccess|notWritable|noCreation")

    def test_looks_at_the_cluster_when_it_is_asked_and_what_it_knows_is_old(self):
        self.serve()
        self.snmpd.walk()
        self.assertEqual(self.cluster.looks(), 1)
        self.assertEqual(self.get("mmmSnapshotMaxAge.0"), ["60 seconds"])


class Failing(Served):
    def test_a_dead_cluster_is_served_as_one_and_one_that_comes_back_too(self):
        self.serve(max_age="0")
        for scene in (self.cluster.dies, self.cluster.hangs):
            scene()
            self.assertEqual(self.get("mmmClusterReachable.0", "mmmMoves.0"), ["false(2)", "2"])
            self.assertIn("No Such Instance", self.snmpd.ask("snmpget", 'MMM-HA-MIB::mmmHostState."M1"'))
        self.cluster.install("crm_mon", 'cat "$here/status"')
        wait_for("the cluster is there again", lambda: self.get("mmmClusterReachable.0") == ["true(1)"])

    def test_a_restart_of_snmpd_is_survived(self):
        self.serve()
        self.snmpd.stop()
        self.snmpd.start()
        self.snmpd.wait_until_served()
        self.assertEqual(self.get("mmmClusterWriter.0"), ["M2"])
        self.assertIsNone(self.agent.process.poll())

    def test_it_waits_for_an_snmpd_that_is_not_there_yet(self):
        self.snmpd.stop()
        self.snmpd.socket += "2"
        self.agent = Daemon(self, [PROGRAM, f"--socket={self.cluster.path('agentx')}", "--ping-interval=1"],
                            self.cluster.folder, "mmm_agentx", {**environment(self.cluster.folder), **self.cluster.env})
        wait_for("it has noticed", lambda: "agentx" in self.agent.said().lower())
        self.snmpd.start()
        self.snmpd.wait_until_served()

    def test_it_ends_when_it_is_told_to(self):
        self.serve()
        self.agent.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.agent.process.wait(10), 0)
        self.assertIn("No ", self.snmpd.ask("snmpget", "MMM-HA-MIB::mmmClusterReachable.0"))

    def test_it_tells_a_wrong_option(self):
        done = stage.run([PROGRAM, "--max-age=never"])
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r"\Ammm_agentx: --max-age=\"never\".*\n\Z")


if __name__ == "__main__":
    unittest.main()
