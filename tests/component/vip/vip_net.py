# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A small network for the agent: a host, a peer on the same wire, and what passes between them.

The host's namespace has eth0 (192.0.2.65/24, 2001:db8::65/64) and the peer's has eth0 (.1, ::1).
"""
import contextlib
import os
import re
import select
import socket
import struct
import subprocess
import time
import unittest

from support import stage
from support.netns import LIMIT, Namespace, connect, enter, wait_until

AGENT = os.environ.get("MMM_VIP") or stage.path(f"{stage.RESOURCE_DIR}/mmm/vip")

SUCCESS, GENERIC, ARGS, INSTALLED, CONFIGURED, NOT_RUNNING = 0, 1, 2, 5, 6, 7

V4, V6 = "192.0.2.70", "2001:db8::70"  # free in the host's networks
QUIET = {"nodad": "true", "arp_count": 1}  # for tests that are about something else

ETH_P_ALL = 3
SO_TIMESTAMPNS = 35

class Frame:
    """An ARP packet or a neighbour message, and when it passed."""

    def __init__(self, octets, at):
        self.octets, self.at = octets, at
        self.destination, self.source = _mac(octets[0:6]), _mac(octets[6:12])
        self.ethertype = struct.unpack(">H", octets[12:14])[0]
        self.kind = None
        if self.ethertype == 0x0806 and len(octets) >= 42:
            self._read_arp(octets[14:])
        elif self.ethertype == 0x86dd and len(octets) >= 78 and octets[20] == 58 and octets[54] in (135, 136):
            self._read_neighbour(octets[14:])

    def _read_arp(self, packet):
        operation = struct.unpack(">H", packet[6:8])[0]
        self.sender_mac, self.target_mac = _mac(packet[8:14]), _mac(packet[18:24])
        self.sender, self.target = socket.inet_ntoa(packet[14:18]), socket.inet_ntoa(packet[24:28])
        self.kind = {1: "request", 2: "reply"}[operation]
        if self.kind == "request" and self.sender == "0.0.0.0":
            self.kind = "probe"

    def _read_neighbour(self, packet):
        self.hop_limit = packet[7]
        self.sender = socket.inet_ntop(socket.AF_INET6, packet[8:24])
        self.group = socket.inet_ntop(socket.AF_INET6, packet[24:40])
        self.flags = packet[44]
        self.target = socket.inet_ntop(socket.AF_INET6, packet[48:64])
        self.options = packet[64:]
        self.kind = {135: "solicitation", 136: "advertisement"}[packet[40]]

    def __repr__(self):
        return f"<{self.kind} {self.sender}->{self.target} from {self.source}>" if self.kind else "<other>"


def _mac(octets):
    return octets.hex(":")


class Capture:
    """Hears everything on an interface from now on."""

    def __init__(self, namespace, link="eth0"):
        with inside(namespace):
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self._socket.bind((link, ETH_P_ALL))
        self.frames = []

    def read(self, wait=0.0):
        """Takes in what has arrived, waiting for the first for so many seconds."""
        while select.select([self._socket], [], [], wait)[0]:
            wait = 0.0
            octets, ancillary, _, address = self._socket.recvmsg(2048, 256)
            seconds, nanoseconds = struct.unpack("qq", ancillary[0][2])
            if address[2] != socket.PACKET_OUTGOING:
                self.frames.append(Frame(octets, seconds + nanoseconds / 1e9))
        return self.frames

    def about(self, address, *kinds):
        """The frames about an address so far, of these kinds."""
        return [frame for frame in self.read()
                if frame.kind and frame.target == address and (not kinds or frame.kind in kinds)]

    def wait_for(self, count, address, *kinds):
        def enough():
            self.read(0.05)
            found = self.about(address, *kinds)
            return found if len(found) >= count else None
        return wait_until(enough, f"{count} frames about {address}: {kinds}")

    def close(self):
        self._socket.close()


@contextlib.contextmanager
def inside(namespace):
    """What is opened in here belongs to the namespace."""
    with open("/proc/self/ns/net", "rb") as home:
        enter(namespace.path)
        try:
            yield
        finally:
            enter(f"/proc/self/fd/{home.fileno()}")


class Outcome:
    """What an action of the agent came to."""

    def __init__(self, done, began, ended):
        self.code, self.log = done.returncode, done.stderr
        reasons = re.findall(r"^ocf-exit-reason:(.*)$", done.stderr, re.MULTILINE)
        self.reason = reasons[-1] if reasons else None
        self.reasons = len(reasons)
        self.began, self.seconds = began, ended - began

    def __repr__(self):
        return f"rc={self.code} {self.log}"


def environment(action, parameters, meta):
    """As Pacemaker 2.1 sets it."""
    variables = {
        **stage.CLEAN_ENV,
        "OCF_ROOT": "/usr/lib/ocf", "OCF_RA_VERSION_MAJOR": "1", "OCF_RA_VERSION_MINOR": "1",
        "OCF_RESOURCE_INSTANCE": "writer", "OCF_RESOURCE_TYPE": "vip", "OCF_RESOURCE_PROVIDER": "mmm",
        "OCF_EXIT_REASON_PREFIX": "ocf-exit-reason:", "OCF_OUTPUT_FORMAT": "text",
        "OCF_RESKEY_crm_feature_set": "3.16.1",
        "OCF_RESKEY_CRM_meta_timeout": "20000", "OCF_RESKEY_CRM_meta_on_node": "M1",
        "OCF_RESKEY_CRM_meta_on_node_uuid": "1"}
    if action == "monitor":
        variables.update({"OCF_RESKEY_CRM_meta_interval": "10000", "OCF_RESKEY_CRM_meta_name": "monitor"})
    variables.update({f"OCF_RESKEY_{name}": str(value) for name, value in parameters.items()})
    variables.update({f"OCF_RESKEY_CRM_meta_{name}": str(value) for name, value in meta.items()})
    return variables


def is_allowed():
    return os.geteuid() == 0


@unittest.skipUnless(is_allowed(), "needs root, for network namespaces of its own")
class VipTest(unittest.TestCase):
    """A host with the agent and a peer that listens."""

    def setUp(self):
        if not os.access(AGENT, os.X_OK):
            self.fail(f"there is no agent at {AGENT}: tests/build makes it")
        self.host, self.peer = self.new_namespace("host"), self.new_namespace("peer")
        connect(self.host, self.peer)
        self.host.ip("addr", "add", "192.0.2.65/24", "brd", "+", "dev", "eth0")
        self.host.ip("addr", "add", "2001:db8::65/64", "dev", "eth0", "nodad")
        self.peer.ip("addr", "add", "192.0.2.1/24", "dev", "eth0")
        self.peer.ip("addr", "add", "2001:db8::1/64", "dev", "eth0", "nodad")

    def new_namespace(self, label):
        namespace = Namespace(label)
        self.addCleanup(namespace.close)
        return namespace

    def listen(self, link="eth0"):
        capture = Capture(self.peer, link)
        self.addCleanup(capture.close)
        return capture

    def call(self, action, meta=None, **parameters):
        """One action of the agent on the host, and what came of it."""
        reader, writer = os.pipe()
        variables = environment(action, parameters, meta or {})

        def prepare():
            enter(self.host.path)
            os.write(writer, struct.pack("d", time.time()))

        try:
            done = subprocess.run(
                [AGENT, action], capture_output=True, text=True, check=False, timeout=LIMIT + 20, env=variables,
                stdin=subprocess.DEVNULL, preexec_fn=prepare)
            ended = time.time()
            return Outcome(done, struct.unpack("d", os.read(reader, 8))[0], ended)
        finally:
            os.close(reader)
            os.close(writer)

    def probe(self, meta=None, **parameters):
        return self.call("monitor", {"interval": 0, **(meta or {})}, **parameters)

    def check(self, outcome, code, *words):
        """The code, and with a failure exactly one reason with these words in it."""
        self.assertEqual(outcome.code, code, outcome)
        if code not in (SUCCESS, NOT_RUNNING):
            self.assertEqual(outcome.reasons, 1, outcome)
        for word in words:
            self.assertIn(word, outcome.reason or "", outcome)
        return outcome

    def do(self, action, code=SUCCESS, *words, meta=None, **parameters):
        return self.check(self.call(action, meta, **parameters), code, *words)
