# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Process 1 of a host: gives it a /run and a /var/lib of its own and tools that only note what they are told.

Its arguments are the host's name and pairs: a file, and what it is mounted over.
"""
import os
import shutil
import signal
import socket
import subprocess
import sys


def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True, stdin=subprocess.DEVNULL)


def reap_for_ever():
    """Orphans become ours; without this a server that was killed would stay a zombie."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            signal.sigwait({signal.SIGCHLD})


def main(name, *pairs):
    socket.sethostname(name)
    for directory in ("/run", "/var/lib"):  # what an agent leaves there is this host's alone
        mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", directory)
    os.mkdir("/run/mysqld")
    shutil.chown("/run/mysqld", "mysql", "mysql")
    for source, target in zip(pairs[::2], pairs[1::2]):
        mount("--bind", source, target)
    print("ready", flush=True)
    reap_for_ever()


main(*sys.argv[1:])
