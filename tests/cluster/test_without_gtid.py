# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""MySQL-MMM's classic set-up: MySQL 5.6 without GTID, places in logs are all there is."""
import contextlib
import re
import statistics
import subprocess
import time

from cluster import ADDRESSES, NODES, PROGRAM, RATE, ClusterTest, LabError, lab

MOVES = 10
PORT = 3306


class WithoutGtidTest(ClusterTest):
    lab_arguments = ("--server", "mysql-5.6")


class WithoutGtid(WithoutGtidTest):

    def move(self, run):
        """Moves the writer to the other master; gives the milliseconds without writes."""
        writer, other = self.masters()
        began = time.time()
        said = self.run_on(other, "mmm_control", "move_role", "writer", other).strip()
        self.assertRegex(said, f"^OK: Role 'writer' has been moved from '{writer}' to '{other}'")
        self.wait("settled")
        self.assert_one_writer(other)
        self.wait_for_writes(run, time.time())
        return run.interruption(began)

    def rows(self, node):
        return int(self.sql(node, "SELECT COUNT(*) FROM app.writes"))

    @contextlib.contextmanager
    def receives_nothing(self, replica, source):
        """Its receiver gets no packet of the source any more, and keeps trying."""
        for rule in ("add table inet cut", "add chain inet cut out { type filter hook output priority 0 ; }",
                     f"add rule inet cut out ip daddr {ADDRESSES[source]} tcp dport {PORT} drop"):
            self.run_on(replica, "nft", rule)
        try:
            yield
        finally:
            self.run_on(replica, "nft", "delete table inet cut")

    def lose_writer(self):
        """Its power fails; the other master takes over."""
        writer, other = self.masters()
        lab("power", writer, "off")
        self.wait(f"writer={other}")
        return writer, other

    def write_some(self, rate=RATE, behind=None):
        """Writes that all hosts get, but for one that misses the last of them."""
        writer, _ = self.masters()
        with contextlib.ExitStack() as faults:
            with self.writes(rate) as run:
                self.wait_for("writes", lambda: len(run.acknowledged()) > 100)
                if behind:
                    faults.enter_context(self.receives_nothing(behind, writer))
                    count = len(run.acknowledged())
                    self.wait_for("writes that it misses", lambda: len(run.acknowledged()) > count + 200)
            for node in NODES:
                if node not in (writer, behind):
                    self.wait_for(f"{node} has all", lambda node=node: self.rows(node) == self.rows(writer))
            if behind:
                self.assertLess(self.rows(behind), self.rows(writer) - 100)
            return run, self.lose_writer()

    def verdict(self, run, nodes):
        """(lost, duplicated) of what was acknowledged; the rows of the nodes are the same."""
        told = subprocess.run([PROGRAM, "verify", "--log", run.log, "--nodes", ",".join(nodes)],
                              capture_output=True, text=True, check=False)
        self.say(told.stdout.splitlines()[-1])
        self.assertNotIn("differ", told.stderr)
        found = re.search(r"lost (\d+), duplicated (\d+),", told.stdout.splitlines()[-1])
        return int(found[1]), int(found[2])

    def reason(self, node):
        return self.attribute(node, "mmm-reason-mysql") or ""

    def come_back(self, node):
        """Without a transaction that nobody else has, it follows; else it is kept apart, and rebuilt."""
        lab("power", node, "on")
        self.wait(f"node={node}:online")
        self.wait(f"mysqld={node}:up")
        if self.wait_for("a verdict", lambda: self.verdict_on(node), within=60) != "ONLINE":
            self.say(f"{node}: {self.reason(node)}")
            self.assertIn("wrote transactions behind", self.reason(node))
            lab("rebuild", node, within=300)
            # It fetches all there ever was, one transaction after the other.
            self.wait_for(f"{node} has all", lambda: self.rows(node) == self.rows(self.writer()), within=240)
        self.wait_until_whole()

    def test_a_planned_move_loses_nothing_ten_times(self):
        with self.writes() as run:
            took = [self.move(run) for _ in range(MOVES)]
        self.say(f"{RATE} writes/s, ms without writes: " + ", ".join(f"{ms:.0f}" for ms in took))
        self.say(f"median {statistics.median(took):.0f} ms, longest {max(took):.0f} ms")
        self.wait_until_whole()
        self.assert_nothing_lost(run)

    def test_a_writer_that_dies_with_all_equal_is_followed_exactly(self):
        run, (old, new) = self.write_some()
        self.assert_replicates("slave1", new)
        self.assertEqual(self.verdict(run, (new, "slave1")), (0, 0))
        self.come_back(old)
        self.assertEqual(self.verdict(run, NODES), (0, 0))

    def test_a_candidate_that_is_behind_gets_the_rest_from_the_slave(self):
        run, (old, new) = self.write_some(behind=self.masters()[1])
        self.assert_replicates("slave1", new)
        self.assertEqual(self.verdict(run, (new, "slave1")), (0, 0))
        self.come_back(old)
        self.assertEqual(self.verdict(run, NODES), (0, 0))

    def test_a_slave_that_is_behind_goes_on_where_it_was(self):
        run, (old, new) = self.write_some(behind="slave1")
        self.assert_replicates("slave1", new)
        self.wait_for("slave1 has all", lambda: self.rows("slave1") == self.rows(new))
        self.assertEqual(self.verdict(run, (new, "slave1")), (0, 0))
        self.come_back(old)
        self.assertEqual(self.verdict(run, NODES), (0, 0))

    def test_a_slave_whose_gap_nobody_can_show_is_left_alone(self):
        """The new writer's relay log of that time is gone, and the old writer with its binary log."""
        writer, other = self.masters()
        with self.receives_nothing("slave1", writer):
            with self.writes() as run:
                self.wait_for("writes that it misses", lambda: len(run.acknowledged()) > 200)
            self.wait_for("the candidate has all", lambda: self.rows(other) == self.rows(writer))
            before = self.rows("slave1")
            for _ in range(3):  # each begins a new relay log and purges an old one
                self.sql(other, "STOP SLAVE; START SLAVE")
                self.wait(f"replicates={other}:{writer}")
            self.lose_writer()
        self.wait("state=slave1:REPLICATION_FAIL")
        self.wait_for("the reason", lambda: "is not certain" in self.reason("slave1"))
        self.say(self.reason("slave1"))
        self.assertEqual(self.rows("slave1"), before)
        self.come_back(writer)  # whose binary log tells
        self.assertEqual(self.verdict(run, NODES), (0, 0))

    def test_a_writer_killed_under_writes_loses_nothing_but_what_nobody_got(self):
        with self.writes() as run:
            self.wait_for("writes", lambda: len(run.acknowledged()) > 300)
            old, new = self.lose_writer()
            self.wait_for_writes(run, time.time(), within=60)
        self.assert_replicates("slave1", new)
        self.wait_for("slave1 has all", lambda: self.rows("slave1") == self.rows(new))
        lost, duplicated = self.verdict(run, (new, "slave1"))
        self.assertEqual(duplicated, 0)
        self.assertLess(lost, RATE)  # what was under way in less than a second
        self.come_back(old)
        self.assertEqual(self.verdict(run, NODES), (lost, 0))


