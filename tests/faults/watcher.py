# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Watches a lab while something breaks: watcher.py FILE, until SIGTERM.

Asks every server whether it accepts writes, every node for its addresses, and every address, by ARP
from the client's host, who answers to it: each every 10 ms. Writes JSON lines, one a span of time in
which a thing was seen unchanged:
  {"kind": "server", "node", "writable": bool, "since", "until", "samples", "longest"}
  {"kind": "holder", "node", "address", ...}
  {"kind": "answers", "address", "macs": [..], "since", "until", "samples", "longest"}
Times are seconds of the monotonic clock: since is when the first sample was complete, until when the last
one began, so that the thing was so all that time but for what began and ended between two samples.
longest is the longest time between two samples. What could not be asked ends a span.
"""
import ctypes
import ipaddress
import json
import select
import signal
import socket
import struct
import sys
import threading
import time

import lab_modules  # noqa: F401  pylint: disable=unused-import
import pymysql
from mmmlab.base import LabError
from mmmlab.dialect import SOCKET
from mmmlab.lab import Lab
from mmmlab.node import Node
from mmmlab.procs import netns_id
from mmmlab.topology import CLIENT

INTERVAL = 0.010
FORGET = 0.1  # a longer time without a sample ends a span: nobody knows what was meanwhile
LONGEST_SPAN = 1.0  # so that little is lost if the watcher is killed
ANSWER_SECONDS = 0.3
CLONE_NEWNET = 0x40000000
RTM_NEWADDR, RTM_GETADDR, NLMSG_DONE = 20, 22, 3
NLM_F_REQUEST_DUMP = 0x301
IFA_LOCAL = 2
ETH_P_ARP = 0x0806


class Spans:
    """Joins samples that say the same."""

    def __init__(self, path):
        self._file = open(path, "w", encoding="utf-8", buffering=1)
        self._lock = threading.Lock()

    def write(self, span):
        with self._lock:
            self._file.write(json.dumps(span) + "\n")


class Span:
    """The samples of one thing while they say the same."""

    def __init__(self, spans, **what):
        self._spans = spans
        self._what = what
        self._value = None
        self._since = self._until = self._longest = 0.0
        self._samples = 0

    def see(self, value, began, ended):
        """A sample; value None when nothing is to be told."""
        whole = self._samples and value == self._value and began - self._until < FORGET
        if not whole or ended - self._since > LONGEST_SPAN:
            last = self._until if whole else None
            self.end()
            self._value, self._since = value, ended if last is None else last
        else:
            self._longest = max(self._longest, began - self._until)
        self._samples += 1
        self._until = began if self._samples > 1 else ended

    def end(self):
        if self._samples and self._value is not None and self._until >= self._since:
            self._spans.write({**self._what, **self._value, "since": round(self._since, 6),
                               "until": round(self._until, 6), "samples": self._samples,
                               "longest": round(self._longest, 6)})
        self._samples, self._longest, self._value = 0, 0.0, None


def enter_network(file):
    """This thread, and it alone, moves into a network namespace."""
    libc = ctypes.CDLL(None, use_errno=True)
    with open(file, encoding="ascii") as netns:
        if libc.setns(netns.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")


class Repeating(threading.Thread):
    """Does one thing every INTERVAL; what it cannot do now it tries again."""

    def __init__(self, stop):
        super().__init__(daemon=True)
        self.stop = stop

    def run(self):
        while not self.stop.is_set():
            began = time.monotonic()
            try:
                self.sample()
            except (OSError, LabError, pymysql.err.Error):
                self.reset()
                self.stop.wait(INTERVAL)
            self.stop.wait(max(0.001, INTERVAL - (time.monotonic() - began)))
        self.reset()

    def sample(self):
        raise NotImplementedError

    def reset(self):
        raise NotImplementedError


class ServerWatch(Repeating):
    """Whether a node's server accepts writes. It reads with a connection of its own that it keeps."""

    def __init__(self, lab, name, spans, stop):
        super().__init__(stop)
        self._node = Node(lab, name)
        self._span = Span(spans, kind="server", node=name)
        self._connection = None

    def sample(self):
        if self._connection is None:
            self._connection = pymysql.connect(unix_socket=self._node.root(SOCKET), user="root",
                                               connect_timeout=1, read_timeout=ANSWER_SECONDS,
                                               write_timeout=ANSWER_SECONDS, autocommit=True)
        began = time.monotonic()
        with self._connection.cursor() as cursor:
            cursor.execute("SELECT @@global.read_only")
            read_only = str(cursor.fetchone()[0]) in ("1", "ON")
        self._span.see({"writable": not read_only}, began, time.monotonic())

    def reset(self):
        self._span.end()
        if self._connection is not None:
            self._connection._force_close()
        self._connection = None


