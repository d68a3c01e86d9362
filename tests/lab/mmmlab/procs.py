# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Processes by the namespace they live in, and signals that cannot hit a reused pid."""
import contextlib
import os
import select
import signal

from .base import Deadline, LabError, wait_until


def netns_id(file):
    """What identifies the network namespace behind a file in /run/netns; None when gone."""
    try:
        found = os.stat(file)
    except OSError:
        return None
    return (found.st_dev, found.st_ino)


def pids():
    return [int(entry) for entry in os.listdir("/proc") if entry.isdigit()]


def _seen_at(pid):
    """Where in /proc a process is seen. That is at another thread when only the first one has ended, as of a server
    that was killed while it waits for its disk."""
    first = f"/proc/{pid}"
    if netns_id(f"{first}/ns/net") is None:
        with contextlib.suppress(OSError):
            for thread in os.listdir(f"{first}/task"):
                if netns_id(f"{first}/task/{thread}/ns/net"):
                    return f"{first}/task/{thread}"
    return first


def netns_pids(file):
    """Every process in the network namespace."""
    wanted = netns_id(file)
    if wanted is None:
        return []
    return [pid for pid in pids() if netns_id(f"{_seen_at(pid)}/ns/net") == wanted]


def status(pid):
    """The fields of /proc/PID/status; empty when the process is gone."""
    try:
        with open(f"{_seen_at(pid)}/status", encoding="utf-8", errors="replace") as file:
            return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
    except OSError:
        return {}


def state(pid):
    """R, S, D, T (stopped), Z .. or '' when the process is gone."""
    return status(pid).get("State", "")[:1]


def inner_pid(pid):
    """The pid as the process itself sees it (1 for a node's init); None when gone."""
    seen = status(pid).get("NSpid", "").split()
    return int(seen[-1]) if seen else None


def nested(pid):
    """Whether it is in a pid namespace below ours, as a node's processes are and what started the node is not."""
    return len(status(pid).get("NSpid", "").split()) > 1


def command(pid):
    """The argument vector; empty for a zombie or a process that is gone."""
    try:
        with open(f"{_seen_at(pid)}/cmdline", "rb") as file:
            return file.read().decode(errors="replace").rstrip("\0").split("\0")
    except OSError:
        return []


@contextlib.contextmanager
def holding(pid):
    """A pidfd of pid, or None when it is gone: what is signalled is what was looked at."""
    try:
        fd = os.pidfd_open(pid)
    except OSError:
        yield None
        return
    try:
        yield fd
    finally:
        os.close(fd)


def send(fd, sig):
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(fd, sig)


def ended(fd, within):
    """Wait for the process behind a pidfd to end."""
    return bool(select.select([fd], [], [], within)[0])


def _kill_in(file, pid):
    with holding(pid) as fd:
        if fd is not None and netns_id(f"{_seen_at(pid)}/ns/net") == netns_id(file):
            send(fd, signal.SIGKILL)


def kill_nested_in(file):
    """SIGKILL to every process of a node's network namespace; none of them returns to its program after this."""
    for pid in netns_pids(file):
        if nested(pid):
            _kill_in(file, pid)


def kill_all_in(file, within=15):
    """SIGKILL every process of a network namespace until there is none."""
    def probe():
        left = [pid for pid in netns_pids(file) if state(pid) not in ("Z", "")]
        for pid in left:
            _kill_in(file, pid)
        return f"{len(left)} processes are left" if left else None
    wait_until(probe, within, f"ending the processes in {os.path.basename(file)}", 0.02)


def kill_and_wait(pid, sig, within, what):
    """Send a signal and wait until that very process is gone, its zombie included."""
    deadline = Deadline(within)
    with holding(pid) as fd:
        if fd is None:
            return
        send(fd, sig)
        if not ended(fd, deadline.left()):
            raise LabError(f"{what}: process {pid} still runs after {within:g} s")
    wait_until(lambda: "it is a zombie nobody reaps" if state(pid) == "Z" else None,
               max(1, deadline.left()), f"{what}: process {pid}", 0.01)
