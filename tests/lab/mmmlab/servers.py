# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The kinds of database server a lab can have: one class per dialect, one entry per version."""
import contextlib

import pymysql

from .base import LabError, UsageError
from .topology import NETWORK

SOCKET = "/run/mysqld/mysqld.sock"
DATADIR = "/var/lib/mysql"
ACCOUNTS = ("mmm_agent", "mmm_replication", "app")
SQL_ERRORS = (pymysql.err.Error, OSError)

COMMON_SETTINGS = """\
user = mysql
datadir = /var/lib/mysql
socket = /run/mysqld/mysqld.sock
pid-file = /run/mysqld/mysqld.pid
tmpdir = /run/mysqld
log-error = /var/log/mysql/error.log
bind-address = *
skip-name-resolve
log-bin = binlog
log-slave-updates
relay-log = relay
binlog_format = ROW
sync_binlog = 1
innodb_flush_log_at_trx_commit = 1
slave_net_timeout = 4
read_only = 1
skip-slave-start
innodb_buffer_pool_size = 32M
innodb_log_file_size = 32M
key_buffer_size = 1M
max_connections = 100
"""

MARIADB_SETTINGS = """\
gtid_strict_mode = 1
slave_parallel_threads = 4
rpl_semi_sync_master_enabled = 1
rpl_semi_sync_slave_enabled = 1
rpl_semi_sync_master_wait_point = AFTER_SYNC
rpl_semi_sync_master_wait_no_slave = 0
rpl_semi_sync_master_timeout = 1000
init_rpl_role = SLAVE
"""


class MariaDB:
    """MariaDB as Debian packages it."""

    def __init__(self, name, programs):
        self.name = name
        self.programs = programs      # what is held down by `lab mysqld NODE stop`
        self.process_names = ("mariadbd", "mysqld")

    def daemon_argv(self):
        return [self.programs[0], "--defaults-file=/etc/mysql/my.cnf"]

    def install_argv(self, datadir, directory):
        """The server must not share its tmpdir: one that starts removes the temporary tables of
        all others, as left behind by a crash."""
        return ["mariadb-install-db", "--no-defaults", "--user=mysql", f"--datadir={datadir}",
                f"--tmpdir={directory}", "--skip-test-db", "--innodb-log-file-size=32M"]

    def bootstrap_argv(self, datadir, directory):
        """A server nobody but the lab reaches and that writes no binlog, to make accounts in."""
        return [self.programs[0], "--no-defaults", "--user=mysql", f"--datadir={datadir}",
                f"--socket={directory}/socket", f"--pid-file={directory}/pid",
                f"--tmpdir={directory}", "--skip-networking",
                f"--log-error={directory}/log", "--innodb-log-file-size=32M", "--skip-log-bin"]

    def settings(self, topology, host):
        lines = ["# written by the lab", "[mysqld]", f"server-id = {host.number}",
                 COMMON_SETTINGS + MARIADB_SETTINGS]
        offset = topology.master_number(host.name)
        if offset is not None:
            lines += [f"auto_increment_increment = {len(topology.masters)}",
                      f"auto_increment_offset = {offset}"]
        lines += ["", "[client]", f"socket = {SOCKET}"]
        return "\n".join(lines) + "\n"

    def account_sql(self, passwords):
        agent, replication, app = (passwords[name] for name in ACCOUNTS)
        rights = ("BINLOG MONITOR, SLAVE MONITOR, PROCESS, RELOAD, REPLICATION SLAVE ADMIN, "
                  "REPLICATION MASTER ADMIN, READ_ONLY ADMIN, CONNECTION ADMIN, BINLOG ADMIN")
        statements = ["SET sql_log_bin = 0", "CREATE DATABASE app"]
        for where in ("localhost", f"{NETWORK}.%"):
            statements += [f"CREATE USER mmm_agent@'{where}' IDENTIFIED BY '{agent}'",
                           f"GRANT {rights} ON *.* TO mmm_agent@'{where}'"]
        return statements + [
            f"CREATE USER mmm_replication@'{NETWORK}.%' IDENTIFIED BY '{replication}'",
            f"GRANT REPLICATION SLAVE ON *.* TO mmm_replication@'{NETWORK}.%'",
            f"CREATE USER app@'{NETWORK}.%' IDENTIFIED BY '{app}'",
            f"GRANT ALL ON app.* TO app@'{NETWORK}.%'"]

    def replication(self, cursor):
        """What the server replicates: None, or source, io, sql, lag and the first error."""
        cursor.execute("SHOW ALL SLAVES STATUS")
        rows = [row for row in cursor.fetchall() if row["Master_Host"]]
        if not rows:
            return None
        row = rows[0]
        return {"source": row["Master_Host"], "io": row["Slave_IO_Running"],
                "sql": row["Slave_SQL_Running"], "lag": row["Seconds_Behind_Master"],
                "error": row["Last_SQL_Error"] or row["Last_IO_Error"]}

    def position(self, cursor):
        """What the server holds, as one line."""
        cursor.execute("SELECT @@global.gtid_current_pos AS position")
        return cursor.fetchone()["position"]

    def wait_for(self, cursor, position, seconds):
        """Wait until the server has executed a position; False on time-out."""
        cursor.execute("SELECT MASTER_GTID_WAIT(%s, %s) AS waited", (position, seconds))
        return cursor.fetchone()["waited"] == 0


