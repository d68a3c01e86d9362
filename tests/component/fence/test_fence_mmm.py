# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""fence_mmm as the cluster runs it, against a host that is a network namespace."""
import os
import subprocess
import tempfile
import time
import unittest

from support import stage
from support.netns import Namespace, connect, wait_until

PROGRAM = stage.path("/usr/sbin/fence_mmm")
RNG = "/usr/share/cluster/relaxng/metadata.rng"
DONE, FAILED, IS_OFF = 0, 1, 2
HOST, HOST6, WITNESS = "192.0.2.66", "2001:db8::66", "192.0.2.1"
PORT = 3306


class FenceTest(unittest.TestCase):
    """We are `here`; the host M2 is a namespace at the end of a wire, and has a server."""

    @classmethod
    def setUpClass(cls):
        if os.geteuid() != 0:
            raise unittest.SkipTest("needs root, for namespaces")

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.here, self.host = Namespace("here"), Namespace("host")
        self.addCleanup(self.here.close)
        self.addCleanup(self.host.close)
        connect(self.here, self.host)
        self.host.ip("addr", "add", f"{WITNESS}/24", "dev", "eth0")  # stands for a router on the same wire
        for namespace, number in ((self.here, 65), (self.host, 66)):
            namespace.ip("addr", "add", f"192.0.2.{number}/24", "dev", "eth0")
            namespace.ip("addr", "add", f"2001:db8::{number}/64", "dev", "eth0", "nodad")
        self.server = server = self.host.begin("/usr/bin/python3", "-c", f"import socket, time; s = socket.create_server(('', {PORT})); "
                                 "print('up', flush=True); time.sleep(600)")
        self.addCleanup(server.communicate)
        self.addCleanup(server.kill)
        self.assertEqual(server.stdout.readline(), "up\n")
        self.off = self.program("off", f'ip -n {self.host.name} addr del {HOST}/24 dev eth0')
        self.kill = self.program("kill_host", f'echo "$# $1 $2" >>{self.folder}/calls\n{self.off} "$@"')

    def program(self, name, body):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\n{body}\n")
        os.chmod(path, 0o755)
        return path

    def no_icmp(self):
        """A command line that makes the host drop what pings it."""
        rules = os.path.join(self.folder, "rules")
        with open(rules, "w", encoding="utf-8") as file:
            file.write("table inet t { chain in { type filter hook input priority 0; ip protocol icmp drop; }; }\n")
        return f"ip netns exec {self.host.name} nft -f {rules}"

    def calls(self):
        path = os.path.join(self.folder, "calls")
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as file:
            return file.read().splitlines()

    def fence(self, action, host="M2", **options):
        """As the cluster does it: options on standard input, the host under two names."""
        options = {"kill_program": self.kill, "address_map": f"M2:{HOST}", "timeout": "6", **options}
        lines = [f"action={action}", f"nodename={host}", f"port={host}",
                 *(f"{name}={value}" for name, value in options.items() if value is not None)]
        process = subprocess.Popen(["ip", "netns", "exec", self.here.name, PROGRAM], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=stage.CLEAN_ENV)
        self.output, self.errors = process.communicate("\n".join(lines) + "\n", timeout=60)
        return process.returncode

    def refused(self, code, words):
        self.assertEqual(code, FAILED, self.errors)
        self.assertEqual(self.errors.count("\n"), 1, self.errors)
        self.assertIn(words, self.errors)


