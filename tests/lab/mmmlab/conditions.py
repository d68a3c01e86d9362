# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Conditions for `lab wait`. Each check gets a World and answers None, or what is the case instead."""
from . import cluster, observe
from .base import UsageError, wait_until

POLL_SECONDS = 0.2


def _writer(world):
    """The node with the writer address and a writable server, and a text for when there is none."""
    homes = world.homes(world.topology.writer_ip)
    text = (f"writer address on {' '.join(homes) or 'no node'}, "
            f"writable: {' '.join(world.writable) or 'none'}")
    return (homes[0] if len(homes) == 1 and homes[0] in world.writable else None), text


def _is_writer(world, name):
    writer, text = _writer(world)
    return None if writer == name else text


def _no_writer(world):
    homes = world.homes(world.topology.writer_ip)
    if not homes and not world.writable:
        return None
    return _writer(world)[1]


def _state(world, name, wanted):
    found = world.view.host_state(name) if world.view else None
    return None if found == wanted else f"{name} is {found or 'in no state'}"


def _replicates(world, name, source):
    return None if world.replicates(name) == source else f"{name}: {world.replication_text(name)}"


def _mysqld(world, name, wanted):
    status = world.servers[name].status
    is_down = status in ("down", "held", "off")
    met = status == "up" if wanted == "up" else is_down
    return None if met else f"the server of {name} is {status}"


def _node(world, name, wanted):
    if world.view is None:
        return "no node answers crm_mon"
    found = world.view.node_state(name)
    met = found == wanted or (wanted == "offline" and found == "unclean") or (
        wanted == "fenced" and found == "offline")
    return None if met else f"{name} is {found} (seen from {world.view.seen_from})"


def _quorate(world):
    if world.view is None:
        return "no node answers crm_mon"
    if not (world.view.quorate and world.view.dc):
        return "no partition with quorum and a DC"
    absent = [n for n, s in world.power.items() if s == "on" and not world.view.online(n)]
    return f"not online: {' '.join(absent)}" if absent else None


def _readers_placed(world):
    for address in world.topology.reader_ips:
        homes = world.homes(address)
        if len(homes) != 1:
            return f"reader address {address} on {' '.join(homes) or 'no node'}"
        if homes[0] not in world.running:  # its state follows a second later
            return f"reader address {address} on {homes[0]}, whose server is down"
        state = world.view.host_state(homes[0])
        if state != "ONLINE":
            return f"reader address {address} on {homes[0]} which is {state or 'in no state'}"
    return None


def settled(world):
    """One writer with its address, everybody else follows it, every reader has one good home."""
    trouble = _quorate(world)
    if trouble:
        return trouble
    writer, text = _writer(world)
    if writer is None or world.writable != [writer]:
        return text
    others = [n for n in world.running if n != writer and world.replicates(n) != writer]
    if others:
        return f"{others[0]}: {world.replication_text(others[0])}, the writer is {writer}"
    waiting = [n for n in world.running if world.view.host_state(n) in (None, "AWAITING_RECOVERY")]
    if waiting:
        return f"{waiting[0]} is {world.view.host_state(waiting[0]) or 'in no state'}"
    return _readers_placed(world)


def _settled_and_idle(lab):
    def check(world):
        trouble = settled(world)
        if trouble is None:
            state = cluster.dc_state(lab, world.view)
            trouble = None if state == "S_IDLE" else f"the cluster is in {state}"
        return trouble
    return check


def _pair(lab, argument, allowed=None):
    """NODE:VALUE; the value is one of `allowed`, or anything, or (allowed == 'node') a node."""
    name, colon, value = argument.partition(":")
    if not colon or not value:
        raise UsageError(f"'{argument}' is not NODE:VALUE")
    if allowed == "node":
        value = lab.topology.find(value).name
    elif allowed and value not in allowed:
        raise UsageError(f"'{value}' is none of {' '.join(allowed)}")
    return lab.topology.find(name).name, value


# offline: the cluster does without it; fenced: and is sure that it is off; unclean: not yet sure
NODE_STATES = ("online", "offline", "fenced", "unclean", "pending", "standby", "maintenance")


def parse(lab, text):
    """The check that a condition's text asks for."""
    name, equals, argument = text.partition("=")
    plain = {"no-writer": _no_writer, "quorate": _quorate, "settled": _settled_and_idle(lab)}
    if not equals and name in plain:
        return plain[name]
    if name == "writer" and argument:
        node = lab.topology.find(argument).name
        return lambda world: _is_writer(world, node)
    pairs = {"state": (_state, None), "replicates": (_replicates, "node"),
             "mysqld": (_mysqld, ("up", "down")), "node": (_node, NODE_STATES)}
    if name in pairs and equals:
        check, allowed = pairs[name]
        pair = _pair(lab, argument, allowed)
        return lambda world: check(world, *pair)
    raise UsageError(f"no condition '{text}' (writer=NODE no-writer state=NODE:STATE "
                     "replicates=NODE:NODE mysqld=NODE:up|down node=NODE:online|offline|fenced "
                     "quorate settled)")


def wait(lab, text, within):
    check = parse(lab, text)
    wait_until(lambda: check(observe.world(lab)), within, f"waiting for {text}", POLL_SECONDS)
