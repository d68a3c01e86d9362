# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Servers that die, hang, are full or let nobody in; pid files that lie."""
import contextlib
import os
import shutil
import signal
import subprocess
import threading
import unittest

import pymysql

from mysql_host import (DEGRADED, DEGRADED_PROMOTED, GENERIC, NOT_RUNNING, PROMOTED, SERVER, MysqlTest,
                        die_with_parent, wait_until)


class ARunningServer(MysqlTest):
    def setUp(self):
        [self.host] = self.new_hosts("m1")
        self.do(self.host, "start")

    def client(self, *statements, user="app"):
        """A session that is in the middle of something."""
        connection = self.host.connect(user)
        self.addCleanup(self.let_go, connection)
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        return connection

    @staticmethod
    def let_go(connection):
        with contextlib.suppress(pymysql.err.Error):
            connection.close()

    def assert_gone(self, connection):
        with self.assertRaises(pymysql.err.Error):
            connection.ping(reconnect=False)

    def processes(self, **wanted):
        return [row for row in self.host.sql("SHOW PROCESSLIST")
                if all(row[name] == value for name, value in wanted.items())]


class AKilledServer(ARunningServer):
    def test_is_not_running_and_no_action_fails_for_it(self):
        self.promote(self.host)
        self.host.signal(signal.SIGKILL)
        self.assertTrue(os.path.exists(self.host.root("/run/mysqld/mysqld.pid")))
        self.monitor(self.host, NOT_RUNNING, role="Promoted")
        self.probe(self.host, NOT_RUNNING)
        self.do(self.host, "demote")
        self.do(self.host, "stop")
        self.do(self.host, "start")
        self.monitor(self.host)


class AHungServer(ARunningServer):
    def setUp(self):
        super().setUp()
        self.promote(self.host)
        self.host.signal(signal.SIGSTOP)

    def test_fails_the_monitor_that_waits_three_times_as_long_as_the_daemon(self):
        outcome = self.monitor(self.host, GENERIC, "the server does not answer", role="Promoted", check_timeout=1)
        self.assertLess(outcome.seconds, 4.5)

    def test_is_ended_by_a_demotion(self):
        outcome = self.do(self.host, "demote")
        self.assertEqual(self.host.servers(), [])
        self.assertIn("ending it instead", outcome.log)
        self.assertLess(outcome.seconds, 6)
        self.probe(self.host, NOT_RUNNING)


class AFullServer(ARunningServer):
    def setUp(self):
        super().setUp()
        self.promote(self.host)
        self.host.sql("SET GLOBAL max_connections = 10")
        *self.clients, self.reserve = self.host.take_all_connections()
        for client in (*self.clients, self.reserve):
            self.addCleanup(self.let_go, client)

    def free_the_reserve(self):
        """The one connection that is kept for administrators."""
        self.let_go(self.reserve)
        with self.clients[0].cursor() as cursor:
            def free():
                cursor.execute("SHOW STATUS LIKE 'Threads_connected'")
                return int(cursor.fetchone()["Value"]) == len(self.clients)
            wait_until(free, "the reserve is free")

    def test_is_watched_through_the_connection_kept_for_administrators(self):
        self.free_the_reserve()
        self.monitor(self.host, PROMOTED, role="Promoted")

    def test_is_degraded_and_not_dead(self):
        self.monitor(self.host, DEGRADED_PROMOTED, "Too many connections", role="Promoted")
        self.monitor(self.host, DEGRADED, "Too many connections")

    def test_is_demoted_all_the_same(self):
        self.free_the_reserve()
        self.do(self.host, "demote")
        self.assertEqual(len(self.host.servers()), 1)
        self.assertEqual(self.host.value("@@global.read_only"), 1)
        for client in self.clients:
            self.assert_gone(client)


