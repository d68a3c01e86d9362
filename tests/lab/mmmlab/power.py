# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Asking the power switch, and starting it."""
import os
import socket
import subprocess

from . import network
from .base import CLEAN_ENV, LabError, wait_until
from .lab import SOURCE_DIR


def ask(lab, *words, within=60):
    """One request to the switch; returns the lines of its answer."""
    lab.topology  # a lab that is not up says so, rather than that its switch is silent
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(within)
            connection.connect(lab.power_socket)
            connection.sendall((" ".join(words) + "\n").encode())
            with connection.makefile(encoding="utf-8") as answer:
                lines = answer.read().splitlines()
    except OSError as error:
        raise LabError(f"the power switch does not answer ({error.strerror or error}); "
                       "lab down, then lab up") from None
    if not lines or lines[0] != "ok":
        raise LabError(f"power switch: {lines[0].removeprefix('error ') if lines else 'no answer'}")
    return lines[1:]


def states(lab):
    """{node: on|off|paused|unplugged}"""
    return dict(line.split(" ", 1) for line in ask(lab, "list"))


def start_switch(lab):
    """Start the daemon in the switch's network namespace, by which `lab down` finds it."""
    os.makedirs(lab.path("power"), exist_ok=True)
    argv = network.in_switch(lab, ["/usr/bin/python3", "-B", "-m", "mmmlab.powerswitch",
                                   lab.name, lab.base])
    env = {**CLEAN_ENV, "PYTHONPATH": SOURCE_DIR}
    with open(lab.path("power.log"), "ab") as log:
        subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env,
                         start_new_session=True)

    def probe():
        try:
            ask(lab, "list", within=2)
        except LabError as error:
            return str(error)
        return None
    wait_until(probe, 10, "starting the power switch", 0.02)
