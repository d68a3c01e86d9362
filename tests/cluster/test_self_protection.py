# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A writer that lost its cluster does not stay open: with nobody to fence it, or nobody to tell it anything. All the
while both masters are looked at every few milliseconds: never are two of them open."""
import contextlib
import os
import re
import subprocess
import time

from cluster import PROGRAM, ClusterTest, LabError, lab

LEASE = 6  # seconds
MANAGER = ("pacemaker-execd", "pacemaker-contr", "pacemakerd")
RING_PORT = "5405"
SAMPLER = """
import time, pymysql
while True:
    try:
        server = pymysql.connect(unix_socket="/run/mysqld/mysqld.sock", user="root", autocommit=True,
                                 connect_timeout=1, read_timeout=1)
        with server.cursor() as cursor:
            while True:
                began = time.time()
                cursor.execute("SELECT @@global.read_only")
                print(f"{began:.4f} {time.time():.4f} {cursor.fetchone()[0]}", flush=True)
                time.sleep(0.01)
    except Exception:
        time.sleep(0.01)
"""


class Sampler:
    """When a node's server was open for writes, asked every 10 ms by a program in the node."""

    def __init__(self, folder, node):
        self.path = os.path.join(folder, f"samples-{node}-{time.monotonic_ns()}")
        with open(self.path, "w", encoding="ascii") as file:
            self._process = subprocess.Popen([PROGRAM, "exec", node, "--", "python3", "-c", SAMPLER],
                                             stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.DEVNULL)

    def stop(self):
        self._process.terminate()
        self._process.wait(30)

    def open_times(self):
        """(when it was asked, when it had answered) of each time it said that it is open."""
        with open(self.path, encoding="ascii") as file:
            rows = [line.split() for line in file if line.endswith("\n")]
        return [(float(row[0]), float(row[1])) for row in rows if row[2] == "0"]


class SelfProtectionTest(ClusterTest):
    lab_arguments = ("--param", "flap_count=0", "--param", f"lease={LEASE}")

    @contextlib.contextmanager
    def samples(self):
        """Looks at both masters while the block runs."""
        found = {node: Sampler(self.folder, node) for node in ("M1", "M2")}
        try:
            for node, sampler in found.items():
                self.wait_for(f"a sample of {node}", lambda one=sampler: os.path.getsize(one.path))
            yield found
        finally:
            for sampler in found.values():
                sampler.stop()

    def assert_closed_before(self, samples, old, new, since):
        """The old writer said that it is open for the last time before the new one did so for the first time."""
        last = max(asked for asked, _ in samples[old].open_times())
        first = min(answered for _, answered in samples[new].open_times() if answered > since)
        self.say(f"{old} closed {last - since:.1f} s after the fault, {new} opened {first - since:.1f} s after it")
        self.assertLess(last, first)

    def assert_closed_within(self, samples, node, since, seconds):
        last = max(asked for asked, _ in samples[node].open_times())
        self.say(f"{node} closed {last - since:.1f} s after the fault")
        self.assertLess(last - since, seconds)

    def read_only(self, node):
        with contextlib.suppress(LabError):
            return self.sql(node, "SELECT @@global.read_only")
        return None

    def is_closed(self, node):
        """Read-only, or gone."""
        return self.read_only(node) == "1" or not self.processes(node, "mysqld")

    def processes(self, node, name):
        with contextlib.suppress(LabError):
            return self.run_on(node, "pgrep", "-x", name).split()
        return []

    def signal(self, node, signal, *names):
        for name in names:
            for pid in self.processes(node, name):
                self.run_on(node, "kill", f"-{signal}", pid)

    def set_property(self, setting, node="slave1"):
        self.run_on(node, "pcs", "property", "set", setting)

    def cut_ring(self, node):
        """No packet of the cluster's own to or from the node; its server can be reached by all."""
        self.run_on(node, "nft", "add", "table", "inet", "ring")
        for hook in ("input", "output"):
            self.run_on(node, "nft", "add", "chain", "inet", "ring", hook,
                        f"{{ type filter hook {hook} priority 0 ; }}")
            for port in ("sport", "dport"):
                self.run_on(node, "nft", "add", "rule", "inet", "ring", hook, "udp", port, RING_PORT, "drop")

    def heal_ring(self, node):
        self.run_on(node, "nft", "delete", "table", "inet", "ring")

    def power_cycle(self, node):
        lab("power", node, "off")
        lab("power", node, "on")

    def lease_ends(self, node):
        """What mmm_mond of the node logged when it closed the writer."""
        return re.findall(r"mmm_mond.*closing the writer.*", lab("logs", node))


