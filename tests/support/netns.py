# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Network namespaces and wires between them, for programs that are tried on a network of their own."""
import contextlib
import ctypes
import itertools
import json
import os
import signal
import subprocess
import time

from support import stage

LIMIT = 10  # seconds anything may take that is waited for
CLONE_NEWNET = 0x40000000

_libc = ctypes.CDLL(None, use_errno=True)
_numbers = itertools.count(1)


def wait_until(condition, what, within=LIMIT):
    """Gives the first true value of the condition; fails when there is none in time."""
    end = time.monotonic() + within
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {within} s: {what}")
        time.sleep(0.01)


def enter(path):
    with open(path, "rb") as file:
        if _libc.setns(file.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"setns {path}")


class Namespace:
    """A network namespace with a name of its own, until close()."""

    def __init__(self, label):
        self.name = f"mmm-{os.getpid()}-{next(_numbers)}-{label}"
        self.path = f"/run/netns/{self.name}"
        self._run("ip", "netns", "add", self.name)
        self.ip("link", "set", "lo", "up")
        # The kernel's own detection would delay the addresses that the tests give.
        self.sysctl("ipv6/conf/default/accept_dad", 0)
        self.sysctl("ipv6/conf/all/accept_dad", 0)

    @staticmethod
    def _run(*argv):
        done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=LIMIT)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(argv)}: {done.stderr.strip()}")
        return done.stdout

    def ip(self, *argv):
        return self._run("ip", "-n", self.name, *argv)

    def sysctl(self, path, value=None):
        path = "/proc/sys/net/" + path
        if value is None:
            return self.run("cat", path).stdout.strip()
        return self.run("sh", "-c", f"echo {value} >{path}")

    def begin(self, *argv, env=None, pass_fds=()):
        """Starts a program in the namespace."""
        return subprocess.Popen(
            argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env or stage.CLEAN_ENV,
            stdin=subprocess.DEVNULL, pass_fds=pass_fds, preexec_fn=lambda: enter(self.path))

    def run(self, *argv, **options):
        """Runs a program in the namespace to its end."""
        with self.begin(*argv, **options) as process:
            output, errors = process.communicate(timeout=LIMIT + 20)
        return subprocess.CompletedProcess(argv, process.returncode, output, errors)

    def addresses(self, link=None):
        """{"192.0.2.65/24": what ip knows of it}, of one interface or of all."""
        listed = json.loads(self.ip("-j", "addr", "show", *(["dev", link] if link else [])))
        return {f"{info['local']}/{info['prefixlen']}": {**info, "link": interface.get("ifname")}
                for interface in listed for info in interface.get("addr_info", [])}

    def link(self, name):
        return json.loads(self.ip("-j", "link", "show", "dev", name))[0]

    def mac(self, link="eth0"):
        return self.link(link)["address"]

    def neighbours(self):
        return {entry["dst"]: entry.get("lladdr") for entry in json.loads(self.ip("-j", "neigh", "show"))}

    def processes(self):
        """Pids of what runs here. Dead ones that nobody has waited for are over."""
        pids = []
        for pid in self._run("ip", "netns", "pids", self.name).split():
            with contextlib.suppress(OSError), open(f"/proc/{pid}/stat", encoding="ascii") as file:
                if file.read().rpartition(")")[2].split()[0] != "Z":
                    pids.append(int(pid))
        return pids

    def close(self):
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._run("ip", "netns", "del", self.name)


def connect(one, other, link="eth0", other_link="eth0"):
    """A wire between two namespaces."""
    one.ip("link", "add", link, "type", "veth", "peer", "name", other_link, "netns", other.name)
    for namespace, name in ((one, link), (other, other_link)):
        namespace.ip("link", "set", name, "up")
    for namespace, name in ((one, link), (other, other_link)):
        wait_until(lambda n=namespace, l=name: n.link(l)["operstate"] == "UP", f"{name} is up")
