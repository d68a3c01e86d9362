# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Asks mmm_control in a lab what MySQL-MMM was asked, and compares line by line."""
import contextlib
import re
import subprocess
import time

import transcripts
from cluster import PROGRAM, ClusterTest


class Replay(ClusterTest):
    def replay(self, situation, section, node="slave1"):
        for call in transcripts.read(situation)[section]:
            with self.subTest(situation=situation, section=section, command=" ".join(call.words)):
                self.watched(lambda call=call: self.compare(call, node))()

    def compare(self, call, node):
        deadline = time.monotonic() + (90 if call.lasting else 0)
        while True:
            said, status = self.ask(call.words, node)
            if (said, status) == (call.ours, call.status) or time.monotonic() > deadline:
                self.assertEqual(said, call.ours)
                self.assertEqual(status, call.status)
                return
            time.sleep(0.2)

    def ask(self, words, node):
        """Answer and exit status; that no reader address is on two hosts is looked at in passing."""
        done = subprocess.run([PROGRAM, "exec", node, "--", "/usr/sbin/mmm_control", *words], capture_output=True,
                              text=True, check=False, stdin=subprocess.DEVNULL, timeout=120)
        addresses = re.findall(r"reader\(([\d.]+)\)", done.stdout)
        if words == ["show"]:
            self.assertEqual(len(addresses), len(set(addresses)), done.stdout)
        return transcripts.comparable(done.stdout), done.returncode

    @contextlib.contextmanager
    def session(self, *argv, statement=""):
        """A client that stays connected, with what its statement holds, until the block ends."""
        with subprocess.Popen([PROGRAM, *argv], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, text=True) as client:
            try:
                client.stdin.write(statement + "\n")
                client.stdin.flush()
                yield
            finally:
                with contextlib.suppress(BrokenPipeError):
                    client.stdin.close()

    def writer_on(self, host):
        """Every server runs, all hosts are ONLINE, and the writer is this one."""
        self.wait_until_whole()
        self.wait_for(f"the writer on {host}", lambda: self.is_moved_to(host))
        self.wait_until_whole()

    def is_moved_to(self, host):
        """A move may be refused for a moment, for instance while clients of before are still there."""
        told = self.run_on("slave1", "mmm_control", "move_role", "writer", host).strip()
        self.say(told)
        return told.startswith("OK: ")
