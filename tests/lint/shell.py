# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Shell scripts pass shellcheck."""
import shutil
import subprocess

from tree import Skip


def check(tree):
    tool = shutil.which("shellcheck")
    if not tool:
        raise Skip("shellcheck is not installed")
    return complaints(tool, tree.root, tree.shell())


def complaints(tool, root, paths):
    if not paths:
        return []
    done = subprocess.run([tool, "--format=gcc", *paths], cwd=root, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).splitlines()
