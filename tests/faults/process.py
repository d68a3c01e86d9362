# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Servers and daemons are killed, stopped and frozen."""
from faults.scenario import BOTH, scenario
from faults.scene import LabError

FAULT_POINT = "/run/mmm-ha/mysql-mysql.fault"  # ends the agent before a step (tests/cluster/test_fault_points.py)
STEPS = 4  # both a promotion and a demotion have as many, whatever the server
SERVERS = ("mariadbd", "mysqld")
LEFT_DOWN = "Not respawning .* subdaemon until cluster returns"


@scenario(moves=1, servers=BOTH, longest=10, quick=True)
def kill_the_writers_server(scene):
    """SIGKILL to the writer's server: the other master takes over, the old writer comes back as its replica."""
    scene.kill(scene.writer_)
    scene.wait(f"writer={scene.other}")
    scene.writes_go_on()
    scene.wait_back(scene.writer_)


@scenario(longest=1)
def kill_the_other_masters_server(scene):
    """SIGKILL to the other master's server: it is started again; clients of the writer notice nothing."""
    scene.kill(scene.other)
    scene.wait(f"mysqld={scene.other}:up")


@scenario(longest=1)
def kill_a_slaves_server(scene):
    """SIGKILL to the slave's server: it is started again; clients of the writer notice nothing."""
    scene.kill("slave1")
    scene.wait("mysqld=slave1:up")


@scenario(moves=1, servers=BOTH, longest=15)
def stop_the_server_outside_the_cluster(scene):
    """SIGTERM to the writer's server, as an administrator's systemctl stop: a failure like another, and lossless."""
    scene.signal(scene.writer_, "TERM", *SERVERS)
    scene.wait(f"writer={scene.other}")
    scene.writes_go_on()
    scene.wait_back(scene.writer_)


@scenario(moves=1, servers=BOTH, longest=15, timeouts=True, quick=True)
def freeze_the_writers_server(scene):
    """SIGSTOP to the writer's server for good: it is replaced; when it is thawed it accepts nothing."""
    scene.freeze(scene.writer_)
    scene.wait(f"writer={scene.other}")
    scene.thaw(scene.writer_)
    scene.writes_go_on()
    scene.wait_back(scene.writer_)


@scenario(longest=4)
def freeze_the_writers_server_for_a_moment(scene):
    """SIGSTOP to the writer's server for a second, thrice: shorter than check_timeout is no failure."""
    for _ in range(3):
        scene.shell(scene.writer_, f"pkill -STOP -x '{'|'.join(SERVERS)}'; sleep 1; pkill -CONT -x '{'|'.join(SERVERS)}'")
        scene.writes_go_on()


@scenario(longest=2, timeouts=True)
def freeze_a_slaves_server(scene):
    """SIGSTOP to the slave's server: it is started anew; the writer's clients notice nothing, the other master acknowledges."""
    scene.freeze("slave1")
    scene.wait_for("another server", lambda: not frozen(scene, "slave1"), 60)


@scenario(longest=2, timeouts=True)
def freeze_the_other_masters_server(scene):
    """SIGSTOP to the other master's server: it is started anew; the slave acknowledges meanwhile."""
    scene.freeze(scene.other)
    scene.wait_for("another server", lambda: not frozen(scene, scene.other), 60)


def frozen(scene, node):
    return "T" in scene.shell(node, f"for p in $(pgrep -x '{'|'.join(SERVERS)}'); do "
                                    "sed -n 's/^State:.\\(.\\).*/\\1/p' /proc/$p/status; done")


@scenario(moves=1, servers=BOTH, longest=15)
def kill_the_old_writer_while_it_recovers(scene):
    """The killed writer's server is killed three times more while it comes back: no endless retry, no second move."""
    scene.kill(scene.writer_)
    scene.wait(f"writer={scene.other}")
    for _ in range(3):
        scene.wait_for("a server to kill", lambda: scene.signal(scene.writer_, "KILL", *SERVERS))
    scene.writes_go_on()
    scene.wait_back(scene.writer_)


@scenario(longest=2)
def kill_the_watching_daemon(scene):
    """SIGKILL to mmm_mond on every host, five times: nothing happens but that it comes back."""
    for _ in range(5):
        for node in scene.nodes:
            scene.signal(node, "KILL", "mmm_mond")
        scene.writes_go_on()
    for node in scene.nodes:
        scene.wait_for(f"{node} has its daemon back", lambda node=node: scene.shell(node, "pgrep -x mmm_mond || true").strip())


@scenario(moves=1, longest=15)
def kill_the_watching_daemon_then_the_server(scene):
    """Without mmm_mond the monitor notices that the server has gone."""
    scene.shell(scene.writer_, f"pkill -KILL -x mmm_mond; pkill -KILL -x '{'|'.join(SERVERS)}'")
    scene.wait(f"writer={scene.other}")
    scene.writes_go_on()
    scene.wait_back(scene.writer_)


