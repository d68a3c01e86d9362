# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The packages' services, run by systemd as their units say, beside a cluster of one node."""
import os
import shutil
import tempfile
import unittest

import packages
import root
from machine import Machine
from root import Root

# What docs/monitoring.md says for snmpd, and an access without passwords.
SNMPD = """master agentx
agentXSocket /run/agentx/master
agentXPerms 0660 0755 Debian-snmp haclient
rocommunity watched 127.0.0.1
"""
DATABASE = """<primitive id="mysql" class="ocf" provider="mmm" type="mysql"><meta_attributes id="mysql-meta">
<nvpair id="mysql-role" name="target-role" value="Stopped"/></meta_attributes></primitive>"""
REACHABLE = ".1.3.6.1.4.1.8072.9999.9999.3306.1.1.1.0"  # mmmClusterReachable
METRICS = "/run/mmm-ha-metrics/mmm_ha.prom"
SEEN = 'mmm_cluster_reachable{resource="mysql"} 1\n'
ASK = "exec 3<>/dev/tcp/127.0.0.1/9867; printf 'GET /metrics HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3"
OURS = ("mmm-agentx.service", "mmm-metrics-listener.service")
OTHERS = ("corosync.service", "pacemaker.service", "snmpd.service")


class TheServices(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if os.geteuid() != 0:
            raise unittest.SkipTest("needs root, for a machine of its own")
        cls.debs = packages.debs()
        folder = tempfile.mkdtemp(prefix="mmm-packages-")
        cls.addClassCleanup(shutil.rmtree, folder)
        cls.installed = Root(root.base(cls.debs.values(), "corosync, snmp, snmpd, systemd-sysv"))
        cls.addClassCleanup(cls.installed.close)
        cls.installed.install([packages.repack(deb, folder, "0.0.9") for deb in cls.debs.values()])

    def setUp(self):
        self.machine = Machine(self.installed)
        self.addCleanup(self.machine.close)
        self.machine.wait_for("cluster", lambda: "1 node configured" in self.machine.run_in("crm_mon", "-1"))
        self.machine.run("cibadmin", "--create", "--scope=resources", f"--xml-text={DATABASE}")
        self.machine.shell(f"cat >/etc/snmp/snmpd.conf <<'END'\n{SNMPD}END\nsystemctl restart snmpd\n"
                           "echo MMM_AGENTX_OPTIONS=--socket=/run/agentx/master >/etc/default/mmm-agentx")
        self.machine.run("systemctl", "enable", "--now", "mmm-metrics.timer", *OURS)

    def processes(self, units):
        said = self.machine.run("systemctl", "show", "--property=MainPID", "--value", *units).split()
        self.assertNotIn("0", said)
        return said

    def wait_until_they_tell(self):
        """All three see the cluster, which only members of haclient may ask."""
        self.machine.wait_for("SNMP", lambda: "INTEGER: 1\n" in self.machine.run_in("snmpget", "-v2c", "-cwatched", "127.0.0.1", REACHABLE))
        self.machine.wait_for("metrics over HTTP", lambda: SEEN in self.machine.run_in("bash", "-c", ASK))
        self.machine.wait_for("metrics in a file", lambda: SEEN in self.machine.run_in("cat", METRICS))

    def test_see_the_cluster_without_privileges(self):
        self.wait_until_they_tell()
        for process in self.processes(OURS):
            status = dict(line.split(":", 1) for line in self.machine.run("cat", f"/proc/{process}/status").splitlines())
            self.assertNotIn("0", status["Uid"].split())
            self.assertEqual(status["CapEff"].strip() + status["CapBnd"].strip(), "0" * 32)
            self.assertEqual(status["Seccomp"].strip(), "2")

    def test_are_restarted_by_an_upgrade_and_stopped_by_a_removal(self):
        ours, others = self.processes(OURS), self.processes(OTHERS)
        self.machine.install(self.debs.values())
        self.assertFalse(set(ours) & set(self.processes(OURS)))
        self.assertEqual(self.processes(OTHERS), others)
        self.wait_until_they_tell()
        self.machine.run("dpkg", "--remove", *self.debs)
        left = self.machine.run("systemctl", "list-units", "--no-legend", "--state=active,activating", "mmm-*")
        self.assertEqual((left, self.processes(OTHERS)), ("", others))

    def test_are_not_started_by_an_upgrade(self):
        self.machine.run("systemctl", "disable", "--now", "mmm-metrics.timer", *OURS)
        self.machine.install(self.debs.values())
        self.assertEqual(self.machine.run("systemctl", "list-units", "--no-legend", "--state=active,activating", "mmm-*"), "")


if __name__ == "__main__":
    unittest.main()
