# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The tests every resource agent must pass: ocf-tester, without a cluster."""
import os
import shutil
import unittest

from mysql_host import AGENT, PASSWORDS, MysqlTest

OCF_TESTER = "/usr/sbin/ocf-tester"


class TheAgent(MysqlTest):
    @unittest.skipUnless(os.path.exists(OCF_TESTER), "not installed: ocf-tester")
    def test_passes_ocf_tester(self):
        [host] = self.new_hosts("m1")
        # A checkout may lie where nobody else can look, and ocf-tester calls the agent as nobody.
        agent = shutil.copy(AGENT, host.path("mysql"))
        os.chmod(agent, 0o755)
        # ocf-tester says nothing of a node, so that it is known by the host's name.
        parameters = {**host.parameters, "masters": host.name, "host_map": f"{host.name}:{host.address}"}
        options = [word for name, value in parameters.items() for word in ("-o", f"{name}={value}")]
        done = host.run(OCF_TESTER, "-v", "-n", "mysql", *options, agent)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn(f"{agent} passed all tests", done.stdout)
        self.assertNotIn("WARN", done.stdout)
        self.assertEqual(host.servers(), [])
        for password in PASSWORDS.values():
            self.assertNotIn(password, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
