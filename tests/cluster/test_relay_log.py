# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a replica acknowledged is in its relay log: it is applied before the replica opens, also
after a restart, and also when another replica has it."""
import time

from cluster import lab
from durability import MovesOnAServer


class Salvage:
    """Only the candidate has what was acknowledged last, unapplied, and it is restarted."""

    def test_an_unapplied_relay_log_outlasts_a_restart(self):
        writer, other = self.masters()
        with self.writes() as run:
            self.wait_for_writes(run, time.time())
            self.cut_replication("slave1", writer)
            self.applier(other, "STOP")
            stopped = time.time()
            self.wait_for("writes that nobody applies", lambda: run.acknowledged()[-1] > stopped + 3, 20)
            # Nothing is acknowledged any more from here on: no replica is left.
            lab("mysqld", other, "stop")
            lab("power", writer, "off")
            self.wait(f"node={writer}:fenced")
        lab("mysqld", other, "start")
        self.wait(f"writer={other}", within=90)
        self.heal_replication("slave1")
        self.assert_replicates("slave1", other)
        self.assert_all_alike(run, (other, "slave1"))
        lab("power", writer, "on")
        self.make_whole(writer)
        self.assert_all_alike(run)


class MariaDBRecovering(Salvage, MovesOnAServer):
    more_arguments = ("--my-cnf", "relay_log_recovery=1")


class MariaDBNotRecovering(Salvage, MovesOnAServer):
    more_arguments = ("--my-cnf", "relay_log_recovery=0")


class MySQLRecovering(Salvage, MovesOnAServer):
    server = "mysql-9.7"
    more_arguments = ("--my-cnf", "relay_log_recovery=1")


class MySQLNotRecovering(Salvage, MovesOnAServer):
    server = "mysql-9.7"
    more_arguments = ("--my-cnf", "relay_log_recovery=0")


class CatchUp:
    """The candidate stopped receiving, slave1 acknowledged, the writer dies."""

    def test_the_candidate_catches_up_from_the_slave_before_it_opens(self):
        writer, other = self.masters()
        with self.writes() as run:
            self.wait_for_writes(run, time.time())
            self.cut_replication(other, writer)
            cut = time.time()
            self.wait_for("5 s of writes", lambda: run.acknowledged()[-1] > cut + 5, 20)
            lab("power", writer, "off")
            self.wait(f"writer={other}")
            self.wait_for_writes(run, time.time())
        self.assert_replicates("slave1", other)
        self.assert_all_alike(run, (other, "slave1"))
        self.heal_replication(other)
        lab("power", writer, "on")
        self.make_whole(writer)
        self.assert_all_alike(run)


class MariaDBCatchUp(CatchUp, MovesOnAServer):
    pass


class MySQLCatchUp(CatchUp, MovesOnAServer):
    server = "mysql-9.7"


if __name__ == "__main__":
    import unittest
    unittest.main()
