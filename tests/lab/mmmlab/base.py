# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What every part uses: the two errors, waiting with a deadline, running programs."""
import os
import subprocess
import time

CLEAN_ENV = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
}


class LabError(Exception):
    """Something could not be done; the text is the one line the user reads (exit 1)."""


class UsageError(Exception):
    """The command line makes no sense (exit 2)."""


class Deadline:
    """A point in time that several waits share, so that they cannot add up."""

    def __init__(self, seconds):
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self):
        return max(0.0, self._end - time.monotonic())

    def passed(self):
        return self.left() <= 0.0


def wait_until(probe, within, what, interval=0.1):
    """Poll probe() until it returns None, or fail with `what` and its last answer.

    A probe answers None when the condition holds, else a text saying what is the case instead:
    a time-out without that text would leave the reader guessing.
    """
    deadline = within if isinstance(within, Deadline) else Deadline(within)
    while True:
        instead = probe()
        if instead is None:
            return
        if deadline.passed():
            raise LabError(f"{what}: not within {deadline.seconds:g} s: {instead}")
        time.sleep(min(interval, max(0.01, deadline.left())))


def first_line(text):
    """The first line that says something, for messages of one line; servers warn before they fail."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    grave = [line for line in lines if "[Warning]" not in line and "[Note]" not in line]
    return next(iter(grave or lines), "no output")


def run(argv, timeout=60, check=True, env=None, shown=None, **kwargs):
    """Run a program and return the CompletedProcess; failures become one LabError line, which
    shows the command as `shown` (the part of argv that means something to the reader)."""
    shown = " ".join(shown or argv)
    if "input" not in kwargs:
        kwargs["stdin"] = subprocess.DEVNULL
    try:
        done = subprocess.run(argv, capture_output=True, text=True, errors="replace",
                              timeout=timeout, check=False, env=env or CLEAN_ENV, **kwargs)
    except subprocess.TimeoutExpired:
        raise LabError(f"{shown}: no answer within {timeout:g} s") from None
    except OSError as error:
        raise LabError(f"{argv[0]}: {error.strerror}") from None
    if check and done.returncode != 0:
        said = first_line(done.stderr or done.stdout)
        raise LabError(f"{shown}: exit {done.returncode}: {said}")
    return done


def write_file(path, text, mode=0o644):
    """Replace a file as a whole: nobody ever reads half of one."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    temporary = f"{path}.new"
    fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(fd, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), mode)
        file.write(text)
    os.replace(temporary, path)
