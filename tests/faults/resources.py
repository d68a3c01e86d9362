# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Disks, processors and connections run out."""
from faults.scenario import BOTH, scenario

SMALL = "/var/lib/mysql"
ROOM = 96  # MiB that are left on the small disk; what is written in minutes has room


def small_disk(scene, node):
    """Moves the node's data to a file system with little room, while its server is down."""
    scene.run_on("slave1" if node != "slave1" else "M1", "pcs", "node", "standby", node)
    scene.wait(f"mysqld={node}:down")
    scene.shell(node, f"set -e; need=$(du -sm --apparent-size {SMALL} | cut -f1); mkdir -p /run/small; "
                      f"mount -t tmpfs -o size=$((need + {ROOM}))m,mode=0755 small /run/small; "
                      f"cp -a --sparse=never {SMALL}/. /run/small/; chown --reference={SMALL} /run/small; mount --bind /run/small {SMALL}")
    scene.run_on("slave1" if node != "slave1" else "M1", "pcs", "node", "unstandby", node)
    scene.wait_back(node)
    scene.wait("settled")


def large_disk(scene, node):
    scene.run_on("slave1" if node != "slave1" else "M1", "pcs", "node", "standby", node)
    scene.wait(f"mysqld={node}:down", 180)  # a server that waited for room ends when the stop's time is over
    scene.shell(node, f"set -e; umount {SMALL}; find {SMALL} -mindepth 1 -delete; cp -a /run/small/. {SMALL}/; "
                      "umount /run/small")
    scene.run_on("slave1" if node != "slave1" else "M1", "pcs", "node", "unstandby", node)
    scene.wait_back(node)


def fill(scene, node):
    scene.shell(node, f"dd if=/dev/zero of={SMALL}/fill bs=64k 2>/dev/null; true")


def make_room(scene, node):
    scene.shell(node, f"rm -f {SMALL}/fill")


@scenario(moves=range(1, 4), servers=BOTH, longest=60)
def the_writers_disk_is_full(scene):
    """No room is left for the writer's binary log: another one writes; with room again the host serves."""
    small_disk(scene, scene.other)
    scene.control("move_role", "writer", scene.other)
    scene.wait(f"writer={scene.other}")
    scene.writes_go_on()
    fill(scene, scene.other)
    scene.wait(f"writer={scene.writer_}", 60)
    scene.writes_go_on()
    make_room(scene, scene.other)
    scene.wait_back(scene.other)
    large_disk(scene, scene.other)


@scenario(longest=6, servers=BOTH)
def a_slaves_disk_is_full(scene):
    """No room is left for a slave's relay log: it loses its readers, the others serve; with room again it catches up."""
    small_disk(scene, "slave1")
    fill(scene, "slave1")
    scene.writes_for(10)
    scene.wait_for("no reader address", lambda: not scene.readers_of("slave1"), 60)
    make_room(scene, "slave1")
    scene.wait_back("slave1")
    large_disk(scene, "slave1")


@scenario(moves=2, servers=BOTH, longest=30, timeouts=True)
def the_writers_disk_stalls(scene):
    """The writer's disk takes nothing any more, and does not say so: another one writes; when the disk goes on the host serves."""
    scene.own_disk(scene.other)
    scene.move_to(scene.other)
    scene.disk(scene.other, "stall")
    scene.wait(f"writer={scene.writer_}")
    scene.writes_go_on()
    scene.disk(scene.other, "mend")
    scene.wait_back(scene.other)


@scenario(moves=1, longest=8)
def the_writers_disk_stalls_for_a_moment(scene):
    """The writer's disk takes nothing for four seconds: writes wait for it, no move."""
    scene.own_disk(scene.other)
    scene.move_to(scene.other)
    scene.disk(scene.other, "stall")
    scene.stays(4, "the writer stays", lambda: scene.writer() == scene.other)
    scene.disk(scene.other, "mend")
    scene.writes_go_on()


@scenario(servers=BOTH, longest=20, timeouts=True)
def a_slaves_disk_stalls(scene):
    """A slave's disk takes nothing any more: it loses its readers, the others serve; when the disk goes on it catches up."""
    scene.own_disk("slave1")
    scene.disk("slave1", "stall")
    scene.writes_for(10)
    scene.wait_for("no reader address", lambda: not scene.readers_of("slave1"), 60)
    scene.disk("slave1", "mend")
    scene.wait_back("slave1")


@scenario(moves=2, servers=BOTH, longest=20)
def the_writers_disk_fails(scene):
    """The writer's disk refuses every write, and has lost what was not synced: another one writes; repaired, the host serves."""
    scene.own_disk(scene.other)
    scene.move_to(scene.other)
    scene.disk(scene.other, "fail")
    scene.wait(f"writer={scene.writer_}")
    scene.writes_go_on()
    scene.power(scene.other, "off")
    scene.power(scene.other, "on")
    scene.wait_back(scene.other)


@scenario(longest=4)
def the_writers_host_is_busy(scene):
    """Six programs that compute without end on the writer's host for ten seconds: no move."""
    scene.shell(scene.writer_, "for i in 1 2 3 4 5 6; do timeout 10 sh -c 'while :; do :; done' >/dev/null 2>&1 & done; true")
    scene.writes_for(10)


@scenario(longest=4)
def the_writer_has_no_connection_left(scene):
    """Clients take all connections of the writer's server: degraded is not dead, no move."""
    with scene.connections(400):
        scene.stays(8, "the writer stays", lambda: scene.writer() == scene.writer_)
