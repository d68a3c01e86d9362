# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Keeps the results of all runs, and makes the tables of docs/reliability.md of them."""
import collections
import dataclasses
import json
import os
import re
import statistics
import subprocess

from support.lab_cluster import REPOSITORY

RESULTS = os.path.join(REPOSITORY, "build", "faults", "results.jsonl")
MIX = "random-mix"
DOCUMENT = os.path.join(REPOSITORY, "docs", "reliability.md")
CATALOGUE_HEAD = ("scenario", "runs", "failed", "acknowledged", "lost", "twice", "two writers", "ms without writes: median",
                  "p99", "longest")
RANDOM_HEAD = ("server", "mixes", "failed", "hours", "acknowledged", "lost", "twice", "moves", "samples", "two writers",
               "s without writes: median", "p99", "longest")


def append(run):
    os.makedirs(os.path.dirname(RESULTS), exist_ok=True)
    with open(RESULTS, "a", encoding="utf-8") as file:
        file.write(json.dumps({**dataclasses.asdict(run), "version": version()}) + "\n")


def version():
    """The commit, with a mark when the tree differs from it."""
    done = subprocess.run(["git", "describe", "--always", "--dirty", "--exclude=*"], cwd=REPOSITORY, capture_output=True,
                          text=True, check=False, stdin=subprocess.DEVNULL)
    return done.stdout.strip() or "unknown"


def read():
    with open(RESULTS, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def current(runs):
    """Without those that a later run of the same has outdated: what failed, and has passed since, tells of a fault that is
    mended, and the runs before it of a version that had it. Of mixes, each seed is another scenario."""
    def key(run):
        return run["name"], run["server"], run["seed"] if run["name"] == MIX else None
    failed, passed = {}, {}
    for number, run in enumerate(runs):
        (failed if run["broken"] else passed)[key(run)] = number
    return [run for number, run in enumerate(runs)
            if not passed.get(key(run), -1) > failed.get(key(run), -1) >= number]


def percentile(values, share):
    """The smallest value that so many of them do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-round(share * 100) * len(ordered) // 100) - 1)]


def row(head, *cells):
    return "| " + " | ".join([head, *(str(cell) for cell in cells)]) + " |"


def table(head, rows):
    return "\n".join([row(*head), "|" + "---|" * len(head), *rows])


def total(runs, key):
    return sum(run[key] for run in runs)


def catalogue_table(runs, order):
    """order: names of scenarios; one row for each, of one kind of server."""
    by_name = collections.defaultdict(list)
    for run in runs:
        by_name[run["name"]].append(run)
    rows = []
    for name in order:
        group = by_name.get(name)
        if group:
            gaps = [run["interruption"] for run in group]
            rows.append(row(name, len(group), sum(bool(run["broken"]) for run in group), total(group, "acknowledged"),
                            total(group, "lost"), total(group, "duplicated"), total(group, "two_writers"),
                            round(statistics.median(gaps)), percentile(gaps, 0.99), max(gaps)))
    return table(CATALOGUE_HEAD, rows)


def random_table(runs):
    rows = []
    for server in sorted({run["server"] for run in runs}):
        group = [run for run in runs if run["server"] == server]
        gaps = [run["interruption"] / 1000 for run in group]
        rows.append(row(server, len(group), sum(bool(run["broken"]) for run in group),
                        f"{total(group, 'seconds') / 3600:.1f}", total(group, "acknowledged"), total(group, "lost"),
                        total(group, "duplicated"), total(group, "moves"), total(group, "samples"),
                        total(group, "two_writers"), f"{statistics.median(gaps):.1f}", f"{percentile(gaps, 0.99):.1f}",
                        f"{max(gaps):.1f}"))
    return table(RANDOM_HEAD, rows)


def heading(runs):
    versions = list(dict.fromkeys(run["version"] for run in runs))
    dates = sorted({run["date"] for run in runs})
    return (f"{' to '.join(dict.fromkeys((dates[0], dates[-1])))}, version {' to '.join(dict.fromkeys((versions[0], versions[-1])))}, "
            f"{len(runs)} runs.")


def sections(runs, order):
    """name of a marked section -> its text"""
    found = {}
    chosen = [run for run in runs if run["name"] != MIX]
    for server in sorted({run["server"] for run in chosen}):
        group = [run for run in chosen if run["server"] == server]
        found[f"catalogue {server}"] = f"{heading(group)}\n\n{catalogue_table(group, order)}"
    mixed = [run for run in runs if run["name"] == MIX]
    if mixed:
        found["random"] = f"{heading(mixed)}\n\n{random_table(mixed)}"
    return found


def replace_sections(text, found):
    """The document with the marked sections that there are results of replaced."""
    for name, body in found.items():
        begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
        text, count = re.subn(rf"{re.escape(begin)}.*?{re.escape(end)}", lambda _, b=begin, t=body, e=end: f"{b}\n{t}\n{e}",
                              text, flags=re.DOTALL)
        if count != 1:
            raise ValueError(f"docs/reliability.md has no section {name}")
    return text


def write_document(order):
    with open(DOCUMENT, encoding="utf-8") as file:
        text = file.read()
    text = replace_sections(text, sections(current(read()), order))
    with open(DOCUMENT, "w", encoding="utf-8") as file:
        file.write(text)
