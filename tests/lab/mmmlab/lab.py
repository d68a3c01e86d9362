# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""One lab: its name, where its files are, what its namespaces are called."""
import contextlib
import os
import re
import socket

from . import topology
from .base import LabError, UsageError

LAB_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,9}")
NETNS_DIR = "/run/netns"
DEFAULT_BASE = "/var/tmp/mmm-lab"
SOURCE_DIR = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
REPOSITORY = os.path.dirname(os.path.dirname(SOURCE_DIR))


class Lab:
    """Paths and names. Everything of a lab is found by its name alone, even after a crash."""

    def __init__(self, name, base):
        if not LAB_NAME.fullmatch(name):
            raise UsageError(f"LAB='{name}': up to 10 of a-z, 0-9 and '-', not starting with '-'")
        self.name = name
        self.base = os.path.abspath(base)
        self.dir = os.path.join(self.base, name)
        self._topology = None

    @classmethod
    def from_environment(cls):
        return cls(os.environ.get("LAB") or "lab",
                   os.environ.get("MMM_LAB_DIR") or DEFAULT_BASE)

    @property
    def topology(self):
        if self._topology is None:
            try:
                with open(self.path("topology.json"), encoding="utf-8") as file:
                    self._topology = topology.loads(file.read())
            except FileNotFoundError:
                raise LabError(f"lab '{self.name}' is not up (lab up starts it)") from None
        return self._topology

    def path(self, *parts):
        return os.path.join(self.dir, *parts)

    def node_path(self, node, *parts):
        return self.path("nodes", node, *parts)

    @property
    def stage(self):
        """The install tree of the programs under test."""
        return os.environ.get("MMM_STAGE") or os.path.join(REPOSITORY, "build", "stage")

    @property
    def power_socket(self):
        return self.path("power", "socket")

    @property
    def bridge(self):
        return f"br-{self.name}"

    @property
    def netns_prefix(self):
        return f"mmm-lab.{self.name}."

    def netns(self, name):
        """Name of the network namespace of a node, `client` or `switch`."""
        return self.netns_prefix + name

    def netns_file(self, name):
        return os.path.join(NETNS_DIR, self.netns(name))

    def all_netns(self):
        """The network namespaces that exist now; these are what `lab down` goes by."""
        try:
            found = os.listdir(NETNS_DIR)
        except FileNotFoundError:
            return []
        return sorted(n for n in found if n.startswith(self.netns_prefix))

    @contextlib.contextmanager
    def exclusively(self, doing):
        """Keep two `lab up`/`lab down` apart. An abstract socket leaves no file after kill -9."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as lock:
            try:
                lock.bind(f"\0mmm-lab.{self.name}")
            except OSError:
                raise LabError(f"lab {doing}: another 'lab up' or 'lab down' of lab "
                               f"'{self.name}' is running") from None
            yield
