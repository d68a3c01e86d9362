# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A file name stands for one file: traces and log lines name a file without its folder.

The agents are the exception: they are built alike, and their log lines say which agent it is.
"""
import os
import re


def check(tree):
    folders = {}
    for path in tree.matching(r"^(?!tests/).*\.(h|cpp)$"):
        stem = re.sub(r"\.(h|cpp)$", "", os.path.basename(path))
        folders.setdefault(stem, set()).add(os.path.dirname(path))
    return [f"{stem}: a file of this name is in each of {', '.join(sorted(where))}"
            for stem, where in sorted(folders.items()) if len(where) > 1 and not _may_repeat(stem, where)]


def _may_repeat(stem, where):
    return stem in ("main", "metadata") or all(re.fullmatch(r"ocf-agent/(?!runtime)\w+", folder) for folder in where)
