# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of programs and clusters that failed are run once more, when the others of their kind are done: on a
machine that is shared, a time limit may be missed by nobody's fault. What passes then is told as unsteady, with the reason."""
import dataclasses

from results import FAILED, PASSED, say

MOST = 4  # more failures than that are no accident


def run(first, run_one):
    """The results, with those of a second try. run_one(result, results) runs that test and appends."""
    failed = [result for result in first if result.outcome == FAILED]
    if len(failed) > MOST:
        return first
    decided = [result for result in first if result.outcome != FAILED]
    for result in failed:
        say(f"once more: {result.name}")
        second = []
        run_one(result, second)
        decided += judge(result, second)
    return decided


def judge(first, second):
    """A test that passes at the second try has passed, and is marked."""
    if not second or any(result.outcome != PASSED for result in second):
        return [first]
    return [dataclasses.replace(first, outcome=PASSED, unsteady=True)]
