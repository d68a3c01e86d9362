# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Hosts that replicate, driven by what Pacemaker would tell their agents."""
import re
import signal

from mysql_host import ADDRESSES, MysqlTest, wait_until

TABLE = "CREATE TABLE app.t (id INT AUTO_INCREMENT PRIMARY KEY, v INT) ENGINE=InnoDB"


class Replication(MysqlTest):
    """m1 is the writer, the others follow it."""

    names = ("m1", "m2", "s1")

    def setUp(self):
        self.hosts = dict(zip(self.names, self.new_hosts(*self.names)))
        for host in self.hosts.values():
            self.do(host, "start")
        self.promote(self.m1)
        self.m1.sql(TABLE)
        for host in self.followers():
            self.told_of_writer(host, "m1")
            self.wait_for_source(host, "m1")

    def __getattr__(self, name):
        if name in self.names:
            return self.hosts[name]
        raise AttributeError(name)

    def followers(self, writer="m1"):
        return [host for name, host in self.hosts.items() if name != writer]

    def write(self, host, count=1):
        for _ in range(count):
            host.sql("INSERT INTO app.t (v) VALUES (1)")

    @staticmethod
    def rows(host):
        return host.value("(SELECT COUNT(*) FROM app.t)")

    def wait_for_rows(self, host, count):
        wait_until(lambda: self.rows(host) == count, f"{host.name} has {count} rows")

    @staticmethod
    def follows(host, source):
        row = host.replication()
        return (row and row["Master_Host"] == ADDRESSES[source]
                and row["Slave_IO_Running"] == row["Slave_SQL_Running"] == "Yes")

    def wait_for_source(self, host, source):
        wait_until(lambda: self.follows(host, source), f"{host.name} follows {source}")

    @staticmethod
    def dump_threads(host):
        return [row["Id"] for row in host.sql("SHOW PROCESSLIST") if row["Command"].startswith("Binlog Dump")]

    def receive_without_applying(self, host, count):
        """Rows of the writer that are in the host's relay log only."""
        host.sql("STOP SLAVE SQL_THREAD")
        before = host.value("@@global.gtid_slave_pos")
        self.write(self.m1, count)
        self.wait_until_received(host)
        self.assertEqual(host.value("@@global.gtid_slave_pos"), before)

    @staticmethod
    def lose_the_relay_log(host):
        """As a loss of power may leave it: what says where the applier was names a file that is not there."""
        host.signal(signal.SIGKILL)
        path = host.path("data/relay-log.info")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(re.sub(r"^(\./.*)\.\d+$", r"\1.000077", text, flags=re.MULTILINE))

    def wait_until_received(self, host):
        last = self.m1.value("@@global.gtid_binlog_pos")
        wait_until(lambda: host.replication()["Gtid_IO_Pos"] == last, "the rows are received")

    def move_lists(self, old, new):
        return {"active": " ".join(self.names), "promoted": old, "promote": new, "demote": old,
                "unpromoted": " ".join(name for name in self.names if name != old)}

    def dead_writer_lists(self, old, new):
        """The lists of a failover while the old writer's node lives."""
        return {**self.move_lists(old, new), "stop": old, "start": old}
