# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Names that a shell would run, wherever an operator or a file may write a name: nobody runs them, and a
program that is called with one gets it as one word."""
import os
import tempfile
import unittest

from support import stage

DATA = os.path.join(stage.REPOSITORY, "tests", "data")
CONTROL = stage.path("/usr/sbin/mmm_control")
CONFIG = stage.path("/usr/sbin/mmm_config")
FENCE = stage.path("/usr/sbin/fence_mmm")
# Without blanks, which end a word of mmm_control and a host of an address map.
EVIL = ("$(touch${IFS}ran)", "`touch${IFS}ran`", "M2;touch${IFS}ran", "M2|touch${IFS}ran", "M2&touch${IFS}ran",
        "'\"M2>ran", "M2\ntouch ran")
RECORD = 'for word; do printf "[%s]" "$word"; done >>"{}/calls"; echo >>"{}/calls"'


def read(*parts):
    with open(os.path.join(*parts), encoding="utf-8") as file:
        return file.read()


class InjectionTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.env = {**stage.CLEAN_ENV, "MMM_PACEMAKER_TOOLS": self.folder}

    def tearDown(self):
        self.assertNotIn("ran", os.listdir(self.folder))

    def write(self, name, text, mode=0o600):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def program(self, name, body):
        """It notes its words, one in each pair of brackets, and does `body`."""
        return self.write(name, f"#!/bin/sh\n{RECORD.format(self.folder, self.folder)}\n{body}\n", 0o755)

    def calls(self):
        return read(self.folder, "calls") if os.path.exists(os.path.join(self.folder, "calls")) else ""

    def run_it(self, *argv, **options):
        return stage.run(argv, env=self.env, cwd=self.folder, **options)


class MmmControl(InjectionTest):
    def setUp(self):
        super().setUp()
        for tool in ("crm_mon", "cibadmin", "crmadmin", "crm_resource", "crm_attribute", "attrd_updater"):
            answer = {"crm_mon": f"cat {self.folder}/status", "cibadmin": f"cat {self.folder}/configuration"}
            self.program(tool, answer.get(tool, ":"))
        self.write("status", read(DATA, "pacemaker-2.1.5", "healthy.crm_mon.xml"))
        self.write("configuration", read(DATA, "pacemaker-2.1.5", "configuration.cib.xml"))

    def test_gives_no_word_of_its_command_line_to_a_shell(self):
        for name in EVIL:
            for words in (["set_offline", name], ["move_role", "--now", "writer", name], ["move_role", name, "M1"],
                          ["checks", name, name], [f"@{name}", "mode"], [name], ["history", "--last", name]):
                done = self.run_it(CONTROL, *words)
                self.assertNotIn("touch", self.calls(), words)
                self.assertLessEqual(done.returncode, 255)

    def test_gives_the_name_of_a_host_to_a_tool_as_one_word(self):
        name = EVIL[0]
        for file in ("status", "configuration"):
            self.write(file, read(self.folder, file).replace('"slave1"', f'"{name}"'))
        # It would wait for an effect that no tool of ours brings about.
        self.run_it("/usr/bin/timeout", "5", CONTROL, "set_offline", name)
        self.assertIn(f"[--node={name}]", self.calls())


class MmmConfig(InjectionTest):
    def files(self, host="slave1", folder="mmm"):
        for file in ("mmm_common.conf", "mmm_mon.conf", "mmm_agent.conf"):
            self.write(f"{folder}/{file}", read(DATA, "mmm-config", "seed-a", file).replace("slave1", host))
        return os.path.join(self.folder, folder)

    def test_prints_no_command_that_runs_a_name(self):
        for tool in ("pcs", "cibadmin", "crm_mon"):
            self.program(tool, ":")
        for name in ("slave1", *EVIL):
            printed = self.run_it(CONFIG, "pcs", "--config-dir", self.files(name))
            path = f"{self.folder}:{stage.CLEAN_ENV['PATH']}"
            stage.run(["sh", "-c", printed.stdout], env={**self.env, "PATH": path}, cwd=self.folder)
            self.assertNotIn("ran", os.listdir(self.folder), name)
        self.assertIn("[resource]", self.calls())

    def test_reads_directories_of_any_name(self):
        for name in EVIL:
            done = self.run_it(CONFIG, "check", self.files(folder=name.replace("/", "")))
            self.assertNotIn("No such file", done.stderr + done.stdout)
            self.assertNotIn("No readable", done.stderr + done.stdout)


class FenceMmm(InjectionTest):
    def test_starts_programs_of_any_name_and_gives_them_words(self):
        for name in EVIL:
            if "\n" in name:
                continue  # one option, one line
            kill = self.program(f"kill {name}", ":")
            status = self.program(f"status {name}", "exit 2")
            lines = ["action=off", "nodename=M2", f"kill_program={kill}", f"status_program={status}", "verify=status",
                     f"unknown={name}", f"witness={name}", "timeout=5"]
            done = self.run_it(FENCE, input="\n".join(lines) + "\n")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("[M2][0]\n", self.calls())

    def test_gives_an_address_to_the_probe_as_one_word(self):
        for name in EVIL[:2]:
            probe = self.program("probe", "exit 1")
            kill = self.program("kill", ":")
            self.run_it(FENCE, input=f"action=off\nnodename=M2\nkill_program={kill}\nprobe_program={probe}\nverify=probe\n"
                                     f"address_map=M2:{name}\ntimeout=3\n")
            self.assertIn(f"[M2][{name}]\n", self.calls())


if __name__ == "__main__":
    unittest.main()
