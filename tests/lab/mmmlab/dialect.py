# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What every kind of database server has: its programs, its my.cnf, its accounts. Pure."""
import os

from .topology import NETWORK

SOCKET = "/run/mysqld/mysqld.sock"
DATADIR = "/var/lib/mysql"
ACCOUNTS = ("mmm_agent", "mmm_replication", "app")
DEFAULT_SERVERS = "/var/cache/mmm-lab"

# What is the same on every server, by the names that all of them know.
COMMON_SETTINGS = {
    "user": "mysql",
    "datadir": DATADIR,
    "socket": SOCKET,
    "pid-file": "/run/mysqld/mysqld.pid",
    "tmpdir": "/run/mysqld",
    "log-error": "/var/log/mysql/error.log",
    "bind-address": "*",
    "skip-name-resolve": None,
    "log-bin": "binlog",
    "relay-log": "relay",
    "sync_binlog": 1,
    "innodb_flush_log_at_trx_commit": 1,
    "read_only": 1,
    "innodb_buffer_pool_size": "32M",
    "key_buffer_size": "1M",
    "max_connections": 100,
}
# How replication was called until MySQL 8.0.22; MariaDB and MySQL 5.6 know nothing else.
SLAVE_SETTINGS = {
    "log-slave-updates": None,
    "binlog_format": "ROW",
    "slave_net_timeout": 4,
    "skip-slave-start": None,
}


def servers_directory():
    """Where fetched servers are kept; outlasts labs and may be shared by all of them."""
    return os.path.abspath(os.environ.get("MMM_LAB_SERVERS") or DEFAULT_SERVERS)


def same_name(name):
    """Servers read - and _ in the name of an option alike."""
    return name.replace("-", "_").lower()


def overridden(settings, changes):
    """Settings with NAME=VALUE texts applied: a known name gets the value, a new one is added."""
    result = dict(settings)
    for change in changes:
        name, _, value = change.partition("=")
        known = next((n for n in result if same_name(n) == same_name(name)), name)
        result[known] = value
    return result


def option_lines(settings):
    """Lines of an option file; a value of None is a name that stands alone."""
    return [name if value is None else f"{name} = {value}" for name, value in settings.items()]


def option_arguments(settings):
    """The same as arguments of a server."""
    return [f"--{name}" if value is None else f"--{name}={value}"
            for name, value in settings.items()]


