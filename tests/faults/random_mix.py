# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Mixes of faults, all from one seed: which, where, when, how many at once, and how long."""
import contextlib
import time

from faults.process import PACEMAKER, SERVERS
from faults.scenario import ANY, LOSSLESS, MARIADB, Scenario
from faults.scene import LabError

MOST = 5            # faults in a mix
PAUSES = (0.0, 6.0)  # seconds before the next one
HOLDS = (0.2, 10.0)  # seconds until it is undone
NAMES = "|".join(SERVERS)


def killed(names):
    def begin(scene, node):
        scene.signal(node, "KILL", *names)
        return None
    return begin


def server_killed(scene, node):
    scene.kill(node)


def server_stopped(scene, node):
    scene.signal(node, "TERM", *SERVERS)


def server_frozen(scene, node):
    scene.freeze(node)
    return lambda: scene.thaw(node)


def powered_off(scene, node):
    scene.power(node, "off")
    return lambda: scene.power(node, "on")


def paused(scene, node):
    scene.power(node, "pause")
    return lambda: scene.power(node, "resume")


def cut_off(scene, node):
    scene.net(node, "cut")
    return lambda: scene.net(node, "heal")


def cut_from_another(scene, node):
    other = scene.random.choice([name for name in scene.nodes if name != node])
    scene.net(node, "cut-from", other)
    return lambda: scene.net(node, "heal")


def lossy(scene, node):
    scene.net(node, "loss", str(scene.random.choice((1, 5, 20, 40))))
    return lambda: scene.net(node, "heal")


def slow(scene, node):
    scene.net(node, "delay", str(scene.random.choice((5, 20, 100))))
    return lambda: scene.net(node, "heal")


def replication_cut(scene, node):
    scene.cut_replication(node, *[name for name in scene.nodes if name != node])
    return lambda: scene.heal_replication(node)


def applier_stopped(scene, node):
    """As backup tools do, which start it again: the agent leaves that to them."""
    scene.replica_sql(node, "STOP REPLICA SQL_THREAD")
    return lambda: scene.replica_sql(node, "START REPLICA SQL_THREAD")


def moved(scene, node):
    if node != "slave1":
        scene.control("move_role", "writer", node)


def in_standby(scene, node):
    scene.run_on(scene.member(), "pcs", "node", "standby", node)
    return lambda: scene.run_on(scene.member(), "pcs", "node", "unstandby", node)


def set_offline(scene, node):
    scene.control("set_offline", node)

    def undo():
        scene.wait_for(f"{node} may be set online", lambda: "OK:" in scene.control("set_online", node), 120)
    return undo


def busy(scene, node):
    scene.shell(node, "for i in 1 2 3; do timeout 5 sh -c 'while :; do :; done' >/dev/null 2>&1 & done; true")


# (what, how often it is chosen)
FAULTS = ((server_killed, 6), (server_stopped, 2), (server_frozen, 4), (powered_off, 5), (paused, 2), (cut_off, 4),
          (cut_from_another, 2), (lossy, 2), (slow, 1), (replication_cut, 4), (applier_stopped, 2), (moved, 6),
          (in_standby, 2), (set_offline, 2), (busy, 1), (killed(("corosync",)), 2), (killed(("mmm_mond",)), 2),
          (killed(("pacemaker-contr",)), 1), (killed(("pacemaker-execd",)), 1), (killed(("pacemaker-attrd",)), 1),
          (killed((*PACEMAKER, "corosync")), 1))


def name_of(fault):
    inner = fault.__closure__[0].cell_contents if fault.__closure__ else ()
    return f"killed {'+'.join(inner)}" if inner else fault.__name__.replace("_", " ")


def mix(scene):
    """Several faults that the seed chooses; then all that somebody has to undo is undone."""
    chance = scene.random
    undo_at = []
    for _ in range(chance.randint(1, MOST)):
        pause_until(undo_at, time.monotonic() + chance.uniform(*PAUSES))
        fault = chance.choices([f for f, _ in FAULTS], [weight for _, weight in FAULTS])[0]
        node, hold = chance.choice(scene.nodes), chance.uniform(*HOLDS)
        scene.note(f"{time.strftime('%H:%M:%S')} {node} {name_of(fault)}")
        with contextlib.suppress(LabError):  # what is off or in the middle of something cannot be hurt like that
            undo = fault(scene, node)
            if undo:
                undo_at.append((time.monotonic() + hold, undo))
    pause_until(undo_at, float("inf"))
    for node in scene.nodes:
        restore(scene, node)
    for node in scene.nodes:
        scene.wait_back(node, 180)
    scene.writes_go_on(120)


def pause_until(undo_at, moment):
    """Undoes what is due until then; until all is undone when there is no such moment."""
    while True:
        undo_at.sort(key=lambda entry: entry[0])
        due = min([moment, *(at for at, _ in undo_at[:1])])
        if due == float("inf"):
            return
        time.sleep(max(0.0, due - time.monotonic()))
        if not undo_at or undo_at[0][0] > due:
            return
        with contextlib.suppress(LabError):
            undo_at.pop(0)[1]()


def restore(scene, node):
    """Nothing of ours is in force any more, also where undoing it at its time did not succeed."""
    scene.lab("net", node, "heal")
    for word in ("resume", "on"):
        with contextlib.suppress(LabError):
            scene.power(node, word)
    # Killed on a host that has just been fenced and has not joined yet: nobody but an operator starts them again.
    if not scene.shell(node, "pgrep -x corosync || true").strip():
        scene.power(node, "off")
        scene.power(node, "on")
    scene.heal_replication(node)
    with contextlib.suppress(LabError):
        scene.run_on(scene.member(), "pcs", "node", "unstandby", node)
    if scene.attribute(node, "mmm-admin-mysql") == "offline":
        scene.wait_for(f"{node} may be set online", lambda: "OK:" in scene.control("set_online", node), 120)


RANDOM = Scenario("random-mix", mix, "random", ANY, (MARIADB,), LOSSLESS, 600.0, False, True, False, False)
