# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Hosts with the agent and a real server, without a cluster.

A host has its own mounts (with an empty /run) and processes; all hosts of a test share a network
in which each has an address of its own. What goes away with the test takes everything with it.
"""
import atexit
import contextlib
import ctypes
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import pymysql

from support import stage

AGENT = os.environ.get("MMM_MYSQL") or stage.path(f"{stage.RESOURCE_DIR}/mmm/mysql")
SERVER = "/usr/sbin/mariadbd"
FOLDER = os.path.dirname(os.path.realpath(__file__))
LIMIT = 20  # seconds anything may take that is waited for

SUCCESS, GENERIC, ARGS, PERMISSION, INSTALLED, CONFIGURED = 0, 1, 2, 4, 5, 6
NOT_RUNNING, PROMOTED, FAILED_PROMOTED, DEGRADED, DEGRADED_PROMOTED = 7, 8, 9, 190, 191

ADDRESSES = {"m1": "192.0.2.1", "m2": "192.0.2.2", "s1": "192.0.2.3"}
PASSWORDS = {"mmm_agent": "agent-S3cret", "mmm_replication": "repl-S3cret", "app": "app-S3cret"}
RIGHTS = ["BINLOG MONITOR", "SLAVE MONITOR", "PROCESS", "RELOAD", "EVENT", "REPLICATION SLAVE ADMIN",
          "REPLICATION MASTER ADMIN", "READ_ONLY ADMIN", "CONNECTION ADMIN", "BINLOG ADMIN", "SUPER"]
CLUSTER_TOOLS = ("/usr/sbin/attrd_updater", "/usr/sbin/crm_attribute", "/usr/sbin/crm_resource")
# Only what an operator says is known to these tools, see Host.order(), and a record that a test writes.
NOTE_CALL = """#!/bin/sh
echo "${0##*/} $*" >>/run/cluster-calls
case "$*" in
*--name=mmm-admin-mysql*--query*) cat /run/admin-order 2>/dev/null ;;
*--get-parameter=is-managed*) cat /run/is-managed 2>/dev/null ;;
*--node=m1*--name=mmm-writer-mysql*--query*) cat /run/writer-record 2>/dev/null ;;
esac
exit 0
"""
PR_SET_PDEATHSIG = 1
CLONE_NEWNS = 0x20000

_libc = ctypes.CDLL(None, use_errno=True)


def wait_until(condition, what, within=LIMIT):
    """Gives the first true value of the condition; fails when there is none in time."""
    end = time.monotonic() + within
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {within} s: {what}")
        time.sleep(0.01)


def die_with_parent():
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Holder:
    """A program in namespaces of its own that lives until close(), or until this process ends."""

    def __init__(self, argv):
        self._outer = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                       preexec_fn=die_with_parent, env=stage.CLEAN_ENV, text=True)
        self._inner = None
        if self._outer.stdout.readline() != "ready\n":
            self.close()
            raise AssertionError(f"could not make namespaces: {argv}")
        with open(f"/proc/{self._outer.pid}/task/{self._outer.pid}/children", encoding="ascii") as file:
            self.pid = int(file.read().split()[0])
        self._inner = os.pidfd_open(self.pid)

    def close(self):
        """Process 1 of a namespace is gone only when all others are."""
        self._outer.kill()
        self._outer.wait()
        self._outer.stdout.close()
        if self._inner is not None:
            ended = select.select([self._inner], [], [], LIMIT)[0]
            os.close(self._inner)
            if not ended:
                raise AssertionError("the processes of a host do not end")


class Network:
    """Every host's address, on one loopback interface."""

    def __init__(self):
        addresses = "; ".join(f"ip addr add {address}/32 dev lo" for address in ADDRESSES.values())
        self._holder = Holder(["unshare", "--net", "--fork", "--kill-child", "sh", "-ec",
                               f"ip link set lo up; {addresses}; echo ready; exec sleep infinity"])
        self.pid = self._holder.pid

    def close(self):
        self._holder.close()


def account_sql():
    """The accounts, on every host the same and in no binary log."""
    lines = ["FLUSH PRIVILEGES;", "SET sql_log_bin = 0;", "CREATE DATABASE app;"]
    for where in ("localhost", "192.0.2.%"):
        lines += [f"CREATE USER {user}@'{where}' IDENTIFIED BY '{password}';"
                  for user, password in PASSWORDS.items()]
        lines += [f"GRANT {', '.join(RIGHTS)} ON *.* TO mmm_agent@'{where}';",
                  f"GRANT REPLICATION SLAVE ON *.* TO mmm_replication@'{where}';",
                  f"GRANT ALL ON app.* TO app@'{where}';"]
    return "\n".join(lines) + "\n"


