# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The walk that MMM's manual takes with a new cluster: stop a server, look, start it again."""
import time

from cluster import ADDRESSES, NODES, WRITER_IP, ClusterTest, lab


class TheWalk(ClusterTest):
    def test_takes_the_writer_to_the_other_master_and_back(self):
        for host, address in ADDRESSES.items():
            self.assertIn(f"  {host}({address}) ", self.show())
        self.assert_shown(writer="M1")
        self.stop_writer("M1", successor="M2")
        self.bring_back("M1", writer="M2")
        self.stop_writer("M2", successor="M1")
        self.bring_back("M2", writer="M1")

    def stop_writer(self, writer, successor):
        with self.writes() as run:
            stopped = time.time()
            lab("mysqld", writer, "stop")
            self.wait(f"writer={successor}")
            self.assert_replicates("slave1", successor)
            self.wait(f"state={writer}:HARD_OFFLINE", 10)
            self.wait("settled")
            self.wait_for_writes(run, time.time())
            self.assert_shown(writer=successor, down=writer)
        self.assert_nothing_lost(run, [node for node in NODES if node != writer])
        self.say(f"{writer}'s server stopped: {run.interruption(stopped):.0f} ms without writes")

    def bring_back(self, host, writer):
        """It has a reader again and all data, and the writer stays where it is."""
        with self.writes() as run:
            started = time.time()
            lab("mysqld", host, "start")
            self.wait_until_whole()
            self.assert_replicates(host, writer)
            self.assert_shown(writer=writer)
        self.assert_nothing_lost(run)
        self.say(f"{host}'s server started: {run.interruption(started):.0f} ms without writes")

    def assert_shown(self, writer, down=None):
        """`mmm_control show` says this; which reader address is where is Pacemaker's choice."""
        expected = dict.fromkeys(NODES, "ONLINE") | ({down: "HARD_OFFLINE"} if down else {})
        for host, (mode, state, roles) in self.hosts().items():
            readers = [role for role in roles if role.startswith("reader(")]
            self.assertEqual((mode, state), ("slave" if host == "slave1" else "master", expected[host]), host)
            self.assertEqual(roles, readers + ([f"writer({WRITER_IP})"] if host == writer else []), host)
            self.assertIn(len(readers), (0,) if host == down else (1, 2) if down else (1,), host)


if __name__ == "__main__":
    import unittest
    unittest.main()
