# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the kinds of tests it is told to, and counts. Called by tests/run, which has built all."""
import argparse
import concurrent.futures
import os
import signal
import subprocess
import sys

import again
import ctests
import modules
import sanitizer
from results import FAILED, PASSED, SKIPPED, Result, say, summarise, tell

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
sys.path.append(os.path.join(REPOSITORY, "tests"))
LAB = f"t{os.getpid()}"  # a name of our own: other labs on this machine are left alone
LAB_FOLDER = os.environ.get("MMM_LAB_DIR") or "/var/tmp/mmm-lab"
SANITIZED_STAGE = os.path.join(REPOSITORY, "build", "stage-asan")
# Most of their time they wait.
LABS_AT_ONCE = 2
COMPONENTS_AT_ONCE = 3


def run_modules(paths, only, results, lab=LAB, stage=None):
    """One after the other. Their labs, if they have one, are called `lab`."""
    stage = stage or os.environ.get("MMM_STAGE") or os.path.join(REPOSITORY, "build", "stage")
    environment = {"LAB": lab, "MMM_STAGE": stage, **({"MMM_SANITIZED": "1"} if stage == SANITIZED_STAGE else {})}
    for path in paths:
        try:
            modules.run(path, only, environment, results)
        finally:
            remove_labs(lab)


def run_in_lanes(paths, lanes, only, results):
    """Several modules at once: each lane takes the next one. Their labs are told apart by the lane."""
    waiting = iter(paths)
    with concurrent.futures.ThreadPoolExecutor(lanes) as pool:
        running = [pool.submit(run_modules, waiting, only, results, f"{LAB}{chr(ord('a') + lane)}")
                   for lane in range(lanes)]
        try:
            for lane in running:
                lane.result()
        except BaseException:
            modules.end_all()
            raise


def remove_labs(lab):
    """Take down what a module left up, whether it failed or was interrupted."""
    left = os.listdir(LAB_FOLDER) if os.path.isdir(LAB_FOLDER) else []
    for name in left:
        if name.startswith(lab):
            subprocess.run(["tests/lab/lab", "down"], env={**os.environ, "LAB": name}, check=False)


def unit(only, results, sanitized=False):
    """sanitized: the unit tests themselves run in a build of their own."""
    ctests.run("build/release", ["lint"] if sanitized else ["unit", "lint"], only, os.cpu_count(), results)
    run_modules(modules.find("lab_test"), only, results)


def sanitize_quick(only, results):
    ctests.run("build/fuzz", ["fuzz"], only, 1, results)
    with sanitizer.reports(results):
        ctests.run("build/asan", ["unit"], only, os.cpu_count(), results)


def sanitize(only, results):
    """The programs as well, by themselves and in a cluster."""
    sanitize_quick(only, results)
    if os.geteuid() != 0:
        results.append(Result("sanitize/programs", SKIPPED, 0, "needs root, for namespaces of its own"))
        return
    with sanitizer.reports(results):
        run_modules(modules.find("component"), only, results, stage=SANITIZED_STAGE)
        run_modules(sanitizer.CLUSTER, only, results, stage=SANITIZED_STAGE)


def component(only, results):
    ctests.run("build/release", ["component"], only, 1, results)
    run_modules_twice_if_need_be(modules.find("component"), COMPONENTS_AT_ONCE, only, results)


def faults(only, results):
    """The part of the fault catalogue that is meant for each run."""
    from faults import main as catalogue  # pylint: disable=import-outside-toplevel

    def run(only, results):
        def keep(run):
            results.append(Result(f"faults/{run.name}.{run.server}", FAILED if run.broken else PASSED, run.seconds,
                                  "\n".join([*run.notes, *run.broken])))
            tell(results[-1])
        try:
            catalogue.run_quick(keep, only, LAB)
        finally:
            remove_labs(LAB)
    first = []
    run(only, first)
    results += again.run(first, lambda failed, second: run(failed.name.removeprefix("faults/"), second))


def cluster(only, results):
    run_modules_twice_if_need_be(modules.find("cluster"), LABS_AT_ONCE, only, results)


def run_modules_twice_if_need_be(paths, lanes, only, results):
    """What failed is run again by itself; interrupted, what was run counts."""
    first = []
    try:
        run_in_lanes(paths, lanes, only, first)
    except BaseException:
        results += first
        raise
    results += again.run(first, run_module_again)


def packages(only, results):
    run_modules(modules.find("packages"), only, results)


def run_module_again(failed, results):
    """Only the case that failed, unless it was the set-up of all of them."""
    path = os.path.join("tests", f"{failed.name.split('.')[0]}.py")
    run_modules([path], failed.name if ".test_" in failed.name else None, results)


KINDS = {"unit": unit, "sanitize": sanitize, "sanitize-quick": sanitize_quick, "component": component,
         "cluster": cluster, "faults": faults, "packages": packages, "packages-quick": packages}
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
FOR_ROOT = ("component", "cluster", "faults")


def run_kind(kind, kinds, only, results):
    say(f"== {kind}")
    if kind in FOR_ROOT and os.geteuid() != 0:
        results.append(Result(kind, SKIPPED, 0, "needs root, for namespaces of its own"))
    elif kind == "unit":
        unit(only, results, any(other.startswith("sanitize") for other in kinds))
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
            run_kind(kind, arguments.kinds, arguments.only, results)
    except SystemExit:
        say("interrupted")
        summarise(results)
        raise
    return summarise(results)


sys.exit(main())
