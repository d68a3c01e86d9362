# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a write log proves: lost, duplicated and unexpected rows, interruptions."""
import unittest

import lab_path  # noqa: F401
import pymysql
from mmmlab import verify, workload, writelog
from mmmlab.base import LabError

HEAD = "# mmm-lab write run=7 rate=100\n"


def ack(seq, ms):
    return f"ack {seq} {ms * 1000} 0 1 900\n"


def log_of(*lines):
    return writelog.parse([HEAD, *lines])


def rows(*seqs, run=7):
    return [{"id": i, "run": run, "seq": s, "server": 1, "at": "x"} for i, s in enumerate(seqs)]


class Parse(unittest.TestCase):
    def test_every_kind(self):
        log = log_of(ack(1, 10), "unknown 2 20000 0 1 (2013, 'Lost connection')\n",
                     "failed 3 30000 0 1 (1290, 'read only')\n", "down - 40000 0 - refused here\n",
                     ack(4, 50), "end - 60000 0 - -\n")
        self.assertEqual(log.run, 7)
        self.assertEqual(set(log.acknowledged), {1, 4})
        self.assertEqual((log.unknown, log.failed), ({2}, {3}))
        self.assertEqual(log.silence_at_end(), 10)

    def test_a_half_written_last_line_does_not_count(self):
        self.assertEqual(set(log_of(ack(1, 10), "ack 2 200").acknowledged), {1})

    def test_nonsense(self):
        for lines in ([], ["something\n"], [HEAD, "ack x\n"]):
            with self.assertRaises(LabError):
                writelog.parse(lines)


class Interruption(unittest.TestCase):
    def test_longest_between_neighbours_in_time(self):
        log = log_of(ack(1, 10), ack(3, 30), ack(2, 20), ack(4, 530), ack(5, 540))
        self.assertEqual(log.interruption(), (500, 3, 4))

    def test_none_with_fewer_than_two(self):
        self.assertEqual(log_of(ack(1, 10)).interruption()[0], 0)
        self.assertEqual(log_of().interruption()[0], 0)


class Compare(unittest.TestCase):
    def setUp(self):
        self.log = log_of(ack(1, 1), ack(2, 2), ack(3, 3), "unknown 4 4000 0 1 lost\n",
                          "failed 5 5000 0 1 refused\n")

    def test_all_well(self):
        found = writelog.compare(self.log, [3, 1, 2])
        self.assertEqual((found.rows, found.lost, found.duplicated, found.unexpected),
                         (3, set(), set(), set()))

    def test_lost(self):
        self.assertEqual(writelog.compare(self.log, [1, 3]).lost, {2})

    def test_duplicated(self):
        self.assertEqual(writelog.compare(self.log, [1, 2, 2, 3]).duplicated, {2})

    def test_an_unknown_one_may_be_there(self):
        self.assertEqual(writelog.compare(self.log, [1, 2, 3, 4]).unexpected, set())

    def test_a_refused_or_unsent_one_may_not(self):
        self.assertEqual(writelog.compare(self.log, [1, 2, 3, 5, 9]).unexpected, {5, 9})


class Report(unittest.TestCase):
    def setUp(self):
        self.log = log_of(ack(1, 10), ack(2, 20), ack(3, 320))

    def report(self, tables, **options):
        lines, wrong = verify.report(self.log, tables, [], **options)
        return lines[-1], wrong

    def test_all_well(self):
        last, wrong = self.report({"M1": rows(1, 2, 3), "M2": rows(1, 2, 3)})
        self.assertEqual(last, "acknowledged 3, lost 0, duplicated 0, longest interruption 300 ms")
        self.assertEqual(wrong, [])

    def test_lost_on_the_writer(self):
        last, wrong = self.report({"M1": rows(1, 3), "M2": rows(1, 3)}, writer="M1")
        self.assertIn("lost 1,", last)
        self.assertEqual(wrong, ["1 acknowledged writes lost"])

    def test_missing_on_a_replica_only_is_a_difference(self):
        last, wrong = self.report({"M1": rows(1, 2, 3), "M2": rows(1)}, writer="M1")
        self.assertIn("lost 0,", last)
        self.assertEqual(wrong, ["the servers differ"])

    def test_without_a_writer_lost_is_what_no_server_has(self):
        last, wrong = self.report({"M1": rows(1, 2), "M2": rows(1)})
        self.assertIn("lost 1,", last)
        self.assertEqual(wrong, ["1 acknowledged writes lost", "the servers differ"])

    def test_rows_of_another_run_do_not_count(self):
        tables = {"M1": rows(1, 2, 3) + rows(1, 2, run=6)}
        self.assertIn("duplicated 0,", self.report(tables)[0])

    def test_duplicates_anywhere_count(self):
        last, wrong = self.report({"M1": rows(1, 2, 3), "M2": rows(1, 2, 3, 3)}, writer="M1")
        self.assertIn("duplicated 1,", last)
        self.assertEqual(wrong, ["1 writes duplicated", "the servers differ"])


class Outcome(unittest.TestCase):
    def test_only_a_refusal_by_the_server_is_certain(self):
        error = pymysql.err.OperationalError
        for certain in (error(1290, "read only"), error(1205, "lock wait")):
            self.assertFalse(workload.uncertain(certain))
        for doubtful in (error(2013, "lost"), error(1927, "killed"), error(1053, "shutdown"), error(1598, "binary log"),
                         pymysql.err.InterfaceError(0, ""), ConnectionResetError(104, "reset"),
                         pymysql.err.InternalError("Packet sequence number wrong")):
            self.assertTrue(workload.uncertain(doubtful), doubtful)


if __name__ == "__main__":
    unittest.main()
