# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Names and addresses of a lab. Pure: no file, no process, no clock."""
import dataclasses
import json
import re

from .base import LabError, UsageError

NETWORK = "192.168.0"
NETWORK6 = "fd00:6d6d:6d::"
WRITER_OCTET = 70
FIRST_READER_OCTET = 71
FIRST_NODE_OCTET = 65
CLIENT_OCTET = 50
RESERVED = ("client", "switch")
NODE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,10}")  # a port is called p-NAME, 15 bytes at most
DURABILITIES = ("lossless", "available")


@dataclasses.dataclass(frozen=True)
class Host:
    """A node of the cluster, or the client beside it. number is its server-id and corosync id."""
    name: str
    number: int
    octet: int

    @property
    def ip(self):
        return f"{NETWORK}.{self.octet}"

    @property
    def ip6(self):
        return f"{NETWORK6}{self.octet:x}"

    @property
    def mac(self):
        """Fixed, as a network card's is: a host that comes back is the same one to its peers."""
        return f"02:6d:6d:00:00:{self.octet:02x}"


CLIENT = Host("client", 0, CLIENT_OCTET)


@dataclasses.dataclass(frozen=True)
class Topology:
    """Everything `lab up` was asked for."""
    nodes: tuple
    masters: tuple
    server: str = "mariadb-10.11"
    durability: str = ""
    params: tuple = ()
    my_cnf: tuple = ()
    accounts: tuple = ("mmm_agent", "mmm_replication")  # of the agent, of replication
    by_mmm_config: bool = False  # MMM's files configure the cluster

    @property
    def writer_ip(self):
        return f"{NETWORK}.{WRITER_OCTET}"

    @property
    def reader_ips(self):
        return [f"{NETWORK}.{FIRST_READER_OCTET + i}" for i in range(len(self.nodes))]

    @property
    def names(self):
        return [host.name for host in self.nodes]

    @property
    def slaves(self):
        return [name for name in self.names if name not in self.masters]

    def find(self, word):
        """The node meant by word: its name in any case, else m1.. or s1.. by position."""
        for host in self.nodes:
            if host.name.lower() == word.lower():
                return host
        match = re.fullmatch(r"([ms])([1-9][0-9]*)", word.lower())
        group = {"m": list(self.masters), "s": self.slaves}[match[1]] if match else []
        if not match or int(match[2]) > len(group):
            raise UsageError(f"no node '{word}' (nodes: {' '.join(self.names)})")
        return self.find(group[int(match[2]) - 1])

    def by_ip(self, address):
        """The name of the node with that address, or the address itself."""
        return next((h.name for h in self.nodes if address in (h.ip, h.ip6)), address)

    def master_number(self, name):
        """1, 2, .. for masters (auto_increment_offset), None for slaves."""
        return self.masters.index(name) + 1 if name in self.masters else None


def _octets(count):
    """Octets of the nodes: upwards from .65, stepping over the writer's and the readers'."""
    taken = {WRITER_OCTET, *range(FIRST_READER_OCTET, FIRST_READER_OCTET + count)}
    return [o for o in range(FIRST_NODE_OCTET, 255) if o not in taken][:count]


def _check_names(names):
    for name in names:
        if not NODE_NAME.fullmatch(name):
            raise UsageError(f"'{name}' is no node name (a letter, then up to 10 letters, digits or '-')")
        if name.lower() in RESERVED:
            raise UsageError(f"'{name}' is reserved")
    if len({name.lower() for name in names}) != len(names):
        raise UsageError("a node is named twice")


def _check_assignments(option, texts, name):
    for text in texts:
        if not re.fullmatch(rf"{name}=[^\n]*", text):
            raise UsageError(f"{option} wants NAME=VALUE, not '{text}'")


def build(names, masters=None, server="mariadb-10.11", durability="", params=(), my_cnf=()):
    """Make a Topology from what the user wrote, or say what is wrong with it."""
    _check_names(names)
    if not 1 <= len(names) <= 16:
        raise UsageError("a lab has 1 to 16 nodes")
    nodes = tuple(Host(n, i + 1, o) for i, (n, o) in enumerate(zip(names, _octets(len(names)))))
    draft = Topology(nodes, (), server)
    chosen = tuple(draft.find(m).name for m in (masters or names[:2]))
    if len(set(chosen)) != len(chosen):
        raise UsageError("a master is named twice")
    if durability and durability not in DURABILITIES:
        raise UsageError(f"--durability is {' or '.join(DURABILITIES)}, not '{durability}'")
    _check_assignments("--param", params, r"[A-Za-z_][A-Za-z0-9_]*")
    _check_assignments("--my-cnf", my_cnf, r"[A-Za-z][A-Za-z0-9_-]*")
    return Topology(nodes, chosen, server, durability, tuple(params), tuple(my_cnf))


def dumps(topology):
    return json.dumps(dataclasses.asdict(topology), indent=1) + "\n"


def loads(text):
    try:
        data = json.loads(text)
        nodes = tuple(Host(**host) for host in data.pop("nodes"))
        for key in ("masters", "params", "my_cnf", "accounts"):
            data[key] = tuple(data[key])
        return Topology(nodes, **data)
    except (ValueError, KeyError, TypeError) as error:
        raise LabError(f"the lab's topology file is damaged ({error}); lab down removes it") from None
