# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Each wrong parameter is told in one line with its value and a remedy, and nothing is started."""
import os
import shutil
import unittest

from mysql_host import (ARGS, CONFIGURED, INSTALLED, PASSWORDS, PERMISSION, SUCCESS, MysqlTest)


class WrongInput(MysqlTest):
    """One host for all: nothing may ever run on it."""

    def setUp(self):
        [self.host] = self.new_hosts("m1")

    def refuse(self, code, *words, meta=None, lists=None, **parameters):
        """Both start and validate-all refuse, and say the same."""
        reasons = set()
        for action in ("start", "validate-all"):
            outcome = self.do(self.host, action, code, *words, meta=meta, lists=lists, **parameters)
            reasons.add(outcome.reason)
            self.assertLess(outcome.seconds, 5)
        self.assertEqual(len(reasons), 1)
        self.assertEqual(self.host.servers(), [])
        self.assertFalse(os.path.exists(self.host.path("error.log")) and os.path.getsize(self.host.path("error.log")))
        return reasons.pop()

    def refuse_value(self, code, name, value, *words, **parameters):
        return self.refuse(code, f'parameter {name}="{value}": ', *words, **{name: value}, **parameters)

    def secrets(self, text, mode=0o600):
        return self.host.write("other.cnf", text, mode)


class AFileOrDirectory(WrongInput):
    def test_is_a_program_that_does_not_exist(self):
        self.refuse_value(INSTALLED, "binary", "/usr/sbin/no-such-server", "No such file or directory; ", "install")

    def test_is_a_program_that_cannot_be_executed(self):
        path = self.host.write("mariadbd", "#!/bin/sh\n", 0o644)
        self.refuse_value(INSTALLED, "binary", path, "not an executable file; ", "set it to")
        self.refuse_value(INSTALLED, "binary", "/usr/sbin", "not an executable file; ")

    def test_is_a_configuration_that_does_not_exist(self):
        self.refuse_value(ARGS, "config", "/etc/no-such.cnf", "No such file or directory; ", "my.cnf")

    def test_is_a_data_directory_that_does_not_exist(self):
        self.refuse_value(ARGS, "datadir", "/var/lib/no-such", "No such file or directory; ", "mariadb-install-db")

    def test_is_a_data_directory_that_is_a_file(self):
        self.refuse_value(ARGS, "datadir", self.host.path("my.cnf"), "not a directory; ")

    def test_is_a_data_directory_that_is_empty(self):
        path = self.host.path("empty")
        os.mkdir(path)
        shutil.chown(path, "mysql", "mysql")
        self.refuse_value(ARGS, "datadir", path, "holds no system tables; ", "mariadb-install-db")

    def test_is_a_data_directory_the_server_cannot_write(self):
        for owner, mode in (("root", 0o755), ("mysql", 0o555)):
            shutil.chown(self.host.path("data"), owner, owner)
            os.chmod(self.host.path("data"), mode)
            self.refuse_value(PERMISSION, "datadir", self.host.path("data"), "not writable by the account mysql; ",
                              "chown it to mysql")

    def test_is_a_data_directory_the_group_of_the_server_can_write(self):
        shutil.chown(self.host.path("data"), "root", "mysql")
        os.chmod(self.host.path("data"), 0o775)
        self.do(self.host, "validate-all")

    def test_is_for_an_account_that_does_not_exist(self):
        self.refuse_value(ARGS, "user", "nosuchuser", "no such account on this host; ", "create it")


class ACredentialsFile(WrongInput):
    def test_does_not_exist(self):
        self.refuse_value(ARGS, "credentials", "/etc/no-such.cnf", "No such file or directory", "mode 600")

    def test_is_readable_by_others(self):
        for mode in (0o640, 0o604, 0o644):
            os.chmod(self.host.path("credentials.cnf"), mode)
            self.refuse_value(ARGS, "credentials", self.host.path("credentials.cnf"), "others", "chmod 600 it")

    def test_lacks_an_account(self):
        for user in ("mmm_agent", "mmm_replication"):
            path = self.secrets("".join(f"[{u}]\npassword={PASSWORDS[u]}\n"
                                        for u in ("mmm_agent", "mmm_replication") if u != user))
            self.refuse_value(ARGS, "credentials", path, f"has no group [{user}]; ", f"add [{user}] with password")
        self.refuse(ARGS, "parameter credentials=", "has no group [somebody]", agent_user="somebody")

    def test_lacks_a_password(self):
        path = self.secrets("[mmm_agent]\npasswrd=S3cret\n[mmm_replication]\npassword=x\n")
        reason = self.refuse_value(ARGS, "credentials", path, "the group [mmm_agent] has no password; ", "password=...")
        self.assertNotIn("S3cret", reason)

    def test_is_malformed(self):
        for text in ("password=S3cret\n", "[mmm_agent\npassword=S3cret\n", "[mmm_agent]\n=S3cret\n"):
            reason = self.refuse_value(ARGS, "credentials", self.secrets(text), "line ")
            self.assertNotIn("S3cret", reason)


