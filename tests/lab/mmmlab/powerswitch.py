# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The power switch: a daemon outside the nodes that boots and kills them.

It listens on a unix socket which every node sees: the out-of-band management network that a
fencing device needs. One request per connection, one line: `COMMAND [NODE]`; the answer is
`ok`, or `ok` and the lines asked for, or `error` and one line why.

  on, off NODE      what a fencing agent asks for: `off` is answered when no process is left, `on` at
                    once, as by a real switch; it is refused for a node that is unplugged
  status NODE, list on, off, paused or unplugged; list has one `NODE STATE` line per node
  plug, unplug NODE what an operator does: unplugged means off until plugged in again, whatever
                    fencing asks for (else a reboot by the cluster would undo `lab power off`);
                    plug is answered when the node has booted
  pause, resume     stop every process of a node and let the same ones go on
  stall, fail, mend what befalls a node's own disk (see disk.py), until the node loses its power
"""
import contextlib
import os
import signal
import socketserver
import subprocess
import sys
import threading

from . import disk, network, procs
from .base import CLEAN_ENV, LabError, wait_until
from .lab import SOURCE_DIR, Lab
from .node import Node
from .topology import CLIENT

BOOT_SECONDS = 30
# What firmware and kernel of a real host take at the very least. One that is back before the fencing that ended it
# was announced hears of it, and shuts its Pacemaker down for good.
FIRMWARE_SECONDS = 3
REBOOT_STATUS = -signal.SIGHUP  # how a pid namespace ends when its init calls reboot(2)


class Machine:
    """One node on the switch. Every change happens under its lock."""

    def __init__(self, lab, name):
        self.lab = lab
        self.node = Node(lab, name)
        self.name = name
        self.lock = threading.Lock()
        self.process = None
        self.unplugged = False
        self.paused = []

    def state(self):
        if self.process is not None and self.process.poll() is None:
            return "paused" if self.paused else "on"
        return "unplugged" if self.unplugged else "off"

    def on(self):
        """Give it power and leave it to boot."""
        if self.unplugged:
            raise LabError(f"{self.name} is unplugged (lab power {self.name} on)")
        later = threading.Timer(FIRMWARE_SECONDS, self._boot_alone)
        later.daemon = True
        later.start()

    def _boot_alone(self):
        with self.lock:
            try:
                if not self.unplugged:
                    self.boot()
            except LabError as error:
                print(error, flush=True)

    def boot(self):
        """Returns when the cluster daemons are started."""
        if self.process is not None and self.process.poll() is None:
            return
        self._remove()
        network.plug_in(self.lab, self.name)
        argv = ["nsenter", f"--net={self.lab.netns_file(self.name)}", "--",
                "unshare", "--mount", "--pid", "--uts", "--ipc", "--fork", "--kill-child", "--",
                "/usr/bin/python3", "-B", os.path.join(SOURCE_DIR, "mmmlab", "nodeinit.py"),
                self.lab.node_path(self.name, "init.json")]
        with open(self.lab.node_path(self.name, "boot.log"), "ab") as log:
            self.process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                            stderr=log, env=CLEAN_ENV, start_new_session=True)
        process = self.process
        guard = threading.Timer(BOOT_SECONDS, process.kill)
        guard.start()
        said = process.stdout.readline().decode(errors="replace").strip()
        guard.cancel()
        process.stdout.close()
        if said != "ready":
            self._remove()
            raise LabError(f"{self.name} does not boot: {said or 'see boot.log'}")
        threading.Thread(target=self._watch, args=(process,), daemon=True).start()

    def off(self):
        """Cut the power; returns when no process of the node is left."""
        pid = self.node.init_pid()
        if pid is not None:
            with procs.holding(pid) as fd:
                if fd is not None and self.node.init_pid() == pid:
                    procs.send(fd, signal.SIGKILL)
        self._remove()

    def _remove(self):
        """Whatever is left of the node goes: processes first, then its network, and with the last process the
        mount of its disk. That its pid 1 is reaped is not awaited: a zombie runs nothing, and one that a killed
        `lab exec` left to the host's init may keep it waiting."""
        disk.end_stall(self.lab, self.name)
        network.unplug(self.lab, self.name)
        disk.power_lost(self.lab, self.name)
        self.paused = []
        self.process = None
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.lab.node_path(self.name, "pid"))

    def _watch(self, process):
        """A node that ends by itself: reboot(2) in it boots it again, as a real one does."""
        self.node.await_end()
        self._end_stall(process)
        status = process.wait()
        with self.lock:
            if self.process is not process:
                return
            try:
                self._remove()
                if status == REBOOT_STATUS:
                    self.boot()
            except LabError as error:
                print(f"{self.name} ended with {status}: {error}", flush=True)

    def _end_stall(self, process):
        """What waits for the disk keeps a node that ends from having ended."""
        with self.lock:
            if self.process is process:
                try:
                    disk.end_stall(self.lab, self.name)
                except LabError as error:
                    print(error, flush=True)

    def plug(self):
        self.unplugged = False
        self.boot()

    def unplug(self):
        self.unplugged = True
        self.off()

    def pause(self):
        """SIGSTOP everything, again and again until nothing new runs. What was stopped before
        (`lab mysqld freeze`) is left out, so that resume does not thaw it."""
        if self.state() != "on":
            raise LabError(f"{self.name} is {self.state()}")

        def probe():
            running = [p for p in self.node.processes() if procs.state(p) not in ("T", "Z", "")]
            for pid in running:
                with procs.holding(pid) as fd:
                    if fd is not None:
                        procs.send(fd, signal.SIGSTOP)
                        self.paused.append(pid)
            return f"{len(running)} processes still run" if running else None
        wait_until(probe, 10, f"pausing {self.name}", 0.02)

    def resume(self):
        if self.state() != "paused":
            raise LabError(f"{self.name} is {self.state()}")
        inside = set(self.node.processes())
        for pid in self.paused:
            if pid in inside:
                os.kill(pid, signal.SIGCONT)
        self.paused = []


