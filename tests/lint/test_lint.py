# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Each check can fail: every test breaks one rule in a made-up tree, or keeps it."""
import os
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

import calls  # noqa: E402  (needs the path above)
import handbook  # noqa: E402
import includes  # noqa: E402
import layout  # noqa: E402
import licence  # noqa: E402
import names  # noqa: E402
import shell  # noqa: E402
import size  # noqa: E402
import version  # noqa: E402
import words  # noqa: E402
from tree import Tree  # noqa: E402


def tree_with(path, text, *others):
    return Tree.of_texts({path: text, **{other: "" for other in others}})


class Calls(unittest.TestCase):
    def findings(self, line, path="lib/base/run.cpp"):
        return calls.check(tree_with(path, line + "\n"))

    def test_nothing_calls_a_shell(self):
        for line in ('::system("x");', "popen (x);", '::execvp(a, b);', '{"/bin/sh", "-c"}', '{"/usr/bin/bash"}'):
            self.assertEqual(len(self.findings(line)), 1, line)

    def test_other_words_are_no_calls(self):
        for line in ("file_system(x);", "bus.system();", "// a system() call", "::execve(a, b, c);"):
            self.assertEqual(self.findings(line), [], line)
        self.assertEqual(self.findings('system("x");', "tests/unit/x_test.cpp"), [])


class Handbook(unittest.TestCase):
    SOURCE = 'log::warning(\n    cat(name, " is open for "\n        "writes; close it"));\n'

    def findings(self, *cells):
        rows = "".join(f"| {cell} | it is so | do that |\n" for cell in cells)
        tree = Tree.of_texts({"docs/operations.md": f"| line | what it means | what to do |\n|---|---|---|\n{rows}",
                              "lib/db/x.cpp": self.SOURCE})
        return handbook.check(tree)

    def test_a_warning_of_which_the_handbook_tells_is_accepted(self):
        self.assertEqual(self.findings("`… is open for writes; close it`"), [])

    def test_a_warning_needs_an_explanation(self):
        [finding] = self.findings()
        self.assertIn('lib/db/x.cpp:1: docs/operations.md does not explain "is open for writes; close it"', finding)

    def test_a_line_that_nobody_prints_is_not_explained(self):
        [finding] = self.findings("`… is open for writes; close it`", "`… is shut …`")
        self.assertIn('no program says "is shut"', finding)


