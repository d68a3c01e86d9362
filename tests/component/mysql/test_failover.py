# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The writer is dead: nothing that a client was told to be written may be lost, and nothing that
others lack may spread unseen."""
import os
import signal
import time
import unittest

from mysql_host import ADDRESSES, GENERIC, PROMOTED, wait_until
from replicated import Replication


class AFailover(Replication):
    def setUp(self):
        super().setUp()
        self.write(self.m1, 3)
        for host in self.followers():
            self.wait_for_rows(host, 3)

    def promote_m2(self, code=0, *words):
        return self.do(self.m2, "promote", code, *words, lists=self.dead_writer_lists("m1", "m2"))

    def test_opens_a_candidate_that_has_everything(self):
        self.m1.signal(signal.SIGKILL)
        self.promote_m2()
        self.assertEqual(self.m2.value("@@global.read_only"), 0)
        self.assertIsNone(self.m2.replication())
        self.told_of_writer(self.s1, "m2")
        self.wait_for_source(self.s1, "m2")
        self.write(self.m2)
        self.wait_for_rows(self.s1, 4)

    def test_is_no_reason_to_follow_anybody_else(self):
        self.s1.sql("STOP SLAVE", f"CHANGE MASTER TO MASTER_HOST='{ADDRESSES['m2']}'", "START SLAVE")
        told = self.monitor(self.s1)
        self.assertIn("s1 replicates from 192.0.2.2, which is not the writer m1: somebody has changed that", told.log)
        self.wait_for_source(self.s1, "m1")
        self.write(self.m1)
        self.wait_for_rows(self.s1, 4)

    def test_takes_the_old_writer_back_when_it_has_no_more_than_others(self):
        self.m1.signal(signal.SIGKILL)
        self.promote_m2()
        self.write(self.m2, 2)
        self.do(self.m1, "start", lists={"promoted": "m2", "active": "m2 s1", "start": "m1"})
        self.wait_for_source(self.m1, "m2")
        self.wait_for_rows(self.m1, 5)
        self.monitor(self.m2, PROMOTED, role="Promoted")
        self.wait_for_source(self.m2, "m1")

    def test_gives_the_old_writer_again_what_it_has_rolled_back(self):
        """What a crash recovery leaves that has truncated the binary log, in a ring: the applier had noted the last two
        writes, which came back from the other master, before they were committed."""
        self.do(self.m1, "demote", lists=self.move_lists("m1", "m2"))
        self.do(self.m2, "promote", lists=self.move_lists("m1", "m2"))
        for host in (self.m1, self.s1):
            self.told_of_writer(host, "m2")
            self.wait_for_source(host, "m2")
        self.write(self.m2, 3)
        for host in (self.m1, self.s1):
            self.wait_for_rows(host, 6)
        position = self.m2.value("@@global.gtid_binlog_pos")
        domain, server, last = position.split("-")
        before = f"{domain}-{server}-{int(last) - 2}"
        state = self.m2.value("@@global.gtid_binlog_state").replace(position, before)
        self.do(self.m2, "demote")
        self.m2.sql("STOP SLAVE", "SET sql_log_bin = 0", "DELETE FROM app.t ORDER BY id DESC LIMIT 2", "RESET MASTER",
                    f"SET GLOBAL gtid_binlog_state = '{state}'", f"SET GLOBAL gtid_slave_pos = '{position}'")
        self.do(self.m1, "promote", lists=self.move_lists("m2", "m1"))
        self.told_of_writer(self.m2, "m1")
        self.wait_for_source(self.m2, "m1")
        self.wait_for_rows(self.m2, 6)
        self.assertEqual(self.m2.value("@@global.gtid_binlog_pos"), position)

    def test_applies_what_the_candidate_has_received(self):
        self.receive_without_applying(self.m2, 5)
        self.m1.signal(signal.SIGKILL)
        self.promote_m2()
        self.assertEqual(self.rows(self.m2), 8)

    def delay(self, host):
        host.sql("STOP SLAVE", "CHANGE MASTER TO MASTER_DELAY=3600", "START SLAVE")

    def test_does_not_wait_for_the_delay_of_the_candidate(self):
        self.s1.sql("STOP SLAVE")
        self.delay(self.m2)
        self.write(self.m1, 5)
        self.wait_until_received(self.m2)
        self.assertEqual(self.rows(self.m2), 3)
        self.m1.signal(signal.SIGKILL)
        self.promote_m2()
        self.assertEqual(self.rows(self.m2), 8)
        self.assertIsNone(self.m2.replication())

    def test_leaves_a_slave_its_delay(self):
        self.delay(self.s1)
        self.m1.signal(signal.SIGKILL)
        self.promote_m2()
        self.told_of_writer(self.s1, "m2")
        self.wait_for_source(self.s1, "m2")
        self.assertEqual(self.s1.replication()["SQL_Delay"], 3600)

    def test_salvages_relay_log_of_replication_that_was_stopped(self):
        self.s1.sql("STOP SLAVE")
        self.receive_without_applying(self.m2, 5)
        self.m2.sql("STOP SLAVE")
        self.m1.signal(signal.SIGKILL)
        self.promote_m2()
        self.assertEqual(self.rows(self.m2), 8)

    def test_goes_on_with_a_salvage_that_was_cut_short(self):
        self.s1.sql("STOP SLAVE")
        self.receive_without_applying(self.m2, 5)
        self.m2.sql("STOP SLAVE")
        self.m1.signal(signal.SIGKILL)
        row = self.m2.replication()
        self.m2.sql(f"CHANGE MASTER TO MASTER_USE_GTID=no, RELAY_LOG_FILE='{row['Relay_Log_File']}', "
                    f"RELAY_LOG_POS={row['Relay_Log_Pos']}")
        self.promote_m2()
        self.assertEqual(self.rows(self.m2), 8)

    def test_salvages_the_relay_log_of_a_candidate_that_was_killed(self):
        self.salvage_after(signal.SIGKILL)

    def test_salvages_the_relay_log_of_a_candidate_that_was_restarted(self):
        self.salvage_after(signal.SIGTERM)

    def salvage_after(self, how):
        self.s1.sql("STOP SLAVE")
        self.receive_without_applying(self.m2, 5)
        self.m1.signal(signal.SIGKILL)
        self.m2.signal(how)
        wait_until(lambda: not self.m2.servers(), "m2 has ended")
        self.do(self.m2, "start")
        self.assertEqual(self.m2.replication()["Gtid_IO_Pos"], "", "the server knows what it received after all")
        outcome = self.promote_m2()
        self.assertIn("apply the kept relay log from", outcome.log)
        self.assertEqual(self.rows(self.m2), 8)
        self.assertIsNone(self.m2.replication())
        self.told_of_writer(self.s1, "m2")
        self.wait_for_source(self.s1, "m2")
        self.wait_for_rows(self.s1, 8)

    def test_salvages_a_long_relay_log_in_many_files(self):
        self.s1.sql("STOP SLAVE")
        self.m2.sql("SET GLOBAL max_relay_log_size = 4096", "STOP SLAVE SQL_THREAD")
        self.m1.sql("FOR i IN 1..2000 DO INSERT INTO app.t (v) VALUES (i); END FOR")
        last = self.m1.value("@@global.gtid_binlog_pos")
        wait_until(lambda: self.m2.replication()["Gtid_IO_Pos"] == last, "the rows are received")
        self.m1.signal(signal.SIGKILL)
        self.m2.signal(signal.SIGKILL)
        self.do(self.m2, "start")
        self.promote_m2()
        self.assertEqual(self.rows(self.m2), 2003)

    def test_salvages_all_but_what_a_crash_tore(self):
        self.s1.sql("STOP SLAVE")
        self.receive_without_applying(self.m2, 5)
        self.m1.signal(signal.SIGKILL)
        self.m2.signal(signal.SIGKILL)
        logs = sorted(name for name in os.listdir(self.m2.path("data")) if "-relay-bin.0" in name)
        last = self.m2.path(f"data/{logs[-1]}")
        os.truncate(last, os.path.getsize(last) - 10)
        self.do(self.m2, "start")
        self.promote_m2()
        self.assertEqual(self.rows(self.m2), 7)

    def test_fetches_from_a_slave_that_is_ahead(self):
        self.m2.sql("STOP SLAVE")
        self.write(self.m1, 4)
        self.wait_for_rows(self.s1, 7)
        self.m1.signal(signal.SIGKILL)
        outcome = self.promote_m2()
        self.assertIn("s1 is 4 transactions ahead", outcome.log)
        self.assertEqual(self.rows(self.m2), 7)
        self.assertIsNone(self.m2.replication())
        self.told_of_writer(self.s1, "m2")
        self.wait_for_source(self.s1, "m2")

    def test_is_refused_when_only_a_stuck_slave_has_the_rest(self):
        self.m2.sql("STOP SLAVE")
        self.receive_without_applying(self.s1, 2)
        self.m1.signal(signal.SIGKILL)
        outcome = self.promote_m2(GENERIC, "s1 received transactions up to", "its applier stands still")
        self.assertLess(outcome.seconds, 5)
        self.s1.sql("START SLAVE SQL_THREAD")
        self.promote_m2()
        self.assertEqual(self.rows(self.m2), 5)

    def restart_slave_without_a_writer(self, last_writer):
        """s1 alone has what m1 wrote last, and its server ends before it is applied."""
        with open(self.s1.root("/run/writer-record"), "w", encoding="utf-8") as file:
            file.write(f"move=1;writer={last_writer};durability=lossless;opened=;opened_place=;former=;former_place=;"
                       "opened_at=0;absent=")
        self.m2.sql("STOP SLAVE")
        self.receive_without_applying(self.s1, 4)
        self.m1.signal(signal.SIGKILL)
        self.s1.signal(signal.SIGKILL)
        lists = {"active": "m2", "promoted": "m1", "demote": "m1", "stop": "m1 s1", "start": "s1", "promote": "m2"}
        return self.do(self.s1, "start", lists=lists, meta={"promotable": "true"})

    def test_fetches_what_a_restarted_slave_had_received(self):
        outcome = self.restart_slave_without_a_writer("m1")
        self.assertIn("apply the kept relay log from", outcome.log)
        self.assertEqual(self.rows(self.s1), 7)
        self.assertIsNone(self.s1.replication())
        self.promote_m2()
        self.assertEqual(self.rows(self.m2), 7)
        self.told_of_writer(self.s1, "m2")
        self.wait_for_source(self.s1, "m2")

    def test_leaves_what_somebody_else_sent_to_a_restarted_slave(self):
        """Others took over from m1 since then, and knew what they left behind."""
        self.restart_slave_without_a_writer("m2")
        self.assertEqual(self.rows(self.s1), 3)
        self.assertEqual(self.s1.replication()["Master_Host"], ADDRESSES["m1"])

    def test_is_refused_at_once_when_a_slave_cannot_open_its_relay_log(self):
        self.m2.sql("STOP SLAVE")
        self.receive_without_applying(self.s1, 2)
        self.m1.signal(signal.SIGKILL)
        self.lose_the_relay_log(self.s1)
        self.do(self.s1, "start")
        outcome = self.promote_m2(GENERIC, "the relay log of s1 was not read to its end",
                                  "the server could not open it when it started")
        self.assertLess(outcome.seconds, 5)
        self.s1.sql("RESET SLAVE ALL")
        self.promote_m2()

    def test_does_not_wait_for_ever_for_an_applier_that_fails(self):
        self.receive_without_applying(self.m2, 1)
        self.m2.sql("SET sql_log_bin=0", "SET GLOBAL read_only=0", f"INSERT INTO app.t VALUES ({self.last_id()}, 7)",
                    "SET GLOBAL read_only=1")
        self.m1.signal(signal.SIGKILL)
        outcome = self.promote_m2(GENERIC, "of the relay log is applied: the applier stopped with error 1062")
        self.assertLess(outcome.seconds, 5)
        self.promote_m2(GENERIC, "the applier of m2 stopped with error 1062")

    def hold_up_the_applier(self):
        """A lock in the way of what m2 has received; gives what releases it."""
        self.receive_without_applying(self.m2, 5)
        holder = self.m2.connect()
        with holder.cursor() as cursor:
            cursor.execute("LOCK TABLES app.t WRITE")
        return holder.close

    def test_that_takes_too_long_ends_in_time_and_says_why(self):
        release = self.hold_up_the_applier()
        self.m1.signal(signal.SIGKILL)
        outcome = self.do(self.m2, "promote", GENERIC, "was not applied in time", meta={"timeout": 3000},
                          lists=self.dead_writer_lists("m1", "m2"))
        self.assertLess(outcome.seconds, 3)
        self.assertEqual(self.m2.value("@@global.read_only"), 1)
        release()
        self.promote_m2()
        self.assertEqual(self.rows(self.m2), 8)

    def test_that_was_killed_half_way_is_made_again(self):
        release = self.hold_up_the_applier()
        self.m1.signal(signal.SIGKILL)
        action = self.m2.begin("promote", self.dead_writer_lists("m1", "m2"))
        wait_until(lambda: "MASTER_GTID_WAIT" in str(self.m2.sql("SHOW FULL PROCESSLIST")), "the promotion waits")
        os.killpg(action.pid, signal.SIGKILL)
        action.wait()
        release()
        self.promote_m2()
        self.assertEqual(self.rows(self.m2), 8)

    def last_id(self):
        return self.m1.value("(SELECT MAX(id) FROM app.t)")

    def test_is_refused_when_another_host_lets_the_agent_not_in(self):
        self.s1.sql("DROP USER mmm_agent@'192.0.2.%'")
        self.m1.signal(signal.SIGKILL)
        self.promote_m2(GENERIC, "the server of s1 turns the agent away", "let the agent's account in")
        self.assertEqual(self.m2.value("@@global.read_only"), 1)

    def test_is_refused_when_another_host_is_full(self):
        self.s1.sql("SET GLOBAL max_connections = 10")
        crowd = self.s1.take_all_connections()
        self.m1.signal(signal.SIGKILL)
        self.promote_m2(GENERIC, "s1", "Too many connections")
        for client in crowd:
            client.close()
        wait_until(lambda: len(self.s1.sql("SHOW PROCESSLIST")) < 6, "the crowd has left")
        self.promote_m2()

    def test_of_a_writer_that_hangs_ends_it_first(self):
        self.m1.signal(signal.SIGSTOP)
        began = time.monotonic()
        self.do(self.m1, "demote", lists=self.dead_writer_lists("m1", "m2"))
        self.promote_m2()
        self.assertLess(time.monotonic() - began, 8)
        self.assertEqual(self.m1.servers(), [])


class AnOldWriterWithMore(Replication):
    """It wrote what nobody else got, and another host became the writer meanwhile."""

    def setUp(self):
        super().setUp()
        self.write(self.m1, 3)
        for host in self.followers():
            self.wait_for_rows(host, 3)
            host.sql("STOP SLAVE")
        self.write(self.m1, 2)
        # So that these are finished ones, which crash recovery does not roll back.
        self.m1.sql("SET GLOBAL innodb_log_checkpoint_now = 1")
        self.m1.signal(signal.SIGKILL)
        self.do(self.m2, "promote", lists=self.dead_writer_lists("m1", "m2"))
        self.write(self.m2)
        self.outcome = self.do(self.m1, "start", lists={"promoted": "m2", "active": "m2 s1", "start": "m1"})

    def test_is_quarantined_and_keeps_what_it_has(self):
        why = "m1 has transactions that the writer m2 lacks: 0-1-5..6"
        self.assertIn(f"quarantined: {why}", self.outcome.log)
        self.assertIn(why, self.m1.state()["quarantine"])
        self.monitor(self.m1)
        calls = "\n".join(self.m1.cluster_calls())
        for part in ("AWAITING_RECOVERY", why, "-1000000"):
            self.assertIn(part, calls)
        self.assertEqual(self.rows(self.m1), 5)
        self.assertEqual(self.m1.value("@@global.read_only"), 1)
        row = self.m1.replication()
        self.assertTrue(row is None or row["Slave_IO_Running"] == row["Slave_SQL_Running"] == "No")

    def test_stays_quarantined_whatever_comes(self):
        for _ in range(2):
            self.monitor(self.m1)
            self.told_of_writer(self.m1, "m2")
        self.do(self.m1, "stop")
        self.do(self.m1, "start", lists={"promoted": "m2", "active": "m2 s1", "start": "m1"})
        self.assertIn("0-1-5..6", self.m1.state()["quarantine"])
        self.do(self.m1, "promote", GENERIC, "could not promote", lists=self.move_lists("m2", "m1"))
        self.assertEqual(self.rows(self.m1), 5)

    def test_is_not_followed_and_does_not_spread(self):
        self.monitor(self.m2, PROMOTED, role="Promoted")
        self.assertIsNone(self.m2.replication())
        self.assertEqual(self.rows(self.m2), 4)


class AReplicaWithMore(Replication):
    def test_in_its_relay_log_keeps_it(self):
        self.write(self.m1, 3)
        self.wait_for_rows(self.m2, 3)
        self.m2.sql("STOP SLAVE")
        self.receive_without_applying(self.s1, 2)
        self.m1.signal(signal.SIGKILL)
        # s1 was out of reach when m2 became the writer.
        self.do(self.m2, "promote", lists={"active": "m1 m2", "promoted": "m1", "promote": "m2", "demote": "m1"})
        self.write(self.m2, 5)
        self.told_of_writer(self.s1, "m2")
        wait_until(lambda: self.s1.state().get("quarantine"), "s1 is quarantined")
        self.assertIn("s1 received transactions that the writer m2 lacks: 0-1-5..6", self.s1.state()["quarantine"])
        row = self.s1.replication()
        self.assertEqual((row["Slave_IO_Running"], row["Master_Host"]), ("No", ADDRESSES["m1"]))
        log = os.path.join(self.s1.path("data"), row["Relay_Log_File"])
        self.assertGreater(os.path.getsize(log), row["Relay_Log_Pos"])

    def test_in_the_relay_log_of_a_restarted_server_keeps_it(self):
        self.write(self.m1, 3)
        self.wait_for_rows(self.m2, 3)
        self.m2.sql("STOP SLAVE")
        self.receive_without_applying(self.s1, 2)
        self.m1.signal(signal.SIGKILL)
        self.s1.signal(signal.SIGKILL)
        self.do(self.m2, "promote", lists={"active": "m1 m2", "promoted": "m1", "promote": "m2", "demote": "m1"})
        self.write(self.m2, 5)
        outcome = self.do(self.s1, "start", lists={"promoted": "m2", "active": "m2", "start": "s1"})
        self.assertIn("s1 received transactions that the writer m2 lacks: 0-1-5..6", outcome.log)
        row = self.s1.replication()
        self.assertEqual((row["Slave_IO_Running"], row["Master_Host"]), ("No", ADDRESSES["m1"]))

    def test_that_it_wrote_itself_is_no_obstacle_to_a_failover(self):
        self.write(self.m1, 3)
        for host in self.followers():
            self.wait_for_rows(host, 3)
        self.s1.sql("INSERT INTO app.t (v) VALUES (99)")  # root may write on a read-only server
        self.m1.signal(signal.SIGKILL)
        outcome = self.do(self.m2, "promote", lists=self.dead_writer_lists("m1", "m2"))
        self.assertIn("s1 is no master and left out: it wrote 0-3-5 itself", outcome.log)
        self.assertEqual(self.rows(self.m2), 3)
        self.told_of_writer(self.s1, "m2")
        wait_until(lambda: "0-3-5" in self.s1.state().get("quarantine", ""), "s1 is quarantined")


if __name__ == "__main__":
    unittest.main()
