# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A file name stands for one file: traces and log lines name a file without its folder."""
import os
import re

# These say the same thing in each agent, which is why they are called the same.
SHARED = {"main", "metadata", "observe", "parameters", "settings", "start", "stop", "monitor", "promote", "demote",
          "notify", "validate_all", "reload_agent"}


def check(tree):
    folders = {}
    for path in tree.cpp():
        stem = re.sub(r"\.(h|cpp)$", "", os.path.basename(path))
        folders.setdefault(stem, set()).add(os.path.dirname(path))
    return [f"{stem}: a file of this name is in each of {', '.join(sorted(where))}"
            for stem, where in sorted(folders.items()) if len(where) > 1 and not _is_shared(stem)]


def _is_shared(stem):
    return stem in SHARED or stem.removesuffix("_test") in SHARED
