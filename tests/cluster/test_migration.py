# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/migration.md, command by command: from servers set up for MMM to the cluster, and back."""
import glob
import os
import re
import time
import unittest

from cluster import ADDRESSES, NODES, REPOSITORY, WRITER_IP, ClusterTest, lab
from test_installation import DEVICE, block

DOCUMENT = os.path.join(REPOSITORY, "docs", "migration.md")
SEED = os.path.join(REPOSITORY, "tests", "data", "mmm-config", "seed-a")
READERS = {"M1": "192.168.0.71", "M2": "192.168.0.72", "slave1": "192.168.0.73"}
# As MMM's manual has it: open when it starts, and replicating by itself.
MMM_CNF = """[mysqld]
user = mysql
datadir = /var/lib/mysql
socket = /run/mysqld/mysqld.sock
pid-file = /run/mysqld/mysqld.pid
tmpdir = /run/mysqld
log-error = /var/log/mysql/error.log
bind-address = *
skip-name-resolve
server-id = {number}
log-bin = mysql-bin
log-slave-updates
sync_binlog = 1
{masters}
!includedir /etc/mysql/mariadb.conf.d/
"""
ACCOUNTS = """SET sql_log_bin = 0;
DROP USER mmm_agent@localhost, mmm_agent@'192.168.0.%', mmm_replication@'192.168.0.%';
CREATE USER mmm_monitor@'192.168.0.%' IDENTIFIED BY '123456';
GRANT REPLICATION CLIENT ON *.* TO mmm_monitor@'192.168.0.%';
CREATE USER mmm_agent@'192.168.0.%' IDENTIFIED BY '123456';
GRANT SUPER, REPLICATION CLIENT, PROCESS ON *.* TO mmm_agent@'192.168.0.%';
CREATE USER slave@'192.168.0.%' IDENTIFIED BY '123456';
GRANT REPLICATION SLAVE ON *.* TO slave@'192.168.0.%';
SET sql_log_bin = 1"""
# systemd and MMM's agent, as far as the document uses them: the writer's address with an open server,
# the readers' with any.
SYSTEMCTL = """#!/bin/sh
case $1$3 in
disablemariadb.service) mariadb-admin shutdown; while pgrep -x mariadbd >/dev/null; do sleep 0.1; done ;;
enablemariadb) setsid mariadbd --defaults-file=/etc/mysql/my.cnf >/dev/null 2>&1 </dev/null &
    until mariadb-admin ping >/dev/null 2>&1; do sleep 0.1; done ;;
disablemysql-mmm-agent) ;;
enablemysql-mmm-agent) sh /etc/mysql-mmm/agentd ;;
*) echo "nobody stands in for: systemctl $*" >&2; exit 1 ;;
esac
"""


def blocks():
    """name -> (the nodes it is for, its commands), in the document's order."""
    with open(DOCUMENT, encoding="utf-8") as file:
        found = re.findall(r"^<!-- tested: ([^,\n]*), on ([^\n]*) -->\n```sh\n(.*?)^```", file.read(),
                           re.MULTILINE | re.DOTALL)
    return {name: (nodes.split(), text) for name, nodes, text in found}


