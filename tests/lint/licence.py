# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Each source says under which licence it stands, and each header what it is for."""
import re

LICENCE = "SPDX-License-Identifier: GPL-2.0-or-later"
COPYRIGHT = "SPDX-FileCopyrightText: mmm-ha contributors"
SOURCES = r"(\.(h|cpp|py|sh|cmake|xsl|bats|md)|CMakeLists\.txt)$"


def check(tree):
    findings = []
    for path in sorted({*tree.matching(SOURCES), *tree.python(), *tree.shell()}):
        lines = tree.text(path).split("\n")
        head = "\n".join(lines[:6])
        if not "".join(lines).strip():
            continue
        if LICENCE not in head:
            findings.append(f"{path}: the first lines lack {LICENCE}")
        if path.endswith((".h", ".cpp")) and COPYRIGHT not in head:
            findings.append(f"{path}: the first lines lack {COPYRIGHT}")
        if path.endswith(".h") and not re.match(r"// \w", lines[2] if len(lines) > 2 else ""):
            findings.append(f"{path}: the third line should say what the header is for")
    return findings
