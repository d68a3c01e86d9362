# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Replicas follow the writer, and a planned move loses nothing."""
import contextlib
import socket
import threading
import unittest

import pymysql

from mysql_host import GENERIC, PROMOTED, wait_until
from replicated import Replication


class AStart(Replication):
    def test_follows_the_writer_that_exists(self):
        self.do(self.s1, "stop")
        self.write(self.m1, 3)
        self.do(self.s1, "start", lists={"promoted": "m1", "active": "m1 m2", "start": "s1"})
        self.wait_for_source(self.s1, "m1")
        self.wait_for_rows(self.s1, 3)

    def test_fetches_again_what_a_relay_log_held_that_cannot_be_opened(self):
        self.write(self.m1, 3)
        self.wait_for_rows(self.s1, 3)
        self.lose_the_relay_log(self.s1)
        self.write(self.m1, 2)
        self.do(self.s1, "start", lists={"active": "m1 m2", "promoted": "m1", "start": "s1"}, meta={"promotable": "true"})
        self.wait_for_source(self.s1, "m1")
        self.wait_for_rows(self.s1, 5)

    def test_follows_nobody_when_the_writer_is_about_to_change(self):
        self.do(self.s1, "stop")
        self.do(self.s1, "start", lists={**self.move_lists("m1", "m2"), "start": "s1"})
        self.assertEqual(self.s1.replication()["Slave_IO_Running"], "No")

    def test_succeeds_when_the_writer_cannot_be_reached_and_a_monitor_follows_later(self):
        self.do(self.s1, "stop")
        self.do(self.m1, "stop")
        self.do(self.s1, "start", lists={"promoted": "m1", "active": "m1", "start": "s1"})
        self.do(self.m1, "start")
        self.promote(self.m1, peers="m2")
        self.monitor(self.s1)
        self.wait_for_source(self.s1, "m1")


class APlannedMove(Replication):
    def test_loses_nothing_and_turns_the_replicas_round(self):
        self.write(self.m1, 20)
        self.do(self.m1, "demote", lists=self.move_lists("m1", "m2"))
        self.do(self.m2, "promote", lists=self.move_lists("m1", "m2"))
        self.assertEqual(self.rows(self.m2), 20)
        for host in self.followers("m2"):
            self.told_of_writer(host, "m2")
            self.wait_for_source(host, "m2")
        self.write(self.m2, 5)
        for host in self.followers("m2"):
            self.wait_for_rows(host, 25)
            self.monitor(host)
        self.assertEqual(self.m2.value("(SELECT COUNT(DISTINCT id) FROM app.t)"), 25)

    def test_can_go_back_and_forth(self):
        for old, new in (("m1", "m2"), ("m2", "m1")) * 2:
            self.write(self.hosts[old])
            self.do(self.hosts[old], "demote", lists=self.move_lists(old, new))
            self.do(self.hosts[new], "promote", lists=self.move_lists(old, new))
            for host in self.followers(new):
                self.told_of_writer(host, new)
                self.wait_for_source(host, new)
        for host in self.hosts.values():
            self.wait_for_rows(host, 4)

    def test_lets_the_candidate_catch_up_before_anything_closes(self):
        self.m2.sql("STOP SLAVE SQL_THREAD")
        self.write(self.m1, 10)
        self.m2.sql("SET GLOBAL slave_parallel_threads=0", "START SLAVE SQL_THREAD")
        outcome = self.do(self.m1, "demote", lists=self.move_lists("m1", "m2"))
        self.assertNotIn("behind", outcome.log)
        self.assertEqual(self.rows(self.m2), 10)

    def test_ends_clients_and_leaves_replicas_alone(self):
        clients = [self.m1.connect("app") for _ in range(50)]
        before = self.dump_threads(self.m1)
        self.assertEqual(len(before), 2)
        self.do(self.m1, "demote", lists=self.move_lists("m1", "m2"))
        self.assertEqual(self.dump_threads(self.m1), before)
        for client in clients:
            with self.assertRaises(pymysql.err.Error):
                client.ping(reconnect=False)
            with contextlib.suppress(pymysql.err.Error):
                client.close()

    def test_ends_a_lock_and_not_the_server_while_commits_are_acknowledged(self):
        self.m1.sql("CREATE TABLE app.locked (id INT) ENGINE=InnoDB")
        locker = self.m1.connect("app")
        self.addCleanup(locker.close)
        with locker.cursor() as cursor:
            cursor.execute("LOCK TABLES app.locked WRITE")

        def write():
            with contextlib.suppress(pymysql.err.Error), contextlib.closing(self.m1.connect("app")) as client, \
                    client.cursor() as cursor:
                while True:  # until the writer is closed
                    cursor.execute("INSERT INTO app.t (v) VALUES (2)")
        clients = [threading.Thread(target=write) for _ in range(16)]
        for client in clients:
            client.start()
        wait_until(lambda: self.rows(self.m1) > 100, "writes flow")
        servers = self.m1.servers()
        outcome = self.do(self.m1, "demote", lists=self.move_lists("m1", "m2"), max_kill_retries=1)
        for client in clients:
            client.join()
        self.assertIn("ending them", outcome.log)
        self.assertEqual(self.m1.servers(), servers, outcome)

    def test_is_refused_while_the_old_writer_is_open(self):
        self.do(self.m2, "promote", GENERIC, "m1 is still open for writes", lists=self.move_lists("m1", "m2"))
        self.assertEqual(self.m2.value("@@global.read_only"), 1)

    def test_waits_for_what_the_candidate_still_lacks(self):
        self.receive_without_applying(self.m2, 5)
        self.do(self.m1, "demote", lists={"promoted": "m1", "demote": "m1"})
        self.do(self.m2, "promote", lists=self.move_lists("m1", "m2"))
        self.assertEqual(self.rows(self.m2), 5)

    def test_fetches_again_what_stopped_replication_would_drop(self):
        self.receive_without_applying(self.m2, 5)
        self.m2.sql("STOP SLAVE")
        self.do(self.m1, "demote", lists={"promoted": "m1", "demote": "m1"})
        self.do(self.m2, "promote", lists=self.move_lists("m1", "m2"))
        self.assertEqual(self.rows(self.m2), 5)


