# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The files a node boots from: what it mounts, its configuration, its place on the disk."""
import json
import os
import shutil

from . import servers
from .base import write_file
from .dialect import DATADIR
from .lab import SOURCE_DIR
from .topology import CLIENT, NETWORK

# Directories a node has for itself alone, empty at first: (path, mode, owner, group)
OWN_DIRS = [
    ("/var/lib/pacemaker", 0o750, "hacluster", "haclient"),
    ("/var/lib/pacemaker/cib", 0o750, "hacluster", "haclient"),
    ("/var/lib/pacemaker/pengine", 0o750, "hacluster", "haclient"),
    ("/var/lib/pacemaker/blackbox", 0o750, "hacluster", "haclient"),
    ("/var/lib/pacemaker/cores", 0o750, "hacluster", "haclient"),
    ("/var/lib/corosync", 0o755, "root", "root"),
    ("/var/lib/mysql", 0o700, "mysql", "mysql"),
    ("/var/log", 0o755, "root", "root"),
    ("/var/log/pacemaker", 0o770, "hacluster", "haclient"),
    ("/var/log/cluster", 0o755, "root", "root"),
    ("/var/log/crmsh", 0o750, "root", "root"),
    ("/var/log/mysql", 0o750, "mysql", "adm"),
]
BOUND = ["/var/lib/pacemaker", "/var/lib/corosync", "/var/lib/mysql", "/var/log"]
# Trees of the host that a node sees and may change for itself; the stage adds to each.
OVERLAID = ["/usr", "/etc", "/var/lib"]


def create_layer(lab):
    """The lab's own layer over /usr: the fencing agent, and the program that holds servers down."""
    sbin = lab.path("layer", "usr", "sbin")
    os.makedirs(sbin, exist_ok=True)
    shutil.copy(os.path.join(SOURCE_DIR, "fence_lab"), sbin)
    os.chmod(os.path.join(sbin, "fence_lab"), 0o755)
    write_file(lab.path("layer", "held"), "#!/bin/sh\necho 'held down by the lab' >&2\nexit 1\n", 0o755)


def disk_image(lab, name):
    """The disk that the node's data are on, when there is such a file (see disk.py)."""
    return lab.node_path(name, "disk.img")


def _overlays(lab, name):
    trees = []
    for target in OVERLAID:
        layers = [lab.path("layer") + target, lab.stage.rstrip("/") + target]
        own = lab.node_path(name, "overlay", target.strip("/").replace("/", "-"))
        trees.append({"target": target, "upper": os.path.join(own, "upper"),
                      "work": os.path.join(own, "work"),
                      "lower": [d for d in layers if os.path.isdir(d)] + [target]})
    return trees


def _config(lab, name):
    kind = servers.kind(lab.topology.server)
    return {
        "hostname": name,
        "cluster": name != CLIENT.name,
        "pid_file": lab.node_path(name, "pid"),
        "power_dir": lab.path("power"),
        "hold_mark": lab.node_path(name, "held"),
        "held_program": lab.path("layer", "held"),
        "server_programs": kind.programs,
        "overlays": _overlays(lab, name),
        "binds": [{"source": lab.node_path(name, "own") + path, "target": path} for path in BOUND],
        "disk": {"source": disk_image(lab, name), "target": DATADIR},
    }


def etc_path(lab, name, *parts):
    """Where a file of the node's /etc is on the disk; only for a node that is off."""
    return lab.node_path(name, "overlay", "etc", "upper", *parts)


def hosts_file(topology):
    lines = ["127.0.0.1 localhost", "::1 localhost"]
    for host in (*topology.nodes, CLIENT):
        lines += [f"{host.ip} {host.name}", f"{host.ip6} {host.name}"]
    return "\n".join(lines) + "\n"


def create_host(lab, name):
    """Lay out a host's disk: private directories, /etc, and the file its pid 1 reads."""
    for path, mode, owner, group in OWN_DIRS:
        real = lab.node_path(name, "own") + path
        os.makedirs(real, exist_ok=True)
        os.chmod(real, mode)
        shutil.chown(real, owner, group)
    write_file(etc_path(lab, name, "hosts"), hosts_file(lab.topology))
    write_file(etc_path(lab, name, "hostname"), f"{name}\n")
    write_file(etc_path(lab, name, "resolv.conf"), f"# no name server in {NETWORK}.0/24\n")
    write_file(lab.node_path(name, "init.json"), json.dumps(_config(lab, name), indent=1))