class Store:
    """Where the hosts' files are: in memory, and gone with this process.

    It has a data directory to copy, too: making one takes seconds.
    """

    _folder = None

    @classmethod
    def folder(cls):
        if cls._folder is None:
            folder = tempfile.mkdtemp(prefix="mmm-mysql-")
            atexit.register(os.rmdir, folder)  # seen from outside it stays empty
            if _libc.unshare(CLONE_NEWNS) != 0:
                raise OSError(ctypes.get_errno(), "unshare")
            for arguments in (["--make-rprivate", "/"], ["-t", "tmpfs", "-o", "mode=755", "tmpfs", folder]):
                subprocess.run(["mount", *arguments], check=True)
            atexit.register(subprocess.run, ["umount", "--lazy", folder], check=False)
            cls._make_template(folder)
            # Without its daemon beside it, which would look at the same servers and call the same tools.
            os.makedirs(folder + "/ocf/resource.d/mmm")
            shutil.copy(AGENT, folder + "/ocf/resource.d/mmm")
            cls._folder = folder
        return cls._folder

    @classmethod
    def new_host(cls, name):
        """A folder for a host, with a data directory in it."""
        folder = tempfile.mkdtemp(prefix=f"{name}-", dir=cls.folder())
        os.chmod(folder, 0o755)
        subprocess.run(["cp", "-a", "--sparse=always", cls.folder() + "/data", folder], check=True)
        return folder

    @staticmethod
    def _make_template(folder):
        with open(folder + "/accounts.sql", "w", encoding="utf-8") as file:
            file.write(account_sql())
        # A tmpdir of its own: any server that starts removes the temporary tables it finds in its own, /tmp.
        os.mkdir(folder + "/tmp")
        os.chmod(folder + "/tmp", 0o777)
        done = stage.run(["mariadb-install-db", "--no-defaults", "--user=mysql", f"--datadir={folder}/data",
                          f"--tmpdir={folder}/tmp", "--skip-test-db", "--innodb-log-file-size=8M",
                          f"--extra-file={folder}/accounts.sql"])
        if done.returncode != 0:
            raise AssertionError(done.stdout + done.stderr)


class Outcome:
    """What an action of the agent came to."""

    def __init__(self, done, seconds):
        self.code, self.log, self.out, self.seconds = done.returncode, done.stderr, done.stdout, seconds
        reasons = re.findall(r"^ocf-exit-reason:(.*)$", done.stderr, re.MULTILINE)
        self.reason = reasons[-1] if reasons else None
        self.reasons = len(reasons)

    def __repr__(self):
        return f"rc={self.code} after {self.seconds:.1f} s: {self.log}"


