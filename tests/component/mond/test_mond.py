# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""mmm_mond beside a real server: what it tells the cluster, and what it does not; its life under the agent."""
import contextlib
import os
import re
import shutil
import signal
import statistics
import subprocess
import time
import unittest

import pymysql
from mond_host import LOG, PATIENCE, PERIOD, PROGRAM, MondTest, children_of, name_of, processor_seconds, program_of, status_of

from support import stage

from mysql_host import (AGENT, DEGRADED, FAILED_PROMOTED, GENERIC, LIMIT, PASSWORDS, die_with_parent,  # noqa: E402
                        wait_until)

LOCK = "/run/mmm-ha/mysql-mysql.mond"
PROBE_INTERVAL = PERIOD / 4


class AServerThatDies(MondTest):
    def test_is_reported_within_50_ms_and_once(self):
        taken = []
        for _ in range(5):
            self.started()
            since = time.time()
            self.host.signal(signal.SIGKILL)
            taken.append(1000 * self.wait_for_report(since, 1))
            self.do(self.host, "stop")
            self.assertEqual(len(self.reports()), 1)
        print("reported after", " ".join(f"{one:.0f}" for one in taken), "ms")
        self.assertLess(statistics.median(taken), 50)

    def test_is_reported_again_when_it_was_started_anew(self):
        daemon = self.started()
        self.host.signal(signal.SIGKILL)
        self.wait_for_report(time.time(), 1)
        self.do(self.host, "start")
        self.assertEqual(self.daemon(), daemon)
        wait_until(lambda: self.log().count("watches the server") == 2, "it watches the new server")
        self.host.cluster_calls()
        self.host.signal(signal.SIGKILL)
        self.wait_for_report(time.time(), 1)

    def test_is_told_again_while_nobody_does_anything(self):
        self.started()
        self.host.signal(signal.SIGKILL)
        wait_until(lambda: len(self.reports()) > 1, "it is told again", 15)

    def test_is_told_again_when_the_cluster_looks_after_the_server_again(self):
        self.host.manage(True)
        self.started()
        self.host.manage(False)
        wait_until(lambda: any("is-managed" in call for call in self.host.cluster_calls()), "the daemon has looked")
        self.host.signal(signal.SIGKILL)
        wait_until(lambda: len(self.reports()) == 1, "it is told")
        self.host.manage(True)
        wait_until(lambda: len(self.reports()) == 2, "it is told again", 5)

    def test_by_an_order_of_the_cluster_is_not_reported(self):
        self.started()
        self.do(self.host, "stop")
        self.assertEqual((self.daemons(), self.reports()), ([], []))

    def test_by_an_administrators_hand_is_reported(self):
        self.started()
        self.host.sql("SHUTDOWN")
        wait_until(lambda: not self.host.servers(), "the server is gone")
        self.wait_for_report(time.time(), 1)


class AServerThatHangs(MondTest):
    def test_is_reported_in_time_and_once(self):
        self.started()
        since = time.time()
        self.host.signal(signal.SIGSTOP)
        taken = self.wait_for_report(since, PATIENCE + PERIOD)
        print(f"reported after {taken:.2f} s")
        self.assertLess(taken, PATIENCE + PERIOD)
        self.assertGreater(taken, PATIENCE - PROBE_INTERVAL)
        self.assertIn("did not answer within 2 s", self.log())
        self.host.signal(signal.SIGKILL)
        wait_until(lambda: not self.host.servers(), "the server is gone")
        self.do(self.host, "stop")
        self.assertEqual(len(self.reports()), 1)

    @unittest.skipIf(stage.SANITIZED, stage.SANITIZED)
    def test_is_ended_by_stop_and_demote_without_a_wait(self):
        for action in ("stop", "demote"):
            self.started()
            self.host.signal(signal.SIGSTOP)
            self.wait_for_report(time.time(), PATIENCE + PERIOD)
            outcome = self.do(self.host, action)
            self.assertLess(outcome.seconds, 1)
            self.assertEqual(self.host.servers(), [])
            self.do(self.host, "stop")

    def test_is_not_waited_for_by_a_monitor_any_longer(self):
        self.started()
        self.host.signal(signal.SIGSTOP)
        outcome = self.monitor(self.host, GENERIC, "the server does not answer", check_timeout=20)
        self.assertLess(outcome.seconds, PATIENCE + PERIOD)
        self.wait_for_report(time.time(), 1)

    def test_is_not_waited_for_by_a_promotion(self):
        self.started()
        self.host.signal(signal.SIGSTOP)
        self.assertLess(self.promote(self.host, GENERIC, "could not promote").seconds, PATIENCE + PERIOD)
        self.wait_for_report(time.time(), PATIENCE + PERIOD)
        self.assertLess(self.promote(self.host, GENERIC, "the server does not answer").seconds, 1)

    def test_for_less_than_check_timeout_is_not_reported(self):
        self.started()
        self.host.signal(signal.SIGSTOP)
        frozen = time.monotonic()
        wait_until(lambda: time.monotonic() - frozen > PATIENCE - 2 * PROBE_INTERVAL, "it was frozen for a while")
        self.host.signal(signal.SIGCONT)
        self.wait_for_probes(int(PATIENCE / PROBE_INTERVAL) + 2)
        self.assertEqual(self.reports(), [])

    def test_and_thaws_late_can_be_reported_again(self):
        self.started()
        self.host.signal(signal.SIGSTOP)
        self.wait_for_report(time.time(), PATIENCE + PERIOD)
        self.host.signal(signal.SIGCONT)
        self.wait_for_log("the server answers again")
        self.wait_for_probes(2)
        self.host.cluster_calls()
        self.host.signal(signal.SIGSTOP)
        self.wait_for_report(time.time(), PATIENCE + PERIOD)


