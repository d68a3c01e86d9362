# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""MariaDB 10.5 and later, as Debian packages it."""
from .dialect import SLAVE_SETTINGS, Dialect, option_arguments, replication_of


class MariaDB(Dialect):
    program = "/usr/sbin/mariadbd"
    process_names = ("mariadbd", "mysqld")
    replication_grants = "REPLICATION SLAVE, CONNECTION ADMIN"

    @property
    def agent_grants(self):
        """As `mmm_config grants` prints them, which a test compares."""
        definers = "SET USER, " if self.name >= "mariadb-11" else ""
        return (("BINLOG MONITOR, SLAVE MONITOR, PROCESS, RELOAD, EVENT, REPLICATION SLAVE ADMIN, "
                 "REPLICATION MASTER ADMIN, READ_ONLY ADMIN, CONNECTION ADMIN, BINLOG ADMIN, "
                 f"{definers}SUPER", "*.*"),)

    def places(self):
        if not self.prefix:
            return {}
        return {"lc-messages-dir": f"{self.prefix}/usr/share/mysql",
                "plugin-dir": f"{self.prefix}/usr/lib/mysql/plugin",
                "character-sets-dir": f"{self.prefix}/usr/share/mysql/charsets"}

    def own_settings(self):
        return {**SLAVE_SETTINGS, "innodb_log_file_size": "32M", "gtid_strict_mode": 1,
                "slave_parallel_threads": 4}

    def bare_settings(self):
        return {"innodb-log-file-size": "32M"}

    def install_argv(self, datadir, directory):
        """The server must not share its tmpdir: one that starts removes the temporary tables of
        all others, as left behind by a crash."""
        basedir = [f"--basedir={self.prefix}/usr"] if self.prefix else []
        return [f"{self.prefix}/usr/bin/mariadb-install-db", "--no-defaults", *basedir,
                "--user=mysql", f"--datadir={datadir}", f"--tmpdir={directory}", "--skip-test-db",
                *option_arguments({**self.places(), **self.bare_settings()})]

    def replication(self, cursor):
        cursor.execute("SHOW ALL SLAVES STATUS")
        rows = [row for row in cursor.fetchall() if row["Master_Host"]]
        return replication_of(rows[0], "Master", "Slave") if rows else None

    def position(self, cursor):
        cursor.execute("SELECT @@global.gtid_current_pos AS position")
        return cursor.fetchone()["position"]

    def wait_for(self, cursor, position, seconds):
        cursor.execute("SELECT MASTER_GTID_WAIT(%s, %s) AS waited", (position, seconds))
        return cursor.fetchone()["waited"] == 0
