# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The command line, and conditions against made-up worlds."""
import contextlib
import io
import os
import tempfile
import types
import unittest

import lab_path  # noqa: F401
from mmmlab import cli, cluster, conditions, observe, topology
from mmmlab.base import UsageError
from mmmlab.lab import Lab


def run(*argv):
    """(exit status, stderr) of a command line in an empty lab directory."""
    errors = io.StringIO()
    with tempfile.TemporaryDirectory() as base, contextlib.redirect_stderr(errors):
        os.environ["MMM_LAB_DIR"] = base
        status = cli.main(list(argv))
    return status, errors.getvalue()


class Refusals(unittest.TestCase):
    def test_usage_is_exit_2_and_one_line(self):
        for argv in ([], ["nonsense"], ["power", "M1"], ["power", "M1", "explode"], ["write"],
                     ["wait", "x", "--within", "soon"], ["up", "--nodes", "a,a"],
                     ["up", "--server", "oracle-19"], ["write", "--log", "x", "--rate", "0"],
                     ["exec", "M1", "true"], ["client", "--"], ["up", "--my-cnf", "gtid_mode"],
                     ["rebuild"], ["disk", "M1"], ["disk", "M1", "explode"], ["up", "--config", "x", "--nodes", "a"]):
            status, errors = run(*argv)
            self.assertEqual((status, errors.count("\n")), (2, 1), argv)

    def test_a_lab_that_is_not_up_is_exit_1_and_one_line(self):
        for argv in (["status"], ["sql", "M1", "select 1"], ["exec", "M1", "--", "true"],
                     ["client", "--", "true"], ["wait", "settled"], ["net", "M1", "cut"],
                     ["power", "M1", "off"], ["mysqld", "M1", "kill"], ["logs"], ["rebuild", "M1"],
                     ["disk", "M1", "own"], ["disk", "M1", "stall"], ["up", "--config", "/tmp"]):
            status, errors = run(*argv)
            self.assertEqual((status, errors.count("\n")), (1, 1), argv)

    def test_lab_names(self):
        for name in ("", "A", "-x", "a.b", "a/b", "x" * 11):
            with self.assertRaises(UsageError):
                Lab(name, "/nowhere")


class Parsing(unittest.TestCase):
    def test_everything_after_the_dashes_is_the_command(self):
        options = cli.parse(["exec", "M1", "--", "grep", "-x", "--", "a", "b"])
        self.assertEqual((options.node, options.argv), ("M1", ["grep", "-x", "--", "a", "b"]))

    def test_up(self):
        options = cli.parser().parse_args(["up", "--nodes", "a,b,c", "--param", "x=1",
                                           "--param", "y=2", "--durability", "lossless",
                                           "--my-cnf", "a=1", "--my-cnf", "b=2"])
        self.assertEqual((options.nodes, options.param), (["a", "b", "c"], ["x=1", "y=2"]))
        self.assertEqual(options.my_cnf, ["a=1", "b=2"])


class View:
    """A quorate cluster in which all nodes are well."""
    quorate, dc, seen_from = True, "M1", "M1"

    def __init__(self, states):
        self.states = states

    def online(self, _name):
        return True

    def node_state(self, _name):
        return "online"

    def host_state(self, name):
        return self.states.get(name)


def healthy():
    """M1 writes, M2 and slave1 follow it, each has a reader address."""
    seed = topology.build(["M1", "M2", "slave1"])
    link = {"source": "192.168.0.65", "io": "Yes", "sql": "Yes", "lag": 0, "error": ""}
    return observe.World(
        seed, dict.fromkeys(seed.names, "on"), View(dict.fromkeys(seed.names, "ONLINE")),
        {"M1": observe.Server("up", False), "M2": observe.Server("up", True, "", dict(link)),
         "slave1": observe.Server("up", True, "", dict(link))},
        {"M1": ["192.168.0.65", "192.168.0.70", "192.168.0.71"],
         "M2": ["192.168.0.66", "192.168.0.72"], "slave1": ["192.168.0.67", "192.168.0.73"]})


class Conditions(unittest.TestCase):
    def setUp(self):
        self.world = healthy()
        self.lab = types.SimpleNamespace(topology=self.world.topology)

    def check(self, text):
        return conditions.parse(self.lab, text)(self.world)

    def test_hold_in_a_healthy_world(self):
        for text in ("writer=M1", "writer=m1", "state=s1:ONLINE", "replicates=slave1:M1",
                     "mysqld=M2:up", "node=M1:online", "quorate"):
            self.assertIsNone(self.check(text), text)
        self.assertIsNone(conditions.settled(self.world))

    def test_say_what_is_the_case_instead(self):
        for text, instead in (("writer=M2", "writer address on M1"), ("no-writer", "writable: M1"),
                              ("state=M1:HARD_OFFLINE", "M1 is ONLINE"),
                              ("replicates=M1:M2", "no source"), ("mysqld=M1:down", "is up"),
                              ("node=M1:offline", "online")):
            self.assertIn(instead, self.check(text), text)

    def test_not_settled_with_two_writable_servers(self):
        self.world.servers["M2"].read_only = False
        self.assertIn("M1 M2", conditions.settled(self.world))

    def test_not_settled_with_a_broken_or_strayed_replica(self):
        self.world.servers["M2"].replication["sql"] = "No"
        self.assertIn("M2", conditions.settled(self.world))
        self.world = healthy()
        self.world.servers["slave1"].replication["source"] = "192.168.0.66"
        self.assertIn("slave1", conditions.settled(self.world))

    def test_not_settled_with_a_reader_twice_or_on_a_bad_host(self):
        self.world.addresses["M2"].append("192.168.0.71")
        self.assertIn("192.168.0.71 on M1 M2", conditions.settled(self.world))
        self.world = healthy()
        self.world.view.states["M2"] = "REPLICATION_FAIL"
        self.assertIn("REPLICATION_FAIL", conditions.settled(self.world))

    def test_a_server_that_is_down_does_not_have_to_follow(self):
        self.world.servers["slave1"] = observe.Server("down")
        self.world.addresses["slave1"].remove("192.168.0.73")
        self.world.addresses["M2"].append("192.168.0.73")
        self.assertIsNone(conditions.settled(self.world))

    def test_unclean_is_offline_but_not_fenced(self):
        self.world.view.node_state = lambda _name: "unclean"
        self.assertIsNone(self.check("node=M1:offline"))
        self.assertIsNotNone(self.check("node=M1:fenced"))

    def test_a_host_in_standby_may_be_off(self):
        xml = ('<crm_mon><summary/><nodes><node name="M1" online="true" standby="true"/>'
               '<node name="M2" online="false" standby="true"/></nodes></crm_mon>')
        self.world.view = cluster.View(xml, "M1")
        self.assertIsNone(self.check("node=M1:standby"))
        self.assertIsNone(self.check("node=M2:fenced"))
        self.assertIsNotNone(self.check("node=M2:standby"))

    def test_nonsense(self):
        for text in ("", "writer", "writer=", "writer=x", "state=M1", "node=M1:well", "mysqld=M1:",
                     "settled=now", "replicates=M1:x"):
            with self.assertRaises(UsageError, msg=text):
                self.check(text)


if __name__ == "__main__":
    unittest.main()
