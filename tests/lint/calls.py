# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs are started by argument list: nothing calls a shell, and nothing searches PATH."""
import re

SOURCES = r"^(lib|ocf-agent|mmm-compat|snmp|stonith)/.*\.(cpp|h)$"
CALL = re.compile(r"(?<![\w.>])(system|popen|execlp|execvp|execvpe|posix_spawnp|wordexp)\s*\(|\"(?:/usr)?/bin/(sh|bash)\"")


def check(tree):
    findings = []
    for path in tree.matching(SOURCES):
        for number, line in enumerate(tree.text(path).split("\n"), 1):
            match = CALL.search(line.split("//")[0])
            if match:
                findings.append(f"{path}:{number}: {match[0]}: start programs by run_program(), without a shell")
    return findings
