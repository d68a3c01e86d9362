# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The switch: a bridge in a namespace of its own, and one cable (veth) to each host."""
import contextlib
import os
import re

from . import procs
from .base import LabError, run
from .lab import NETNS_DIR
from .topology import CLIENT


def port(name):
    """The host's port on the switch."""
    return f"p-{name}"


def delayed_port(name):
    """The port that stands in for it while frames are delayed (see faults.py)."""
    return f"d-{name}"


def cable_bridge(name):
    """The small bridge between the host's own port and the delay relay."""
    return f"c-{name}"


def ip(lab, where, *arguments, check=True):
    return run(["ip", "-n", lab.netns(where), *arguments], timeout=15, check=check)


def in_switch(lab, argv):
    """The command line that runs argv in the switch's network namespace."""
    return ["nsenter", f"--net={lab.netns_file('switch')}", "--", *argv]


def host_named(lab, name):
    return CLIENT if name == CLIENT.name else lab.topology.find(name)


def create_switch(lab):
    run(["ip", "netns", "add", lab.netns("switch")])
    # Nothing of the switch itself may talk on the wire: tests count frames there.
    run(in_switch(lab, ["sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6; "
                                    "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6"]))
    ip(lab, "switch", "link", "set", "lo", "up")
    ip(lab, "switch", "link", "add", lab.bridge, "type", "bridge",
       "forward_delay", "0", "stp_state", "0", "mcast_snooping", "0")
    ip(lab, "switch", "link", "set", lab.bridge, "up")


def exists(lab, device):
    return ip(lab, "switch", "link", "show", "dev", device, check=False).returncode == 0


def plug_in(lab, name):
    """Give a host its network: namespace, eth0 with both addresses, a port on the switch."""
    host = host_named(lab, name)
    run(["ip", "netns", "add", lab.netns(name)])
    ip(lab, "switch", "link", "add", port(name), "type", "veth", "peer", "name", "eth0",
       "address", host.mac, "netns", lab.netns(name))
    bridge = cable_bridge(name) if exists(lab, cable_bridge(name)) else lab.bridge
    ip(lab, "switch", "link", "set", port(name), "master", bridge, "up")
    ip(lab, name, "link", "set", "lo", "up")
    ip(lab, name, "addr", "add", f"{host.ip}/24", "brd", "+", "dev", "eth0")
    ip(lab, name, "addr", "add", f"{host.ip6}/64", "dev", "eth0", "nodad")
    ip(lab, name, "link", "set", "eth0", "up")


def delete_namespace(name):
    """Also when `ip netns add` was killed half-way and left a plain file."""
    run(["ip", "netns", "del", name], check=False)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(os.path.join(NETNS_DIR, name))


def unplug(lab, name):
    """Remove a host's network namespace and its port; nothing may live in it any more."""
    if os.path.exists(lab.netns_file(name)):
        procs.kill_all_in(lab.netns_file(name))
        delete_namespace(lab.netns(name))
    if os.path.exists(lab.netns_file("switch")):
        ip(lab, "switch", "link", "del", port(name), check=False)


def ping(lab, source, address, count=1, interval=0.02, wait=0.4):
    """Ping from a host: (answers received, shortest round trip in ms or None)."""
    argv = ["nsenter", f"--net={lab.netns_file(source)}", "--", "ping", "-n", "-q", "-c", str(count),
            "-i", str(interval), "-W", str(wait), address]
    done = run(argv, timeout=30 + count * interval, check=False)
    received = re.search(r"(\d+) received", done.stdout)
    shortest = re.search(r"= ([0-9.]+)/", done.stdout)
    if not received and "unreachable" not in done.stderr.lower():
        raise LabError(f"ping from {source}: {done.stderr.strip() or 'no statistics'}")
    return int(received[1]) if received else 0, float(shortest[1]) if shortest else None
