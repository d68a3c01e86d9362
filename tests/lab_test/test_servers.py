# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What each kind of server gets: my.cnf, accounts, programs; and how positions are understood."""
import os
import unittest
from unittest import mock

import lab_path  # noqa: F401
from mmmlab import configure, dialect, firststart, rebuild, servers, status, topology
from mmmlab.base import UsageError
from mmmlab.observe import Server, World

PASSWORDS = dict.fromkeys(servers.ACCOUNTS, "secret")


def settings(kind, my_cnf=(), host=0):
    """The [mysqld] group of a node's my.cnf as a dictionary; '' for names that stand alone."""
    shape = topology.build(["M1", "M2", "slave1"], server=kind, my_cnf=my_cnf)
    text = servers.kind(kind).settings(shape, shape.nodes[host])
    group = text.split("[mysqld]\n")[1].split("\n\n")[0]
    return {name.strip(): value.strip() for name, _, value in
            (line.partition("=") for line in group.splitlines())}


class MyCnf(unittest.TestCase):
    def test_every_server_starts_closed_and_logs_what_it_replicates(self):
        for kind in servers.KINDS:
            found = {dialect.same_name(name): value for name, value in settings(kind).items()}
            self.assertEqual(found["read_only"], "1", kind)
            self.assertEqual(found["log_bin"], "binlog", kind)
            self.assertTrue({"skip_slave_start", "skip_replica_start"} & set(found), kind)
            self.assertTrue({"log_slave_updates", "log_replica_updates"} & set(found), kind)
            self.assertNotIn("event_scheduler", found, kind)

    def test_mysql_9_gets_no_name_that_was_removed(self):
        text = " ".join(settings("mysql-9.7"))
        for word in ("slave", "master", "log_file_size", "binlog_format"):
            self.assertNotIn(word, text)

    def test_mysql_9_has_gtids_and_only_the_replicas_side_of_semi_sync(self):
        found = settings("mysql-9.7")
        self.assertEqual((found["gtid_mode"], found["super_read_only"]), ("ON", "1"))
        self.assertEqual(found["plugin-load-add"], "semisync_source.so;semisync_replica.so")
        self.assertEqual(found["rpl_semi_sync_replica_enabled"], "1")
        self.assertNotIn("rpl_semi_sync_source_enabled", found)

    def test_mysql_5_6_replicates_by_position_from_tables(self):
        found = settings("mysql-5.6")
        self.assertEqual((found["gtid_mode"], found["relay_log_info_repository"]), ("OFF", "TABLE"))
        self.assertNotIn("super_read_only", found)

    def test_a_server_in_a_prefix_is_told_where_its_files_are(self):
        with mock.patch.dict(os.environ, {"MMM_LAB_SERVERS": "/srv/x"}):
            for kind, name in (("mysql-9.7", "basedir"), ("mysql-5.6", "basedir"),
                               ("mariadb-11.8", "plugin-dir")):
                self.assertTrue(settings(kind)[name].startswith(f"/srv/x/{kind}"), kind)
        self.assertNotIn("plugin-dir", settings("mariadb-10.11"))

    def test_a_change_replaces_the_setting_however_it_is_spelt(self):
        found = settings("mariadb-10.11", ["slave-parallel-threads=0", "log_warnings=9"])
        self.assertEqual(found["slave_parallel_threads"], "0")
        self.assertNotIn("slave-parallel-threads", found)
        self.assertEqual(found["log_warnings"], "9")

    def test_the_last_change_counts_and_may_hold_an_equals_sign(self):
        found = settings("mysql-9.7", ["relay_log_recovery=1", "relay-log-recovery=0", "x=a=b"])
        self.assertEqual((found["relay_log_recovery"], found["x"]), ("0", "a=b"))

    def test_a_change_that_is_none_is_refused(self):
        for text in ("", "gtid_mode", "=1", "a b=1", "a=1\nb=2", "1x=2"):
            with self.assertRaises(UsageError, msg=text):
                topology.build(["a"], my_cnf=[text])

    def test_a_rebuilt_server_has_an_identity_of_its_own(self):
        text = "[mysqld]\nserver-id = 3\nx = server-id = 3\n"
        again = rebuild.with_next_server_id(rebuild.with_next_server_id(text))
        self.assertEqual(again, "[mysqld]\nserver-id = 203\nx = server-id = 3\n")

    def test_changes_are_remembered(self):
        shape = topology.build(["a"], my_cnf=["x=1", "y=2"])
        self.assertEqual(topology.loads(topology.dumps(shape)).my_cnf, ("x=1", "y=2"))


