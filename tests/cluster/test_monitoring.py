# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A cluster as SNMP and Prometheus see it, before and after its writer is lost, and what it tells by itself."""
import os
import re
import secrets
import subprocess

from cluster import ADDRESSES, PROGRAM, REPOSITORY, ClusterTest, LabError, lab

MIBS = os.path.join(REPOSITORY, "tests", "data", "mibs") + ":/usr/share/snmp/mibs"
WITH_MIB = ("-M", MIBS, "-m", "MMM-HA-MIB")
ALERT = "/usr/share/mmm-ha/mmm_alert.xml"
CLIENT = "192.168.0.50"
UNPRIVILEGED = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--groups=haclient", "--bounding-set=-all",
                "--inh-caps=-all", "--no-new-privs")
SNMPD = ("master agentx\nagentXSocket /run/agentx/master\nagentXPerms 0660 0755 Debian-snmp haclient\n"
         "rocommunity watched 192.168.0.50\n")


class Monitoring(ClusterTest):
    def daemon(self, name, *argv):
        """A program in a node or in the client, as long as the test lasts. Its output goes into a file."""
        path = os.path.join(self.folder, f"{name}.log")
        with open(path, "ab") as log:
            process = subprocess.Popen([PROGRAM, *argv], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.addCleanup(self.end, process)
        return process, path

    @staticmethod
    def end(process):
        process.terminate()
        process.wait(30)

    def write_file(self, node, path, text, mode="640"):
        """For members of haclient."""
        subprocess.run([PROGRAM, "exec", node, "--", "sh", "-c",
                        f"mkdir -p {os.path.dirname(path)} && install -m {mode} -o root -g haclient /dev/stdin {path}"],
                       input=text, text=True, check=True)

    def start_snmpd(self, node):
        process, _ = self.daemon(f"snmpd-{node}", "exec", node, "--", "snmpd", "-f", "-Lo", "-C", "-m", "", "-c", "/run/snmpd.conf",
                                 "-p", "/run/snmpd.pid", f"udp:{ADDRESSES[node]}:161")
        return process

    def start_agents(self, node):
        self.write_file(node, "/etc/mmm-ha/monitor.cnf", f"[mmm_monitor]\npassword={self.password}\n")
        self.write_file(node, "/run/snmpd.conf", SNMPD)
        snmpd = self.start_snmpd(node)
        self.wait_for("snmpd's socket", lambda: self.succeeds(node, "test", "-S", "/run/agentx/master"))
        # A process that has given up its user is not told when the one that started it ends.
        self.daemon(f"agentx-{node}", "exec", node, "--", "sh", "-c",
                    '"$@" & pid=$!; trap "kill $pid" TERM; wait $pid; wait $pid', "sh", *UNPRIVILEGED, "mmm_agentx",
                    "--socket=/run/agentx/master", "--max-age=1", "--ping-interval=1")
        self.wait_for(f"{node} is served", lambda: "INTEGER" in self.get(node, "mmmClusterReachable.0"))
        return snmpd

    def succeeds(self, node, *argv):
        try:
            self.run_on(node, *argv)
            return True
        except LabError:
            return False

    def ask(self, tool, node, *arguments):
        done = subprocess.run([PROGRAM, "client", "--", tool, *WITH_MIB, "-v2c", "-c", "watched", "-t", "4", "-r", "2",
                               ADDRESSES[node], *arguments], capture_output=True, text=True, check=False, timeout=120)
        return done.stdout + done.stderr

    def get(self, node, name):
        return self.ask("snmpget", node, f"MMM-HA-MIB::{name}")

    def wait_for_value(self, node, name, value):
        self.wait_for(f"{name} of {node} is {value}", lambda: f"{name} = {value}\n" in self.get(node, name))

    def receive(self):
        """A snmptrapd on the client's host."""
        path = os.path.join(self.folder, "snmptrapd.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f'authCommunity log told\ncreateUser mmm SHA-256 "{self.password}" AES "{self.password}"\n'
                       "authUser log mmm priv\n")
        _, self.traps = self.daemon("snmptrapd", "client", "--", "env", "SNMP_PERSISTENT_DIR=/proc/none",
                                    "snmptrapd", "-f", "-Lo", "-C", *WITH_MIB, "-c", path,
                                    "-F", "TRAP %P %v\\n", f"udp:{CLIENT}:162")
        for node in self.nodes:
            self.write_file(node, "/etc/mmm-ha/alert.cnf",
                            f"[plain]\naddress={CLIENT}\nversion=2c\ncommunity=told\n"
                            f"[secure]\naddress={CLIENT}\nversion=3\nuser=mmm\nauth_password={self.password}\n"
                            f"privacy_password={self.password}\n")
            self.run_on(node, "install", "-d", "-m", "750", "-o", "hacluster", "-g", "haclient", "/run/mmm-ha-alert")
        self.run_on("M1", "cibadmin", "--modify", "--allow-create", "--scope=alerts", f"--xml-file={ALERT}")
        for recipient in ("plain", "secure"):
            self.run_on("M1", "pcs", "alert", "recipient", "add", "mmm", f"value={recipient}")

    def received(self, name, *parts, secure=False):
        """Those of that name that say all of this; each is sent to both recipients."""
        with open(self.traps, encoding="utf-8", errors="replace") as file:
            lines = [line for line in file if line.startswith("TRAP ")]
        return [line for line in lines if f"MMM-HA-MIB::{name}\t" in line + "\t" and all(part in line for part in parts)
                and ("INFORM" in line) == secure]

    def wait_for_one(self, name, *parts):
        """Both recipients are told, each once."""
        for secure in (False, True):
            self.wait_for(f"{name} {parts}, {'inform' if secure else 'trap'}",
                          lambda s=secure: self.received(name, *parts, secure=s), 60)
            self.assertEqual(len(self.received(name, *parts, secure=secure)), 1, name)

    def metrics(self, node):
        return self.run_on(node, *UNPRIVILEGED, "mmm_metrics")

    def test_a_failover_is_seen_and_told(self):
        self.password = secrets.token_hex(12)
        writer, other = self.masters()
        self.sql(writer, f"CREATE USER mmm_monitor@'192.168.0.%' IDENTIFIED BY '{self.password}'; "
                 "GRANT SLAVE MONITOR ON *.* TO mmm_monitor@'192.168.0.%'")
        self.receive()
        snmpd = self.start_agents(other)
        self.assert_shows(other, writer, replica=other)
        moves = int(re.search(r"Counter32: (\d+)", self.get(other, "mmmMoves.0"))[1])

        lab("mysqld", writer, "stop")
        self.wait(f"writer={other}")
        self.wait_for_one("mmmWriterMoved", f"mmmEventHost.0 = STRING: {other}", f"mmmEventFrom.0 = STRING: {writer}",
                          "mmmEventMoveKind.0 = INTEGER: failover(3)", "mmmEventInterruption.0 = Gauge32: ")
        self.wait_for_value(other, "mmmClusterWriter.0", f"STRING: {other}")
        self.wait_for_value(other, "mmmMoves.0", f"Counter32: {moves + 1}")
        self.wait_for_value(other, f"mmmMoveKind.{moves + 1}", "INTEGER: failover(3)")
        self.wait_for_value(other, f'mmmHostState."{writer}"', "INTEGER: hardOffline(3)")

        self.end(snmpd)
        self.start_snmpd(other)
        self.wait_for_value(other, "mmmClusterWriter.0", f"STRING: {other}")

        lab("mysqld", writer, "start")
        self.wait(f"state={writer}:ONLINE")
        self.wait_for_one("mmmHostStateChanged", f"mmmEventHost.0 = STRING: {writer}", "mmmEventState.0 = INTEGER: online(1)")
        self.wait_for_value(other, f'mmmLinkReceiver."{writer}"', "INTEGER: running(3)")
        lab("power", "slave1", "off")
        self.wait_for_one("mmmHostStateChanged", "mmmEventHost.0 = STRING: slave1",
                          "mmmEventState.0 = INTEGER: hardOffline(3)")
        self.assertIn('mmm_host_state{resource="mysql",host="slave1",state="HARD_OFFLINE"} 1\n', self.metrics(other))
        self.assert_no_secret_in_the_logs()

    def assert_shows(self, node, writer, replica):
        walked = self.ask("snmpwalk", node, "MMM-HA-MIB::mmmHaMIB")
        for line in (f"mmmClusterWriter.0 = STRING: {writer}", f'mmmHostReadOnly."{writer}" = INTEGER: false(2)',
                     f'mmmHostReadOnly."{replica}" = INTEGER: true(1)', f'mmmLinkSource."{replica}" = STRING: {writer}',
                     f'mmmHostLag."{replica}" = Gauge32: 0 seconds', 'mmmHostState."slave1" = INTEGER: online(1)',
                     f'mmmRoleHost."writer"."192.168.0.70" = STRING: {writer}'):
            self.assertIn(f"MMM-HA-MIB::{line}\n", walked)
        self.assertRegex(walked, rf'mmmHostPosition\."{writer}" = STRING: 0-\d+-\d+')
        table = self.ask("snmptable", node, "-Ci", "-Cw", "1000", "MMM-HA-MIB::mmmHostTable")
        self.assertRegex(table, rf'(?m)^ *"{writer}" +192\.168\.0\.\d+ +master +online ')
        metrics = self.metrics(node)
        for sample in (f'mmm_server_read_only{{resource="mysql",host="{writer}"}} 0',
                       f'mmm_replication_lag_seconds{{resource="mysql",host="{replica}",source="{writer}"}} 0',
                       "mmm_cluster_quorate{resource=\"mysql\"} 1"):
            self.assertIn(f"{sample}\n", metrics)

    def assert_no_secret_in_the_logs(self):
        for node in ("M1", "M2"):
            self.assertNotIn(self.password, lab("logs", node))


if __name__ == "__main__":
    import unittest
    unittest.main()
