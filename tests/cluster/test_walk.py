# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The walks that books about MMM take with a new cluster."""
import os
import re
import sys
import time

from cluster import ADDRESSES, NODES, REPOSITORY, WRITER_IP, ClusterTest, lab
from transcripts import READERS

sys.path.insert(0, os.path.join(REPOSITORY, "tests", "lab"))
from mmmlab import configure  # noqa: E402  (needs the path above)
from mmmlab.lab import Lab  # noqa: E402


class TheWalk(ClusterTest):
    """Stop a server, look, start it again: all by itself."""

    def test_takes_the_writer_to_the_other_master_and_back(self):
        for host, address in ADDRESSES.items():
            self.assertIn(f"  {host}({address}) ", self.show())
        self.assert_shown(writer="M1")
        self.stop_writer("M1", successor="M2")
        self.bring_back("M1", writer="M2")
        self.stop_writer("M2", successor="M1")
        self.bring_back("M2", writer="M1")

    def stop_writer(self, writer, successor):
        with self.writes() as run:
            stopped = time.time()
            lab("mysqld", writer, "stop")
            self.wait(f"writer={successor}")
            self.assert_replicates("slave1", successor)
            self.wait(f"state={writer}:HARD_OFFLINE", 10)
            self.wait("settled")
            self.wait_for_writes(run, time.time())
            self.assert_shown(writer=successor, down=writer)
        self.assert_nothing_lost(run, [node for node in NODES if node != writer])
        self.say(f"{writer}'s server stopped: {run.interruption(stopped):.0f} ms without writes")

    def bring_back(self, host, writer):
        """It has a reader again and all data, and the writer stays where it is."""
        with self.writes() as run:
            started = time.time()
            lab("mysqld", host, "start")
            self.wait_until_whole()
            self.assert_replicates(host, writer)
            self.assert_shown(writer=writer)
        self.assert_nothing_lost(run)
        self.say(f"{host}'s server started: {run.interruption(started):.0f} ms without writes")

    def assert_shown(self, writer, down=None):
        """`mmm_control show` says this; which reader address is where is Pacemaker's choice."""
        expected = dict.fromkeys(NODES, "ONLINE") | ({down: "HARD_OFFLINE"} if down else {})
        for host, (mode, state, roles) in self.hosts().items():
            readers = [role for role in roles if role.startswith("reader(")]
            self.assertEqual((mode, state), ("slave" if host == "slave1" else "master", expected[host]), host)
            self.assertEqual(roles, readers + ([f"writer({WRITER_IP})"] if host == writer else []), host)
            self.assertIn(len(readers), (0,) if host == down else (1, 2) if down else (1,), host)


