# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A running node seen from outside: its first process, commands in it, its files."""
import contextlib
import fcntl
import ipaddress
import os
import re

from . import procs
from .base import CLEAN_ENV, LabError, run

NODE_ENV = {**CLEAN_ENV, "HOME": "/run/home"}
LOCAL_ADDRESS = re.compile(r"\|-- (\S+)\n\s+/32 host LOCAL")
NAMESPACES = ("--mount", "--net", "--pid", "--uts", "--ipc")


class Node:
    """A node (or the client) of a lab, looked up anew at each use: power may change any time."""

    def __init__(self, lab, name):
        self.lab = lab
        self.name = name

    def init_pid(self):
        """Host pid of the node's pid 1, or None when the node is off.

        The pid file alone proves nothing after a crash: the process must be pid 1 of its own
        pid namespace and live in this node's network namespace.
        """
        try:
            with open(self.lab.node_path(self.name, "pid"), encoding="utf-8") as file:
                pid = int(file.read())
        except (OSError, ValueError):
            return None
        netns = procs.netns_id(self.lab.netns_file(self.name))
        alive = netns and procs.netns_id(f"/proc/{pid}/ns/net") == netns
        return pid if alive and procs.inner_pid(pid) == 1 else None

    def await_end(self):
        """Returns when the pid 1 of a node that runs ends. It may take long to be gone: it is reaped after all
        others, and these may wait for a disk. Its pid file is locked only until it begins to end."""
        with contextlib.suppress(FileNotFoundError), open(self.lab.node_path(self.name, "pid"), "rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)

    def require_pid(self):
        pid = self.init_pid()
        if pid is None:
            raise LabError(f"{self.name} is off")
        return pid

    def processes(self):
        """Host pids of the node's processes."""
        return procs.netns_pids(self.lab.netns_file(self.name))

    def argv(self, argv, namespaces=NAMESPACES):
        """The command line that runs argv in the node."""
        return ["nsenter", "--target", str(self.require_pid()), *namespaces, "--wd=/", "--", *argv]

    def run(self, argv, timeout=30, check=True, **kwargs):
        """Run a program in the node. `timeout` runs inside too: killing nsenter kills no child."""
        inside = ["timeout", "--signal=KILL", f"{timeout:g}", *argv]
        try:
            return run(self.argv(inside), timeout=timeout + 5, check=check, env=NODE_ENV,
                       shown=argv, **kwargs)
        except LabError as error:
            raise LabError(f"{self.name}: {error}") from None

    def exec(self, argv):
        """Become a program in the node; its exit status is ours, and it ends when we are ended."""
        env = dict(NODE_ENV)
        if "TERM" in os.environ:
            env["TERM"] = os.environ["TERM"]
        whole = self.argv(["setpriv", "--pdeathsig", "TERM", "--", *argv])
        os.execvpe(whole[0], whole, env)

    def root(self, path):
        """A path of the node as seen from outside."""
        return f"/proc/{self.require_pid()}/root{path}"

    def addresses(self):
        """The node's addresses now, read from /proc: a wait asks many times, a fork each is dear."""
        pid = self.require_pid()
        try:
            with open(f"/proc/{pid}/net/fib_trie", encoding="ascii") as file:
                found = {m[1] for m in LOCAL_ADDRESS.finditer(file.read())}
            with open(f"/proc/{pid}/net/if_inet6", encoding="ascii") as file:
                found |= {str(ipaddress.IPv6Address(int(line.split()[0], 16))) for line in file}
        except OSError:
            raise LabError(f"{self.name} went off") from None
        return sorted(found)
