# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""MySQL: 8.4 and later, which say source and replica, and 5.6, which says master and slave."""
import os

from .dialect import (SLAVE_SETTINGS, Dialect, coordinates, option_arguments, replication_of)

SEMI_SYNC = {  # the source's side is switched on by the agent when it opens a server
    "plugin-load-add": "semisync_source.so;semisync_replica.so",
    "rpl_semi_sync_replica_enabled": 1,
}


FIRST_BINLOG, FIRST_POSITION = "binlog.000001", 4


class MySQL(Dialect):
    program = "/usr/sbin/mysqld"
    process_names = ("mysqld",)
    agent_grants = (
        ("REPLICATION CLIENT, REPLICATION SLAVE, PROCESS, RELOAD, EVENT, REPLICATION_SLAVE_ADMIN, "
         "SYSTEM_VARIABLES_ADMIN, CONNECTION_ADMIN, SYSTEM_USER, SET_ANY_DEFINER, "
         "ALLOW_NONEXISTENT_DEFINER", "*.*"),
        ("SELECT", "performance_schema.replication_applier_global_filters"))
    replication_grants = "REPLICATION SLAVE, CONNECTION_ADMIN"
    words = ("Source", "Replica")
    change_source = "CHANGE REPLICATION SOURCE TO"
    binlog_status = "SHOW BINARY LOG STATUS"
    wait_for_gtids = "WAIT_FOR_EXECUTED_GTID_SET"
    gtid_failures = (1, None)
    wait_for_position = "SOURCE_POS_WAIT"

    def places(self):
        tree = f"{self.prefix}/usr"
        return {"basedir": tree, "lc-messages-dir": f"{tree}/share/mysql",
                "plugin-dir": f"{tree}/lib/mysql/plugin",
                "character-sets-dir": f"{tree}/share/mysql/charsets"}

    def own_settings(self):
        return {"super_read_only": 1, "skip-replica-start": None, "log_replica_updates": 1,
                "replica_net_timeout": 4, "gtid_mode": "ON", "enforce_gtid_consistency": "ON",
                "innodb_redo_log_capacity": "32M", "secure_file_priv": "NULL", "mysqlx": "OFF",
                **SEMI_SYNC}

    def bare_settings(self):
        return {"innodb_redo_log_capacity": "32M", "secure_file_priv": "NULL", "mysqlx": "OFF",
                "performance_schema": "OFF", "event_scheduler": "OFF"}

    def install_argv(self, datadir, directory):
        mine = {"user": "mysql", "datadir": datadir, "tmpdir": directory}
        return [self.binary, "--no-defaults", "--initialize-insecure",
                *option_arguments({**mine, **self.places(), **self.bare_settings()})]

    def identified(self, password):
        return f"IDENTIFIED WITH caching_sha2_password BY '{password}'"

    def replication(self, cursor):
        source, replica = self.words
        cursor.execute(f"SHOW {replica} STATUS")
        row = cursor.fetchone()
        return replication_of(row, source, replica) if row and row[f"{source}_Host"] else None

    def replicate_all(self, cursor, address, user, password):
        word, replica = self.words[0].upper(), self.words[1].upper()
        options = {"HOST": address, "USER": user, "PASSWORD": password,
                   "LOG_FILE": FIRST_BINLOG, "LOG_POS": FIRST_POSITION,
                   "CONNECT_RETRY": 1, "RETRY_COUNT": 0, "HEARTBEAT_PERIOD": 1}
        cursor.execute(f"{self.change_source} " + ", ".join(f"{word}_{n} = %s" for n in options),
                       tuple(options.values()))
        cursor.execute(f"START {replica}")

    def position(self, cursor):
        cursor.execute("SELECT @@global.gtid_mode AS mode, @@global.gtid_executed AS executed")
        seen = cursor.fetchone()
        if seen["mode"].startswith("ON"):
            return "".join(seen["executed"].split())
        cursor.execute(self.binlog_status)
        row = cursor.fetchone()
        return f"{row['File']}:{row['Position']}" if row else ""

    def wait_for(self, cursor, position, seconds):
        """To wait for 0 seconds would be to wait for ever. NULL: the applier is not running."""
        seconds = max(1, round(seconds))
        place = coordinates(position)
        if place is None:
            cursor.execute(f"SELECT {self.wait_for_gtids}(%s, %s) AS waited", (position, seconds))
            return cursor.fetchone()["waited"] not in self.gtid_failures
        cursor.execute(f"SELECT {self.wait_for_position}(%s, %s, %s) AS waited", (*place, seconds))
        return cursor.fetchone()["waited"] not in (-1, None)


class MySQL56(MySQL):
    """As MySQL-MMM knew it: file and position, unless my.cnf says gtid_mode=ON."""

    program = "/mysqld"
    replication_grants = "REPLICATION SLAVE"
    agent_grants = (("REPLICATION CLIENT, REPLICATION SLAVE, PROCESS, RELOAD, EVENT, SUPER",
                     "*.*"),)
    words = ("Master", "Slave")
    change_source = "CHANGE MASTER TO"
    binlog_status = "SHOW MASTER STATUS"
    wait_for_gtids = "WAIT_UNTIL_SQL_THREAD_AFTER_GTIDS"
    gtid_failures = (-1, None)
    wait_for_position = "MASTER_POS_WAIT"

    def places(self):
        return {"basedir": self.prefix, "lc-messages-dir": f"{self.prefix}/share",
                "character-sets-dir": f"{self.prefix}/share/charsets"}

    def own_settings(self):
        """A replica's place is kept in tables and its relay log fetched anew after a crash: files
        would be behind the data, and events be applied twice."""
        return {**SLAVE_SETTINGS, "gtid_mode": "OFF", "enforce_gtid_consistency": 0,
                "master_info_repository": "TABLE", "relay_log_info_repository": "TABLE",
                "relay_log_recovery": 1, **self.bare_settings()}

    def bare_settings(self):
        return {"explicit_defaults_for_timestamp": 1, "innodb_log_file_size": "8M",
                "table_definition_cache": 400}

    def install_argv(self, datadir, directory):
        """The package has no program for it: the server itself, fed with the statements."""
        mine = {"user": "mysql", "datadir": datadir, "tmpdir": directory, "skip-log-bin": None}
        return [self.binary, "--no-defaults", "--bootstrap",
                *option_arguments({**mine, **self.places(), **self.bare_settings()})]

    def install_input(self):
        """Anonymous accounts would take the place of USER@'%' on localhost; root needs the socket only."""
        text = "CREATE DATABASE mysql;\nUSE mysql;\n"
        for name in ("mysql_system_tables.sql", "mysql_system_tables_data.sql"):
            with open(os.path.join(self.prefix, "share", name), encoding="utf-8") as file:
                text += file.read() + "\n"
        return text + "DELETE FROM user WHERE User='' OR Host <> 'localhost';\n"

    def identified(self, password):
        return f"IDENTIFIED BY '{password}'"