class TheWalkByHand(ClusterTest):
    """A cluster that waits for its operator at each step, and what mmm_control prints at each."""

    lab_arguments = ("--no-configure", "--param", "auto_set_online=0")

    def control(self, *arguments):
        return self.run_on("slave1", "mmm_control", *arguments)

    def assert_shows(self, *lines):
        """As soon as the cluster shows them. Which host has which reader addresses is its choice."""
        def shown():
            text = self.control("show")
            return READERS.sub("readers", text) if self.no_address_is_twice(text) else None
        expected = "".join(line + "\n" for line in lines) + "\n"
        self.wait_for(f"show says {expected}", lambda: shown() == expected, 60)

    @staticmethod
    def no_address_is_twice(text):
        roles = re.findall(r"\w+\([\d.]+\)", "".join(line.partition("Roles: ")[2] for line in text.splitlines()))
        return len(roles) == len(set(roles))

    def set_online(self, host):
        self.assertEqual(self.control("set_online", host), f"OK: State of '{host}' changed to ONLINE. Now you can wait "
                         "some time and check its new roles!\n")

    def test_is_led_by_the_operator(self):
        configure.apply(Lab.from_environment())
        self.assert_shows("  M1(192.168.0.65) master/AWAITING_RECOVERY. Roles: ",
                          "  M2(192.168.0.66) master/AWAITING_RECOVERY. Roles: ",
                          "  slave1(192.168.0.67) slave/AWAITING_RECOVERY. Roles: ")
        for host in NODES:
            self.wait(f"state={host}:AWAITING_RECOVERY")  # by its own word: it is shown so before it has looked, too
        self.set_online("M2")
        self.assert_shows("  M1(192.168.0.65) master/AWAITING_RECOVERY. Roles: ",
                          "  M2(192.168.0.66) master/ONLINE. Roles: readers, writer(192.168.0.70)",
                          "  slave1(192.168.0.67) slave/AWAITING_RECOVERY. Roles: ")
        self.set_online("M1")
        self.set_online("slave1")
        self.assert_shows("  M1(192.168.0.65) master/ONLINE. Roles: readers",
                          "  M2(192.168.0.66) master/ONLINE. Roles: readers, writer(192.168.0.70)",
                          "  slave1(192.168.0.67) slave/ONLINE. Roles: readers")
        self.look_in_passive()
        self.move_the_writer()
        self.lose_the_writer()

    def look_in_passive(self):
        self.assertEqual(self.control("set_passive"), "OK: Switched into passive mode.\n")
        self.assert_shows("# --- Monitor is in PASSIVE MODE ---",
                          "# Cause: Admin switched to passive mode.",
                          "  M1(192.168.0.65) master/ONLINE. Roles: readers",
                          "  M2(192.168.0.66) master/ONLINE. Roles: readers, writer(192.168.0.70)",
                          "  slave1(192.168.0.67) slave/ONLINE. Roles: readers")
        self.assertEqual(self.control("set_ip", WRITER_IP, "M1"), f"OK: Set role 'writer({WRITER_IP})' to host 'M1'.\n")
        self.assertEqual(self.control("set_active"), "OK: Switched into active mode.\n")
        self.assertEqual(self.control("mode"), "ACTIVE\n")
        self.assert_shows("  M1(192.168.0.65) master/ONLINE. Roles: readers, writer(192.168.0.70)",
                          "  M2(192.168.0.66) master/ONLINE. Roles: readers",
                          "  slave1(192.168.0.67) slave/ONLINE. Roles: readers")

    def move_the_writer(self):
        with self.writes() as run:
            self.assertEqual(self.control("move_role", "writer", "M2"), "OK: Role 'writer' has been moved from 'M1' to 'M2'. "
                             "Now you can wait some time and check new roles info!\n")
            self.wait_for_writes(run, time.time())
        self.assert_nothing_lost(run)
        self.assertEqual([self.sql(host, "SELECT @@global.read_only") for host in NODES], ["1", "0", "1"])
        self.assert_replicates("slave1", "M2")

    def lose_the_writer(self):
        """It comes back after more than the minute within which MMM takes a host back by itself."""
        stopped = time.monotonic()
        lab("mysqld", "M2", "stop")
        self.assert_shows("  M1(192.168.0.65) master/ONLINE. Roles: readers, writer(192.168.0.70)",
                          "  M2(192.168.0.66) master/HARD_OFFLINE. Roles: ",
                          "  slave1(192.168.0.67) slave/ONLINE. Roles: readers")
        self.assert_replicates("slave1", "M1")
        self.wait_for("more than a minute", lambda: time.monotonic() - stopped > 62, 70)
        lab("mysqld", "M2", "start")
        self.assert_shows("  M1(192.168.0.65) master/ONLINE. Roles: readers, writer(192.168.0.70)",
                          "  M2(192.168.0.66) master/AWAITING_RECOVERY. Roles: ",
                          "  slave1(192.168.0.67) slave/ONLINE. Roles: readers")
        self.assertIn("changed to ADMIN_OFFLINE", self.control("set_offline", "slave1"))
        self.set_online("slave1")
        self.assertEqual(self.hosts()["M2"], ("master", "AWAITING_RECOVERY", []))
        self.set_online("M2")
        self.assert_shows("  M1(192.168.0.65) master/ONLINE. Roles: readers, writer(192.168.0.70)",
                          "  M2(192.168.0.66) master/ONLINE. Roles: readers",
                          "  slave1(192.168.0.67) slave/ONLINE. Roles: readers")


if __name__ == "__main__":
    import unittest
    unittest.main()
