# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""`lab write`: numbered rows through the writer address, and an honest log of each outcome."""
import ctypes
import os
import random
import signal
import threading
import time

import pymysql

from . import template
from .base import LabError
from .node import Node
from .topology import CLIENT

CLONE_NEWNET = 0x40000000
RETRY_SECONDS = 0.005  # between two connection attempts of one worker: at once, but no busy loop
CONNECT_SECONDS = 0.2
# Errors after which the row may none the less be stored: interrupted, shutting down, killed, a disk that failed
# when the row was in the binary log already, ..
UNCERTAIN = {1026, 1053, 1158, 1159, 1160, 1161, 1180, 1317, 1598, 1927}
TABLE = """CREATE TABLE app.writes (
 id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
 run BIGINT UNSIGNED NOT NULL, seq BIGINT UNSIGNED NOT NULL, server INT UNSIGNED NOT NULL,
 at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6), KEY (run, seq)) ENGINE=InnoDB"""
ER_TABLE_EXISTS = 1050


class Log:
    """One write(2) per line: what is acknowledged is on file, whatever happens next."""

    def __init__(self, path, run, rate):
        try:
            self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o644)
        except OSError as error:
            raise LabError(f"{path}: {error.strerror}") from None
        self._last_trouble = None
        self.acknowledged = 0
        self.unknown = 0
        self._lock = threading.Lock()
        os.write(self._fd, f"# mmm-lab write run={run} rate={rate:g}\n".encode())

    def write(self, kind, seq="-", server="-", text="-"):
        mono, epoch = time.monotonic_ns() // 1000, time.time_ns() // 1000
        text = " ".join(str(text).split())
        with self._lock:
            os.write(self._fd, f"{kind} {seq} {mono} {epoch} {server} {text}\n".encode())
            self.acknowledged += kind == "ack"
            self.unknown += kind == "unknown"

    def trouble(self, text):
        """A failed connection; said once until it changes."""
        if text != self._last_trouble:
            self._last_trouble = text
            self.write("down", text=text)


class Pace:
    """Hands out slots at the wanted rate. Slots that nobody took in time are gone: after an
    interruption the rate is the same as before, no burst."""

    def __init__(self, rate):
        self._rate = rate
        self._start = time.monotonic()
        self._next = 0
        self._seq = 0
        self._lock = threading.Lock()

    def wait_for_slot(self, stop):
        with self._lock:
            slot = max(self._next, int((time.monotonic() - self._start) * self._rate))
            self._next = slot + 1
        stop.wait(max(0.0, self._start + slot / self._rate - time.monotonic()))

    def number(self):
        """A sequence number, used for one attempt and never again."""
        with self._lock:
            self._seq += 1
            return self._seq


class Worker(threading.Thread):
    """One client connection that is made anew after each error."""

    def __init__(self, account, run, pace, log, stop, timeout):
        super().__init__(daemon=True)
        self._account = account
        self._run = run
        self._pace = pace
        self._log = log
        self._stop_event = stop
        self._timeout = timeout
        self._connection = None
        self._server = None

    def run(self):
        while not self._stop_event.is_set():
            if self._connection is None and not self._connect():
                self._stop_event.wait(RETRY_SECONDS)
                continue
            self._pace.wait_for_slot(self._stop_event)
            if not self._stop_event.is_set():
                self._insert()
        self._disconnect()

    def _connect(self):
        try:
            self._connection = pymysql.connect(
                connect_timeout=min(CONNECT_SECONDS, self._timeout), read_timeout=self._timeout,
                write_timeout=self._timeout, autocommit=True, **self._account)
            with self._connection.cursor() as cursor:
                cursor.execute("SELECT @@server_id")
                self._server = cursor.fetchone()[0]
                cursor.execute("SHOW TABLES LIKE 'writes'")
                if not cursor.fetchone():
                    _create_table(cursor)
        except (pymysql.err.Error, OSError) as error:
            self._log.trouble(str(error))
            self._disconnect()
            return False
        return True

    def _insert(self):
        seq = self._pace.number()
        began = time.monotonic_ns()
        try:
            with self._connection.cursor() as cursor:
                cursor.execute("INSERT INTO app.writes (run, seq, server) "
                               "VALUES (%s, %s, @@server_id)", (self._run, seq))
        except (pymysql.err.Error, OSError) as error:
            self._log.write("unknown" if uncertain(error) else "failed", seq, self._server, error)
            self._disconnect()
            return
        self._log.write("ack", seq, self._server, (time.monotonic_ns() - began) // 1000)

    def _disconnect(self):
        """Close without the polite COM_QUIT, which may hang on a dead peer."""
        if self._connection is not None:
            self._connection._force_close()
            self._connection = None


def uncertain(error):
    """Whether the row may be stored although the client got an error. Only a refusal that came
    from the server itself is certain; 2000-2999 are the client library's own errors."""
    code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    refused = isinstance(error, pymysql.err.MySQLError) and code >= 1000
    return not refused or 2000 <= code < 3000 or code in UNCERTAIN


def _create_table(cursor):
    try:
        cursor.execute(TABLE)
    except pymysql.err.MySQLError as error:
        if error.args[0] != ER_TABLE_EXISTS:
            raise


def _enter_client(lab):
    """Only the network of the client host: the log's path stays the caller's."""
    Node(lab, CLIENT.name).require_pid()
    libc = ctypes.CDLL(None, use_errno=True)
    with open(lab.netns_file(CLIENT.name), encoding="ascii") as netns:
        if libc.setns(netns.fileno(), CLONE_NEWNET) != 0:
            raise LabError(f"entering the client host: {os.strerror(ctypes.get_errno())}")


def write(lab, path, rate, seconds, workers, timeout):
    """Write until the time is over or SIGTERM/SIGINT comes; returns the summary line."""
    account = {"host": lab.topology.writer_ip, "user": "app", "database": "app",
               "password": template.passwords(lab)["app"]}
    run = random.randrange(1, 2**31)
    log = Log(path, run, rate)
    stop = threading.Event()
    for sig in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sig, lambda *_: stop.set())
    _enter_client(lab)
    pace = Pace(rate)
    crew = [Worker(account, run, pace, log, stop, timeout) for _ in range(workers)]
    for worker in crew:
        worker.start()
    stop.wait(seconds)
    stop.set()
    for worker in crew:
        worker.join(timeout=10 * timeout + 5)
    log.write("end")
    if not log.acknowledged:
        raise LabError(f"no write was acknowledged (see {path})")
    return f"acknowledged {log.acknowledged}, unknown {log.unknown}"
