# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""mmm_control as an operator runs it, to the byte. Pacemaker's tools are replaced by scripts that
print what the real ones printed."""
import json
import os
import re
import signal
import subprocess
import tempfile
import time
import unittest

from support import stage

DATA = os.path.join(stage.REPOSITORY, "tests", "data", "pacemaker-2.1.5")
PROGRAM = stage.path("/usr/sbin/mmm_control")
DISCONNECTED = "echo 'Connection refused' >&2; exit 102"
MOVED = ("OK: Role 'writer' has been moved from 'M2' to 'M1'. "
         "Now you can wait some time and check new roles info!\n")
UNMANAGE = "crm_resource --resource={} --meta --set-parameter=is-managed --parameter-value=false"


def captured(name):
    with open(os.path.join(DATA, name), encoding="utf-8") as file:
        return file.read()


def swapped(text):
    """The same cluster with M1 and M2 in each other's place."""
    return text.replace("M1", "\0").replace("M2", "M1").replace("\0", "M2")


class MmmControlTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.env = {**stage.CLEAN_ENV, "TZ": "UTC", "MMM_PACEMAKER_TOOLS": self.folder}
        self.install("crm_mon", 'cat "$here/status"')
        self.install("cibadmin", 'cat "$here/configuration"')
        self.install("crmadmin", "echo 'Controller on M2 in state S_IDLE: ok'")
        self.install("crm_resource", "")
        self.install("attrd_updater", "")
        self.write("status", captured("healthy.crm_mon.xml"))
        # No server is here to be asked: the machine's own password file must not be found.
        self.unasked = (f'mmm_control: the servers were not asked: parameter credentials="{self.folder}/none": could not '
                        f'use "{self.folder}/none": No such file or directory; give each account a group [name] with '
                        "password=..., owner root, mode 600\n")
        self.write("configuration", captured("configuration.cib.xml").replace(
            '<nvpair id="mysql-instance_attributes-masters"',
            f'<nvpair id="c" name="credentials" value="{self.folder}/none"/><nvpair id="mysql-instance_attributes-masters"'))

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path + ".new", 0o755)
        os.rename(path + ".new", path)

    def install(self, tool, body):
        self.write(tool, f'#!/bin/sh\nhere=${{0%/*}}\necho "{tool} $*" >>"$here/calls"\n{body}\n')

    def calls(self, tool):
        with open(os.path.join(self.folder, "calls"), encoding="utf-8") as file:
            return [line.rstrip("\n") for line in file if line.startswith(tool + " ")]

    def run_it(self, *arguments, program=PROGRAM, **env):
        return stage.run([program, *arguments], env={**self.env, **env})

    def check(self, arguments, output, status=0, errors="", **env):
        done = self.run_it(*arguments.split(), **env)
        self.assertEqual((done.stdout, done.returncode, done.stderr), (output, status, errors))


class Looking(MmmControlTest):
    def test_shows_hosts_and_an_empty_line(self):
        self.check("show",
                   "  M1(192.168.0.65) master/ONLINE. Roles: reader(192.168.0.73)\n"
                   "  M2(192.168.0.66) master/ONLINE. Roles: reader(192.168.0.72), writer(192.168.0.70)\n"
                   "  slave1(192.168.0.67) slave/ONLINE. Roles: reader(192.168.0.71)\n"
                   "\n")

    def test_shows_a_host_without_roles_with_a_blank_at_the_end(self):
        self.write("status", captured("standby.crm_mon.xml"))
        self.assertIn("  slave1(192.168.0.67) slave/ADMIN_OFFLINE. Roles: \n\n",
                      self.run_it("show").stdout)

    def test_shows_why_it_is_passive(self):
        self.write("status", captured("maintenance.crm_mon.xml"))
        self.assertTrue(self.run_it("show").stdout.startswith(
            "# --- Monitor is in PASSIVE MODE ---\n"
            "# Cause: The cluster is in maintenance mode (maintenance-mode=true).\n"
            "  M1(192.168.0.65) master/ONLINE. Roles: \n"))
        self.check("mode", "PASSIVE\n")
        self.check("move_role writer M1", "ERROR: This command is not allowed in passive mode\n")

    def test_warns_of_lost_hosts_and_quorum(self):
        self.write("status", captured("no-quorum.crm_mon.xml"))
        self.assertTrue(self.run_it("show").stdout.startswith(
            "# Warning: this part of the cluster has no quorum\n"
            "# Warning: agent on host M1 is not reachable\n"
            "# Warning: agent on host slave1 is not reachable\n"
            "  M1("))

    def test_answers_in_one_line(self):
        self.check("ping", "OK: Pinged successfully!\n")
        self.check("mode", "ACTIVE\n")
        self.check("@mmm mode", "ACTIVE\n")

    def test_prints_one_check_without_an_empty_line_and_several_with_one(self):
        rows = self.run_it("checks").stdout
        self.assertEqual(rows.count("\n"), 13)
        self.assertTrue(rows.startswith("M1      ping         [last change: 2026/11/21 1"))
        self.assertTrue(rows.endswith("  OK: Backlog is null\n\n"))
        self.assertEqual(rows, self.run_it("checks", "all").stdout)
        self.assertEqual(rows, self.run_it("checks", "all", "all").stdout)
        one = self.run_it("checks", "slave1", "mysql").stdout
        self.assertRegex(one, r"^slave1  mysql  \[last change: 2026/11/21 \d\d:\d\d:\d\d\]  OK\n\Z")

    def test_prints_times_in_the_local_zone(self):
        hours = {int(self.run_it("checks", "M1", "ping", TZ=zone).stdout.split()[5][:2])
                 for zone in ("UTC", "CET-1")}
        self.assertEqual(max(hours) - min(hours), 1)

    def test_refuses_unknown_checks_before_unknown_hosts(self):
        self.check("checks M9 foo", "ERROR: Unknown check 'foo'!\n")
        self.check("checks m1", "ERROR: Unknown host name 'm1'!\n")


