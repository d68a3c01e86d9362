# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The writer's server is killed under writes, again and again, on every server: in the lossless
profile nothing that was acknowledged is lost, in the available one never more than is reported.
MMM_ROUNDS sets how often."""
import statistics
import time

from cluster import lab
from durability import MovesOnAServer, rounds


class Kills:
    """Of the writer's server, which is back before the next one."""

    usual_rounds = 1

    def test_the_writers_server_is_killed_again_and_again(self):
        interruptions = []
        for number in range(rounds(self.usual_rounds)):
            with self.writes() as run:
                killed, successor = self.kill_writer_under_writes(run)
            acknowledged, lost, duplicated, longest = self.verdict(run, (successor, "slave1"))
            interruptions.append(longest)
            self.assertGreater(acknowledged, 100)
            self.assertEqual(duplicated, 0)
            self.assert_loss_is_accounted_for(killed, lost)
            self.make_whole(killed)
            self.assert_one_writer(successor)
            self.say(f"round {number + 1}: lost {lost}, duplicated {duplicated}, {longest} ms without writes")
        self.say(f"{self.server} {self.profile}, {len(interruptions)} kills: median "
                 f"{statistics.median(interruptions):.0f} ms, longest {max(interruptions)} ms without writes")

    def assert_loss_is_accounted_for(self, _killed, lost):
        self.assertEqual(lost, 0)


class MariaDB1011(Kills, MovesOnAServer):
    usual_rounds = 2


class MariaDB118(Kills, MovesOnAServer):
    server = "mariadb-11.8"


class MySQL97(Kills, MovesOnAServer):
    server = "mysql-9.7"


class MySQL56(Kills, MovesOnAServer):
    """It has no semi-synchronous replication here: the profile can only be the available one."""

    server = "mysql-5.6"
    profile = "available"
    more_arguments = ("--my-cnf", "gtid_mode=ON", "--my-cnf", "enforce_gtid_consistency=1")

    def assert_loss_is_accounted_for(self, killed, lost):
        reported = 0
        if lost:
            self.wait_until_back(killed)
            reported = sum(loss["count"] for loss in self.losses(killed))
        self.assertLessEqual(lost, reported)


class AvailableMariaDB(MovesOnAServer):
    """The writer goes on alone when no replica is left, and dies."""

    profile = "available"

    def test_what_it_acknowledged_alone_is_reported(self):
        writer, other = self.masters()
        with self.writes() as run:
            self.wait_for_writes(run, time.time())
            self.cut_replication(writer, other, "slave1")
            cut = time.time()
            self.wait_for("writes without a replica", lambda: run.acknowledged()[-1] > cut + 4, 20)
            lab("mysqld", writer, "kill")
            self.wait(f"writer={other}")
            self.heal_replication(writer)
            self.wait_for_writes(run, time.time())
        _, lost, duplicated, _ = self.verdict(run, (other, "slave1"))
        self.assertGreater(lost, 100)
        self.assertEqual(duplicated, 0)
        moves = self.run_on(other, "mmm_control", "history")
        self.assertIn(f"{writer} does not answer and may have acknowledged", moves)
        self.wait_until_back(writer)
        reported = self.wait_for("the loss in the history", lambda: [
            loss for loss in self.losses(writer) if loss["fate"] == "quarantined"] and self.losses(writer))
        self.say(f"lost {lost}; reported: {reported}")
        self.assertGreaterEqual(sum(loss["count"] for loss in reported), lost)
        for node in (other, "slave1"):
            self.wait_for(f"the same in the history of {node}", lambda node=node: self.losses(node) == reported)
        type(self).broken = True  # the writer's own rows are for an operator to decide about


if __name__ == "__main__":
    import unittest
    unittest.main()