class Accounts(unittest.TestCase):
    def statements(self, kind):
        return servers.kind(kind).account_sql(PASSWORDS)

    def granted(self, kind):
        """Privileges of mmm_agent@localhost on *.*"""
        rights = [s.split(" ON ")[0].removeprefix("GRANT ") for s in self.statements(kind)
                  if s.startswith("GRANT") and " ON *.* TO mmm_agent@'localhost'" in s]
        return {right.strip() for text in rights for right in text.split(",")}

    def test_nothing_reaches_the_binlog(self):
        for kind in servers.KINDS:
            self.assertEqual(self.statements(kind)[0], "SET sql_log_bin = 0", kind)

    def test_every_account_has_a_password(self):
        for kind in servers.KINDS:
            created = [s for s in self.statements(kind) if s.startswith("CREATE USER")]
            self.assertEqual(len(created), 4, kind)
            self.assertTrue(all("IDENTIFIED" in s and s.endswith("'secret'") for s in created), kind)

    def test_mysql_9_says_which_plugin(self):
        self.assertIn("caching_sha2_password", " ".join(self.statements("mysql-9.7")))
        self.assertNotIn("WITH", " ".join(self.statements("mysql-5.6")))

    def test_super_is_granted_where_nothing_less_serves(self):
        self.assertEqual([kind for kind in servers.KINDS if "SUPER" in self.granted(kind)],
                         ["mariadb-10.11", "mariadb-11.8", "mysql-5.6"])

    def test_no_kind_grants_a_privilege_of_another(self):
        for kind in servers.KINDS:
            others = any("_" in right for right in self.granted(kind) if right != "READ_ONLY ADMIN")
            self.assertEqual(others, kind == "mysql-9.7", kind)


class Agent(unittest.TestCase):
    def create(self, kind, params=()):
        shape = topology.build(["a", "b"], server=kind, params=params)
        return next(c for c in configure.commands(shape) if "ocf:mmm:mysql" in c)

    def test_is_told_the_program_of_a_server_in_a_prefix(self):
        self.assertIn(f"binary={servers.kind('mysql-9.7').binary}", self.create("mysql-9.7"))
        self.assertNotIn("binary", " ".join(self.create("mariadb-10.11")))

    def test_takes_the_users_word_over_ours(self):
        found = [w for w in self.create("mysql-5.6", ["binary=/x"]) if w.startswith("binary=")]
        self.assertEqual(found, ["binary=/x"])


