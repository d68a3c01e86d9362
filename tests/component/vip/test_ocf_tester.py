# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""ocf-tester of resource-agents, as anybody would run it on a host that has the agent."""
import shutil
import unittest

from vip_net import AGENT, VipTest, stage


@unittest.skipUnless(shutil.which("ocf-tester"), "not installed: ocf-tester")
class OcfTester(VipTest):
    def passes(self, *parameters):
        options = [word for parameter in parameters for word in ("-o", parameter)]
        done = self.host.run("ocf-tester", "-n", "vip", *options, AGENT,
                             env={**stage.CLEAN_ENV, "OCF_ROOT": "/usr/lib/ocf"})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn(f"{AGENT} passed all tests", done.stdout)
        self.assertNotIn("rc=", done.stdout)

    def test_is_content_with_one_address(self):
        self.passes("ip=192.0.2.70")

    def test_is_content_with_a_list_and_many_parameters(self):
        self.passes("ip=192.0.2.70/24 2001:db8::70/64", "nic=eth0", "iflabel=vip", "broadcast=+", "arp_interval=10")


if __name__ == "__main__":
    unittest.main()
