# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""One version: that of CMakeLists.txt stands in debian/changelog, the spec of the RPMs and CHANGELOG.md as well."""
import re

PLACES = {
    "CMakeLists.txt": r"^project\([\w-]+ VERSION ([\d.]+)",
    "debian/changelog": r"\A\S+ \(([\d.]+)[^)]*\)",
    "rpm/mmm-ha.spec": r"^Version:\s+([\d.]+)$",
    "CHANGELOG.md": r"^## \[(\d[\d.]*)\]",
}


def check(tree):
    found = {}
    for path, pattern in PLACES.items():
        match = re.search(pattern, tree.text(path), re.MULTILINE) if path in tree.paths else None
        found[path] = match[1] if match else "none"
    if len(set(found.values())) == 1 and "none" not in found.values():
        return []
    return ["versions differ: " + ", ".join(f"{path} has {version}" for path, version in found.items())]
