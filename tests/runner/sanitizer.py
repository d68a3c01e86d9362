# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the sanitizers found in programs of the preset "asan", whoever started these and wherever."""
import contextlib
import glob
import os

from results import FAILED, PASSED, Result, tell

REPORTS = os.path.join("build", "asan", "reports")  # compiled in, see tests/sanitize/options.cpp.in
CLUSTER = [os.path.join("tests", "cluster", "test_failures.py")]


@contextlib.contextmanager
def reports(results):
    """Tells each report that is there at the end of the block as a failure, whatever the tests said."""
    os.makedirs(REPORTS, exist_ok=True)
    os.chmod(REPORTS, 0o1777)  # pylint: disable=no-member
    for path in glob.glob(os.path.join(REPORTS, "*")):
        os.remove(path)
    before = len(results)
    yield
    found = sorted(glob.glob(os.path.join(REPORTS, "*")))
    for path in found:
        with open(path, encoding="utf-8", errors="replace") as file:
            results.append(Result(f"sanitizer/{os.path.basename(path)}", FAILED, 0, file.read()[:6000]))
        tell(results[-1])
    if not found and len(results) > before:
        results.append(Result("sanitizer/reports", PASSED))