class TheMigration(ClusterTest):
    lab_arguments = ("--no-configure",)

    def setUp(self):
        super().setUp()
        self.blocks = blocks()
        self.done = []

    # MMM's cluster

    def write_on(self, node, path, text, mode="640"):
        self.run_on(node, "sh", "-c", 'mkdir -p "$(dirname "$1")"; printf %s "$2" >"$1"; chmod "$3" "$1"', "sh",
                    path, text, mode)

    def set_up_servers(self):
        for number, node in enumerate(NODES, 1):
            masters = f"auto_increment_increment = 2\nauto_increment_offset = {number}" if node != "slave1" else ""
            self.run_on(node, "sh", "-c", "rm -f /etc/mysql/mariadb.conf.d/*; mkdir -p /etc/mysql/mariadb.conf.d")
            self.write_on(node, "/etc/mysql/my.cnf", MMM_CNF.format(number=number, masters=masters), "644")
            self.write_on(node, "/etc/mysql/90-mmm.cnf",
                          block("```ini").replace("server_id = 1 ", f"server_id = {number} ")
                          .replace("auto_increment_offset = 1 ", f"auto_increment_offset = {number} "), "644")
            self.write_on(node, "/usr/local/sbin/systemctl", SYSTEMCTL, "755")
            self.write_on(node, "/etc/mysql-mmm/agentd", self.agent(node, writer="M1"))
            for path in glob.glob(os.path.join(SEED, "*")):
                with open(path, encoding="utf-8") as file:
                    self.write_on(node, f"/etc/mysql-mmm/{os.path.basename(path)}", file.read())
            self.run_on(node, "rm", "/etc/mmm-ha/credentials.cnf")
            self.run_on(node, "systemctl", "enable", "--now", "mariadb")
            self.sql(node, ACCOUNTS)

    @staticmethod
    def agent(node, writer):
        """What MMM's agent does when it is told its roles."""
        lines = [f"ip addr add {READERS[node]}/32 dev eth0"]
        if node == writer:
            lines += ["mariadb -e 'SET GLOBAL read_only = 0'", f"ip addr add {WRITER_IP}/32 dev eth0"]
        return "\n".join(lines) + "\n"

    def replicate_by_position(self):
        """As MMM's manual does it: each from the source's present place."""
        for replica, source in (("M1", "M2"), ("M2", "M1"), ("slave1", "M1")):
            file, position = self.sql(source, "SHOW MASTER STATUS").split()[:2]
            self.sql(replica, f"CHANGE MASTER TO MASTER_HOST='{ADDRESSES[source]}', MASTER_USER='slave', "
                              f"MASTER_PASSWORD='123456', MASTER_LOG_FILE='{file}', MASTER_LOG_POS={position}")
        for node in NODES:
            self.sql(node, "START SLAVE")
            self.assert_replicates(node, "M2" if node == "M1" else "M1")

    def start_mmm(self):
        for node in NODES:
            self.run_on(node, "systemctl", "enable", "--now", "mysql-mmm-agent")

    # The document

    def follow(self, name, nodes=(), **values):
        """Runs a block where it says, and gives what it printed, by node."""
        documented, text = self.blocks[name]
        self.done.append(name)
        for word, value in values.items():
            self.assertIn(word, text)
            text = text.replace(word, value)
        return {node: self.run_on(node, "sh", "-ec", text, within=300) for node in nodes or documented}

    def prepare(self):
        told = self.follow("files")["M1"]
        self.assertIn("right: /etc/mysql-mmm/mmm_mon.conf, ", told)
        self.assertIn("pcs resource create writer ocf:mmm:vip ip=192.168.0.70\n", told)
        self.follow("accounts")
        for node in NODES:
            self.run_on(node, "sed", "-i", "s/<password of mmm_agent>/'123456'/", "/etc/mmm-ha/grants.sql")
        self.follow("grants")
        name, kind, agent, *options = DEVICE
        self.run_on("M1", "pcs", kind, "create", name, agent, *options)
        self.run_on("M1", "pcs", "property", "set", "stonith-enabled=true")
        told = self.follow("before")["M1"]
        self.assertNotRegex(told, r"(?m)^[-~]")
        self.assertIn("+ resource mysql in clone mysql-clone", told)

    def change_over(self):
        self.follow("stop MMM")
        position = self.follow("end writes")["M1"].split()[-1]
        self.assertEqual(set(self.follow("caught up", POSITION=position).values()), {"0\n"})
        self.follow("take over")
        told = self.follow("apply")["M1"]
        self.assertIn("\napplied; ", told)
        self.wait_until_whole()

    def go_back(self):
        writer = self.writer()
        self.follow("stop all")
        self.follow("back")
        self.follow("open", nodes=[writer])
        for node in NODES:
            self.write_on(node, "/etc/mysql-mmm/agentd", self.agent(node, writer))
        self.follow("start MMM")
        return writer

    def test_walks_there_and_back_without_losing_a_write(self):
        self.set_up_servers()
        self.replicate_by_position()
        self.start_mmm()
        with self.writes(rate=50) as run:
            self.prepare()
            since = time.time()
            self.change_over()
            self.wait_for_writes(run, time.time())
            self.say(f"there: no writes for {run.interruption(since) / 1000:.1f} s")
            self.assertEqual(self.run_on("M1", "mmm_config", "diff"), "the cluster is as the files say; nothing to do\n")
            self.assertEqual([len(self.readers_of(host)) for host in NODES], [1, 1, 1])
            self.assertEqual({self.sql(node, "SELECT @@gtid_strict_mode") for node in NODES}, {"1"})
            _, other = self.masters()
            self.assertIn("OK: Role 'writer' has been moved",
                          self.run_on("M1", "mmm_control", "move_role", "writer", other))
            since = time.time()
            self.assertEqual(self.go_back(), other)
            self.wait_for_writes(run, time.time())
            self.say(f"back: no writes for {run.interruption(since) / 1000:.1f} s")
        self.assertEqual(self.done, list(self.blocks))
        self.assert_nothing_lost(run)
        self.assertEqual([self.sql(node, "SELECT @@global.read_only") for node in (other, "slave1")], ["0", "1"])


if __name__ == "__main__":
    unittest.main()
