# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the kinds of tests it is told to, and counts. Called by tests/run, which has built all."""
import argparse
import os
import signal
import subprocess
import sys

import ctests
import modules
from results import SKIPPED, Result, say, summarise

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
LAB = f"t{os.getpid()}"  # a name of our own: other labs on this machine are left alone
LAB_FOLDER = os.environ.get("MMM_LAB_DIR") or "/var/tmp/mmm-lab"


def run_modules(folder, only, results):
    environment = {"LAB": LAB, "MMM_STAGE": os.path.join(REPOSITORY, "build", "stage")}
    for path in modules.find(folder):
        try:
            modules.run(path, only, environment, results)
        finally:
            remove_labs()


def remove_labs():
    """Take down what a module left up, whether it failed or was interrupted."""
    left = os.listdir(LAB_FOLDER) if os.path.isdir(LAB_FOLDER) else []
    for name in left:
        if name.startswith(LAB):
            subprocess.run(["tests/lab/lab", "down"], env={**os.environ, "LAB": name}, check=False)


def unit(only, results):
    ctests.run("build/release", ["unit", "golden", "lint"], only, os.cpu_count(), results)
    run_modules("lab_test", only, results)


def sanitize(only, results):
    ctests.run("build/asan", ["unit"], only, os.cpu_count(), results)


def component(only, results):
    ctests.run("build/release", ["component"], only, 1, results)
    run_modules("component", only, results)


def cluster(only, results):
    run_modules("cluster", only, results)


KINDS = {"unit": unit, "sanitize": sanitize, "component": component, "cluster": cluster}
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
FOR_ROOT = ("component", "cluster")


def run_kind(kind, only, results):
    say(f"== {kind}")
    if kind in FOR_ROOT and os.geteuid() != 0:
        results.append(Result(kind, SKIPPED, 0, "needs root, for namespaces of its own"))
    else:
        KINDS[kind](only, results)


def interrupted(number, _frame):
    for other in ENDING:
        signal.signal(other, signal.SIG_IGN)  # cleaning up takes seconds and is worth them
    raise SystemExit(128 + number)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only")
    parser.add_argument("kinds", nargs="+", choices=KINDS)
    arguments = parser.parse_args()
    for number in ENDING:
        signal.signal(number, interrupted)
    os.chdir(REPOSITORY)
    results = []
    try:
        for kind in arguments.kinds:
            run_kind(kind, arguments.only, results)
    except SystemExit:
        say("interrupted")
        summarise(results)
        raise
    return summarise(results)


sys.exit(main())
