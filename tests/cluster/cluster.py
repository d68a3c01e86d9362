# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the cluster tests share: a lab for each class of tests."""
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.append(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
# pylint: disable=wrong-import-position
from support.lab_cluster import ADDRESSES, NODES, PROGRAM, RATE, REPOSITORY, WRITER_IP, LabCluster, LabError, Writes, lab

LOGS = os.path.join(REPOSITORY, "build", "logs")
os.environ.setdefault("LAB", f"c{os.getpid()}")  # nobody else's: tests take it down


class ClusterTest(LabCluster, unittest.TestCase):
    """A class of tests with a lab of its own, that every test finds healthy: M1 and M2 are masters,
    slave1 is a slave. After a test that failed, or broke things for good, the next gets a new one."""

    lab_arguments = ()

    def __init__(self, name="runTest"):
        super().__init__(name)
        setattr(self, name, self.watched(getattr(self, name)))

    def watched(self, test):
        """The test, with the nodes' logs saved when it fails: before anything is taken down."""
        def run():
            try:
                test()
            except unittest.SkipTest:
                raise
            except BaseException:
                type(self).broken = True
                self.save_logs()
                raise
        return run

    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(lab, "down")
        cls.folder = tempfile.mkdtemp(prefix="mmm-cluster-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.broken = True

    def setUp(self):
        if type(self).broken:
            lab("down")
            lab("up", *self.lab_arguments)
            type(self).broken = False
        self._began = time.monotonic()

    def tearDown(self):
        self.say(f"took {time.monotonic() - self._began:.1f} s")

    def save_logs(self):
        os.makedirs(LOGS, exist_ok=True)
        path = os.path.join(LOGS, f"{self.id()}.nodes.log")
        with open(path, "w", encoding="utf-8") as file:
            for argument in ("status", "logs"):
                subprocess.run([PROGRAM, argument], stdout=file, stderr=file, stdin=subprocess.DEVNULL, check=False)
        self.say(f"what the nodes logged: {path}")

    def say(self, text):
        """A line in the log of the test run."""
        print(f"{self.id().split('.')[-1]}: {text}", flush=True)

    def assert_replicates(self, replica, source):
        self.wait(f"replicates={replica}:{source}")

    def assert_one_writer(self, host):
        """Nobody but `host` accepts writes."""
        self.wait(f"writer={host}")
        for node in NODES:
            with contextlib.suppress(LabError):
                self.assertEqual(self.sql(node, "SELECT @@global.read_only"), "0" if node == host else "1", node)

    # Writes through the writer address

    @contextlib.contextmanager
    def writes(self, rate=RATE):
        """Writes while the block runs, from when the first one is acknowledged."""
        run = Writes(self.folder, rate)
        try:
            self.wait_for("a first acknowledged write", run.acknowledged)
            yield run
        finally:
            run.stop()

    def wait_for_writes(self, run, since, within=30):
        """Until writes are acknowledged again that began after `since`, in seconds since the epoch."""
        self.wait_for("acknowledged writes", lambda: [t for t in run.acknowledged() if t > since][20:], within)

    def assert_nothing_lost(self, run, nodes=NODES):
        """What was acknowledged is on these nodes, once, and these have the same rows."""
        told = lab("verify", "--log", run.log, "--nodes", ",".join(nodes)).splitlines()[-1]
        self.assertRegex(told, r"acknowledged [1-9]\d*, lost 0, duplicated 0,")
        self.say(told)
