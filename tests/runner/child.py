# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""One Python test module in its own process: child.py FD FILE NAME ONLY.

Writes a line of JSON to the descriptor FD as each case begins and ends.
"""
import importlib.util
import json
import os
import signal
import sys
import time
import unittest


class Reporter(unittest.TestResult):
    """Turns unittest's calls into events. A case fails when it, or any part of it, fails."""

    def __init__(self, fd, module):
        super().__init__()
        self._fd = fd
        self._module = module
        self._outcome = None
        self._text = ""
        self._started = None

    def _send(self, **event):
        os.write(self._fd, json.dumps(event).encode() + b"\n")

    def _name(self, test):
        """Where it is and what it is called: cluster/test_walk.TheWriter.test_moves."""
        return f"{self._module}.{test.id().split('.', 1)[-1]}"

    def startTest(self, test):
        super().startTest(test)
        self._outcome, self._text, self._started = "passed", "", time.monotonic()
        self._send(name=self._name(test))

    def stopTest(self, test):
        super().stopTest(test)
        self._send(name=self._name(test), outcome=self._outcome, text=self._text,
                   seconds=time.monotonic() - self._started)
        self._outcome = self._started = None

    def _note(self, test, outcome, text):
        if self._started is None:  # set-up of a class or module: there is no case to end
            self._send(name=f"{self._module}.{test.id()}", outcome=outcome, text=text)
        else:
            self._outcome, self._text = outcome, (self._text + "\n" + text).strip()

    def addError(self, test, err):
        self._note(test, "failed", self._exc_info_to_string(err, test))

    addFailure = addError

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self._note(test, "failed", f"{subtest._subDescription()}\n{self._exc_info_to_string(err, test)}")

    def addSkip(self, test, reason):
        if self._outcome != "failed":
            self._note(test, "skipped", reason)

    def addUnexpectedSuccess(self, test):
        self._note(test, "failed", "was expected to fail, and did not")


def load(path):
    sys.path.insert(0, os.path.dirname(os.path.realpath(path)))
    name = os.path.basename(path).removesuffix(".py")
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return unittest.defaultTestLoader.loadTestsFromModule(module)


def selected(suite, only, name_of):
    """The suite without the cases that do not have `only` in their name."""
    kept = unittest.TestSuite()
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            kept.addTest(selected(test, only, name_of))
        elif only in name_of(test):
            kept.addTest(test)
    return kept


def end_in_order(reporter):
    """Told to end, fail the case under way, let it and its class tear down, and begin no other."""
    def interrupted(_number, _frame):
        reporter.stop()
        raise RuntimeError("interrupted")
    signal.signal(signal.SIGTERM, interrupted)


def main(fd, path, module, only):
    reporter = Reporter(int(fd), module)
    end_in_order(reporter)
    try:
        suite = load(path)
    except unittest.SkipTest as skip:
        reporter._send(name=module, outcome="skipped", text=str(skip))
        return
    selected(suite, only, reporter._name).run(reporter)


main(*sys.argv[1:])
