# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the readers are while replicas lag or do not replicate, and that they are never nowhere."""
import time

from cluster import NODES, ClusterTest, lab

READERS = ("192.168.0.71", "192.168.0.72", "192.168.0.73")
# From when a host judges itself, told in whole seconds, until the address is gone: 1 s until the
# cluster knows (so that several changes come together), a transition, and the second's rest. 2.2 s on
# an idle machine.
LIMIT = 5


class Readers(ClusterTest):
    lab_arguments = ("--param", "max_backlog=1", "--param", "trap_period=1", "--param", "flap_count=0")

    def addresses_of(self, node):
        shown = self.run_on(node, "ip", "-o", "-4", "addr")
        return [address for address in READERS if f" {address}/" in shown]

    def placed(self):
        """Where the readers are, as the interfaces say: host -> how many; None while one has no or two homes."""
        found = {node: self.addresses_of(node) for node in NODES}
        homes = sorted(address for addresses in found.values() for address in addresses)
        return {node: len(addresses) for node, addresses in found.items()} if homes == list(READERS) else None

    def wait_for_readers(self, wanted, within=30):
        self.wait_for(f"readers at {wanted}", lambda: self.placed() == dict(zip(NODES, wanted)), within)

    def since(self, node):
        return int(self.attribute(node, "mmm-since-mysql"))

    def assert_loses_and_regains(self, node, state, spoil, mend):
        """Its readers leave within seconds of the verdict, and are back when it is well."""
        spoil()
        self.wait_for("no reader address", lambda: not self.addresses_of(node), 60)
        gone = time.time()
        self.wait(f"state={node}:{state}")
        took = gone - self.since(node)
        self.say(f"{state}: readers gone {took:.1f} s after the verdict")
        self.assertLess(took, LIMIT)
        others = [1, 1, 1]
        others[NODES.index(node)] = 0
        self.wait_for("both others have them", lambda: sum((self.placed() or {}).values()) == 3)
        self.assertEqual(self.hosts()[node][1:], (state, []))
        mend()
        mended = time.time()
        self.wait_for_readers((1, 1, 1), 60)
        back = time.time()
        self.wait(f"state={node}:ONLINE")
        self.say(f"{state}: readers back {back - mended:.1f} s after the repair, "
                 f"{back - self.since(node):.1f} s after the verdict")

    def delay(self, node, seconds):
        # In one go: a monitor that finds replication stopped points it at the writer anew.
        self.sql(node, f"STOP SLAVE; CHANGE MASTER TO MASTER_DELAY={seconds}; START SLAVE")

    def test_are_balanced_at_the_start_and_after_a_host_returned(self):
        self.wait_for_readers((1, 1, 1))
        lab("mysqld", "slave1", "stop")
        self.wait_for("none at slave1", lambda: (self.placed() or {}).get("slave1") == 0)
        self.assertEqual(sorted(self.placed().values()), [0, 1, 2])
        lab("mysqld", "slave1", "start")
        self.wait_for_readers((1, 1, 1))

    def test_leave_a_replica_that_does_not_apply(self):
        self.assert_loses_and_regains("slave1", "REPLICATION_FAIL",
                                      lambda: self.sql("slave1", "STOP SLAVE SQL_THREAD"),
                                      lambda: self.sql("slave1", "START SLAVE SQL_THREAD"))

    def test_leave_a_replica_that_is_behind(self):
        with self.writes(rate=50):
            self.assert_loses_and_regains("slave1", "REPLICATION_DELAY",
                                          lambda: self.delay("slave1", 20), lambda: self.delay("slave1", 0))

    def test_have_a_home_when_the_writer_is_gone_and_no_replica_is_well(self):
        writer, other = self.masters()
        for node in (other, "slave1"):
            self.sql(node, "STOP SLAVE SQL_THREAD")
        for node in (other, "slave1"):
            self.wait(f"state={node}:REPLICATION_FAIL")
        self.wait_for("all readers at the writer", lambda: (self.placed() or {}).get(writer) == 3)
        lab("mysqld", writer, "stop")
        stopped = time.time()
        self.wait_for("all readers at the other hosts", lambda: (self.placed() or {}).get(writer) == 0)
        self.say(f"no host well: readers have homes again {time.time() - stopped:.1f} s after the writer's end")
        self.wait(f"writer={other}")
        lab("mysqld", writer, "start")
        self.sql("slave1", "START SLAVE SQL_THREAD")
        self.wait_until_whole()
        self.wait_for_readers((1, 1, 1))

    def test_stay_at_replicas_that_are_not_well_while_nobody_can_be_promoted(self):
        writer, other = self.masters()
        self.run_on(self.member(), "pcs", "resource", "ban", "mysql-clone", other, "--promoted")
        for node in (other, "slave1"):
            self.sql(node, "STOP SLAVE SQL_THREAD")
        for node in (other, "slave1"):
            self.wait(f"state={node}:REPLICATION_FAIL")
        lab("mysqld", writer, "stop")
        self.wait("no-writer")
        self.wait_for("all readers at the other hosts", lambda: (self.placed() or {}).get(writer) == 0)
        states = {host: state for host, (_, state, _) in self.hosts().items()}
        self.assertEqual(states, {writer: "HARD_OFFLINE", other: "REPLICATION_FAIL", "slave1": "REPLICATION_FAIL"},
                         "the end of the writer makes nobody well")
        self.run_on(self.member(), "pcs", "resource", "clear", "mysql-clone", other)
        self.wait(f"writer={other}")
        lab("mysqld", writer, "start")
        self.sql("slave1", "START SLAVE SQL_THREAD")
        self.wait_until_whole()


if __name__ == "__main__":
    import unittest
    unittest.main()
