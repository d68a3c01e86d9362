# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The life of one server under the agent, every action twice."""
import contextlib
import os
import signal
import subprocess
import unittest

from mysql_host import (FAILED_PROMOTED, GENERIC, NOT_RUNNING, PROMOTED, SERVER, MysqlTest, die_with_parent, wait_until)


class OneHost(MysqlTest):
    def setUp(self):
        [self.host] = self.new_hosts("m1")

    def read_only(self):
        return self.host.value("@@global.read_only") == 1

    def launch_by_hand(self, *options):
        """A server that the agent did not start."""
        server = subprocess.Popen(
            self.host.inside(SERVER, f"--defaults-file={self.host.path('my.cnf')}",
                             f"--datadir={self.host.path('data')}", "--user=mysql",
                             "--socket=/run/mysqld/mysqld.sock", "--pid-file=/run/mysqld/mysqld.pid", *options),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent)

        def end():
            self.host.close_servers()
            server.wait()
        self.addCleanup(end)
        wait_until(lambda: os.path.exists(self.host.root("/run/mysqld/mysqld.pid")), "the server listens")


class EveryAction(OneHost):
    def test_works_twice(self):
        self.probe(self.host, NOT_RUNNING)
        for _ in range(2):
            self.do(self.host, "stop")
        for _ in range(2):
            self.do(self.host, "start")
            self.probe(self.host, 0)
            self.monitor(self.host)
            self.assertTrue(self.read_only())
        for _ in range(2):
            self.promote(self.host)
            self.probe(self.host, PROMOTED)
            self.monitor(self.host, PROMOTED, role="Promoted")
            self.assertFalse(self.read_only())
        for _ in range(2):
            self.do(self.host, "demote")
            self.probe(self.host, 0)
            self.monitor(self.host)
            self.assertTrue(self.read_only())
        for action in ("notify", "validate-all", "reload-agent"):
            for _ in range(2):
                self.do(self.host, action)
        for _ in range(2):
            self.do(self.host, "stop")
            self.probe(self.host, NOT_RUNNING)
            self.do(self.host, "monitor", NOT_RUNNING, meta={"interval": 3000})
        self.assertEqual(self.host.servers(), [])

    def test_works_without_a_server(self):
        self.do(self.host, "demote")
        self.promote(self.host, GENERIC, "could not promote: the server does not run")
        self.do(self.host, "notify", meta={"notify_type": "post", "notify_operation": "promote"},
                lists={"promote": "m2"})
        self.do(self.host, "stop")


class AStart(OneHost):
    def test_leaves_everything_off_that_only_the_writer_has(self):
        self.host.configure(read_only=0, event_scheduler="ON", skip_slave_start=0)
        self.do(self.host, "start", additional_parameters="--read-only=0 --event-scheduler=ON --skip-slave-start=0")
        self.assertTrue(self.read_only())
        self.assertIn(self.host.value("@@global.event_scheduler"), ("OFF", "DISABLED"))
        self.host.sql("CHANGE MASTER TO MASTER_HOST='192.0.2.2', MASTER_USE_GTID=slave_pos", "START SLAVE")
        self.do(self.host, "stop")
        self.do(self.host, "start")
        row = self.host.replication()
        self.assertEqual((row["Slave_IO_Running"], row["Slave_SQL_Running"]), ("No", "No"))

    def test_passes_the_parameters_to_the_server(self):
        self.do(self.host, "start", additional_parameters="--max-connections=77", log=self.host.path("data/other.log"),
                pid="/run/elsewhere/pid", socket="/run/elsewhere/socket")
        [pid] = self.host.servers()
        with open(f"/proc/{pid}/cmdline", encoding="utf-8") as file:
            words = file.read().split("\0")
        self.assertIn("--max-connections=77", words)
        self.assertIn(f"--log-error={self.host.path('data/other.log')}", words)
        self.assertEqual(sorted(os.listdir(self.host.root("/run/elsewhere"))), ["pid", "socket"])
        with open(f"/proc/{pid}/environ", encoding="utf-8") as file:
            self.assertNotIn("OCF_", file.read())
        self.do(self.host, "stop", pid="/run/elsewhere/pid", socket="/run/elsewhere/socket")

    def test_gives_the_server_a_session_of_its_own(self):
        self.do(self.host, "start")
        [pid] = self.host.servers()
        self.assertEqual(os.getsid(pid), pid)
        for descriptor in (0, 1, 2):
            self.assertNotIn("pipe", os.readlink(f"/proc/{pid}/fd/{descriptor}"))

    def test_closes_a_server_that_runs_and_is_open(self):
        self.launch_by_hand()
        self.assertFalse(self.read_only())
        self.do(self.host, "start")
        self.assertTrue(self.read_only())

    def test_of_a_server_that_ends_at_once_says_so_soon(self):
        self.host.configure(no_such_option_at_all=1)
        outcome = self.do(self.host, "start", GENERIC, "could not start the server", "ended while it was starting",
                          "error log")
        self.assertLess(outcome.seconds, 5)
        self.probe(self.host, NOT_RUNNING)


class AProbe(OneHost):
    def test_tells_the_state_of_a_server_the_agent_did_not_start(self):
        self.launch_by_hand("--read-only")
        self.probe(self.host, 0)
        self.host.sql("SET GLOBAL read_only=0")
        self.probe(self.host, PROMOTED)

    def test_changes_and_reports_nothing(self):
        self.launch_by_hand()
        for _ in range(2):
            self.probe(self.host, PROMOTED)
        self.assertFalse(self.read_only())
        self.assertEqual(self.host.cluster_calls(), [])
        self.assertEqual(self.host.state(), {})

    def test_finds_a_server_without_a_pid_file(self):
        self.launch_by_hand("--read-only")
        os.unlink(self.host.root("/run/mysqld/mysqld.pid"))
        self.probe(self.host, 0)
        self.do(self.host, "stop")
        self.assertEqual(self.host.servers(), [])


