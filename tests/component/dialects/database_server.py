# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Real servers of every kind, on loopback, with the accounts that mmm_config makes."""
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import pymysql

from support import stage

sys.path.insert(0, os.path.join(stage.REPOSITORY, "tests", "lab"))

from mmmlab import fetch, servers  # noqa: E402  (needs the path above)
from mmmlab.dialect import option_arguments  # noqa: E402

MMM_CONFIG = os.environ.get("MMM_CONFIG") or stage.path("/usr/sbin/mmm_config")
PROBE = os.environ.get("MMM_DIALECT_PROBE") or os.path.join(
    stage.REPOSITORY, "build", "release", "tests", "component", "dialects", "dialect_probe")
LIMIT = 60  # seconds anything may take that is waited for
AGENT, REPLICATION = "mmm_agent", "mmm_replication"
PASSWORDS = {AGENT: "agent-S3cret", REPLICATION: "repl-S3cret", "app": "app-S3cret"}
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True)


def wait_until(condition, what, within=LIMIT):
    end = time.monotonic() + within
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {within} s: {what}")
        time.sleep(0.02)


def die_with_parent():
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def account_statements(kind):
    """What mmm_config prints, with passwords in place of its marks."""
    done = stage.run([MMM_CONFIG, "grants", "--server", kind, "--from", "127.0.0.1"])
    assert done.returncode == 0, done.stderr
    text = done.stdout
    for account in (AGENT, REPLICATION):
        text = text.replace(f"<password of {account}>", f"'{PASSWORDS[account]}'")
    lines = [line for line in text.splitlines() if not line.startswith("--")]
    return [statement.strip() for statement in "\n".join(lines).split(";") if statement.strip()]


class Probe:
    """The agent's port to a server, logged in as the agent."""

    def __init__(self, where, account=AGENT, password=None, *options):
        self._process = subprocess.Popen([PROBE, where, account, *options], stdin=subprocess.PIPE, env=stage.CLEAN_ENV,
                                         stdout=subprocess.PIPE, text=True, preexec_fn=die_with_parent)
        try:
            self.greeting = self._ask(PASSWORDS[account] if password is None else password)
        except BaseException:
            self.close()
            raise

    def __call__(self, *words):
        """The answer by name; fails the test when the server refused."""
        answer = self.ask(*words)
        if "error" in answer:
            raise AssertionError(f"{' '.join(map(str, words))}: {answer['error']}")
        return answer

    def ask(self, *words):
        """The same with a refusal as an answer."""
        return self._ask("\t".join(map(str, words)))

    def _ask(self, line):
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer = {}
        for said in self._process.stdout:
            if said == ".\n":
                return answer
            name, _, value = said.rstrip("\n").partition("=")
            answer[name] = value
        raise AssertionError(f"the probe ended: {self._process.wait()}")

    def close(self):
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(LIMIT)


