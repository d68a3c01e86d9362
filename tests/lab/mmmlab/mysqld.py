# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The server process of a node: kill, stop and hold down, freeze, thaw, start."""
import dataclasses
import os
import signal

from . import cluster, database, power, procs, servers
from .base import Deadline, LabError, wait_until, write_file
from .node import Node

STOP_SECONDS = 60
START_SECONDS = 60


def pids(node, kind):
    """Host pids of the node's server processes (normally one), found by what runs, not by a
    pid file: that may be stale."""
    found = []
    for pid in node.processes():
        name = os.path.basename((procs.command(pid) or [""])[0])
        if name in kind.process_names and procs.state(pid) not in ("Z", ""):
            found.append(pid)
    return found


def kind_of(node):
    return servers.kind(node.lab.topology.server)


def _require(node):
    node.require_pid()
    found = pids(node, kind_of(node))
    if not found:
        raise LabError(f"no server runs on {node.name}")
    return found


def kill(node):
    """SIGKILL; the cluster may start a new one at once, so only that very process is awaited."""
    for pid in _require(node):
        procs.kill_and_wait(pid, signal.SIGKILL, 10, f"killing the server of {node.name}")


def _signal_all(node, sig, wanted, what):
    found = _require(node)
    for pid in found:
        with procs.holding(pid) as fd:
            if fd is not None:
                procs.send(fd, sig)

    def probe():
        states = {pid: procs.state(pid) for pid in found}
        off = [f"process {p} is in state {s or 'gone'}" for p, s in states.items()
               if (s == "T") != wanted]
        return off[0] if off else None
    wait_until(probe, 5, f"{what} the server of {node.name}", 0.01)


def freeze(node):
    _signal_all(node, signal.SIGSTOP, True, "freezing")


def thaw(node):
    _signal_all(node, signal.SIGCONT, False, "thawing")


def _hold_mark(node):
    return node.lab.node_path(node.name, "held")


def held(node):
    return os.path.exists(_hold_mark(node))


def _mounted_over(node, program):
    held_file = os.stat(node.lab.path("layer", "held"))
    try:
        return os.path.samestat(os.stat(node.root(program)), held_file)
    except FileNotFoundError:
        return True  # a program that is not there needs no hold


def _hold(node):
    """Put a program that only fails over the server's: whoever tries cannot start it."""
    write_file(_hold_mark(node), "")
    for program in kind_of(node).programs:
        if not _mounted_over(node, program):
            node.run(["mount", "--bind", node.lab.path("layer", "held"), program])


def _lift(node):
    for program in kind_of(node).programs:
        while os.path.exists(node.root(program)) and _mounted_over(node, program):
            node.run(["umount", program])
    if held(node):
        os.unlink(_hold_mark(node))


def end(node, deadline):
    """SIGTERM until no server runs."""
    def probe():
        for pid in pids(node, kind_of(node)):
            procs.kill_and_wait(pid, signal.SIGTERM, deadline.left(),
                                f"stopping the server of {node.name}")
        return "a server still runs" if pids(node, kind_of(node)) else None
    wait_until(probe, deadline, f"stopping the server of {node.name}", 0.02)


def stop(node):
    """Held down first, so that nobody starts a new one between the stop and the hold."""
    node.require_pid()
    _hold(node)
    end(node, Deadline(STOP_SECONDS))


def _start_ourselves(node):
    """Nothing manages the server (lab up --no-configure): the lab starts it."""
    if pids(node, kind_of(node)):
        return
    node.run(["setsid", "--fork", "sh", "-c", "exec \"$@\" </dev/null >/dev/null 2>&1", "sh",
              *kind_of(node).daemon_argv()])


@dataclasses.dataclass
class Managers:
    """The cluster's resources that manage servers, where they are now, and a node to ask at."""
    resources: list
    hosts: list
    node: object


def managers(lab):
    on = [name for name, state in power.states(lab).items() if state == "on"]
    seen = cluster.view(lab, on)
    if seen is None:
        return Managers([], [], None)
    return Managers(seen.database_resources(), seen.database_hosts(), Node(lab, seen.seen_from))


def start(node):
    """Lift the hold, let the cluster forget its failures, wait until the server answers."""
    node.require_pid()
    _lift(node)
    found = managers(node.lab)
    for resource in found.resources:
        found.node.run(["crm_resource", "--cleanup", "--resource", resource, "--node", node.name])
    if not found.resources:
        _start_ourselves(node)
    wait_until(lambda: None if database.answers(node) else "it does not answer",
               START_SECONDS, f"starting the server of {node.name}")
