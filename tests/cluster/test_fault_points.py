# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The agent is killed between every two steps of a promotion and of a demotion, under writes. The
cluster ends whole by itself, with one writer and nothing lost."""
import contextlib
import time

from cluster import NODES, LabError
from durability import MovesOnAServer

FAULT = "/run/mmm-ha/mysql-mysql.fault"


class FaultPoints(MovesOnAServer):
    def arm(self, node, place):
        self.run_on(node, "sh", "-c", f"echo {place} > {FAULT}")

    def fired(self, node):
        """Whether the agent met the place; disarmed otherwise."""
        try:
            self.run_on(node, "rm", FAULT)
        except LabError:
            return True
        return False

    def move_through(self, action, step):
        """A planned move whose demotion or promotion is ended before its step. False when there is
        no such step."""
        writer, other = self.masters()
        victim = writer if action == "demote" else other
        self.arm(victim, f"{action}:{step}")
        with self.writes() as run:
            # It may say that the move failed, or be done on the second try.
            with contextlib.suppress(LabError):
                self.run_on(other, "mmm_control", "move_role", "writer", other)
            fired = self.fired(victim)
            began = time.time()
            for node in NODES:
                self.wait_until_back(node)
            self.wait_until_whole()
            self.wait_for_writes(run, time.time())
        self.say(f"{action} ended before step {step}: {'' if fired else 'no such step; '}"
                 f"whole again after {time.time() - began:.1f} s, writer {self.writer()}")
        self.assert_one_writer(self.writer())
        self.assert_all_alike(run)
        return fired

    def move_through_all(self, action):
        step = 0
        while self.move_through(action, step):
            step += 1
        self.assertGreaterEqual(step, 3)

    def test_a_promotion_that_is_killed(self):
        self.move_through_all("promote")

    def test_a_demotion_that_is_killed(self):
        self.move_through_all("demote")


if __name__ == "__main__":
    import unittest
    unittest.main()
