# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""ocf:mmm:vip beside ocf:heartbeat:IPaddr2, as JSON: tests/bench/vip.py RUNS

One namespace is the host, another the peer that hears the frames. Wall and processor time are those
of the agent's process and its children, from before it is executed until it has been waited for;
the time to a frame ends when the peer's interface has received it. The agents take turns, in random
order. Every start has an address of its own: the announcements of an earlier one may still go on.
"""
import json
import os
import random
import sys
import time

sys.path[:0] = [os.path.join(os.path.dirname(os.path.realpath(__file__)), *path) for path in
                ((os.pardir,), (os.pardir, "component", "vip"))]

from vip_net import AGENT, Capture, Namespace, connect, enter, environment  # noqa: E402

OURS, RIVAL = "ocf:mmm:vip", "ocf:heartbeat:IPaddr2"
PROGRAMS = {OURS: AGENT, RIVAL: "/usr/lib/ocf/resource.d/heartbeat/IPaddr2"}
NETWORKS = {"IPv4": "192.0.2.", "IPv6": "2001:db8::"}
FIRST, LAST = 100, 250  # of the last part of the addresses
RIVAL_STARTS = 10  # one takes seconds
NOTHING = os.open("/dev/null", os.O_RDWR)
# family, what is said of it, parameters, who does it (IPaddr2 has no detection for IPv4)
STARTS = (("IPv4", "without detection", {"nodad": "true"}, (OURS, RIVAL)),
          ("IPv4", "with detection", {}, (OURS,)),
          ("IPv6", "without detection", {"nodad": "true"}, (OURS, RIVAL)),
          ("IPv6", "with detection", {}, (OURS, RIVAL)))


def run(program, action, **parameters):
    """Exit code, wall ms, processor ms and when it began."""
    variables = environment(action, parameters, {})
    files = [(os.POSIX_SPAWN_DUP2, NOTHING, fd) for fd in (0, 1, 2)]
    began, clock = time.time(), time.perf_counter()
    pid = os.posix_spawn(program, [program, action], variables, file_actions=files)
    _, status, used = os.wait4(pid, 0)
    wall = time.perf_counter() - clock
    return os.waitstatus_to_exitcode(status), wall * 1e3, (used.ru_utime + used.ru_stime) * 1e3, began


def expect(code, done):
    if done[0] != code:
        raise SystemExit(f"expected rc={code}: {done}")
    return done


class Bench:
    def __init__(self):
        self.results = {}
        self.used = 0
        self.host, self.peer = Namespace("host"), Namespace("peer")
        connect(self.host, self.peer)
        self.host.ip("addr", "add", "192.0.2.65/24", "brd", "+", "dev", "eth0")
        self.host.ip("addr", "add", "2001:db8::65/64", "dev", "eth0", "nodad")
        self.host.sysctl("ipv6/conf/all/accept_dad", 1)  # IPaddr2 leaves detection to the kernel
        self.host.sysctl("ipv6/conf/eth0/accept_dad", 1)
        self.capture = Capture(self.peer)
        self.home = os.open("/proc/self/ns/net", os.O_RDONLY)
        enter(self.host.path)  # from here on this process is on the host

    def close(self):
        enter(f"/proc/self/fd/{self.home}")
        self.host.close()
        self.peer.close()

    def note(self, step, agent, milliseconds):
        self.results.setdefault(step, {}).setdefault(agent, []).append(milliseconds)

    def address(self, family):
        self.used += 1
        return f"{NETWORKS[family]}{FIRST + self.used % (LAST - FIRST)}"

    def monitors(self, family, runs):
        addresses = {agent: self.address(family) for agent in PROGRAMS}
        for agent, address in addresses.items():
            expect(0, run(PROGRAMS[agent], "start", ip=address, nodad="true", arp_bg="true", arp_count=1))
        for _ in range(runs):
            for agent, address in shuffled(addresses.items()):
                _, wall, processor, _ = expect(0, run(PROGRAMS[agent], "monitor", ip=address))
                self.note(f"monitor, {family}", agent, wall)
                self.note(f"monitor, {family}, processor", agent, processor)
        for agent, address in addresses.items():
            expect(0, run(PROGRAMS[agent], "stop", ip=address))

    def starts(self, runs):
        for number in range(runs):
            for family, how, parameters, agents in shuffled(STARTS):
                for agent in shuffled(agents):
                    if agent == OURS or number < RIVAL_STARTS:
                        self.start(agent, family, how, parameters)

    def start(self, agent, family, how, parameters):
        address = self.address(family)
        self.capture.read()
        self.capture.frames.clear()
        _, wall, _, began = expect(0, run(PROGRAMS[agent], "start", ip=address, **parameters))
        [first, *_] = self.capture.wait_for(1, address)
        [announced, *_] = self.capture.wait_for(1, address, "request", "reply", "advertisement")
        step = f"{family} {how}"
        self.note(f"start, {step}", agent, wall)
        self.note(f"first frame, {step}", agent, (first.at - began) * 1e3)
        self.note(f"first announcement, {step}", agent, (announced.at - began) * 1e3)
        _, wall, _, _ = expect(0, run(PROGRAMS[agent], "stop", ip=address))
        self.note(f"stop, {family}", agent, wall)


def shuffled(things):
    return random.sample(list(things), len(things))


def main(runs):
    bench = Bench()
    try:
        for family in NETWORKS:
            bench.monitors(family, runs)
        bench.starts(runs)
    finally:
        bench.close()
    # By family: the order of the starts was random.
    json.dump(dict(sorted(bench.results.items())), sys.stdout)


if __name__ == "__main__":
    if os.geteuid() != 0:
        sys.exit("needs root, for network namespaces of its own")
    main(int(sys.argv[1]))
