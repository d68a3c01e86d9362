# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""`lab verify`: what was acknowledged against what the servers hold."""
import hashlib

import pymysql

from . import database, observe, servers, writelog
from .base import Deadline, LabError
from .dialect import coordinates
from .node import Node

QUERY_SECONDS = 60
ER_NO_SUCH_TABLE = 1146


def _catch_up(lab, world, names, within):
    """Give the replicas that run the time to reach the writer; returns who did not."""
    if world.only_writable is None:
        return []
    kind = servers.kind(lab.topology.server)
    with database.node_cursor(Node(lab, world.only_writable)) as cursor:
        position = kind.position(cursor)
    deadline = Deadline(within)
    behind = []
    for name in names:
        source = world.replicates(name)
        comparable = source == world.only_writable or coordinates(position) is None
        if name == world.only_writable or source is None or not position or not comparable:
            continue
        with database.node_cursor(Node(lab, name), within + 5) as cursor:
            if not kind.wait_for(cursor, position, deadline.left()):
                behind.append(name)
    return behind


def _rows(node):
    """All rows of app.writes in order; none when the table never came here."""
    with database.node_cursor(node, QUERY_SECONDS) as cursor:
        try:
            cursor.execute("SELECT id, run, seq, server, CAST(at AS CHAR) AS at "
                           "FROM app.writes ORDER BY id")
        except pymysql.err.MySQLError as error:
            if error.args[0] != ER_NO_SUCH_TABLE:
                raise
            return []
        return cursor.fetchall()


def _checksum(rows):
    digest = hashlib.sha256()
    for row in rows:
        digest.update("\t".join(str(value) for value in row.values()).encode() + b"\n")
    return digest.hexdigest()[:12]


def _read_log(path):
    try:
        with open(path, encoding="utf-8") as file:
            return writelog.parse(file)
    except OSError as error:
        raise LabError(f"{path}: {error.strerror}") from None


def report(log, tables, behind, writer=None):
    """(lines, what is wrong) for the rows of each server. Pure.

    Lost altogether is what the writer lacks, for that is what an application misses; without one
    writer to ask, what no server has. A replica that lacks rows (because it is in quarantine,
    say) is a server that differs.
    """
    lines, lost, duplicated = [], set(log.acknowledged), set()
    for name, rows in tables.items():
        found = writelog.compare(log, [row["seq"] for row in rows if row["run"] == log.run])
        lost &= found.lost if writer in (None, name) else lost
        duplicated |= found.duplicated
        lines.append(f"{name}: rows {found.rows}, lost {len(found.lost)}, duplicated "
                     f"{len(found.duplicated)}, unexpected {len(found.unexpected)}, "
                     f"checksum {_checksum(rows)}{' (behind)' if name in behind else ''}")
    ms, before, after = log.interruption()
    if log.unknown or log.failed:
        lines.append(f"outcome unknown {len(log.unknown)}, refused {len(log.failed)}")
    if before is not None:
        lines.append(f"longest interruption from write {before} to {after}; "
                     f"{log.silence_at_end():.0f} ms from the last acknowledgement to the end")
    lines.append(f"acknowledged {len(log.acknowledged)}, lost {len(lost)}, "
                 f"duplicated {len(duplicated)}, longest interruption {ms:.0f} ms")
    wrong = [f"{n} {what}" for n, what in ((len(lost), "acknowledged writes lost"),
                                           (len(duplicated), "writes duplicated")) if n]
    if len({_checksum(rows) for rows in tables.values()}) > 1:
        wrong.append("the servers differ")
    return lines, wrong


def verify(lab, path, only, within):
    """Print-ready lines, and the reason why it is not all right ('' when it is)."""
    log = _read_log(path)
    world = observe.world(lab)
    names = [n for n in world.running if not only or n in only]
    absent = [n for n in only if n not in names]
    if not names:
        raise LabError("no server runs that could be compared")
    hung = [n for n in names if world.servers[n].status == "hung"]
    try:
        behind = _catch_up(lab, world, [n for n in names if n not in hung], within)
        tables = {n: _rows(Node(lab, n)) for n in names if n not in hung}
    except database.SQL_ERRORS as error:
        raise LabError(f"a server was lost while comparing: {database.sql_message(error)}") from None
    writer = world.only_writable if world.only_writable in tables else None
    lines, wrong = report(log, tables, behind, writer)
    wrong += [f"the server of {name} does not run" for name in absent]
    wrong += [f"{name} does not answer" for name in hung]
    wrong += [f"{name} did not catch up within {within:g} s" for name in behind]
    return lines, "; ".join(wrong)
