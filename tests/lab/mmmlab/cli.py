# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The command line: parse, dispatch, one line on stderr and exit 1 or 2 when it cannot be done."""
import argparse
import os
import subprocess
import sys

from . import (conditions, database, disk, faults, mmm_files, mysqld, power, rebuild, setup, status, topology, verify,
               workload)
from .base import LabError, UsageError
from .lab import Lab
from .node import Node
from .topology import CLIENT


DEFAULT_NODES = ["M1", "M2", "slave1"]


class Parser(argparse.ArgumentParser):
    """argparse, but a wrong command line is one line like every other refusal."""

    def error(self, message):
        raise UsageError(f"{message} ({self.prog} --help)")


def _names(text):
    return [name for name in text.replace(",", " ").split() if name]


def _seconds(text):
    value = float(text)
    if not 0 <= value < 1e7:
        raise ValueError(text)
    return value


def _positive(text):
    value = _seconds(text)
    if not value:
        raise ValueError(text)
    return value


def _add_up(commands):
    up = commands.add_parser("up", help="start a cluster")
    up.add_argument("--nodes", type=_names)
    up.add_argument("--masters", type=_names)
    up.add_argument("--server", default="mariadb-10.11")
    up.add_argument("--durability", choices=topology.DURABILITIES, default="")
    up.add_argument("--param", action="append", default=[], metavar="NAME=VALUE")
    up.add_argument("--my-cnf", action="append", default=[], metavar="NAME=VALUE")
    up.add_argument("--config", metavar="DIR")
    up.add_argument("--no-configure", action="store_true")


def _add_workload(commands):
    write = commands.add_parser("write", help="numbered writes through the writer address")
    write.add_argument("--rate", type=_positive, default=100, metavar="N", help="per second")
    write.add_argument("--for", type=_seconds, default=None, dest="seconds", metavar="S")
    write.add_argument("--workers", type=int, default=4, metavar="N", choices=range(1, 65))
    write.add_argument("--timeout", type=_positive, default=250, metavar="MS",
                       help="how long one statement may take before its connection is given up")
    write.add_argument("--log", required=True, metavar="FILE")
    verify = commands.add_parser("verify", help="acknowledged writes against every server")
    verify.add_argument("--log", required=True, metavar="FILE")
    verify.add_argument("--nodes", type=_names, metavar="A,B", help="only these")
    verify.add_argument("--within", type=_seconds, default=30, metavar="S", help="for the replicas to catch up (30)")


def parser():
    top = Parser(prog="lab", description="A Pacemaker cluster with replicating servers on one "
                                         "machine. README.md tells every command.")
    commands = top.add_subparsers(dest="command", required=True, parser_class=Parser)
    _add_up(commands)
    for name, help_text in (("exec", "run in a node"), ("client", "run in the client host")):
        runner = commands.add_parser(name, help=help_text)
        if name == "exec":
            runner.add_argument("node")
        runner.usage = f"lab {name}{' NODE' if name == 'exec' else ''} -- CMD..."
    sql = commands.add_parser("sql", help="query a node's server")
    sql.add_argument("node")
    sql.add_argument("sql")
    commands.add_parser("status", help="everything at a glance")
    server = commands.add_parser("mysqld", help="treat a node's server badly")
    server.add_argument("node")
    server.add_argument("action", choices=["kill", "stop", "freeze", "thaw", "start"])
    again = commands.add_parser("rebuild", help="give a node's server a new data directory")
    again.add_argument("node")
    current = commands.add_parser("power", help="the node's power")
    current.add_argument("node")
    current.add_argument("action", choices=["off", "on", "pause", "resume"])
    storage = commands.add_parser("disk", help="the disk of a node's data")
    storage.add_argument("node")
    storage.add_argument("action", choices=["own", "stall", "fail", "mend"])
    net = commands.add_parser("net", help="the node's network")
    net.add_argument("node")
    net.add_argument("action", choices=["cut", "heal", "cut-from", "loss", "delay"])
    net.add_argument("value", nargs="?")
    wait = commands.add_parser("wait", help="wait for a condition")
    wait.add_argument("condition")
    wait.add_argument("--within", type=_seconds, default=60)
    _add_workload(commands)
    logs = commands.add_parser("logs", help="the nodes' logs")
    logs.add_argument("node", nargs="?")
    commands.add_parser("down", help="stop and remove everything")
    return top


