# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of clusters get a second try, and that is told."""
import contextlib
import io
import os
import sys
import unittest

sys.path.append(os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "runner"))
# pylint: disable=wrong-import-position
import again
from results import FAILED, PASSED, Result, summarise


class ASecondTry(unittest.TestCase):
    def decide(self, first, second):
        """second: outcome at the second try, by name; what is not there does not run."""
        def run_one(failed, results):
            if failed.name in second:
                results.append(Result(failed.name, second[failed.name]))
        told = io.StringIO()
        with contextlib.redirect_stdout(told):
            results = again.run(first, run_one)
            status = summarise(results)
        return {result.name: (result.outcome, result.unsteady) for result in results}, status, told.getvalue()

    def test_that_passes_is_told_as_unsteady_with_the_reason_of_the_first(self):
        first = [Result("a", PASSED), Result("b", FAILED, 1, "Traceback\nnot within 5 s")]
        results, status, told = self.decide(first, {"b": PASSED})
        self.assertEqual((results, status), ({"a": (PASSED, False), "b": (PASSED, True)}, 0))
        self.assertIn("unsteady: b passed at the second try; at first: not within 5 s", told)

    def test_that_fails_or_does_not_run_stays_a_failure(self):
        first = [Result("a", FAILED, 1, "x"), Result("b", FAILED, 1, "x")]
        results, status, _ = self.decide(first, {"a": FAILED})
        self.assertEqual((results, status), ({"a": (FAILED, False), "b": (FAILED, False)}, 1))

    def test_is_not_given_when_much_has_failed(self):
        first = [Result(str(number), FAILED, 1, "x") for number in range(again.MOST + 1)]
        _, status, told = self.decide(first, {str(number): PASSED for number in range(again.MOST + 1)})
        self.assertEqual(status, 1)
        self.assertNotIn("once more", told)


if __name__ == "__main__":
    unittest.main()
