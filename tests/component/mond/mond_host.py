# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A host of the agent's tests with mmm_mond beside its server."""
import contextlib
import os
import re
import subprocess
import sys
import time

import pymysql

from support import stage

sys.path.insert(0, os.path.join(stage.REPOSITORY, "tests", "component", "mysql"))
from mysql_host import AGENT, LIMIT, MysqlTest, die_with_parent, wait_until  # noqa: E402

PROGRAM = stage.path("/usr/lib/mmm-ha/mmm_mond")
LOG = "/run/agents.log"
REPORT = "crm_resource --fail --resource=mysql --node=m1"
PERIOD, PATIENCE = 1, 2  # seconds


class MondTest(MysqlTest):
    def setUp(self):
        [self.host] = self.new_hosts("m1")
        self.host.agent, self.program = AGENT, PROGRAM
        self.host.parameters.update(check_period=PERIOD, check_timeout=PATIENCE)
        self.host.variables["HA_LOGFILE"] = LOG

    def daemons(self):
        """Those that run, without the children that work for them."""
        running = [pid for pid in self.host.processes() if program_of(pid) == self.program]
        return [pid for pid in running if parent_of(pid) not in (None, *running)]

    def daemon(self):
        """The one that runs."""
        [pid] = wait_until(self.daemons, "the daemon runs")
        return pid

    def started(self):
        """A server with the daemon, which has asked it."""
        self.do(self.host, "start")
        pid = self.daemon()
        self.wait_for_probes(2)
        self.host.cluster_calls()
        return pid

    def wait_for_probes(self, count):
        """Until the server was asked so many times more for a sign of life. On one connection: each that ends is
        counted with them."""
        with contextlib.closing(self.host.connect()) as connection, connection.cursor() as cursor:
            def asked():
                cursor.execute("SHOW GLOBAL STATUS LIKE 'Com_admin_commands'")
                return int(cursor.fetchone()["Value"])
            wanted = asked() + count
            wait_until(lambda: asked() >= wanted, f"{count} probes more", count * PERIOD + LIMIT)

    def kill_probe(self):
        def only_one():
            rows = self.host.sql("SELECT id FROM information_schema.processlist WHERE user = 'mmm_agent'")
            return rows if len(rows) == 1 else None
        [row] = wait_until(only_one, "the daemon alone is connected")
        with contextlib.suppress(pymysql.err.OperationalError):  # it was of one that judged, and is gone
            self.host.sql(f"KILL {row['id']}")
        return row["id"]

    def reports(self):
        """The failures that the cluster was told of, so far."""
        with contextlib.suppress(FileNotFoundError):
            with open(self.host.root("/run/cluster-calls"), encoding="utf-8") as file:
                return [line for line in file.read().splitlines() if line.startswith("crm_resource --fail")]
        return []

    def log(self):
        with contextlib.suppress(FileNotFoundError):
            with open(self.host.root(LOG), encoding="utf-8") as file:
                return file.read()
        return ""

    def wait_for_log(self, words):
        wait_until(lambda: words in self.log(), f"the log says: {words}")

    def wait_for_report(self, since, within):
        """When the cluster was told, in seconds after a point in time."""
        wait_until(self.reports, "the failure is reported", within + LIMIT)
        self.assertEqual(self.reports(), [REPORT])
        return os.stat(self.host.root("/run/cluster-calls")).st_mtime - since

    def launch(self, *words, variables=None, **options):
        """The daemon, not started by the agent. It ends with its host."""
        child = subprocess.Popen(
            self.host.inside(PROGRAM, *words), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, preexec_fn=die_with_parent,
            env={**self.host.environment("start", {}, {}, {}), **(variables or {})}, **options)

        def end():
            child.kill()
            child.wait()
        self.addCleanup(end)
        return child


def program_of(pid):
    with contextlib.suppress(OSError):
        return os.readlink(f"/proc/{pid}/exe")
    return None


def parent_of(pid):
    with contextlib.suppress(OSError):
        return status_of(pid, "PPid")
    return None


def children_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(child) for child in file.read().split()]


def name_of(pid):
    with contextlib.suppress(OSError):
        with open(f"/proc/{pid}/comm", encoding="utf-8") as file:
            return file.read().strip()
    return None


def processor_seconds(pid):
    with open(f"/proc/{pid}/schedstat", encoding="ascii") as file:
        return int(file.read().split()[0]) / 1e9


def status_of(pid, name):
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        return int(re.search(rf"^{name}:\s+(\d+)", file.read(), re.MULTILINE)[1])