class AMonitor(OneHost):
    def test_reports_once(self):
        self.do(self.host, "start")
        self.monitor(self.host)
        calls = "\n".join(self.host.cluster_calls())
        for part in ("mmm-state-mysql", "AWAITING_RECOVERY", "mmm-since-mysql", "mmm-reason-mysql",
                     "mmm-address-mysql", "192.0.2.1", "mmm-checks-mysql", "ping=1"):
            self.assertIn(part, calls)
        self.assertRegex(calls, r"=75\b")  # who waits for its recovery may be promoted if nobody else is there
        calls = self.wait_for_a_report()
        self.assertIn("=ONLINE", calls)
        self.assertRegex(calls, "=400")  # the score of the first master in a cluster without a writer
        self.monitor(self.host)
        self.assertEqual(self.host.cluster_calls(), [])

    def wait_for_a_report(self):
        def report():
            self.monitor(self.host)
            return "\n".join(self.host.cluster_calls())
        return wait_until(report, "something new to report")

    def test_reports_a_server_that_was_killed_as_online_at_once(self):
        self.do(self.host, "start")
        self.monitor(self.host)
        self.host.cluster_calls()
        self.assertIn("=ONLINE", self.wait_for_a_report())
        os.kill(self.host.servers()[0], signal.SIGKILL)
        wait_until(lambda: not self.host.servers(), "the server is gone")
        self.probe(self.host, NOT_RUNNING)
        self.do(self.host, "stop")
        self.do(self.host, "start")
        self.host.cluster_calls()
        self.monitor(self.host)
        self.assertIn("=ONLINE", "\n".join(self.host.cluster_calls()))

    def test_of_a_host_that_is_set_offline_stops_its_replication_and_keeps_it_stopped(self):
        self.do(self.host, "start")
        self.host.sql("CHANGE MASTER TO MASTER_HOST='192.0.2.2'")
        self.host.sql("START SLAVE")
        self.host.order("offline")
        self.monitor(self.host)
        self.assertIn("=ADMIN_OFFLINE", "\n".join(self.host.cluster_calls()))
        for _ in range(2):
            row = self.host.replication()
            self.assertEqual((row["Slave_IO_Running"], row["Slave_SQL_Running"]), ("No", "No"))
            self.monitor(self.host)
        self.do(self.host, "stop")
        self.do(self.host, "start", lists={"promoted": "m2", "active": "m2", "start": "m1"})
        self.monitor(self.host)
        row = self.host.replication()
        self.assertEqual((row["Slave_IO_Running"], row["Slave_SQL_Running"]), ("No", "No"))
        self.assertEqual(self.host.state()["state"], "ADMIN_OFFLINE")
        self.host.order("")
        self.monitor(self.host)
        self.assertNotEqual(self.host.state()["state"], "ADMIN_OFFLINE")

    def test_of_a_writer_raises_its_score(self):
        self.do(self.host, "start")
        self.promote(self.host)
        self.monitor(self.host, PROMOTED, role="Promoted")
        self.assertRegex("\n".join(self.host.cluster_calls()), r"\b1000\b")

    def test_after_a_stop_finds_that_down_was_reported(self):
        self.do(self.host, "start")
        self.monitor(self.host)
        self.host.cluster_calls()
        self.do(self.host, "stop")
        calls = "\n".join(self.host.cluster_calls())
        self.assertIn("HARD_OFFLINE", calls)
        self.assertNotIn("ONLINE", calls.replace("HARD_OFFLINE", ""))

    def test_closes_a_replica_that_somebody_opened(self):
        self.do(self.host, "start")
        self.host.sql("SET GLOBAL read_only=0")
        outcome = self.monitor(self.host)
        self.assertIn("was open for writes without being promoted", outcome.log)
        self.assertTrue(self.read_only())

    def test_fails_a_writer_that_somebody_closed(self):
        self.do(self.host, "start")
        self.promote(self.host)
        self.host.sql("SET GLOBAL read_only=1")
        self.monitor(self.host, FAILED_PROMOTED, "read-only", role="Promoted")

    def test_leaves_no_child_process_behind(self):
        self.do(self.host, "start")
        for _ in range(2):
            self.monitor(self.host)
            wait_until(lambda: self.host.processes() == self.host.servers(), "only the server is left")


class AStop(OneHost):
    def test_ends_a_server_that_runs_but_does_not_answer_in_time(self):
        self.do(self.host, "start")
        self.host.signal(signal.SIGSTOP)
        outcome = self.do(self.host, "stop", meta={"timeout": 4000})
        self.assertLess(outcome.seconds, 4)
        self.assertEqual(self.host.servers(), [])
        self.assertIn("did not end after SIGTERM: killing it", outcome.log)

    def test_ends_a_server_with_clients_in_the_middle_of_something(self):
        self.do(self.host, "start")
        self.promote(self.host)
        self.host.sql("CREATE TABLE app.t (id INT PRIMARY KEY) ENGINE=InnoDB")
        with contextlib.closing(self.host.connect("app")) as client, client.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("INSERT INTO app.t VALUES (1)")
            self.do(self.host, "stop")
        self.do(self.host, "start")
        self.assertEqual(self.host.value("(SELECT COUNT(*) FROM app.t)"), 0)


if __name__ == "__main__":
    unittest.main()
