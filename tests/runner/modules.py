# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs Python test modules, each in a process of its own, so that none can hang or break the rest."""
import glob
import json
import os
import select
import signal
import subprocess
import threading
import time

from results import FAILED, Result, say, tell

FOLDER = os.path.dirname(os.path.realpath(__file__))
CASE_LIMIT = 600  # seconds a case, or what a module does before its first one, may take
GRACE = 30  # seconds to clean up after being told to end

_running = set()
_ended = threading.Event()


def find(folder):
    """The modules of a folder below tests, sorted."""
    return sorted(glob.glob(os.path.join("tests", folder, "**", "test_*.py"), recursive=True))


def run(path, only, environment, results):
    """Runs one module, and tells and appends its results as they come."""
    if _ended.is_set():
        return
    own = []
    log_path = os.path.join("build", "logs", _name(path).replace("/", ".") + ".log")
    os.makedirs(os.path.dirname(log_path), exist_ok=True)
    reader, writer = os.pipe()
    argv = ["/usr/bin/python3", "-B", os.path.join(FOLDER, "child.py"), str(writer), path, _name(path), only or ""]
    with open(log_path, "wb") as log, os.fdopen(reader, "rb") as events:
        child = subprocess.Popen(argv, pass_fds=[writer], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                 env={**os.environ, "PYTHONPATH": "tests", **environment}, start_new_session=True)
        os.close(writer)
        _running.add(child)
        try:
            trouble, last = _follow(events, _name(path), own)
            trouble = trouble or _end_of(child)
            if trouble:
                own.append(Result(last, FAILED, 0, f"{trouble}\n{_tail(log_path)}"))
                tell(own[-1])
        finally:
            results.extend(own)
            _running.discard(child)
            _end(child)
    if any(result.outcome == FAILED for result in own):
        say(f"    what {_name(path)} printed: {log_path}")


def end_all():
    """Ends the modules under way, in other threads too, and lets no other one begin."""
    _ended.set()
    for child in list(_running):
        os.killpg(child.pid, signal.SIGTERM)


def _name(path):
    return os.path.relpath(path, "tests").removesuffix(".py")


def _follow(events, current, results):
    """Read the child's events to their end; say what went wrong, if anything, and in which case."""
    pending = b""
    deadline = time.monotonic() + CASE_LIMIT
    while True:
        if not select.select([events], [], [], max(0.0, deadline - time.monotonic()))[0]:
            return f"not done within {CASE_LIMIT} s", current
        read = os.read(events.fileno(), 65536)
        if not read:
            return None, current
        *lines, pending = (pending + read).split(b"\n")
        for line in lines:
            event = json.loads(line)
            current = event["name"]
            if "outcome" in event:
                results.append(Result(**event))
                tell(results[-1])
        deadline = time.monotonic() + CASE_LIMIT


def _end_of(child):
    try:
        status = child.wait(GRACE)
    except subprocess.TimeoutExpired:
        return "reported its last case and did not end"
    return f"ended with status {status}" if status else None


def _end(child):
    """Nothing of the module stays behind, whichever way it went."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, number)
        except ProcessLookupError:
            break
        try:
            child.wait(GRACE)
        except subprocess.TimeoutExpired:
            continue
    child.wait()


def _tail(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return "".join(file.readlines()[-20:])
