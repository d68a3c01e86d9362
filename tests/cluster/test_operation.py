# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What operators do to a healthy cluster with Pacemaker's own tools."""
import time

from cluster import NODES, ClusterTest


class Operation(ClusterTest):
    def server_starts(self):
        """When each server was started: the same answer means that none was started again."""
        return {node: self.run_on(node, "sh", "-c", "stat -c %Y /proc/$(cat /run/mysqld/mysqld.pid)") for node in NODES}

    def test_standby_takes_the_roles_away(self):
        writer, other = self.masters()
        with self.writes() as run:
            began = time.time()
            self.run_on("slave1", "pcs", "node", "standby", writer)
            self.wait(f"writer={other}")
            self.wait(f"mysqld={writer}:down")
            self.wait("settled")
            self.assertEqual(self.hosts()[writer][2], [])
            self.wait_for_writes(run, time.time())
            self.say(f"{run.interruption(began):.0f} ms without writes")
            self.run_on("slave1", "pcs", "node", "unstandby", writer)
            self.wait_until_whole()
        self.assertEqual(self.writer(), other)
        self.assert_nothing_lost(run)

    def test_maintenance_mode_changes_nothing(self):
        before, roles = self.server_starts(), self.hosts()
        with self.writes() as run:
            began = time.time()
            self.run_on("M1", "pcs", "property", "set", "maintenance-mode=true")
            self.run_on("M1", "crm_resource", "--refresh")
            self.run_on("M1", "crm_resource", "--wait", "--timeout", "60")
            self.run_on("M1", "pcs", "property", "set", "maintenance-mode=false")
            self.run_on("M1", "crm_resource", "--wait", "--timeout", "60")
            self.wait_until_whole()
            self.wait_for_writes(run, time.time())
            self.assertLess(run.interruption(began), 1000)
        self.assertEqual((self.server_starts(), self.hosts()), (before, roles))
        self.assert_nothing_lost(run)

    def test_a_restart_of_the_servers_brings_everything_back(self):
        before = self.server_starts()
        with self.writes() as run:
            began = time.time()
            self.run_on("M1", "pcs", "resource", "restart", "mysql-clone")
            self.wait_until_whole()
            self.wait_for_writes(run, time.time())
            self.say(f"{run.interruption(began):.0f} ms without writes")
        after = self.server_starts()
        self.assertEqual([node for node in NODES if before[node] == after[node]], [])
        self.assert_nothing_lost(run)

    def test_pacemaker_stops_and_starts_on_the_writer(self):
        writer, other = self.masters()
        with self.writes() as run:
            began = time.time()
            self.run_on(writer, "pacemakerd", "--shutdown")
            self.wait(f"writer={other}")
            self.wait(f"mysqld={writer}:down")
            self.wait_for_writes(run, time.time())
            self.say(f"{run.interruption(began):.0f} ms without writes")
            self.run_on(writer, "sh", "-c", "PCMK_logfacility=none setsid --fork pacemakerd -f </dev/null >/dev/null 2>&1")
            self.wait_until_whole()
        self.assertEqual(self.writer(), other)
        self.assert_nothing_lost(run)


if __name__ == "__main__":
    import unittest
    unittest.main()
