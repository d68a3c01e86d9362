# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Network faults: what is broken stands in one file, and the switch is made to match it.

Cuts and loss are rules on the switch's bridge, so the node itself sees a link that is up.
"""
import contextlib
import fcntl
import json
import os
import subprocess

from . import network, power, procs
from .base import CLEAN_ENV, LabError, UsageError, run, wait_until, write_file
from .lab import SOURCE_DIR
from .topology import CLIENT

EFFECT_SECONDS = 10


def _read(lab):
    try:
        with open(lab.path("net.json"), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return {"cut": [], "cut_from": [], "loss": {}, "delay": {}}


@contextlib.contextmanager
def _changing(lab):
    """The faults, to be changed; then the switch gets all of them at once."""
    with open(lab.path("net.lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        faults = _read(lab)
        yield faults
        run(network.in_switch(lab, ["nft", "-f", "-"]), input=rules(faults))
        write_file(lab.path("net.json"), json.dumps(faults) + "\n")


def rules(faults):
    """The nft script for a set of faults. Pure. A delayed host is known on the switch's bridge
    by the relay's end of its cable."""
    def port(name):
        far_end = network.delayed_port if name in faults["delay"] else network.port
        return f'"{far_end(name)}"'

    lines = ["type filter hook forward priority 0; policy accept;"]
    for name in faults["cut"]:
        lines += [f"{side} {port(name)} drop" for side in ("iifname", "oifname")]
    for one, other in faults["cut_from"]:
        lines += [f"iifname {port(a)} oifname {port(b)} drop"
                  for a, b in ((one, other), (other, one))]
    for name, percent in faults["loss"].items():
        share = f"numgen random mod 10000 < {round(percent * 100)} drop"
        lines += [f"{side} {port(name)} {share}" for side in ("iifname", "oifname")]
    body = "\n  ".join(lines)
    return ("add table bridge lab\ndelete table bridge lab\n"
            f"table bridge lab {{\n chain faults {{\n  {body}\n }}\n}}\n")


def _relay_pids(lab, name):
    return [pid for pid in procs.netns_pids(lab.netns_file("switch"))
            if procs.command(pid)[2:5] == [os.path.join(SOURCE_DIR, "mmmlab", "relay.py"),
                                           f"t-{name}", network.delayed_port(name)]]


def _remove_relay(lab, name):
    for pid in _relay_pids(lab, name):
        procs.kill_and_wait(pid, 9, 5, "ending the delay relay")
    if network.exists(lab, network.port(name)):
        network.ip(lab, "switch", "link", "set", network.port(name), "master", lab.bridge)
    network.ip(lab, "switch", "link", "del", network.cable_bridge(name), check=False)


def _insert_relay(lab, name, milliseconds):
    """port - small bridge - TAP - relay - TAP - the switch's bridge. Bridges at both ends,
    because a TAP hands out frames as they go over a wire (segmented, with checksums)."""
    cable, near, far = network.cable_bridge(name), f"t-{name}", network.delayed_port(name)
    network.ip(lab, "switch", "link", "add", cable, "type", "bridge",
               "forward_delay", "0", "stp_state", "0", "mcast_snooping", "0")
    argv = ["/usr/bin/python3", "-B", os.path.join(SOURCE_DIR, "mmmlab", "relay.py"), near, far,
            str(milliseconds)]
    with open(lab.path("relay.log"), "ab") as log:
        subprocess.Popen(network.in_switch(lab, argv), stdin=subprocess.DEVNULL, stdout=log,
                         stderr=log, env=CLEAN_ENV, start_new_session=True)
    wait_until(lambda: None if network.exists(lab, near) and network.exists(lab, far)
               else "it has no devices", 5, "starting the delay relay", 0.02)
    network.ip(lab, "switch", "link", "set", far, "master", lab.bridge, "up")
    network.ip(lab, "switch", "link", "set", near, "master", cable, "up")
    network.ip(lab, "switch", "link", "set", cable, "up")
    if network.exists(lab, network.port(name)):
        network.ip(lab, "switch", "link", "set", network.port(name), "master", cable)


def _is_on(lab, name):
    return power.states(lab)[name] in ("on", "paused")


