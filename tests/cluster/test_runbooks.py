# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/runbooks.md, command by command: each does what the page says, and prints what it shows."""
import os
import re
import shlex
import subprocess
import tempfile
import time
import unittest

from cluster import NODES, PROGRAM, REPOSITORY, ClusterTest, lab
from support.documents import Command, is_as_shown, sections

PAGE = os.path.join(REPOSITORY, "docs", "runbooks.md")
# What changes nothing is repeated until it prints what the page shows.
LOOKS = ("mmm_control show", "mmm_control checks", "mmm_control plan", "mmm_control why")
LOOK_SECONDS = 120
INSTALLED = "/usr/lib/ocf/resource.d/mmm/* /usr/lib/mmm-ha/* /usr/sbin/mmm_* /usr/sbin/fence_mmm"
COPY = re.compile(r"rsync -a --delete (/\S+)/ (\w+):\1/")


def runbooks():
    with open(PAGE, encoding="utf-8") as file:
        return sections(file.read())


class Runbooks(ClusterTest):
    def setUp(self):
        super().setUp()
        if self.writer() != "M1":
            self.run_on("M1", "mmm_control", "move_role", "writer", "M1")
            self.wait_until_whole()

    def follow(self, name):
        for step in runbooks()[name]:
            if isinstance(step, Command):
                self.type(step)
            else:
                getattr(self, "lab_" + re.sub(r"\W+", "_", step.name))()
        self.wait_until_whole()

    def type(self, command):
        copy = COPY.fullmatch(command.text)
        if copy:
            self.copy(command.host, copy[2], copy[1])
        elif command.text.startswith(LOOKS):
            self.look(command)
        else:
            printed = self.run_on(command.host, "sh", "-c", f"{command.text} 2>&1", within=300).splitlines()
            if command.printed:
                self.assertTrue(is_as_shown(command.printed, printed), f"{command.host}# {command.text}: {printed}")

    def look(self, command):
        printed = None

        def as_shown():
            nonlocal printed
            printed = self.run_on(command.host, *shlex.split(command.text)).splitlines()
            return is_as_shown(command.printed, printed)
        try:
            self.wait_for(command.text, as_shown, LOOK_SECONDS)
        except AssertionError as error:
            raise AssertionError(f"{command.host}# {command.text}: {printed}") from error

    def copy(self, source, target, folder):
        """Stands in for rsync, as the lab's nodes have no ssh."""
        with tempfile.TemporaryFile() as file:
            for node, stream, script in ((source, "stdout", 'tar -C "$1" -c .'),
                                         (target, "stdin", 'find "$1" -mindepth 1 -delete; tar -C "$1" -x')):
                self.assertEqual(self.run_on(node, "sh", "-c", "pgrep -x mariadbd || true"), "", f"the server of {node} runs")
                file.seek(0)
                subprocess.run([PROGRAM, "exec", node, "--", "sh", "-ec", script, "sh", folder], check=True, timeout=120,
                               **{"stdin": subprocess.DEVNULL, stream: file})

    def server_starts(self):
        return {node: self.run_on(node, "sh", "-c", "stat -c %Y /proc/$(cat /run/mysqld/mysqld.pid)") for node in NODES}


