# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Replication that breaks, transactions that only one host has, servers that must not be promoted."""
from faults.host import switch_on
from faults.process import SERVERS
from faults.scenario import AVAILABLE, BOTH, scenario

PLAIN = "CREATE TABLE IF NOT EXISTS app.plain (id INT PRIMARY KEY, v INT)"


def kept_apart(scene, node, within=90):
    return scene.wait_for(f"{node} to be kept apart",
                          lambda: scene.attribute(node, "mmm-state-mysql") in ("AWAITING_RECOVERY", "REPLICATION_FAIL"), within)


def not_logged(scene, node, statement):
    """A change that no other host hears of, as an operator's mistake makes it."""
    change = f"SET SESSION sql_log_bin = 0; {statement}"
    if not scene.is_mariadb:
        change = f"SET GLOBAL super_read_only = 0; {change}; SET GLOBAL super_read_only = 1"
    scene.sql(node, change)


@scenario(moves=1, servers=BOTH, longest=90, timeouts=True)
def the_only_acknowledging_replica_hangs(scene):
    """The other master receives nothing, the slave that acknowledged hangs, the writer dies: nobody is promoted
    before the slave is asked. Thawed, it gives what it has."""
    scene.cut_replication(scene.other, scene.writer_)
    scene.writes_for(5)
    scene.freeze("slave1")
    scene.power(scene.writer_, "off")
    scene.wait(f"node={scene.writer_}:fenced")
    scene.heal_replication(scene.other)
    scene.thaw("slave1")
    scene.wait(f"writer={scene.other}", 120)
    scene.writes_go_on()
    switch_on(scene, scene.writer_)


@scenario(moves=1, servers=BOTH, longest=90)
def the_candidate_gets_the_rest_from_the_slave(scene):
    """The other master receives nothing for five seconds, then the writer's host is lost: what the slave acknowledged
    is fetched from it before the other master opens."""
    scene.cut_replication(scene.other, scene.writer_)
    scene.writes_for(5)
    scene.power(scene.writer_, "off")
    scene.wait(f"writer={scene.other}")
    scene.heal_replication(scene.other)
    scene.writes_go_on()
    switch_on(scene, scene.writer_)


def restarted_with_unapplied_relay_log(scene, how):
    scene.replica_sql(scene.other, "STOP REPLICA SQL_THREAD")
    scene.cut_replication("slave1", scene.writer_)
    scene.writes_for(3)
    scene.power(scene.writer_, "off")
    how()
    scene.wait(f"writer={scene.other}", 120)
    scene.heal_replication("slave1")
    scene.writes_go_on()
    switch_on(scene, scene.writer_)


@scenario(moves=1, servers=BOTH, longest=90)
def the_candidate_is_killed_with_an_unapplied_relay_log(scene):
    """The other master alone acknowledged, has not applied it, and is killed as the writer is lost: nothing is lost."""
    restarted_with_unapplied_relay_log(scene, lambda: scene.kill(scene.other))


@scenario(moves=1, servers=BOTH, longest=90)
def the_candidate_is_stopped_with_an_unapplied_relay_log(scene):
    """The same with a server that is shut down in good order."""
    restarted_with_unapplied_relay_log(scene, lambda: scene.signal(scene.other, "TERM", *SERVERS))


@scenario(moves=1, servers=BOTH, longest=30)
def the_candidate_is_delayed_on_purpose(scene):
    """The other master applies an hour later what it receives, and alone acknowledges, when the writer dies: it applies
    all of it at once."""
    change = "CHANGE MASTER TO MASTER_DELAY" if scene.is_mariadb else "CHANGE REPLICATION SOURCE TO SOURCE_DELAY"
    scene.replica_sql(scene.other, f"STOP REPLICA; {change} = 3600; START REPLICA")
    scene.cut_replication("slave1", scene.writer_)
    scene.writes_for(5)
    scene.power(scene.writer_, "off")
    scene.wait(f"writer={scene.other}")
    scene.heal_replication("slave1")
    scene.writes_go_on()
    switch_on(scene, scene.writer_)


