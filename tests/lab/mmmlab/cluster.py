# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Corosync's configuration, and the cluster as its own tools see it."""
import os
import secrets
import shutil
import xml.etree.ElementTree as ElementTree

from . import boot
from .base import LabError, run, write_file
from .node import Node

STATE_ATTRIBUTE = "mmm-state-mysql"
ORDER_ATTRIBUTE = "mmm-admin-mysql"
FIRST_CRM_CONFIG = """<crm_config><cluster_property_set id="cib-bootstrap-options">
<nvpair id="cib-bootstrap-options-dc-deadtime" name="dc-deadtime" value="1s"/>
</cluster_property_set></crm_config>"""


def corosync_conf(topology):
    nodes = "".join(f"    node {{\n        ring0_addr: {h.ip}\n        name: {h.name}\n"
                    f"        nodeid: {h.number}\n    }}\n" for h in topology.nodes)
    two = "    two_node: 1\n" if len(topology.nodes) == 2 else ""
    return f"""\
totem {{
    version: 2
    cluster_name: mmm
    transport: knet
    crypto_cipher: aes256
    crypto_hash: sha256
    token: 1000
    token_coefficient: 0
}}
nodelist {{
{nodes}}}
quorum {{
    provider: corosync_votequorum
{two}}}
system {{
    sched_rr: no
    move_to_root_cgroup: no
}}
logging {{
    to_stderr: no
    to_syslog: no
    to_logfile: yes
    logfile: /var/log/cluster/corosync.log
    timestamp: hires
}}
"""


def write_corosync(lab):
    """The same two files on every node; for nodes that are off."""
    key = secrets.token_bytes(256)
    for host in lab.topology.nodes:
        directory = boot.etc_path(lab, host.name, "corosync")
        write_file(os.path.join(directory, "corosync.conf"), corosync_conf(lab.topology))
        with open(os.path.join(directory, "authkey"), "wb") as file:
            os.fchmod(file.fileno(), 0o400)
            file.write(key)


def write_first_cib(lab):
    """Shorten the wait of the very first election (dc-deadtime, 20 s by default: how long a
    starting node waits to hear of a DC). forget_first_cib() takes it back, so that the tests
    run on Pacemaker's defaults."""
    empty = run(["cibadmin", "--empty"]).stdout
    first = empty.replace("<crm_config/>", FIRST_CRM_CONFIG)
    for host in lab.topology.nodes:
        path = os.path.join(lab.node_path(host.name, "own"), "var/lib/pacemaker/cib/cib.xml")
        write_file(path, first, 0o600)
        shutil.chown(path, "hacluster", "haclient")


def forget_first_cib(lab):
    Node(lab, lab.topology.names[0]).run(["crm_attribute", "--name", "dc-deadtime", "--delete"])


class View:
    """One answer of crm_mon. Nodes and resources that it does not show do not exist."""

    def __init__(self, xml, seen_from):
        root = ElementTree.fromstring(xml)
        self.seen_from = seen_from
        self.dc = self._dc(root)
        dc = root.find("summary/current_dc")
        self.quorate = dc is not None and dc.get("with_quorum") == "true"
        self.nodes = {n.get("name"): dict(n.attrib) for n in root.findall("nodes/node")}
        self.attributes = {n.get("name"): {a.get("name"): a.get("value") for a in n}
                           for n in root.findall("node_attributes/node")}
        self.resources = [dict(r.attrib, nodes=[n.get("name") for n in r.findall("node")])
                          for r in root.iter("resource")]
        self.failures = [dict(f.attrib) for f in root.iter("failure")]

    @staticmethod
    def _dc(root):
        dc = root.find("summary/current_dc")
        return dc.get("name") if dc is not None and dc.get("present") == "true" else None

    def online(self, name):
        """A full member, be it in standby or maintenance."""
        return self.node_state(name) not in ("unclean", "pending", "offline")

    def node_state(self, name):
        """online, standby, maintenance, pending, unclean or offline; a host that is off is that, in standby or not."""
        node = self.nodes.get(name, {})
        for word in ("unclean", "pending"):
            if node.get(word) == "true":
                return word
        if node.get("online") != "true":
            return "offline"
        return next((word for word in ("standby", "maintenance") if node.get(word) == "true"), "online")

    def host_state(self, name):
        return self.attributes.get(name, {}).get(STATE_ATTRIBUTE)

    def _databases(self):
        return [r for r in self.resources
                if r["resource_agent"].split(":")[-1] in ("mysql", "mariadb")]

    def database_resources(self):
        return sorted({r["id"].split(":")[0] for r in self._databases()})

    def database_hosts(self):
        """Where the cluster has a database server, or has not yet stopped one."""
        return sorted({n for r in self._databases() for n in r["nodes"]})

    def promoted(self):
        return [n for r in self.resources if r.get("role") in ("Promoted", "Master")
                for n in r["nodes"]]


def _query(node):
    done = node.run(["crm_mon", "-1", "--output-as=xml", "--include=all"], timeout=5)
    return View(done.stdout, node.name)


def view(lab, powered_on):
    """The view of a quorate partition if there is one, else of whoever answers, else None."""
    fallback = None
    for name in powered_on:
        try:
            seen = _query(Node(lab, name))
        except (LabError, ElementTree.ParseError):
            continue
        if seen.quorate and seen.dc:
            return seen
        fallback = fallback or seen
    return fallback


def dc_state(lab, seen):
    """State of the controller of the DC: S_IDLE when no transition is under way. After two partitions
    have met without fencing, the CIB may name a DC that is none any more: the controllers know."""
    node = Node(lab, seen.seen_from)
    state = _controller_state(node, seen.dc)
    if state != "S_NOT_DC":
        return state
    asked = node.run(["crmadmin", "--dc_lookup"], timeout=5, check=False).stdout
    words = asked.partition(":")[2].split()  # Designated Controller is: M1 2.1.5-a3f44794f94
    return _controller_state(node, words[0]) if words else state


def _controller_state(node, host):
    asked = node.run(["crmadmin", "--output-as=xml", "--status", host], timeout=5, check=False)
    try:
        found = ElementTree.fromstring(asked.stdout).find(".//crmd")
    except ElementTree.ParseError:
        return "unknown"
    return found.get("state", "unknown") if found is not None else "unknown"
