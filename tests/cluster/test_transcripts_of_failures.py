# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""mmm_control where MySQL-MMM was watched while something broke: what it says, line by line."""
import contextlib
import json
import os
import subprocess
import time
import unittest

from cluster import NODES, PROGRAM, WRITER_IP, lab
from replay import Replay

LABS = os.environ.get("MMM_LAB_DIR") or "/var/tmp/mmm-lab"


class WhatBreaks(Replay):
    lab_arguments = ("--param", "auto_set_online=10", "--param", "trap_period=2", "--param", "flap_count=0",
                     "--my-cnf", "max_connections=30")

    def test_1_the_writers_server_is_killed(self):
        self.writer_on("M1")
        lab("mysqld", "M1", "kill")
        lab("mysqld", "M1", "stop")
        self.replay("killed", "down")
        lab("mysqld", "M1", "start")
        self.replay("killed", "back")

    def test_2_the_writers_server_is_stopped_for_more_than_a_minute(self):
        self.writer_on("M1")
        lab("mysqld", "M1", "stop")
        since = time.monotonic()
        self.replay("stopped", "down")
        self.wait_for("more than a minute", lambda: time.monotonic() - since > 62, 70)
        lab("mysqld", "M1", "start")
        self.replay("stopped", "awaiting")
        self.replay("stopped", "back")

    def test_3_the_writers_network_is_cut(self):
        self.writer_on("M1")
        lab("net", "M1", "cut")
        self.replay("cut", "cut")
        lab("net", "M1", "heal")
        self.replay("cut", "awaiting")
        self.replay("cut", "back")

    def test_4_all_masters_and_then_all(self):
        self.writer_on("M1")
        for host in ("M1", "M2"):
            lab("mysqld", host, "stop")
        self.replay("masters", "down")
        lab("mysqld", "M2", "start")
        self.replay("masters", "one")
        lab("mysqld", "M1", "start")
        self.replay("masters", "back")
        for host in NODES:
            lab("mysqld", host, "stop")
        self.replay("everything", "down")
        for host in NODES:
            lab("mysqld", host, "start")
        self.wait_until_whole()

    def test_5_the_writer_has_no_free_connection(self):
        self.writer_on("M1")
        with contextlib.ExitStack() as clients:
            for _ in range(30):
                clients.enter_context(self.session("client", "--", *self.application()))
            self.wait_for("no free connection", self.is_full)
            self.replay("connections", "full")
        self.run_on("slave1", "mmm_control", "set_online", "M1")

    def application(self):
        """The argument list of an application's client."""
        with open(os.path.join(LABS, os.environ["LAB"], "passwords.json"), encoding="utf-8") as file:
            password = json.load(file)["app"]
        return ["env", f"MYSQL_PWD={password}", "mysql", "-h", WRITER_IP, "-u", "app", "app"]

    def is_full(self):
        done = subprocess.run([PROGRAM, "client", "--", *self.application(), "-e", "SELECT 1"], capture_output=True,
                              text=True, check=False, stdin=subprocess.DEVNULL, timeout=60)
        return "Too many connections" in done.stderr


if __name__ == "__main__":
    unittest.main()
