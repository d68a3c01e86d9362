# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""`lab rebuild`: a node's server gets a new data directory, as freshly installed.

It then fetches everything from the writer's first binary log, which works because no lab purges
one. It does so as another server than before: what a replica finds in its source's log under its
own server-id it takes for something it has already. Killed at any point and run again, it starts
over.
"""
import contextlib
import glob
import os
import re
import shutil

from . import firststart, mysqld, observe, template
from .base import Deadline, LabError, wait_until, write_file

DOWN_SECONDS = 120
WRITER_SECONDS = 60
SERVER_ID_STEP = 100  # a lab's nodes are 1 to 16
STATE_FILES = ("/run/mmm-ha/*.state", "/var/lib/mmm-ha/*")


def rebuild(node):
    """Returns when the new server answers."""
    node.require_pid()
    world = observe.world(node.lab)
    if node.name in world.writable or (world.view and node.name in world.view.promoted()):
        raise LabError(f"{node.name} is the writer: nobody else may have all of its data "
                       "(move the writer first)")
    managers = mysqld.managers(node.lab)
    if managers.resources:
        managers.node.run(["pcs", "node", "standby", node.name])
        _wait_until_stopped(node)
    else:
        mysqld.end(node, Deadline(DOWN_SECONDS))
    _forget(node)
    template.fill_datadir(node.lab, node.name)
    path = node.root("/etc/mysql/my.cnf")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    write_file(path, with_next_server_id(text))
    if managers.resources:
        managers.node.run(["pcs", "node", "unstandby", node.name])
    mysqld.start(node)
    if managers.resources:
        firststart.point_at_writer(node.lab, [node.name], WRITER_SECONDS)


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


def _forget(node):
    """What the agent remembers of this host: quarantine, place in replication, history."""
    for pattern in STATE_FILES:
        for path in glob.glob(node.root(pattern)):
            with contextlib.suppress(FileNotFoundError):
                if os.path.isdir(path):
                    shutil.rmtree(path)
                else:
                    os.unlink(path)


def with_next_server_id(text):
    """The text of my.cnf for the next server that is to live on the node. Pure."""
    return re.sub(r"(?m)^(server[-_]id\s*=\s*)(\d+)$",
                  lambda found: f"{found[1]}{int(found[2]) + SERVER_ID_STEP}", text)
