# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What operators do, and what happens while they do it."""
from support.lab_cluster import LabError

from faults.host import switch_on
from faults.scenario import BOTH, scenario


@scenario(moves=1, servers=BOTH, longest=2, quick=True)
def a_planned_move(scene):
    """mmm_control move_role under writes."""
    scene.control("move_role", "writer", scene.other)
    scene.wait(f"writer={scene.other}")
    scene.writes_go_on()


@scenario(moves=6, servers=BOTH, longest=2)
def planned_moves_back_and_forth(scene):
    """Six moves, each as soon as the one before is done."""
    for target in (scene.other, scene.writer_) * 3:
        scene.control("move_role", "writer", target)
        scene.wait("settled")
        scene.writes_go_on()


@scenario(moves=range(1, 3), servers=BOTH, longest=30)
def the_new_writer_dies_right_after_a_failover(scene):
    """The writer is killed, and its successor as soon as it is open."""
    scene.kill(scene.writer_)
    scene.wait(f"writer={scene.other}")
    scene.kill(scene.other)
    scene.wait_back(scene.writer_)
    scene.wait_back(scene.other)
    scene.writes_go_on()


@scenario(moves=range(0, 3), servers=BOTH, longest=40)
def the_candidate_dies_during_a_failover(scene):
    """Both masters' servers are killed, the second one some tenths of a second later, as the seed says."""
    scene.kill(scene.writer_)
    pause = scene.random.uniform(0, 0.8)
    scene.note(f"after {1000 * pause:.0f} ms")
    scene.shell(scene.other, f"sleep {pause:.3f}; pkill -KILL -x 'mariadbd|mysqld'; true")
    for node in (scene.writer_, scene.other):
        scene.wait_back(node)
    scene.writes_go_on()


@scenario(moves=range(0, 3), servers=BOTH, longest=40)
def the_writer_dies_during_a_planned_move(scene):
    """The writer's server is killed while the move is under way, some tenths of a second in, as the seed says."""
    pause = scene.random.uniform(0, 0.4)
    scene.note(f"after {1000 * pause:.0f} ms")
    scene.shell(scene.writer_, f"(sleep {pause:.3f}; pkill -KILL -x 'mariadbd|mysqld') >/dev/null 2>&1 & true")
    try:
        scene.control("move_role", "writer", scene.other)
    except LabError:
        scene.note("mmm_control told that the move failed")
    for node in (scene.writer_, scene.other):
        scene.wait_back(node)
    scene.writes_go_on()


@scenario(moves=1, longest=4)
def standby_of_the_writers_node(scene):
    """pcs node standby and unstandby of the writer's node."""
    scene.run_on("slave1", "pcs", "node", "standby", scene.writer_)
    scene.wait(f"writer={scene.other}")
    scene.wait(f"mysqld={scene.writer_}:down")
    scene.run_on("slave1", "pcs", "node", "unstandby", scene.writer_)
    scene.wait_back(scene.writer_)


@scenario(longest=1)
def maintenance_mode_and_back(scene):
    """The cluster looks away and back again: no server is touched."""
    scene.run_on("M1", "pcs", "property", "set", "maintenance-mode=true")
    scene.run_on("M1", "crm_resource", "--refresh")
    scene.run_on("M1", "crm_resource", "--wait", "--timeout", "60")
    scene.writes_for(5)
    scene.run_on("M1", "pcs", "property", "unset", "maintenance-mode")
    scene.run_on("M1", "crm_resource", "--wait", "--timeout", "60")


@scenario(moves=range(0, 2), longest=60)
def the_writer_dies_in_maintenance_mode(scene):
    """Nobody is promoted while the cluster looks away; afterwards writes come back and nothing is lost."""
    scene.run_on("M1", "pcs", "property", "set", "maintenance-mode=true")
    scene.run_on("M1", "crm_resource", "--wait", "--timeout", "60")
    scene.kill(scene.writer_)
    scene.stays(5, "nobody opens", lambda: scene.sql(scene.other, "SELECT @@global.read_only") == "1")
    scene.run_on("M1", "pcs", "property", "unset", "maintenance-mode")
    scene.wait_back(scene.writer_)
    scene.wait_back(scene.other)
    scene.writes_go_on()


@scenario(moves=range(0, 2), longest=60)
def the_writer_dies_in_passive_mode(scene):
    """mmm_control set_passive: nobody is promoted; set_active: writes come back and nothing is lost."""
    scene.control("set_passive")
    scene.kill(scene.writer_)
    scene.stays(5, "nobody opens", lambda: scene.sql(scene.other, "SELECT @@global.read_only") == "1")
    scene.control("set_active")
    scene.wait_back(scene.writer_)
    scene.wait_back(scene.other)
    scene.writes_go_on()


@scenario(moves=1, longest=4)
def the_writers_host_is_set_offline(scene):
    """mmm_control set_offline of the writer's host, then set_online."""
    scene.control("set_offline", scene.writer_)
    scene.wait(f"writer={scene.other}")
    scene.wait(f"state={scene.writer_}:ADMIN_OFFLINE")
    set_online(scene, scene.writer_)


