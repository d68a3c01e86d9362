# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Names and addresses."""
import unittest

import lab_path  # noqa: F401
from mmmlab import topology
from mmmlab.base import LabError, UsageError


class SeedNames(unittest.TestCase):
    def setUp(self):
        self.seed = topology.build(["M1", "M2", "slave1"])

    def test_addresses_are_the_seeds(self):
        self.assertEqual([h.ip for h in self.seed.nodes],
                         ["192.168.0.65", "192.168.0.66", "192.168.0.67"])
        self.assertEqual(self.seed.writer_ip, "192.168.0.70")
        self.assertEqual(self.seed.reader_ips, ["192.168.0.71", "192.168.0.72", "192.168.0.73"])

    def test_ipv6_has_the_same_last_octet_in_hex(self):
        self.assertEqual(self.seed.nodes[0].ip6, "fd00:6d6d:6d::41")

    def test_first_two_are_masters(self):
        self.assertEqual(self.seed.masters, ("M1", "M2"))
        self.assertEqual(self.seed.slaves, ["slave1"])
        self.assertEqual([self.seed.master_number(n) for n in self.seed.names], [1, 2, None])

    def test_node_words(self):
        for word, name in (("m1", "M1"), ("M2", "M2"), ("SLAVE1", "slave1"), ("s1", "slave1")):
            self.assertEqual(self.seed.find(word).name, name)
        for word in ("m3", "s2", "client", "", "m0"):
            with self.assertRaises(UsageError):
                self.seed.find(word)

    def test_by_ip(self):
        self.assertEqual(self.seed.by_ip("192.168.0.66"), "M2")
        self.assertEqual(self.seed.by_ip("fd00:6d6d:6d::43"), "slave1")
        self.assertEqual(self.seed.by_ip("10.0.0.1"), "10.0.0.1")


class OtherShapes(unittest.TestCase):
    def test_positions_stand_for_names(self):
        shape = topology.build(["a", "b", "c", "d"], ["c", "a"])
        self.assertEqual(shape.find("m1").name, "c")
        self.assertEqual(shape.find("s2").name, "d")

    def test_a_name_goes_before_a_position(self):
        shape = topology.build(["x", "m1", "s1"], ["x", "s1"])
        self.assertEqual(shape.find("M1").name, "m1")
        self.assertEqual(shape.find("s1").name, "s1")
        self.assertEqual(shape.find("m2").name, "s1")

    def test_many_nodes_share_no_address(self):
        for count in range(1, 17):
            shape = topology.build([f"n{i}" for i in range(count)])
            used = [h.ip for h in shape.nodes] + shape.reader_ips + [shape.writer_ip,
                                                                     topology.CLIENT.ip]
            self.assertEqual(len(used), len(set(used)), count)
            self.assertEqual(len(shape.reader_ips), count)

    def test_what_makes_no_sense_is_refused(self):
        for names, masters in ((["a", "A"], None), (["client"], None), (["1a"], None), ([], None),
                               (["a" * 12], None), (["a", "b"], ["c"]), (["a", "b"], ["a", "A"]),
                               ([f"n{i}" for i in range(17)], None)):
            with self.assertRaises(UsageError, msg=names):
                topology.build(names, masters)
        with self.assertRaises(UsageError):
            topology.build(["a"], params=["novalue"])
        with self.assertRaises(UsageError):
            topology.build(["a"], durability="some")


class OnFile(unittest.TestCase):
    def test_round_trip(self):
        shape = topology.build(["M1", "M2", "s"], ["M2"], "mariadb-10.11", "lossless", ["a=b c"])
        self.assertEqual(topology.loads(topology.dumps(shape)), shape)

    def test_damage_is_one_error(self):
        for text in ("", "{}", '{"nodes": [{"x": 1}]}'):
            with self.assertRaises(LabError):
                topology.loads(text)


if __name__ == "__main__":
    unittest.main()
