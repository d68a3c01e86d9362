# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/operations.md explains lines that the programs print, as they print them, and leaves no warning out."""
import re

HANDBOOK = "docs/operations.md"
HEADS = ("line", "it says")
LITERAL = r'"((?:[^"\\\n]|\\.)*)"'
UNSAID = {"ocf-agent/mysql/fault_point.cpp"}  # only tests make it speak
WORDS = 3  # a warning of fewer words of ours is another part's message passed on


def check(tree):
    if HANDBOOK not in tree.paths:
        return []
    sources = {path: tree.text(path) for path in tree.cpp() if not path.startswith("tests/")}
    handbook = tree.text(HANDBOOK)
    return unknown_lines(handbook, sources) + unexplained_warnings(handbook, sources)


def explained(handbook):
    """(line number, text) of each line that a table of the handbook explains."""
    told, in_table = [], False
    for number, line in enumerate(handbook.split("\n"), 1):
        cells = [cell.strip() for cell in line.strip().split("|")]
        if len(cells) < 3:
            in_table = False
        elif cells[1] in HEADS:
            in_table = True
        elif in_table:
            told += [(number, text) for text in re.findall(r"`([^`]+)`", cells[1])]
    return told


def literals(text):
    """String literals, those that stand behind each other joined, as the compiler does."""
    joined = re.sub(rf'(?<=[^\\])"\s*\n\s*"', "", text)
    return [re.sub(r"\\(.)", r"\1", literal) for literal in re.findall(LITERAL, joined)]


def unknown_lines(handbook, sources):
    all_text = "\n".join("\n".join(literals(text)) for text in sources.values())
    return [f"{HANDBOOK}:{number}: no program says \"{piece.strip()}\""
            for number, line in explained(handbook) for piece in line.split("…")
            if piece.strip() and piece.strip() not in all_text]


def unexplained_warnings(handbook, sources):
    told = " ".join(text for _, text in explained(handbook))
    findings = []
    for path, text in sorted(sources.items()):
        if path in UNSAID:
            continue
        for call in re.finditer(r"log::(?:warning|error)\(((?:[^;]|;(?=[^\n]))*?)\);\n", text):
            longest = max((piece.strip() for piece in literals(call[1])), key=len, default="")
            if len(longest.split()) >= WORDS and longest not in told:
                number = text.count("\n", 0, call.start()) + 1
                findings.append(f"{path}:{number}: {HANDBOOK} does not explain \"{longest}\"")
    return findings