class AsMysqlMmmDidIt(WithoutGtidTest):
    """Its set_active_master, step by step, on real servers; then the same situation with ours."""

    STATEMENTS = 50

    def setUp(self):
        super().setUp()
        self.writer_, self.other = self.masters()
        self.sql(self.writer_, "CREATE TABLE IF NOT EXISTS app.plain (v INT); DELETE FROM app.plain")
        for node in NODES:
            self.wait_for(f"{node} has none", lambda node=node: self.count(node) == 0)
        for node in (self.other, "slave1"):  # or the agent would start what the test stops
            self.wait_for(f"{node} is told of the writer", lambda node=node: self.follows(node))

    def follows(self, node):
        with contextlib.suppress(LabError):
            return f"followed={self.writer_}" in self.run_on(node, "cat", "/run/mmm-ha/mysql-mysql.state")
        return False

    def count(self, node):
        with contextlib.suppress(LabError):
            return int(self.sql(node, "SELECT COUNT(*) FROM app.plain"))
        return None

    def insert(self):
        self.sql(self.writer_, "INSERT INTO app.plain VALUES (1);" * self.STATEMENTS)

    @contextlib.contextmanager
    def cluster_looks_on(self):
        self.run_on(self.writer_, "pcs", "property", "set", "maintenance-mode=true")
        self.run_on(self.writer_, "crm_resource", "--wait", "--timeout=30")  # for monitors under way, which repair
        yield
        self.run_on(self.writer_, "pcs", "property", "set", "maintenance-mode=false")
        lab("rebuild", "slave1", within=300)
        self.wait_until_whole()

    def set_active_master(self):
        """MMM: the slave goes on at the new master's position of the moment in which it asks."""
        self.sql("slave1", "STOP SLAVE")
        file, position = self.sql(self.other, "SHOW MASTER STATUS").split("\t")[:2]
        self.sql("slave1", f"CHANGE MASTER TO MASTER_HOST='{ADDRESSES[self.other]}', MASTER_LOG_FILE='{file}', "
                           f"MASTER_LOG_POS={position}; START SLAVE")

    def behind_and_then_moved(self, behind, move):
        """One host has not applied what the others have when the slave is pointed at the new writer;
        gives what the slave has in the end."""
        self.sql(behind, "STOP SLAVE SQL_THREAD")
        self.insert()
        for node in NODES:
            if node not in (behind, self.writer_):
                self.wait_for(f"{node} has them", lambda node=node: self.count(node) == self.STATEMENTS)
        move()
        for node in (self.other, "slave1"):
            self.sql(node, "START SLAVE SQL_THREAD")
        self.wait_for(f"{self.other} has them", lambda: self.count(self.other) == self.STATEMENTS)
        file, position = self.sql(self.other, "SHOW MASTER STATUS").split("\t")[:2]
        self.assertNotIn(self.sql("slave1", f"SELECT MASTER_POS_WAIT('{file}', {position}, 30)"), ("-1", "NULL"))
        return self.count("slave1")

    def move_role(self):
        self.run_on(self.other, "mmm_control", "move_role", "writer", self.other)
        self.wait("settled")

    def test_a_slave_that_is_behind_skips_events_and_ours_does_not(self):
        with self.cluster_looks_on():
            skipped = self.STATEMENTS - self.behind_and_then_moved("slave1", self.set_active_master)
            self.say(f"MySQL-MMM's way: {skipped} of {self.STATEMENTS} transactions skipped, and no error")
            self.assertEqual(skipped, self.STATEMENTS)
        self.sql(self.writer_, "DELETE FROM app.plain")
        self.assertEqual(self.behind_and_then_moved("slave1", self.move_role), self.STATEMENTS)

    def test_a_slave_that_is_ahead_doubles_events_and_ours_does_not(self):
        with self.cluster_looks_on():
            doubled = self.behind_and_then_moved(self.other, self.set_active_master) - self.STATEMENTS
            self.say(f"MySQL-MMM's way: {doubled} of {self.STATEMENTS} transactions executed twice, and no error")
            self.assertEqual(doubled, self.STATEMENTS)
        self.sql(self.writer_, "DELETE FROM app.plain")
        self.assertEqual(self.behind_and_then_moved(self.other, self.move_role), self.STATEMENTS)


if __name__ == "__main__":
    import unittest
    unittest.main()
