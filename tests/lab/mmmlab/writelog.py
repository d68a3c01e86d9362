# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The log of `lab write` and what it proves. Pure, except for reading the file.

First line: `# mmm-lab write run=RUN rate=N`. Then one line per event, blank separated:
  ack SEQ MONO EPOCH SERVER MICROSECONDS   the server SERVER acknowledged write SEQ, which took so long
  unknown SEQ MONO EPOCH SERVER TEXT       sent, outcome unknown (connection lost in flight)
  failed SEQ MONO EPOCH SERVER TEXT        the server refused it
  down - MONO EPOCH - TEXT                 no connection (written when the text changes)
  end - MONO EPOCH - TEXT                  the run ended in good order
MONO and EPOCH are microseconds of the monotonic and the wall clock when the outcome was known.
"""
import collections
import dataclasses
import re

from .base import LabError

HEADER = re.compile(r"# mmm-lab write run=(\d+) rate=(\S+)")
KINDS = ("ack", "unknown", "failed", "down", "end")


@dataclasses.dataclass
class WriteLog:
    run: int = 0
    acknowledged: dict = dataclasses.field(default_factory=dict)  # seq -> monotonic us
    unknown: set = dataclasses.field(default_factory=set)
    failed: set = dataclasses.field(default_factory=set)
    ended: int = 0

    def interruption(self):
        """(ms, seq before, seq after) of the longest time between two acknowledgements."""
        order = sorted(self.acknowledged.items(), key=lambda item: item[1])
        gaps = [(after[1] - before[1], before[0], after[0])
                for before, after in zip(order, order[1:])]
        longest = max(gaps, default=(0, None, None))
        return longest[0] / 1000, longest[1], longest[2]

    def silence_at_end(self):
        """Milliseconds from the last acknowledgement to the end of the run."""
        if not self.ended or not self.acknowledged:
            return 0.0
        return max(0, self.ended - max(self.acknowledged.values())) / 1000


def parse(lines):
    log = WriteLog()
    lines = iter(lines)
    match = HEADER.match(next(lines, ""))
    if not match:
        raise LabError("this is no log of lab write")
    log.run = int(match[1])
    for number, line in enumerate(lines, 2):
        words = line.split(maxsplit=5)
        if not line.endswith("\n"):
            break  # the writer was killed in the middle of its last line
        if len(words) < 5 or words[0] not in KINDS:
            raise LabError(f"line {number} of the log cannot be read: {line.strip()[:60]}")
        kind, seq, mono = words[0], words[1], int(words[2])
        if kind == "ack":
            log.acknowledged[int(seq)] = mono
        elif kind in ("unknown", "failed"):
            getattr(log, kind).add(int(seq))
        elif kind == "end":
            log.ended = mono
    return log


@dataclasses.dataclass
class Findings:
    """One server's rows against the log."""
    rows: int
    lost: set
    duplicated: set
    unexpected: set


def compare(log, seqs):
    """seqs: the sequence numbers of the run's rows on one server, in any order.

    A row of unknown outcome may be there or not. A row that the server refused, or that nobody
    sent, is unexpected.
    """
    counted = collections.Counter(seqs)
    present = set(counted)
    return Findings(rows=len(seqs), lost=set(log.acknowledged) - present,
                    duplicated={seq for seq, times in counted.items() if times > 1},
                    unexpected=present - set(log.acknowledged) - log.unknown)
