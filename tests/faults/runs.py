# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs scenarios in a lab, and judges each run."""
import dataclasses
import os
import shutil
import subprocess
import tempfile
import time
import traceback

from support.lab_cluster import NODES, PROGRAM, REPOSITORY, WRITER_IP, LabError, environment, lab

from faults import evidence, invariants, watched
from faults.scene import Scene

KEPT = os.path.join(REPOSITORY, "build", "faults")
CONVERGE_SECONDS = 300  # a rebuilt host of MySQL executes all that was ever written


@dataclasses.dataclass
class Run:
    """What one run of a scenario came to."""
    name: str
    server: str
    seed: int
    date: str = ""
    seconds: float = 0.0
    broken: list = dataclasses.field(default_factory=list)
    notes: list = dataclasses.field(default_factory=list)
    acknowledged: int = 0
    lost: int = 0
    duplicated: int = 0
    interruption: int = 0      # milliseconds, the longest
    moves: int = 0
    two_writers: int = 0       # samples
    samples: int = 0
    late: int = 0              # spans with samples more than 20 ms apart
    longest_gap: float = 0.0   # milliseconds

    @property
    def told(self):
        return (f"{self.acknowledged} acknowledged, {self.lost} lost, {self.duplicated} twice, {self.interruption} ms "
                f"without writes, moved {self.moves} times, {self.two_writers} of {self.samples} samples with two writers")


class Lane:
    """A lab, and what is run in it one after the other."""

    def __init__(self, name):
        self.name = name
        self._up = None

    def close(self):
        if self._up is not None:
            lab("down", name=self.name)
            self._up = None

    def _prepare(self, server, arguments):
        if self._up != (server, arguments):
            self.close()
            self._up = (server, arguments)
            lab("up", "--server", server, *arguments, within=900, name=self.name)

    def run(self, scenario, server, seed):
        run = Run(scenario.name, server, seed, time.strftime("%Y-%m-%d"))
        folder = tempfile.mkdtemp(prefix="mmm-faults-")
        began = time.monotonic()
        try:
            self._prepare(server, scenario.lab)
            self._play(scenario, Scene(self.name, server, folder, seed), run)
        except (AssertionError, subprocess.SubprocessError, OSError, ValueError, KeyError) as error:
            run.broken.append(f"{type(error).__name__}: {error}")
            with open(os.path.join(folder, "traceback"), "w", encoding="utf-8") as file:
                traceback.print_exc(file=file)
        run.seconds = time.monotonic() - began
        if run.broken:
            self._keep(run, folder)
        if run.broken or scenario.spoils:
            self.close()
        shutil.rmtree(folder)
        return run

    def _play(self, scenario, scene, run):
        scene.wait_until_whole()
        before = evidence.state_of(scene)
        try:
            scene.begin()
            scenario.act(scene)
            self._converge(scene)
        finally:
            scene.stop()
            run.notes = scene.notes
            judge_watch(scene, scenario, run)
        judge(scene, scenario, run, before)

    @staticmethod
    def _converge(scene):
        for node in NODES:
            scene.wait(f"mysqld={node}:up", CONVERGE_SECONDS)
        scene.rebuild_kept_apart()
        for node in NODES:
            scene.wait(f"state={node}:ONLINE", CONVERGE_SECONDS)
        scene.wait("settled", CONVERGE_SECONDS)
        scene.writes_go_on()

    def _keep(self, run, folder):
        """What is needed to find out why."""
        run.notes.append(f"see build/faults/{run.name}.{run.server}.{run.seed}")
        kept = os.path.join(KEPT, f"{run.name}.{run.server}.{run.seed}")
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(folder, kept)
        with open(os.path.join(kept, "nodes.log"), "w", encoding="utf-8") as file:
            for argument in ("status", "logs"):
                subprocess.run([PROGRAM, argument], stdout=file, stderr=file, stdin=subprocess.DEVNULL, check=False,
                               env=environment(self.name), timeout=120)


def judge_watch(scene, scenario, run):
    """What holds at every moment is told even when the scenario broke off."""
    if not hasattr(scene, "watch"):
        return
    spans = scene.watch.spans()
    run.broken += invariants.check_watch(spans, WRITER_IP, scenario.two_by_hand)
    run.two_writers = sum(watched.samples_of(seconds) for _, _, seconds in
                          (watched.reachable_writers(spans, WRITER_IP) if scenario.two_by_hand
                           else watched.two_writers(spans)))
    run.samples, run.late, run.longest_gap = watched.rarer_samples(spans)
    if not run.samples:
        run.broken.append("the watcher saw nothing")


def judge(scene, scenario, run, before):
    verdict = evidence.verify(scene, scene.run.log, NODES)
    after = evidence.state_of(scene)
    writer = scene.writer()
    moves, differing = invariants.new_moves(before.history, after.history)
    run.acknowledged, run.lost, run.duplicated = verdict.acknowledged, verdict.lost, verdict.duplicated
    moved = sum(old != new for old, new in moves.values())  # the same writer may open again
    run.interruption, run.moves = verdict.interruption, moved
    reported = invariants.reported_loss(before.history, after.history)
    run.broken += invariants.check_counts(verdict, reported, "available" not in scenario.lab)
    with open(scene.run.log, encoding="utf-8") as file:
        switches = invariants.server_switches(file)
    if switches > moved:
        run.broken.append(f"I3 acknowledgements changed {switches} times between servers in {moved} moves")
    run.broken += [f"I4 {node} has {text}, which {writer} has not"
                   for node, text in evidence.errant(scene, writer).items()]
    run.broken += invariants.check_hosts(scene.hosts())
    if not scenario.allows(moved):
        run.broken.append(f"I7 the writer moved {moved} times: {sorted(moves.items())}")
    run.broken += invariants.check_left_behind(before, after)
    run.broken += invariants.check_conduct(before, after, scenario, verdict.interruption)
    spans = scene.watch.spans()
    seen = None if scenario.two_by_hand else (watched.tenures(spans, WRITER_IP), watched.openings(spans))
    run.broken += invariants.check_history(moves, differing, (scene.writer_, writer), seen)


__all__ = ["Lane", "LabError", "Run"]