class AddressWatch(Repeating):
    """Which of the cluster's addresses a node has, by the kernel's own list."""

    def __init__(self, lab, name, spans, stop):
        super().__init__(stop)
        self._file = lab.netns_file(name)
        self._socket = self._network = None
        self._spans = {ip: Span(spans, kind="holder", node=name, address=ip)
                       for ip in (lab.topology.writer_ip, *lab.topology.reader_ips)}

    def sample(self):
        network = netns_id(self._file)
        if network is None:
            raise OSError("the node is off")
        if network != self._network:
            self.reset()
            enter_network(self._file)
            self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
            self._socket.settimeout(1)
            self._network = network
        began = time.monotonic()
        found = self._ask()
        ended = time.monotonic()
        for address, span in self._spans.items():
            span.see({} if address in found else None, began, ended)

    def _ask(self):
        self._socket.send(struct.pack("=IHHII", 17, RTM_GETADDR, NLM_F_REQUEST_DUMP, 1, 0)
                          + bytes([socket.AF_INET]))
        found = set()
        while True:
            data = self._socket.recv(65536)
            at = 0
            while at + 16 <= len(data):
                size, kind = struct.unpack_from("=IH", data, at)
                if kind == NLMSG_DONE:
                    return found
                if kind == RTM_NEWADDR:
                    found |= local_addresses(data[at + 24:at + size])
                at += (size + 3) & ~3

    def reset(self):
        for span in self._spans.values():
            span.end()
        if self._socket is not None:
            self._socket.close()
        self._socket = self._network = None


def local_addresses(attributes):
    """The IFA_LOCAL in the attributes of an RTM_NEWADDR message."""
    at, found = 0, set()
    while at + 4 <= len(attributes):
        size, kind = struct.unpack_from("=HH", attributes, at)
        if kind == IFA_LOCAL and size == 8:
            found.add(str(ipaddress.IPv4Address(attributes[at + 4:at + 8])))
        at += max(4, (size + 3) & ~3)
    return found


class ArpWatch(Repeating):
    """Who answers to an address, as a client sees it: whoever answers before the next question."""

    def __init__(self, lab, spans, stop):
        super().__init__(stop)
        self._file = lab.netns_file(CLIENT.name)
        self._addresses = [lab.topology.writer_ip, *lab.topology.reader_ips]
        self._spans = {ip: Span(spans, kind="answers", address=ip) for ip in self._addresses}
        self._socket = None

    def sample(self):
        if self._socket is None:
            enter_network(self._file)
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ARP))
            self._socket.bind(("eth0", ETH_P_ARP))
            self._mac = self._socket.getsockname()[4]
        self._collect(0)  # answers to earlier questions that came too late
        began = time.monotonic()
        for address in self._addresses:
            self._socket.send(arp_question(self._mac, CLIENT.ip, address))
        answers = self._collect(began + INTERVAL)
        for address, span in self._spans.items():
            macs = sorted(answers.get(address, ()))
            span.see({"macs": macs} if macs else None, began, time.monotonic())

    def _collect(self, deadline):
        answers = {}
        while True:
            left = max(0.0, deadline - time.monotonic())
            if not select.select([self._socket], [], [], left)[0]:
                return answers
            told = arp_answer(self._socket.recv(2048), self._mac)
            if told:
                answers.setdefault(told[0], set()).add(told[1])

    def reset(self):
        for span in self._spans.values():
            span.end()
        if self._socket is not None:
            self._socket.close()
        self._socket = None


def arp_question(mac, own, address):
    """An Ethernet frame that asks everybody who has the address (RFC 826)."""
    return (b"\xff" * 6 + mac + struct.pack("!HHHBBH", ETH_P_ARP, 1, 0x0800, 6, 4, 1)
            + mac + ipaddress.IPv4Address(own).packed + bytes(6) + ipaddress.IPv4Address(address).packed)


def arp_answer(frame, mac):
    """(address, MAC) of a frame that answers a question of ours."""
    if len(frame) < 42 or frame[20:22] != b"\x00\x02" or frame[32:38] != mac:
        return None
    return str(ipaddress.IPv4Address(frame[28:32])), frame[22:28].hex(":")


def main(path):
    lab = Lab.from_environment()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    spans = Spans(path)
    crew = [ArpWatch(lab, spans, stop)]
    for name in lab.topology.names:
        crew += [ServerWatch(lab, name, spans, stop), AddressWatch(lab, name, spans, stop)]
    for watch in crew:
        watch.start()
    print("watching", flush=True)
    stop.wait()
    for watch in crew:
        watch.join(3)


if __name__ == "__main__":
    main(*sys.argv[1:])
