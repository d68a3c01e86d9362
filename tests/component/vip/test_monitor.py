# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a monitor sees, and what start and stop do about interfaces that are down or gone."""
import fcntl
import os
import struct
import unittest

from vip_net import ARGS, GENERIC, NOT_RUNNING, QUIET, SUCCESS, V4, V6, VipTest, connect, inside, wait_until

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000


class TheMonitor(VipTest):
    def start(self, address=V4, **parameters):
        self.do("start", ip=address, **{**QUIET, **parameters})

    def test_sees_a_link_without_a_carrier(self):
        for address in (V4, V6):
            self.start(address)
        self.peer.ip("link", "set", "eth0", "down")
        wait_until(lambda: self.host.link("eth0")["operstate"] == "DOWN", "the link is down")
        for address in (V4, V6):
            self.do("monitor", GENERIC, address, "interface \"eth0\" has no link", ip=address)
        self.check(self.probe(ip=V4), GENERIC)
        self.check(self.probe(ip="192.0.2.71"), NOT_RUNNING)
        self.peer.ip("link", "set", "eth0", "up")
        wait_until(lambda: self.host.link("eth0")["operstate"] == "UP", "the link is up")
        self.do("monitor", ip=V4)

    def test_sees_an_interface_that_is_switched_off(self):
        self.start()
        self.host.ip("link", "set", "eth0", "down")
        self.do("monitor", GENERIC, "interface \"eth0\" is switched off", ip=V4)
        self.do("monitor", GENERIC, "is switched off", ip=V4, nic="eth0", cidr_netmask=24)
        self.do("stop", ip=V4)
        self.assertNotIn(f"{V4}/24", self.host.addresses())

    def test_does_not_mind_another_link(self):
        connect(self.host, self.peer, "eth1", "eth1")
        self.start()
        self.peer.ip("link", "set", "eth1", "down")
        wait_until(lambda: self.host.link("eth1")["operstate"] == "DOWN", "the other link is down")
        self.do("monitor", ip=V4)

    def test_sees_a_wrong_prefix(self):
        for address, wrong, right in ((V4, 32, 24), (V6, 128, 64)):
            self.host.ip("addr", "add", f"{address}/{wrong}", "dev", "eth0")
            reason = f"has the prefix /{wrong} on interface \"eth0\" instead of /{right}"
            self.do("monitor", GENERIC, address, reason, ip=address)
            self.check(self.probe(ip=address), GENERIC)
            self.start(address)
            shown = [name for name in self.host.addresses() if name.startswith(address + "/")]
            self.assertEqual(shown, [f"{address}/{right}"])
            self.host.ip("addr", "del", f"{address}/{right}", "dev", "eth0")
            self.host.ip("addr", "add", f"{address}/{wrong}", "dev", "eth0")
            self.do("stop", ip=address)
            self.assertNotIn(f"{address}/{wrong}", self.host.addresses())

    def test_sees_a_wrong_interface(self):
        connect(self.host, self.peer, "eth1", "eth1")
        self.host.ip("addr", "add", f"{V4}/24", "dev", "eth1")
        self.do("monitor", GENERIC, "is on interface \"eth1\" instead of \"eth0\"", ip=V4)
        self.do("monitor", GENERIC, "is on interface \"eth1\" instead of \"eth0\"", ip=V4, nic="eth0")
        self.start()
        self.assertEqual(self.host.addresses()[f"{V4}/24"]["link"], "eth0")
        self.host.ip("addr", "del", f"{V4}/24", "dev", "eth0")
        self.host.ip("addr", "add", f"{V4}/24", "dev", "eth1")
        self.do("stop", ip=V4, nic="eth0")
        self.assertNotIn(f"{V4}/24", self.host.addresses())

    def test_keeps_to_its_judgement_when_routes_come_and_go(self):
        self.host.sysctl("ipv4/conf/all/promote_secondaries", 1)
        self.start()
        self.host.ip("route", "add", "192.0.2.64/28", "dev", "eth0")
        self.do("monitor", ip=V4)
        self.host.ip("addr", "flush", "dev", "eth0", "to", "192.0.2.65")
        self.do("monitor", ip=V4)


class AnInterface(VipTest):
    def test_that_is_missing_serves_nothing(self):
        gone = {"ip": V4, "nic": "eth7", "cidr_netmask": 24}
        self.check(self.probe(**gone), NOT_RUNNING)
        self.do("stop", **gone)
        for action in ("start", "validate-all"):
            self.do(action, ARGS, "parameter nic=\"eth7\"", "no such interface", **gone)

    def test_that_disappears_takes_its_addresses_along(self):
        connect(self.host, self.peer, "eth1", "eth1")
        there = {"ip": "203.0.113.70/24", "nic": "eth1"}
        self.do("start", **there, **QUIET)
        self.host.ip("link", "del", "eth1")
        self.do("monitor", NOT_RUNNING, "203.0.113.70", **there)
        self.check(self.probe(**there), NOT_RUNNING)
        self.do("stop", **there)

    def test_that_is_switched_off_is_switched_on(self):
        self.host.ip("link", "set", "eth0", "down")
        self.do("validate-all", ip=V4, nic="eth0")
        self.do("start", ip=V4, nic="eth0", **QUIET)
        self.assertEqual(self.host.link("eth0")["operstate"], "UP")
        self.do("monitor", ip=V4, nic="eth0")

    def test_without_a_carrier_is_no_place_to_start(self):
        self.peer.ip("link", "set", "eth0", "down")
        wait_until(lambda: self.host.link("eth0")["operstate"] == "DOWN", "the link is down")
        self.do("start", GENERIC, "interface \"eth0\" has no link", ip=V4)
        self.assertNotIn(f"{V4}/24", self.host.addresses())

    def test_that_is_no_ethernet_needs_neither_questions_nor_announcements(self):
        tunnel = self.open_tunnel("tun0")
        self.host.ip("link", "set", "tun0", "up")
        self.host.ip("addr", "add", "203.0.113.65/24", "dev", "tun0")
        outcome = self.do("start", ip="203.0.113.70", dad_timeout=5000)
        self.assertLess(outcome.seconds, 2)
        self.do("monitor", ip="203.0.113.70")
        self.do("stop", ip="203.0.113.70")
        os.close(tunnel)

    def open_tunnel(self, name):
        """A tunnel has a carrier for as long as somebody holds its other end."""
        with inside(self.host):
            tunnel = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
            fcntl.ioctl(tunnel, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
        return tunnel


if __name__ == "__main__":
    unittest.main()
