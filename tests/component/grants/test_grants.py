# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""mmm_config grants: what it prints is what a server takes, as soon as there are passwords in it.

That the accounts are enough, and the same on every kind of server, is shown by tests/component/dialects.
"""
import os
import re
import subprocess
import sys
import tempfile
import unittest

from support import stage

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "dialects"))

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..", "lab"))

from mmmlab.servers import KINDS  # noqa: E402
from database_server import MMM_CONFIG, Server, servers  # noqa: E402  (needs the path above)

FAILED, USAGE = 1, 2
SERIES = ["mysql-5.6", "mysql-5.7", "mysql-8.0", "mysql-8.4", "mysql-9.7",
          "mariadb-10.5", "mariadb-10.11", "mariadb-11.8", "mariadb-12.0"]


def mmm_config(*arguments):
    return stage.run([MMM_CONFIG, *arguments])


class TheCommand(unittest.TestCase):
    def test_knows_every_documented_series(self):
        for series in SERIES:
            with self.subTest(series):
                done = mmm_config("grants", "--server", series)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertTrue(done.stdout.startswith(f"-- Accounts for {series}."))

    def test_names_them_when_it_is_given_another(self):
        done = mmm_config("grants", "--server", "mysql-5.5")
        self.assertEqual((done.returncode, done.stdout), (USAGE, ""))
        self.assertEqual(done.stderr, 'mmm_config: server "mysql-5.5" is not known; one of: ' + " ".join(SERIES) + "\n")

    def test_refuses_what_no_account_can_be(self):
        known = "--server=mysql-9.7"
        for wrong in ([known, "--from", "10.0.0.%'; DROP"], [known, "--agent-user", "x`y"],
                      [known, "--agent-user", ""]):
            done = mmm_config("grants", *wrong)
            with self.subTest(wrong):
                self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (FAILED, "", 1))

    def test_has_no_password_in_what_it_prints(self):
        for series in SERIES:
            printed = mmm_config("grants", "--server", series).stdout
            self.assertEqual(set(re.findall(r"\bBY (\S+ \S+ [^,;]+)", printed)),
                             {"<password of mmm_agent>", "<password of mmm_replication>"})

    def test_the_lab_runs_with_exactly_these(self):
        for name, kind in KINDS.items():
            printed = mmm_config("grants", "--server", name).stdout
            granted = re.findall(r"GRANT (.*) ON (\S+) TO 'mmm_agent'@", printed)
            with self.subTest(name):
                self.assertEqual(granted, [tuple(grant) for grant in kind.agent_grants])
                self.assertIn(f"GRANT {kind.replication_grants} ON *.* TO 'mmm_replication'@", printed)

    def test_tells_its_version_and_its_commands(self):
        self.assertRegex(mmm_config("--version").stdout, r"^mmm_config \d+\.\d+\.\d+\n$")
        self.assertIn("grants", mmm_config("help").stdout)
        for nonsense in ([], ["grants", "--server", ""], ["grants", "--nothing"]):
            done = mmm_config(*nonsense)
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (USAGE, "", 1), nonsense)


class TheStatements(unittest.TestCase):
    """On the server that the host has installed, through its own client."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="mmm-grants-", dir="/var/tmp")
        cls.addClassCleanup(folder.cleanup)
        os.chmod(folder.name, 0o755)
        cls.server = Server(servers.kind("mariadb-10.11"), folder.name, 1)
        cls.addClassCleanup(cls.server.kill)
        cls.server.create()
        cls.server.start()

    def run_client(self, text):
        return subprocess.run(["mariadb", "--no-defaults", "-S", self.server.socket, "-u", "root"], input=text,
                              text=True, capture_output=True, check=False, timeout=60, env=stage.CLEAN_ENV)

    def accounts(self):
        return {row["User"] for row in self.server.sql("SELECT User FROM mysql.user WHERE User LIKE 'mmm%'")}

    def test_are_refused_with_the_marks_and_taken_with_passwords(self):
        printed = mmm_config("grants", "--server", "mariadb-10.11", "--from", "192.0.2.%").stdout
        refused = self.run_client(printed)
        self.assertNotEqual(refused.returncode, 0)
        self.assertEqual(self.accounts(), set())

        position = self.server.value("@@global.gtid_binlog_pos")
        taken = self.run_client(re.sub(r"<password of (\w+)>", r"'secret-of-\1'", printed))
        self.assertEqual((taken.returncode, taken.stderr), (0, ""))
        self.assertEqual(self.accounts(), {"mmm_agent", "mmm_replication"})
        self.assertEqual(self.server.value("@@global.gtid_binlog_pos"), position)
        granted = [next(iter(row.values())) for row in self.server.sql("SHOW GRANTS FOR mmm_replication@'192.0.2.%'")]
        self.assertEqual(len(granted), 1)
        self.assertTrue(granted[0].startswith("GRANT REPLICATION SLAVE, CONNECTION ADMIN ON *.* TO "), granted)


if __name__ == "__main__":
    unittest.main()
