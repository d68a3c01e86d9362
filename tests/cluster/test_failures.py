# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Servers and hosts fail while clients write; nothing that was acknowledged is lost."""
import time

from cluster import ClusterTest, lab


class Failures(ClusterTest):
    def assert_taken_over(self, run, failed, successor, since, what):
        """The successor serves writes, slave1 follows it; then all are whole again."""
        self.wait(f"writer={successor}")
        self.assert_replicates("slave1", successor)
        self.wait_for_writes(run, time.time())
        self.say(f"{what}: {run.interruption(since):.0f} ms without writes")
        self.wait_until_whole()
        self.assertEqual(self.writer(), successor)
        self.assert_one_writer(successor)
        self.assertEqual(len(self.readers_of(failed)), 1)

    def test_the_writers_server_is_killed(self):
        writer, other = self.masters()
        with self.writes() as run:
            killed = time.time()
            lab("mysqld", writer, "kill")
            self.wait(f"mysqld={writer}:down")
            self.assert_taken_over(run, writer, other, killed, "server killed")
        self.assert_nothing_lost(run)

    def test_the_writers_server_hangs(self):
        writer, other = self.masters()
        with self.writes() as run:
            frozen = time.time()
            lab("mysqld", writer, "freeze")
            self.assert_taken_over(run, writer, other, frozen, "server frozen")
        self.assert_nothing_lost(run)

    def test_the_writers_host_loses_its_power(self):
        writer, other = self.masters()
        with self.writes() as run:
            pulled = time.time()
            lab("power", writer, "off")
            self.wait(f"node={writer}:fenced")
            self.wait(f"writer={other}")
            self.assertEqual(self.hosts()[writer][1:], ("HARD_OFFLINE", []))
            lab("power", writer, "on")
            self.assert_taken_over(run, writer, other, pulled, "power off")
        self.assert_nothing_lost(run)

    def assert_comes_back_beside_the_writer(self, host):
        writer, _ = self.masters()
        with self.writes() as run:
            killed = time.time()
            lab("mysqld", host, "kill")
            self.wait(f"mysqld={host}:down")
            self.wait_for("no reader address", lambda: not self.readers_of(host))
            self.wait_until_whole()
            self.wait_for_writes(run, time.time())
            self.assertEqual(self.writer(), writer)
            # Clients of the writer notice nothing but the work of other processes.
            self.assertLess(run.interruption(killed), 1000)
        self.assert_nothing_lost(run)

    def test_the_other_masters_server_is_killed(self):
        self.assert_comes_back_beside_the_writer(self.masters()[1])

    def test_a_slaves_server_is_killed(self):
        self.assert_comes_back_beside_the_writer("slave1")

    def test_a_second_writable_server_is_closed(self):
        writer, other = self.masters()
        self.sql(other, "SET GLOBAL read_only = 0")
        # The monitor of a replica runs every 3 s.
        self.wait_for("read_only", lambda: self.sql(other, "SELECT @@global.read_only") == "1", 6)
        self.assert_one_writer(writer)
        self.wait_until_whole()


class Divergence(ClusterTest):
    """What ended with lost or stranded writes in MMM's days."""

    def test_a_candidate_that_is_behind_catches_up_from_a_slave(self):
        writer, other = self.masters()
        with self.writes() as run:
            self.wait_for_writes(run, time.time())
            self.cut_replication(other, writer)
            cut = time.time()
            self.wait_for("25 s of writes", lambda: run.acknowledged()[-1] > cut + 25, 40)
            behind = self.rows("slave1") - self.rows(other)
            self.assertGreater(behind, 1000)
            killed = time.time()
            lab("power", writer, "off")
            self.wait(f"writer={other}")
            self.wait_for_writes(run, time.time())
            self.say(f"{behind} rows behind: {run.interruption(killed):.0f} ms without writes")
            self.heal_replication(other)
            lab("power", writer, "on")
            self.wait_until_whole()
        self.assertEqual(self.writer(), other)
        self.assert_nothing_lost(run)

    def rows(self, node):
        return int(self.sql(node, "SELECT COUNT(*) FROM app.writes"))

    def test_transactions_only_the_old_writer_has_are_kept_apart(self):
        writer, other = self.masters()
        with self.writes() as run:
            self.wait_for_writes(run, time.time())
        self.sql(writer, "CREATE TABLE app.stranded (id INT PRIMARY KEY)")
        self.wait("settled")
        self.cut_replication(writer, other, "slave1")
        self.sql(writer, "INSERT INTO app.stranded VALUES (42)")
        extra = self.sql(writer, "SELECT @@global.gtid_binlog_pos")
        # So that the transaction is a finished one, which no server takes back at a restart.
        self.sql(writer, "SET GLOBAL innodb_log_checkpoint_now = 1")
        lab("mysqld", writer, "kill")
        self.wait(f"writer={other}")
        # Not before: a dead server's last packets are still sent by its host.
        self.heal_replication(writer)
        self.wait(f"mysqld={writer}:up")
        self.wait(f"state={writer}:AWAITING_RECOVERY")
        type(self).broken = True  # it takes an operator to get out of this

        self.assertIn(extra, self.attribute(writer, "mmm-reason-mysql"))
        self.assertEqual(self.hosts()[writer], ("master", "AWAITING_RECOVERY", []))
        self.assertEqual(self.sql(writer, "SELECT id FROM app.stranded"), "42")
        self.assertNotRegex(self.sql(writer, "SHOW SLAVE STATUS\\G"), "Slave_(IO|SQL)_Running: (Yes|Connecting)")
        for node in (other, "slave1"):
            self.assertEqual(self.sql(node, "SELECT id FROM app.stranded"), "", node)
        self.assert_one_writer(other)
        self.assert_replicates("slave1", other)
        with self.writes() as later:
            self.wait_for_writes(later, time.time())
        self.assert_nothing_lost(later, (other, "slave1"))
        self.assertEqual(self.sql(writer, "SELECT id FROM app.stranded"), "42")


if __name__ == "__main__":
    import unittest
    unittest.main()
