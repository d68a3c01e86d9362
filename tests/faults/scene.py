# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A cluster under writes to which something happens."""
import contextlib
import os
import random
import shutil
import subprocess
import time

from support.lab_cluster import ADDRESSES, PROGRAM, RATE, LabCluster, LabError, Writes, environment

from faults.watched import Watch

FOLDER = os.path.dirname(os.path.realpath(__file__))
STEP = 0.05


class Scene(LabCluster):
    """What a scenario acts on. Before it begins, `writer` and `other` are the masters, and writes flow."""

    def __init__(self, name, server, folder, seed):
        self.lab_name = name
        self.server = server
        self.folder = folder
        self.random = random.Random(seed)
        self.kept_apart = []
        self.notes = []

    def begin(self, rate=RATE):
        self.writer_, self.other = self.masters()
        self.watch = Watch(f"{self.folder}/watch.jsonl", self.environment())
        self.run = Writes(self.folder, rate, self.lab_name)
        self.wait_for("a first acknowledged write", self.run.acknowledged)

    def stop(self):
        for part in ("run", "watch"):
            if hasattr(self, part):
                with contextlib.suppress(Exception):
                    getattr(self, part).stop()

    def note(self, text):
        """Something the reader of the results wants to know."""
        self.notes.append(text)

    # Faults

    def kill(self, node):
        self.lab("mysqld", node, "kill")

    def freeze(self, node):
        self.lab("mysqld", node, "freeze")

    def thaw(self, node):
        with contextlib.suppress(LabError):  # it was ended meanwhile, which is right
            self.lab("mysqld", node, "thaw")

    def power(self, node, word):
        self.lab("power", node, word)

    def own_disk(self, node):
        """The node, which is not the writer, keeps its data on a disk of its own from now on."""
        if not os.path.exists(self.lab_path("nodes", node, "disk.img")):
            self.lab("disk", node, "own", within=180)
            self.wait_back(node)
            self.wait("settled")

    def disk(self, node, word):
        self.lab("disk", node, word)

    def move_to(self, node):
        self.control("move_role", "writer", node)
        self.wait(f"writer={node}")
        self.writes_go_on()

    def net(self, node, *words):
        self.lab("net", node, *words)

    def control(self, *words, node=None):
        return self.run_on(node or self.member(), "mmm_control", *words)

    def signal(self, node, number, *names):
        """To every process of the node with such a program; false when there is none."""
        return self.run_on(node, "sh", "-c", f"pkill -{number} -x '{'|'.join(names)}' && echo met || true").strip() == "met"

    def shell(self, node, text, within=60):
        return self.run_on(node, "sh", "-c", text, within=within)

    def replica_sql(self, node, statement):
        """A statement with the words SLAVE or REPLICA, as the server wants it."""
        self.sql(node, statement.replace("REPLICA", "SLAVE") if self.is_mariadb else statement)

    @property
    def is_mariadb(self):
        return self.server.startswith("mariadb")

    def on_switch(self, script):
        """Rules of nft for frames that pass the switch."""
        done = subprocess.run(["nsenter", f"--net=/run/netns/mmm-lab.{self.lab_name}.switch", "nft", "-f", "-"],
                              input=script, capture_output=True, text=True, check=False, timeout=15)
        if done.returncode:
            raise LabError(f"nft in the switch: {done.stderr.strip()}")

    # Others who are at work

    @contextlib.contextmanager
    def beside(self, *argv):
        """A program that runs meanwhile."""
        with subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              env=self.environment()) as program:
            try:
                yield
            finally:
                program.terminate()

    def session(self, node, statements):
        return self.beside(PROGRAM, "exec", node, "--", "mysql", "-e", statements)

    def connections(self, count):
        return self.beside("/usr/bin/python3", "-B", f"{FOLDER}/clients.py", str(count))

    @contextlib.contextmanager
    def privileged_writers(self, node, count):
        with self.beside("/usr/bin/python3", "-B", f"{FOLDER}/privileged.py", node, str(count)):
            self.wait_for("rows of theirs", lambda: self.sql(node, "SELECT COUNT(*) > 50 FROM app.privileged") == "1")
            yield

    def copy_data(self, source, target):
        """The target gets the source's data, as from a backup; both are replicas. What the agent remembers of the
        target goes."""
        for node in (target, source):
            self.run_on(self.writer_, "pcs", "node", "standby", node)
        for node in (target, source):
            self.wait(f"mysqld={node}:down")
        shutil.rmtree(self.root(target, "/var/lib/mysql"), ignore_errors=True)  # all but the directory itself
        subprocess.run(["cp", "-a", f"{self.root(source, '/var/lib/mysql')}/.", self.root(target, "/var/lib/mysql")],
                       check=True, timeout=120)
        self.shell(target, "rm -f /var/lib/mysql/auto.cnf /run/mmm-ha/*.state; rm -rf /var/lib/mmm-ha/*")
        for node in (source, target):
            self.run_on(self.writer_, "pcs", "node", "unstandby", node)
            self.wait(f"mysqld={node}:up")

    def root(self, node, path):
        """A path of a node as seen from outside."""
        pid = self.lab_file("nodes", node, "pid")
        return f"/proc/{pid}/root{path}"

    def lab_path(self, *parts):
        return os.path.join(os.environ.get("MMM_LAB_DIR") or "/var/tmp/mmm-lab", self.lab_name, *parts)

    def lab_file(self, *parts):
        with open(self.lab_path(*parts), encoding="utf-8") as file:
            return file.read().strip()

    def address(self, node):
        return ADDRESSES[node]

    def assert_replicates(self, node, source):
        self.wait(f"replicates={node}:{source}")

    # Time

    def writes_go_on(self, within=60):
        """Until writes are acknowledged that began now or later."""
        began = time.time()
        self.wait_for("acknowledged writes", lambda: [t for t in self.run.acknowledged() if t > began][20:], within)

    def writes_for(self, seconds):
        """Until writes have been acknowledged for so long."""
        began = time.time()
        self.wait_for(f"{seconds} s of writes", lambda: (self.run.acknowledged() or [0])[-1] > began + seconds,
                      seconds + 60)

    def stays(self, seconds, what, check):
        """Looks all that time whether it stays so."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not check():
                raise LabError(f"{what}: not for {seconds} s")
            time.sleep(STEP)

    def wait_back(self, node, within=120):
        """The host serves again, or is kept apart: then it is rebuilt in the end."""
        self.wait(f"mysqld={node}:up", within)
        verdict = self.wait_for(f"{node} to be judged", lambda: self.verdict_on(node), within)
        if verdict == "AWAITING_RECOVERY":
            self.kept_apart.append(node)
            self.note(f"{node} kept apart: {self.attribute(node, 'mmm-reason-mysql')}")

    def rebuild_kept_apart(self):
        while self.kept_apart:
            self.lab("rebuild", self.kept_apart.pop(), within=300)

    def environment(self):
        return environment(self.lab_name)


__all__ = ["LabError", "Scene"]
