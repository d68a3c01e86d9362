# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""mmm_mond beside a server whose disk stalls, or refuses to write: it answers, lets clients in, and commits nothing."""
import contextlib
import fcntl
import os
import struct
import subprocess
import time
import unittest

from mond_host import PERIOD, MondTest

from mysql_host import GENERIC, LIMIT, PASSWORDS, die_with_parent, wait_until
from support import stage

FREEZE, THAW, SHUTDOWN = 0xC0045877, 0xC0045878, 0x8004587D  # FIFREEZE, FITHAW, EXT4_IOC_SHUTDOWN
WITHOUT_A_FLUSH = struct.pack("I", 2)
DISK_TIMEOUT = 3


@unittest.skipUnless(os.path.exists("/dev/loop-control"), "needs loop devices, for a disk of its own")
class ADisk(MondTest):
    def setUp(self):
        super().setUp()
        self.host.parameters["disk_timeout"] = DISK_TIMEOUT
        self.disk = self.own_disk()

    def own_disk(self):
        """A file system in a file, on which nothing else of the host is."""
        image, folder = self.host.path("disk.img"), self.host.path("disk")
        os.mkdir(folder)
        with open(image, "wb") as file:
            file.truncate(512 << 20)
        for argv in (["mkfs.ext4", "-q", "-F", "-m", "0", "-E", "lazy_itable_init=0,lazy_journal_init=0", image],
                     ["mount", "-o", "loop", image, folder], ["rmdir", folder + "/lost+found"]):
            done = self.host.run(*argv)
            self.assertEqual(done.returncode, 0, done.stderr)
        return folder

    def data_on_disk(self):
        self.host.run("cp", "-a", self.host.path("data") + "/.", self.disk)
        self.host.parameters["datadir"] = self.disk

    def order(self, request, argument=0):
        """An ioctl to the file system. It is there as long as a process sees it."""
        folder = os.open(self.host.root(self.disk), os.O_RDONLY)
        try:
            fcntl.ioctl(folder, request, argument)
        finally:
            os.close(folder)

    def stall(self):
        self.order(FREEZE)
        self.addCleanup(self.go_on)

    def go_on(self):
        with contextlib.suppress(OSError):
            self.order(THAW)

    def begin_write(self):
        """Over the network, as clients do, by a program that waits for its answer without a limit."""
        self.write = subprocess.Popen(
            self.host.inside("mariadb", f"--host={self.host.address}", "--user=app", "--execute=INSERT INTO app.t VALUES (1)"),
            env={**stage.CLEAN_ENV, "MYSQL_PWD": PASSWORDS["app"]}, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, preexec_fn=die_with_parent, text=True)
        self.addCleanup(self.write.communicate)
        self.addCleanup(self.host.close_servers)
        self.addCleanup(self.go_on)

    def assert_lost(self):
        """The client is told at once that its server is gone."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            said = self.write.communicate(timeout=1)[1]
            self.assertRegex(said, "Lost connection|gone away")
            return
        self.fail("the client still waits")

    def a_writer(self):
        self.started()
        self.promote(self.host)
        self.host.sql("CREATE TABLE app.t (n INT) ENGINE=InnoDB")


class OfTheData(ADisk):
    def setUp(self):
        super().setUp()
        self.data_on_disk()

    def test_that_stalls_is_a_failure_and_its_server_is_ended(self):
        self.a_writer()
        since = time.time()
        self.stall()
        self.begin_write()
        self.wait_for_report(since, DISK_TIMEOUT + 3 * PERIOD)
        self.assertRegex(self.log(), f"the disk of {self.disk} has taken nothing for {DISK_TIMEOUT} s")
        for action in ("demote", "stop"):
            self.assertLess(self.do(self.host, action).seconds, 4)
        self.assertIn("is dead, but for what waits in the kernel", self.log())
        self.assert_lost()
        self.do(self.host, "start", GENERIC, "waits for its disk in the kernel; look at the disk of")
        self.go_on()
        wait_until(lambda: self.host.servers() == [], "what was left has gone")
        self.do(self.host, "start")

    def test_that_stalls_is_one_of_a_server_to_which_nobody_writes(self):
        self.started()
        since = time.time()
        self.stall()
        self.wait_for_report(since, DISK_TIMEOUT + 3 * PERIOD)

    def test_that_stalls_for_a_moment_is_none(self):
        self.a_writer()
        self.stall()
        self.begin_write()
        end = time.monotonic() + DISK_TIMEOUT - 1
        wait_until(lambda: time.monotonic() > end, "less than the limit", LIMIT)
        self.go_on()
        wait_until(lambda: self.write.poll() == 0, "the write is acknowledged")
        self.wait_for_probes(2 * DISK_TIMEOUT)
        self.assertEqual(self.reports(), [])

    def test_that_goes_on_later_is_told(self):
        self.started()
        self.stall()
        self.wait_for_report(time.time(), DISK_TIMEOUT + 3 * PERIOD)
        self.go_on()
        self.wait_for_log("the server answers again")

    def test_is_not_watched_when_the_parameter_says_so(self):
        self.host.parameters["disk_timeout"] = 0
        self.started()
        self.stall()
        end = time.monotonic() + DISK_TIMEOUT + 2 * PERIOD
        wait_until(lambda: time.monotonic() > end, "the daemon had its time", LIMIT)
        self.assertEqual(self.reports(), [])


class OfTheBinaryLog(ADisk):
    def setUp(self):
        super().setUp()
        self.host.run("chown", "mysql:", self.disk)
        self.host.configure(log_bin=os.path.join(self.disk, "binlog"))

    def test_that_stalls_is_a_failure_and_its_server_is_ended(self):
        self.a_writer()
        since = time.time()
        self.stall()
        self.begin_write()
        self.wait_for_report(since, DISK_TIMEOUT + 3 * PERIOD)
        self.assertIn(f"the disk of {self.disk} has taken nothing", self.log())
        self.assertLess(self.do(self.host, "demote").seconds, 4)
        self.assert_lost()
        self.do(self.host, "stop")

    def test_that_refuses_to_write_is_a_failure(self):
        self.started()
        since = time.time()
        self.order(SHUTDOWN, WITHOUT_A_FLUSH)
        self.wait_for_report(since, LIMIT)
        self.assertIn(f"the disk of {self.disk} refuses every write (Input/output error)", self.log())
        self.do(self.host, "stop")
        self.assertEqual(self.host.servers(), [])
