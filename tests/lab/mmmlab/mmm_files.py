# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A lab out of MMM's configuration files, as mmm_config reads them."""
import dataclasses
import glob
import json
import os
import re
import secrets
import shlex
import tempfile

from .base import LabError, run, write_file
from .dialect import ACCOUNTS

FOLDER = "mmm-config"  # in the lab's directory
NODE_FOLDER = "/etc/mysql-mmm"


@dataclasses.dataclass(frozen=True)
class Files:
    """What the files say, as far as the lab itself has to know."""
    texts: dict      # file name -> what stands in it
    masters: list
    addresses: dict  # host -> its own address
    writer_ip: str
    reader_ips: list
    passwords: dict  # account -> password, the agent's first

    @property
    def names(self):
        return list(self.addresses)

    def applied_to(self, wanted):
        """The topology with the files' accounts, when the lab can have their addresses."""
        ours = {host.name: host.ip for host in wanted.nodes}
        for what, theirs, lab_has in (("hosts", self.addresses, ours),
                                      ("writer", self.writer_ip, wanted.writer_ip),
                                      ("readers", self.reader_ips, wanted.reader_ips)):
            if theirs != lab_has:
                raise LabError(f"the files' {what} have the addresses {theirs}; in a lab they are {lab_has}")
        return dataclasses.replace(wanted, accounts=tuple(self.passwords), by_mmm_config=True)

    def keep(self, lab):
        for name, text in self.texts.items():
            write_file(lab.path(FOLDER, name), text, 0o600)
        agent, replication = self.passwords.values()
        known = dict(zip(ACCOUNTS, (agent, replication, secrets.token_urlsafe(12))))
        write_file(lab.path("passwords.json"), json.dumps(known) + "\n", 0o600)


def kept(lab):
    """file name -> text of the files that the lab was made of."""
    return {os.path.basename(path): _text(path) for path in glob.glob(lab.path(FOLDER, "*.conf"))}


def _text(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def parse(pcs_commands, credentials, texts):
    """Files out of what `mmm_config pcs` and `mmm_config credentials` print. Pure."""
    words = {line[3]: line for line in map(shlex.split, pcs_commands.splitlines())
             if line[:3] == ["pcs", "resource", "create"]}
    created = {name: dict(w.partition("=")[::2] for w in line[4:]) for name, line in words.items()}
    pairs = [pair.split(":", 1) for pair in created["mysql"]["host_map"].split(";")]
    accounts = re.findall(r'\[(.*)\]\npassword = "(.*)"', credentials)
    if len(accounts) != 2:
        raise LabError("a lab needs an account of the agent and another one of replication")
    readers = created.get("reader", {}).get("ip", "").split()
    return Files(texts, created["mysql"]["masters"].split(), dict(pairs), created["writer"]["ip"], readers,
                 dict(accounts))


def read(lab, directory):
    """The files of a directory, read by the staged mmm_config as an installation would have them:
    it refuses files that everybody may read."""
    texts = {os.path.basename(path): _text(path) for path in glob.glob(os.path.join(directory, "mmm_*.conf"))}
    if not texts:
        raise LabError(f"there are no files mmm_*.conf in {directory}")
    program = os.path.join(lab.stage, "usr/sbin/mmm_config")
    with tempfile.TemporaryDirectory(prefix="mmm-lab-") as folder:
        for name, text in texts.items():
            write_file(os.path.join(folder, name), text, 0o600)
        where = ["--config-dir", folder]
        commands = run([program, "pcs", *where], shown=["mmm_config", "pcs"]).stdout
        secret = os.path.join(folder, "credentials.cnf")
        run([program, "credentials", *where, "--output", secret], shown=["mmm_config", "credentials"])
        return parse(commands, _text(secret), texts)
