# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/installation.md, word for word, on a cluster without resources."""
import os
import re
import shlex
import sys
import xml.etree.ElementTree as ElementTree

from cluster import NODES, REPOSITORY, ClusterTest, lab

sys.path.insert(0, os.path.join(REPOSITORY, "tests", "lab"))
from mmmlab import configure, servers, topology  # noqa: E402  (needs the path above)
from support.documents import is_as_shown  # noqa: E402

SCRATCH = "/run/home/crmsh.xml"
SETTINGS = "/etc/mysql/mariadb.conf.d/90-mmm.cnf"
START = "setsid --fork mariadbd --user=mysql >/dev/null 2>&1 </dev/null"  # what systemd's unit does
PASSWORDS = ("of-the-agent", "of-replication")
# Fencing belongs to a site: the document's devices are not here, the lab's stands in for them.
DEVICE = ("power", "stonith", "fence_lab", f"socket={configure.POWER_SOCKET}", f"pcmk_host_list={' '.join(NODES)}")


def document():
    with open(os.path.join(REPOSITORY, "docs", "installation.md"), encoding="utf-8") as file:
        return file.read()


def block(start):
    """The text of the code block that begins with this."""
    return re.search(rf"^{re.escape(start)}\n(.*?)^```", document(), re.MULTILINE | re.DOTALL)[1]