class AServerThatRefuses(MondTest):
    def test_for_too_many_connections_is_alive(self):
        self.started()
        self.host.sql("SET GLOBAL max_connections = 10")
        clients = []
        self.addCleanup(lambda: [client.close() for client in clients])
        with contextlib.closing(self.host.connect()) as administrator, administrator.cursor() as cursor:
            os.kill(self.daemon(), signal.SIGKILL)
            wait_until(lambda: not self.daemons(), "the daemon is gone")
            clients.extend(self.host.take_all_connections(others=1))
            self.monitor(self.host, DEGRADED)
            self.wait_for_log("cannot be asked: could not connect to socket")
            self.assertIn("Too many connections", self.log())
            clients.pop().close()
            clients.pop().close()
            self.wait_for_log("can be asked again")
            cursor.execute("SET GLOBAL max_connections = 100")
        self.assertEqual(self.reports(), [])

    def test_for_a_wrong_password_is_alive(self):
        self.started()
        self.host.sql("SET sql_log_bin = 0", "SET PASSWORD FOR mmm_agent@localhost = PASSWORD('other')")
        self.kill_probe()
        self.wait_for_log("Access denied")
        self.host.sql("SET sql_log_bin = 0",
                      f"SET PASSWORD FOR mmm_agent@localhost = PASSWORD('{PASSWORDS['mmm_agent']}')")
        self.wait_for_log("can be asked again")
        self.assertEqual(self.reports(), [])
        self.assertNotIn(PASSWORDS["mmm_agent"], self.log())

    def test_only_by_ending_the_connection_is_alive(self):
        self.started()
        for _ in range(3):
            self.kill_probe()
            self.wait_for_probes(2)
        self.assertEqual(self.reports(), [])


