# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""One look at everything: power, cluster, servers, addresses. The base of status and wait."""
import concurrent.futures
import dataclasses

from . import cluster, database, mysqld, power, servers
from .base import LabError
from .node import Node


@dataclasses.dataclass
class Server:
    """A node's server at one moment. status: up, hung (it runs and does not answer), down, held."""
    status: str = "down"
    read_only: bool = True
    position: str = ""
    replication: dict = None


@dataclasses.dataclass
class World:
    """What was seen at about the same moment."""
    topology: object
    power: dict
    view: object
    servers: dict
    addresses: dict

    @property
    def running(self):
        """Nodes whose server process runs, hung ones included."""
        return [n for n, s in self.servers.items() if s.status in ("up", "hung")]

    @property
    def writable(self):
        return [n for n, s in self.servers.items() if s.status == "up" and not s.read_only]

    @property
    def only_writable(self):
        """The one writable server; None when there is none or more than one."""
        return self.writable[0] if len(self.writable) == 1 else None

    def homes(self, address):
        """The nodes that have an address on their interface."""
        return [n for n, found in self.addresses.items() if address in found]

    def replicates(self, name):
        """The node that `name` replicates from with both threads running, else None."""
        seen = self.servers[name].replication
        if not seen or (seen["io"], seen["sql"]) != ("Yes", "Yes"):
            return None
        return self.topology.by_ip(seen["source"])

    def replication_text(self, name):
        server = self.servers[name]
        if server.status != "up":
            return f"server {server.status}"
        seen = server.replication
        if not seen:
            return "no source"
        return f"{self.topology.by_ip(seen['source'])} io={seen['io']} sql={seen['sql']}"


def look_at_server(node, kind):
    """State of one server; a process that does not answer in time is hung, not down."""
    if not mysqld.pids(node, kind):
        return Server("held" if mysqld.held(node) else "down")
    try:
        with database.node_cursor(node) as cursor:
            cursor.execute("SELECT @@global.read_only AS read_only")
            read_only = str(cursor.fetchone()["read_only"]) not in ("0", "OFF")
            return Server("up", read_only, kind.position(cursor), kind.replication(cursor))
    except (*database.SQL_ERRORS, LabError):
        return Server("hung" if mysqld.pids(node, kind) else "down")


def _look_at_node(lab, name, state):
    if state not in ("on", "paused"):
        return Server("off"), []
    node = Node(lab, name)
    try:
        return look_at_server(node, servers.kind(lab.topology.server)), node.addresses()
    except LabError:
        return Server("off"), []  # its power went while we looked


def world(lab):
    states = power.states(lab)
    on = [name for name, state in states.items() if state == "on"]
    with concurrent.futures.ThreadPoolExecutor(len(states) + 1) as pool:
        view = pool.submit(cluster.view, lab, on)
        looks = {n: pool.submit(_look_at_node, lab, n, s) for n, s in states.items()}
        seen = {name: look.result() for name, look in looks.items()}
        return World(lab.topology, states, view.result(),
                     {n: s for n, (s, _) in seen.items()}, {n: a for n, (_, a) in seen.items()})
