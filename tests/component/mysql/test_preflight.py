# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""OCF_CHECK_LEVEL=10: every fault of settings, accounts and topology is named in one run."""
import unittest

from mysql_host import ARGS, DEGRADED, DEGRADED_PROMOTED, GENERIC, PROMOTED, MysqlTest, wait_until


class APreflight(MysqlTest):
    def setUp(self):
        self.m1, self.m2 = self.new_hosts("m1", "m2")

    def start(self):
        for host in (self.m1, self.m2):
            self.do(host, "start")

    def ring(self):
        self.promote(self.m1)
        self.told_of_writer(self.m2, "m1")
        wait_until(lambda: (self.m2.replication() or {}).get("Slave_IO_Running") == "Yes", "m2 follows m1")
        self.monitor(self.m1, PROMOTED, role="Promoted")
        wait_until(lambda: self.m1.replication(), "m1 follows m2")

    def test_of_a_good_set_finds_nothing(self):
        self.start()
        self.ring()
        for host, code, role in ((self.m1, PROMOTED, "Promoted"), (self.m2, 0, "Unpromoted")):
            outcome = self.do(host, "validate-all", level=10)
            self.assertEqual(outcome.log, "")
            self.monitor(host, code, role=role, level=10)

    def test_names_every_fault_in_one_run(self):
        self.m1.configure(server_id=2, log_slave_updates=0, gtid_strict_mode=0, auto_increment_offset=2,
                          auto_increment_increment=2, sync_binlog=0, binlog_format="STATEMENT",
                          replicate_ignore_db="tmp")
        self.start()
        self.m1.sql("REVOKE READ_ONLY ADMIN, CONNECTION ADMIN ON *.* FROM mmm_agent@localhost",
                    "CHANGE MASTER TO MASTER_HOST='192.0.2.70', MASTER_USE_GTID=no")
        expected = ("server_id 2 is used by m2", 'log_slave_updates is "OFF"', 'gtid_strict_mode is "OFF"',
                    "auto_increment_offset is 2 here and on m2", "binlog_format is STATEMENT", 'sync_binlog is "0"',
                    'replicate_ignore_db is "tmp"', "lacks privileges: READ_ONLY ADMIN, CONNECTION ADMIN;",
                    "replicates from 192.0.2.70, which is no host's own address", "by file and position")
        outcome = self.do(self.m1, "validate-all", ARGS, *expected, level=10)
        lines = [line for line in outcome.log.splitlines() if "ERROR: m1: " in line]
        self.assertEqual(len(lines), len(expected) + 1, outcome)  # one each, and all of them as the reason
        outcome = self.monitor(self.m1, DEGRADED, *expected, level=10)
        self.assertEqual(outcome.log.count("WARNING: m1: "), len(expected), outcome)
        # Without the level nobody is bothered.
        self.do(self.m1, "validate-all")
        self.monitor(self.m1)

    def test_names_a_missing_binary_log(self):
        self.m1.configure(log_bin=None, log_slave_updates=None, gtid_strict_mode=None)
        self.start()
        self.do(self.m1, "validate-all", ARGS, 'log_bin is "OFF"', "set log_bin in my.cnf", level=10)

    def test_names_an_increment_that_is_too_small(self):
        self.m1.configure(auto_increment_increment=1, auto_increment_offset=1)
        self.start()
        self.do(self.m1, "validate-all", ARGS, "auto_increment_increment is 1 with 2 masters", level=10)

    def test_degrades_a_writer_and_leaves_it_open(self):
        self.m1.configure(sync_binlog=0)
        self.start()
        self.promote(self.m1)
        self.monitor(self.m1, DEGRADED_PROMOTED, 'sync_binlog is "0"', role="Promoted", level=10)
        self.assertEqual(self.m1.value("@@global.read_only"), 0)

    def test_of_one_host_only_is_possible(self):
        self.do(self.m1, "start")
        self.do(self.m1, "validate-all", level=10)

    def test_without_a_server_says_so(self):
        self.do(self.m1, "validate-all", GENERIC, "could not run the preflight", "could not connect", level=10)


if __name__ == "__main__":
    unittest.main()
