# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Nothing of the machine it was written on, and no secret, stands in the repository."""
import re

# In pieces, so that this file does not find itself.
PATTERNS = {
    "a path of one machine": r"(?<![\w.$\{}/])/(" + "wo" + r"rk|ho" + r"me/\w+|Users/\w+|root/\.(?!my\.cnf))\b(?!-)",
    "a private key": "BEGIN [A-Z ]*PRIVATE " + "KEY",
    "an access token": r"\b(AK" + r"IA[0-9A-Z]{16}|gh" + r"[pousr]_[A-Za-z0-9]{30,}|glpat-[\w-]{20,})\b",
}


def check(tree):
    findings = []
    for path in tree.paths:
        for number, line in enumerate(tree.text(path).split("\n"), 1):
            for what, pattern in PATTERNS.items():
                match = re.search(pattern, line)
                if match:
                    findings.append(f"{path}:{number}: {what}: {match[0]}")
    return findings
