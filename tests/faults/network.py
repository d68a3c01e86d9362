# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Cables are cut, frames are lost and late."""
from support.lab_cluster import WRITER_IP

from faults.scenario import BOTH, scenario

RING = "udp dport 5405"


def reject_in_node(scene, node, *rules):
    """Packets that the node itself drops: what the switch cannot tell apart."""
    chains = "".join(f"chain {name} {{\n type filter hook {name} priority 0;\n {body}\n}}\n" for name, body in rules)
    scene.shell(node, f"printf '%s' 'table inet fault {{\n{chains}}}\n' | nft -f -")


def accept_in_node(scene, node):
    scene.shell(node, "nft delete table inet fault 2>/dev/null || true")


@scenario(moves=1, servers=BOTH, longest=20, quick=True)
def cut_off_the_writer(scene):
    """The writer's host is cut off from everybody: it is fenced before another one opens."""
    scene.net(scene.writer_, "cut")
    scene.wait(f"writer={scene.other}")
    scene.writes_go_on()
    scene.net(scene.writer_, "heal")
    scene.wait_back(scene.writer_)


@scenario(longest=10)
def cut_off_the_other_master(scene):
    """The other master's host is cut off and fenced; the slave acknowledges."""
    scene.net(scene.other, "cut")
    scene.wait(f"node={scene.other}:offline")
    scene.writes_go_on()
    scene.net(scene.other, "heal")
    scene.wait_back(scene.other)


@scenario(longest=10)
def cut_off_a_slave(scene):
    """The slave's host is cut off and fenced; the other master acknowledges."""
    scene.net("slave1", "cut")
    scene.wait("node=slave1:offline")
    scene.writes_go_on()
    scene.net("slave1", "heal")
    scene.wait_back("slave1")


@scenario(moves=range(0, 2), longest=20, timeouts=True)
def a_cable_flaps(scene):
    """The writer's host is cut off five times for a moment."""
    for _ in range(5):
        scene.net(scene.writer_, "cut")
        scene.net(scene.writer_, "heal")
    scene.wait_back(scene.writer_)
    scene.wait_back(scene.other)
    scene.writes_go_on()


@scenario(moves=1, longest=20)
def cut_the_writers_ring(scene):
    """Only Corosync's packets of the writer's host are lost; clients and replicas still reach it. It is fenced first."""
    reject_in_node(scene, scene.writer_, ("output", f"{RING} drop"), ("input", f"{RING} drop"))
    scene.wait(f"writer={scene.other}")
    scene.writes_go_on()
    scene.wait_back(scene.writer_)
    accept_in_node(scene, scene.writer_)


@scenario(moves=range(0, 3), longest=40, timeouts=True)
def the_writers_ring_works_one_way(scene):
    """The writer's host sends to Corosync and hears nothing of it: somebody is fenced, nobody is doubled."""
    reject_in_node(scene, scene.writer_, ("input", f"{RING} drop"))
    scene.wait_for("a loss of the ring", lambda: not all_online(scene), 60)
    for node in scene.nodes:
        scene.wait_back(node)
        accept_in_node(scene, node)
    scene.writes_go_on()


@scenario(moves=range(0, 3), longest=40, timeouts=True)
def two_hosts_do_not_reach_each_other(scene):
    """Writer and other master are cut from each other, the slave reaches both: one of them goes on."""
    scene.net(scene.writer_, "cut-from", scene.other)
    scene.wait_for("a loss of the ring", lambda: not all_online(scene), 60)
    scene.net(scene.writer_, "heal")
    for node in scene.nodes:
        scene.wait_back(node)
    scene.writes_go_on()


def all_online(scene):
    try:
        for node in scene.nodes:
            scene.wait(f"node={node}:online", 1)
    except AssertionError:
        return False
    return True


@scenario(longest=3, servers=BOTH)
def cut_replication_to_the_other_master(scene):
    """The other master receives nothing for ten seconds while the cluster is well: the slave acknowledges, no move."""
    scene.cut_replication(scene.other, scene.writer_)
    scene.writes_for(10)
    scene.heal_replication(scene.other)


