# SPDX-License-Identifier: GPL-2.0-or-later
"""A running node seen from outside: its first process, commands in it, its files."""
import os

from . import procs
from .base import CLEAN_ENV, LabError, run

NODE_ENV = {**CLEAN_ENV, "HOME": "/run/home"}
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
            return run(self.argv(inside), timeout=timeout + 5, check=check, env=NODE_ENV, **kwargs)
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
        """The addresses on the node's eth0 now."""
        done = self.run(["ip", "-o", "addr", "show", "dev", "eth0"], timeout=5, check=False)
        words = [line.split() for line in done.stdout.splitlines()]
        return [w[3].split("/")[0] for w in words if len(w) > 3 and w[2] in ("inet", "inet6")]


def cluster_nodes(lab):
    return [Node(lab, host.name) for host in lab.topology.nodes]
