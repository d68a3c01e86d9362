# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Scheduled events run on the writer only, the same ones wherever it is."""
from cluster import NODES, lab
from durability import MovesOnAServer


class Events:
    def state_of(self, node, event):
        return self.sql(node, "SELECT STATUS FROM information_schema.EVENTS WHERE EVENT_SCHEMA='app' AND "
                              f"EVENT_NAME='{event}'")

    def definer_of(self, node, event):
        return self.sql(node, "SELECT DEFINER FROM information_schema.EVENTS WHERE EVENT_SCHEMA='app' AND "
                              f"EVENT_NAME='{event}'")

    def assert_runs_on(self, writer):
        """The event that is on runs there and nowhere else; the one that is off runs nowhere."""
        self.wait_for(f"the event is on on {writer}", lambda: self.state_of(writer, "tick") == "ENABLED")
        self.assertEqual(self.sql(writer, "SELECT @@global.event_scheduler"), "ON")
        last = self.sql(writer, "SELECT COALESCE(MAX(id), 0) FROM app.ticks")
        later = f"FROM app.ticks WHERE id > {last}"
        self.wait_for("two more ticks", lambda: int(self.sql(writer, f"SELECT COUNT(*) {later}")) >= 2)
        for node in NODES:
            self.assertNotEqual(self.state_of(node, "never"), "ENABLED", node)
            if node != writer:
                self.assertEqual(self.sql(node, "SELECT @@global.event_scheduler"), "OFF", node)
        self.assertEqual(self.sql(writer, f"SELECT COUNT(*) {later} AND host <> {self.server_id(writer)}"), "0")
        self.assertEqual(self.definer_of(writer, "tick"), "root@localhost")

    def server_id(self, node):
        return self.sql(node, "SELECT @@global.server_id")

    def test_follow_the_writer(self):
        writer, other = self.masters()
        self.sql(writer, "CREATE TABLE app.ticks (id INT AUTO_INCREMENT PRIMARY KEY, host INT); "
                         "CREATE EVENT app.tick ON SCHEDULE EVERY 1 SECOND DO "
                         "INSERT INTO app.ticks (host) VALUES (@@global.server_id); "
                         "CREATE EVENT app.never ON SCHEDULE EVERY 1 SECOND DISABLE DO DELETE FROM app.ticks")
        self.wait_for("the cluster knows of it", lambda: "events=app.tick" in self.run_on(
            writer, "crm_attribute", "--node", writer, "--lifetime", "forever", "--name", "mmm-writer-mysql",
            "--query", "--quiet"))
        self.assert_runs_on(writer)
        self.run_on(writer, "mmm_control", "move_role", "writer", other)
        self.wait("settled")
        self.assert_runs_on(other)
        lab("mysqld", other, "kill")
        self.wait(f"writer={writer}")
        self.make_whole(other)
        self.assert_runs_on(writer)


class MariaDB1011(Events, MovesOnAServer):
    pass


class MySQL97(Events, MovesOnAServer):
    server = "mysql-9.7"


if __name__ == "__main__":
    import unittest
    unittest.main()
