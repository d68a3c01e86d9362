# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What MySQL-MMM answers in a situation and what mmm_control shall: tests/data/mmm-2.2, see its README."""
import dataclasses
import os
import re

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "data", "mmm-2.2")
READERS = re.compile(r"reader\(\d+\.\d+\.\d+\.\d+\)(, reader\(\d+\.\d+\.\d+\.\d+\))*")


@dataclasses.dataclass
class Call:
    words: list
    lasting: bool  # its answer may take time
    differences: list
    status: int = 0
    mmm: list = dataclasses.field(default_factory=list)
    ours: list = dataclasses.field(default_factory=list)


def read(situation):
    """section -> calls"""
    sections, call = {}, None
    with open(os.path.join(FOLDER, f"{situation}.txt"), encoding="utf-8") as file:
        for line in (each.rstrip("\n") for each in file):
            if line.startswith("== "):
                calls = sections.setdefault(line[3:], [])
            elif match := re.fullmatch(r"\$(\$?) ?(.*?)(?: ; (.*))?", line):
                call = Call(match[2].split(), bool(match[1]), (match[3] or "").split())
                calls.append(call)
            elif match := re.fullmatch(r"\[(\d+)\]", line):
                call.status = int(match[1])
            elif line and line[0] in " -+":
                _add(call, line[0], [line[1:]] if line[1:] != "<help>" else help_lines())
    return sections


def _add(call, mark, lines):
    call.mmm += lines if mark in " -" else []
    call.ours += lines if mark in " +" else []


def help_lines():
    return read("healthy")["help"][0].ours


def situations():
    return sorted(name.removesuffix(".txt") for name in os.listdir(FOLDER)
                  if name.endswith(".txt") and name != "differences.txt")


def differences():
    """ID -> (what differs, why)"""
    with open(os.path.join(FOLDER, "differences.txt"), encoding="utf-8") as file:
        rows = [line.rstrip("\n").split(" | ") for line in file if not line.startswith("#")]
    return {row[0]: (row[1], row[2]) for row in rows}


def comparable(output):
    """The lines of an answer without what no two clusters have in common."""
    text = re.sub(r"\[last change: \d{4}/\d\d/\d\d \d\d:\d\d:\d\d\]", "[TIME]", output)
    text = READERS.sub("readers", text)
    text = re.sub(r"^mmm_control \d+\.\d+\.\d+$", "mmm_control VERSION", text)
    text = re.sub(r"((?:mysql|rep_threads) +\[TIME\]  ERROR: )(?!Host is not).*", r"\1<words of this project>", text)
    return text.split("\n")[:-1] if text.endswith("\n") else text.split("\n")
