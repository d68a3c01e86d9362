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

from . import firststart, standby, template
from .base import write_file
from .dialect import DATADIR

WRITER_SECONDS = 60
SERVER_ID_STEP = 100  # a lab's nodes are 1 to 16
STATE_FILES = ("/run/mmm-ha/*.state", "/var/lib/mmm-ha/*")


def rebuild(node):
    """Returns when the new server answers."""
    with standby.stopped(node) as managed:
        _forget(node)
        template.fill_datadir(node.lab, node.root(DATADIR))
        path = node.root("/etc/mysql/my.cnf")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        write_file(path, with_next_server_id(text))
    if managed:
        firststart.point_at_writer(node.lab, [node.name], WRITER_SECONDS)


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
