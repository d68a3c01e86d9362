# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the watcher saw (watcher.py), and what it proves. Pure, but for starting and reading it."""
import collections
import contextlib
import itertools
import json
import os
import select
import subprocess

FOLDER = os.path.dirname(os.path.realpath(__file__))
START_SECONDS = 10
SAMPLE_SECONDS = 0.010  # what one sample of two writers stands for
FEWER = 0.020  # samples further apart than this are told


class Watch:
    """The watcher of a lab, at work until stop()."""

    def __init__(self, path, environment):
        self.path = path
        self._process = subprocess.Popen(["/usr/bin/python3", "-B", os.path.join(FOLDER, "watcher.py"), path],
                                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=environment)
        ready = select.select([self._process.stdout], [], [], START_SECONDS)[0]
        if not ready or not self._process.stdout.readline():
            self.stop()
            raise AssertionError(f"the watcher did not start within {START_SECONDS} s")

    def stop(self):
        self._process.terminate()
        try:
            self._process.wait(START_SECONDS)
        finally:
            self._process.kill()
            self._process.stdout.close()

    def spans(self):
        """What was written so far; a last line that is cut short is left out."""
        found = []
        with open(self.path, encoding="utf-8") as file:
            for line in file:
                with contextlib.suppress(ValueError):
                    found.append(json.loads(line))
        return found


def overlaps(spans, key):
    """(key, one node, other node, seconds) for each two nodes of which the same was seen at one time."""
    by_key = collections.defaultdict(list)
    for span in spans:
        by_key[key(span)].append(span)
    found = collections.Counter()
    for name, group in by_key.items():
        group.sort(key=lambda span: span["since"])
        open_spans = []
        for span in group:
            open_spans = [other for other in open_spans if other["until"] > span["since"]]
            for other in open_spans:
                if other["node"] != span["node"]:
                    pair = tuple(sorted((other["node"], span["node"])))
                    found[name, pair] += min(other["until"], span["until"]) - span["since"]
            open_spans.append(span)
    return [(name, *pair, seconds) for (name, pair), seconds in sorted(found.items()) if seconds > 0]


def writable(spans):
    return [span for span in spans if span["kind"] == "server" and span["writable"]]


def two_writers(spans):
    """(node, node, seconds) in which two servers accepted writes."""
    return [(one, other, seconds) for _, one, other, seconds in overlaps(writable(spans), lambda span: "")]


def reachable(spans, address):
    """When servers accepted writes on hosts that had the writer's address."""
    held = [span for span in spans if span["kind"] == "holder" and span["address"] == address]
    return [both for server, holder in itertools.product(writable(spans), held)
            if server["node"] == holder["node"] and (both := intersect(server, holder))]


def reachable_writers(spans, address):
    """As two_writers(), of those that clients could reach."""
    return two_writers(reachable(spans, address))


def intersect(one, other):
    since, until = max(one["since"], other["since"]), min(one["until"], other["until"])
    return {**one, "since": since, "until": until} if until > since else None


def two_holders(spans):
    """(address, node, node, seconds) in which two hosts had an address."""
    return overlaps([span for span in spans if span["kind"] == "holder"], lambda span: span["address"])


def two_answers(spans):
    """(address, MACs) where one question was answered by two hosts."""
    return sorted({(span["address"], tuple(span["macs"])) for span in spans
                   if span["kind"] == "answers" and len(span["macs"]) > 1})


def tenures(spans, address):
    """Whose server clients could write to, in order."""
    return turns(reachable(spans, address))


def openings(spans):
    """Whose server accepted writes, in order, be it without the address: who is deposed right after its promotion
    never had that."""
    return turns(writable(spans))


def turns(spans):
    return [node for node, _ in itertools.groupby(span["node"] for span in sorted(spans, key=lambda span: span["since"]))]


def samples_of(seconds):
    """How many samples a time is."""
    return max(1, round(seconds / SAMPLE_SECONDS)) if seconds > 0 else 0


def rarer_samples(spans):
    """(samples, spans of time whose samples lay more than 20 ms apart, the longest such time in ms)."""
    late = [span["longest"] for span in spans if span["longest"] > FEWER]
    return sum(span["samples"] for span in spans), len(late), 1000 * max(late, default=0.0)
