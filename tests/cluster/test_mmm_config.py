# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""MMM's own files make a cluster: by apply, by pcs and by crmsh the same one."""
import os
import unittest
import xml.etree.ElementTree as ElementTree

from cluster import NODES, REPOSITORY, ClusterTest, LabError, lab
from test_installation import DEVICE, meaning

SEEDS = os.path.join(REPOSITORY, "tests", "data", "mmm-config")
SCRATCH = "/run/home/cib.xml"
# What a tutorial does not have.
RICH = """
<role writer>
    prefer M1
</role>
<role reader>
    hosts M1, slave1
</role>
<role batch>
    mode exclusive
    hosts M2, slave1
    ips 192.168.0.80
    prefer slave1
</role>
"""
NOTHING = "the cluster is as the files say; nothing to do\n"


class TheFilesOfTwoMastersAndASlave(ClusterTest):
    lab_arguments = ("--config", os.path.join(SEEDS, "seed-a"))

    def config(self, *words, node="M1"):
        """(exit status, standard output and error) of mmm_config in a node."""
        told = self.run_on(node, "sh", "-c", 'mmm_config "$@" 2>&1; echo "status $?"', "sh", *words)
        text, _, status = told.rstrip("\n").rpartition("status ")
        return int(status), text

    def cib(self):
        return ElementTree.fromstring(self.run_on("M1", "cibadmin", "--query"))

    def test_make_the_cluster_of_the_tutorial(self):
        self.wait_until_whole()
        hosts = self.hosts()
        self.assertEqual([mode for mode, _, _ in hosts.values()], ["master", "master", "slave"])
        self.assertEqual([len(self.readers_of(host)) for host in NODES], [1, 1, 1])
        self.assertEqual(self.writer(), "M1")
        self.assertEqual(self.run_on("M1", "sh", "-c", "crm_verify -L -V 2>&1"), "")
        with self.writes() as run:
            pass
        self.assert_nothing_lost(run)

    def test_are_applied_once(self):
        for node in NODES:
            self.assertEqual(self.config("apply", "--yes", node=node), (0, NOTHING))
            self.assertEqual(self.config("diff", node=node), (0, NOTHING))

    def test_are_not_applied_without_a_yes(self):
        self.run_on("M1", "crm_resource", "--resource", "mysql", "--set-parameter", "max_backlog",
                    "--parameter-value", "9")
        status, told = self.config("apply")
        self.assertEqual(status, 1)
        self.assertIn('- parameter of mysql: max_backlog="9"\n', told)
        self.assertIn("say --yes to apply this\n", told)
        self.assertEqual(self.config("diff")[0], 3)
        self.assertEqual(self.config("apply", "--yes")[0], 0)

    def test_bring_back_what_was_changed_by_hand_while_clients_write(self):
        with self.writes() as run:
            self.run_on("M1", "pcs", "resource", "update", "reader", "ip=192.168.0.71 192.168.0.72")
            self.run_on("M1", "pcs", "constraint", "delete", "demote-then-writer")
            self.run_on("M1", "pcs", "constraint", "location", "writer", "prefers", "M1=5")
            status, told = self.config("diff")
            self.assertEqual(status, 3)
            self.assertEqual(told.splitlines(), [
                '~ parameter of reader: ip "192.168.0.71 192.168.0.72" -> "192.168.0.71 192.168.0.72 192.168.0.73"',
                "+ constraint demote mysql-clone then stop writer",
                "  stays: constraint location-writer-M1-5: writer 5 on M1"])
            self.assertEqual(self.config("apply", "--yes")[0], 0)
            self.wait_until_whole()
        self.assertEqual(self.config("diff")[0], 0)
        self.run_on("M1", "pcs", "constraint", "delete", "location-writer-M1-5")
        self.assert_nothing_lost(run)

    def test_are_refused_where_they_cannot_be(self):
        self.run_on("slave1", "sed", "-i", "s/slave1/slave9/", "/etc/mysql-mmm/mmm_common.conf")
        self.addCleanup(self.run_on, "slave1", "sed", "-i", "s/slave9/slave1/", "/etc/mysql-mmm/mmm_common.conf")
        status, told = self.config("apply", "--yes", node="slave1")
        self.assertEqual(status, 1)
        self.assertIn('host "slave9" is no node of the cluster', told)
        self.assertEqual(self.config("diff")[0], 0)

    def test_have_their_passwords_in_a_file_of_root_alone(self):
        self.assertEqual(self.config("credentials", "--output", "/run/made/credentials.cnf")[0], 0)
        self.assertEqual(self.run_on("M1", "stat", "-c", "%a %U", "/run/made/credentials.cnf"), "600 root\n")
        made, ours = (self.run_on("M1", "cat", path).split()
                      for path in ("/run/made/credentials.cnf", "/etc/mmm-ha/credentials.cnf"))
        self.assertEqual([w.strip('"') for w in made if w not in ("password", "=")],
                         [w.removeprefix("password=") for w in ours])
        self.assertNotIn("123456", self.run_on("M1", "cibadmin", "--query"))

    def empty_cib(self):
        """A configuration with the nodes and nothing else, for a tool that works on a file."""
        nodes = "".join(f'<node id="{i}" uname="{node}"/>' for i, node in enumerate(NODES, 1))
        return self.run_on("M1", "cibadmin", "--empty").replace("<nodes/>", f"<nodes>{nodes}</nodes>")

    def made_by(self, command, text):
        """The configuration that a tool makes of text in an empty cluster."""
        self.run_on("M1", "sh", "-c", f'printf %s "$1" >{SCRATCH}; printf %s "$2" | CIB_file={SCRATCH} {command}',
                    "sh", self.empty_cib(), text)
        return ElementTree.fromstring(self.run_on("M1", "cat", SCRATCH))

    def assert_tools_make(self, expected, pcs, crmsh):
        """The commands of mmm_config, with the lab's fencing device, make this configuration."""
        name, kind, agent, *options = DEVICE
        device = f"pcs {kind} create {name} {agent} {' '.join(map(repr, options))}\n"
        on_file = (device + pcs).replace("pcs ", f"pcs -f {SCRATCH} ")
        self.assertEqual(meaning(self.made_by("sh -e", on_file)), expected)
        device = f"primitive {name} {kind}:{agent} params {' '.join(map(repr, options))} op monitor interval=60s\n"
        self.assertEqual(meaning(self.made_by("crm configure", device + crmsh)), expected)

    def test_say_the_same_to_pcs_and_crmsh(self):
        self.assert_tools_make(meaning(self.cib()), self.run_on("M1", "mmm_config", "pcs"),
                               self.run_on("M1", "mmm_config", "crmsh"))

    def test_say_the_same_of_preferences_and_hosts_that_a_role_must_not_use(self):
        self.run_on("M1", "sh", "-c", f"mkdir -p /run/rich; cp /etc/mysql-mmm/* /run/rich; printf %s '{RICH}' "
                                      ">>/run/rich/mmm_common.conf; mmm_config apply --config-dir /run/rich --yes")
        try:
            self.assert_tools_make(meaning(self.cib()),
                                   *(self.run_on("M1", "mmm_config", format, "--config-dir", "/run/rich")
                                     for format in ("pcs", "crmsh")))
            self.wait_for("the role on its preferred host", lambda: "batch(192.168.0.80)" in self.hosts()["slave1"][2])
        finally:
            self.run_on("M1", "sh", "-c", "mmm_config apply --yes; pcs resource delete batch")
        self.assertEqual(self.config("diff"), (0, NOTHING))

    def test_have_to_be_there(self):
        with self.assertRaisesRegex(LabError, "there are no files mmm_"):
            lab("up", "--config", self.folder)


class TheFilesOfTwoMasters(ClusterTest):
    """Of MMM 2.0: hosts wait to be set online, and the writer prefers one of them."""
    lab_arguments = ("--config", os.path.join(SEEDS, "seed-b"))

    def show(self):
        return self.run_on("node5", "mmm_control", "show")

    def test_make_its_cluster(self):
        self.wait("writer=node6")
        self.wait("settled")
        lines = self.wait_for("two hosts online", lambda: self.show() if self.show().count("/ONLINE") == 2 else None)
        self.assertIn("# Role writer is assigned to it's preferred host node6.\n", lines)
        self.assertEqual([line.count("reader(") for line in lines.splitlines()[:2]], [1, 1])
        self.assertEqual(self.run_on("node5", "mmm_config", "apply", "--yes"), NOTHING)


if __name__ == "__main__":
    unittest.main()