class Usage(MmmControlTest):
    def test_needs_a_command(self):
        for arguments in ("", "@shop"):
            self.check(arguments, "", 255,
                       f"See '{PROGRAM} help' for usage information at {PROGRAM} line 34.\n")

    def test_helps_without_a_cluster_and_ends_with_an_empty_line(self):
        self.install("crm_mon", DISCONNECTED)
        done = self.run_it("help")
        self.assertTrue(done.stdout.startswith("Valid commands are:\n    help      "))
        self.assertTrue(done.stdout.endswith(" - set role with ip <ip> to host <host>\n\n"))
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_repeats_an_invalid_command_before_the_help(self):
        help_text = self.run_it("help").stdout
        for line in ("foo", "show extra", "set_online", "move_role writer M2 M1", "--help"):
            self.check(line, f"Invalid command '{line}'\n\n{help_text}")
        self.assertEqual(self.run_it("").stdout, f"Invalid command ''\n\n{help_text}")

    def test_tells_its_name_and_version_only_as_the_first_word(self):
        link = os.path.join(self.folder, "control")
        os.symlink(PROGRAM, link)
        done = self.run_it("--version", program=link)
        self.assertRegex(done.stdout, r"^control \d+\.\d+\.\d+\n\Z")
        self.assertTrue(self.run_it("@mmm", "--version").stdout.startswith("Invalid command '--version'\n"))

    def test_tells_errors_by_the_exit_status_when_asked_to(self):
        for arguments, status in (("mode", 0), ("checks M9", 1), ("foo", 2), ("move_role writer M2", 0)):
            self.assertEqual(self.run_it("--strict", *arguments.split()).returncode, status, arguments)
            self.assertEqual(self.run_it(*arguments.split(), MMM_STRICT="1").returncode, status, arguments)
            self.assertEqual(self.run_it(*arguments.split(), MMM_STRICT="0").returncode, 0, arguments)
        self.install("crm_mon", DISCONNECTED)
        self.assertEqual(self.run_it("--strict", "show").returncode, 1)

    def test_answers_programs_in_json(self):
        shown = json.loads(self.run_it("show", "--json").stdout)
        self.assertEqual((shown["mode"], [host["name"] for host in shown["hosts"]]), ("ACTIVE", ["M1", "M2", "slave1"]))
        self.assertEqual(shown["hosts"][1]["roles"], ["reader(192.168.0.72)", "writer(192.168.0.70)"])
        rows = json.loads(self.run_it("checks", "--json").stdout)["checks"]
        self.assertEqual(len(rows), 12)
        self.assertEqual({row["check"] for row in rows}, {"ping", "mysql", "rep_threads", "rep_backlog"})

    def test_shows_again_when_something_has_changed_until_it_is_interrupted(self):
        with subprocess.Popen([PROGRAM, "show", "--watch"], env=self.env, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            first = [process.stdout.readline() for _ in range(4)]
            self.write("status", swapped(captured("healthy.crm_mon.xml")))
            second = [process.stdout.readline() for _ in range(4)]
            process.send_signal(signal.SIGINT)
            rest = process.communicate(timeout=30)
        self.assertEqual((first[3], second[3], rest, process.returncode), ("\n", "\n", ("", ""), 130))
        self.assertIn("writer(", first[1])
        self.assertIn("writer(", second[0])

    def test_completes_words_of_the_command_and_of_the_cluster(self):
        script = stage.path("/usr/share/bash-completion/completions/mmm_control")
        for line, wanted in (
                ("set_o", ["set_online", "set_offline"]),
                ("set_online ", ["M1", "M2", "slave1"]),
                ("--strict @mmm set_offline s", ["slave1"]),
                ("checks M1 rep", ["rep_threads", "rep_backlog"]),
                ("move_role ", ["--force", "--now", "reader", "writer"]),
                ("move_role --force w", ["writer"]),
                ("move_role writer M", ["M1", "M2"]),
                ("set_ip 192.168.0.70 M", ["M1", "M2"]),
                ("plan ", ["move_role"]),
                ("history --last ", []),
                ("foo ", [])):
            words = " ".join(f"'{word}'" for word in [PROGRAM, *line.split(" ")])
            done = stage.run(["bash", "-c", f"source {script}; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); "
                              '_mmm_control; printf "%s\n" "${COMPREPLY[@]}"'], env=self.env)
            self.assertEqual((done.stdout.split(), done.stderr), (wanted, ""), line)

    def test_refuses_the_name_of_another_cluster(self):
        self.check("@shop mode",
                   'ERROR: "shop" is neither this cluster ("mmm") nor a resource of type ocf:mmm:mysql '
                   "in it\n", 1)


class WithoutACluster(MmmControlTest):
    def test_ends_with_one_and_mmms_sentence(self):
        self.install("crm_mon", DISCONNECTED)
        for arguments in ("ping", "show", "mode", "checks", "move_role writer M1"):
            self.check(arguments, "ERROR: Can't connect to monitor daemon!\n", 1,
                       "mmm_control: could not read the cluster's status: Pacemaker does not answer "
                       "on this node (crm_mon exit code 102)\n")

    def test_says_when_pacemaker_is_not_installed(self):
        os.unlink(os.path.join(self.folder, "crm_mon"))
        done = self.run_it("ping")
        self.assertEqual((done.stdout, done.returncode), ("ERROR: Can't connect to monitor daemon!\n", 1))
        self.assertIn("No such file or directory", done.stderr)

    def test_does_not_believe_broken_output(self):
        self.write("status", captured("healthy.crm_mon.xml")[:3000])
        done = self.run_it("show")
        self.assertTrue(done.stdout.startswith(
            "ERROR: could not read the cluster's status: crm_mon: not XML: line "), done.stdout)
        self.assertEqual(done.returncode, 1)


class Moving(MmmControlTest):
    def moves_to(self, text):
        """crm_resource --move makes the cluster look like that at once."""
        self.write("after", text)
        self.install("crm_resource", 'case "$*" in *--move*) cp "$here/after" "$here/status";; esac')

    def test_moves_the_writer_and_leaves_no_constraint(self):
        self.moves_to(swapped(captured("healthy.crm_mon.xml")))
        self.check("move_role writer M1", MOVED, 0, self.unasked)
        self.assertRegex(self.calls("attrd_updater")[0], r"^attrd_updater --name=mmm-request-mysql --update=\S+ by "
                         r"mmm_control on \S+ at \d{13} --private --node=M1$")
        self.assertEqual(self.calls("crm_resource"), [
            "crm_resource --move --resource=mysql-clone --node=M1 --lifetime=PT120S --promoted",
            "crm_resource --clear --resource=mysql-clone --node=M1 --promoted"])

    def test_tells_why_the_host_refused(self):
        # In that capture M2 refused, so the roles of the hosts are exchanged: M1 refuses here.
        self.moves_to(swapped(captured("refused.crm_mon.xml")))
        self.check("move_role writer M1",
                   "ERROR: Role 'writer' could not be moved to 'M1': promote of mysql failed on M1: "
                   "could not promote: stub refuses, 3 transactions of M2 are missing here. It is "
                   "still on 'M2'.\n", 0, self.unasked)
        self.assertIn("--clear", self.calls("crm_resource")[-1])

    def test_waits_no_longer_than_told(self):
        began = time.monotonic()
        self.check("move_role writer M1",
                   "ERROR: Role 'writer' could not be moved to 'M1': not done within 1 s: mysql "
                   "is not promoted there. It is still on 'M2'.\n", 0, self.unasked, MMM_MOVE_TIMEOUT="1")
        self.assertLess(time.monotonic() - began, 20)
        self.assertIn("--lifetime=PT61S", self.calls("crm_resource")[0])

    def test_removes_the_constraint_whatever_ends_it(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with subprocess.Popen([PROGRAM, "move_role", "writer", "M1"], env=self.env, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
                self.wait_for_call("crm_resource --move")
                process.send_signal(number)
                output, _ = process.communicate(timeout=60)
            self.assertEqual(output, "ERROR: Role 'writer' could not be moved to 'M1': interrupted. "
                                     "It is still on 'M2'.\n")
            self.assertEqual(process.returncode, 128 + number)
            self.assertIn("--clear", self.calls("crm_resource")[-1])
            os.unlink(os.path.join(self.folder, "calls"))

    def wait_for_call(self, call):
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                if any(line.startswith(call) for line in self.calls("crm_resource")):
                    return
            except FileNotFoundError:
                pass
            time.sleep(0.01)
        self.fail(f"{call} was not called")

    def test_touches_nothing_when_it_refuses(self):
        for arguments, reply in (
                ("move_role foo M9", "ERROR: Unknown role name 'foo'!\n"),
                ("move_role writer M9", "ERROR: Unknown host name 'M9'!\n"),
                ("move_role writer slave1", "ERROR: Host 'slave1' can't handle role 'writer'. "
                                            "Only following hosts could: M1, M2\n"),
                ("move_role writer M2", "OK: Role is on 'M2' already. Skipping command.\n")):
            self.check(arguments, reply)
        self.assertEqual(self.calls("crm_resource"), [])

    def test_by_force_asks_no_server(self):
        self.moves_to(swapped(captured("healthy.crm_mon.xml")))
        self.check("move_role --now writer M1", MOVED)

    def test_by_force_goes_to_a_host_that_is_not_well_only(self):
        self.check("move_role --force writer M1", "ERROR: Can't force move of role to host with state ONLINE.\n")

    def test_shows_beforehand_what_it_cannot_know(self):
        self.check("plan move_role writer M1",
                   "Plan: move role 'writer' from 'M2' to 'M1'. Nothing is changed.\n"
                   "the cluster has nothing against it\n"
                   + self.unasked.replace("mmm_control: the", "not known: the") + "\n")
        self.assertEqual((self.calls("crm_resource"), self.calls("attrd_updater")), ([], []))


class SwitchingModes(MmmControlTest):
    def configuration(self, *unmanaged):
        """With is-managed=false in these elements."""
        text = captured("configuration.cib.xml")
        for element in unmanaged:
            text, count = re.subn(rf'(<(?:clone|primitive) id="{element}"[^>]*>)',
                                  rf'\1<meta_attributes id="m-{element}"><nvpair id="n-{element}" name="is-managed" '
                                  'value="false"/></meta_attributes>', text)
            self.assertEqual(count, 1, element)
        return text

    def test_does_the_rest_of_a_switch_that_was_killed(self):
        self.install("crm_resource", "kill -9 $PPID")
        self.assertEqual(self.run_it("set_passive").returncode, -signal.SIGKILL)
        self.assertEqual(self.calls("crm_resource"), [UNMANAGE.format("mysql")])

        self.write("configuration", self.configuration("mysql-clone"))
        self.write("status", captured("unmanaged.crm_mon.xml"))
        self.check("mode", "PASSIVE\n")
        self.write("configuration-then", self.configuration("mysql-clone", "reader-clone", "writer"))
        self.write("status-then", captured("healthy.crm_mon.xml").replace('managed="true"', 'managed="false"'))
        self.install("crm_resource", 'case "$*" in *=reader*) for each in status configuration; do '
                                     'cp "$here/$each-then" "$here/$each"; done;; esac')
        self.check("set_passive", "OK: Switched into passive mode.\n")
        self.assertEqual(self.calls("crm_resource")[1:], [UNMANAGE.format("writer"), UNMANAGE.format("reader")])
        self.check("set_passive", "OK: Already in passive mode.\n")

    def test_says_what_is_missing_when_the_cluster_does_not_follow(self):
        self.check("set_passive", "ERROR: Can't switch into passive mode: resource mysql is managed (not within 1 s). Try "
                   "again, it does what is left.\n", MMM_MOVE_TIMEOUT="1")


class Explaining(MmmControlTest):
    def test_has_a_line_for_each_finding_and_an_empty_one(self):
        self.write("status", captured("standby.crm_mon.xml"))
        self.check("why",
                   "writer: M2 is the writer and has the role writer\n"
                   "writer: M1 would be promoted if M2 were lost: score 100, it is more than max_backlog behind\n"
                   "slave1: never becomes the writer: a slave, not named in the parameter masters\n"
                   "readers: slave1 has no address of the role reader: its state is ADMIN_OFFLINE. Next: pcs node "
                   "unstandby slave1\n\n")
        self.assertNotIn("slave1", self.run_it("why", "M1").stdout)
        self.check("why M9", "ERROR: Unknown host name 'M9'!\n")

    def test_tells_the_history_without_a_cluster(self):
        self.install("crm_mon", DISCONNECTED)
        self.check("history", "No writer move has been recorded on this node.\n", MMM_HISTORY_DIRECTORY=self.folder)
        self.write("mysql-mysql.history",
                   "move number=1 time=1763719200000 kind=first who=cluster to=M1\n"
                   "verse of=a%20later%20version\n"
                   "move number=2 time=1763719300123 kind=planned who=root%20by%20mmm_control%20on%20M2 from=M1 to=M2 "
                   "closed=0-1-5 opened=0-1-5 interruption=212 loss=one%20line\n"
                   "move number=3 time=17637")
        self.check("history",
                   "No  When                 Writer    Kind     Interruption  Loss      By\n"
                   "1   2025/11/21 10:00:00  - -> M1   first    -             none      cluster\n"
                   "2   2025/11/21 10:01:40  M1 -> M2  planned  212 ms        possible  root by mmm_control on M2\n"
                   "    closed at 0-1-5\n"
                   "    opened at 0-1-5\n"
                   "    possible loss: one line\n\n", MMM_HISTORY_DIRECTORY=self.folder)
        told = json.loads(self.run_it("history", "--json", "--last", "1", MMM_HISTORY_DIRECTORY=self.folder).stdout)
        self.assertEqual([(move["number"], move["opened_at"]) for move in told["moves"]], [(2, "0-1-5")])


class AcceptingLoss(MmmControlTest):
    def setUp(self):
        super().setUp()
        # M2 refused, and there is no other writer.
        self.write("status", captured("refused.crm_mon.xml").replace('role="Promoted"', 'role="Unpromoted"'))
        self.write("after", captured("healthy.crm_mon.xml"))
        self.install("crm_resource", 'case "$*" in *--cleanup*) cp "$here/after" "$here/status";; esac')

    def test_leaves_the_word_then_lets_the_cluster_try(self):
        self.check("promote --accept-loss M2",
                   "# 'M2' refused: could not promote: stub refuses, 3 transactions of M1 are missing here\n"
                   "# What that names is given up now; the history of moves will tell.\n"
                   "OK: Host 'M2' has been promoted. What was given up is shown by: mmm_control history\n")
        self.assertEqual(self.calls("crm_resource"), ["crm_resource --cleanup --resource=mysql --node=M2"])
        self.assertRegex(self.calls("attrd_updater")[0], r"^attrd_updater --name=mmm-accept-loss-mysql --update=by \S+ on "
                         r"\S+ at \d{10} --private --node=M2$")

    def test_takes_the_word_back_when_it_is_late(self):
        self.install("crm_resource", "")
        done = self.run_it("promote", "--accept-loss", "M2", MMM_MOVE_TIMEOUT="1")
        self.assertTrue(done.stdout.endswith(
            "ERROR: Host 'M2' could not be promoted: not done within 1 s; see mmm_control why M2.\n"), done.stdout)
        self.assertIn("attrd_updater --name=mmm-accept-loss-mysql --delete --node=M2", self.calls("attrd_updater"))

    def test_changes_nothing_without_the_option_or_with_a_writer(self):
        self.check("promote M2", "ERROR: Can't promote 'M2': could not promote: stub refuses, 3 transactions of M1 are missing "
                   "here. To give up what that names: mmm_control promote --accept-loss M2\n")
        self.write("status", captured("refused.crm_mon.xml"))
        self.check("promote --accept-loss M2", "ERROR: Can't promote 'M2': 'M1' is the writer; nothing has to be given up. "
                   "Use: mmm_control move_role writer M2.\n")
        self.assertEqual((self.calls("crm_resource"), self.calls("attrd_updater")), ([], []))


if __name__ == "__main__":
    unittest.main()