class TheDaemon(MondTest):
    def test_is_one_however_often_it_is_started(self):
        daemon = self.started()
        self.do(self.host, "start")
        self.monitor(self.host)
        second = self.launch("mysql")
        self.assertEqual(second.wait(LIMIT), 0)
        self.assertEqual(self.daemon(), daemon)
        self.assertIn("not started: another process holds the lock", self.log())

    def test_comes_back_by_the_monitor_when_it_was_killed(self):
        daemon = self.started()
        [server] = self.host.servers()
        os.kill(daemon, signal.SIGKILL)
        wait_until(lambda: not self.daemons(), "the daemon is gone")
        self.probe(self.host, 0)
        self.assertEqual(self.daemons(), [])  # a probe only looks
        self.monitor(self.host)
        self.assertNotEqual(self.daemon(), daemon)
        self.wait_for_probes(2)
        self.assertEqual((self.host.servers(), self.reports()), ([server], []))
        self.host.signal(signal.SIGKILL)
        self.wait_for_report(time.time(), 1)

    def test_that_was_upgraded_is_replaced_by_the_monitor(self):
        self.host.agent, self.program = self.host.path("lib/ocf/resource.d/mmm/mysql"), self.host.path("lib/mmm-ha/mmm_mond")
        for program, copy in ((AGENT, self.host.agent), (PROGRAM, self.program)):
            os.makedirs(os.path.dirname(copy))
            shutil.copy(program, copy)
        daemon = self.started()
        [server] = self.host.servers()
        shutil.copy(PROGRAM, self.program + ".dpkg-new")  # as dpkg and rpm do
        os.rename(self.program + ".dpkg-new", self.program)
        self.probe(self.host, 0)
        self.assertEqual(program_of(daemon), self.program + " (deleted)")  # a probe only looks
        self.monitor(self.host)
        self.assertIsNone(program_of(daemon))
        successor = self.daemon()
        self.assertEqual(self.log().count("was upgraded: starting the new one"), 1)
        self.wait_for_probes(2)
        self.monitor(self.host)
        self.assertEqual((self.daemons(), self.host.servers(), self.reports()), ([successor], [server], []))

    def test_is_not_in_the_agents_session_and_holds_none_of_its_files(self):
        daemon = self.started()
        self.assertEqual(os.getsid(daemon), daemon)
        for descriptor in ("0", "1", "2"):
            self.assertEqual(os.readlink(f"/proc/{daemon}/fd/{descriptor}"), "/dev/null")

    def test_closes_what_it_inherits(self):
        self.do(self.host, "start")
        self.do(self.host, "stop")
        with open(self.host.path("inherited"), "w", encoding="utf-8") as file:
            os.set_inheritable(file.fileno(), True)
            self.launch("mysql", pass_fds=[file.fileno()])
            files = wait_until(self.files_of_one_that_locks, "it has settled")
        self.assertNotIn(self.host.path("inherited"), files)

    def files_of_one_that_locks(self):
        files = [os.readlink(entry.path) for entry in os.scandir(f"/proc/{self.daemon()}/fd")]
        return files if LOCK in files else None

    def test_shows_no_password(self):
        daemon = self.started()
        for name in ("cmdline", "environ"):
            with open(f"/proc/{daemon}/{name}", encoding="utf-8") as file:
                shown = file.read()
            for password in PASSWORDS.values():
                self.assertNotIn(password, shown)

    def test_takes_new_parameters_by_reload(self):
        daemon = self.started()
        self.do(self.host, "reload-agent", check_timeout=1)
        self.assertNotEqual(self.daemon(), daemon)
        self.wait_for_probes(2)
        self.host.signal(signal.SIGSTOP)
        taken = self.wait_for_report(time.time(), 1 + PERIOD)
        self.assertLess(taken, 1 + PERIOD)
        self.assertIn("did not answer within 1 s", self.log())

    def test_ends_with_the_executor(self):
        self.do(self.host, "start")
        self.do(self.host, "stop")
        executor = subprocess.Popen(self.host.inside("sleep", "infinity"), preexec_fn=die_with_parent)
        self.addCleanup(executor.wait)
        outside, inside = _child_of(executor.pid)
        child = self.launch("mysql", variables={"MMM_EXECUTOR": str(inside)})
        self.daemon()
        self.wait_for_lock()
        os.kill(outside, signal.SIGKILL)
        self.assertEqual(child.wait(LIMIT), 0)
        self.assertIn("executor has ended", self.log())

    def wait_for_lock(self):
        wait_until(lambda: os.path.exists(self.host.root(LOCK)), "the lock is there")

    def test_does_not_begin_without_the_executor(self):
        self.do(self.host, "start")
        self.do(self.host, "stop")
        child = self.launch("mysql", variables={"MMM_EXECUTOR": "4194303"})
        self.assertEqual(child.wait(LIMIT), 0)
        self.assertIn("executor has ended", self.log())

    def test_ends_when_its_lock_is_removed(self):
        daemon = self.started()
        os.unlink(self.host.root(LOCK))
        self.monitor(self.host)
        wait_until(lambda: self.daemons() and daemon not in self.daemons(), "only the second one runs")
        self.assertEqual(self.reports(), [])

    def test_refuses_wrong_parameters(self):
        for name, value in (("check_timeout", "soon"), ("check_period", "0"), ("ping_interval", "-1")):
            with self.subTest(name):
                child = self.launch("mysql", variables={f"OCF_RESKEY_{name}": value})
                self.assertEqual(child.wait(LIMIT), 1)
                self.assertIn(f'parameter {name}="{value}"', self.log())
                self.assertEqual(self.daemons(), [])
        child = self.launch("--no-such-option")
        self.assertEqual(child.wait(LIMIT), 2)

    def test_of_which_the_program_is_missing_costs_a_warning_at_start_only(self):
        [self.host] = self.new_hosts("m1")  # with a copy of the agent, alone
        self.host.variables["HA_LOGFILE"] = LOG
        self.do(self.host, "start")
        self.monitor(self.host)
        self.assertEqual((self.daemons(), self.reports()), ([], []))
        self.assertEqual(self.log().count("a failure is only noticed by the next monitor"), 1)
        self.do(self.host, "stop")

    def test_asks_four_times_a_period_and_costs_next_to_nothing(self):
        daemon = self.started()
        self.usage_at_rest(daemon)
        both = [daemon, *children_of(daemon)]
        began, before = time.monotonic(), sum(map(processor_seconds, both))
        self.wait_for_probes(12)
        took = time.monotonic() - began
        self.assertAlmostEqual(took, 12 * PROBE_INTERVAL, delta=3 * PROBE_INTERVAL)
        share = (sum(map(processor_seconds, both)) - before) / took
        print(f"{100 * share:.3f} % of a processor")
        self.assertLess(share, 0.005)

    @unittest.skipIf(stage.SANITIZED, stage.SANITIZED)
    def test_neither_loses_files_nor_grows(self):
        daemon = self.started()
        before = self.usage_at_rest(daemon)
        ended = set()
        while len(ended) < 40:  # a login each, in a child that hands the connection over
            ended.add(self.kill_probe())
        self.wait_for_probes(40)
        after = self.usage_at_rest(daemon)
        print(f"open files, KiB of memory: {before}, after 40 logins {after}")
        self.assertEqual(after[0], before[0])
        self.assertLess(after[1] - before[1], 256)
        self.assertEqual(self.daemon(), daemon)

    def usage_at_rest(self, pid):
        """Open files, and memory of its own in KiB, while it has its connection and no child works for it but the one
        that stays."""
        def seen():
            files = os.listdir(f"/proc/{pid}/fd")
            return files if [name_of(child) for child in children_of(pid)] == ["mmm-disk"] else None
        self.wait_for_probes(2)
        files = wait_until(seen, "only the disk is watched")
        return len(files), status_of(pid, "RssAnon")


