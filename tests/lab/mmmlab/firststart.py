# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What an operator does once where servers replicate by file and position: tell a new replica
where in the writer's binlog it begins. With GTIDs there is nothing to tell."""
from . import database, observe, servers, template
from .base import LabError, wait_until
from .dialect import coordinates
from .node import Node

ACCOUNT = "mmm_replication"


def candidates(world, names):
    """Those of the nodes whose servers know no source and no GTIDs. Pure."""
    return [n for n in names if n != world.only_writable and world.servers[n].status == "up"
            and world.servers[n].replication is None
            and coordinates(world.servers[n].position) is not None]


def point_at_writer(lab, names, within):
    """Start replication on those of the nodes that need it; waits for a writer to appear."""
    seen = []

    def probe():
        seen[:] = [observe.world(lab)]
        if candidates(seen[0], names) and seen[0].only_writable is None:
            return "no server is open for writes"
        return None
    wait_until(probe, within, "waiting for a writer to replicate from")
    kind = servers.kind(lab.topology.server)
    for name in candidates(seen[0], names):
        address = lab.topology.find(seen[0].only_writable).ip
        try:
            with database.node_cursor(Node(lab, name), 10) as cursor:
                kind.replicate_all(cursor, address, lab.topology.accounts[1], template.passwords(lab)[ACCOUNT])
        except database.SQL_ERRORS as error:
            raise LabError(f"starting replication of {name}: "
                           f"{database.sql_message(error)}") from None
