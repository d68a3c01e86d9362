# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Everything the agent asks and tells a server, on every kind of server there is, with no more than the
privileges that mmm_config prints."""
import contextlib
import glob
import os
import threading
import time
import unittest

import pymysql

from database_server import PASSWORDS, AGENT, Pair, Probe, wait_until

UNSUPPORTED, TIMEOUT, CONFLICT, REFUSED = "4", "6", "11", "12"  # lib/base/result.h, Errc
READ_ONLY = 1290
INSERT = "INSERT INTO app.t (s) VALUES ('x')"


@contextlib.contextmanager
def session(server, user="app"):
    connection = server.session(user)
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        with contextlib.suppress(pymysql.err.Error, OSError):
            connection.close()


def write(server, count=1):
    with session(server) as cursor:
        for _ in range(count):
            cursor.execute(INSERT)


@contextlib.contextmanager
def writers(server, count=8):
    """Sessions that write without a break."""
    stop = threading.Event()

    def write_on():
        with session(server) as cursor:
            while not stop.is_set():
                cursor.execute(INSERT)
    threads = [threading.Thread(target=write_on) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def rows(server):
    return server.sql("SELECT COUNT(*) AS value FROM app.t")[0]["value"]


class Dialect:
    """The tests; each class below runs them on one kind of server."""

    kind = ""
    changes = {}
    by_gtid = True
    semi_sync = True
    super_read_only = False
    stop_applier = "STOP SLAVE SQL_THREAD"
    recoveries = (None,)  # values of relay_log_recovery

    @classmethod
    def setUpClass(cls):
        cls.pair = Pair(cls.kind, **cls.changes)
        cls.addClassCleanup(cls.pair.close)
        cls.writer, cls.replica = cls.pair.writer, cls.pair.replica

    def setUp(self):
        self.at_writer, self.at_replica = self.pair.replicate()
        self.addCleanup(self.at_writer.close)
        self.addCleanup(self.at_replica.close)

    def wait_applied(self, within=20000):
        """Waits until the replica has all of the writer."""
        facts = self.at_writer("facts")
        if self.by_gtid:
            return self.at_replica("wait", facts["executed"], within)["applied"] == "yes"
        return self.at_replica("wait_place", *facts["binlog_place"].split(":"), within)["applied"] == "yes"

    def test_a_replica_follows_and_is_seen_to(self):
        write(self.writer, 5)
        self.assertTrue(self.wait_applied())
        self.assertEqual(rows(self.replica), rows(self.writer))
        writer, replica = self.at_writer("facts"), self.at_replica("facts")
        self.assertEqual((writer["read_only"], replica["read_only"]), ("no", "yes"))
        self.assertEqual((replica["receiver"], replica["applier"]), ("running", "yes"))
        self.assertEqual(replica["source"], f"127.0.0.1:{self.writer.port}")
        self.assertEqual(replica["source_id"], writer["identity"])
        by_gtid = "yes" if self.by_gtid else "no"
        self.assertEqual((writer["uses_gtid"], replica["link_uses_gtid"]), (by_gtid, by_gtid))
        self.assertEqual(writer["executed"], replica["executed"])
        self.assertEqual(writer["executed"] != "", self.by_gtid)

    def test_the_agent_gets_in_over_the_network(self):
        probe = Probe(f"127.0.0.1:{self.writer.port}")
        self.addCleanup(probe.close)
        self.assertEqual(probe("facts")["identity"], self.at_writer("facts")["identity"])
        refused = Probe(f"127.0.0.1:{self.writer.port}", AGENT, "wrong")
        self.addCleanup(refused.close)
        self.assertEqual(refused.greeting["code"], "7")
        self.assertNotIn("wrong", refused.greeting["error"].replace("wrong password", ""))

    def test_settings_and_privileges_are_read(self):
        settings = self.at_replica("settings")
        self.assertEqual(settings["server_id"], "2")
        self.assertEqual(settings["log_bin"], "ON")
        self.assertIn("PROCESS", settings["privileges"].split(","))

    def test_closing_waits_for_locks_for_a_while(self):
        with session(self.writer, "root") as locker:
            locker.execute("LOCK TABLES app.t WRITE")
            begun = time.monotonic()
            refusal = self.at_writer.ask("close", 1)
            self.assertLess(time.monotonic() - begun, 5)
        self.assertEqual(refusal.get("code"), TIMEOUT, refusal)
        self.assertEqual(self.at_writer("facts")["read_only"], "no")

    def test_a_closed_server_refuses_writes_until_it_is_opened(self):
        with session(self.writer) as client:
            client.execute("BEGIN")
            client.execute(INSERT)
            self.at_writer("close", 5)
            with self.assertRaises(pymysql.err.Error) as refused:
                client.execute("COMMIT")
        self.assertEqual(refused.exception.args[0], READ_ONLY)
        if self.super_read_only:
            with self.assertRaises(pymysql.err.Error) as refused:
                self.writer.sql(INSERT)
            self.assertEqual(refused.exception.args[0], READ_ONLY)
        self.at_writer("open")
        write(self.writer)

    def test_all_sessions_end_but_those_of_replicas(self):
        with session(self.writer) as client, session(self.writer, "root") as administrator:
            self.assertGreaterEqual(int(self.at_writer("end_sessions")["ended"]), 2)
            for cursor in (client, administrator):
                with self.assertRaises((pymysql.err.Error, OSError)):
                    cursor.execute("SELECT 1")
        write(self.writer)
        self.assertTrue(self.wait_applied())
        self.assertEqual(self.at_replica("facts")["receiver_error"], "0 ")

    def test_what_holds_up_a_move_is_found(self):
        with session(self.writer) as client:
            client.execute("BEGIN")
            client.execute(INSERT)
            wait_until(lambda: any(text.startswith("app: ") for text in self.at_writer("blockers").values()),
                       "the open transaction is seen", 5)
        wait_until(lambda: not self.at_writer("blockers"), "it is gone", 5)

    def test_events_change_here_only_and_keep_their_definer(self):
        definers = {"mine": "app@localhost", "roots": "root@localhost", "nobodys": "nobody@%"}
        for name, definer in definers.items():
            user, _, host = definer.partition("@")
            self.writer.sql(f"DROP EVENT IF EXISTS app.{name}",
                            f"CREATE DEFINER='{user}'@'{host}' EVENT app.{name} "
                            "ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1")
        self.assertTrue(self.wait_applied())
        before = self.at_replica("facts")
        for wanted in ("on", "off"):
            for name, definer in definers.items():
                self.at_replica("set_event", "app", name, definer, wanted)
            events = self.at_replica("events")
            self.assertEqual({name: events[f"app.{name}"] for name in definers},
                             {name: f"{definer} {wanted}" for name, definer in definers.items()})
        after = self.at_replica("facts")
        self.assertEqual([after[name] for name in ("executed", "binlog_place", "read_only")],
                         [before[name] for name in ("executed", "binlog_place", "read_only")])
        if self.super_read_only:
            self.assertEqual(self.replica.value("@@global.super_read_only"), 1)

    def test_the_event_scheduler_is_switched(self):
        for wanted in ("on", "off"):
            self.at_writer("scheduler", wanted)
            self.assertEqual(self.writer.value("@@global.event_scheduler"), wanted.upper())

    def test_logs_are_read(self):
        write(self.writer)
        file = sorted(row["Log_name"] for row in self.writer.sql("SHOW BINARY LOGS"))[-1]
        events = self.at_writer("log", "binary", file, 4, 3)
        self.assertEqual(len(events), 3)
        self.assertIn(f"{file}:4", events)
        self.assertTrue(self.at_replica("log", "relay", self.at_replica("facts")["applier_place"].split(":")[0], 4, 3))
        self.assertEqual(self.at_writer.ask("log", "binary", file + "9", 4, 3).get("code"), CONFLICT)
        self.assertEqual(self.at_writer.ask("log", "binary", file, 5, 3).get("code"), REFUSED)

    def test_an_applier_that_stopped_is_noticed(self):
        self.wait_applied()
        self.replica.sql(self.stop_applier)
        write(self.writer)
        begun = time.monotonic()
        self.assertFalse(self.wait_applied(within=30000))
        self.assertLess(time.monotonic() - begun, 5)
        self.at_replica("start_applier")
        self.assertTrue(self.wait_applied())

    def test_a_source_is_forgotten(self):
        self.at_replica("stop")
        self.at_replica("forget")
        self.assertEqual(self.at_replica("facts")["link"], "no")

    def test_a_commit_waits_for_a_replica(self):
        if not self.semi_sync:
            refusal = self.at_writer.ask("acknowledge", "lossless", 1000)
            self.assertEqual(refusal.get("code"), UNSUPPORTED, refusal)
            self.assertIn("INSTALL PLUGIN", refusal["error"])
            return
        self.at_writer("acknowledge", "lossless", 1000)
        self.addCleanup(self.at_writer, "stop_acknowledgement")
        facts = self.at_writer("facts")
        self.assertEqual((facts["semi_sync_source"], facts["semi_sync_after_sync"], facts["semi_sync_timeout"]),
                         ("yes", "yes", "4294967295"))
        wait_until(lambda: self.at_writer("facts")["semi_sync_clients"] == "1", "the replica acknowledges")
        write(self.writer)
        self.at_replica("stop_receiver")
        wait_until(lambda: self.at_writer("facts")["semi_sync_clients"] == "0", "the replica is gone")
        waiting = threading.Thread(target=write, args=(self.writer,))
        waiting.start()
        try:
            wait_until(lambda: self.at_writer("facts")["semi_sync_waiting"] == "1", "the commit waits")
            self.assertEqual(self.at_writer.ask("close", 1).get("code"), TIMEOUT)
            self.assertTrue(waiting.is_alive())
        finally:
            self.at_replica("start")
            waiting.join()
        self.at_writer("acknowledge", "available", 1500)
        self.assertEqual(self.at_writer("facts")["semi_sync_timeout"], "1500")

    def salvage(self, recovery, tear):
        """Kills the replica with relay log it has not applied, and gives what it finds in it."""
        self.wait_applied()
        self.replica.sql(self.stop_applier)
        write(self.writer, 20)
        wait_until(lambda: self.at_replica("facts")["held"] == self.at_writer("facts")["executed"], "all is received")
        self.replica.kill()
        if tear:
            last = sorted(glob.glob(os.path.join(self.replica.datadir, "relay.[0-9]*")))[-1]
            os.truncate(last, os.path.getsize(last) - 10)
        self.replica.start(**({} if recovery is None else {"relay_log_recovery": recovery}))
        probe = self.replica.probe()
        self.addCleanup(probe.close)
        return probe, probe("relay_log")

    def test_relay_log_of_a_killed_replica_is_found_and_applied(self):
        if not self.by_gtid:
            return
        for recovery in self.recoveries:
            with self.subTest(relay_log_recovery=recovery):
                probe, found = self.salvage(recovery, tear=False)
                executed = self.at_writer("facts")["executed"]
                self.assertEqual((found["relay_log_read"], found["held"]), ("yes", executed))
                probe("apply", *found["first_unapplied"].split(":"))
                self.assertEqual(probe("wait", executed, 20000), {"applied": "yes"})
                self.assertEqual(rows(self.replica), rows(self.writer))
                self.assertEqual(probe("relay_log")["unapplied"], "")
            self.setUp()

    def test_a_replica_killed_while_it_applies_loses_nothing(self):
        if not self.by_gtid:
            return
        for recovery in self.recoveries:
            with self.subTest(relay_log_recovery=recovery):
                before = rows(self.replica)
                with writers(self.writer):
                    wait_until(lambda: rows(self.replica) > before + 100, "the applier is at work")
                    self.replica.kill()
                self.replica.start(**({} if recovery is None else {"relay_log_recovery": recovery}))
                probe = self.replica.probe()
                self.addCleanup(probe.close)
                found = probe("relay_log")
                if found["unapplied"]:
                    probe("apply", *found["first_unapplied"].split(":"))
                    self.assertEqual(probe("wait", found["held"], 20000), {"applied": "yes"})
            self.setUp()
            self.assertTrue(self.wait_applied())
            self.assertEqual(rows(self.replica), rows(self.writer))

    def test_relay_log_that_was_torn_is_used_up_to_the_tear(self):
        if not self.by_gtid:
            return
        probe, found = self.salvage(self.recoveries[-1], tear=True)
        self.assertNotEqual(found["held"], self.at_writer("facts")["executed"])
        probe("apply", *found["first_unapplied"].split(":"))
        self.assertEqual(probe("wait", found["held"], 20000), {"applied": "yes"})
        self.assertEqual(rows(self.replica), rows(self.writer) - 1)
        self.setUp()
        self.assertTrue(self.wait_applied())


class MariaDB1011(Dialect, unittest.TestCase):
    kind = "mariadb-10.11"


class MariaDB118(Dialect, unittest.TestCase):
    kind = "mariadb-11.8"


class MySQL97(Dialect, unittest.TestCase):
    kind = "mysql-9.7"
    super_read_only = True
    stop_applier = "STOP REPLICA SQL_THREAD"
    recoveries = (0, 1)


class MySQL56(Dialect, unittest.TestCase):
    kind = "mysql-5.6"
    changes = {"gtid_mode": "ON", "enforce_gtid_consistency": 1}
    semi_sync = False
    recoveries = (0, 1)


class MySQL56WithoutGtid(Dialect, unittest.TestCase):
    kind = "mysql-5.6"
    by_gtid = False
    semi_sync = False


if __name__ == "__main__":
    unittest.main()