class AServerThatLetsTheAgentNotIn(ARunningServer):
    def setUp(self):
        super().setUp()
        self.host.write("credentials.cnf", "[mmm_agent]\npassword=Wr0ng-guess\n[mmm_replication]\npassword=x\n", 0o600)

    def test_is_degraded_and_not_dead(self):
        for role, code in (("Unpromoted", DEGRADED), ("Promoted", DEGRADED_PROMOTED)):
            outcome = self.monitor(self.host, code, "mmm_agent", "Access denied", role=role)
            self.assertNotIn("Wr0ng-guess", outcome.log)

    def test_cannot_be_promoted(self):
        outcome = self.promote(self.host, GENERIC, "could not promote", "Access denied")
        self.assertNotIn("Wr0ng-guess", outcome.log)

    def test_is_ended_by_a_demotion_as_it_cannot_be_closed(self):
        outcome = self.do(self.host, "demote")
        self.assertIn("ending it instead", outcome.log)
        self.assertEqual(self.host.servers(), [])

    def test_is_stopped(self):
        self.do(self.host, "stop")
        self.assertEqual(self.host.servers(), [])

    def test_is_degraded_without_the_file_too(self):
        os.unlink(self.host.path("credentials.cnf"))
        self.monitor(self.host, DEGRADED, "parameter credentials=", "No such file")


class ADemotion(ARunningServer):
    """Nobody writes afterwards, and nobody can hold it up."""

    def setUp(self):
        super().setUp()
        self.promote(self.host)
        self.host.sql("CREATE TABLE app.t (id INT AUTO_INCREMENT PRIMARY KEY, v INT) ENGINE=InnoDB",
                      "INSERT INTO app.t (v) VALUES (1), (2), (3)")

    def demote(self, **parameters):
        outcome = self.do(self.host, "demote", **parameters)
        self.assertEqual(len(self.host.servers()), 1, outcome)
        self.assertEqual(self.host.value("@@global.read_only"), 1)
        self.assertEqual(self.processes(User="app"), [])
        return outcome

    def test_ends_every_client(self):
        clients = [self.client("SELECT 1") for _ in range(50)]
        outcome = self.demote()
        self.assertIn("50 client connections ended", outcome.log)
        self.assertLess(outcome.seconds, 3)
        for client in clients:
            self.assert_gone(client)

    def test_does_not_wait_for_a_transaction_that_is_idle(self):
        client = self.client("BEGIN", "INSERT INTO app.t (v) VALUES (4)")
        outcome = self.demote()
        self.assertLess(outcome.seconds, 2)
        self.assert_gone(client)
        self.assertEqual(self.host.value("(SELECT COUNT(*) FROM app.t)"), 3)

    def test_ends_a_client_that_holds_a_table_lock(self):
        client = self.client("LOCK TABLES app.t WRITE")
        outcome = self.demote(max_kill_retries=1)
        self.assertIn("ending them", outcome.log)
        self.assertLess(outcome.seconds, 6)
        self.assert_gone(client)

    def test_ends_a_statement_that_takes_too_long(self):
        running = self.client()
        thread = threading.Thread(target=self.suffer, args=(running, "UPDATE app.t SET v = v + 1 + SLEEP(20)"))
        thread.start()
        self.addCleanup(thread.join)
        wait_until(lambda: self.processes(User="app", State="User sleep"), "the statement runs")
        outcome = self.demote(max_kill_retries=1)
        self.assertLess(outcome.seconds, 6)
        thread.join()
        self.assertEqual(self.host.value("(SELECT SUM(v) FROM app.t)"), 6)

    def test_lets_a_short_statement_finish(self):
        running = self.client()
        thread = threading.Thread(target=self.suffer, args=(running, "UPDATE app.t SET v = v + 1 + SLEEP(0.1)"))
        thread.start()
        self.addCleanup(thread.join)
        wait_until(lambda: self.processes(User="app", State="User sleep"), "the statement runs")
        self.demote()
        self.assertEqual(self.host.value("(SELECT SUM(v) FROM app.t)"), 9)

    @staticmethod
    def suffer(connection, statement):
        with contextlib.suppress(pymysql.err.Error), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_refuses_writes_and_allows_reads_afterwards(self):
        self.demote()
        with contextlib.closing(self.host.connect("app")) as client, client.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM app.t")
            with self.assertRaisesRegex(pymysql.err.Error, "read-only"):
                cursor.execute("INSERT INTO app.t (v) VALUES (5)")


