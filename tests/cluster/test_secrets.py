# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The passwords of the accounts stay in their file, whatever happens to the cluster."""
import contextlib
import json
import os
import re
import subprocess
import time
import unittest

from cluster import NODES, PROGRAM, ClusterTest, lab

LABS = os.environ.get("MMM_LAB_DIR") or "/var/tmp/mmm-lab"
SCAN = os.path.join(os.path.dirname(os.path.realpath(__file__)), "node_scan.py")
FILE = "/etc/mmm-ha/credentials.cnf"
WRONG = "Wr0ng-S3cret-of-nobody"  # a password that does not work is none to be shown, too
PLANTED = "Planted-S3cret"  # shows that the scan finds what there is


class Scan:
    """Looks for the texts in a node from now on; they are told on standard input, not on the command line."""

    def __init__(self, node, texts):
        with open(SCAN, encoding="utf-8") as file:
            script = file.read()
        self._process = subprocess.Popen([PROGRAM, "exec", node, "--", "/usr/bin/python3", "-c", script], text=True,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._process.stdin.write(json.dumps(texts) + "\n")
        self._process.stdin.flush()
        if self._process.stdout.readline() != "looking\n":
            raise AssertionError(f"no scan in {node}")

    def places(self):
        told, _ = self._process.communicate(timeout=120)
        return json.loads(told)


class Passwords(ClusterTest):
    def setUp(self):
        super().setUp()
        with open(os.path.join(LABS, os.environ["LAB"], "passwords.json"), encoding="utf-8") as file:
            self.secrets = [*json.load(file).values(), WRONG]
        self.assertGreaterEqual(len(self.secrets), 3)
        self.told = ""

    def ask(self, node, *argv):
        """What a program prints in a node, also when it fails, is looked at in the end."""
        done = subprocess.run([PROGRAM, "exec", node, "--", *argv], capture_output=True, text=True, check=False,
                              stdin=subprocess.DEVNULL, timeout=120)
        self.told += done.stdout + done.stderr
        return done

    @contextlib.contextmanager
    def wrong_password(self, node):
        kept = self.run_on(node, "cat", FILE)
        self.write(node, re.sub("^password.*", f"password = {WRONG}", kept, flags=re.MULTILINE))
        try:
            yield
        finally:
            self.write(node, kept)

    @staticmethod
    def write(node, passwords):
        """Through a pipe: an argument would be what this test looks for."""
        subprocess.run([PROGRAM, "exec", node, "--", "tee", FILE], input=passwords, text=True, check=True,
                       stdout=subprocess.DEVNULL)

    def what_operators_do(self):
        writer, other = self.masters()
        self.assertEqual(self.ask(writer, "mmm_control", "move_role", "writer", other).returncode, 0)
        self.wait(f"writer={other}")
        self.wait_until_whole()
        for words in (["show"], ["checks"], ["history"], ["why"], ["plan", "move_role", "writer", writer],
                      ["move_role", "writer", "nobody"], ["set_offline"], ["no-such-command"]):
            self.ask(writer, "mmm_control", *words)
        for words in (["check", FILE], ["credentials", "--config-dir", "/etc/mmm-ha", "--output", "/nowhere/x"],
                      ["diff", "--config-dir", "/etc/mmm-ha"], ["no-such-command"]):
            self.ask(writer, "mmm_config", *words)

    def a_failed_login(self):
        with self.wrong_password("slave1"):
            self.wait_for("a refused login", lambda: "enied" in self.ask(
                "slave1", "mmm_control", "plan", "move_role", "writer", self.masters()[1]).stderr or
                "enied" in self.ask("slave1", "grep", "-h", "Access denied", "/var/log/pacemaker/pacemaker.log").stdout)
            self.run_on("slave1", "chmod", "644", FILE)
            self.ask("slave1", "mmm_control", "plan", "move_role", "writer", self.masters()[1])
            self.run_on("slave1", "chmod", "600", FILE)

    def test_are_in_no_log_process_attribute_or_file_but_their_own(self):
        began = time.time()
        scans = {node: Scan(node, self.secrets) for node in NODES}
        self.what_operators_do()
        self.a_failed_login()
        self.wait_until_whole()
        writer, other = self.masters()
        lab("mysqld", writer, "kill")
        self.wait(f"writer={other}")
        self.wait_until_whole()
        lab("rebuild", "slave1")
        self.wait_until_whole()
        for node, scan in scans.items():
            self.assertEqual(scan.places(), [], node)
        self.told += self.run_on(other, "cibadmin", "--query")
        self.told += self.run_on(other, "crm_mon", "-1", "--output-as=xml", "--include=all")
        for secret in self.secrets:
            self.assertNotIn(secret, self.told)
        self.say(f"{time.time() - began:.0f} s of a cluster's life, {len(self.told)} bytes told")

    def test_no_program_of_ours_listens(self):
        for node in NODES:
            listening = self.run_on(node, "ss", "-Hlnptu")
            self.assertIn(":3306", listening)
            self.assertIn("corosync", listening)
            self.assertNotIn("mmm_", listening)
            self.assertIn("mmm_mond", self.run_on(node, "sh", "-c", "cat /proc/[0-9]*/comm"))

    def test_would_be_found(self):
        scan = Scan("M1", [PLANTED])
        self.run_on("M1", "sh", "-c", f"echo {PLANTED} >/var/log/planted; rm /var/log/planted; echo {PLANTED[:7]}''{PLANTED[7:]} >/run/planted")
        with subprocess.Popen([PROGRAM, "exec", "M1", "--", "env", f"P={PLANTED}", "cat"], stdin=subprocess.PIPE) as held:
            self.wait_for("a process with it", lambda: PLANTED in self.run_on(
                "M1", "sh", "-c", "cat /proc/[0-9]*/environ | tr '\\0' '\\n' | grep ^P= || true"))
            places = scan.places()
            held.stdin.close()
        self.run_on("M1", "rm", "/run/planted")
        self.assertIn("environ of cat", places)
        self.assertIn("/run/planted", places)


if __name__ == "__main__":
    unittest.main()
