# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What mmm_control says of the cluster's reasons, of a move beforehand, and of moves that were."""
import contextlib
import json
import re
import subprocess

from cluster import PROGRAM, ClusterTest, lab

LONG = ("CREATE TABLE IF NOT EXISTS app.held (i INT PRIMARY KEY); START TRANSACTION; "
        "INSERT INTO app.held VALUES (UNIX_TIMESTAMP()); SELECT SLEEP(60)")


class Why(ClusterTest):
    def control(self, *arguments, node=None):
        return self.run_on(node or self.member(), "mmm_control", *arguments)

    def why(self, *arguments, node=None):
        return self.control("why", *arguments, node=node).strip().splitlines()

    def assert_says(self, beginning, ending="", node=None):
        """A line of "why" that begins and ends so, as soon as there is one. Which one it was is returned."""
        def find():
            return [line for line in self.why(node=node) if line.startswith(beginning) and line.endswith(ending)]
        return self.wait_for(f"why says {beginning!r} ... {ending!r}", find)[0]

    def next_step(self, line):
        """Does what a line recommends, word for word."""
        self.run_on(self.member(), *line.split(". Next: ")[1].split())

    @contextlib.contextmanager
    def a_long_transaction(self, writer):
        """Open with changes on the writer, and older than the agent's patience with clients."""
        with subprocess.Popen([PROGRAM, "exec", writer, "--", "mysql", "-e", LONG], stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as client:
            try:
                self.wait_for("a transaction of more than 3 s", lambda: self.sql(
                    writer, "SELECT COUNT(*) FROM information_schema.INNODB_TRX "
                    "WHERE trx_rows_modified > 0 AND trx_started < NOW() - INTERVAL 3 SECOND") != "0")
                yield
            finally:
                client.terminate()

    def test_a_healthy_cluster_names_the_writer_and_who_is_next(self):
        writer, other = self.masters()
        # Scores reach the cluster a moment after the hosts are ONLINE.
        self.assert_says(f"writer: {other} would be promoted if {writer} were lost: score ", "it replicates and is not behind")
        lines = self.why()
        self.assertIn(f"writer: {writer} is the writer and has the role writer", lines)
        self.assertEqual(lines[-1], "readers: every host has a reader address")
        self.assertEqual([line for line in lines if line.startswith("cluster:") or ". Next: " in line], [])

    def test_what_an_operator_did_is_named_with_the_command_that_undoes_it(self):
        writer, other = self.masters()
        for command, beginning in (
                (["pcs", "node", "standby", other], f"{other}: is in standby"),
                (["pcs", "node", "maintenance", other], f"{other}: is in maintenance"),
                (["pcs", "property", "set", "maintenance-mode=true"], "cluster: maintenance-mode=true"),
                (["pcs", "resource", "unmanage", "mysql-clone"], "cluster: mysql-clone is unmanaged"),
                (["pcs", "resource", "ban", "mysql-clone", other, "--promoted"],
                 f"{other}: the constraint cli-ban-mysql-clone-on-{other} forbids its promotion"),
                (["crm_resource", "--move", "--resource=mysql-clone", f"--node={writer}", "--promoted", "--force"],
                 f"writer: the constraint cli-prefer-mysql-clone prefers {writer}")):
            with self.subTest(" ".join(command)):
                self.run_on("slave1", *command)
                line = self.assert_says(beginning)
                self.next_step(line)
                self.wait_for(f"{beginning!r} is gone",
                              lambda: not [each for each in self.why() if each.startswith(beginning)])
        self.wait_until_whole()

    def test_fencing_that_is_off_is_told(self):
        self.run_on("M1", "pcs", "property", "set", "stonith-enabled=false")
        self.assert_says("cluster: fencing is off (stonith-enabled=false)")
        self.run_on("M1", "pcs", "property", "set", "stonith-enabled=true")

    def test_a_long_transaction_stops_a_planned_move_and_not_the_writer(self):
        writer, other = self.masters()
        healthy = self.control("plan", "move_role", "writer", other)
        self.assertIn("nothing speaks against it", healthy)
        self.assertRegex(healthy, rf"(?s)on {writer}:\n  1\. .*close for writes.*on {other}:\n  1\. .*open for writes")
        with self.writes() as run, self.a_long_transaction(writer):
            began = run.acknowledged()[-1]
            self.assertIn("has had a transaction with changes open for",
                          self.control("plan", "move_role", "writer", other).split("against it")[1])
            told = self.control("move_role", "writer", other)
            self.assertRegex(told, f"^ERROR: Can't move role 'writer' to host '{other}': on {writer} session \\d+ of root "
                             "has had a transaction with changes open for \\d+ s: .*Nothing was changed")
            self.wait_for_writes(run, began)
            self.assertLess(run.interruption(began), 500)
            self.assert_one_writer(writer)
            self.assertRegex(self.control("move_role", "--now", "writer", other), "^OK: Role .writer. has been moved")
        self.assert_one_writer(other)
        self.assert_nothing_lost(run)

    def test_every_node_tells_who_moved_the_writer(self):
        _, other = self.masters()
        self.control("move_role", "writer", other, node="slave1")
        for node in ("M1", "M2", "slave1"):
            last = self.wait_for(f"the move in the history of {node}", lambda node=node: [
                move for move in json.loads(self.control("history", "--json", "--last", "1", node=node))["moves"]
                if move["to"] == other])[0]
            self.assertEqual((last["who"], last["kind"]), ("root by mmm_control on slave1", "planned"))
            self.assertLess(last["interruption_ms"], 5000)

    def test_without_writer_or_quorum_it_says_why(self):
        writer, other = self.masters()
        self.assertIn(f"'{writer}' is the writer", self.control("promote", "--accept-loss", other))
        account = "'mmm_agent'@'192.168.0.%'"
        self.sql("slave1", f"SET sql_log_bin=0; RENAME USER {account} TO 'hidden'@'192.168.0.%'")
        type(self).broken = True  # the hosts that lose their power stay off
        lab("power", writer, "off")
        self.wait(f"node={writer}:fenced")
        line = self.assert_says(f"{other}: promote failed at ", f"mmm_control promote --accept-loss {other}")
        self.assertIn("the server of slave1 turns the agent away", line)
        self.assertIn("writer: no host is promoted, and none can be. Next: see the lines of the hosts", self.why())
        refused = self.wait_for("a refusal", lambda: re.search(
            "turns the agent away.*To give up what that names: mmm_control promote --accept-loss",
            self.control("promote", other)))
        self.assertTrue(refused)
        told = self.control("promote", "--accept-loss", other)
        self.assertRegex(told, f"(?s)^# '{other}' refused: .*\nOK: Host '{other}' has been promoted")
        self.wait(f"writer={other}")
        self.wait_for("the override in the history", lambda: "override: accepted by root on" in self.control("history"))
        lab("power", "slave1", "off")
        line = self.assert_says("cluster: this part has no quorum (1 of 3 nodes are here; missing: ", node=other)
        self.assertRegex(line, rf"missing: ({writer}, slave1|slave1, {writer})\), so nothing is started or promoted here")


if __name__ == "__main__":
    import unittest
    unittest.main()
