# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The metadata of each agent, before every program that will read it. No cluster is needed."""
import os
import re
import shutil
import unittest
import xml.etree.ElementTree as ElementTree

from support import stage

OCF_TESTER_FOLDER = "/usr/share/resource-agents"
OCF_1_0_SCHEMA = OCF_TESTER_FOLDER + "/metadata.rng"
PCS_SCHEMA = "/usr/share/pcs/data/ocf-1.1.rng"


def needs(*tools):
    missing = [tool for tool in tools if not os.path.exists(tool) and not shutil.which(tool)]
    return unittest.skipIf(missing, f"not installed: {' '.join(missing)}")


def project_version():
    with open(os.path.join(stage.REPOSITORY, "CMakeLists.txt"), encoding="utf-8") as file:
        return re.search(r"project\(\S+ VERSION (\S+)", file.read())[1]


class TheMetadata:
    """The tests of one agent; load_tests makes a test class of it for each agent there is."""

    agent = None

    @classmethod
    def setUpClass(cls):
        cls.program = stage.path(f"{stage.RESOURCE_DIR}/mmm/{cls.agent}")
        cls.type = f"ocf:mmm:{cls.agent}"
        done = stage.run([cls.program, "meta-data"], env={})
        cls.text, cls.status, cls.errors = done.stdout, done.returncode, done.stderr
        cls.xml = ElementTree.fromstring(cls.text)
        cls.parameters = cls.xml.findall("parameters/parameter")

    def assert_done(self, done):
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_needs_no_environment(self):
        self.assertEqual((self.status, self.errors), (0, ""))

    @needs("setpriv")
    def test_needs_no_privileges(self):
        if os.geteuid() != 0:
            self.skipTest("only root can become nobody")
        nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"]
        # A checkout may lie where nobody else can look: the program comes in through a descriptor.
        with open(self.program, "rb") as program:
            done = stage.run([*nobody, f"/proc/self/fd/{program.fileno()}", "meta-data"],
                             pass_fds=[program.fileno()])
        self.assert_done(done)
        self.assertEqual(done.stdout, self.text)

    def test_names_the_agent_and_the_project_version(self):
        self.assertEqual(self.xml.get("name"), self.agent)
        self.assertEqual(self.xml.get("version"), project_version())
        self.assertEqual(self.xml.findtext("version"), "1.1")

    def test_describes_every_parameter(self):
        for parameter in self.parameters:
            with self.subTest(parameter.get("name")):
                self.assertTrue(parameter.findtext("longdesc").strip())
                self.assertTrue(parameter.findtext("shortdesc").strip())
                content = parameter.find("content")
                self.assertIn(content.get("type"), ("string", "integer", "boolean"))
                self.assertNotEqual(parameter.get("required") == "1", "default" in content.attrib)

    def test_gives_defaults_of_the_right_type(self):
        forms = {"integer": r"-?\d+", "boolean": "true|false"}
        for parameter in self.parameters:
            content = parameter.find("content")
            if content.get("default") and content.get("type") in forms:
                self.assertRegex(content.get("default"), f"^({forms[content.get('type')]})$", parameter.get("name"))

    def test_advertises_the_actions_that_are_mandatory(self):
        actions = self.xml.findall("actions/action")
        names = {action.get("name") for action in actions}
        self.assertLessEqual({"start", "stop", "monitor", "meta-data", "validate-all"}, names)
        for action in actions:
            self.assertRegex(action.get("timeout"), r"^\d+s$", action.get("name"))
            self.assertIn(action.get("role", "Promoted"), ("Promoted", "Unpromoted", "Started"))

    def test_advertises_monitors_with_intervals_of_their_own(self):
        intervals = [m.get("interval") for m in self.xml.findall("actions/action[@name='monitor']")]
        self.assertEqual(len(set(intervals)), len(intervals), "pcs would change equal intervals")

    @needs("xmllint", OCF_TESTER_FOLDER)
    def test_satisfies_the_dtd_of_ocf_tester(self):
        done = stage.run(["xmllint", "--nonet", "--noout", "--valid", "-"], input=self.text, cwd=OCF_TESTER_FOLDER)
        self.assert_done(done)

    @needs("xmllint", PCS_SCHEMA)
    def test_satisfies_the_schema_of_pcs(self):
        self.assert_done(stage.run(["xmllint", "--nonet", "--noout", "--relaxng", PCS_SCHEMA, "-"], input=self.text))

    @needs("xmllint", OCF_1_0_SCHEMA)
    def test_satisfies_the_ocf_1_0_schema_but_for_what_1_1_has_added(self):
        old = ElementTree.fromstring(self.text)
        for parameter in old.iter("parameter"):
            for added in ("unique-group", "reloadable"):
                parameter.attrib.pop(added, None)
        done = stage.run(["xmllint", "--nonet", "--noout", "--relaxng", OCF_1_0_SCHEMA, "-"],
                         input=ElementTree.tostring(old, encoding="unicode"))
        self.assert_done(done)

    @needs("crm_resource")
    def test_is_what_pacemaker_shows(self):
        done = stage.run_with_agents_installed(["crm_resource", "--show-metadata", self.type])
        self.assert_done(done)
        self.assertEqual(done.stdout.strip(), self.text.strip())

    @needs("pcs")
    def test_is_understood_by_pcs(self):
        done = stage.run_with_agents_installed(["pcs", "resource", "describe", self.type])
        self.assert_done(done)
        for parameter in self.parameters:
            self.assertRegex(done.stdout, rf"(?m)^  {parameter.get('name')}( \(.*\))?: ")

    @needs("crm")
    def test_is_understood_by_crmsh(self):
        done = stage.run_with_agents_installed(["crm", "ra", "info", self.type])
        self.assert_done(done)
        self.assertNotRegex(done.stdout + done.stderr, "(?i)error:|traceback")
        for parameter in self.parameters:
            self.assertRegex(done.stdout, rf"(?m)^{parameter.get('name')}\*? \(")

    @needs("crm_resource")
    def test_lets_pacemaker_validate_and_name_what_is_missing(self):
        done = stage.run_with_agents_installed(
            ["crm_resource", "--validate", "--class", "ocf", "--provider", "mmm", "--agent", self.agent,
             "--output-as", "xml"])
        verdict = ElementTree.fromstring(done.stdout).find(".//agent-status")
        required = [p.get("name") for p in self.parameters if p.get("required") == "1"]
        self.assertEqual(verdict.get("code"), "6", done.stdout)
        self.assertIn(f"parameter {required[0]}=", verdict.get("reason"))

    def test_is_in_the_man_page(self):
        with open(stage.path(f"/usr/share/man/man7/ocf_mmm_{self.agent}.7"), encoding="utf-8") as file:
            page = file.read()
        for parameter in self.parameters:
            self.assertIn(f"\\fB{parameter.get('name')}\\fR (", page)

    def test_goes_with_an_answer_to_unknown_actions(self):
        for argv in ([self.program], [self.program, "explode"]):
            self.assertEqual(stage.run(argv, env={}).returncode, 3, argv)


class TheStage(unittest.TestCase):
    def test_has_both_agents(self):
        self.assertLessEqual({"mysql", "vip"}, set(stage.agents()), f"in {stage.STAGE}; tests/build fills it")


def load_tests(loader, _standard, _pattern):
    suite = loader.loadTestsFromTestCase(TheStage)
    for agent in stage.agents():
        case = type(f"TheMetadataOf_{agent}", (TheMetadata, unittest.TestCase), {"agent": agent})
        suite.addTests(loader.loadTestsFromTestCase(case))
    return suite


if __name__ == "__main__":
    unittest.main()