class APidFile(MysqlTest):
    def setUp(self):
        [self.host] = self.new_hosts("m1")

    def write_pid(self, pid):
        path = self.host.root("/run/mysqld/mysqld.pid")
        with open(path, "w", encoding="ascii") as file:
            file.write(f"{pid}\n")
        shutil.chown(path, "mysql", "mysql")

    def sleeper(self):
        """Some other process of the host, and its pid there."""
        process = subprocess.Popen(self.host.inside("sh", "-c", "echo $$; exec sleep 600"), text=True,
                                   stdout=subprocess.PIPE, preexec_fn=die_with_parent)

        def end():
            process.kill()
            process.wait()
            process.stdout.close()
        self.addCleanup(end)
        return process, int(process.stdout.readline())

    def test_of_another_process_is_not_believed(self):
        process, pid = self.sleeper()
        self.write_pid(pid)
        self.probe(self.host, NOT_RUNNING)
        self.do(self.host, "stop")
        self.do(self.host, "start")
        self.monitor(self.host)
        self.do(self.host, "stop")
        self.assertIsNone(process.poll(), "a process that is no server was ended")

    def test_that_is_nonsense_is_not_believed(self):
        for text in ("", "x", "0", "-1", "1", "99999999999999999999"):
            self.write_pid(text)
            self.probe(self.host, NOT_RUNNING)
            self.do(self.host, "stop")

    def test_of_another_server_is_not_believed(self):
        shutil.copytree(self.host.path("data"), self.host.path("other"), copy_function=shutil.copy)
        subprocess.run(["chown", "-R", "mysql:", self.host.path("other")], check=True)
        other = subprocess.Popen(
            self.host.inside(SERVER, f"--defaults-file={self.host.path('my.cnf')}", "--user=mysql", "--skip-networking",
                             f"--datadir={self.host.path('other')}", "--socket=/run/mysqld/other.sock",
                             "--pid-file=/run/mysqld/other.pid"),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent)
        self.addCleanup(other.wait)
        self.addCleanup(self.host.close_servers)
        wait_until(lambda: os.path.exists(self.host.root("/run/mysqld/other.pid")), "the other server runs")
        with open(self.host.root("/run/mysqld/other.pid"), encoding="ascii") as file:
            self.write_pid(int(file.read()))
        self.probe(self.host, NOT_RUNNING)
        self.do(self.host, "stop")
        self.assertEqual(len(self.host.servers()), 1, "somebody else's server was ended")

    def test_that_is_missing_does_not_hide_the_server(self):
        self.do(self.host, "start")
        os.unlink(self.host.root("/run/mysqld/mysqld.pid"))
        self.monitor(self.host)
        self.promote(self.host)
        self.do(self.host, "demote")
        self.do(self.host, "stop")
        self.assertEqual(self.host.servers(), [])

    def test_that_is_missing_with_the_socket_does_not_hide_the_server(self):
        self.do(self.host, "start")
        for path in ("/run/mysqld/mysqld.pid", "/run/mysqld/mysqld.sock"):  # as during crash recovery
            os.unlink(self.host.root(path))
        self.monitor(self.host, GENERIC, "does not answer")
        self.do(self.host, "stop")
        self.assertEqual(self.host.servers(), [])

    def test_that_is_missing_does_not_hide_a_hung_server(self):
        self.do(self.host, "start")
        os.unlink(self.host.root("/run/mysqld/mysqld.pid"))
        self.host.signal(signal.SIGSTOP)
        self.monitor(self.host, GENERIC, "does not answer", check_timeout=1)
        self.do(self.host, "stop", meta={"timeout": 4000})
        self.assertEqual(self.host.servers(), [])


class APackageUpgrade(MysqlTest):
    def test_under_a_running_server_does_not_hide_it(self):
        [host] = self.new_hosts("m1")
        program = host.path("mariadbd")
        shutil.copy(SERVER, program)
        self.do(host, "start", binary=program)
        shutil.copy(SERVER, program + ".new")
        os.rename(program + ".new", program)
        self.probe(host, 0, binary=program)
        self.do(host, "stop", binary=program)
        self.probe(host, NOT_RUNNING, binary=program)


if __name__ == "__main__":
    unittest.main()