class AWriterWithoutItsCluster(MondTest):
    """There is neither corosync nor Pacemaker in here, but a process that plays the executor."""
    LEASE = 4

    def open_writer(self, **parameters):
        """The time since which the daemon, with these parameters, has had an open server."""
        self.host.parameters.update({"lease": self.LEASE, **parameters})
        self.do(self.host, "start")
        self.promote(self.host)
        os.kill(self.daemon(), signal.SIGKILL)
        wait_until(lambda: not self.daemons(), "the daemon is gone")
        executor = subprocess.Popen(self.host.inside("sleep", "infinity"), preexec_fn=die_with_parent)
        self.addCleanup(executor.wait)
        self.addCleanup(executor.kill)
        since = time.monotonic()
        self.launch("mysql", variables={"MMM_EXECUTOR": str(_child_of(executor.pid)[1])})
        return since

    def read_only(self):
        [row] = self.host.sql("SELECT @@global.read_only AS value")
        return row["value"]

    def test_is_closed_within_its_lease_and_its_clients_are_gone(self):
        since = self.open_writer()
        client = self.host.connect("app")
        self.addCleanup(client.close)
        wait_until(self.read_only, "the writer is closed", self.LEASE + LIMIT)
        self.assertLess(time.monotonic() - since, self.LEASE + 1)
        self.wait_for_log("m1 is closed for writes")
        self.assertRegex(self.log(), "corosync has not answered for . s: closing the writer")
        with self.assertRaises(pymysql.err.OperationalError):
            client.ping(reconnect=False)
        self.do(self.host, "monitor", FAILED_PROMOTED, "mmm_mond closed the writer: corosync has not answered",
                meta={"interval": 2000, "role": "Promoted"})

    def test_is_killed_when_it_cannot_be_closed(self):
        since = self.open_writer(check_timeout=60)
        self.wait_for_log("watches the server")
        self.host.signal(signal.SIGSTOP)
        wait_until(lambda: not self.host.servers(), "the server is gone", self.LEASE + LIMIT)
        self.assertLess(time.monotonic() - since, self.LEASE + 1)
        self.assertIn("could not close the server for writes, ending it instead", self.log())

    def test_stays_open_with_lease_0(self):
        since = self.open_writer(lease=0)
        wait_until(lambda: time.monotonic() - since > self.LEASE + 1, "more than a lease", LIMIT)
        self.assertEqual(self.read_only(), 0)

    def test_that_is_a_replica_again_is_left_alone(self):
        since = self.open_writer()
        self.do(self.host, "demote")
        wait_until(lambda: time.monotonic() - since > self.LEASE + 1, "more than the lease", LIMIT)
        self.assertNotIn("closing the writer", self.log())


def _child_of(pid):
    """The child of a process that runs `nsenter --pid`: its number out here, and in there."""
    def seen():
        with contextlib.suppress(OSError, IndexError):
            with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
                child = int(file.read().split()[0])
            with open(f"/proc/{child}/status", encoding="utf-8") as file:
                return child, int(re.search(r"^NSpid:.*\s(\d+)$", file.read(), re.MULTILINE)[1])
        return None
    return wait_until(seen, "the process runs")


if __name__ == "__main__":
    unittest.main()
