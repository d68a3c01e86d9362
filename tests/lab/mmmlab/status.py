# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""`lab status` (a table) and `lab logs`."""
import os

from . import disk, faults, observe

HEADINGS = ["host", "address", "power", "cluster", "state", "server", "read_only", "roles",
            "source", "io/sql", "lag", "position"]
LOGS = [("pacemaker", "var/log/pacemaker/pacemaker.log"),
        ("pacemakerd", "var/log/pacemaker/pacemakerd.out"),
        ("corosync", "var/log/cluster/corosync.log"),
        ("corosync", "var/log/cluster/corosync.out"),
        ("mysqld", "var/log/mysql/error.log")]


def _roles(world, name):
    found = world.addresses[name]
    roles = [f"writer({world.topology.writer_ip})"] if world.topology.writer_ip in found else []
    return roles + [f"reader({a})" for a in world.topology.reader_ips if a in found]


def _position(server):
    """With coordinates, those of its source too: only these can be compared between servers."""
    executed = (server.replication or {}).get("executed")
    own = server.position or "-"
    return f"{own} (source's {executed})" if executed else own


def _row(world, host):
    server = world.servers[host.name]
    seen = server.replication or {}
    view = world.view
    return [host.name, host.ip, world.power[host.name],
            view.node_state(host.name) if view else "?",
            (view.host_state(host.name) if view else None) or "-",
            server.status,
            ("yes" if server.read_only else "NO") if server.status == "up" else "-",
            ", ".join(_roles(world, host.name)) or "-",
            world.topology.by_ip(seen["source"]) if seen else "-",
            f"{seen['io']}/{seen['sql']}" if seen else "-",
            str(seen.get("lag")) if seen else "-",
            _position(server)]


def table(rows):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ["  ".join(cell.ljust(w) for cell, w in zip(row, widths)).rstrip() for row in rows]


def _cluster_line(world):
    view = world.view
    if view is None:
        return "cluster: no node answers"
    return (f"cluster: {'quorate' if view.quorate else 'NO QUORUM'}, DC {view.dc or 'none'}, "
            f"promoted {' '.join(view.promoted()) or 'none'} (seen from {view.seen_from})")


def status(lab):
    world = observe.world(lab)
    lines = [f"lab {lab.name}: {lab.topology.server}, masters {' '.join(lab.topology.masters)}, "
             f"{lab.dir}", _cluster_line(world), ""]
    lines += table([HEADINGS, *(_row(world, host) for host in world.topology.nodes)])
    lines += [f"network: {fault}" for fault in faults.describe(lab)]
    lines += disk.describe(lab)
    for name, server in world.servers.items():
        if server.replication and server.replication["error"]:
            lines.append(f"{name}: {server.replication['error']}")
    for failure in world.view.failures if world.view else []:
        lines.append(f"failed: {failure.get('op_key')} on {failure.get('node')}: "
                     f"{failure.get('exitstatus')} {failure.get('exitreason', '')}".rstrip())
    return lines


def log_lines(lab, names):
    """The nodes' logs, each line with its node and program in front."""
    for name in names:
        for program, path in LOGS:
            try:
                with open(os.path.join(lab.node_path(name, "own"), path), encoding="utf-8",
                          errors="replace") as file:
                    for line in file:
                        yield f"{name} {program}: {line.rstrip()}"
            except FileNotFoundError:
                continue
