# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""An address that somebody else has is not taken."""
import socket
import threading
import unittest

from vip_net import AGENT, GENERIC, NOT_RUNNING, SUCCESS, V4, V6, VipTest, connect, environment, inside


class ADuplicate(VipTest):
    def holder_has(self, address):
        self.peer.ip("addr", "add", address, "dev", "eth0", *(["nodad"] if ":" in address else []))

    def refused(self, address, **parameters):
        outcome = self.do("start", GENERIC, f"address {address} is in use", self.peer.mac(), "ip neigh",
                          "nodad=true", **{"ip": address, **parameters})
        self.assertFalse([name for name in self.host.addresses() if name.startswith(address + "/")])
        self.assertEqual(self.host.processes(), [])
        return outcome

    def test_is_refused_in_ipv4(self):
        self.holder_has(f"{V4}/24")
        self.refused(V4)
        self.check(self.probe(ip=V4), NOT_RUNNING)

    def test_is_refused_in_ipv6(self):
        self.holder_has(f"{V6}/64")
        self.refused(V6)
        self.check(self.probe(ip=V6), NOT_RUNNING)

    def test_is_refused_with_the_first_answer(self):
        self.holder_has(f"{V4}/24")
        self.assertLess(self.refused(V4, dad_timeout=9000).seconds, 4)

    def test_in_a_list_keeps_all_of_it_away(self):
        self.holder_has("192.0.2.72/24")
        self.refused("192.0.2.72", ip=f"192.0.2.71 192.0.2.72 {V6}")
        self.assertNotIn("192.0.2.71/24", self.host.addresses())
        self.assertNotIn(f"{V6}/64", self.host.addresses())

    def test_is_not_looked_for_if_so_told(self):
        self.holder_has(f"{V4}/24")
        self.holder_has(f"{V6}/64")
        capture = self.listen()
        self.do("start", ip=f"{V4} {V6}", nodad="true", arp_count=1)
        self.assertEqual(capture.about(V4, "probe") + capture.about(V6, "solicitation"), [])
        self.do("monitor", ip=f"{V4} {V6}")

    def test_is_not_looked_for_when_the_address_is_here_already(self):
        self.do("start", ip=V4, arp_count=1)
        self.holder_has(f"{V4}/24")
        self.do("start", ip=V4, arp_count=1)

    def test_spoils_no_neighbours_cache_while_it_is_looked_for(self):
        self.holder_has(f"{V4}/24")
        third = self.new_namespace("third")
        connect(third, self.peer, "eth0", "eth5")
        self.refused(V4)
        self.assertNotIn(V4, self.peer.neighbours())


class TheDetection(VipTest):
    def test_asks_three_times_without_naming_itself(self):
        capture = self.listen()
        self.do("start", ip=f"{V4} {V6}", arp_count=1)
        probes = capture.about(V4, "probe")
        self.assertEqual(len(probes), 3)
        for probe in probes:
            self.assertEqual((probe.destination, probe.source), ("ff:ff:ff:ff:ff:ff", self.host.mac()))
            self.assertEqual((probe.sender, probe.target_mac), ("0.0.0.0", "00:00:00:00:00:00"))
        solicitations = capture.about(V6, "solicitation")
        self.assertEqual(len(solicitations), 3)
        for solicitation in solicitations:
            self.assertEqual(solicitation.destination, "33:33:ff:00:00:70")
            self.assertEqual((solicitation.sender, solicitation.group), ("::", "ff02::1:ff00:70"))
            self.assertEqual(solicitation.options, b"")

    def test_leaves_nothing_behind_when_it_is_killed(self):
        capture = self.listen()
        process = self.host.begin(AGENT, "start", env=environment("start", {"ip": V4, "dad_timeout": 9000}, {}))
        capture.wait_for(1, V4, "probe")
        process.kill()
        process.communicate()
        self.check(self.probe(ip=V4), NOT_RUNNING)
        self.do("start", ip=V4, arp_count=1)
        self.do("monitor", ip=V4)

    def test_takes_its_time_and_no_more(self):
        outcome = self.do("start", ip=V4, dad_timeout=150, arp_count=1)
        self.assertGreater(outcome.seconds, 0.15)
        self.assertLess(outcome.seconds, 0.5)

    def test_does_not_take_another_interface_of_this_host_for_a_stranger(self):
        # Both ends on one wire: eth1 hears the question and the kernel answers, as lo has the address.
        self.host.ip("addr", "add", f"{V4}/32", "dev", "lo")
        self.peer.ip("link", "add", "br0", "type", "bridge")
        self.peer.ip("link", "set", "br0", "up")
        connect(self.host, self.peer, "eth1", "eth1")
        self.host.ip("addr", "add", "192.0.2.66/24", "dev", "eth1")
        for port in ("eth0", "eth1"):
            self.peer.ip("link", "set", port, "master", "br0")
        self.check(self.call("start", ip=V4, nic="eth0", dad_timeout=200, arp_count=1), SUCCESS)

    def test_sees_another_host_that_is_about_to_take_the_address(self):
        """Two hosts ask at the same time: neither gets it (RFC 5227, section 2.1.1)."""
        listener = self.listen()
        with inside(self.peer):
            sender = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        self.addCleanup(sender.close)

        def rival():
            [probe, *_] = listener.wait_for(1, V4, "probe")
            mac = bytes.fromhex("525400000099")
            sender.sendto(probe.octets[:6] + mac + probe.octets[12:22] + mac + probe.octets[28:], ("eth0", 0x0806))

        thread = threading.Thread(target=rival)
        thread.start()
        self.do("start", GENERIC, "52:54:00:00:00:99 answers for it", ip=V4, dad_timeout=3000)
        thread.join()


if __name__ == "__main__":
    unittest.main()
