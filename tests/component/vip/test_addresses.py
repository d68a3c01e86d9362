# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Addresses come, stay and go as the parameters say, and nothing else on the host changes."""
import shutil
import tempfile
import unittest

from support import stage
from vip_net import AGENT, ARGS, GENERIC, LIMIT, NOT_RUNNING, QUIET, SUCCESS, V4, V6, VipTest, connect, environment


class OneAddress(VipTest):
    def walk(self, address, shown):
        self.check(self.probe(ip=address), NOT_RUNNING)
        self.do("monitor", NOT_RUNNING, address, "is not on this host", ip=address)
        self.do("stop", ip=address)
        for _ in range(2):
            self.do("start", ip=address)
            self.assertIn(shown, self.host.addresses("eth0"))
        for _ in range(2):
            self.do("monitor", ip=address)
            self.check(self.probe(ip=address), SUCCESS)
            self.do("status", ip=address)
        for _ in range(2):
            self.do("stop", ip=address)
            self.assertNotIn(shown, self.host.addresses())
        self.check(self.probe(ip=address), NOT_RUNNING)

    def test_starts_and_stops_twice_in_ipv4(self):
        self.walk(V4, f"{V4}/24")

    def test_starts_and_stops_twice_in_ipv6(self):
        self.walk(V6, f"{V6}/64")

    def test_can_be_used_as_soon_as_start_is_done(self):
        for address in (V4, V6):
            self.do("start", ip=address)
            done = self.peer.run("ping", "-n", "-c1", "-W1", address)
            self.assertEqual(done.returncode, 0, done.stdout)
            flags = [info for name, info in self.host.addresses().items() if name.startswith(address)]
            self.assertNotIn("tentative", flags[0])

    def test_is_taken_from_an_interface_on_loopback(self):
        self.do("start", ip="127.0.0.3")
        self.assertEqual(self.host.addresses()["127.0.0.3/8"]["link"], "lo")
        self.assertEqual(self.host.addresses()["127.0.0.3/8"]["scope"], "host")
        self.do("monitor", ip="127.0.0.3")
        self.do("stop", ip="127.0.0.3")
        self.assertIn("127.0.0.1/8", self.host.addresses("lo"))

    def test_on_loopback_for_a_balancer_is_left_alone(self):
        self.host.ip("addr", "add", f"{V4}/32", "dev", "lo")
        self.check(self.probe(ip=V4), NOT_RUNNING)
        self.do("start", ip=V4, **QUIET)
        self.do("monitor", ip=V4)
        self.do("stop", ip=V4)
        self.assertEqual(list(self.host.addresses("lo")), ["127.0.0.1/8", f"{V4}/32", "::1/128"])

    def test_survives_that_validation_finds_nothing_wrong(self):
        self.do("validate-all", ip=V4)
        self.assertNotIn(f"{V4}/24", self.host.addresses())
        self.do("start", ip=V4, **QUIET)
        self.do("validate-all", ip=V4)
        self.do("reload-agent", ip=V4, arp_count=7)
        self.assertIn(f"{V4}/24", self.host.addresses())


class AList(VipTest):
    LIST = f"{V4}, 192.0.2.71/24 {V6}"
    SHOWN = {f"{V4}/24", "192.0.2.71/24", f"{V6}/64"}

    def ours(self):
        return self.SHOWN & set(self.host.addresses("eth0"))

    def test_is_held_together(self):
        self.do("start", ip=self.LIST)
        self.assertEqual(self.ours(), self.SHOWN)
        self.do("monitor", ip=self.LIST)
        self.do("stop", ip=self.LIST)
        self.assertEqual(self.ours(), set())

    def test_with_a_gap_is_faulty_until_start_fills_it(self):
        self.do("start", ip=self.LIST, **QUIET)
        self.host.ip("addr", "del", "192.0.2.71/24", "dev", "eth0")
        self.do("monitor", GENERIC, "192.0.2.71", "is not on this host", ip=self.LIST)
        self.do("start", ip=self.LIST, **QUIET)
        self.do("monitor", ip=self.LIST)
        self.host.ip("addr", "del", f"{V4}/24", "dev", "eth0")
        self.do("stop", ip=self.LIST)
        self.assertEqual(self.ours(), set())

    def test_is_detected_in_the_time_of_one_address(self):
        addresses = " ".join(f"192.0.2.{last}" for last in range(100, 120))
        outcome = self.do("start", ip=addresses, dad_timeout=200)
        self.assertLess(outcome.seconds, 2.0)
        self.do("stop", ip=addresses)


