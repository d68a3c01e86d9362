# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Clients that are there besides the writes: clients.py COUNT, until SIGTERM.

As user app through the writer's address, from the client's host: COUNT idle connections, each made again when
it is lost."""
import signal
import sys
import threading

import lab_modules  # noqa: F401  pylint: disable=unused-import
import pymysql
from mmmlab import template, workload
from mmmlab.lab import Lab

TRY_SECONDS = 0.2


def stay_connected(account, stop):
    while not stop.is_set():
        try:
            connection = pymysql.connect(connect_timeout=1, read_timeout=1, **account)
            while not stop.wait(TRY_SECONDS):
                connection.ping(reconnect=False)
        except (pymysql.err.Error, OSError):
            stop.wait(TRY_SECONDS)


def main(count):
    lab = Lab.from_environment()
    account = {"host": lab.topology.writer_ip, "user": "app", "database": "app", "password": template.passwords(lab)["app"]}
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    workload._enter_client(lab)
    for _ in range(int(count)):
        threading.Thread(target=stay_connected, args=(account, stop), daemon=True).start()
    stop.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
