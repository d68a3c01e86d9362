# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds every frame between two TAP devices back for a while: a long cable without netem.

Runs in the switch's network namespace: relay.py DEVICE DEVICE MILLISECONDS. The devices live as
long as this process.
"""
import collections
import fcntl
import os
import select
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TAP_NO_PI = 0x0002 | 0x1000
FRAME_BYTES = 65536
QUEUED_FRAMES = 20000  # beyond that frames are lost, as on a real cable


def open_tap(name):
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP_NO_PI))
    return fd


class Direction:
    """Frames on their way from one device to the other, oldest first."""

    def __init__(self, source, target, delay):
        self.source = source
        self.target = target
        self.delay = delay
        self.queue = collections.deque(maxlen=QUEUED_FRAMES)

    def receive(self):
        due = time.monotonic() + self.delay
        try:
            while True:
                self.queue.append((due, os.read(self.source, FRAME_BYTES)))
        except OSError:
            return  # nothing more to read, or the device is not up yet

    def deliver(self):
        """Send what is due; returns the seconds until the next frame is, None without one."""
        while self.queue:
            left = self.queue[0][0] - time.monotonic()
            if left > 0:
                return left
            _, frame = self.queue.popleft()
            try:
                os.write(self.target, frame)
            except OSError:
                pass  # the far end is down: the frame is lost
        return None


def main(near, far, milliseconds):
    delay = float(milliseconds) / 1000
    near_fd, far_fd = open_tap(near), open_tap(far)
    ways = {near_fd: Direction(near_fd, far_fd, delay), far_fd: Direction(far_fd, near_fd, delay)}
    poller = select.epoll()
    for fd in ways:
        poller.register(fd, select.EPOLLIN)
    wait = None
    while True:
        for fd, _ in poller.poll(wait):
            ways[fd].receive()
        waits = [left for left in (way.deliver() for way in ways.values()) if left is not None]
        wait = min(waits, default=None)


if __name__ == "__main__":
    main(*sys.argv[1:])
