# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What tests come to, and how that is told."""
import collections
import dataclasses
import sys

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


@dataclasses.dataclass(frozen=True)
class Result:
    """One test case. The text is why it failed (at first, when it is unsteady) or was skipped."""
    name: str
    outcome: str
    seconds: float = 0.0
    text: str = ""
    unsteady: bool = False  # it passed, but not at first


def say(line):
    print(line + "\n", end="", flush=True)  # in one piece: several may speak at once


def tell(result):
    """One line for a test, and what there is to know of a failure."""
    reason = f": {first_line(result.text)}" if result.outcome == SKIPPED else ""
    say(f"{result.outcome:8} {result.seconds:6.1f} s  {result.name}{reason}")
    if result.outcome == FAILED:
        say("    " + result.text.rstrip().replace("\n", "\n    "))


def first_line(text):
    return next((line.strip() for line in text.splitlines() if line.strip()), "no reason given")


def last_line(text):
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "no reason given")


def summarise(results):
    """Print the skips with their reasons, the failures, and the count; return the exit status."""
    for result in results:
        if result.outcome == SKIPPED:
            say(f"skipped: {result.name}: {first_line(result.text)}")
    for result in results:
        if result.unsteady:
            say(f"unsteady: {result.name} passed at the second try; at first: {last_line(result.text)}")
    for result in results:
        if result.outcome == FAILED:
            say(f"failed: {result.name}")
    count = collections.Counter(result.outcome for result in results)
    if not count[PASSED] + count[FAILED]:
        say("no test ran")
    say(f"{count[PASSED]} passed, {count[FAILED]} failed, {count[SKIPPED]} skipped")
    sys.stdout.flush()
    return 0 if count[PASSED] and not count[FAILED] else 1