class Host:
    """One host: its server's files, its processes, and the agent on it."""

    def __init__(self, name, network, masters="m1 m2"):
        self.name, self.number = name, int(ADDRESSES[name].rpartition(".")[2])
        self.address = ADDRESSES[name]
        self.folder = Store.new_host(name)
        self.config = {}
        self.configure()
        self.write("credentials.cnf", "".join(f"[{u}]\npassword={p}\n" for u, p in PASSWORDS.items()), 0o600)
        self.parameters = {
            "binary": SERVER, "config": self.path("my.cnf"), "datadir": self.path("data"), "masters": masters,
            "credentials": self.path("credentials.cnf"),
            "host_map": ";".join(f"{host}:{address}" for host, address in ADDRESSES.items())}
        self.agent = Store.folder() + "/ocf/resource.d/mmm/mysql"
        self.variables = {}  # for the environment of all actions
        tool = self.write("note-call", NOTE_CALL, 0o755)
        self._holder = Holder([
            "nsenter", f"--net=/proc/{network.pid}/ns/net", "--", "unshare", "--mount", "--uts", "--pid", "--fork",
            "--kill-child", "--mount-proc", sys.executable, "-B", os.path.join(FOLDER, "init.py"), name,
            *(word for path in CLUSTER_TOOLS if os.path.exists(path) for word in (tool, path))])

    def close(self):
        self._holder.close()
        shutil.rmtree(self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def root(self, path):
        """A path in the host's own /run, seen from outside."""
        return f"/proc/{self._holder.pid}/root{path}"

    def write(self, name, text, mode=0o644):
        path = self.path(name)
        with open(path, "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), mode)
            file.write(text)
        return path

    def configure(self, **changes):
        """Writes my.cnf; a value of None takes the option out."""
        self.config = {
            "server_id": self.number, "bind_address": self.address, "port": 3306, "log_bin": "binlog",
            "log_slave_updates": 1, "gtid_strict_mode": 1, "binlog_format": "ROW", "sync_binlog": 1,
            "auto_increment_increment": 2, "auto_increment_offset": self.number, "skip_name_resolve": 1,
            "slave_net_timeout": 4, "log_error": self.path("error.log"), "innodb_buffer_pool_size": "8M",
            "innodb_log_file_size": "8M", "key_buffer_size": "1M", "performance_schema": 0,
            "innodb_buffer_pool_dump_at_shutdown": 0, "innodb_buffer_pool_load_at_startup": 0,
            **self.config, **changes}
        lines = [f"{name} = {value}" for name, value in self.config.items() if value is not None]
        self.write("my.cnf", "[mysqld]\n" + "\n".join(lines) + "\n")
        log = self.path("error.log")
        with open(log, "a", encoding="utf-8"):
            shutil.chown(log, "mysql", "mysql")

    def inside(self, *argv):
        return ["nsenter", f"--target={self._holder.pid}", "--mount", "--uts", "--net", "--pid", "--wd=/", "--", *argv]

    def run(self, *argv, **kwargs):
        return stage.run(self.inside(*argv), **kwargs)

    def environment(self, action, parameters, meta, lists):
        """As Pacemaker 2.1 sets it for an instance of a promotable clone."""
        variables = {
            **stage.CLEAN_ENV, **self.variables,
            "OCF_ROOT": "/usr/lib/ocf", "OCF_RA_VERSION_MAJOR": "1", "OCF_RA_VERSION_MINOR": "1",
            "OCF_RESOURCE_INSTANCE": "mysql", "OCF_RESOURCE_TYPE": "mysql", "OCF_RESOURCE_PROVIDER": "mmm",
            "OCF_EXIT_REASON_PREFIX": "ocf-exit-reason:", "OCF_RESKEY_crm_feature_set": "3.16.1"}
        settings = {"timeout": 20000, "on_node": self.name, "clone": 0, "clone_max": 3, "clone_node_max": 1,
                    "promoted_max": 1, "promoted_node_max": 1, "notify": "true", "globally_unique": "false",
                    "name": action, "notify_all_uname": " ".join(ADDRESSES), **meta}
        for kind in ("active", "inactive", "promoted", "unpromoted", "start", "stop", "promote", "demote"):
            settings[f"notify_{kind}_uname"] = lists.get(kind, "") or " "
        variables.update({f"OCF_RESKEY_CRM_meta_{name}": str(value) for name, value in settings.items()})
        variables.update({f"OCF_RESKEY_{name}": str(value)
                          for name, value in {**self.parameters, **parameters}.items() if value is not None})
        return variables

    def call(self, action, meta=None, lists=None, level=0, **parameters):
        """One action of the agent, and what came of it."""
        variables = self.environment(action, parameters, meta or {}, lists or {})
        variables["OCF_CHECK_LEVEL"] = str(level)
        began = time.monotonic()
        return Outcome(stage.run(self.inside(self.agent, action), env=variables), time.monotonic() - began)

    def begin(self, action, lists):
        """An action that is not waited for; its process leads a group of its own."""
        return subprocess.Popen(self.inside(self.agent, action), env=self.environment(action, {}, {}, lists),
                                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                start_new_session=True)

    def connect(self, user="root", **options):
        """A client of the server, over its socket."""
        return pymysql.connect(unix_socket=self.root("/run/mysqld/mysqld.sock"), user=user,
                               password=PASSWORDS.get(user, ""), autocommit=True, connect_timeout=LIMIT,
                               read_timeout=LIMIT, cursorclass=pymysql.cursors.DictCursor, **options)

    def take_all_connections(self, others=0):
        """Sessions that take all places of the server, the one kept for administrators included; `others` are those
        that its caller has already. A session that is about to end still has its place, so a refusal alone does not
        tell that the server is full."""
        places = self.value("@@max_connections") + 1
        sessions = []

        def full():
            for user in ("app", "root"):
                with contextlib.suppress(pymysql.err.OperationalError):
                    sessions.append(self.connect(user))
                    break
            return len(sessions) + others == places
        wait_until(full, "all connections are taken")
        return sessions

    def sql(self, *statements):
        """Runs statements as root and gives the rows of the last one."""
        with contextlib.closing(self.connect()) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall()

    def value(self, expression):
        return self.sql(f"SELECT {expression} AS value")[0]["value"]

    def replication(self):
        """The row of SHOW SLAVE STATUS, or None."""
        rows = self.sql("SHOW SLAVE STATUS")
        return rows[0] if rows else None

    def processes(self):
        """Pids, as this process sees them, of what runs on the host but its process 1."""
        namespace = os.stat(f"/proc/{self._holder.pid}/ns/pid").st_ino
        return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc")))
                if pid != self._holder.pid and _inode(f"/proc/{pid}/ns/pid") == namespace]

    def servers(self):
        """Those of them that are living servers."""
        return [pid for pid in self.processes() if _runs(pid, SERVER)]

    def close_servers(self):
        """Ends servers that the agent did not start."""
        for pid in self.servers():
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not self.servers(), "the servers are gone")

    def signal(self, number):
        """Sends a signal to the server and waits until it has worked."""
        [pid] = self.servers()
        os.kill(pid, number)
        if number == signal.SIGKILL:
            wait_until(lambda: not self.servers(), "the server is gone")
        elif number == signal.SIGSTOP:
            wait_until(lambda: _state(pid) == "T", "the server is stopped")

    def state(self):
        """What the agent left for its next action."""
        with contextlib.suppress(FileNotFoundError):
            with open(self.root("/run/mmm-ha/mysql-mysql.state"), encoding="utf-8") as file:
                return dict(line.rstrip("\n").split("=", 1) for line in file)
        return {}

    def order(self, text):
        """An operator's word in the configuration, which thereby becomes another one."""
        self._configure_cluster("/run/admin-order", text)

    def manage(self, managed):
        """Whether the cluster looks after the server, by its configuration."""
        self._configure_cluster("/run/is-managed", "true" if managed else "false")

    def _configure_cluster(self, path, text):
        configuration = self.root("/var/lib/pacemaker/cib/cib.xml")
        os.makedirs(os.path.dirname(configuration), exist_ok=True)
        with open(self.root(path), "w", encoding="utf-8") as file:
            file.write(text)
        with open(configuration + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(configuration + ".new", configuration)

    def cluster_calls(self):
        """The calls of cluster tools since the last time this was asked."""
        with contextlib.suppress(FileNotFoundError):
            path = self.root("/run/cluster-calls")
            with open(path, encoding="utf-8") as file:
                calls = file.read().splitlines()
            os.unlink(path)
            return calls
        return []


def _inode(path):
    with contextlib.suppress(OSError):
        return os.stat(path).st_ino
    return None


def _runs(pid, program):
    with contextlib.suppress(OSError):
        return os.readlink(f"/proc/{pid}/exe") == program
    return False


def _state(pid):
    with contextlib.suppress(OSError), open(f"/proc/{pid}/stat", encoding="ascii") as file:
        return file.read().rpartition(")")[2].split()[0]
    return ""


@unittest.skipUnless(os.geteuid() == 0, "needs root, for namespaces of its own")
class MysqlTest(unittest.TestCase):
    """Hosts with the agent; nobody's password may ever be seen."""

    def new_hosts(self, *names, **options):
        for program in (AGENT, SERVER):
            if not os.access(program, os.X_OK):
                self.fail(f"there is no {program}: tests/build and tests/install-packages provide it")
        network = Network()
        self.addCleanup(network.close)
        hosts = []
        for name in names:
            hosts.append(Host(name, network, **options))
            self.addCleanup(hosts[-1].close)
        return hosts

    def check(self, outcome, code, *words):
        """The code, and with a failure exactly one reason with these words in it."""
        self.assertEqual(outcome.code, code, outcome)
        self.assertEqual(outcome.reasons, 0 if code in (SUCCESS, NOT_RUNNING, PROMOTED) else 1, outcome)
        for word in words:
            self.assertIn(word, outcome.reason or "", outcome)
        for password in PASSWORDS.values():
            self.assertNotIn(password, outcome.log + outcome.out)
        return outcome

    def do(self, host, action, code=SUCCESS, *words, **options):
        return self.check(host.call(action, **options), code, *words)

    def probe(self, host, code, *words, **options):
        return self.do(host, "monitor", code, *words, **options)

    def monitor(self, host, code=SUCCESS, *words, role="Unpromoted", **options):
        return self.do(host, "monitor", code, *words, meta={"interval": 3000, "role": role}, **options)

    def promote(self, host, code=SUCCESS, *words, peers=""):
        """As the cluster does it while the hosts in `peers` run."""
        return self.do(host, "promote", code, *words, lists={
            "active": f"{host.name} {peers}", "unpromoted": f"{host.name} {peers}", "promote": host.name})

    def told_of_writer(self, host, writer):
        """The notification after a promotion; the host follows behind it."""
        return self.do(host, "notify", meta={"notify_type": "post", "notify_operation": "promote"},
                       lists={"promote": writer, "active": " ".join(ADDRESSES)})