def _expect(lab, source, target, answers, what):
    """Check the effect where it counts: with pings between two hosts that are on."""
    address = network.host_named(lab, target).ip

    def probe():
        try:
            received, _ = network.ping(lab, source, address, 1 if answers else 2)
        except LabError as error:  # it was fenced meanwhile, and boots
            return str(error)
        if bool(received) == answers:
            return None
        return f"{source} {'gets an' if received else 'gets no'} answer from {target}"
    wait_until(probe, EFFECT_SECONDS, what, 0.05)


def cut(lab, name):
    with _changing(lab) as faults:
        faults["cut"] = sorted({*faults["cut"], name})
    if _is_on(lab, name):
        _expect(lab, CLIENT.name, name, False, f"cutting {name}")
        _expect(lab, name, CLIENT.name, False, f"cutting {name}")


def cut_from(lab, name, other):
    if name == other:
        raise UsageError("a node cannot be cut from itself")
    pair = sorted([name, other])
    with _changing(lab) as faults:
        faults["cut_from"] = [*(p for p in faults["cut_from"] if p != pair), pair]
    if _is_on(lab, name) and _is_on(lab, other):
        _expect(lab, name, other, False, f"cutting {name} from {other}")


def loss(lab, name, percent):
    if not 0 <= percent <= 100:
        raise UsageError("loss is 0 to 100 percent")
    with _changing(lab) as faults:
        faults["loss"].pop(name, None)
        if percent:
            faults["loss"][name] = percent
    if not percent or not _is_on(lab, name):
        return
    address = network.host_named(lab, name).ip

    def probe():
        received, _ = network.ping(lab, CLIENT.name, address, 100, 0.003, 0.1)
        return "nothing is lost" if received == 100 else None
    # 0.01 % loses one frame in 10000: there the rule itself has to do as proof
    if percent >= 0.5:
        wait_until(probe, EFFECT_SECONDS, f"losing {percent:g} % of {name}", 0.05)


def delay(lab, name, milliseconds):
    if not 0 <= milliseconds <= 10000:
        raise UsageError("delay is 0 to 10000 ms")
    with _changing(lab) as faults:
        _remove_relay(lab, name)
        faults["delay"].pop(name, None)
        if milliseconds:
            _insert_relay(lab, name, milliseconds)
            faults["delay"][name] = milliseconds
    if not _is_on(lab, name):
        return
    address = network.host_named(lab, name).ip

    def probe():
        wait = 1 + 2 * milliseconds / 1000
        received, shortest = network.ping(lab, CLIENT.name, address, 1, wait=wait)
        if not received:
            return f"no answer from {name}"
        return None if shortest >= 2 * milliseconds else f"a round trip takes {shortest} ms"
    if name not in _read(lab)["cut"]:
        wait_until(probe, EFFECT_SECONDS + milliseconds / 500, f"delaying {name}", 0.05)


def heal(lab, name):
    """Undo every fault that NODE is part of."""
    with _changing(lab) as faults:
        if name in faults["delay"]:
            _remove_relay(lab, name)
        faults["cut"] = [n for n in faults["cut"] if n != name]
        faults["cut_from"] = [pair for pair in faults["cut_from"] if name not in pair]
        faults["loss"].pop(name, None)
        faults["delay"].pop(name, None)
        others = [n for n in (*lab.topology.names, CLIENT.name)
                  if n != name and n not in faults["cut"]]
    if not _is_on(lab, name):
        return
    for other in others:
        if other == CLIENT.name or _is_on(lab, other):
            _expect(lab, name, other, True, f"healing {name}")


def describe(lab):
    """One line per fault, for `lab status`."""
    faults = _read(lab)
    return ([f"{n}: cut" for n in faults["cut"]]
            + [f"{a}: cut from {b}" for a, b in faults["cut_from"]]
            + [f"{n}: loses {p:g} %" for n, p in faults["loss"].items()]
            + [f"{n}: delayed by {ms:g} ms" for n, ms in faults["delay"].items()])


def act(lab, name, action, value):
    """One `lab net` command."""
    if action in ("cut", "heal"):
        if value is not None:
            raise UsageError(f"net {action} takes no further word")
        return {"cut": cut, "heal": heal}[action](lab, name)
    if value is None:
        raise UsageError(f"net {action} wants "
                         f"{dict(loss='a percentage', delay='milliseconds').get(action, 'a node')}")
    if action == "cut-from":
        return cut_from(lab, name, lab.topology.find(value).name)
    try:
        number = float(value)
    except ValueError:
        raise UsageError(f"'{value}' is no number") from None
    return {"loss": loss, "delay": delay}[action](lab, name, number)
