# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The cluster's configuration by pcs, with the very commands the documentation shows."""
from . import cluster, servers
from .base import Deadline, LabError, wait_until
from .node import Node

SCRATCH = "/run/home/cib.xml"
POWER_SOCKET = "/run/lab-power/socket"
_NO_READER = " or ".join(
    [f"not_defined {cluster.STATE_ATTRIBUTE}",
     *(f"{cluster.STATE_ATTRIBUTE} eq {state}" for state in ("AWAITING_RECOVERY", "HARD_OFFLINE", "ADMIN_OFFLINE")),
     f"{cluster.ORDER_ATTRIBUTE} eq offline"])


def device(topology):
    """The lab's power switch as a fencing device."""
    return ["pcs", "stonith", "create", "power", "fence_lab", f"socket={POWER_SOCKET}",
            f"pcmk_host_list={' '.join(topology.names)}"]


def commands(topology):
    """The pcs commands, one argument vector each, for any topology. Pure: a test compares it."""
    readers = topology.reader_ips
    chosen = {word.partition("=")[0] for word in topology.params}
    ours = [word for word in servers.kind(topology.server).agent_parameters
            if word.partition("=")[0] not in chosen]
    durability = [f"durability={topology.durability}"] if topology.durability else []
    return [
        ["pcs", "property", "set", "stonith-enabled=true"],
        device(topology),
        ["pcs", "resource", "create", "mysql", "ocf:mmm:mysql",
         f"masters={' '.join(topology.masters)}", *durability, *ours, *topology.params,
         "meta", "migration-threshold=1", "failure-timeout=5s",
         "promotable", "notify=true", "promoted-max=1"],
        ["pcs", "resource", "create", "writer", "ocf:mmm:vip", f"ip={topology.writer_ip}"],
        ["pcs", "resource", "create", "reader", "ocf:mmm:vip", f"ip={' '.join(readers)}",
         "clone", "globally-unique=true", f"clone-max={len(readers)}",
         f"clone-node-max={len(readers)}", "resource-stickiness=0", "priority=10"],
        ["pcs", "constraint", "colocation", "add", "writer", "with", "promoted", "mysql-clone",
         "INFINITY"],
        ["pcs", "constraint", "order", "promote", "mysql-clone", "then", "start", "writer",
         "symmetrical=false"],
        ["pcs", "constraint", "order", "demote", "mysql-clone", "then", "stop", "writer",
         "symmetrical=false"],
        ["pcs", "constraint", "location", "mysql-clone", "rule", "role=Promoted", "score=-INFINITY",
         cluster.ORDER_ATTRIBUTE, "eq", "offline"],
        ["pcs", "constraint", "location", "reader-clone", "rule", "score=-INFINITY",
         *_NO_READER.split()],
        ["pcs", "constraint", "location", "reader-clone", "rule", "score=1000",
         cluster.STATE_ATTRIBUTE, "eq", "ONLINE"],
    ]


def apply(lab):
    """Collect all commands in a file and push it once: one transition instead of nine."""
    node = Node(lab, lab.topology.names[0])
    if lab.topology.by_mmm_config:
        _apply_mmm_config(lab, node)
        return
    _apply_at_once(node, commands(lab.topology))


def _apply_at_once(node, argvs):
    deadline = Deadline(180)
    node.run(["pcs", "cluster", "cib", SCRATCH])
    node.run(["cp", SCRATCH, f"{SCRATCH}.orig"])
    for argv in argvs:
        if deadline.passed():
            raise LabError(f"configuring the cluster: not within {deadline.seconds:g} s")
        node.run([argv[0], "-f", SCRATCH, *argv[1:]])
    node.run(["pcs", "cluster", "cib-push", SCRATCH, f"diff-against={SCRATCH}.orig"])


def _apply_mmm_config(lab, node):
    """Everything but the fencing device is in MMM's files. What was asked for besides is added before
    anything starts."""
    topology = lab.topology
    more = [*([f"durability={topology.durability}"] if topology.durability else []),
            *servers.kind(topology.server).agent_parameters, *topology.params]
    _apply_at_once(node, [device(topology), ["pcs", "property", "set", "stop-all-resources=true"]])
    node.run(["mmm_config", "apply", "--yes"])
    if more:
        node.run(["pcs", "resource", "update", "mysql", *more])
    node.run(["pcs", "property", "set", "stop-all-resources="])


def set_online(lab, deadline):
    """With auto_set_online=0 hosts wait for an operator, at their first start, too."""
    node = Node(lab, lab.topology.names[0])
    wait = node.run(["crm_resource", "--resource", "mysql", "--get-parameter", "auto_set_online"], check=False)
    if wait.stdout.strip() != "0":
        return
    for name in lab.topology.names:
        def probe(host=name):
            told = node.run(["mmm_control", "set_online", host], timeout=60).stdout.strip()
            return None if told.startswith("OK:") else told
        wait_until(probe, deadline, f"setting {name} online", 0.5)
