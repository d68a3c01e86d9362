# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""ocf:mmm:vip beside ocf:heartbeat:IPaddr2: tests/bench/vip.py [RUNS]

One namespace is the host, another the peer that hears the frames. Wall and processor time are those
of the agent's process and its children, from before it is executed until it has been waited for;
the time to a frame ends when the peer's interface has received it.
"""
import os
import statistics
import sys
import time

sys.path[:0] = [os.path.join(os.path.dirname(os.path.realpath(__file__)), *path) for path in
                ((os.pardir,), (os.pardir, "component", "vip"))]

from vip_net import AGENT, V4, V6, Capture, Namespace, connect, enter, environment  # noqa: E402

IPADDR2 = "/usr/lib/ocf/resource.d/heartbeat/IPaddr2"
NOTHING = os.open("/dev/null", os.O_RDWR)


def run(program, action, **parameters):
    """Wall ms, processor ms and when it began."""
    variables = environment(action, parameters, {})
    if action == "probe":
        variables["OCF_RESKEY_CRM_meta_interval"] = "0"
        action = "monitor"
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
    def __init__(self, runs):
        self.runs = runs
        self.host, self.peer = Namespace("host"), Namespace("peer")
        connect(self.host, self.peer)
        self.host.ip("addr", "add", "192.0.2.65/24", "brd", "+", "dev", "eth0")
        self.host.ip("addr", "add", "2001:db8::65/64", "dev", "eth0", "nodad")
        self.capture = Capture(self.peer)
        self.home = os.open("/proc/self/ns/net", os.O_RDONLY)
        enter(self.host.path)  # from here on this process is on the host

    def close(self):
        enter(f"/proc/self/fd/{self.home}")
        self.host.close()
        self.peer.close()

    def monitor(self, program, address):
        expect(0, run(program, "start", ip=address, nodad="true", arp_bg="true", arp_count=1))
        samples = [expect(0, run(program, "monitor", ip=address)) for _ in range(self.runs)]
        expect(0, run(program, "stop", ip=address))
        return {"monitor": [s[1] for s in samples], "monitor, processor": [s[2] for s in samples]}

    def start(self, program, address, runs, **parameters):
        times = {"start": [], "first frame": [], "first announcement": [], "stop": []}
        for _ in range(runs):
            self.capture.read()
            self.capture.frames.clear()
            _, wall, _, began = expect(0, run(program, "start", ip=address, **parameters))
            [first, *_] = self.capture.wait_for(1, address)
            [announced, *_] = self.capture.wait_for(1, address, "request", "reply", "advertisement")
            times["start"].append(wall)
            times["first frame"].append((first.at - began) * 1e3)
            times["first announcement"].append((announced.at - began) * 1e3)
            times["stop"].append(expect(0, run(program, "stop", ip=address))[1])
        return times


def tell(title, times):
    for name, values in times.items():
        values.sort()
        tenth = max(len(values) // 10, 1)
        print(f"{title:36} {name:20} {statistics.median(values):9.2f} "
              f"({values[tenth - 1]:.2f}..{values[-tenth]:.2f}) ms  n={len(values)}", flush=True)


def main(runs):
    bench = Bench(runs)
    few = max(runs // 10, 5)
    try:
        tell("ocf:mmm:vip IPv4", bench.monitor(AGENT, V4))
        tell("ocf:mmm:vip IPv6", bench.monitor(AGENT, V6))
        bench.runs = few
        tell("ocf:heartbeat:IPaddr2 IPv4", bench.monitor(IPADDR2, V4))
        tell("ocf:mmm:vip IPv4 nodad", bench.start(AGENT, V4, runs, nodad="true", arp_count=2, arp_interval=50))
        tell("ocf:mmm:vip IPv4", bench.start(AGENT, V4, runs, arp_count=2, arp_interval=50))
        tell("ocf:heartbeat:IPaddr2 IPv4", bench.start(IPADDR2, V4, few))
        tell("ocf:mmm:vip IPv6 nodad", bench.start(AGENT, V6, runs, nodad="true", arp_count=2, arp_interval=50))
        tell("ocf:mmm:vip IPv6", bench.start(AGENT, V6, runs, arp_count=2, arp_interval=50))
        tell("ocf:heartbeat:IPaddr2 IPv6 nodad", bench.start(IPADDR2, V6, 5, nodad="true"))
    finally:
        bench.close()


if __name__ == "__main__":
    if os.geteuid() != 0:
        sys.exit("needs root, for network namespaces of its own")
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