class AUniqueClone(VipTest):
    LIST = "192.0.2.71 192.0.2.72 192.0.2.73"

    def meta(self, instance):
        return {"clone": instance, "globally_unique": "true", "clone_max": 3, "clone_node_max": 3}

    def held(self):
        return {name.split("/")[0][-2:] for name in self.host.addresses("eth0") if name.startswith("192.0.2.7")}

    def test_holds_one_address_with_each_instance(self):
        for instance, held in ((0, {"71"}), (2, {"71", "73"}), (1, {"71", "72", "73"})):
            self.do("start", meta=self.meta(instance), ip=self.LIST, **QUIET)
            self.assertEqual(self.held(), held)
            self.do("monitor", meta=self.meta(instance), ip=self.LIST)

    def test_lets_instances_go_without_hurting_others(self):
        for instance in range(3):
            self.do("start", meta=self.meta(instance), ip=self.LIST, **QUIET)
        self.do("stop", meta=self.meta(0), ip=self.LIST)
        self.assertEqual(self.held(), {"72", "73"})
        self.do("monitor", NOT_RUNNING, "192.0.2.71", meta=self.meta(0), ip=self.LIST)
        for instance in (1, 2):
            self.do("monitor", meta=self.meta(instance), ip=self.LIST)

    def test_refuses_an_instance_that_has_no_address(self):
        meta = {**self.meta(3), "clone_max": 4}
        for action in ("validate-all", "start"):
            self.do(action, 6, "there is none for clone instance 3", "clone-max to 3", meta=meta, ip=self.LIST)
        self.check(self.probe(meta, ip=self.LIST), NOT_RUNNING)
        self.do("stop", meta=meta, ip=self.LIST)

    def test_may_count_up_from_one_address_instead(self):
        self.do("start", meta=self.meta(2), ip="192.0.2.71", unique_clone_address="true", **QUIET)
        self.assertEqual(self.held(), {"73"})
        self.do("validate-all", 6, "unique_clone_address", meta=self.meta(2), ip="2001:db8::71",
                unique_clone_address="true")


