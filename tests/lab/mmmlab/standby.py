# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A node's server stopped for a while: by the cluster if it manages one, else by the lab."""
import contextlib

from . import mysqld, observe
from .base import Deadline, LabError, wait_until

DOWN_SECONDS = 120


@contextlib.contextmanager
def stopped(node):
    """Yields whether a cluster manages the server; at the end it answers again. When what is done meanwhile fails,
    it stays stopped."""
    node.require_pid()
    _refuse_writer(node)
    managers = mysqld.managers(node.lab)
    if managers.resources:
        managers.node.run(["pcs", "node", "standby", node.name])
        _wait_until_stopped(node)
    else:
        mysqld.end(node, Deadline(DOWN_SECONDS))
    yield bool(managers.resources)
    if managers.resources:
        managers.node.run(["pcs", "node", "unstandby", node.name])
    mysqld.start(node)


def _refuse_writer(node):
    """Nobody else may have all of its data, and a move is for the tests to order."""
    world = observe.world(node.lab)
    if node.name in world.writable or (world.view and node.name in world.view.promoted()):
        raise LabError(f"{node.name} is the writer (move the writer first)")


def _wait_until_stopped(node):
    """Until neither a process nor the cluster's own picture has the server on the node."""
    def probe():
        if node.init_pid() is None:
            return f"{node.name} is off"
        seen = mysqld.managers(node.lab)
        if node.name in seen.hosts:
            return "the cluster has not stopped it"
        running = mysqld.pids(node, mysqld.kind_of(node))
        return f"process {running[0]} runs" if running else None
    wait_until(probe, DOWN_SECONDS, f"stopping the server of {node.name}")