class Server:
    """A server with a data directory, socket and port of its own."""

    def __init__(self, kind, folder, number, changes=()):
        self.kind, self.number, self.port = kind, number, free_port()
        self.folder = os.path.join(folder, f"s{number}")
        self.datadir = os.path.join(self.folder, "data")
        self.socket = os.path.join(self.folder, "socket")
        self._changes = dict(changes)
        self._process = None
        for path in (self.folder, self.datadir, os.path.join(self.folder, "tmp")):
            os.mkdir(path)
            shutil.chown(path, "mysql", "mysql")

    def settings(self):
        mine = {"datadir": self.datadir, "socket": self.socket, "port": self.port,
                "pid-file": f"{self.folder}/pid", "tmpdir": f"{self.folder}/tmp",
                "log-error": f"{self.folder}/error.log", "bind-address": "127.0.0.1", "server-id": self.number,
                "log-bin": "binlog", "relay-log": "relay", "skip-name-resolve": None,
                "innodb_buffer_pool_size": "16M", "read_only": 1}
        return {**mine, **self.kind.places(), **self.kind.own_settings(), **self._changes}

    def create(self):
        words = self.kind.install_input()
        done = subprocess.run(self.kind.install_argv(self.datadir, f"{self.folder}/tmp"), input=words, text=True,
                              capture_output=True, check=False, env=stage.CLEAN_ENV, timeout=LIMIT)
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self, **changes):
        settings = {**self.settings(), **changes}
        # As mysql from the beginning: a process that changes its user forgets to die with its parent.
        self._process = subprocess.Popen([self.kind.binary, "--no-defaults", *option_arguments(settings)],
                                         user="mysql", group="mysql", extra_groups=[], env=stage.CLEAN_ENV,
                                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                         preexec_fn=die_with_parent)
        wait_until(self._answers, f"{self.kind.name} answers, see {self.folder}/error.log")

    def _answers(self):
        if self._process.poll() is not None:
            with open(f"{self.folder}/error.log", encoding="utf-8", errors="replace") as log:
                raise AssertionError(f"{self.kind.name} ended: {log.read()[-2000:]}")
        try:
            self.sql("SELECT 1")
        except (pymysql.err.Error, OSError):
            return False
        return True

    def kill(self):
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def session(self, user="root", **options):
        return pymysql.connect(unix_socket=self.socket, user=user, password=PASSWORDS.get(user, ""), autocommit=True,
                               cursorclass=pymysql.cursors.DictCursor, read_timeout=LIMIT, **options)

    def sql(self, *statements):
        """As root; the rows of the last statement."""
        connection = self.session()
        try:
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
                return list(cursor.fetchall()) if cursor.description else []
        finally:
            connection.close()

    def value(self, expression):
        return next(iter(self.sql(f"SELECT {expression} AS value")[0].values()))

    def probe(self, *options):
        return Probe(self.socket, AGENT, None, *options)


class Pair:
    """A writer and a replica, both closed, made from one installation."""

    def __init__(self, kind_name, **changes):
        self.kind = servers.kind(kind_name)
        fetch.ensure(self.kind)
        self._folder = tempfile.TemporaryDirectory(prefix="mmm-dialects-", dir="/var/tmp")
        os.chmod(self._folder.name, 0o755)
        self._servers = []
        try:
            self.writer, self.replica = (self._make(number, changes) for number in (1, 2))
        except BaseException:
            self.close()
            raise

    def _make(self, number, changes):
        server = Server(self.kind, self._folder.name, number, changes)
        self._servers.append(server)
        server.create()
        server.start()
        for statement in [*account_statements(self.kind.name), "SET sql_log_bin = 0", "CREATE DATABASE app",
                          "CREATE TABLE app.t (i INT PRIMARY KEY AUTO_INCREMENT, s VARCHAR(40)) ENGINE=InnoDB",
                          f"CREATE USER app@localhost IDENTIFIED BY '{PASSWORDS['app']}'",
                          "GRANT ALL ON app.* TO app@localhost"]:
            server.sql(*self._as_root(statement))
        server.sql("SET GLOBAL read_only = 1")
        return server

    @staticmethod
    def _as_root(statement):
        """Each statement has a session of its own, so the binary log is left out in each."""
        return ["SET GLOBAL read_only = 0", "SET sql_log_bin = 0", statement]

    def replicate(self):
        """Opens the writer and points the replica at it, as the agent does."""
        writer, replica = self.writer.probe(), self.replica.probe()
        writer("open")
        replica("close", 5)
        here = writer("facts")
        place = here["binlog_place"].split(":")
        before = replica("facts")
        if (before.get("receiver"), before.get("applier")) == ("running", "yes"):  # what the test before wrote last
            replica(*(["wait", here["executed"]] if here["executed"] else ["wait_place", *place]), 20000)
        replica("stop")
        replica("source", "127.0.0.1", self.writer.port, REPLICATION, PASSWORDS[REPLICATION], *place)
        replica("start")
        wait_until(lambda: replica("facts")["receiver"] == "running", "the replica receives")
        return writer, replica

    def close(self):
        for server in self._servers:
            server.kill()
        self._folder.cleanup()
