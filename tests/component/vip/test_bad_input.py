# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Each wrong parameter is named once, with its value and a remedy, and nothing is started."""
import os
import unittest

from vip_net import AGENT, ARGS, CONFIGURED, GENERIC, NOT_RUNNING, SUCCESS, V4, VipTest, environment

# Wrong on every host: parameters, then what the reason says.
WRONG_EVERYWHERE = (
    ({}, 'parameter ip="": required, but not set; set it'),
    ({"ip": " , "}, 'no address in it; give at least one address'),
    ({"ip": "db1"}, '"db1" is neither an IPv4 nor an IPv6 address; give IPv4 or IPv6 addresses such as'),
    ({"ip": "appletalk:65280.7"}, "neither an IPv4 nor an IPv6 address"),
    ({"ip": "00:11:22:33:44:55"}, "neither an IPv4 nor an IPv6 address"),
    ({"ip": "192.0.2.300"}, 'parameter ip="192.0.2.300"'),
    ({"ip": f"{V4} 192.0.2"}, '"192.0.2" is neither'),
    ({"ip": f"{V4}/33"}, "without a valid prefix (1 to 32 for IPv4)"),
    ({"ip": "2001:db8::70/129"}, "without a valid prefix (1 to 128 for IPv6)"),
    ({"ip": "0.0.0.0"}, "the unspecified address"),
    ({"ip": "224.0.0.1"}, "a multicast address"),
    ({"ip": "255.255.255.255"}, "the broadcast address"),
    ({"ip": "::ffff:192.0.2.70"}, "an IPv4 address in IPv6 form"),
    ({"ip": f"{V4} {V4}"}, "there twice"),
    ({"ip": "192.0.2.255/24"}, "the broadcast address of its network"),
    ({"ip": "fe80::70"}, "say with nic which interface is meant"),
    ({"ip": V4, "cidr_netmask": "33"}, 'parameter cidr_netmask="33": not a prefix for an IPv4 address; use 1 to 32'),
    ({"ip": V4, "netmask": "255.0.255.0"}, 'parameter netmask="255.0.255.0"'),
    ({"ip": f"{V4} 2001:db8::70", "cidr_netmask": "24"}, "write the prefix behind each address"),
    ({"ip": V4, "nic": "eth/0"}, 'parameter nic="eth/0": not an interface name'),
    ({"ip": V4, "iflabel": "much-too-long-a-label"}, "at most 15 characters"),
    ({"ip": V4, "broadcast": "everybody"}, "give an IPv4 address, +, - or nothing"),
    ({"ip": V4, "preferred_lft": "long"}, 'give seconds or "forever"'),
    ({"ip": V4, "network_namespace": "/run/netns/x"}, "not a name of a network namespace"),
    ({"ip": V4, "arp_count": "many"}, 'parameter arp_count="many": not a number in range; use a whole number'),
    ({"ip": V4, "arp_interval": "0"}, 'parameter arp_interval="0"'),
    ({"ip": V4, "arp_count_refresh": "101"}, "from 0 to 100"),
    ({"ip": V4, "dad_timeout": "10001"}, "from 1 to 10000"),
    ({"ip": V4, "nodad": "perhaps"}, 'parameter nodad="perhaps": not a boolean; use true or false'),
)

# Wrong on this host only.
WRONG_HERE = (
    ({"ip": "203.0.113.70"}, 'parameter ip="203.0.113.70": the address is outside every network that this host is'),
    ({"ip": "2001:db8:9::70"}, "outside every network that this host is connected to; correct the address, or give nic"),
    ({"ip": "203.0.113.70/24"}, "outside every network that this host"),
    ({"ip": f"{V4} 203.0.113.70"}, 'parameter ip="203.0.113.70"'),
    ({"ip": "203.0.113.70", "nic": "eth0"}, 'outside every network that interface "eth0" is connected to'),
    ({"ip": V4, "nic": "eth7"}, 'parameter nic="eth7": there is no such interface on this host; give a name'),
    ({"ip": V4, "nic": "a-name-that-is-longer-than-15"}, "there is no such interface"),
    ({"ip": "192.0.2.255"}, "the first and the last address of its network"),
    ({"ip": V4, "iflabel": "elevenchars"}, '"eth0:elevenchars" is longer than 15 characters'),
    ({"ip": V4, "network_namespace": "no-such-namespace"}, 'parameter network_namespace="no-such-namespace"'),
)


class BadInput(VipTest):
    def setUp(self):
        super().setUp()
        self.before = self.host.addresses()
        self.capture = self.listen()

    def nothing_happened(self):
        self.assertEqual(set(self.host.addresses()), set(self.before))
        self.assertEqual(self.host.processes(), [])
        self.assertEqual([frame for frame in self.capture.read() if frame.kind in ("probe", "request", "reply")], [])

    def test_that_is_wrong_everywhere_stops_the_resource_everywhere(self):
        for parameters, reason in WRONG_EVERYWHERE:
            for action in ("start", "validate-all", "reload-agent"):
                with self.subTest(parameters, action=action):
                    self.do(action, CONFIGURED, reason, **parameters)
        self.nothing_happened()

    def test_that_is_wrong_here_sends_the_resource_elsewhere(self):
        for parameters, reason in WRONG_HERE:
            for action in ("start", "validate-all"):
                with self.subTest(parameters, action=action):
                    self.do(action, ARGS, reason, **parameters)
        self.nothing_happened()

    def test_never_makes_a_monitor_or_a_stop_stop_the_resource_everywhere(self):
        for parameters, _ in WRONG_EVERYWHERE + WRONG_HERE:
            with self.subTest(parameters):
                self.check(self.probe(**parameters), NOT_RUNNING)
                self.assertIn(self.call("monitor", **parameters).code, (GENERIC, NOT_RUNNING))
                self.do("stop", **parameters)
        self.nothing_happened()

    def test_keeps_no_address_that_was_started_before(self):
        self.do("start", ip=V4, nodad="true", arp_count=1)
        self.do("stop", ip=f"{V4} db1", arp_count="many")
        self.assertNotIn(f"{V4}/24", self.host.addresses())

    def test_that_only_the_kernel_knows_is_explained(self):
        self.host.sysctl("ipv6/conf/eth0/disable_ipv6", 1)
        self.do("start", ARGS, 'IPv6 is disabled on interface "eth0"', ip="2001:db8::70/64", nic="eth0")

    def test_by_a_user_without_privileges_is_refused_as_such(self):
        nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--inh-caps=-all", "--"]
        with open(AGENT, "rb") as agent:
            path = f"/proc/self/fd/{agent.fileno()}"
            os.set_inheritable(agent.fileno(), True)
            variables = environment("start", {"ip": V4}, {})
            done = self.host.run(*nobody, path, "start", env=variables, pass_fds=[agent.fileno()])
            self.assertEqual(done.returncode, 4, done.stderr)
            done = self.host.run(*nobody, path, "monitor", env=environment("monitor", {"ip": V4}, {}),
                                 pass_fds=[agent.fileno()])
            self.assertEqual(done.returncode, NOT_RUNNING, done.stderr)


class AnUnknownAction(VipTest):
    def test_is_unimplemented(self):
        for action in ("promote", "migrate_to", "explode"):
            self.assertEqual(self.call(action, ip=V4).code, 3)
        self.assertEqual(self.call("monitor", ip=V4, unknown="x").code, NOT_RUNNING)
        self.assertEqual(self.call("stop", ip=V4, unknown="x").code, SUCCESS)


if __name__ == "__main__":
    unittest.main()