def move_through(scene, action, victim):
    step = scene.random.randrange(STEPS)
    scene.note(f"before step {step}")
    scene.shell(victim, f"echo {action}:{step} > {FAULT_POINT}")
    try:
        scene.control("move_role", "writer", scene.other)
    except LabError:
        scene.note("mmm_control told that the move failed")
    for node in (scene.writer_, scene.other):
        scene.wait_back(node)
    scene.shell(victim, f"rm -f {FAULT_POINT}")
    scene.writes_go_on()


@scenario(moves=range(0, 4), servers=BOTH, longest=40)
def kill_the_agent_while_it_promotes(scene):
    """The agent is killed before a step of a promotion, chosen by the seed: the cluster ends whole."""
    move_through(scene, "promote", scene.other)


@scenario(moves=range(0, 4), servers=BOTH, longest=40)
def kill_the_agent_while_it_demotes(scene):
    """The agent is killed before a step of a demotion, chosen by the seed: the cluster ends whole."""
    move_through(scene, "demote", scene.writer_)


PACEMAKER = ("pacemakerd", "pacemaker-based", "pacemaker-fence", "pacemaker-execd", "pacemaker-attrd", "pacemaker-sched",
             "pacemaker-contr")  # as the kernel cuts names, at 15 characters


def kill_daemon(scene, name):
    scene.signal(scene.writer_, "KILL", name)
    scene.writes_for(8)
    scene.wait_for("the cluster at rest", lambda: at_rest(scene), 120)
    scene.wait_back(scene.writer_)
    scene.wait_back(scene.other)


def at_rest(scene):
    try:
        scene.wait("settled", 5)
    except LabError:
        return False
    return True


@scenario(moves=range(0, 2), longest=30)
def kill_the_controller(scene):
    """SIGKILL to pacemaker-controld on the writer's host."""
    kill_daemon(scene, "pacemaker-contr")


@scenario(moves=range(0, 2), longest=30)
def kill_the_executor(scene):
    """SIGKILL to pacemaker-execd on the writer's host, under which the agents run."""
    kill_daemon(scene, "pacemaker-execd")


@scenario(moves=range(0, 2), longest=30)
def kill_the_attribute_daemon(scene):
    """SIGKILL to pacemaker-attrd on the writer's host, through which hosts tell each other of themselves."""
    kill_daemon(scene, "pacemaker-attrd")


@scenario(moves=range(0, 3), longest=30)
def kill_the_configuration_daemon(scene):
    """SIGKILL to pacemaker-based, which has the CIB; where Pacemaker does not start its daemons again, the host is restarted."""
    host = scene.writer_
    scene.signal(host, "KILL", "pacemaker-based")
    scene.writes_for(8)
    try:
        scene.wait_for("the cluster at rest", lambda: at_rest(scene), 40)
    except LabError:
        if not scene.shell(host, f"grep -s '{LEFT_DOWN}' /var/log/pacemaker/pacemaker.log || true"):
            raise
        scene.note(f"{host}: {LEFT_DOWN}")  # Pacemaker 2.1.5; docs/reliability.md
        scene.power(host, "off")
        scene.power(host, "on")
    scene.wait_for("the cluster at rest", lambda: at_rest(scene), 120)
    scene.wait_back(host)
    scene.wait_back(scene.other)


@scenario(moves=range(0, 2), longest=30)
def kill_the_fencing_daemon(scene):
    """SIGKILL to pacemaker-fenced on the writer's host."""
    kill_daemon(scene, "pacemaker-fence")


@scenario(moves=1, longest=30)
def kill_the_whole_cluster_manager(scene):
    """SIGKILL to Pacemaker and Corosync on the writer's host at once: it is fenced, the other master takes over."""
    scene.signal(scene.writer_, "KILL", *PACEMAKER, "corosync")
    scene.wait(f"writer={scene.other}")
    scene.writes_go_on()
    scene.wait_back(scene.writer_)


@scenario(moves=1, longest=30, quick=True)
def kill_corosync(scene):
    """SIGKILL to Corosync on the writer's host: it is fenced, the other master takes over."""
    scene.signal(scene.writer_, "KILL", "corosync")
    scene.wait(f"writer={scene.other}")
    scene.writes_go_on()
    scene.wait_back(scene.writer_)


@scenario(moves=1, longest=30, timeouts=True)
def freeze_corosync(scene):
    """SIGSTOP to Corosync on the writer's host: the others take it for lost, fence it and go on."""
    scene.signal(scene.writer_, "STOP", "corosync")
    scene.wait(f"writer={scene.other}")
    scene.writes_go_on()
    scene.wait_back(scene.writer_)