class ALostWriter(SelfProtectionTest):
    def lose_writer(self, lose, get_back):
        """Without fencing the other master takes over from a writer that is lost, once that is closed; then all are
        whole. How often mmm_mond has closed it is returned."""
        self.set_property("stonith-enabled=false")
        self.addCleanup(self.set_property, "stonith-enabled=true")
        self.wait("settled")
        writer, other = self.masters()
        ends = len(self.lease_ends(writer))
        with self.samples() as samples, self.writes() as run:
            lost = time.time()
            lose(writer)
            gone = time.time()
            self.wait_for(f"{other} opens", lambda: self.read_only(other) == "0", 60)
            # A host without a cluster keeps its addresses, and nobody takes them from it.
            get_back(writer)
            self.wait_for_writes(run, time.time())
            self.wait_until_whole()
        self.assert_closed_before(samples, writer, other, lost)
        self.assert_closed_within(samples, writer, gone, LEASE + 3)  # corosync takes two of them to notice
        self.assert_nothing_lost(run)
        return len(self.lease_ends(writer)) - ends

    def test_that_is_cut_off_from_the_cluster_closes_first(self):
        self.lose_writer(self.cut_ring, self.heal_ring)

    def test_without_corosync_closes_first(self):
        self.assertEqual(self.lose_writer(lambda node: self.signal(node, "KILL", "corosync"), self.power_cycle), 1)

    def test_without_pacemaker_closes_first(self):
        kill = reversed(MANAGER)  # first the one that would start the others again
        self.assertEqual(self.lose_writer(lambda node: self.signal(node, "KILL", *kill), self.power_cycle), 1)

    def test_of_which_pacemaker_is_frozen_closes_and_opens_again_by_itself(self):
        writer, _ = self.masters()
        with self.samples() as samples, self.writes() as run:
            frozen = time.time()
            self.signal(writer, "STOP", *MANAGER)
            self.wait_for("the writer is closed", lambda: self.is_closed(writer), LEASE + 4)
            self.signal(writer, "CONT", *MANAGER)
            self.assertIn("Pacemaker has shown no sign of life", self.lease_ends(writer)[-1])
            self.wait_for_writes(run, time.time(), 60)
            self.wait_until_whole()
        self.assert_closed_within(samples, writer, frozen, LEASE + 1)
        self.assert_nothing_lost(run)

    def test_that_cannot_be_fenced_is_closed_and_nobody_else_opens(self):
        writer, other = self.masters()
        self.run_on("slave1", "pcs", "stonith", "disable", "power")
        self.wait("settled")
        with self.samples() as samples, self.writes() as run:
            self.cut_ring(writer)
            lost = time.time()
            self.wait_for("the writer is closed", lambda: self.is_closed(writer), LEASE + 4)
            self.wait(f"node={writer}:unclean")
            until = time.monotonic() + LEASE
            self.wait_for("a lease more", lambda: time.monotonic() > until, LEASE + 5)
            self.assertEqual(samples[other].open_times(), [])
            self.assertIn(f"{writer} is lost and not fenced yet", self.run_on(other, "mmm_control", "why"))
            self.heal_ring(writer)
            self.run_on("slave1", "pcs", "stonith", "enable", "power")
            self.wait_for_writes(run, time.time(), 90)
            self.wait_until_whole()
        self.assert_closed_within(samples, writer, lost, LEASE + 3)
        self.assert_nothing_lost(run)

    def coordinator(self):
        text = self.run_on("slave1", "crm_mon", "-1", "--output-as=xml")
        return re.search(r'<current_dc [^>]*name="([^"]+)"', text)[1]

    def test_is_none_in_a_healthy_cluster_whatever_its_operators_do(self):
        writer, other = self.masters()
        if self.coordinator() == writer:
            self.run_on("slave1", "mmm_control", "move_role", "writer", other)
            self.wait_until_whole()
            writer, other = other, writer
        coordinator = self.coordinator()
        ends = self.lease_ends(writer)
        with self.writes() as run:
            began = time.time()
            self.signal(coordinator, "TERM", "pacemakerd")
            self.wait(f"node={coordinator}:pending")  # corosync goes on
            self.wait_for_writes(run, time.time())
            self.power_cycle(coordinator)
            self.wait_until_whole()
            self.set_property("maintenance-mode=true")
            self.addCleanup(self.set_property, "maintenance-mode=false")
            self.signal(writer, "STOP", *MANAGER)
            until = time.time() + LEASE + 2
            self.wait_for("more than a lease", lambda: time.time() > until, LEASE + 5)
            self.signal(writer, "CONT", *MANAGER)
            self.set_property("maintenance-mode=false")
            self.wait_until_whole()
            self.assertLess(run.interruption(began), 1000)
        self.assertEqual((self.writer(), self.lease_ends(writer)), (writer, ends))
        self.assert_nothing_lost(run)