class Switch:
    """All machines, and the requests they understand."""

    def __init__(self, lab):
        names = [*lab.topology.names, CLIENT.name]
        self.machines = {name: Machine(lab, name) for name in names}

    def answer(self, request):
        words = request.split()
        if words == ["list"]:
            return [f"{n} {m.state()}" for n, m in self.machines.items() if n != CLIENT.name]
        if len(words) != 2:
            raise LabError(f"cannot read '{request.strip()}'")
        command, name = words
        machine = self.machines.get(name)
        if machine is None:
            raise LabError(f"no node '{name}'")
        if command == "status":
            return [machine.state()]
        action = {"on": machine.on, "off": machine.off, "plug": machine.plug,
                  "unplug": machine.unplug, "pause": machine.pause,
                  "resume": machine.resume, "stall": lambda: disk.stall(machine.node),
                  "fail": lambda: disk.fail(machine.node), "mend": lambda: disk.mend(machine.node)}.get(command)
        if action is None:
            raise LabError(f"no command '{command}'")
        with machine.lock:
            action()
        return []


class Request(socketserver.StreamRequestHandler):
    timeout = 60

    def handle(self):
        try:
            lines = self.server.switch.answer(self.rfile.readline(200).decode(errors="replace"))
            text = "\n".join(["ok", *lines])
        except (LabError, OSError, subprocess.SubprocessError) as error:
            text = f"error {error}"
        try:
            self.wfile.write(f"{text}\n".encode())
        except OSError:
            pass  # the asker was killed meanwhile (it may have asked for its own end)


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 64


def main(name, base):
    lab = Lab(name, base)
    with Server(lab.power_socket, Request) as server:
        server.switch = Switch(lab)
        server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