class TheParameters(VipTest):
    def started(self, **parameters):
        self.do("start", **{"ip": V4, **QUIET, **parameters})
        self.do("monitor", **{"ip": V4, **parameters})
        shown = {name: info for name, info in self.host.addresses().items() if name.startswith(f"{V4}/")}
        self.assertEqual(len(shown), 1, shown)
        self.do("stop", **{"ip": V4, **parameters})
        return next(iter(shown.values()))

    def test_set_the_prefix(self):
        for given in ({"cidr_netmask": 28}, {"netmask": "255.255.255.240"}, {"ip": f"{V4}/28"},
                      {"ip": f"{V4}/28", "cidr_netmask": 30}, {"cidr_netmask": "255.255.255.240", "netmask": "24"}):
            self.assertEqual(self.started(**given)["prefixlen"], 28, given)

    def test_set_the_broadcast_address(self):
        self.assertEqual(self.started()["broadcast"], "192.0.2.255")
        self.assertEqual(self.started(broadcast="-")["broadcast"], "192.0.2.0")
        self.assertEqual(self.started(broadcast="+", cidr_netmask=28)["broadcast"], "192.0.2.79")
        self.assertEqual(self.started(broadcast="192.0.2.200")["broadcast"], "192.0.2.200")
        self.assertNotIn("broadcast", self.started(cidr_netmask=32))

    def test_set_the_label(self):
        self.assertEqual(self.started()["label"], "eth0")
        self.assertEqual(self.started(iflabel="vip")["label"], "eth0:vip")
        self.assertEqual(self.started(nic="eth0:1")["label"], "eth0:1")

    def test_set_the_interface_by_either_name(self):
        self.host.ip("link", "property", "add", "dev", "eth0", "altname", "frontend-of-this-host")
        self.assertEqual(self.started(nic="frontend-of-this-host")["link"], "eth0")
        self.host.ip("link", "property", "add", "dev", "eth0", "altname", "front")
        self.assertEqual(self.started(nic="front", iflabel="v")["label"], "eth0:v")

    def test_set_the_interface_against_the_routing_table(self):
        connect(self.host, self.peer, "eth1", "eth1")
        self.assertEqual(self.started(nic="eth1", cidr_netmask=24)["link"], "eth1")
        self.do("validate-all", ARGS, "outside every network that interface \"eth1\"", ip=V4, nic="eth1")

    def test_set_lifetime_and_prefix_route(self):
        self.assertTrue(self.started(preferred_lft=0)["deprecated"])
        self.assertNotIn("deprecated", self.started(preferred_lft="forever"))
        self.do("start", ip="203.0.113.70/24", nic="eth0", noprefixroute="true", **QUIET)
        self.assertNotIn("203.0.113.0/24", self.host.ip("route"))
        self.do("stop", ip="203.0.113.70/24", nic="eth0")
        self.do("start", ip="203.0.113.70/24", nic="eth0", **QUIET)
        self.assertIn("203.0.113.0/24", self.host.ip("route"))

    def test_set_the_namespace(self):
        other = self.new_namespace("other")
        connect(other, self.peer, "eth0", "eth9")
        other.ip("addr", "add", "192.0.2.66/24", "dev", "eth0")
        there = {"ip": V4, "network_namespace": other.name}
        self.do("start", **there, **QUIET)
        self.assertIn(f"{V4}/24", other.addresses("eth0"))
        self.assertNotIn(f"{V4}/24", self.host.addresses("eth0"))
        self.do("monitor", **there)
        self.do("stop", **there)
        self.assertNotIn(f"{V4}/24", other.addresses("eth0"))

    def test_without_an_effect_are_named(self):
        outcome = self.do("validate-all", ip=V4, arp_sender="send_arp", mac="auto", lvs_support="true",
                          clusterip_hash="sourceip", send_arp_opts="-x", arp_bg="false", run_arping="true")
        for name in ("arp_sender", "mac", "lvs_support", "clusterip_hash", "send_arp_opts", "arp_bg"):
            self.assertRegex(outcome.log, rf"WARNING: parameter {name}=.* no effect")

    @unittest.skipIf(stage.SANITIZED, f"{stage.SANITIZED}: they refuse strace")
    @unittest.skipUnless(shutil.which("strace"), "not installed: strace")
    def test_flush_routes_at_stop(self):
        for wanted in ("true", "false"):  # what it does to the kernel's caches nobody can see from outside
            self.do("start", ip=V4, **QUIET)
            with tempfile.NamedTemporaryFile("r", encoding="utf-8") as trace:
                done = self.host.run("strace", "-o", trace.name, "-e", "trace=openat", AGENT, "stop",
                                     env=environment("stop", {"ip": V4, "flush_routes": wanted}, {}))
                self.assertEqual(done.returncode, SUCCESS, done.stderr)
                self.assertEqual("/proc/sys/net/ipv4/route/flush" in trace.read(), wanted == "true")


class TheRoutingTable(VipTest):
    def setUp(self):
        super().setUp()
        connect(self.host, self.peer, "eth1", "eth1")

    def link_of(self, address):
        self.do("start", ip=address, **QUIET)
        self.do("monitor", ip=address)
        found = [info for name, info in self.host.addresses().items() if name.startswith(address + "/")]
        self.do("stop", ip=address)
        return f"{found[0]['link']}/{found[0]['prefixlen']}"

    def test_gives_interface_and_prefix(self):
        self.host.ip("addr", "add", "198.51.100.65/25", "dev", "eth1")
        self.host.ip("addr", "add", "2001:db8:1::65/56", "dev", "eth1", "nodad")
        self.assertEqual(self.link_of("198.51.100.70"), "eth1/25")
        self.assertEqual(self.link_of("2001:db8:1::70"), "eth1/56")
        self.assertEqual(self.link_of(V4), "eth0/24")

    def test_prefers_the_longest_prefix_and_then_the_lowest_metric(self):
        self.host.ip("addr", "add", "192.0.2.66/28", "dev", "eth1")
        self.assertEqual(self.link_of(V4), "eth1/28")
        self.host.ip("addr", "flush", "dev", "eth1")
        self.host.ip("addr", "add", "192.0.2.66/24", "dev", "eth1", "noprefixroute")
        self.host.ip("route", "add", "192.0.2.0/24", "dev", "eth1", "metric", "50")
        self.assertEqual(self.link_of(V4), "eth0/24")
        self.host.ip("route", "del", "192.0.2.0/24", "dev", "eth0")
        self.host.ip("route", "add", "192.0.2.0/24", "dev", "eth0", "metric", "100")
        self.assertEqual(self.link_of(V4), "eth1/24")