def set_online(scene, host):
    scene.wait_for(f"{host} may be set online",
                   lambda: scene.control("set_online", host).startswith("OK: State of"))
    scene.wait(f"state={host}:ONLINE")


@scenario(moves=0, longest=60)
def the_writer_dies_while_the_other_master_is_offline(scene):
    """The other master was set offline: the writer's server dies and comes back as writer."""
    scene.control("set_offline", scene.other)
    scene.wait(f"state={scene.other}:ADMIN_OFFLINE")
    scene.kill(scene.writer_)
    scene.wait(f"writer={scene.writer_}", 90)
    scene.writes_go_on()
    set_online(scene, scene.other)


@scenario(moves=1, longest=10)
def pacemaker_is_stopped_on_the_writers_node(scene):
    """Pacemaker leaves the cluster in good order on the writer's node, and is started again."""
    scene.run_on(scene.writer_, "pacemakerd", "--shutdown")
    scene.wait(f"writer={scene.other}")
    scene.wait(f"mysqld={scene.writer_}:down")
    scene.writes_go_on()
    scene.shell(scene.writer_, "PCMK_logfacility=none setsid --fork pacemakerd -f </dev/null >/dev/null 2>&1")
    scene.wait_back(scene.writer_)


@scenario(moves=range(0, 3), longest=60)
def the_database_is_restarted_by_pcs(scene):
    """pcs resource restart of the database: everything stops and comes back."""
    scene.run_on("M1", "pcs", "resource", "restart", "mysql-clone")
    for node in scene.nodes:
        scene.wait_back(node)
    scene.writes_go_on()


@scenario(longest=2)
def a_parameter_is_changed(scene):
    """Parameters that the agent takes on without a restart: clients notice nothing."""
    for value in ("90", "60"):
        scene.run_on("M1", "pcs", "resource", "update", "mysql", f"max_backlog={value}")
        scene.run_on("M1", "crm_resource", "--wait", "--timeout", "60")
        scene.writes_go_on()
    scene.run_on("M1", "pcs", "resource", "update", "mysql", "max_backlog=")


@scenario(moves=0, longest=4)
def a_move_that_is_refused(scene):
    """A transaction with changes is open for seconds: the move is refused and the writer goes on."""
    with scene.session(scene.writer_, "BEGIN; INSERT INTO app.writes (run, seq, server) VALUES (0, 0, 0); "
                                      "SELECT SLEEP(30); ROLLBACK"):
        scene.wait_for("a transaction of more than 3 s", lambda: scene.sql(
            scene.writer_, "SELECT COUNT(*) FROM information_schema.INNODB_TRX "
            "WHERE trx_rows_modified > 0 AND trx_started < NOW() - INTERVAL 3 SECOND") != "0")
        told = scene.control("move_role", "writer", scene.other)
        if not told.startswith("ERROR: Can't move role"):
            raise LabError(f"the move was not refused: {told}")
        scene.writes_go_on()


@scenario(moves=range(0, 2), longest=30)
def a_move_during_a_backup_lock(scene):
    """FLUSH TABLES WITH READ LOCK is held when a move is asked for: refused or done, in bounded time."""
    with scene.session(scene.writer_, "FLUSH TABLES WITH READ LOCK; SELECT SLEEP(12)"):
        scene.wait_for("the lock", lambda: scene.sql(
            scene.writer_, "SELECT COUNT(*) FROM information_schema.processlist WHERE state = 'User sleep'") != "0")
        scene.note(scene.control("move_role", "writer", scene.other).strip().splitlines()[0])
    scene.wait_for("a writer", lambda: scene.writer(), 60)
    scene.writes_go_on()


@scenario(moves=1, longest=4, servers=BOTH)
def administrators_write_during_a_move(scene):
    """Ten sessions with all privileges, which read_only does not stop, write while the writer moves: none of them
    commits on the old one afterwards."""
    scene.sql(scene.writer_, "CREATE TABLE IF NOT EXISTS app.privileged (id INT AUTO_INCREMENT PRIMARY KEY, v INT)")
    with scene.privileged_writers(scene.writer_, 10):
        scene.control("move_role", "writer", scene.other)
        scene.wait(f"writer={scene.other}")
        scene.writes_go_on()


@scenario(moves=1, longest=4)
def many_connections_during_a_move(scene):
    """A hundred idle clients are connected when the writer moves: all are sent away, the move takes no longer."""
    with scene.connections(100):
        scene.control("move_role", "writer", scene.other)
        scene.wait(f"writer={scene.other}")
        scene.writes_go_on()


@scenario(moves=1, longest=10)
def a_move_without_the_slave(scene):
    """The slave's host is off when the writer is moved: the masters acknowledge each other; the slave follows later."""
    scene.power("slave1", "off")
    scene.wait("node=slave1:fenced")
    scene.writes_go_on()
    scene.control("move_role", "writer", scene.other)
    scene.wait(f"writer={scene.other}")
    scene.writes_go_on()
    switch_on(scene, "slave1")
