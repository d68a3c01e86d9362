# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The programs as a package would install them (build/stage, filled by tests/build)."""
import os
import subprocess
import unittest

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
STAGE = os.environ.get("MMM_STAGE") or os.path.join(REPOSITORY, "build", "stage")
RESOURCE_DIR = "/usr/lib/ocf/resource.d"
CLEAN_ENV = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"}

# A reason to leave out what is not so of programs with sanitizers in them: their libraries, their speed.
SANITIZED = "built with sanitizers" if os.environ.get("MMM_SANITIZED") else ""

# In a mount namespace of its own, so that the machine itself never has our agents installed.
_INSTALLED = ["unshare", "--mount", "--propagation", "private", "--",
              "sh", "-c", 'mount --bind "$1" "$2" && shift 2 && exec "$@"',
              "sh", os.path.join(STAGE, RESOURCE_DIR.lstrip("/")), RESOURCE_DIR]


def path(installed):
    """Where a file that is installed as `installed` is in the stage."""
    return os.path.join(STAGE, installed.lstrip("/"))


def agents():
    """Names of our agents in the stage."""
    folder = path(os.path.join(RESOURCE_DIR, "mmm"))
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def run(argv, **kwargs):
    """Runs a program with a bare environment and gives its CompletedProcess."""
    kwargs.setdefault("env", CLEAN_ENV)
    if "input" not in kwargs:
        kwargs.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.run(argv, capture_output=True, text=True, check=False, timeout=60, **kwargs)


def run_with_agents_installed(argv):
    """The same, seeing our agents, and only those, as installed. Skips the test if not root."""
    if os.geteuid() != 0:
        raise unittest.SkipTest("only root can mount the agents where the cluster looks for them")
    return run(_INSTALLED + argv)
