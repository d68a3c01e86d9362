# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A small network for the agent: a host, a peer on the same wire, and what passes between them.

The host's namespace has eth0 (192.0.2.65/24, 2001:db8::65/64) and the peer's has eth0 (.1, ::1).
"""
import contextlib
import ctypes
import itertools
import json
import os
import re
import select
import signal
import socket
import struct
import subprocess
import time
import unittest

from support import stage

AGENT = os.environ.get("MMM_VIP") or stage.path(f"{stage.RESOURCE_DIR}/mmm/vip")
LIMIT = 10  # seconds anything may take that is waited for

SUCCESS, GENERIC, ARGS, INSTALLED, CONFIGURED, NOT_RUNNING = 0, 1, 2, 5, 6, 7

V4, V6 = "192.0.2.70", "2001:db8::70"  # free in the host's networks
QUIET = {"nodad": "true", "arp_count": 1}  # for tests that are about something else

ETH_P_ALL = 3
SO_TIMESTAMPNS = 35
CLONE_NEWNET = 0x40000000

_libc = ctypes.CDLL(None, use_errno=True)
_numbers = itertools.count(1)


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


def enter(path):
    with open(path, "rb") as file:
        if _libc.setns(file.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"setns {path}")


class Namespace:
    """A network namespace with a name of its own, until close()."""

    def __init__(self, label):
        self.name = f"mmmvip-{os.getpid()}-{next(_numbers)}-{label}"
        self.path = f"/run/netns/{self.name}"
        self._run("ip", "netns", "add", self.name)
        self.ip("link", "set", "lo", "up")
        # The kernel's own detection would delay the addresses that the tests give.
        self.sysctl("ipv6/conf/default/accept_dad", 0)
        self.sysctl("ipv6/conf/all/accept_dad", 0)

    @staticmethod
    def _run(*argv):
        done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=LIMIT)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(argv)}: {done.stderr.strip()}")
        return done.stdout

    def ip(self, *argv):
        return self._run("ip", "-n", self.name, *argv)

    def sysctl(self, path, value=None):
        path = "/proc/sys/net/" + path
        if value is None:
            return self.run("cat", path).stdout.strip()
        return self.run("sh", "-c", f"echo {value} >{path}")

    def begin(self, *argv, env=None, pass_fds=()):
        """Starts a program in the namespace."""
        return subprocess.Popen(
            argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env or stage.CLEAN_ENV,
            stdin=subprocess.DEVNULL, pass_fds=pass_fds, preexec_fn=lambda: enter(self.path))

    def run(self, *argv, **options):
        """Runs a program in the namespace to its end."""
        with self.begin(*argv, **options) as process:
            output, errors = process.communicate(timeout=LIMIT + 20)
        return subprocess.CompletedProcess(argv, process.returncode, output, errors)

    def addresses(self, link=None):
        """{"192.0.2.65/24": what ip knows of it}, of one interface or of all."""
        listed = json.loads(self.ip("-j", "addr", "show", *(["dev", link] if link else [])))
        return {f"{info['local']}/{info['prefixlen']}": {**info, "link": interface.get("ifname")}
                for interface in listed for info in interface.get("addr_info", [])}

    def link(self, name):
        return json.loads(self.ip("-j", "link", "show", "dev", name))[0]

    def mac(self, link="eth0"):
        return self.link(link)["address"]

    def neighbours(self):
        return {entry["dst"]: entry.get("lladdr") for entry in json.loads(self.ip("-j", "neigh", "show"))}

    def processes(self):
        """Pids of what runs here. Dead ones that nobody has waited for are over."""
        pids = []
        for pid in self._run("ip", "netns", "pids", self.name).split():
            with contextlib.suppress(OSError), open(f"/proc/{pid}/stat", encoding="ascii") as file:
                if file.read().rpartition(")")[2].split()[0] != "Z":
                    pids.append(int(pid))
        return pids

    def close(self):
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._run("ip", "netns", "del", self.name)


def connect(one, other, link="eth0", other_link="eth0"):
    """A wire between two namespaces."""
    one.ip("link", "add", link, "type", "veth", "peer", "name", other_link, "netns", other.name)
    for namespace, name in ((one, link), (other, other_link)):
        namespace.ip("link", "set", name, "up")
    for namespace, name in ((one, link), (other, other_link)):
        wait_until(lambda n=namespace, l=name: n.link(l)["operstate"] == "UP", f"{name} is up")


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