def _up(lab, options):
    files = None
    nodes, masters = options.nodes, options.masters
    if options.config:
        if nodes or masters:
            raise UsageError("--config names the nodes and masters itself")
        setup.ensure_stage(lab)
        files = mmm_files.read(lab, options.config)
        nodes, masters = files.names, files.masters
    wanted = topology.build(nodes or DEFAULT_NODES, masters, options.server, options.durability,
                            options.param, options.my_cnf)
    if files:
        wanted = files.applied_to(wanted)
    setup.up(lab, wanted, not options.no_configure, files)


def _node(lab, options):
    return Node(lab, lab.topology.find(options.node).name)


def _exec(lab, options):
    lab.topology  # says that the lab is not up, before anything else is found missing
    node = Node(lab, CLIENT.name) if options.command == "client" else _node(lab, options)
    node.exec(options.argv)


def _sql(lab, options):
    for line in database.sql(_node(lab, options), options.sql):
        print(line)


def _status(lab, _options):
    print("\n".join(status.status(lab)))


def _mysqld(lab, options):
    getattr(mysqld, options.action)(_node(lab, options))


def _rebuild(lab, options):
    rebuild.rebuild(_node(lab, options))


def _power(lab, options):
    words = {"off": "unplug", "on": "plug", "pause": "pause", "resume": "resume"}
    power.ask(lab, words[options.action], _node(lab, options).name)


def _disk(lab, options):
    node = _node(lab, options)
    if options.action == "own":
        disk.own(node)
    else:
        power.ask(lab, options.action, node.name)


def _net(lab, options):
    faults.act(lab, _node(lab, options).name, options.action, options.value)


def _wait(lab, options):
    conditions.wait(lab, options.condition, options.within)


def _write(lab, options):
    print(workload.write(lab, options.log, options.rate, options.seconds, options.workers,
                         options.timeout / 1000))


def _verify(lab, options):
    only = [lab.topology.find(name).name for name in options.nodes or []]
    lines, wrong = verify.verify(lab, options.log, only, options.within)
    print("\n".join(lines), flush=True)
    if wrong:
        raise LabError(wrong)


def _logs(lab, options):
    names = [_node(lab, options).name] if options.node else lab.topology.names
    for line in status.log_lines(lab, names):
        print(line)


def _down(lab, _options):
    setup.down(lab)


COMMANDS = {"up": _up, "exec": _exec, "client": _exec, "sql": _sql, "status": _status,
            "mysqld": _mysqld, "rebuild": _rebuild, "power": _power, "disk": _disk, "net": _net, "wait": _wait,
            "write": _write, "verify": _verify, "logs": _logs, "down": _down}


def parse(argv):
    """Split off what follows the first -- ourselves: argparse would drop more than one of them."""
    if argv[:1] not in (["exec"], ["client"]) or {"-h", "--help"} & set(argv[1:2]):
        return parser().parse_args(argv)
    ours, command = argv, []
    if "--" in argv:
        ours, command = argv[:argv.index("--")], argv[argv.index("--") + 1:]
    options = parser().parse_args(ours)
    if not command:
        raise UsageError(f"{argv[0]}: no command given after --")
    options.argv = command
    return options


def _open_standard_files():
    """With stdin closed the next file opened would become fd 0 of every child."""
    for fd in (0, 1, 2):
        try:
            os.fstat(fd)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


def main(argv):
    _open_standard_files()
    try:
        options = parse(argv)
        COMMANDS[options.command](Lab.from_environment(), options)
        return 0
    except UsageError as error:
        print(f"lab: {error}", file=sys.stderr)
        return 2
    except LabError as error:
        print(f"lab: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    except (OSError, subprocess.SubprocessError) as error:
        print(f"lab: {argv[0]}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("lab: interrupted", file=sys.stderr)
        return 1