class NeighboursOnTheInterface(VipTest):
    def setUp(self):
        super().setUp()
        self.host.ip("addr", "flush", "dev", "eth0")
        for path in ("all", "eth0"):
            self.host.sysctl(f"ipv4/conf/{path}/promote_secondaries", 0)
        self.do("start", ip=f"{V4}/24", nic="eth0", **QUIET)  # the first of its network
        self.host.ip("addr", "add", "192.0.2.65/24", "brd", "192.0.2.255", "dev", "eth0", "label", "eth0:own")
        self.host.ip("addr", "add", "192.0.2.66/24", "dev", "eth0", "valid_lft", "3600", "preferred_lft", "1800")
        self.host.ip("addr", "add", "192.0.3.1/24", "dev", "eth0")
        self.host.ip("route", "add", "default", "via", "192.0.2.1")

    def test_stay_when_the_first_address_of_the_network_goes(self):
        self.assertNotIn("secondary", self.host.addresses()[f"{V4}/24"])
        self.assertTrue(self.host.addresses()["192.0.2.65/24"]["secondary"])

        self.do("stop", ip=f"{V4}/24", nic="eth0")

        left = self.host.addresses("eth0")
        self.assertEqual({name for name in left if "." in name}, {"192.0.2.65/24", "192.0.2.66/24", "192.0.3.1/24"})
        self.assertEqual((left["192.0.2.65/24"]["label"], left["192.0.2.65/24"]["broadcast"]),
                         ("eth0:own", "192.0.2.255"))
        self.assertLessEqual(left["192.0.2.66/24"]["valid_life_time"], 3600)
        self.assertIn("default via 192.0.2.1", self.host.ip("route"))
        self.assertIn("192.0.2.0/24", self.host.ip("route"))

    def test_stay_where_the_hosts_settings_cannot_be_changed(self):
        read_only = "mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys && exec \"$@\""
        done = self.host.run("unshare", "--mount", "--propagation", "private", "sh", "-c", read_only, "sh",
                             AGENT, "stop", env=environment("stop", {"ip": f"{V4}/24", "nic": "eth0"}, {}))
        self.assertEqual(done.returncode, 0, done.stderr)
        left = self.host.addresses("eth0")
        self.assertEqual({name for name in left if "." in name}, {"192.0.2.65/24", "192.0.2.66/24", "192.0.3.1/24"})
        self.assertEqual(left["192.0.2.65/24"]["label"], "eth0:own")

    def test_stay_when_many_instances_come_and_go_at_the_same_time(self):
        ours = [f"192.0.2.{last}" for last in range(80, 92)]
        for _ in range(3):
            self.all_at_once("start", ours)
            self.assertLessEqual({f"{address}/24" for address in ours}, set(self.host.addresses("eth0")))
            self.all_at_once("stop", [V4, *ours])
            left = {name for name in self.host.addresses("eth0") if "." in name}
            self.assertEqual(left, {"192.0.2.65/24", "192.0.2.66/24", "192.0.3.1/24"})

    def all_at_once(self, action, addresses):
        running = [self.host.begin(AGENT, action, env=environment(action, {"ip": f"{a}/24", "nic": "eth0", **QUIET}, {}))
                   for a in addresses]
        for process in running:
            _, errors = process.communicate(timeout=LIMIT)
            self.assertEqual(process.returncode, 0, errors)

    def test_leave_the_hosts_settings_as_they_were(self):
        self.do("stop", ip=f"{V4}/24", nic="eth0")
        self.assertEqual(self.host.sysctl("ipv4/conf/eth0/promote_secondaries"), "0")


if __name__ == "__main__":
    unittest.main()