class Includes(unittest.TestCase):
    def assert_refused(self, path, included, why):
        target = included.strip('"<>')
        others = [target] if included.startswith('"') else []
        findings = includes.check(tree_with(path, f"#include {included}\n", *others))
        self.assertEqual(len(findings), 1, findings)
        self.assertIn(why, findings[0])

    def assert_accepted(self, path, included):
        self.assertEqual(includes.check(tree_with(path, f"#include {included}\n", included.strip('"<>'))), [])

    def test_base_knows_nobody(self):
        self.assert_refused("lib/base/log.cpp", '"lib/model/plan.h"', "knows nobody")
        self.assert_accepted("lib/base/log.cpp", '"lib/base/cat.h"')

    def test_the_model_is_pure(self):
        self.assert_refused("lib/model/plan.cpp", '"lib/base/log.h"', "pure headers")
        self.assert_refused("lib/model/plan.cpp", '"lib/db/server.h"', "pure headers")
        self.assert_refused("lib/model/plan.cpp", "<unistd.h>", "is pure")
        self.assert_refused("lib/model/plan.cpp", "<fstream>", "is pure")
        self.assert_accepted("lib/model/plan.cpp", '"lib/base/result.h"')
        self.assert_accepted("lib/model/plan.cpp", "<algorithm>")

    def test_the_model_does_not_ask_the_clock(self):
        findings = includes.check(tree_with("lib/model/plan.cpp", "auto t = Clock::now();\n"))
        self.assertEqual(len(findings), 1)

    def test_adapters_do_not_meet(self):
        self.assert_refused("lib/db/server.h", '"lib/net/netlink.h"', "each other")
        self.assert_accepted("lib/db/server.h", '"lib/model/plan.h"')

    def test_libraries_do_not_know_programs(self):
        self.assert_refused("lib/db/server.h", '"ocf-agent/mysql/actions.h"', "each other")

    def test_programs_do_not_meet(self):
        self.assert_refused("ocf-agent/vip/start.cpp", '"ocf-agent/mysql/actions.h"', "each other")
        self.assert_refused("mmm-compat/mmm_control/show.cpp", '"ocf-agent/runtime/agent.h"', "each other")
        self.assert_accepted("ocf-agent/vip/start.cpp", '"ocf-agent/runtime/agent.h"')
        self.assert_accepted("ocf-agent/vip/start.cpp", '"lib/net/netlink.h"')

    def test_a_c_library_has_one_place(self):
        self.assert_refused("lib/db/connection.h", "<mysql.h>", "may see")
        self.assert_refused("ocf-agent/vip/start.cpp", "<netlink/route/addr.h>", "may see")
        self.assert_refused("lib/cluster/tools.cpp", "<qb/qblog.h>", "may see")
        self.assert_accepted("lib/db/connection.cpp", "<mysql.h>")

    def test_paths_begin_at_the_root(self):
        findings = includes.check(tree_with("lib/db/server.h", '#include "connection.h"\n', "lib/db/connection.h"))
        self.assertIn("root of the repository", findings[0])

    def test_programs_do_not_need_tests(self):
        self.assert_refused("lib/db/server.h", '"tests/unit/fake.h"', "tests")


class Version(unittest.TestCase):
    def tree(self, cmake="1.2.3", debian="1.2.3", spec="1.2.3", log="1.2.3"):
        return Tree.of_texts({
            "CMakeLists.txt": f"cmake_minimum_required(VERSION 3.20)\nproject(mmm-ha VERSION {cmake})\n",
            "debian/changelog": f"mmm-ha ({debian}) unstable; urgency=medium\n",
            "rpm/mmm-ha.spec": f"Name: mmm-ha\nVersion:  {spec}\nRelease: 1\n",
            "CHANGELOG.md": f"# Changelog\n\n## [Unreleased]\n\n## [{log}] - 2026-11-21\n\n## [0.0.1]\n"})

    def test_one_version_everywhere(self):
        self.assertEqual(version.check(self.tree()), [])
        self.assertEqual(version.check(self.tree(debian="1.2.3-1")), [])

    def test_any_other_version_is_found(self):
        for place in ("cmake", "debian", "spec", "log"):
            self.assertEqual(len(version.check(self.tree(**{place: "1.2.4"}))), 1, place)

    def test_a_missing_file_is_found(self):
        self.assertIn("CHANGELOG.md has none", version.check(tree_with("CMakeLists.txt", ""))[0])


class Licence(unittest.TestCase):
    HEAD = "// SPDX-FileCopyrightText: mmm-ha contributors\n// SPDX-License-Identifier: GPL-2.0-or-later\n"

    def test_both_lines_are_wanted(self):
        self.assertEqual(licence.check(tree_with("a.cpp", self.HEAD)), [])
        self.assertEqual(len(licence.check(tree_with("a.cpp", "int a;\n"))), 2)

    def test_a_header_says_what_it_is_for(self):
        self.assertEqual(licence.check(tree_with("a.h", self.HEAD + "// Numbers.\n")), [])
        self.assertEqual(len(licence.check(tree_with("a.h", self.HEAD + "#pragma once\n"))), 1)

    def test_programs_are_known_by_their_first_line(self):
        self.assertEqual(len(licence.check(tree_with("tests/run", "#!/bin/sh\necho\n"))), 1)
        self.assertEqual(licence.check(tree_with("notes", "echo\n")), [])