class Cursor:
    """Answers as a server would; remembers what it was asked."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    def execute(self, text, arguments=()):
        self.asked.append((text, arguments))

    def fetchone(self):
        return self.answers.pop(0)


class Positions(unittest.TestCase):
    def test_gtids_and_coordinates_are_told_apart(self):
        self.assertEqual(dialect.coordinates("binlog.000012:345"), ("binlog.000012", 345))
        for gtids in ("", "0-1-7", "0-1-7,1-2-3", "75cd2e5b-e5b7-11f1-aa06-026d6d000041:1",
                      "75cd2e5b-e5b7-11f1-aa06-026d6d000041:1-9,95cd2e5b-e5b7-11f1-aa06-026d6d000041:4"):
            self.assertIsNone(dialect.coordinates(gtids), gtids)

    def test_sets_of_several_servers_are_one_line(self):
        cursor = Cursor({"mode": "ON", "executed": "a:1-2,\nb:3"})
        self.assertEqual(servers.kind("mysql-9.7").position(cursor), "a:1-2,b:3")

    def test_without_gtids_the_end_of_the_binlog_counts(self):
        cursor = Cursor({"mode": "OFF", "executed": ""}, {"File": "binlog.000002", "Position": 120})
        self.assertEqual(servers.kind("mysql-5.6").position(cursor), "binlog.000002:120")
        self.assertEqual(cursor.asked[1][0], "SHOW MASTER STATUS")

    def test_a_wait_knows_success_from_time_out_and_from_a_stopped_applier(self):
        gtids, place = "75cd2e5b-e5b7-11f1-aa06-026d6d000041:1-9", "binlog.000001:4"
        for kind, position, answer, met in (
                ("mysql-9.7", gtids, 0, True), ("mysql-9.7", gtids, 1, False),
                ("mysql-5.6", gtids, 0, True), ("mysql-5.6", gtids, -1, False),
                ("mysql-5.6", gtids, None, False), ("mysql-5.6", place, 3, True),
                ("mysql-5.6", place, -1, False), ("mysql-9.7", place, None, False),
                ("mariadb-11.8", "0-1-7", 0, True), ("mariadb-11.8", "0-1-7", -1, False)):
            found = servers.kind(kind).wait_for(Cursor({"waited": answer}), position, 5)
            self.assertEqual(found, met, (kind, position, answer))

    def test_no_wait_is_for_ever(self):
        cursor = Cursor({"waited": 0})
        servers.kind("mysql-5.6").wait_for(cursor, "binlog.000001:4", 0.0)
        self.assertEqual(cursor.asked[0][1], ("binlog.000001", 4, 1))

    def test_a_replica_by_position_tells_its_sources_coordinates(self):
        row = {"Master_Host": "192.168.0.65", "Slave_IO_Running": "Yes", "Slave_SQL_Running": "Yes",
               "Seconds_Behind_Master": 0, "Last_SQL_Error": "", "Last_IO_Error": "",
               "Relay_Master_Log_File": "binlog.000001", "Exec_Master_Log_Pos": 240,
               "Auto_Position": 0}
        found = servers.kind("mysql-5.6").replication(Cursor(row))
        self.assertEqual(found["executed"], "binlog.000001:240")
        server = Server("up", True, "binlog.000001:500", found)
        self.assertEqual(status._position(server), "binlog.000001:500 (source's binlog.000001:240)")
        found = servers.kind("mysql-5.6").replication(Cursor({**row, "Auto_Position": 1}))
        self.assertIsNone(found["executed"])

    def test_only_new_replicas_without_gtids_are_told_where_to_begin(self):
        link = {"source": "192.168.0.65"}
        seen = {"M1": Server("up", False, "binlog.000001:120"), "M2": Server("up", True, "binlog.000001:120"),
                "slave1": Server("up", True, "binlog.000001:9", link), "slave2": Server("down")}
        shape = topology.build(list(seen))
        world = World(shape, {}, None, seen, {})
        self.assertEqual(firststart.candidates(world, list(seen)), ["M2"])
        seen["M2"].position = "75cd2e5b-e5b7-11f1-aa06-026d6d000041:1"
        self.assertEqual(firststart.candidates(world, list(seen)), [])

    def test_replication_of_everything_speaks_each_versions_language(self):
        for kind, text in (("mysql-5.6", "CHANGE MASTER TO MASTER_HOST = %s"),
                           ("mysql-9.7", "CHANGE REPLICATION SOURCE TO SOURCE_HOST = %s")):
            cursor = Cursor()
            servers.kind(kind).replicate_all(cursor, "192.168.0.65", "user", "secret")
            self.assertTrue(cursor.asked[0][0].startswith(text), cursor.asked[0][0])
            self.assertIn("binlog.000001", cursor.asked[0][1])
            self.assertNotIn("secret", cursor.asked[0][0])

    def test_no_source_is_no_replication(self):
        self.assertIsNone(servers.kind("mysql-9.7").replication(Cursor(None)))


if __name__ == "__main__":
    unittest.main()