class AListOfMasters(WrongInput):
    def test_is_required(self):
        for value in (None, "", "  "):
            self.refuse(CONFIGURED, 'parameter masters="": required, but not set; set it', masters=value)

    def test_names_a_host_the_cluster_does_not_have(self):
        self.refuse_value(CONFIGURED, "masters", "m1 m9", 'unknown host "m9"; ', "the cluster's nodes are m1, m2, s1")

    def test_names_a_host_that_does_not_resolve(self):
        self.refuse_value(CONFIGURED, "masters", "m1 no-such-host.invalid", 'unknown host "no-such-host.invalid"',
                          "host_map", meta={"notify_all_uname": " "})

    def test_names_a_host_that_resolves_to_loopback(self):
        self.refuse_value(CONFIGURED, "masters", "m1 localhost", 'unknown host "localhost"', "loopback",
                          "host_map", meta={"notify_all_uname": " "})

    def test_may_be_separated_by_commas(self):
        self.do(self.host, "validate-all", masters="m1, m2")


class AHostMap(WrongInput):
    def test_has_no_address(self):
        self.refuse_value(CONFIGURED, "host_map", "m1:192.0.2.1;m2", '"m2" has no address; ', "host:address")

    def test_has_something_else_than_an_address(self):
        for value, wrong in (("m1:192.0.2.1;m2:somewhere", "somewhere"), ("m1:192.0.2.256;m2:192.0.2.2", "192.0.2.256"),
                             ("m1:192.0.2.1/24;m2:192.0.2.2", "192.0.2.1/24")):
            self.refuse_value(CONFIGURED, "host_map", value, f'"{wrong}" is neither an IPv4 nor an IPv6 address; ')

    def test_has_an_address_that_every_host_has(self):
        for address in ("127.0.0.1", "127.0.1.1", "::1"):
            self.refuse_value(CONFIGURED, "host_map", f"m1:192.0.2.1;m2:{address}",
                              f'"{address}" is a loopback address', "; give the address of m2")

    def test_may_have_addresses_of_both_families(self):
        self.do(self.host, "validate-all", host_map="m1:192.0.2.1; m2:2001:db8::2")


class ARuleOfStates(WrongInput):
    def test_pings_addresses_only(self):
        self.refuse_value(CONFIGURED, "ping_ips", "192.0.2.254 gateway",
                          '"gateway" is neither an IPv4 nor an IPv6 address; ', "the gateway's")
        self.do(self.host, "validate-all", ping_ips="192.0.2.254, 2001:db8::1")

    def test_has_two_modes(self):
        self.refuse_value(CONFIGURED, "mode", "manual", "no such mode; ", "active or wait")
        self.do(self.host, "validate-all", mode="wait")


class ANumber(WrongInput):
    def test_is_not_one_or_out_of_range(self):
        for name, values in {"replication_port": ("0", "65536", "mysql", "3306x", "-1", "33 06"),
                             "max_backlog": ("-1", "1m", "99999999999999999999"), "trap_period": ("ten", "1.5"),
                             "check_timeout": ("0", "3601"), "auto_set_online": ("-1", "soon"),
                             "flap_count": ("-1",), "flap_duration": ("0",), "ping_interval": ("0",), "check_period": ("0",),
                             "max_kill_retries": ("0", "x"), "lease": ("-1", "61"),
                             "disk_timeout": ("-1", "3601")}.items():
            for value in values:
                with self.subTest(f"{name}={value}"):
                    self.do(self.host, "start", CONFIGURED, f'parameter {name}="{value}": not a number in range; ',
                            "use a whole number from", **{name: value})
        self.assertEqual(self.host.servers(), [])

    def test_that_is_wrong_stops_no_stop_and_no_probe(self):
        self.do(self.host, "start")
        self.probe(self.host, SUCCESS, max_backlog="x")
        self.do(self.host, "demote", max_kill_retries="x")
        self.do(self.host, "stop", max_backlog="x")
        self.assertEqual(self.host.servers(), [])


class AClone(WrongInput):
    def test_needs_notifications(self):
        for meta in ({"notify": "false"}, {"notify": ""}):
            self.refuse(CONFIGURED, "notify=true", "pcs resource meta", meta=meta)


class AGoodSet(WrongInput):
    def test_is_accepted_and_starts_nothing(self):
        for _ in range(2):
            self.do(self.host, "validate-all")
        self.assertEqual(self.host.servers(), [])
        self.assertEqual(os.listdir(self.host.root("/run/mysqld")), [])
        self.assertEqual(self.host.cluster_calls(), [])


if __name__ == "__main__":
    unittest.main()
