# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A lab's commands, and what is asked of its cluster, for Python: cluster tests and the fault catalogue."""
import contextlib
import os
import re
import subprocess
import tempfile
import time

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
PROGRAM = os.path.join(REPOSITORY, "tests", "lab", "lab")
NODES = ("M1", "M2", "slave1")
ADDRESSES = {"M1": "192.168.0.65", "M2": "192.168.0.66", "slave1": "192.168.0.67"}
WRITER_IP = "192.168.0.70"
RATE = 300  # writes a second, unless somebody says something else
HOST_LINE = re.compile(r"  (\S+)\((\S+)\) (\w+)/(\w+)\. Roles: (.*)")


class LabError(AssertionError):
    """A command of the lab did not succeed, or something did not come about: the test has failed."""


def environment(name=None):
    """That of a lab's commands; without a name it is the lab that LAB names."""
    return {**os.environ, "LAB": name} if name else None


def lab(*arguments, within=180, name=None):
    """Runs a command of the lab and gives what it printed."""
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, errors="replace", check=False,
                          stdin=subprocess.DEVNULL, timeout=within, env=environment(name))
    if done.returncode != 0:
        raise LabError(f"lab {' '.join(arguments)}: exit {done.returncode}: {done.stderr.strip()} {done.stdout[-2000:]}")
    return done.stdout


class Writes:
    """A run of `lab write`. Its log is read while it grows."""

    def __init__(self, folder, rate=RATE, name=None):
        self.log = tempfile.mktemp(prefix="writes-", suffix=".log", dir=folder)
        self._process = subprocess.Popen([PROGRAM, "write", "--rate", str(rate), "--log", self.log],
                                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment(name))

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


class LabCluster:
    """What is done to a lab's cluster and asked of it. lab_name None is the lab that LAB names."""

    lab_name = None
    nodes = NODES

    def lab(self, *arguments, within=180):
        return lab(*arguments, within=within, name=self.lab_name)

    def wait(self, condition, within=60):
        self.lab("wait", condition, "--within", str(within), within=within + 60)

    def wait_until_whole(self):
        """Every server runs, every host is ONLINE, and nothing is under way."""
        for node in self.nodes:
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
            if time.monotonic() > deadline:
                raise LabError(f"not within {within} s: {what}")
            time.sleep(0.1)

    def run_on(self, node, *argv, within=120):
        return self.lab("exec", node, "--", *argv, within=within)

    def sql(self, node, statement):
        return self.lab("sql", node, statement).strip()

    def told_by_a_member(self, *argv):
        """What a command prints on the first node where it works: where the cluster does not run it does not."""
        for node in self.nodes:
            with contextlib.suppress(LabError):
                return self.run_on(node, *argv)
        raise LabError(f"{' '.join(argv)} works on no node")

    def show(self):
        """`mmm_control show`, line by line."""
        return self.told_by_a_member("mmm_control", "show")

    def hosts(self):
        """What `mmm_control show` says: host -> (mode, state, roles)."""
        lines = self.show().splitlines()
        matches = [HOST_LINE.fullmatch(line) for line in lines if not line.startswith("#") and line]
        if [m and m[1] for m in matches] != list(self.nodes):
            raise LabError(f"mmm_control show: {lines}")
        return {m[1]: (m[3], m[4], m[5].split(", ") if m[5] else []) for m in matches}

    def writer(self):
        """The host that has the writer role, as mmm_control sees it."""
        found = [host for host, (_, _, roles) in self.hosts().items() if f"writer({WRITER_IP})" in roles]
        if len(found) != 1:
            raise LabError(f"the writer role is at {found or 'nobody'}")
        return found[0]

    def masters(self):
        """(writer, the other master)"""
        writer = self.writer()
        return writer, "M2" if writer == "M1" else "M1"

    def readers_of(self, host):
        return [role for role in self.hosts()[host][2] if role.startswith("reader(")]

    def attribute(self, node, name):
        """A node attribute, None when it is not set."""
        found = self.told_by_a_member("crm_mon", "-1", "--output-as=xml", "--include=attributes")
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
        for node in self.nodes:
            with contextlib.suppress(LabError):
                self.run_on(node, "true")
                return node
        raise LabError("no node is up")

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
