# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""mmm_mond beside a server whose binary log finds no room: it answers, lets clients in, and commits nothing."""
import contextlib
import os
import threading
import time

import pymysql
from mond_host import PATIENCE, PERIOD, MondTest

from mysql_host import GENERIC, LIMIT, wait_until

ROW = "x" * 100_000


class ABinaryLogWithoutRoom(MondTest):
    def setUp(self):
        super().setUp()
        self.logs = self.mounted("logs", "4m")
        self.host.configure(log_bin=os.path.join(self.logs, "binlog"), max_connections=10)
        self.started()
        self.host.sql("SET sql_log_bin = 0", "CREATE TABLE app.t (text MEDIUMTEXT) ENGINE=InnoDB")

    def mounted(self, name, size):
        """A file system of its own in the host's folder."""
        folder = self.host.path(name)
        os.mkdir(folder)
        mounted = self.host.run("mount", "-t", "tmpfs", "-o", f"size={size},mode=0777", name, folder)
        self.assertEqual(mounted.returncode, 0, mounted.stderr)
        return folder

    def fill(self, folder):
        filled = self.host.run("dd", "if=/dev/zero", f"of={folder}/fill", "bs=4k")
        self.assertIn("No space left on device", filled.stderr)

    def begin_write(self, user):
        """Writes that are not waited for, until one of them finds no room."""
        def write():
            with contextlib.suppress(pymysql.err.Error, OSError), \
                    contextlib.closing(self.host.connect(user)) as client, client.cursor() as cursor:
                for _ in range(100):
                    cursor.execute("INSERT INTO app.t VALUES (%s)", (ROW,))
        writer = threading.Thread(target=write)
        writer.start()
        self.addCleanup(writer.join, 2 * LIMIT)
        self.addCleanup(self.host.close_servers)  # which ends the wait
        wait_until(lambda: "Disk is full writing" in self.error_log(), "the write waits for room")

    def error_log(self):
        with open(self.host.path("error.log"), encoding="utf-8") as file:
            return file.read()

    def test_is_a_failure_of_the_writer_which_is_ended_at_once(self):
        self.promote(self.host)
        self.fill(self.logs)
        since = time.time()
        self.begin_write("app")
        self.wait_for_report(since, PATIENCE + 2 * PERIOD)
        self.assertIn(f"and there is no room in {self.logs}", self.log())
        for action in ("demote", "stop"):
            self.assertLess(self.do(self.host, action).seconds, 1)
            self.assertEqual(self.host.servers(), [])

    def test_is_seen_when_clients_have_taken_all_connections(self):
        self.promote(self.host)
        self.fill(self.logs)
        self.begin_write("app")
        for client in self.host.take_all_connections(others=2):  # the daemon and the one that writes
            self.addCleanup(client.close)
        self.wait_for_report(time.time(), PATIENCE + 2 * PERIOD)

    def test_is_none_of_a_replica_which_its_stop_ends_all_the_same(self):
        self.fill(self.logs)
        self.begin_write("root")
        end = time.monotonic() + PATIENCE + 2 * PERIOD
        wait_until(lambda: time.monotonic() > end, "the daemon had its time", 2 * LIMIT)
        self.assertEqual(self.reports(), [])
        self.assertLess(self.do(self.host, "stop").seconds, 3 * PATIENCE + 2)
        self.assertEqual(self.host.servers(), [])

    def test_is_none_while_nobody_writes(self):
        self.promote(self.host)
        self.fill(self.logs)
        end = time.monotonic() + PATIENCE + 2 * PERIOD
        wait_until(lambda: time.monotonic() > end, "the daemon had its time", 2 * LIMIT)
        self.assertEqual(self.reports(), [])

    def test_is_named_by_a_start_which_does_not_wait(self):
        self.do(self.host, "stop")
        data = self.mounted("small", "64m")
        self.host.run("cp", "-a", "--sparse=always", self.host.path("data") + "/.", data)
        self.fill(data)
        outcome = self.do(self.host, "start", GENERIC, f"no room is left in {data}; make room", datadir=data)
        self.assertLess(outcome.seconds, 1)
        self.assertEqual(self.host.servers(), [])