KINDS = {kind.name: kind for kind in [MariaDB("mariadb-10.11", ["/usr/sbin/mariadbd"])]}


def kind(name):
    if name not in KINDS:
        raise UsageError(f"server '{name}' is not supported yet (supported: {' '.join(KINDS)})")
    return KINDS[name]


@contextlib.contextmanager
def socket_cursor(path, timeout=2, **options):
    """A cursor as root through a unix socket, rows as dictionaries."""
    connection = pymysql.connect(unix_socket=path, user="root", connect_timeout=timeout,
                                 read_timeout=timeout, write_timeout=timeout, autocommit=True,
                                 cursorclass=pymysql.cursors.DictCursor, **options)
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        with contextlib.suppress(*SQL_ERRORS):
            connection.close()


def node_cursor(node, timeout=2, **options):
    """The same for the server of a node; the path goes through the node's own mounts."""
    return socket_cursor(node.root(SOCKET), timeout, **options)


def sql_message(error):
    """The server's error in one line."""
    if len(error.args) > 1:
        return f"ERROR {error.args[0]}: {error.args[1]}"
    return str(error) or type(error).__name__


def answers(node):
    """Whether the node's server answers a query."""
    try:
        with node_cursor(node) as cursor:
            cursor.execute("SELECT 1")
    except (*SQL_ERRORS, LabError):
        return False
    return True


def sql(node, text):
    """Run statements on a node and return lines: tab separated, or `name: value` after \\G."""
    vertical = text.rstrip().endswith("\\G")
    text = text.rstrip().removesuffix("\\G")
    lines = []
    try:
        with node_cursor(node, 60, client_flag=pymysql.constants.CLIENT.MULTI_STATEMENTS) as cursor:
            cursor.execute(text)
            while True:
                for row in cursor.fetchall() if cursor.description else ():
                    lines += _vertical(row) if vertical else ["\t".join(map(_shown, row.values()))]
                if not cursor.nextset():
                    return lines
    except SQL_ERRORS as error:
        raise LabError(f"{node.name}: {sql_message(error)}") from None


def _vertical(row):
    return [f"{name}: {_shown(value)}" for name, value in row.items()]


def _shown(value):
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return "NULL" if value is None else str(value)


def credentials_file(passwords):
    """A MySQL option file whose groups are account names."""
    return "".join(f"[{name}]\npassword={passwords[name]}\n\n"
                   for name in ("mmm_agent", "mmm_replication"))