class Size(unittest.TestCase):
    @staticmethod
    def function_of(lines):
        return "int f()\n{\n" + "    g();\n" * (lines - 2) + "}\n"

    def test_a_long_function_is_found(self):
        self.assertEqual(size.check(tree_with("a.cpp", self.function_of(50))), [])
        self.assertIn("a.cpp:2: a function of 51", size.check(tree_with("a.cpp", self.function_of(51)))[0])

    def test_a_long_python_function_is_found(self):
        self.assertEqual(len(size.check(tree_with("a.py", "def f():\n" + "    pass\n" * 50))), 1)
        self.assertEqual(size.check(tree_with("a.py", "def f():\n" + "    pass\n" * 49)), [])

    def test_a_long_file_is_found(self):
        self.assertEqual(len(size.check(tree_with("a.cpp", "int a;\n" * 600))), 1)
        self.assertEqual(size.check(tree_with("a.cpp", "int a;\n" * 500)), [])
        self.assertEqual(len(size.warnings(tree_with("a.cpp", "int a;\n" * 500))), 1)


class Names(unittest.TestCase):
    def test_a_name_is_used_once(self):
        self.assertEqual(len(names.check(tree_with("lib/db/plan.h", "", "lib/model/plan.cpp"))), 1)
        self.assertEqual(names.check(tree_with("lib/db/plan.h", "", "lib/db/plan.cpp")), [])
        self.assertEqual(len(names.check(tree_with("ocf-agent/vip/plan.h", "", "ocf-agent/runtime/plan.h"))), 1)

    def test_actions_have_the_same_names_in_every_agent(self):
        self.assertEqual(names.check(tree_with("ocf-agent/vip/start.cpp", "", "ocf-agent/mysql/start.cpp")), [])


class Words(unittest.TestCase):
    def test_paths_of_a_machine_and_secrets_are_found(self):
        for text in ("cd /wo" + "rk/x", "see /ho" + "me/anna/notes", "-----BEGIN RSA PRIVATE " + "KEY-----",
                     "AK" + "IA" + "ABCDEFGHIJKLMNOP"):
            self.assertEqual(len(words.check(tree_with("a.md", text))), 1, text)

    def test_other_paths_are_left_alone(self):
        for text in ("tests/work/x", "/usr/lib/ocf", "https://example.org/home/", "the /homeless"):
            self.assertEqual(words.check(tree_with("a.md", text)), [], text)


class WithTools(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp(prefix="mmm-lint-")
        self.addCleanup(shutil.rmtree, self.root)

    def write(self, name, text):
        with open(os.path.join(self.root, name), "w", encoding="utf-8") as file:
            file.write(text)

    @unittest.skipUnless(shutil.which("clang-format"), "clang-format is not installed")
    def test_ill_formatted_code_is_found(self):
        self.write("good.cpp", "int a = 1;\n")
        self.write("bad.cpp", "int   a=1;\n")
        found = layout.ill_formatted("clang-format", self.root, ["good.cpp", "bad.cpp"])
        self.assertEqual(found, ["bad.cpp:1: run clang-format -i bad.cpp"])

    @unittest.skipUnless(shutil.which("shellcheck"), "shellcheck is not installed")
    def test_a_careless_script_is_found(self):
        self.write("good", "#!/bin/sh\necho \"$1\"\n")
        self.write("bad", "#!/bin/sh\nrm $1\n")
        self.assertEqual(shell.complaints("shellcheck", self.root, ["good"]), [])
        self.assertIn("SC2086", "\n".join(shell.complaints("shellcheck", self.root, ["bad"])))


class TheRepository(unittest.TestCase):
    def test_is_found_with_and_without_git(self):
        with tempfile.TemporaryDirectory() as root:
            os.mkdir(os.path.join(root, "build"))
            for path in ("a.cpp", "build/b.cpp"):
                with open(os.path.join(root, path), "w", encoding="utf-8"):
                    pass
            self.assertEqual(Tree.of_repository(root).paths, ["a.cpp"])


if __name__ == "__main__":
    unittest.main()
