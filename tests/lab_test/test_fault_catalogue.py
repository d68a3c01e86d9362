# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the fault catalogue proves: the checks see what is broken, and only that."""
import dataclasses
import os
import sys
import unittest

sys.path.append(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
# pylint: disable=wrong-import-position
from faults import evidence, invariants, random_mix, record, watched
from faults.catalogue import AREAS, CATALOGUE
from faults.evidence import State, Verdict


def server(node, since, until, writable=True):
    return {"kind": "server", "node": node, "writable": writable, "since": since, "until": until, "samples": 3, "longest": 0.01}


def holder(node, since, until, address="192.168.0.70"):
    return {"kind": "holder", "node": node, "address": address, "since": since, "until": until, "samples": 3, "longest": 0.03}


def answers(*macs):
    return {"kind": "answers", "address": "192.168.0.70", "macs": list(macs), "since": 0, "until": 1, "samples": 3, "longest": 0}


def history(*moves, losses=()):
    return {"moves": [{"number": n, "from": old, "to": new} for n, old, new in moves], "losses": list(losses)}


class TwoAtOnce(unittest.TestCase):
    def test_servers_that_accept_writes_one_after_the_other_are_right(self):
        self.assertEqual(watched.two_writers([server("M1", 0, 5), server("M2", 5, 9)]), [])

    def test_servers_that_accept_writes_at_once_are_told_with_the_time(self):
        spans = [server("M1", 0, 5), server("M2", 4.5, 9), server("slave1", 0, 9, writable=False)]
        self.assertEqual(watched.two_writers(spans), [("M1", "M2", 0.5)])

    def test_spans_of_one_node_do_not_overlap_with_themselves(self):
        self.assertEqual(watched.two_writers([server("M1", 0, 5), server("M1", 4, 9)]), [])

    def test_an_address_has_one_holder(self):
        self.assertEqual(watched.two_holders([holder("M1", 0, 5), holder("M2", 6, 9)]), [])
        self.assertEqual(watched.two_holders([holder("M1", 0, 5), holder("M2", 3, 9), holder("M2", 0, 9, "192.168.0.71")]),
                         [("192.168.0.70", "M1", "M2", 2)])

    def test_a_server_opened_by_hand_counts_only_with_the_writers_address(self):
        spans = [server("M1", 0, 9), server("M2", 0, 9), holder("M1", 0, 9)]
        self.assertEqual(watched.reachable_writers(spans, "192.168.0.70"), [])
        spans.append(holder("M2", 8, 9))
        self.assertEqual(watched.reachable_writers(spans, "192.168.0.70"), [("M1", "M2", 1)])

    def test_a_writer_is_who_accepts_writes_and_has_the_address(self):
        spans = [server("M1", 0, 3), server("M2", 3, 4), server("M1", 4, 9), holder("M1", 0, 3), holder("M1", 5, 9)]
        self.assertEqual(watched.tenures(spans, "192.168.0.70"), ["M1"])
        spans.append(holder("M2", 3, 4))
        self.assertEqual(watched.tenures(spans, "192.168.0.70"), ["M1", "M2", "M1"])
        self.assertEqual(watched.openings([server("M1", 0, 3), server("M2", 3, 4)]), ["M1", "M2"])

    def test_one_answer_to_a_question_is_right_and_two_are_not(self):
        self.assertEqual(watched.two_answers([answers("a"), answers("b")]), [])
        self.assertEqual(watched.two_answers([answers("a", "b")]), [("192.168.0.70", ("a", "b"))])

    def test_the_check_tells_all_of_it(self):
        broken = invariants.check_watch([server("M1", 0, 5), server("M2", 4, 9), holder("M1", 0, 5), holder("M2", 4, 9),
                                         answers("a", "b")], "192.168.0.70", False)
        self.assertEqual([text.split()[0] for text in broken], ["I2"] * 3)

    def test_rare_samples_are_told(self):
        self.assertEqual(watched.rarer_samples([server("M1", 0, 1), holder("M1", 0, 1)]), (6, 1, 30.0))


class Acknowledgements(unittest.TestCase):
    def test_count_the_changes_of_the_server_in_the_order_of_time(self):
        lines = ["# mmm-lab write run=1 rate=300", "ack 1 100 0 1 900", "ack 3 300 0 2 900", "ack 2 200 0 1 900",
                 "down - 250 0 - gone", "ack 4 400 0 2 900"]
        self.assertEqual(invariants.server_switches(lines), 1)
        self.assertEqual(invariants.server_switches([*lines, "ack 5 350 0 1 900"]), 3)

    def test_a_loss_is_an_error_where_nothing_may_be_lost(self):
        self.assertEqual(invariants.check_counts(Verdict(100, 0, 0, 9), 0, True), [])
        self.assertEqual(invariants.check_counts(Verdict(100, 2, 0, 9), 5, True),
                         ["I1 2 acknowledged writes are lost"])

    def test_a_loss_that_is_reported_is_right_where_the_policy_allows_it(self):
        lost = Verdict(100, 2, 0, 9)
        self.assertEqual(invariants.check_counts(lost, 2, False), [])
        self.assertEqual(invariants.check_counts(lost, 1, False), ["I1 2 acknowledged writes are lost, and 1 are reported"])

    def test_servers_that_differ_are_told(self):
        self.assertEqual(evidence.other_troubles("lab: 2 acknowledged writes lost; the servers differ\n"), ["the servers differ"])
        self.assertEqual(invariants.check_counts(Verdict(100, 0, 0, 9, "the servers differ"), 0, True), ["I6 the servers differ"])


class TheHistory(unittest.TestCase):
    BEFORE = {"M1": history((1, "", "M1")), "M2": history((1, "", "M1"))}

    def moves(self, **after):
        return invariants.new_moves(self.BEFORE, after)

    def test_of_all_hosts_is_put_together(self):
        moves, differing = self.moves(M1=history((1, "", "M1"), (3, "M2", "M1")), M2=history((2, "M1", "M2"), (3, "M2", "M1")))
        self.assertEqual((moves, differing), ({2: ("M1", "M2"), 3: ("M2", "M1")}, []))

    def test_must_be_the_same_on_all(self):
        _, differing = self.moves(M1=history((2, "M1", "M2")), M2=history((2, "M1", "slave1")))
        self.assertEqual(len(differing), 1)

    def check(self, moves, writer, *tenures):
        return self.check_openings(moves, writer, tenures, tenures)

    def check_openings(self, moves, writer, tenures, openings):
        return invariants.check_history(moves, [], ("M1", writer), (tenures, openings))

    def test_agrees_with_what_was_seen(self):
        self.assertEqual(self.check({2: ("M1", "M2")}, "M2", "M1", "M2"), [])
        self.assertEqual(self.check({}, "M1", "M1"), [])

    def test_may_tell_of_a_writer_that_never_had_the_address(self):
        moves = {2: ("M1", "M2"), 3: ("M2", "M1")}
        self.assertEqual(self.check_openings(moves, "M1", ["M1"], ["M1", "M2", "M1"]), [])
        self.assertEqual(len(self.check_openings(moves, "M1", ["M1"], ["M1"])), 1)

    def test_that_hides_a_move_is_told(self):
        self.assertEqual(len(self.check({}, "M1", "M1", "M2", "M1")), 1)
        self.assertEqual(len(self.check({}, "M2")), 1)
        self.assertEqual(len(self.check({2: ("M1", "M2"), 4: ("M1", "M2")}, "M2")), 1)

    def test_reports_each_loss_once(self):
        loss = {"host": "M1", "transactions": "0-1-5", "count": 3}
        after = {node: history(losses=[loss]) for node in ("M1", "M2")}
        self.assertEqual(invariants.reported_loss(self.BEFORE, after), 3)
        self.assertEqual(invariants.reported_loss(after, after), 0)


class LeftBehind(unittest.TestCase):
    def test_what_is_new_or_missing_is_told(self):
        kept, gone, new = ("rsc_location", ("id", "a")), ("nvpair", ("id", "b")), ("rsc_location", ("id", "c"))
        before = State({"constraints": {kept, gone}}, {"M1": ["mmm-state-mysql"]})
        after = State({"constraints": {kept, new}}, {"M1": ["mmm-state-mysql", "mmm-odd"]})
        self.assertEqual(invariants.check_left_behind(before, before), [])
        self.assertEqual(len(invariants.check_left_behind(before, after)), 3)


class Conduct(unittest.TestCase):
    def test_time_outs_and_crashes_and_long_waits_are_told(self):
        strict = next(entry for entry in CATALOGUE if not entry.timeouts)
        self.assertEqual(invariants.check_conduct(State(), State(), strict, 0), [])
        self.assertEqual(len(invariants.check_conduct(State(), State(timed_out=1, crashed=1), strict, 10**6)), 2 + 1)
        lenient = dataclasses.replace(strict, timeouts=True)
        self.assertEqual(invariants.check_conduct(State(), State(timed_out=1), lenient, 0), [])

    def test_the_words_of_pacemaker_are_recognised(self):
        self.assertTrue(evidence.TIMED_OUT.search("notice: Result of monitor operation for mysql on M1: Timed Out after 20s"))

    def test_hosts_that_do_not_serve_are_told(self):
        hosts = {"M1": ("master", "ONLINE", ["reader(192.168.0.71)"]), "M2": ("master", "ONLINE", []),
                 "slave1": ("slave", "HARD_OFFLINE", [])}
        self.assertEqual(len(invariants.check_hosts(hosts)), 2)

    def test_mariadbs_state_of_gtids_is_read(self):
        self.assertEqual(evidence.gtid_state("0-1-5,0-2-9,\n1-1-3"), {("0", "1"): 5, ("0", "2"): 9, ("1", "1"): 3})


class TheCatalogue(unittest.TestCase):
    def test_has_a_sentence_and_a_name_of_its_own_for_each(self):
        self.assertEqual(len({entry.name for entry in CATALOGUE}), len(CATALOGUE))
        for entry in CATALOGUE:
            self.assertTrue(entry.about.endswith("."), entry.name)
        self.assertEqual({entry.area for entry in CATALOGUE}, {area.__name__.split(".")[-1] for area in AREAS})

    def test_names_each_mixed_fault(self):
        names = [random_mix.name_of(fault) for fault, _ in random_mix.FAULTS]
        self.assertEqual(len(set(names)), len(names))
        self.assertIn("killed mmm_mond", names)


class TheTables(unittest.TestCase):
    RUN = {"name": "a", "server": "s", "date": "2026-01-02", "version": "v1", "broken": [], "acknowledged": 10, "lost": 0,
           "duplicated": 0, "two_writers": 0, "interruption": 100, "seconds": 3600, "moves": 1, "samples": 5}

    def test_percentiles_are_values_that_occurred(self):
        self.assertEqual(record.percentile([3, 1, 2], 0.99), 3)
        self.assertEqual(record.percentile(list(range(1, 201)), 0.99), 198)

    def test_of_a_scenario_that_passes_again_begin_behind_its_last_failure(self):
        old, failed, new, other = ({"name": name, "server": "s", "seed": 1, "broken": broken}
                                   for name, broken in (("a", []), ("a", ["I1"]), ("a", []), ("b", ["I1"])))
        self.assertEqual(record.current([old, failed, other]), [old, failed, other])
        self.assertEqual(record.current([old, failed, other, new]), [other, new])

    def test_have_a_row_for_each_scenario_that_ran(self):
        text = record.catalogue_table([self.RUN, {**self.RUN, "interruption": 300, "broken": ["I1"]}], ["a", "b"])
        self.assertEqual(text.splitlines()[2:], ["| a | 2 | 1 | 20 | 0 | 0 | 0 | 200 | 300 | 300 |"])

    def test_replace_only_their_sections(self):
        text = "x\n<!-- random: begin -->\nold\n<!-- random: end -->\ny"
        self.assertEqual(record.replace_sections(text, {"random": "new"}), text.replace("old", "new"))
        with self.assertRaises(ValueError):
            record.replace_sections("x", {"random": "new"})


if __name__ == "__main__":
    unittest.main()
