# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Asking a node's server as root, through its unix socket."""
import contextlib

import pymysql

from .base import LabError
from .dialect import SOCKET

SQL_ERRORS = (pymysql.err.Error, OSError)


@contextlib.contextmanager
def socket_cursor(path, timeout=2, **options):
    """A cursor as root through a unix socket, rows as dictionaries."""
    connection = pymysql.connect(unix_socket=path, user="root", connect_timeout=timeout,
                                 read_timeout=timeout, write_timeout=timeout, autocommit=True,
                                 cursorclass=pymysql.cursors.DictCursor, **options)
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        with contextlib.suppress(*SQL_ERRORS):
            connection.close()


def node_cursor(node, timeout=2, **options):
    """The same for the server of a node; the path goes through the node's own mounts."""
    return socket_cursor(node.root(SOCKET), timeout, **options)


def sql_message(error):
    """The server's error in one line."""
    if len(error.args) > 1:
        return f"ERROR {error.args[0]}: {error.args[1]}"
    return str(error) or type(error).__name__


def answers(node):
    """Whether the node's server answers a query."""
    try:
        with node_cursor(node) as cursor:
            cursor.execute("SELECT 1")
    except (*SQL_ERRORS, LabError):
        return False
    return True


def sql(node, text):
    """Run statements on a node and return lines: tab separated, or `name: value` after \\G."""
    vertical = text.rstrip().endswith("\\G")
    text = text.rstrip().removesuffix("\\G")
    lines = []
    try:
        with node_cursor(node, 60, client_flag=pymysql.constants.CLIENT.MULTI_STATEMENTS) as cursor:
            cursor.execute(text)
            while True:
                for row in cursor.fetchall() if cursor.description else ():
                    lines += _vertical(row) if vertical else ["\t".join(map(_shown, row.values()))]
                if not cursor.nextset():
                    return lines
    except SQL_ERRORS as error:
        raise LabError(f"{node.name}: {sql_message(error)}") from None


def _vertical(row):
    return [f"{name}: {_shown(value)}" for name, value in row.items()]


def _shown(value):
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return "NULL" if value is None else str(value)
