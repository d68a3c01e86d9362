# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the cluster tests share: a lab for each class of tests, and the lab's commands as methods."""
import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import time
import unittest

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
PROGRAM = os.path.join(REPOSITORY, "tests", "lab", "lab")
LOGS = os.path.join(REPOSITORY, "build", "logs")
NODES = ("M1", "M2", "slave1")
ADDRESSES = {"M1": "192.168.0.65", "M2": "192.168.0.66", "slave1": "192.168.0.67"}
WRITER_IP = "192.168.0.70"
RATE = 300  # writes a second, unless a test says something else
os.environ.setdefault("LAB", f"c{os.getpid()}")  # nobody else's: tests take it down
HOST_LINE = re.compile(r"  (\S+)\((\S+)\) (\w+)/(\w+)\. Roles: (.*)")


class LabError(AssertionError):
    """A command of the lab did not succeed; a test that meets it has failed."""


def lab(*arguments, within=180):
    """Runs a command of the lab and gives what it printed."""
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, errors="replace", check=False,
                          stdin=subprocess.DEVNULL, timeout=within)
    if done.returncode != 0:
        raise LabError(f"lab {' '.join(arguments)}: exit {done.returncode}: {done.stderr.strip()} {done.stdout[-2000:]}")
    return done.stdout


class Writes:
    """A run of `lab write`. Its log is read while it grows."""

    def __init__(self, folder, rate):
        self.log = tempfile.mktemp(prefix="writes-", suffix=".log", dir=folder)
        self._process = subprocess.Popen([PROGRAM, "write", "--rate", str(rate), "--log", self.log],
                                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def acknowledged(self):
        """The times, in seconds, at which writes were acknowledged."""
        if not os.path.exists(self.log):
            return []
        with open(self.log, encoding="utf-8") as file:
            return sorted(int(line.split()[3]) / 1e6 for line in file
                          if line.startswith("ack ") and line.endswith("\n"))

    def interruption(self, since, until=float("inf")):
        """The longest time in milliseconds between two acknowledged writes of a span of time. The
        one under way when the span begins counts with what of it lies in the span."""
        times = [since, *(t for t in self.acknowledged() if since <= t <= until)]
        return max((1000 * (b - a) for a, b in zip(times, times[1:])), default=float("inf"))

    def stop(self):
        self._process.terminate()
        self._process.wait(60)


class ClusterTest(unittest.TestCase):
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

    # The cluster

    def wait(self, condition, within=60):
        lab("wait", condition, "--within", str(within), within=within + 60)

    def wait_until_whole(self):
        """Every server runs, every host is ONLINE, and nothing is under way."""
        for node in NODES:
            self.wait(f"mysqld={node}:up")
            self.wait(f"state={node}:ONLINE")
        self.wait("settled")

    def wait_for(self, what, check, within=30):
        """Until check() gives something true, which is returned."""
        deadline = time.monotonic() + within
        while True:
            found = check()
            if found:
                return found
            self.assertLess(time.monotonic(), deadline, f"not within {within} s: {what}")
            time.sleep(0.1)

    def run_on(self, node, *argv, within=120):
        return lab("exec", node, "--", *argv, within=within)

    def sql(self, node, statement):
        return lab("sql", node, statement).strip()

    def show(self):
        """`mmm_control show` of a node that is a member now, line by line."""
        for node in NODES:
            with contextlib.suppress(LabError):
                return self.run_on(node, "mmm_control", "show")
        return self.fail("mmm_control show works on no node")

    def hosts(self):
        """What `mmm_control show` says: host -> (mode, state, roles)."""
        lines = self.show().splitlines()
        matches = [HOST_LINE.fullmatch(line) for line in lines if not line.startswith("#") and line]
        self.assertEqual([m and m[1] for m in matches], list(NODES), lines)
        return {m[1]: (m[3], m[4], m[5].split(", ") if m[5] else []) for m in matches}

    def writer(self):
        """The host that has the writer role, as mmm_control sees it."""
        found = [host for host, (_, _, roles) in self.hosts().items() if f"writer({WRITER_IP})" in roles]
        self.assertEqual(len(found), 1, found)
        return found[0]

    def masters(self):
        """(writer, the other master)"""
        writer = self.writer()
        return writer, "M2" if writer == "M1" else "M1"

    def readers_of(self, host):
        return [role for role in self.hosts()[host][2] if role.startswith("reader(")]

    def attribute(self, node, name):
        """A node attribute, None when it is not set."""
        found = self.run_on(self.member(), "crm_mon", "-1", "--output-as=xml", "--include=attributes")
        match = re.search(rf'<node name="{node}">(.*?)</node>', found, re.DOTALL)
        value = re.search(rf'name="{name}" value="([^"]*)"', match[1]) if match else None
        return value[1] if value else None

    def verdict_on(self, node):
        """ONLINE, or AWAITING_RECOVERY of a host that is kept apart; None while it is on its way."""
        state, reason = self.attribute(node, "mmm-state-mysql"), self.attribute(node, "mmm-reason-mysql") or ""
        kept_apart = state == "AWAITING_RECOVERY" and reason and not reason.startswith("waits for ")
        return state if state == "ONLINE" or kept_apart else None

    def member(self):
        """A node that is up."""
        for node in NODES:
            with contextlib.suppress(LabError):
                self.run_on(node, "true")
                return node
        return self.fail("no node is up")

    def assert_replicates(self, replica, source):
        self.wait(f"replicates={replica}:{source}")

    def assert_one_writer(self, host):
        """Nobody but `host` accepts writes."""
        self.wait(f"writer={host}")
        for node in NODES:
            with contextlib.suppress(LabError):
                self.assertEqual(self.sql(node, "SELECT @@global.read_only"), "0" if node == host else "1", node)

    # Replication cut while the cluster lives on

    def cut_replication(self, node, *others):
        """No packet of node's server, or to the servers of the others, leaves the node."""
        self.run_on(node, "nft", "add", "table", "inet", "cut")
        self.run_on(node, "nft", "add", "chain", "inet", "cut", "out", "{ type filter hook output priority 0 ; }")
        for other in others:
            for port in ("sport", "dport"):
                self.run_on(node, "nft", "add", "rule", "inet", "cut", "out", "ip", "daddr", ADDRESSES[other],
                            "tcp", port, "3306", "drop")

    def heal_replication(self, node):
        with contextlib.suppress(LabError):
            self.run_on(node, "nft", "delete", "table", "inet", "cut")

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