@scenario(moves=range(0, 2), servers=BOTH, longest=60)
def the_candidates_applier_has_stopped_at_an_error(scene):
    """The other master cannot apply an event (error 1032) when the writer dies: it is not promoted, the old writer comes
    back; the other master is rebuilt."""
    scene.sql(scene.writer_, f"{PLAIN}; DELETE FROM app.plain; INSERT INTO app.plain VALUES (1, 1)")
    scene.wait_for("the row", lambda: scene.sql(scene.other, "SELECT COUNT(*) FROM app.plain") == "1")
    not_logged(scene, scene.other, "DELETE FROM app.plain")
    scene.sql(scene.writer_, "DELETE FROM app.plain WHERE id = 1")
    kept_apart(scene, scene.other)
    scene.writes_go_on()
    scene.kill(scene.writer_)
    scene.wait(f"writer={scene.writer_}", 120)
    scene.writes_go_on()
    scene.kept_apart.append(scene.other)


@scenario(longest=30, servers=BOTH, spoils=True)
def a_log_that_a_replica_needs_is_purged(scene):
    """The slave is off while the writer purges its binary logs: the cluster serves, the slave is kept apart with the
    reason, and is rebuilt; while it gets the other master's data no replica acknowledges."""
    scene.power("slave1", "off")
    scene.wait("node=slave1:fenced")
    scene.writes_for(2)
    for node in (scene.writer_, scene.other):
        scene.sql(node, "FLUSH BINARY LOGS")
    scene.writes_for(2)
    for node in (scene.writer_, scene.other):
        scene.wait_for(f"{node} purges", lambda node=node: purged(scene, node), 90)  # a sender to the dead host keeps its log for net_write_timeout
    scene.power("slave1", "on")
    kept_apart(scene, "slave1", 120)
    scene.writes_go_on()
    scene.note(f"slave1: {scene.attribute('slave1', 'mmm-reason-mysql')}")
    scene.copy_data(scene.other, "slave1")  # `lab rebuild` would need the first log


def purged(scene, node):
    logs = scene.sql(node, "SHOW BINARY LOGS").splitlines()
    scene.sql(node, f"PURGE BINARY LOGS TO '{logs[-1].split()[0]}'")
    return len(scene.sql(node, "SHOW BINARY LOGS").splitlines()) == 1


@scenario(longest=4, two_by_hand=True)
def a_replica_is_opened_by_hand(scene):
    """SET GLOBAL read_only=0 on the other master and on the slave: closed again; clients never reach it as writer."""
    for node in (scene.other, "slave1"):
        scene.sql(node, "SET GLOBAL read_only = 0")
    for node in (scene.other, "slave1"):
        scene.wait_for(f"{node} closed", lambda node=node: scene.sql(node, "SELECT @@global.read_only") == "1", 20)


@scenario(longest=6, servers=BOTH)
def replication_is_stopped_by_hand(scene):
    """STOP REPLICA on both replicas, one after the other: started again by the agent."""
    for node in (scene.other, "slave1"):
        scene.replica_sql(node, "STOP REPLICA")
        scene.assert_replicates(node, scene.writer_)
    scene.writes_go_on()


@scenario(longest=10)
def a_replica_is_pointed_at_another_source(scene):
    """The slave is made a replica of the other master by hand: the agent points it at the writer again."""
    scene.sql("slave1", f"STOP SLAVE; CHANGE MASTER TO MASTER_HOST='{scene.address(scene.other)}'; START SLAVE")
    scene.assert_replicates("slave1", scene.writer_)
    scene.writes_go_on()


@scenario(moves=1, lab=AVAILABLE, servers=BOTH, longest=30)
def available_a_writer_that_went_on_alone_is_lost(scene):
    """durability=available: no replica hears of the writer, it goes on alone and its host is lost: what is missing is
    reported when it is back, with its number."""
    scene.cut_replication(scene.writer_, scene.other, "slave1")
    scene.writes_for(3)
    scene.power(scene.writer_, "off")
    scene.wait(f"writer={scene.other}")
    scene.writes_go_on()
    switch_on(scene, scene.writer_)


@scenario(moves=1, lab=AVAILABLE, servers=BOTH, longest=15)
def available_kill_the_writers_server(scene):
    """durability=available: with replicas that acknowledge, a killed server loses nothing either."""
    scene.kill(scene.writer_)
    scene.wait(f"writer={scene.other}")
    scene.writes_go_on()
    scene.wait_back(scene.writer_)