class ARing(Replication):
    def test_is_closed_by_the_writers_monitor(self):
        self.monitor(self.m1, PROMOTED, role="Promoted")
        self.wait_for_source(self.m1, "m2")
        self.write(self.m1, 3)
        wait_until(lambda: self.m1.value("@@global.gtid_slave_pos") == self.m1.value("@@global.gtid_binlog_pos"),
                   "the writer's own transactions have gone round")
        self.assertEqual(self.rows(self.m1), 3)

    def test_is_closed_under_writes(self):
        enough = threading.Event()
        writer = threading.Thread(target=self.write_until, args=(enough,))
        writer.start()
        try:
            wait_until(lambda: self.rows(self.m2) > 20, "writes are under way")
            self.monitor(self.m1, PROMOTED, role="Promoted")
            self.wait_for_source(self.m1, "m2")
        finally:
            enough.set()
            writer.join()
        self.wait_for_rows(self.m2, self.rows(self.m1))

    def write_until(self, enough):
        with contextlib.closing(self.m1.connect()) as connection, connection.cursor() as cursor:
            while not enough.is_set():
                cursor.execute("INSERT INTO app.t (v) VALUES (1)")


if __name__ == "__main__":
    unittest.main()


class AReplicaThatComesBack(Replication):
    """Its former connection, of which it knows nothing any more, is still there on the writer."""

    names = ("m1", "m2")

    def setUp(self):
        super().setUp()
        self.m1.parameters["durability"] = "available"
        self.monitor(self.m1, PROMOTED, role="Promoted")

    def lose_connection(self):
        """Nothing passes on the connection of the replica, and nobody is told."""
        [port] = [row["Host"].rpartition(":")[2] for row in self.m1.sql("SHOW PROCESSLIST")
                  if row["Command"].startswith("Binlog Dump")]
        rules = self.m1.write("cut", "\n".join((
            "table inet cut {", "chain cut {", "type filter hook input priority 0;",
            f"tcp sport 3306 tcp dport {port} drop;", f"tcp sport {port} tcp dport 3306 drop;", "}", "}", "")))
        done = self.m1.run("nft", "-f", rules)
        self.assertEqual(done.returncode, 0, done.stderr)

    @staticmethod
    def greets(host):
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(0.5)
            client.connect(host.root("/run/mysqld/mysqld.sock"))
            with contextlib.suppress(TimeoutError):
                return bool(client.recv(1))
        return False

    def test_does_not_keep_others_from_logging_in(self):
        with contextlib.closing(self.m1.connect()) as client:
            self.lose_connection()
            client.query("INSERT INTO app.t (v) VALUES (1)")
            wait_until(lambda: not self.greets(self.m1), "MariaDB waits for the former connection")
            outcome = self.monitor(self.m1, PROMOTED, role="Promoted")
        self.assertIn("ended the connection from 192.0.2.", outcome.log)
        self.assertLess(outcome.seconds, 2.5)
        self.assertTrue(self.greets(self.m1))
        self.wait_for_source(self.m2, "m1")
        self.wait_for_rows(self.m2, 1)
