# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The commands of a document, and what they are said to print.

    ```console
    M1# mmm_control show              a command, and the host where it is typed
      M1(192.168.0.65) ...            what it prints
    ...                               any lines
    ```
    <!-- in the lab: reboot M1 -->    what the test does at this place
"""
import dataclasses
import re

# What differs from run to run: addresses that spread by themselves, transactions, times.
VARIABLE = ((r"reader\([^)]*\)(, reader\([^)]*\))*", "readers"), (r"\b\d+-\d+-\d+\b", "GTID"),
            (r"\d{4}[-/]\d\d[-/]\d\d \d\d:\d\d:\d\d", "TIME"))
TOKEN = re.compile(r"^## (?P<heading>[^\n]+)$|^<!-- in the lab: (?P<deed>[^\n]+) -->$|^```console\n(?P<block>.*?)^```$",
                   re.MULTILINE | re.DOTALL)
PROMPT = re.compile(r"(\w+)# (.+)")


@dataclasses.dataclass(frozen=True)
class Command:
    """A command on a host; printed is None where the document shows nothing."""
    host: str
    text: str
    printed: tuple = ()


@dataclasses.dataclass(frozen=True)
class Deed:
    """Something that no command of the document does."""
    name: str


def sections(text):
    """heading -> commands and deeds, in order; only sections that have any."""
    found, heading = {}, ""
    for token in TOKEN.finditer(text):
        if token["heading"]:
            heading = token["heading"]
        elif token["deed"]:
            found.setdefault(heading, []).append(Deed(token["deed"]))
        else:
            found.setdefault(heading, []).extend(commands(token["block"]))
    return found


def commands(block):
    """A line that ends with a backslash goes on in the next one."""
    made = []
    for line in block.replace("\\\n", "").splitlines():
        prompt = PROMPT.fullmatch(line)
        if prompt:
            made.append(Command(prompt[1], prompt[2]))
        elif not made:
            raise ValueError(f"a block begins with output: {line}")
        else:
            made[-1] = dataclasses.replace(made[-1], printed=(*made[-1].printed, line))
    return made


def comparable(lines):
    """Without what differs from run to run."""
    texts = [line.rstrip() for line in lines if line.strip()]
    for pattern, word in VARIABLE:
        texts = [re.sub(pattern, word, text) for text in texts]
    return texts


def is_as_shown(shown, printed):
    """Whether a command printed these lines; where "..." is shown, any."""
    shown, printed = comparable(shown), comparable(printed)
    pattern = "".join(r"(?:.*\n)*" if line == "..." else re.escape(line) + "\n" for line in shown)
    return re.fullmatch(pattern, "".join(line + "\n" for line in printed)) is not None
