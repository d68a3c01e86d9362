# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The writer is moved by mmm_control while clients write."""
import statistics
import time

from cluster import RATE
from durability import MovesOnAServer, rounds

MOVES = rounds(10)


class Moves:
    def move(self, run):
        """Moves the writer to the other master; gives the milliseconds without writes."""
        writer, other = self.masters()
        began = time.time()
        said = self.run_on(other, "mmm_control", "move_role", "writer", other).strip()
        self.assertEqual(said, f"OK: Role 'writer' has been moved from '{writer}' to '{other}'. "
                               "Now you can wait some time and check new roles info!")
        self.wait("settled")
        self.assert_one_writer(other)
        self.wait_for_writes(run, time.time())
        return run.interruption(began)

    def test_many_in_a_row_lose_nothing(self):
        constraints = self.run_on("M1", "pcs", "constraint", "config", "--full")
        with self.writes() as run:
            took = [self.move(run) for _ in range(MOVES)]
        self.say(f"{self.server}, {RATE} writes/s, ms without writes: " + ", ".join(f"{ms:.0f}" for ms in took))
        self.say(f"median {statistics.median(took):.0f} ms, longest {max(took):.0f} ms")
        self.assert_nothing_lost(run)
        self.assertEqual(self.run_on("M1", "pcs", "constraint", "config", "--full"), constraints)
        self.wait_until_whole()


class MariaDB1011(Moves, MovesOnAServer):
    pass


class MySQL97(Moves, MovesOnAServer):
    server = "mysql-9.7"


if __name__ == "__main__":
    import unittest
    unittest.main()