@scenario(moves=range(0, 2), servers=BOTH, longest=60)
def cut_replication_to_all(scene):
    """No replica hears of the writer, and the cluster is well: writes wait, none is acknowledged and lost."""
    scene.cut_replication(scene.writer_, scene.other, "slave1")
    since = scene.run.acknowledged()[-1]
    scene.stays(8, "nothing is acknowledged by the writer alone", lambda: scene.run.acknowledged()[-1] < since + 3)
    scene.heal_replication(scene.writer_)
    scene.writes_go_on()
    for node in (scene.writer_, scene.other):
        scene.wait_back(node)


@scenario(moves=range(0, 2), servers=BOTH, longest=60)
def cut_replication_to_all_then_kill(scene):
    """The same, and the writer's host is lost while commits wait: what nobody was told of may go, nothing else."""
    scene.cut_replication(scene.writer_, scene.other, "slave1")
    scene.wait_for("commits that wait", lambda: waiting_commits(scene), 20)
    scene.power(scene.writer_, "off")
    scene.wait(f"writer={scene.other}")
    scene.writes_go_on()
    scene.power(scene.writer_, "on")
    scene.wait_back(scene.writer_)


def waiting_commits(scene):
    shown = scene.sql(scene.writer_, "SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'app' AND time > 0 "
                                     "AND info LIKE 'INSERT%'")
    return int(shown) > 0


@scenario(longest=6)
def a_lossy_network(scene):
    """One frame in fifty of the writer's host is lost for fifteen seconds: no move."""
    scene.net(scene.writer_, "loss", "2")
    scene.writes_for(15)
    scene.net(scene.writer_, "heal")


@scenario(longest=6)
def a_slow_network(scene):
    """Frames of the writer's host arrive 30 ms late for fifteen seconds: no move."""
    scene.net(scene.writer_, "delay", "30")
    scene.writes_for(15)
    scene.net(scene.writer_, "heal")


@scenario(moves=range(0, 3), longest=60, timeouts=True)
def a_very_bad_network(scene):
    """Thirty in a hundred frames of the writer's host are lost, the rest is late: it may be given up, nothing is lost."""
    scene.net(scene.writer_, "delay", "50")
    scene.net(scene.writer_, "loss", "30")
    began = scene.run.acknowledged()[-1]
    scene.wait_for("ten seconds of it", lambda: scene.run.acknowledged()[-1] > began + 10, 60)
    scene.net(scene.writer_, "heal")
    for node in scene.nodes:
        scene.wait_back(node)
    scene.writes_go_on()


@scenario(moves=1, longest=20)
def kill_the_writer_of_a_replica_that_is_behind(scene):
    """The other master has not applied ten seconds of writes when the writer dies: it applies them before it opens."""
    scene.replica_sql(scene.other, "STOP REPLICA SQL_THREAD")
    scene.writes_for(10)
    scene.kill(scene.writer_)
    scene.wait(f"writer={scene.other}")
    scene.writes_go_on()
    scene.wait_back(scene.writer_)


@scenario(moves=1, longest=4)
def announcements_are_lost(scene):
    """Nobody hears who has the writer's address after a move, for two seconds: it is told again."""
    scene.on_switch(f"table bridge deaf {{\n chain announcements {{\n type filter hook forward priority -10;\n"
                    f"arp operation request arp saddr ip {WRITER_IP} drop\n"
                    f"arp operation reply arp saddr ip {WRITER_IP} arp daddr ip {WRITER_IP} drop\n}}\n}}\n")
    scene.control("move_role", "writer", scene.other)
    scene.wait(f"writer={scene.other}")
    scene.on_switch("delete table bridge deaf")
    scene.writes_go_on()


@scenario(moves=1, longest=2)
def without_a_name_service(scene):
    """No name resolves anywhere: a move does not need one."""
    for node in scene.nodes:
        scene.shell(node, "cp /etc/resolv.conf /run/resolv.kept 2>/dev/null; echo 'nameserver 192.168.0.250' > /etc/resolv.conf")
    scene.control("move_role", "writer", scene.other)
    scene.wait(f"writer={scene.other}")
    scene.writes_go_on()
    for node in scene.nodes:
        scene.shell(node, "cp /run/resolv.kept /etc/resolv.conf 2>/dev/null || rm -f /etc/resolv.conf")