class Off(FenceTest):
    def test_is_done_when_the_host_is_gone(self):
        self.assertEqual(self.fence("off"), DONE, self.errors)
        self.assertEqual(self.calls(), ["2 M2 1"])
        self.assertEqual((self.output, self.errors), ("", ""))

    def test_tells_the_program_that_the_host_did_not_answer(self):
        subprocess.run(self.no_icmp().split(), check=True)
        self.assertEqual(self.fence("off"), DONE, self.errors)
        self.assertEqual(self.calls(), ["2 M2 0"])

    def test_tells_the_program_of_the_ping_also_when_that_is_no_way(self):
        self.assertEqual(self.fence("off", verify="port"), DONE, self.errors)
        self.assertEqual(self.calls(), ["2 M2 1"])

    def test_is_not_believed_while_the_host_answers(self):
        lie = self.program("lie", "exit 0")
        self.refused(self.fence("off", kill_program=lie, timeout="3"),
                     f"could not switch off M2: timed out: {lie} said that it is done, but ping still answers")

    def test_is_not_believed_while_its_server_answers(self):
        half = self.program("half", self.no_icmp())
        self.refused(self.fence("off", kill_program=half, timeout="3"), f"port {PORT} still answers")

    def test_takes_a_refused_connection_for_an_answer(self):
        half = self.program("half", f"{self.no_icmp()}\nkill -9 {self.server.pid}")
        self.refused(self.fence("off", kill_program=half, timeout="3"), f"port {PORT} still answers")

    def test_waits_until_it_is_so(self):
        slow = self.program("slow", f"(sleep 1; {self.off}) </dev/null >/dev/null 2>&1 &")
        began = time.monotonic()
        self.assertEqual(self.fence("off", kill_program=slow), DONE, self.errors)
        self.assertGreater(time.monotonic() - began, 1)

    def test_fails_with_what_the_program_said(self):
        broken = self.program("broken", "echo 'no such outlet' >&2; exit 3")
        self.refused(self.fence("off", kill_program=broken), f"{broken} ended with 3: no such outlet")

    def test_fails_when_the_program_hangs_and_leaves_nothing_of_it(self):
        hangs = self.program("hangs", f"echo $$ >{self.folder}/pid; sleep 600")
        began = time.monotonic()
        self.assertEqual(self.fence("off", kill_program=hangs, timeout="2"), FAILED)
        self.assertLess(time.monotonic() - began, 3)
        self.assertIn("timed out", self.errors)
        with open(os.path.join(self.folder, "pid"), encoding="ascii") as file:
            pid = file.read().strip()
        wait_until(lambda: not os.path.exists(f"/proc/{pid}"), "the program has ended")

    def test_runs_no_shell(self):
        for host in ("$(touch x)", "M2;touch x", "`touch x`", "-rf"):
            self.refused(self.fence("off", host=host), "give a node name")
        self.assertEqual(self.calls(), [])

    def test_without_a_host_is_refused(self):
        self.refused(self.fence("off", host=""), "no host was named")

    def test_of_a_host_without_address_cannot_be_verified(self):
        self.refused(self.fence("off", host="M3", timeout="2"), "no address of M3 is known")

    def test_works_over_ipv6(self):
        off6 = self.program("off6", f"ip -n {self.host.name} addr del {HOST6}/64 dev eth0")
        self.assertEqual(self.fence("off", kill_program=off6, address_map=f"M2:{HOST6}"), DONE, self.errors)


class Silence(FenceTest):
    """A host that is silent may be off, or we are."""

    def test_of_our_own_network_proves_nothing(self):
        """Our own cable is out: there is no way to the host, which is no silence of its."""
        self.here.ip("link", "set", "eth0", "down")
        self.refused(self.fence("off", kill_program=self.program("ok", "exit 0"), timeout="3"), "Network is unreachable")

    def test_of_a_host_that_was_silent_before_needs_a_witness(self):
        subprocess.run([self.off], check=True)
        self.refused(self.fence("off", kill_program=self.program("ok", "exit 0")),
                     "it was silent before, so its silence proves nothing; set the option witness")
        self.assertEqual(self.fence("off", kill_program=self.program("ok", "exit 0"), witness=WITNESS), DONE, self.errors)

    def test_of_the_witnesses_too_proves_nothing(self):
        self.refused(self.fence("off", witness="192.0.2.250,192.0.2.251", timeout="9"), "no witness answers either")

    def test_is_outweighed_by_the_status_program(self):
        subprocess.run([self.off], check=True)
        is_off = self.program("status", "exit 2")
        self.assertEqual(self.fence("off", kill_program=self.program("ok", "exit 0"), verify="ping,status",
                                    status_program=is_off), DONE, self.errors)


