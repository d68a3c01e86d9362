# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Hosts lose their power, stand still, and come back."""
from faults.scenario import BOTH, scenario


def switch_on(scene, *nodes):
    for node in nodes:
        scene.power(node, "on")
    for node in nodes:
        scene.wait_back(node)


@scenario(moves=1, servers=BOTH, longest=20, quick=True)
def power_off_the_writers_host(scene):
    """The writer's host loses its power for a while: fenced, the other master takes over, nothing is lost."""
    scene.power(scene.writer_, "off")
    scene.wait(f"writer={scene.other}")
    scene.writes_go_on()
    switch_on(scene, scene.writer_)


@scenario(longest=8)
def power_off_the_other_masters_host(scene):
    """The other master's host loses its power: the writer goes on as soon as the slave alone acknowledges."""
    scene.power(scene.other, "off")
    scene.wait(f"node={scene.other}:fenced")
    scene.writes_go_on()
    switch_on(scene, scene.other)


@scenario(longest=8)
def power_off_a_slaves_host(scene):
    """A slave's host loses its power: the writer goes on as soon as the other master alone acknowledges."""
    scene.power("slave1", "off")
    scene.wait("node=slave1:fenced")
    scene.writes_go_on()
    switch_on(scene, "slave1")


@scenario(moves=1, longest=20)
def the_writers_host_boots_at_once(scene):
    """As after a kernel's panic: the writer's host is gone and back within seconds."""
    scene.power(scene.writer_, "off")
    scene.power(scene.writer_, "on")
    scene.wait_back(scene.writer_)
    scene.wait_back(scene.other)
    scene.writes_go_on()


@scenario(moves=1, servers=BOTH, longest=20, timeouts=True)
def the_writers_host_stands_still(scene):
    """SIGSTOP to everything on the writer's host, as a paused virtual machine: it is fenced before another one opens."""
    scene.power(scene.writer_, "pause")
    scene.wait(f"writer={scene.other}")
    scene.writes_go_on()
    scene.wait_back(scene.writer_)


@scenario(moves=range(0, 2), longest=60, timeouts=True)
def a_host_stands_still_for_a_moment(scene):
    """Everything on the writer's host stops for less than Corosync's token: nothing, or a move, but no second writer."""
    scene.power(scene.writer_, "pause")
    scene.power(scene.writer_, "resume")
    scene.writes_go_on()
    scene.wait_back(scene.writer_)


@scenario(moves=range(0, 2), servers=BOTH, longest=120)
def power_off_all(scene):
    """All hosts lose their power at once under writes, and come back in an order chosen by the seed."""
    nodes = scene.random.sample(scene.nodes, len(scene.nodes))
    for node in nodes:
        scene.power(node, "off")
    scene.note(f"back in the order {' '.join(reversed(nodes))}")
    switch_on(scene, *reversed(nodes))
    scene.writes_go_on(120)


@scenario(moves=1, servers=BOTH, longest=120)
def cold_start_without_the_last_writer(scene):
    """All lose their power; the last writer stays away: the others know together that nothing is missing, and serve."""
    for node in scene.nodes:
        scene.power(node, "off")
    switch_on(scene, scene.other, "slave1")
    scene.wait(f"writer={scene.other}", 120)
    scene.writes_go_on()
    switch_on(scene, scene.writer_)


@scenario(moves=0, servers=BOTH, longest=120)
def cold_start_without_the_other_master(scene):
    """All lose their power; the other master stays away: the last writer opens again, acknowledged by the slave."""
    for node in scene.nodes:
        scene.power(node, "off")
    switch_on(scene, scene.writer_, "slave1")
    scene.wait(f"writer={scene.writer_}", 120)
    scene.writes_go_on()
    switch_on(scene, scene.other)


@scenario(moves=range(0, 2), servers=BOTH, longest=120)
def power_off_writer_and_slave(scene):
    """Two of three hosts are gone: without quorum nobody serves; one comes back, and with it the writes."""
    scene.power(scene.writer_, "off")
    scene.power("slave1", "off")
    scene.wait("no-writer")
    switch_on(scene, "slave1")
    scene.wait(f"writer={scene.other}", 120)
    scene.writes_go_on()
    switch_on(scene, scene.writer_)


@scenario(moves=range(0, 2), longest=120)
def power_off_both_replicas(scene):
    """The writer alone is left, without quorum and without anybody who acknowledges: it closes."""
    scene.power(scene.other, "off")
    scene.power("slave1", "off")
    scene.wait("no-writer")
    switch_on(scene, "slave1")
    scene.wait(f"writer={scene.writer_}", 120)
    scene.writes_go_on()
    switch_on(scene, scene.other)


@scenario(moves=2, servers=BOTH, longest=30)
def one_host_after_the_other(scene):
    """The writer's host is lost; when it is back, the next writer's: back where it was, nothing lost."""
    for lost, successor in ((scene.writer_, scene.other), (scene.other, scene.writer_)):
        scene.power(lost, "off")
        scene.wait(f"writer={successor}")
        scene.writes_go_on()
        switch_on(scene, lost)
        scene.rebuild_kept_apart()
        scene.wait("settled", 120)


@scenario(moves=2, servers=BOTH, longest=20)
def the_writers_host_loses_what_was_not_synced(scene):
    """The writer's host loses its power, and with it what its kernel had not yet written to the disk."""
    scene.own_disk(scene.other)
    scene.move_to(scene.other)
    scene.disk(scene.other, "fail")
    scene.power(scene.other, "off")
    scene.wait(f"writer={scene.writer_}")
    scene.writes_go_on()
    switch_on(scene, scene.other)


@scenario(moves=range(1, 4), servers=BOTH, longest=120)
def all_hosts_lose_what_was_not_synced(scene):
    """All hosts lose their power at once, and with it what their kernels had not yet written to their disks."""
    hosts = ["slave1", scene.other, scene.writer_]
    for node in hosts[:2]:
        scene.own_disk(node)
    scene.move_to(scene.other)
    scene.own_disk(scene.writer_)
    for node in hosts:
        scene.disk(node, "fail")
    for node in hosts:
        scene.power(node, "off")
    switch_on(scene, *hosts)
    scene.wait("settled")
    scene.writes_go_on()
