# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Gathers what is compared before and after a scenario."""
import contextlib
import dataclasses
import json
import re
import subprocess
import xml.etree.ElementTree as ElementTree

from support.lab_cluster import PROGRAM, LabError

VERDICT = re.compile(r"acknowledged (\d+), lost (\d+), duplicated (\d+), longest interruption (\d+) ms")
UNEXPECTED = re.compile(r"^(\S+): rows \d+, lost \d+, duplicated \d+, unexpected ([1-9]\d*)", re.MULTILINE)
TIMED_OUT = re.compile(r"Result of \w+ operation for \S+ on \S+: Timed Out")
CRASHED = re.compile(r"(?:mysql|writer|reader(?::\d+)?)_[a-z]+_\d+\b.*signal (?:4|6|8|11)\b")
SECTIONS = ("constraints", "resources", "crm_config", "nodes")
CHANGING = ("mmm-writer", "mmm-back", "mmm-reason", "last-lrm-refresh", "cib-last-written")  # records, not settings


@dataclasses.dataclass
class State:
    """What has to be the same afterwards, and how much had been told before."""
    configuration: dict = dataclasses.field(default_factory=dict)  # section -> set of elements
    attributes: dict = dataclasses.field(default_factory=dict)     # node -> names of transient attributes
    history: dict = dataclasses.field(default_factory=dict)        # node -> {"moves", "losses"}
    timed_out: int = 0
    crashed: int = 0


@dataclasses.dataclass
class Verdict:
    """What `lab verify` counted."""
    acknowledged: int = 0
    lost: int = 0
    duplicated: int = 0
    interruption: int = 0
    wrong: str = ""


def state_of(cluster):
    state = State()
    member = cluster.member()
    for section in SECTIONS:
        text = cluster.run_on(member, "cibadmin", "--query", "--scope", section)
        state.configuration[section] = elements(ElementTree.fromstring(text))
    state.attributes = transient_attributes(cluster, member)
    for node in cluster.nodes:
        with contextlib.suppress(LabError):
            state.history[node] = json.loads(cluster.run_on(node, "mmm_control", "history", "--json"))
        text = cluster.lab("logs", node)
        state.timed_out += len(TIMED_OUT.findall(text))
        state.crashed += len(CRASHED.findall(text))
    return state


def elements(root):
    """Every element with its attributes, but for records of what happened and accepted orders."""
    return {(element.tag, *sorted(element.attrib.items())) for element in root.iter()
            if not any(word in element.get("name", "") for word in CHANGING)
            and not element.get("value", "").startswith("online-")
            and element.tag not in ("nodes", "instance_attributes", "meta_attributes")}


def transient_attributes(cluster, member):
    root = ElementTree.fromstring(cluster.run_on(member, "crm_mon", "-1", "--output-as=xml", "--include=attributes"))
    return {node.get("name"): sorted(a.get("name") for a in node.iter("attribute") if a.get("value") and
                                     not a.get("value").startswith("online-") and  # an order that was carried out
                                     not any(word in a.get("name") for word in CHANGING))
            for node in root.iter("node") if node.find("attribute") is not None}


def verify(cluster, log, nodes):
    """A host that was rebuilt executes all that was ever written, which takes a while."""
    done = subprocess.run([PROGRAM, "verify", "--log", log, "--nodes", ",".join(nodes), "--within", "150"],
                          capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=300, check=False,
                          env=cluster.environment())
    found = VERDICT.search(done.stdout)
    if not found:
        raise LabError(f"lab verify: {done.stderr.strip()} {done.stdout}")
    wrong = other_troubles(done.stderr) if done.returncode else []
    wrong += [f"{node} has {number} rows that nobody was told of" for node, number in UNEXPECTED.findall(done.stdout)]
    return Verdict(*(int(word) for word in found.groups()), "; ".join(wrong))


def other_troubles(text):
    """What `lab verify` complains of besides what it counts."""
    return [part for part in text.strip().split("; ") if not part.endswith(("acknowledged writes lost", "writes duplicated"))]


def errant(cluster, writer):
    """Transactions that another host has and the writer has not, host -> text."""
    if cluster.is_mariadb:
        states = {node: gtid_state(cluster.sql(node, "SELECT @@global.gtid_binlog_state")) for node in cluster.nodes}
        return {node: f"{key[0]}-{key[1]}-{number}" for node, state in states.items() for key, number in state.items()
                if number > states[writer].get(key, 0)}
    own = cluster.sql(writer, "SELECT REPLACE(@@global.gtid_executed, '\\n', '')")
    found = {node: cluster.sql(node, f"SELECT GTID_SUBTRACT(@@global.gtid_executed, '{own}')")
             for node in cluster.nodes if node != writer}
    return {node: text for node, text in found.items() if text}


def gtid_state(text):
    """MariaDB's gtid_binlog_state: (domain, server) -> number."""
    found = {}
    for gtid in text.replace("\n", "").split(","):
        if gtid:
            domain, server, number = gtid.split("-")
            found[domain, server] = max(int(number), found.get((domain, server), 0))
    return found