def blocks(kind):
    """The texts of all code blocks of a kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```", document(), re.MULTILINE | re.DOTALL)


def option_file(number, node):
    """The settings as the document has them for a host."""
    text = block("```ini")
    for name in ("server_id", "auto_increment_offset"):
        text = re.sub(rf"(?m)^{name} = 1\b", f"{name} = {number}", text)
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if node != "slave1" or not line.startswith("auto_increment"))


def pcs_lines():
    return block("<!-- tested: pcs -->\n```sh").splitlines()


def settings(option_file):
    """name -> value of an option file, in one spelling."""
    lines = (line.partition("#")[0].strip() for line in option_file.splitlines())
    parts = (line.partition("=") for line in lines if line and not line.startswith("["))
    return {name.strip().replace("-", "_"): value.strip() for name, _, value in parts}


def pairs(element, path):
    return {pair.get("name"): pair.get("value") for pair in element.findall(path)}


def meaning(cib):
    """What a configuration says, without what tools are free to choose: ids, order, defaults."""
    said = {}
    for resource in cib.iter("primitive"):
        operations = {(op.get("name"), op.get("interval"), op.get("timeout"), op.get("role"))
                      for op in resource.findall("operations/op")}
        said[resource.get("id")] = (resource.get("class"), resource.get("provider"), resource.get("type"), operations,
                                    pairs(resource, "instance_attributes/nvpair"),
                                    pairs(resource, "meta_attributes/nvpair"))
    for clone in cib.iter("clone"):
        said[clone.get("id")] = (clone.find("primitive").get("id"), pairs(clone, "meta_attributes/nvpair"))
    said["fencing"] = pairs(cib, ".//cluster_property_set/nvpair").get("stonith-enabled")
    said["constraints"] = sorted(
        sorted(({"kind": "Mandatory", "rsc-role": "Started"} if c.tag != "rsc_location" else {} | c.attrib).items())
        + [sorted(part.attrib.items()) for part in c.iter()] for c in without_ids(cib.find(".//constraints")))
    return said


def without_ids(constraints):
    for element in constraints.iter():
        element.attrib.pop("id", None)
        for name, default in (("kind", "Mandatory"), ("rsc-role", "Started"), ("boolean-op", "and")):
            if element.get(name) == default:
                del element.attrib[name]
    return constraints


class TheInstallation(ClusterTest):
    lab_arguments = ("--no-configure",)

    def setUp(self):
        new = type(self).broken
        super().setUp()
        if new:
            type(self).broken = True  # until all of it is done
            self.preflight()
            self.create_resources()
            type(self).broken = False

    def preflight(self):
        command = next(line for line in block("```sh").splitlines() if line.startswith("crm_resource"))
        for number, node in enumerate(NODES, 1):
            self.set_up_server(number, node)
        for node in NODES:
            self.assertIn("returned 0 (ok)", self.run_on(node, "sh", "-c", command))
        for node in NODES:
            self.sql(node, "SHUTDOWN")
            self.wait(f"mysqld={node}:down")

    def set_up_server(self, number, node):
        """A host as Debian's packages leave it, and then the document's steps 2 to 4."""
        self.run_on(node, "sh", "-ec", "rm -r /etc/mysql/my.cnf /etc/mmm-ha; ln -s mariadb.cnf /etc/mysql/my.cnf")
        self.write_on(node, SETTINGS, option_file(number, node))
        self.run_on(node, "sh", "-c", START)
        self.wait(f"mysqld={node}:up")
        self.sql(node, "SET sql_log_bin = 0; "
                       "DROP USER mmm_agent@localhost, mmm_agent@'192.168.0.%', mmm_replication@'192.168.0.%'")
        agent, replication = PASSWORDS
        accounts = re.sub(r"(mmm_replication@\S+ IDENTIFIED BY )'\.\.\.'", rf"\1'{replication}'", block("```sql"))
        accounts = accounts.replace("'...'", f"'{agent}'")
        self.run_on(node, "sh", "-ec", 'printf %s "$1" | mariadb', "sh", accounts)
        make, edit = (line.removeprefix("# ") for line in blocks("console")[1].splitlines())
        self.run_on(node, "sh", "-ec", make)
        passwords = blocks("ini")[1]
        for word in PASSWORDS:
            passwords = passwords.replace("password = ...", f"password = {word}", 1)
        self.write_on(node, edit.split()[1], passwords)

    def write_on(self, node, path, text):
        """Into a file, whose mode stays if there is one."""
        self.run_on(node, "sh", "-ec", 'printf %s "$2" >"$1"', "sh", path, text)

    def create_resources(self):
        lines = pcs_lines()
        name, kind, agent, *options = DEVICE
        self.run_on("M1", "sh", "-c", lines[0])
        self.run_on("M1", "pcs", kind, "create", name, agent, *options)
        for line in lines[1:]:
            self.run_on("M1", "sh", "-c", line)
        self.wait_until_whole()

    def cib(self):
        return ElementTree.fromstring(self.run_on("M1", "pcs", "cluster", "cib"))

    def test_the_pcs_commands_are_those_of_the_lab(self):
        expected = [argv for argv in configure.commands(topology.build(list(NODES))) if argv[1] != "stonith"]
        self.assertEqual([shlex.split(line) for line in pcs_lines()], expected)

    def test_the_servers_settings_and_privileges_are_those_of_the_lab(self):
        shape = topology.build(list(NODES))
        kind = servers.kind(shape.server)
        ours = settings(kind.settings(shape, shape.nodes[0]))
        for name, value in settings(block("```ini")).items():
            self.assertEqual(ours.get(name), value, name)
        granted = re.search(r"GRANT (.*?)\s+ON \*\.\*", block("```sql"), re.DOTALL)[1]
        accounts = " ".join(kind.account_sql(dict.fromkeys(servers.ACCOUNTS, "x")))
        self.assertIn(f"GRANT {' '.join(granted.split())} ON *.* TO mmm_agent", accounts)

    def test_the_cluster_looks_as_shown(self):
        command, *shown = blocks("console")[-1].splitlines()
        self.assertEqual(command, "# mmm_control show")
        if self.writer() != "M1":  # either master may be the first
            self.run_on("M1", "mmm_control", "move_role", "writer", "M1")
        self.wait_for("what the document shows", lambda: is_as_shown(shown, self.show().splitlines()))

    def test_the_cluster_serves(self):
        self.assertEqual({host: state for host, (_, state, _) in self.hosts().items()}, dict.fromkeys(NODES, "ONLINE"))
        self.assertEqual([len(self.readers_of(host)) for host in NODES], [1, 1, 1])
        with self.writes() as run:
            pass
        self.assert_nothing_lost(run)

    def test_pacemaker_finds_nothing_to_complain_of(self):
        self.assertEqual(self.run_on("M1", "sh", "-c", "crm_verify -L -V 2>&1"), "")
        for resource in ("mysql", "writer", "reader:0"):
            self.assertIn("returned 0 (ok)", self.run_on("M1", "crm_resource", "--validate", "--resource", resource))

    def test_the_preflight_works_on_a_running_cluster(self):
        for node in NODES:
            self.assertIn("returned 0 (ok)", self.run_on(node, "crm_resource", "--validate=10", "--resource", "mysql"))

    def test_pcs_and_crmsh_describe_the_agents(self):
        for agent, parameter in (("ocf:mmm:mysql", "masters"), ("ocf:mmm:vip", "cidr_netmask")):
            self.assertRegex(self.run_on("M1", "pcs", "resource", "describe", agent), rf"(?m)^  {parameter}\b")
            self.assertRegex(self.run_on("M1", "crm", "ra", "info", agent), rf"(?m)^{parameter}\b")

    def test_crmsh_shows_what_pcs_has_made(self):
        shown = self.run_on("M1", "crm", "configure", "show")
        for words in ("primitive mysql ocf:mmm:mysql", "clone reader-clone reader", "promotable=true"):
            self.assertIn(words, shown)
        self.assertNotIn("xml <", shown)

    def test_the_crmsh_commands_say_the_same(self):
        name, kind, agent, *options = DEVICE
        device = f"primitive {name} {kind}:{agent} params {shlex.join(options)} op monitor interval=60s\n"
        nodes = "".join(f'<node id="{i}" uname="{node}"/>' for i, node in enumerate(NODES, 1))
        empty = self.run_on("M1", "cibadmin", "--empty").replace("<nodes/>", f"<nodes>{nodes}</nodes>")
        commands = device + block("<!-- tested: crmsh -->\n```")
        self.run_on("M1", "sh", "-c", f'printf %s "$1" >{SCRATCH}; printf %s "$2" | CIB_file={SCRATCH} crm configure',
                    "sh", empty, commands)
        made = ElementTree.fromstring(self.run_on("M1", "cat", SCRATCH))
        self.assertEqual(meaning(made), meaning(self.cib()))


if __name__ == "__main__":
    import unittest
    unittest.main()
