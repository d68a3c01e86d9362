# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The pcs commands that the README shows work word for word, here on an empty configuration."""
import os
import re
import shlex
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

from support import stage

NODES = '<nodes><node id="1" uname="M1"/><node id="2" uname="M2"/><node id="3" uname="slave1"/></nodes>'


def shown_commands():
    """The lines of the README's shell block; placeholders would have no place there."""
    with open(os.path.join(stage.REPOSITORY, "README.md"), encoding="utf-8") as file:
        blocks = re.findall(r"^```sh\n(.*?)^```", file.read(), re.MULTILINE | re.DOTALL)
    return [shlex.split(line) for block in blocks for line in block.splitlines() if line.startswith("pcs ")]


class TheCommandsOfTheReadme(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="mmm-docs-")
        cls.addClassCleanup(folder.cleanup)
        cls.file = os.path.join(folder.name, "cib.xml")
        with open(cls.file, "w", encoding="utf-8") as file:
            file.write(stage.run(["cibadmin", "--empty"]).stdout.replace("<nodes/>", NODES))
        cls.done = [(argv, stage.run_with_agents_installed(["pcs", "-f", cls.file, *argv[1:]]))
                    for argv in shown_commands()]
        with open(cls.file, encoding="utf-8") as file:
            cls.cib = ElementTree.parse(file)

    def meta(self, identifier):
        found = self.cib.findall(f".//*[@id='{identifier}']/meta_attributes/nvpair")
        return {pair.get("name"): pair.get("value") for pair in found}

    def test_are_accepted_by_pcs(self):
        self.assertGreaterEqual(len(self.done), 7)
        for argv, done in self.done:
            with self.subTest(shlex.join(argv)):
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertNotIn("Warning", done.stderr)

    def test_put_each_meta_attribute_where_it_works(self):
        self.assertEqual(self.meta("mysql"), {"migration-threshold": "1", "failure-timeout": "5s"})
        self.assertEqual(self.meta("mysql-clone"), {"notify": "true", "promotable": "true", "promoted-max": "1"})
        self.assertEqual(self.meta("reader-clone"),
                         {"globally-unique": "true", "clone-max": "3", "clone-node-max": "3",
                          "resource-stickiness": "0", "priority": "10"})

    def test_give_monitors_to_both_roles(self):
        monitors = self.cib.findall(".//primitive[@id='mysql']/operations/op[@name='monitor']")
        self.assertEqual({monitor.get("role") for monitor in monitors}, {"Promoted", "Unpromoted"})

    def test_make_a_configuration_that_pacemaker_accepts(self):
        # On a copy without fencing, which no file can have: its devices belong to a site.
        copy = self.file + ".copy"
        self.cib.write(copy)
        stage.run(["pcs", "-f", copy, "property", "set", "stonith-enabled=false"])
        done = stage.run(["crm_verify", "--xml-file", copy, "--verbose"])
        self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
