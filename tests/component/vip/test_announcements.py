# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the neighbours hear of an address, before it is taken and afterwards."""
import os
import shutil
import tempfile
import unittest

from support import stage
from vip_net import AGENT, GENERIC, V4, V6, VipTest, environment, wait_until

FAST = {"arp_interval": 20}


class AnAnnouncement(VipTest):
    def setUp(self):
        super().setUp()
        self.capture = self.listen()
        self.mac = self.host.mac()

    def announced(self, address):
        return self.capture.about(address, "request", "reply", "advertisement")

    def nothing_is_left(self):
        wait_until(lambda: not self.host.processes(), "the announcer has ended")

    def test_is_a_gratuitous_request_and_reply(self):
        self.do("start", ip=V4, nodad="true", arp_count=1)
        request, reply = self.announced(V4)
        for frame in (request, reply):
            self.assertEqual(frame.destination, "ff:ff:ff:ff:ff:ff")
            self.assertEqual((frame.source, frame.sender_mac), (self.mac, self.mac))
            self.assertEqual((frame.sender, frame.target), (V4, V4))
        self.assertEqual((request.kind, request.target_mac), ("request", "00:00:00:00:00:00"))
        self.assertEqual((reply.kind, reply.target_mac), ("reply", self.mac))

    def test_is_an_unsolicited_advertisement(self):
        self.do("start", ip=V6, nodad="true", arp_count=1)
        [frame] = self.announced(V6)
        self.assertEqual((frame.source, frame.destination), (self.mac, "33:33:00:00:00:01"))
        self.assertEqual((frame.sender, frame.group, frame.hop_limit), (V6, "ff02::1", 255))
        self.assertEqual(frame.flags, 0x20)  # override; neither router nor solicited
        self.assertEqual(frame.options, bytes([2, 1]) + bytes.fromhex(self.mac.replace(":", "")))

    def test_teaches_the_neighbours_at_once(self):
        other = "52:54:00:12:34:56"
        for address in (V4, V6):
            self.peer.ip("neigh", "replace", address, "lladdr", other, "nud", "stale", "dev", "eth0")
        self.do("start", ip=f"{V4} {V6}", nodad="true", arp_count=1)
        wait_until(lambda: self.peer.neighbours()[V4] == self.mac, "the peer knows the MAC")
        wait_until(lambda: self.peer.neighbours()[V6] == self.mac, "the peer knows the MAC")

    def test_has_been_made_once_when_start_returns(self):
        outcome = self.do("start", ip=f"{V4} {V6}", nodad="true", arp_interval=60000)
        self.assertEqual([frame.kind for frame in self.announced(V4)], ["request", "reply"])
        self.assertEqual([frame.kind for frame in self.announced(V6)], ["advertisement"])
        self.assertLess(outcome.seconds, 2)
        self.do("stop", ip=f"{V4} {V6}")

    def test_is_repeated_as_often_as_configured(self):
        self.do("start", ip=f"{V4} {V6}", arp_count=4, **FAST)
        self.nothing_is_left()
        self.assertEqual([frame.kind for frame in self.announced(V4)], ["request", "reply"] * 4)
        self.assertEqual(len(self.announced(V6)), 4)

    def test_is_repeated_five_times_by_default(self):
        self.do("start", ip=V4, **FAST)
        self.nothing_is_left()
        self.assertEqual(len(self.announced(V4)), 10)

    def test_is_repeated_at_the_interval(self):
        self.do("start", ip=V6, nodad="true", arp_count=3, arp_interval=100)
        times = [frame.at for frame in self.capture.wait_for(3, V6, "advertisement")]
        for earlier, later in zip(times, times[1:]):
            self.assertAlmostEqual(later - earlier, 0.1, delta=0.06)

    def test_is_repeated_for_as_long_as_the_address_is_here(self):
        self.do("start", ip=V4, arp_count=0, **FAST)
        self.capture.wait_for(30, V4, "request", "reply")
        self.assertTrue(self.host.processes())
        self.do("stop", ip=V4)
        self.nothing_is_left()
        count = len(self.announced(V4))
        self.do("monitor", 7, ip=V4)
        self.assertEqual(len(self.announced(V4)), count)

    def test_ends_for_one_address_of_several(self):
        self.do("start", ip=f"{V4} {V6}", nodad="true", arp_count=0, **FAST)
        self.capture.wait_for(3, V6, "advertisement")
        self.host.ip("addr", "del", f"{V6}/64", "dev", "eth0")
        count = len(self.announced(V4))
        self.capture.wait_for(count + 8, V4, "request", "reply")
        self.assertLess(len(self.announced(V6)) * 2, len(self.announced(V4)))
        self.do("stop", ip=f"{V4} {V6}")
        self.nothing_is_left()

    def test_is_not_repeated_for_a_later_stay(self):
        # Long enough for a slow machine to have stopped and started it before the repetition.
        self.do("start", ip=V4, nodad="true", arp_count=2, arp_interval=3000)
        self.do("stop", ip=V4)
        self.do("start", ip=V4, nodad="true", arp_count=1)
        self.nothing_is_left()
        self.assertEqual(len(self.announced(V4)), 4)

    def test_is_not_made_again_by_a_second_start(self):
        self.do("start", ip=V4, nodad="true", arp_count=1)
        self.do("start", ip=V4, nodad="true", arp_count=1)
        self.assertEqual(len(self.announced(V4)), 2)

    def test_is_taken_up_again_when_the_link_comes_back(self):
        self.do("start", ip=V4, nodad="true", arp_count=0, **FAST)
        self.host.ip("link", "set", "eth0", "down")
        self.do("monitor", GENERIC, "switched off", ip=V4)
        count = len(self.announced(V4))
        self.host.ip("link", "set", "eth0", "up")
        self.capture.wait_for(count + 2, V4, "request", "reply")
        self.do("stop", ip=V4)
        self.nothing_is_left()

    def test_uses_the_mac_of_the_moment(self):
        self.do("start", ip=V4, nodad="true", arp_count=0, **FAST)
        self.host.ip("link", "set", "eth0", "address", "52:54:00:aa:bb:cc")
        wait_until(lambda: self.announced(V4)[-1].sender_mac == "52:54:00:aa:bb:cc", "the new MAC is announced")
        self.do("stop", ip=V4)
        self.nothing_is_left()

    def test_goes_with_a_monitor_if_configured(self):
        self.do("start", ip=f"{V4} {V6}", nodad="true", arp_count=1)
        self.do("monitor", ip=f"{V4} {V6}")
        self.assertEqual(len(self.announced(V4)), 2)
        self.do("monitor", ip=f"{V4} {V6}", arp_count_refresh=2)
        self.assertEqual(len(self.announced(V4)), 6)
        self.assertEqual(len(self.announced(V6)), 3)

    def test_leaves_a_process_of_its_own_behind(self):
        self.do("start", ip=V4, nodad="true", arp_count=0, **FAST)
        [pid] = wait_until(self.host.processes, "the announcer runs")
        self.capture.wait_for(6, V4, "request", "reply")
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            group, session = file.read().rpartition(")")[2].split()[2:4]
        self.assertEqual((int(group), int(session)), (pid, pid))
        files = {os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")}
        self.assertEqual({name for name in files if not name.startswith("socket:")}, {"/dev/null"})
        with open(f"/proc/{pid}/status", encoding="ascii") as file:
            status = dict(line.split(":\t", 1) for line in file)
        self.assertEqual((int(status["SigIgn"], 16), int(status["SigBlk"], 16)), (0, 0))
        self.do("stop", ip=V4)
        self.nothing_is_left()


class AMonitor(VipTest):
    def test_sends_nothing(self):
        self.do("start", ip=f"{V4} {V6}", nodad="true", arp_count=1)
        capture = self.listen()
        self.do("monitor", ip=f"{V4} {V6}")
        self.assertEqual(capture.about(V4) + capture.about(V6), [])

    @unittest.skipIf(stage.SANITIZED, f"{stage.SANITIZED}: they refuse strace")
    @unittest.skipUnless(shutil.which("strace"), "not installed: strace")
    def test_starts_no_process(self):
        self.do("start", ip=f"{V4} {V6}", nodad="true", arp_count=1)
        for meta in ({}, {"interval": 0}):
            calls = self.trace("monitor", meta)
            self.assertIn("execve(", calls)
            self.assertIn("exited with 0", calls)
            self.assertNotRegex(calls, r"\b(v?fork|clone3?)\(")
        self.assertRegex(self.trace("start", {}, ip="192.0.2.71"), r"\b(fork|clone3?)\(")  # it would be seen

    def trace(self, action, meta, **parameters):
        variables = environment(action, {"ip": f"{V4} {V6}", "nodad": "true", "arp_count": 1, **parameters}, meta)
        with tempfile.NamedTemporaryFile("r", encoding="utf-8") as trace:
            self.host.run("strace", "-o", trace.name, "-e", "trace=%process", AGENT, action, env=variables)
            return trace.read()


class TheFirstFrame(VipTest):
    """The figures proper are measured by tests/bench; here a bound that no load should break."""

    BOUND = 0.1

    def first(self, address, *kinds, **parameters):
        capture = self.listen()
        outcome = self.do("start", ip=address, arp_count=1, **parameters)
        [first, *_] = capture.about(address, *kinds)
        self.do("stop", ip=address)
        return first.at - outcome.began

    def test_is_out_within_milliseconds(self):
        for address, kinds in ((V4, ("request",)), (V6, ("advertisement",))):
            self.assertLess(self.first(address, *kinds, nodad="true"), self.BOUND, address)
        for address, kinds in ((V4, ("probe",)), (V6, ("solicitation",))):
            self.assertLess(self.first(address, *kinds), self.BOUND, address)

    def test_of_an_announcement_waits_for_the_detection(self):
        for address, kinds in ((V4, ("request",)), (V6, ("advertisement",))):
            delay = self.first(address, *kinds, dad_timeout=100)
            self.assertGreater(delay, 0.1, address)
            self.assertLess(delay, 0.1 + self.BOUND, address)


if __name__ == "__main__":
    unittest.main()
