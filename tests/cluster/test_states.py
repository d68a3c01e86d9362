# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Host states by an operator's orders, flapping, the network and a cold start."""
import contextlib
import time

from cluster import NODES, ClusterTest, LabError, lab

CLIENT = "192.168.0.50"


class States(ClusterTest):
    lab_arguments = ("--param", "trap_period=1", "--param", "flap_count=0")

    def control(self, *arguments):
        return self.run_on(self.member(), "mmm_control", *arguments)

    def set_parameters(self, *pairs):
        """They take effect without a restart of any server."""
        self.run_on(self.member(), "pcs", "resource", "update", "mysql", *pairs)
        self.run_on(self.member(), "crm_resource", "--wait", "--timeout", "60")

    def reason(self, node):
        return self.attribute(node, "mmm-reason-mysql") or ""

    def wait_for_reason(self, node, text):
        self.wait_for(f"{node} says {text!r}", lambda: text in self.reason(node), 60)

    def threads(self, node):
        shown = self.sql(node, "SHOW SLAVE STATUS\\G")
        return [line.split(": ")[1] for line in shown.splitlines() if line.strip().startswith(("Slave_IO_Running:",
                                                                                              "Slave_SQL_Running:"))]

    def logged(self, node, text):
        return [line for line in lab("logs", node).splitlines() if text in line]

    def set_online(self, host):
        """As an operator does it: a host whose checks are not well yet is refused, so later again."""
        self.wait_for(f"{host} may be set online",
                      lambda: self.control("set_online", host).startswith("OK: State of"))

    def test_a_host_that_is_set_offline_stands_still_until_it_is_set_online(self):
        writer, other = self.masters()
        with self.writes() as run:
            self.assertIn("changed to ADMIN_OFFLINE", self.control("set_offline", "slave1"))
            self.wait("state=slave1:ADMIN_OFFLINE")
            self.assertEqual(self.hosts()["slave1"][1:], ("ADMIN_OFFLINE", []))
            self.wait_for("replication stopped", lambda: self.threads("slave1") == ["No", "No"])
            self.control("move_role", "writer", other)
            self.wait(f"writer={other}")
            lab("mysqld", "slave1", "kill")
            self.wait("mysqld=slave1:up")
            self.wait("state=slave1:ADMIN_OFFLINE")
            self.assertEqual(self.threads("slave1"), ["No", "No"])
            self.assertEqual(self.logged("slave1", "changed from ADMIN_OFFLINE"), [])
            self.set_online("slave1")
            self.wait("state=slave1:ONLINE")
            self.assert_replicates("slave1", other)
            self.wait_until_whole()
            self.assertEqual(len(self.readers_of("slave1")), 1)
        self.assert_nothing_lost(run)
        self.assertEqual(self.writer(), other)

    def test_the_writer_goes_when_its_host_is_set_offline(self):
        writer, other = self.masters()
        with self.writes() as run:
            began = time.time()
            self.control("set_offline", writer)
            self.wait(f"writer={other}")
            self.wait(f"state={writer}:ADMIN_OFFLINE")
            self.wait_for_writes(run, time.time())
            self.say(f"the writer's host was set offline: {run.interruption(began):.0f} ms without writes")
            self.assertEqual(self.hosts()[writer][1:], ("ADMIN_OFFLINE", []))
            self.set_online(writer)
            self.wait(f"state={writer}:ONLINE")
            self.wait_until_whole()
        self.assertEqual(self.writer(), other)
        self.assert_nothing_lost(run)

    def test_an_order_outlasts_the_loss_of_power(self):
        self.control("set_offline", "slave1")
        self.wait("state=slave1:ADMIN_OFFLINE")
        lab("power", "slave1", "off")
        self.wait("node=slave1:fenced")
        lab("power", "slave1", "on")
        self.wait("mysqld=slave1:up", 90)
        self.wait("state=slave1:ADMIN_OFFLINE")
        self.assertEqual(self.readers_of("slave1"), [])
        self.set_online("slave1")
        self.wait("state=slave1:ONLINE")
        self.wait_until_whole()

    def test_without_auto_set_online_a_booted_host_waits_for_the_operator(self):
        self.set_parameters("auto_set_online=0")
        lab("mysqld", "slave1", "kill")
        self.wait("mysqld=slave1:down")
        self.wait("state=slave1:ONLINE")  # away for a moment, without a reboot
        lab("power", "slave1", "off")
        self.wait("node=slave1:fenced")
        lab("power", "slave1", "on")
        self.wait("mysqld=slave1:up", 90)
        self.wait_for_reason("slave1", "waits for mmm_control set_online slave1")
        self.assertEqual(self.hosts()["slave1"][1:], ("AWAITING_RECOVERY", []))
        self.set_online("slave1")
        self.wait("state=slave1:ONLINE")
        self.set_parameters("auto_set_online=")
        self.wait_until_whole()

    def test_a_host_that_flaps_is_set_aside(self):
        self.set_parameters("flap_count=1")
        for _ in range(2):
            lab("mysqld", "slave1", "kill")
            self.wait("mysqld=slave1:down")
            self.wait("mysqld=slave1:up")
            self.wait_for("judged anew", lambda: self.attribute("slave1", "mmm-state-mysql") != "HARD_OFFLINE")
        self.wait_for_reason("slave1", "flapping: left ONLINE 2 times within 3600 s")
        self.assertEqual(self.hosts()["slave1"][1:], ("AWAITING_RECOVERY", []))
        self.assertEqual(len(self.logged("slave1", "Host slave1 is flapping!")), 1)
        self.set_online("slave1")
        self.wait("state=slave1:ONLINE")
        self.set_parameters("flap_count=0")
        self.wait_until_whole()

    # The network

    def lose_ping(self, node):
        self.run_on(node, "nft", "add", "table", "inet", "noping")
        self.run_on(node, "nft", "add", "chain", "inet", "noping", "in", "{ type filter hook input priority 0 ; }")
        self.run_on(node, "nft", "add", "rule", "inet", "noping", "in", "ip", "saddr", CLIENT, "icmp", "type",
                    "echo-reply", "drop")

    def regain_ping(self, node):
        with contextlib.suppress(LabError):
            self.run_on(node, "nft", "delete", "table", "inet", "noping")

    def test_roles_go_where_the_network_is(self):
        writer, other = self.masters()
        self.set_parameters(f"ping_ips={CLIENT}")
        with self.writes() as run:
            self.lose_ping(writer)
            self.wait(f"writer={other}")
            self.wait(f"state={writer}:HARD_OFFLINE")
            self.wait_for("its readers are gone", lambda: not self.readers_of(writer))
            self.assertIn("reaches none of ping_ips", self.reason(writer))
            self.regain_ping(writer)
            self.wait(f"state={writer}:ONLINE")
            self.wait_until_whole()
        self.assertEqual(self.writer(), other)
        self.set_parameters("ping_ips=")
        self.assert_nothing_lost(run)

    def test_nothing_changes_when_nobody_has_a_network(self):
        before = self.hosts()
        self.set_parameters(f"ping_ips={CLIENT}")
        for node in NODES:
            self.lose_ping(node)
        for node in NODES:
            self.wait_for_reason(node, "its state is frozen: nobody reaches ping_ips")
        self.assertEqual(self.hosts(), before)
        for node in NODES:
            self.regain_ping(node)
        for node in NODES:
            self.wait_for("no reason any more", lambda node=node: not self.reason(node))
        self.assertEqual(self.hosts(), before)
        self.set_parameters("ping_ips=")

    def test_a_master_waits_for_the_other_one_after_a_cold_start(self):
        self.set_parameters("mode=wait", "wait_for_other_master=0")
        writer, other = self.masters()
        for node in NODES:
            lab("power", node, "off")
        for node in (writer, "slave1"):
            lab("power", node, "on")
        self.wait(f"mysqld={writer}:up", 120)
        self.wait_for_reason(writer, "waits for the other master")
        self.assertEqual(self.control("mode").strip(), "WAIT")
        self.assertEqual(self.attribute(writer, "master-mysql"), "-1000000")
        self.wait("no-writer")
        lab("power", other, "on")
        self.wait_until_whole()
        self.set_parameters("mode=", "wait_for_other_master=")


if __name__ == "__main__":
    import unittest
    unittest.main()