class OtherWays(FenceTest):
    def test_the_probe_program_decides(self):
        probe = self.program("probe", f'echo "probe $# $1 $2" >>{self.folder}/calls\n[ ! -e {self.folder}/gone ]')
        kill = self.program("kill", f"touch {self.folder}/gone")
        self.assertEqual(self.fence("off", kill_program=kill, verify="probe", probe_program=probe), DONE, self.errors)
        self.assertEqual(self.calls()[0], f"probe 2 M2 {HOST}")

    def test_a_probe_program_that_fails_is_no_proof(self):
        probe = self.program("probe", "exit 7")
        self.refused(self.fence("off", verify="probe", probe_program=probe, timeout="3"), f"{probe} ended with 7")

    def test_status_is_told_by_exit_code(self):
        self.assertEqual(self.fence("status"), DONE)
        subprocess.run([self.off], check=True)
        self.assertEqual(self.fence("status"), IS_OFF)

    def test_status_of_the_status_program(self):
        for code, expected in ((0, DONE), (2, IS_OFF)):
            program = self.program("status", f"exit {code}")
            self.assertEqual(self.fence("status", verify="status", status_program=program), expected)
        self.refused(self.fence("status", verify="status", status_program=self.program("status", "exit 1")),
                     "could not tell whether M2 is on")


class OnAndReboot(FenceTest):
    def setUp(self):
        super().setUp()
        self.on = self.program("on", f'echo "on $# $1" >>{self.folder}/calls\n'
                                     f"ip -n {self.host.name} addr add {HOST}/24 dev eth0")

    def test_on_runs_its_program(self):
        subprocess.run([self.off], check=True)
        self.assertEqual(self.fence("on", on_program=self.on), DONE, self.errors)
        self.assertEqual(self.calls(), ["on 1 M2"])

    def test_on_without_a_program_is_unsupported(self):
        self.refused(self.fence("on"), "unsupported action 'on'")

    def test_reboot_is_off_and_on(self):
        self.assertEqual(self.fence("reboot", on_program=self.on), DONE, self.errors)
        self.assertEqual(self.calls(), ["2 M2 1", "on 1 M2"])

    def test_reboot_that_does_not_come_back_has_fenced(self):
        self.assertEqual(self.fence("reboot", on_program=self.program("on", "exit 1")), DONE)
        self.assertIn("M2 is off, and fenced by that", self.errors)

    def test_reboot_that_does_not_go_off_has_not(self):
        self.assertEqual(self.fence("reboot", kill_program=self.program("no", "exit 1"), on_program=self.on), FAILED)
        self.assertEqual(self.calls(), [])


class TheAgent(FenceTest):
    def test_describes_itself_in_a_valid_way(self):
        done = stage.run([PROGRAM, "-o", "metadata"])
        self.assertEqual(done.returncode, 0)
        path = os.path.join(self.folder, "metadata.xml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(done.stdout)
        checked = stage.run(["xmllint", "--noout", "--relaxng", RNG, path])
        self.assertEqual(checked.returncode, 0, checked.stderr)

    def test_says_the_same_whichever_way_it_is_asked(self):
        self.assertEqual(self.fence("metadata", host=""), DONE)
        self.assertEqual(self.output, stage.run([PROGRAM, "--action=metadata"]).stdout)

    def test_monitor_looks_for_the_programs(self):
        self.assertEqual(self.fence("monitor", host=""), DONE, self.errors)
        self.refused(self.fence("monitor", host="", kill_program="/nonexistent/kill_host"),
                     "could not use /nonexistent/kill_host")

    def test_validates_with_a_host_that_does_not_exist(self):
        self.assertEqual(self.fence("validate-all", host="node1"), DONE, self.errors)
        self.refused(self.fence("validate-all", host="node1", verify="smoke"), "verify")
        self.refused(self.fence("validate-all", host="node1", kill_program=None), "kill_program")

    def test_lists_the_hosts_it_knows(self):
        options = {"host": "", "address_map": f"M1:192.0.2.250;M2:{HOST}"}
        self.assertEqual(self.fence("list", **options), DONE)
        self.assertEqual(self.output, "M1,\nM2,\n")
        self.assertEqual(self.fence("list-status", **options), DONE)
        self.assertEqual(self.output, "M1,,OFF\nM2,,ON\n")

    def test_knows_no_other_action(self):
        self.refused(self.fence("explode"), "unsupported action 'explode'")

    @unittest.skipIf(stage.SANITIZED, stage.SANITIZED)
    def test_links_nothing_that_a_sick_machine_may_lack(self):
        needed = stage.run(["objdump", "-p", PROGRAM]).stdout
        libraries = {line.split()[1] for line in needed.splitlines() if "NEEDED" in line}
        self.assertLessEqual(libraries, {"libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2"})


if __name__ == "__main__":
    unittest.main()
