# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Sessions of an administrator that write on one host: privileged.py NODE COUNT, until SIGTERM.

By the unix socket as root, whom read_only does not stop. A session that is ended is not made again."""
import signal
import sys
import threading

import lab_modules  # noqa: F401  pylint: disable=unused-import
import pymysql
from mmmlab.dialect import SOCKET
from mmmlab.lab import Lab
from mmmlab.node import Node


def write(path, stop):
    try:
        connection = pymysql.connect(unix_socket=path, user="root", autocommit=True)
        with connection.cursor() as cursor:
            while not stop.is_set():
                cursor.execute("INSERT INTO app.privileged (v) VALUES (1)")
    except (pymysql.err.Error, OSError):
        return


def main(node, count):
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    path = Node(Lab.from_environment(), node).root(SOCKET)
    for _ in range(int(count)):
        threading.Thread(target=write, args=(path, stop), daemon=True).start()
    stop.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
