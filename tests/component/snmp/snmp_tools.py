# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""net-snmp's programs as the tests run them: snmpd, snmptrapd and the tools, with our MIB and with nothing of the machine's
own configuration."""
import os
import re
import socket
import subprocess
import time

from support import stage

STAND_INS = os.path.join(stage.REPOSITORY, "tests", "data", "mibs")
MIB = stage.path("/usr/share/snmp/mibs/MMM-HA-MIB.txt")
ROOT = ".1.3.6.1.4.1.8072.9999.9999.3306"


def environment(folder):
    """Where net-snmp looks for MIB modules and configuration, and keeps what it must remember."""
    return {**stage.CLEAN_ENV, "MIBDIRS": f"{STAND_INS}:{os.path.dirname(MIB)}", "MIBS": "MMM-HA-MIB",
            "SNMPCONFPATH": folder, "SNMP_PERSISTENT_DIR": os.path.join(folder, "persistent")}


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, check, within=20):
    deadline = time.monotonic() + within
    while True:
        found = check()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within} s: {what}")
        time.sleep(0.05)


class Daemon:
    """A program in the foreground whose output goes into a file; ended with the test."""

    def __init__(self, test, argv, folder, name, env=None):
        self.log = os.path.join(folder, f"{name}.log")
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            env=env or environment(folder))
        test.addCleanup(self.end)

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return self.process.returncode

    def said(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()


class Snmpd:
    """A master agent at a port of its own, whose subagents come over a socket in `folder`."""

    def __init__(self, test, folder):
        self.test, self.folder = test, folder
        self.socket = os.path.join(folder, "agentx")
        self.port = free_port()
        with open(os.path.join(folder, "snmpd.conf"), "w", encoding="utf-8") as file:
            file.write(f"master agentx\nagentXSocket {self.socket}\nagentXPerms 0660 0550\n"
                       "rocommunity public 127.0.0.1\n")
        self.start()

    def start(self):
        self.daemon = Daemon(self.test, ["snmpd", "-f", "-Lo", "-C", "-c", os.path.join(self.folder, "snmpd.conf"),
                                         "-p", os.path.join(self.folder, "snmpd.pid"), f"udp:127.0.0.1:{self.port}"],
                             self.folder, "snmpd")

    def stop(self):
        self.daemon.end()

    def ask(self, tool, *arguments, timeout="8"):
        """What a tool prints of an object or a tree."""
        done = stage.run([tool, "-v2c", "-c", "public", "-t", timeout, "-r", "0", f"127.0.0.1:{self.port}", *arguments],
                         env=environment(self.folder))
        return done.stdout + done.stderr

    def walk(self):
        return self.ask("snmpwalk", "MMM-HA-MIB::mmmHaMIB")

    def wait_until_served(self):
        wait_for("the subagent serves",
                 lambda: "INTEGER" in self.ask("snmpget", "MMM-HA-MIB::mmmClusterReachable.0"), 30)


class Snmptrapd:
    """Receives notifications of every kind, and prints each as one line."""

    def __init__(self, test, folder, users=""):
        self.port = free_port()
        configuration = os.path.join(folder, "snmptrapd.conf")
        with open(configuration, "w", encoding="utf-8") as file:
            file.write(f"authCommunity log public\n{users}\n")
        self.daemon = Daemon(test, ["snmptrapd", "-f", "-Lo", "-C", "-c", configuration, "-p",
                                    os.path.join(folder, "snmptrapd.pid"), "-F", "TRAP %v\\n",
                                    f"udp:127.0.0.1:{self.port}"], folder, "snmptrapd")
        wait_for("snmptrapd listens", self.listens)

    def listens(self):
        with open("/proc/net/udp", encoding="ascii") as file:
            return re.search(rf":{self.port:04X} ", file.read())

    def traps(self):
        """The names of the notifications that came, with their line."""
        lines = [line for line in self.daemon.said().splitlines() if line.startswith("TRAP ")]
        return [(re.search(r"MMM-HA-MIB::(mmm\w+)", line)[1], line) for line in lines if "MMM-HA-MIB" in line]