class TheRunbooks(Runbooks):
    def test_planned_maintenance_of_a_host(self):
        with self.writes() as run:
            self.follow("Planned maintenance of a host")
            self.wait_for_writes(run, time.time())
        self.assert_one_writer("M1")
        self.assert_nothing_lost(run)

    def lab_reboot_M1(self):
        lab("power", "M1", "off")
        self.wait("node=M1:fenced")  # else the fencing that is on its way ends what has just booted
        lab("power", "M1", "on")
        self.wait("node=M1:standby")

    def test_rolling_upgrade_of_the_database(self):
        before = self.server_starts()
        self.follow("Rolling upgrade of the database")
        after = self.server_starts()
        self.assertEqual([node for node in NODES if before[node] != after[node]], ["slave1"])

    def test_rolling_upgrade_of_mmm_ha(self):
        self.before = self.server_starts()
        self.daemons = {node: self.daemon_of(node) for node in NODES}
        with self.writes() as run:
            began = time.time()
            self.follow("Rolling upgrade of mmm-ha")
            self.wait_for_writes(run, time.time())
            self.assertLess(run.interruption(began), 2000)
        self.assert_nothing_lost(run)
        for node in NODES:
            self.assertEqual(lab("logs", node).count(" was upgraded: starting the new one"), 1, node)

    def lab_install_the_new_programs(self):
        """As dpkg does it: unpacked beside the old one, and renamed over it, while it runs."""
        for node in NODES:
            self.run_on(node, "sh", "-ec", f'for p in {INSTALLED}; do cp -p "$p" "$p.dpkg-new"; mv "$p.dpkg-new" "$p"; done')

    def lab_the_servers_are_the_same(self):
        self.assertEqual(self.server_starts(), self.before)
        for node in NODES:
            self.wait_for("another mmm_mond", lambda n=node: self.daemon_of(n) not in ("", self.daemons[n]))

    def daemon_of(self, node):
        return self.run_on(node, "sh", "-c", "pgrep -x mmm_mond || true").strip()

    def test_replacing_a_master(self):
        self.follow("Replacing a master")
        self.assert_one_writer("M2")

    def lab_a_new_machine_for_M2(self):
        self.run_on("M2", "sh", "-c", "echo lost >/var/lib/mysql/old-disk")
        lab("power", "M2", "off")
        self.wait("node=M2:fenced")

    def lab_power_M2_on(self):
        lab("power", "M2", "on")
        self.wait("node=M2:standby")
        self.run_on("M2", "sh", "-c", "find /var/lib/mysql /var/lib/mmm-ha -mindepth 1 -delete")

    def test_recovering_a_quarantined_host(self):
        self.follow("Recovering a quarantined host")
        self.assert_one_writer("M2")
        self.assertEqual({self.sql(node, "SELECT COUNT(*) FROM app.stranded") for node in NODES}, {"0"})

    def lab_strand_a_transaction_on_M1(self):
        self.sql("M1", "CREATE OR REPLACE TABLE app.stranded (id INT PRIMARY KEY)")
        self.wait("settled")
        self.cut_replication("M1", "M2", "slave1")
        self.sql("M1", "INSERT INTO app.stranded VALUES (42)")
        self.sql("M1", "SET GLOBAL innodb_log_checkpoint_now = 1")  # a finished one, which no server takes back
        lab("mysqld", "M1", "kill")
        self.wait("writer=M2")
        self.heal_replication("M1")
        self.wait("state=M1:AWAITING_RECOVERY")

    def test_total_power_loss(self):
        with self.writes() as run:
            self.wait_for_writes(run, time.time())
        self.follow("Total power loss")
        self.assert_one_writer("M1")
        self.assert_nothing_lost(run)

    def lab_no_power_and_power_again(self):
        for power in ("off", "on"):
            for node in NODES:
                lab("power", node, power)


class ANewSlave(Runbooks):
    nodes = (*NODES, "slave2")
    lab_arguments = ("--nodes", ",".join(nodes))

    def test_adding_a_slave(self):
        self.run_on("M1", "pcs", "resource", "update", "reader", "ip=192.168.0.71 192.168.0.72 192.168.0.73")
        self.run_on("M1", "pcs", "resource", "meta", "reader-clone", "clone-max=3", "clone-node-max=3")
        self.run_on("M1", "pcs", "node", "standby", "slave2")
        self.wait("mysqld=slave2:down")
        self.run_on("slave2", "sh", "-c", "find /var/lib/mysql /var/lib/mmm-ha -mindepth 1 -delete")
        with self.writes() as run:
            self.follow("Adding a slave")
            self.wait_for_writes(run, time.time())
        self.assert_nothing_lost(run, self.nodes)


class ThePage(unittest.TestCase):
    def test_has_a_test_for_each_runbook(self):
        tests = {name for name in dir(TheRunbooks) + dir(ANewSlave) if name.startswith("test_")}
        self.assertGreater(len(runbooks()), 6)
        for name in runbooks():
            self.assertIn("test_" + re.sub(r"\W+", "_", name.lower()), tests)


if __name__ == "__main__":
    unittest.main()
