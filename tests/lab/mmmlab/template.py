# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The data directory every node starts from: made once per lab, with the accounts in it."""
import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess

from . import boot, database, dialect, mmm_files, network, servers
from .base import CLEAN_ENV, LabError, run, wait_until, write_file

START_SECONDS = 30
STOP_SECONDS = 60


def passwords(lab):
    """Random per lab, readable for root only."""
    path = lab.path("passwords.json")
    if not os.path.exists(path):
        made = {name: secrets.token_urlsafe(12) for name in servers.ACCOUNTS}
        write_file(path, json.dumps(made) + "\n", 0o600)
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def _run_statements(socket, statements):
    with database.socket_cursor(socket) as cursor:
        for statement in statements:
            cursor.execute(statement)


def _create_accounts(lab, kind, directory, datadir):
    """Run a private server for as long as the account statements take."""
    argv = network.in_switch(lab, kind.bootstrap_argv(datadir, directory))
    server = subprocess.Popen(argv, env=CLEAN_ENV, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    socket = os.path.join(directory, "socket")

    def probe():
        if server.poll() is not None:
            raise LabError(f"the template's server ended at once, see {directory}/log")
        try:
            _run_statements(socket, ["SELECT 1"])  # the socket is there before it is listened to
        except database.SQL_ERRORS as error:
            return database.sql_message(error)
        return None
    try:
        wait_until(probe, START_SECONDS, "starting the template's server", 0.02)
        _run_statements(socket, kind.account_sql(passwords(lab), lab.topology.accounts))
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=STOP_SECONDS)
    except database.SQL_ERRORS as error:
        raise LabError(f"the template's accounts: {database.sql_message(error)}") from None
    except subprocess.TimeoutExpired:
        raise LabError(f"the template's server does not stop within {STOP_SECONDS} s") from None
    finally:
        server.kill()
        server.wait()


def create(lab):
    """Everything here runs in the switch's namespace, so that `lab down` finds it."""
    kind = servers.kind(lab.topology.server)
    directory = lab.path("template")
    datadir = os.path.join(directory, "data")
    os.makedirs(directory, exist_ok=True)
    shutil.chown(directory, "mysql", "mysql")
    os.chmod(lab.dir, 0o755)
    os.makedirs(datadir, mode=0o700)
    shutil.chown(datadir, "mysql", "mysql")
    words = kind.install_input()
    run(network.in_switch(lab, kind.install_argv(datadir, directory)), timeout=60,
        **({"input": words} if words else {}))
    _create_accounts(lab, kind, directory, datadir)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(os.path.join(datadir, "auto.cnf"))  # each server makes up an identity of its own


def fill_datadir(lab, target):
    """Make the data directory of a server that does not run as of a new installation."""
    with os.scandir(target) as entries:
        for entry in list(entries):
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path)
            else:
                os.unlink(entry.path)
    run(["cp", "-a", "--reflink=auto", "--sparse=always",
         lab.path("template", "data", "."), target])


def furnish(lab, host):
    """Give a node that is off its data directory, its my.cnf and its credentials."""
    kind = servers.kind(lab.topology.server)
    fill_datadir(lab, lab.node_path(host.name, "own") + dialect.DATADIR)
    write_file(boot.etc_path(lab, host.name, "mysql", "my.cnf"),
               kind.settings(lab.topology, host))
    credentials = boot.etc_path(lab, host.name, "mmm-ha", "credentials.cnf")
    write_file(credentials, servers.credentials_file(passwords(lab), lab.topology.accounts), 0o600)
    for name, text in mmm_files.kept(lab).items():
        write_file(boot.etc_path(lab, host.name, "mysql-mmm", name), text, 0o640)
