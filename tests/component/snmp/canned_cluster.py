# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A cluster that says what a real one said: Pacemaker's tools are replaced by scripts that print it."""
import os
import tempfile

from support import stage

DATA = os.path.join(stage.REPOSITORY, "tests", "data", "pacemaker-2.1.5")
HISTORY = (
    "move number=1 time=1763719200000 kind=first who=cluster from= to=M1 closed= opened=0-1-4\n"
    "move number=2 time=1763719320250 kind=failover who=cluster from=M1 to=M2 closed= opened=0-1-9 "
    "interruption=2345 loss=M1%20may%20have%20had%20more\n")


class CannedCluster:
    """In a folder of its own; `env` is what the programs under test are to be started with."""

    def __init__(self, test):
        self._folder = tempfile.TemporaryDirectory()
        test.addCleanup(self._folder.cleanup)
        self.folder = self._folder.name
        os.chmod(self.folder, 0o755)
        self.env = {**stage.CLEAN_ENV, "TZ": "UTC", "MMM_PACEMAKER_TOOLS": self.folder,
                    "MMM_HISTORY_DIRECTORY": self.folder, "MMM_MONITOR_FILE": self.path("monitor.cnf")}
        self.install("crm_mon", 'cat "$here/status"')
        self.install("cibadmin", 'cat "$here/configuration"')
        self.is_in("healthy")
        with open(os.path.join(DATA, "configuration.cib.xml"), encoding="utf-8") as file:
            self.write("configuration", file.read())

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text, mode=0o755):
        with open(self.path(name) + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.path(name) + ".new", mode)
        os.rename(self.path(name) + ".new", self.path(name))

    def change(self, name, old, new):
        with open(self.path(name), encoding="utf-8") as file:
            self.write(name, file.read().replace(old, new))

    def install(self, tool, body):
        self.write(tool, f'#!/bin/sh\nhere=${{0%/*}}\necho "{tool}" >>"$here/calls"\n{body}\n')

    def is_in(self, scene):
        """One of the captured scenes: healthy, standby, refused, ..."""
        with open(os.path.join(DATA, f"{scene}.crm_mon.xml"), encoding="utf-8") as file:
            self.write("status", file.read())

    def dies(self):
        self.install("crm_mon", "echo 'Connection refused' >&2; exit 102")

    def hangs(self):
        self.install("crm_mon", "exec sleep 60")

    def looks(self):
        """How often somebody has looked at the cluster."""
        if not os.path.exists(self.path("calls")):
            return 0
        with open(self.path("calls"), encoding="utf-8") as file:
            return file.read().split().count("crm_mon")
