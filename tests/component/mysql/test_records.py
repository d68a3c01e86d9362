# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the agent keeps, and cannot use or cannot keep: it says what the operator can do."""
import os
import re
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
# pylint: disable=wrong-import-position
from mysql_host import GENERIC, PERMISSION, SUCCESS, MysqlTest, wait_until  # noqa: E402
from replicated import Replication  # noqa: E402

FILL = """mkdir -p /var/lib/mmm-ha/archive && mount -t tmpfs -o size=4k tmpfs /var/lib/mmm-ha/archive &&
head -c 4096 /dev/zero >/var/lib/mmm-ha/archive/full"""
BESIDE_M2 = {"active": "m2", "promoted": "m2", "start": "m1"}


class ARecordOfTheLastWriter(MysqlTest):
    def test_that_nobody_can_read_refuses_a_start_with_the_next_step(self):
        [host] = self.new_hosts("m1")
        with open(host.root("/run/writer-record"), "w", encoding="utf-8") as file:
            file.write("move=many;writer=m1")
        outcome = host.call("start", lists={"start": "m1"}, meta={"promotable": "true"})
        self.assertNotEqual(outcome.code, SUCCESS)
        self.check(outcome, outcome.code, 'no usable "move" ("many")', "pcs node attribute m1 mmm-writer-mysql=)",
                   "clean up")
        os.unlink(host.root("/run/writer-record"))
        self.do(host, "start", lists={"start": "m1"})


class AWriterThatWasRelieved(Replication):
    names = ("m1", "m2")

    def whole_data(self):
        """Whether m1 would take itself for the last writer, with all that it wrote."""
        done = subprocess.run(self.m1.inside("cat", "/var/lib/mmm-ha/mysql-mysql.binlog"), capture_output=True,
                              text=True, check=True)
        return "whole_data=" in done.stdout

    def test_does_not_take_itself_for_the_last_one(self):
        self.assertTrue(self.whole_data())
        lists = self.move_lists("m1", "m2")
        self.do(self.m1, "demote", lists=lists)
        self.do(self.m2, "promote", lists=lists)
        self.assertTrue(self.whole_data())
        self.told_of_writer(self.m1, "m2")
        self.wait_for_source(self.m1, "m2")
        wait_until(lambda: not self.whole_data(), "m1 has forgotten it")

    def test_rolls_nothing_back_once_it_has_followed(self):
        lists = self.move_lists("m1", "m2")
        self.do(self.m1, "demote", lists=lists)
        self.do(self.m2, "promote", lists=lists)
        self.told_of_writer(self.m1, "m2")
        self.wait_for_source(self.m1, "m2")
        self.m1.signal(signal.SIGKILL)
        self.do(self.m1, "start", lists=BESIDE_M2)
        self.assertEqual(recovery_of(self.m1), "MASTER")


def recovery_of(host):
    """MASTER: crash recovery commits what is in the binary log; SLAVE: it rolls back what was not committed."""
    [server] = host.servers()
    with open(f"/proc/{server}/cmdline", encoding="utf-8") as file:
        return re.search("init-rpl-role=([A-Z]+)", file.read())[1]


class ACrashedLog(MysqlTest):
    def setUp(self):
        [self.host] = self.new_hosts("m1")
        self.do(self.host, "start")
        self.promote(self.host)
        self.host.sql("CREATE DATABASE more")
        self.host.signal(signal.SIGKILL)

    def copies(self):
        return self.host.run("ls", "/var/lib/mmm-ha/archive").stdout.split()

    def test_that_cannot_be_copied_refuses_a_start_with_the_next_step(self):
        subprocess.run(self.host.inside("sh", "-c", FILL), check=True)
        self.do(self.host, "start", PERMISSION, "make room in /var/lib/mmm-ha", "clean up", lists=BESIDE_M2)
        self.assertEqual(self.host.servers(), [])
        subprocess.run(self.host.inside("umount", "/var/lib/mmm-ha/archive"), check=True)
        self.do(self.host, "start", lists=BESIDE_M2)

    def test_is_copied_once_however_often_the_server_does_not_start(self):
        self.host.configure(no_such_option=1)
        for _ in range(3):
            self.do(self.host, "start", GENERIC, "its error log says why", lists=BESIDE_M2)
        self.assertEqual(len(self.copies()), 1)
        self.host.configure(no_such_option=None)
        self.do(self.host, "start", lists=BESIDE_M2)
        self.assertEqual(recovery_of(self.host), "SLAVE")
        self.assertEqual(self.copies(), [])  # nothing was rolled back

    def test_is_not_rolled_back_for_a_host_that_is_yet_to_be_promoted(self):
        self.do(self.host, "start", lists={"active": "m2", "promote": "m2", "start": "m1"})
        self.assertEqual(recovery_of(self.host), "MASTER")


if __name__ == "__main__":
    unittest.main()
