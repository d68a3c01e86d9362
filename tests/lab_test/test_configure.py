# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The pcs commands, corosync.conf, my.cnf and the nft rules that a topology leads to."""
import shlex
import unittest

import lab_path  # noqa: F401
from mmmlab import cluster, configure, faults, servers, topology
from mmmlab.base import UsageError

SEED = [shlex.split(line) for line in """
pcs property set stonith-enabled=true
pcs stonith create power fence_lab socket=/run/lab-power/socket pcmk_host_list="M1 M2 slave1"
pcs resource create mysql ocf:mmm:mysql masters="M1 M2" \
 meta migration-threshold=1 failure-timeout=5s promotable notify=true promoted-max=1
pcs resource create writer ocf:mmm:vip ip=192.168.0.70
pcs resource create reader ocf:mmm:vip ip="192.168.0.71 192.168.0.72 192.168.0.73" \
 clone globally-unique=true clone-max=3 clone-node-max=3 resource-stickiness=0 priority=10
pcs constraint colocation add writer with promoted mysql-clone INFINITY
pcs constraint order promote mysql-clone then start writer symmetrical=false
pcs constraint order demote mysql-clone then stop writer symmetrical=false
pcs constraint location mysql-clone rule role=Promoted score=-INFINITY mmm-admin-mysql eq offline
pcs constraint location reader-clone rule score=-INFINITY not_defined mmm-state-mysql or \
 mmm-state-mysql eq AWAITING_RECOVERY or mmm-state-mysql eq HARD_OFFLINE or \
 mmm-state-mysql eq ADMIN_OFFLINE or mmm-admin-mysql eq offline
pcs constraint location reader-clone rule score=1000 mmm-state-mysql eq ONLINE
""".strip().splitlines()]


class PcsCommands(unittest.TestCase):
    def test_seed(self):
        self.maxDiff = None
        self.assertEqual(configure.commands(topology.build(["M1", "M2", "slave1"])), SEED)

    def test_durability_and_parameters(self):
        shape = topology.build(["a", "b"], ["b"], durability="available", params=["max_backlog=9"])
        create = next(c for c in configure.commands(shape) if "ocf:mmm:mysql" in c)
        self.assertEqual(create[5:8], ["masters=b", "durability=available", "max_backlog=9"])


class Files(unittest.TestCase):
    def test_two_node_only_with_two_nodes(self):
        two, three = (cluster.corosync_conf(topology.build(n)) for n in (["a", "b"], ["a", "b", "c"]))
        self.assertIn("two_node: 1", two)
        self.assertNotIn("two_node", three)
        self.assertIn("sched_rr: no", three)

    def test_my_cnf(self):
        shape = topology.build(["M1", "M2", "slave1"])
        kind = servers.kind("mariadb-10.11")
        second, slave = (kind.settings(shape, shape.nodes[i]) for i in (1, 2))
        self.assertIn("server-id = 2\n", second)
        self.assertIn("auto_increment_increment = 2\nauto_increment_offset = 2\n", second)
        self.assertNotIn("auto_increment", slave)
        for line in ("read_only = 1", "skip-slave-start", "log-bin = binlog", "sync_binlog = 1"):
            self.assertIn(line + "\n", slave)

    def test_unknown_server(self):
        with self.assertRaisesRegex(UsageError, "not supported yet"):
            servers.kind("oracle-19")


class NetworkRules(unittest.TestCase):
    NONE = {"cut": [], "cut_from": [], "loss": {}, "delay": {}}

    def test_no_fault_no_drop(self):
        self.assertNotIn("drop", faults.rules(self.NONE))

    def test_cut_goes_both_ways(self):
        rules = faults.rules({**self.NONE, "cut": ["M1"]})
        self.assertIn('iifname "p-M1" drop', rules)
        self.assertIn('oifname "p-M1" drop', rules)

    def test_cut_from_names_both_ports(self):
        rules = faults.rules({**self.NONE, "cut_from": [["M1", "M2"]]})
        self.assertIn('iifname "p-M1" oifname "p-M2" drop', rules)
        self.assertIn('iifname "p-M2" oifname "p-M1" drop', rules)

    def test_a_delayed_host_is_behind_the_relay(self):
        rules = faults.rules({**self.NONE, "delay": {"M1": 5}, "loss": {"M1": 2.5}})
        self.assertIn('iifname "d-M1" numgen random mod 10000 < 250 drop', rules)


if __name__ == "__main__":
    unittest.main()