class TwoHosts(SelfProtectionTest):
    """Without a third vote: both sides of a split have quorum, so only fencing can tell them apart."""
    nodes = ("M1", "M2")
    lab_arguments = (*SelfProtectionTest.lab_arguments, "--nodes", "M1,M2")

    def test_that_are_split_go_on_with_the_writer(self):
        self.set_property("priority-fencing-delay=3s", "M1")
        self.run_on("M1", "pcs", "resource", "meta", "mysql", "priority=1")
        self.wait("settled")
        writer, other = self.masters()
        with self.samples() as samples, self.writes() as run:
            lab("net", writer, "cut-from", other)
            self.wait(f"node={other}:fenced")
            self.wait_for_writes(run, time.time())
            lab("net", writer, "heal")
            self.wait_until_whole()
        self.assertEqual(self.writer(), writer)
        self.assertEqual(samples[other].open_times(), [])
        self.assert_nothing_lost(run, self.nodes)

    def test_that_are_split_without_a_device_have_one_writer(self):
        writer, other = self.masters()
        self.run_on("M1", "pcs", "stonith", "disable", "power")
        self.wait("settled")
        with self.samples() as samples, self.writes() as run:
            lab("net", writer, "cut-from", other)
            for one, lost in ((writer, other), (other, writer)):
                self.wait_for("the operator is told", lambda at=one, gone=lost: gone in self.unclean_seen_from(at))
            until = time.time() + LEASE + 2
            self.wait_for("more than a lease", lambda: time.time() > until, LEASE + 5)
            self.assertEqual(samples[other].open_times(), [])
            lab("net", writer, "heal")
            self.run_on("M1", "pcs", "stonith", "enable", "power")
            self.wait_for_writes(run, time.time(), 90)
            self.wait_until_whole()
        self.assert_nothing_lost(run, self.nodes)

    def unclean_seen_from(self, node):
        text = self.run_on(node, "crm_mon", "-1", "--output-as=xml", "--include=nodes")
        return re.findall(r'<node name="([^"]+)"[^>]*unclean="true"', text)


if __name__ == "__main__":
    import unittest
    unittest.main()
