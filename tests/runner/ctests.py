# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs what CMake knows as tests, and reads the outcome of each from ctest's JUnit file."""
import os
import re
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree

from results import FAILED, PASSED, SKIPPED, Result, first_line, say, tell


def run(build, labels, only, jobs, results):
    """Runs the tests that have one of the labels; tells those that did not pass, appends all."""
    found = _run(build, labels, only, jobs)
    for result in found:
        if result.outcome != PASSED:
            tell(result)
    passed = sum(result.outcome == PASSED for result in found)
    if found:
        say(f"{passed} of {len(found)} in {build} ({', '.join(labels)}) passed")
    results += found


def _run(build, labels, only, jobs):
    with tempfile.TemporaryDirectory(prefix="mmm-ctest-") as folder:
        report = os.path.join(folder, "junit.xml")
        argv = ["ctest", "--test-dir", build, "--label-regex", f"^({'|'.join(labels)})$", "--quiet",
                "--parallel", str(jobs), "--no-tests=ignore", "--timeout", "300", "--output-junit", report]
        if only:
            argv += ["--tests-regex", re.escape(only)]
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
        if not os.path.exists(report):
            return [] if done.returncode == 0 else [Result(f"ctest in {build}", FAILED, 0, done.stdout + done.stderr)]
        return [_result(case) for case in ElementTree.parse(report).iter("testcase")]


def _result(case):
    name, seconds = case.get("name"), float(case.get("time") or 0)
    output = case.findtext("system-out") or ""
    skipped = case.find("skipped")
    if case.get("status") == "run":
        return Result(name, PASSED, seconds)
    if skipped is not None and skipped.get("message", "").startswith("SKIP_"):
        return Result(name, SKIPPED, seconds, _skip_reason(output))
    what = skipped.get("message") if skipped is not None else ""
    silent = "no output: it crashed, or took too long"
    return Result(name, FAILED, seconds, (what + "\n" + output).strip() or silent)


def _skip_reason(output):
    """Of GoogleTest the line after "...: Skipped", of our scripts the line "skipped: ..."."""
    match = re.search(r": Skipped\n(.+)|^skipped: (.+)", output, re.MULTILINE)
    return (match[1] or match[2]) if match else first_line(output)