class Dialect:
    """A kind of server. Which SQL it understands and which privileges it has say the subclasses.

    origin tells where to get it (see fetch.py); without one it is what the host has installed.
    """

    program = ""             # below the prefix, or the host's own path
    process_names = ()
    agent_grants = ()        # (privileges, on what): the least that the agent needs
    replication_grants = "REPLICATION SLAVE"

    def __init__(self, name, origin=None):
        self.name = name
        self.origin = origin

    @property
    def prefix(self):
        """The tree the server lives in; empty for the host's own."""
        return os.path.join(servers_directory(), self.name) if self.origin else ""

    @property
    def binary(self):
        return self.prefix + self.program

    @property
    def programs(self):
        """What is held down by `lab mysqld NODE stop`."""
        return [self.binary]

    @property
    def agent_parameters(self):
        """Parameters of the agent that differ from its defaults."""
        return [f"binary={self.binary}"] if self.origin else []

    def daemon_argv(self):
        return [self.binary, "--defaults-file=/etc/mysql/my.cnf"]

    def places(self):
        """Settings that name what else is in the prefix: the compiled in paths are the host's."""
        return {}

    def own_settings(self):
        """What this kind has beyond COMMON_SETTINGS."""
        return {}

    def bare_settings(self):
        """What a server needs whose only purpose is to make the data directory."""
        return {}

    def settings(self, topology, host):
        """The text of a node's my.cnf."""
        chosen = {"server-id": host.number, **COMMON_SETTINGS, **self.places(),
                  **self.own_settings()}
        offset = topology.master_number(host.name)
        if offset is not None:
            chosen["auto_increment_increment"] = len(topology.masters)
            chosen["auto_increment_offset"] = offset
        lines = option_lines(overridden(chosen, topology.my_cnf))
        return "\n".join(["# written by the lab", "[mysqld]", *lines,
                          "", "[client]", f"socket = {SOCKET}"]) + "\n"

    def install_argv(self, datadir, directory):
        """The command that fills an empty data directory."""
        raise NotImplementedError

    def install_input(self):
        """What that command reads from its standard input, or None."""
        return None

    def bootstrap_argv(self, datadir, directory):
        """A server nobody but the lab reaches and that writes no binlog, to make accounts in."""
        mine = {"user": "mysql", "datadir": datadir, "socket": f"{directory}/socket",
                "pid-file": f"{directory}/pid", "tmpdir": directory,
                "log-error": f"{directory}/log", "skip-networking": None, "skip-log-bin": None}
        return [self.binary, "--no-defaults",
                *option_arguments({**mine, **self.places(), **self.bare_settings()})]

    def identified(self, password):
        return f"IDENTIFIED BY '{password}'"

    def account_sql(self, passwords, names=ACCOUNTS[:2]):
        """Statements that make the accounts; root is there and logs in by the socket. names: what
        the agent's and replication's are called."""
        agent, replication, app = (self.identified(passwords[name]) for name in ACCOUNTS)
        agent_user, replication_user = names
        statements = ["SET sql_log_bin = 0", "CREATE DATABASE app"]
        for where in ("localhost", f"{NETWORK}.%"):
            statements.append(f"CREATE USER {agent_user}@'{where}' {agent}")
            statements += [f"GRANT {rights} ON {what} TO {agent_user}@'{where}'"
                           for rights, what in self.agent_grants]
        return statements + [
            f"CREATE USER {replication_user}@'{NETWORK}.%' {replication}",
            f"GRANT {self.replication_grants} ON *.* TO {replication_user}@'{NETWORK}.%'",
            f"CREATE USER app@'{NETWORK}.%' {app}",
            f"GRANT ALL ON app.* TO app@'{NETWORK}.%'"]

    def replication(self, cursor):
        """What the server replicates: None, or source, io, sql, lag, the first error, and, when
        positions are coordinates, what it has executed in its source's (else None)."""
        raise NotImplementedError

    def replicate_all(self, cursor, address, user, password):
        """Start replication from the first event of a source's first binlog, as an operator does
        once when servers replicate by file and position."""
        raise NotImplementedError

    def position(self, cursor):
        """What the server holds, as one line: GTIDs, or the end of its binlog as FILE:POSITION."""
        raise NotImplementedError

    def wait_for(self, cursor, position, seconds):
        """Wait until the server has executed a position; False on time-out. Coordinates mean
        something only to a replica of the server that they are of."""
        raise NotImplementedError


def coordinates(position):
    """(file, position) of FILE:POSITION; None when it is GTIDs."""
    file, colon, number = position.rpartition(":")
    looks = colon and number.isdigit() and "." in file and "-" not in file
    return (file, int(number)) if looks else None


def replication_of(row, source, replica):
    """A row of SHOW SLAVE or REPLICA STATUS; source and replica are the words in its columns."""
    executed = f"{row[f'Relay_{source}_Log_File']}:{row[f'Exec_{source}_Log_Pos']}"
    by_gtid = str(row.get("Auto_Position", row.get("Using_Gtid", ""))) not in ("0", "No", "")
    return {"source": row[f"{source}_Host"], "io": row[f"{replica}_IO_Running"],
            "sql": row[f"{replica}_SQL_Running"], "lag": row[f"Seconds_Behind_{source}"],
            "error": row["Last_SQL_Error"] or row["Last_IO_Error"],
            "executed": None if by_gtid else executed}
