# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""C++ looks as clang-format 14 leaves it: the version of Debian 12, as others differ in details."""
import re
import shutil
import subprocess

from tree import Skip

WANTED = "14"


def check(tree):
    tool = shutil.which(f"clang-format-{WANTED}") or shutil.which("clang-format")
    if not tool:
        raise Skip("clang-format is not installed")
    said = subprocess.run([tool, "--version"], capture_output=True, text=True, check=True).stdout
    if not re.search(rf"version {WANTED}\.", said):
        raise Skip(f"clang-format {WANTED} is wanted, this is: {said.strip()}")
    return ill_formatted(tool, tree.root, tree.cpp())


def ill_formatted(tool, root, paths):
    """One line per file that clang-format would change."""
    if not paths:
        return []
    done = subprocess.run([tool, "--dry-run", "-Werror", *paths],
                          cwd=root, capture_output=True, text=True, check=False)
    named = re.findall(r"^(\S+?):(\d+):\d+: error:", done.stderr, re.MULTILINE)
    return [f"{path}:{line}: run clang-format -i {path}" for path, line in dict(reversed(named)).items()]
