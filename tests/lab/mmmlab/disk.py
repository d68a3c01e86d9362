# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A disk of a node's own for its server's data, and its faults. It is a file system in an image file, mounted in the
node by a loop device.

`own` is the lab's; the faults are made by the power switch, under the node's lock, as a loss of power ends them.
"""
import contextlib
import fcntl
import glob
import os
import struct

from . import boot, mysqld, network, procs, standby
from .base import LabError, run, wait_until, write_file
from .dialect import DATADIR

SIZE = 1 << 30
FILL_SECONDS = 120
FREE_SECONDS = 10
FIFREEZE = 0xC0045877
EXT4_IOC_SHUTDOWN = 0x8004587D
NO_LOG_FLUSH = struct.pack("I", 2)  # what was not synced is lost
STALLED = "is stalled"
FAILED = "has failed"
# No kernel thread goes on writing after the mount, and no room is kept for root.
MKFS = ["mkfs.ext4", "-q", "-F", "-m", "0", "-E", "lazy_itable_init=0,lazy_journal_init=0"]
FILL = 'mount -t ext4 -o loop "$1" "$2"; rmdir "$2/lost+found"; cp -a --sparse=always "$3/." "$2"; umount "$2"'
THAW = 'mount -t ext4 "$1" "$2"; fsfreeze --unfreeze "$2" || true'  # it may be thawed already


def _mark(lab, name):
    return lab.node_path(name, "disk-fault")


def fault(lab, name):
    """STALLED, FAILED or ''."""
    try:
        with open(_mark(lab, name), encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def describe(lab):
    """One line per fault, for `lab status`."""
    faults = {name: fault(lab, name) for name in lab.topology.names}
    return [f"{name}: its disk {found}" for name, found in faults.items() if found]


def _devices(image):
    """The loop devices in front of an image file: one at most, as each mount waits for the end of the one before."""
    if not os.path.exists(image):
        return []
    return run(["losetup", "--noheadings", "--output", "NAME", "--associated", image]).stdout.split()


def await_free(lab, name="*"):
    """Wait until nothing has the node's (or any node's) image mounted any more: the mounts of a node go after its
    last process."""
    images = [lab.path("nodes", image) for image in glob.glob(f"{name}/disk.img*", root_dir=lab.path("nodes"))]

    def probe():
        used = [f"{image} is behind {device}" for image in images for device in _devices(image)]
        return used[0] if used else None
    wait_until(probe, FREE_SECONDS, "waiting for a disk that is still mounted", 0.02)


def _mounted_apart(script, *arguments):
    """The command line that runs a shell script whose mounts nobody else sees, and which end with it."""
    return ["unshare", "--mount", "--", "sh", "-ec", script, "sh", *arguments]


def own(node):
    """Returns when the server, if it ran, answers from its new disk. Killed at any point and run again, it makes the
    disk anew, and leaves the server as it is then."""
    node.require_pid()
    image = boot.disk_image(node.lab, node.name)
    if _devices(image):
        raise LabError(f"{node.name} has a disk of its own already")
    runs = mysqld.pids(node, mysqld.kind_of(node))
    with standby.stopped(node) if runs else contextlib.nullcontext():
        _fill(node, f"{image}.new")
        os.replace(f"{image}.new", image)  # not before it is complete: a boot mounts what it finds
        node.run(["mount", "-t", "ext4", "-o", "loop", image, DATADIR])


def _fill(node, image):
    """Make an image of the node's data, the owner and mode of their directory included."""
    lab = node.lab
    await_free(lab, node.name)
    with open(image, "wb") as file:
        file.truncate(SIZE)
    run([*MKFS, image])
    place = lab.node_path(node.name, "disk")
    os.makedirs(place, exist_ok=True)
    # In the switch's namespace, so that `lab down` finds it.
    run(network.in_switch(lab, _mounted_apart(FILL, image, place, node.root(DATADIR))),
        timeout=FILL_SECONDS, shown=["filling", image])
    await_free(lab, node.name)


@contextlib.contextmanager
def _opened(node):
    """A descriptor of the node's own disk and of no other: what is done to it would stop the whole machine if done
    to the machine's."""
    fd = os.open(node.root(DATADIR), os.O_RDONLY | os.O_DIRECTORY)
    try:
        devices = _devices(boot.disk_image(node.lab, node.name))
        if os.fstat(fd).st_dev not in [os.stat(device).st_rdev for device in devices]:
            raise LabError(f"{node.name} has no disk of its own (lab disk {node.name} own)")
        yield fd
    finally:
        os.close(fd)


def _break(node, wanted, request, argument):
    mark = _mark(node.lab, node.name)
    with _opened(node) as fd:
        found = fault(node.lab, node.name)
        if found:
            raise LabError(f"{node.name}: its disk {found}")
        write_file(mark, wanted)  # first: whoever takes the power has to know
        try:
            fcntl.ioctl(fd, request, argument)
        except OSError:
            os.unlink(mark)
            raise


def stall(node):
    """From now on who writes waits in the kernel, and no signal ends that."""
    _break(node, STALLED, FIFREEZE, 0)


def fail(node):
    """From now on each access fails."""
    _break(node, FAILED, EXT4_IOC_SHUTDOWN, NO_LOG_FLUSH)


def mend(node):
    """End a stall."""
    with _opened(node):
        found = fault(node.lab, node.name)
    if found != STALLED:
        raise LabError(f"{node.name}: its disk has failed, which only a power cycle ends" if found
                       else f"{node.name}: its disk has no fault")
    _thaw(node.lab, node.name)
    os.unlink(_mark(node.lab, node.name))


def _thaw(lab, name):
    """By a second mount: of the node's own there may be no way left to it (a killed server's first thread ends before
    those that wait for the disk), or the mount itself may be gone: a frozen file system outlives it."""
    for device in _devices(boot.disk_image(lab, name)):
        run(_mounted_apart(THAW, device, lab.node_path(name, "disk")), shown=["thawing the disk of", name])


def end_stall(lab, name):
    """At a loss of power. Everything in the node has its SIGKILL before the disk takes something again: what waited
    for it then ends without going back to its program, which could acknowledge a write."""
    if fault(lab, name) == STALLED:
        procs.kill_nested_in(lab.netns_file(name))
        _thaw(lab, name)


def power_lost(lab, name):
    """No process of the node is left: its disk is free soon, and without a fault when the power is back."""
    await_free(lab, name)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(_mark(lab, name))
