# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""mmm_mond in a cluster: how soon a failure is on record, what that spares clients, what it costs.
MMM_ROUNDS sets how often the writer's server is killed."""
import contextlib
import datetime
import os
import re
import statistics
import time

from cluster import NODES, ClusterTest, LabError, lab

PACEMAKER_LOG = "/var/log/pacemaker/pacemaker.log"
RECORD = re.compile(r"^(\w+ \d+ [\d:.]+) .*Result of (asyncmon|monitor) operation for mysql on (\w+): (error|not running)",
                    re.MULTILINE)
KILL = 'date +%s.%N; kill -9 "$@" "$(cat /run/mysqld/mysqld.pid)"'
ROUNDS = int(os.environ.get("MMM_ROUNDS", "5"))
IDLE_SECONDS = 30


def seconds_of(stamp):
    """A time of Pacemaker's log, which leaves out the year, in seconds since the epoch."""
    year = datetime.date.today().year
    return datetime.datetime.strptime(f"{year} {stamp}", "%Y %b %d %H:%M:%S.%f").timestamp()


class Mond(ClusterTest):
    lab_arguments = ("--param", "flap_count=0")  # hosts fail more often here than in a life

    def daemon(self, node):
        """Its process id on the node, or None."""
        with contextlib.suppress(LabError):
            return int(self.run_on(node, "pgrep", "-x", "mmm_mond"))
        return None

    def wait_for_daemons(self):
        for node in NODES:
            self.wait_for(f"mmm_mond on {node}", lambda: self.daemon(node))

    def failures(self, node, since):
        """When failures of the server were put on record there, and by which operation."""
        text = self.run_on(node, "cat", PACEMAKER_LOG)
        return [(seconds_of(m[1]), m[2]) for m in RECORD.finditer(text) if m[3] == node and seconds_of(m[1]) > since]

    def kill_server(self, node, *processes):
        """These and the server; the time, by the node's clock, at which that was done."""
        return float(self.run_on(node, "sh", "-c", KILL, "sh", *map(str, processes)))

    def fail_over(self, run, with_daemon):
        """One kill of the writer's server: (milliseconds to the record, milliseconds without writes)."""
        writer, other = self.masters()
        self.wait_for_writes(run, time.time())
        killed = self.kill_server(writer, *([] if with_daemon else [self.daemon(writer)]))
        self.wait(f"writer={other}")
        self.wait_for_writes(run, time.time())
        failures = self.wait_for("a record", lambda: self.failures(writer, killed - 0.01))
        recorded, _ = failures[0]  # a monitor's, when it happened to look right then
        self.assertEqual("asyncmon" in [operation for _, operation in failures], with_daemon)
        interruption = run.interruption(killed)
        self.wait_until_whole()
        self.wait_for_daemons()
        return 1000 * (recorded - killed), interruption

    def rounds(self, count, with_daemon):
        with self.writes() as run:
            seen = [self.fail_over(run, with_daemon) for _ in range(count)]
        self.assert_nothing_lost(run)
        records, interruptions = zip(*seen)
        self.say(f"mmm_mond {'runs' if with_daemon else 'is killed first'}: on record after "
                 f"{' '.join(f'{one:.0f}' for one in records)} ms, without writes for "
                 f"{' '.join(f'{one:.0f}' for one in interruptions)} ms, "
                 f"medians {statistics.median(records):.0f} and {statistics.median(interruptions):.0f} ms")
        return statistics.median(records), statistics.median(interruptions)

    def test_a_killed_server_is_on_record_at_once(self):
        self.wait_for_daemons()
        record, interruption = self.rounds(ROUNDS, True)
        _, without = self.rounds(2, False)
        self.assertLess(record, 150)  # 50 on an idle machine
        self.assertLess(interruption, 2000)  # 700
        self.assertLess(interruption, without)

    def test_a_frozen_server_is_replaced(self):
        self.wait_for_daemons()
        with self.writes() as run:
            writer, other = self.masters()
            self.wait_for_writes(run, time.time())
            frozen = time.time()
            lab("mysqld", writer, "freeze")
            self.wait(f"writer={other}")
            self.wait_for_writes(run, time.time())
            interruption = run.interruption(frozen)
            self.say(f"server frozen: {interruption:.0f} ms without writes")
            self.wait_until_whole()
        self.assert_nothing_lost(run)
        self.assertLess(interruption, 6000)  # 3000 on an idle machine

    def test_a_killed_daemon_comes_back_and_nothing_else_happens(self):
        self.wait_for_daemons()
        writer, _ = self.masters()
        with self.writes() as run:
            began = time.time()
            before = {node: self.daemon(node) for node in NODES}
            for node in NODES:
                self.run_on(node, "kill", "-9", str(before[node]))
            for node in NODES:
                self.wait_for(f"another one on {node}", lambda: self.daemon(node) not in (None, before[node]))
            self.wait_for_writes(run, time.time())
            self.assertEqual([self.failures(node, began) for node in NODES], [[], [], []])
            self.assertLess(run.interruption(began), 1000)
        self.assertEqual(self.masters()[0], writer)
        self.assert_nothing_lost(run)

    def test_a_planned_move_and_a_stop_are_no_failures(self):
        self.wait_for_daemons()
        writer, other = self.masters()
        with self.writes() as run:
            began = time.time()
            self.run_on(writer, "mmm_control", "move_role", "writer", other)
            self.wait_until_whole()
            self.run_on(writer, "pcs", "node", "standby", writer)
            self.wait(f"mysqld={writer}:down")
            self.assertIsNone(self.daemon(writer))
            self.run_on(writer, "pcs", "node", "unstandby", writer)
            self.wait_until_whole()
            self.wait_for_daemons()
            self.assertEqual([self.failures(node, began) for node in NODES], [[], [], []])
        self.assert_nothing_lost(run)

    def test_nothing_is_told_during_maintenance(self):
        self.wait_for_daemons()
        self.run_on("M1", "pcs", "property", "set", "maintenance-mode=true")
        self.addCleanup(self.run_on, "M1", "pcs", "property", "set", "maintenance-mode=false")
        self.wait_for("maintenance", lambda: 'maintenance-mode="true"' in self.run_on(
            "slave1", "crm_mon", "-1", "--output-as=xml", "--include=options"))
        killed = self.kill_server("slave1")
        self.wait_for("a word of it in the log", lambda: "not told, the cluster is in maintenance" in self.run_on(
            "slave1", "cat", PACEMAKER_LOG))
        self.assertEqual(self.failures("slave1", killed), [])
        self.run_on("M1", "pcs", "property", "set", "maintenance-mode=false")
        self.wait("mysqld=slave1:up")
        self.wait_until_whole()
        self.assertEqual([operation for _, operation in self.failures("slave1", killed)], ["monitor"])

    def test_an_idle_daemon_costs_next_to_nothing(self):
        self.wait_until_whole()
        self.wait_for_daemons()
        before = {node: self.usage(node) for node in NODES}
        until = time.monotonic() + IDLE_SECONDS
        self.wait_for("the time to pass", lambda: time.monotonic() > until, IDLE_SECONDS + 5)
        for node in NODES:
            now = self.usage(node)
            self.assertEqual(now[0], before[node][0], "the same process")
            share = (now[1] - before[node][1]) / 1e9 / (now[3] - before[node][3])
            self.say(f"{node}: {100 * share:.3f} % of a processor, {now[4]} KiB resident")
            self.assertLess(share, 0.005)
            self.assertEqual(now[2], before[node][2], "page faults of children: it forked")

    def usage(self, node):
        """Process id, nanoseconds of processor time, page faults of its children, the time, memory."""
        pid = self.daemon(node)
        text = self.run_on(node, "cat", f"/proc/{pid}/schedstat", f"/proc/{pid}/stat", f"/proc/{pid}/status")
        schedule, stat, *status = text.splitlines()
        [resident] = [line.split()[1] for line in status if line.startswith("VmRSS")]
        return pid, int(schedule.split()[0]), stat.rpartition(")")[2].split()[8], time.monotonic(), resident


if __name__ == "__main__":
    import unittest
    unittest.main()
