# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a scenario is, and the register of them all."""
import dataclasses

MARIADB = "mariadb-10.11"
MYSQL = "mysql-9.7"
BOTH = (MARIADB, MYSQL)
# flap_count: what is broken again and again would be set aside, which is right and ends the run.
LOSSLESS = ("--durability", "lossless", "--param", "flap_count=0")
AVAILABLE = ("--durability", "available", "--param", "flap_count=0")
ANY = range(0, 1000)


@dataclasses.dataclass(frozen=True)
class Scenario:
    """A fault, or several, that happen to a healthy cluster under writes. act(scene) makes them happen and
    undoes what only an operator can; what follows is left to the cluster."""

    name: str
    act: object
    area: str                   # the module it is in: process, network, ..
    moves: object               # how many moves of the writer are right: a number, or a range of them
    servers: tuple
    lab: tuple                  # arguments of `lab up`
    longest: float              # seconds without writes that are too many
    two_by_hand: bool           # a second server is opened by hand: only whom clients reach counts
    timeouts: bool              # an action may meet its time-out: something is frozen
    spoils: bool                # the cluster is of no use afterwards: what other scenarios need is gone
    quick: bool                 # part of the usual test run

    @property
    def about(self):
        return " ".join(self.act.__doc__.split())

    def allows(self, moves):
        return moves in self.moves if isinstance(self.moves, range) else moves == self.moves


_entered = []


def scenario(moves=0, servers=(MARIADB,), lab=LOSSLESS, longest=60.0, two_by_hand=False, timeouts=False, spoils=False,
             quick=False):
    """Enters a function into the catalogue, named as it is, with dashes."""
    def enter(act):
        area = act.__module__.rpartition(".")[2]
        _entered.append(Scenario(act.__name__.replace("_", "-"), act, area, moves, servers, lab, longest,
                                  two_by_hand, timeouts, spoils, quick))
        return act
    return enter


def entered():
    """All that were entered so far."""
    return tuple(_entered)
