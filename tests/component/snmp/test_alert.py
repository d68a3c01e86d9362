# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""mmm_alert, called as Pacemaker calls it, and a real snmptrapd."""
import os
import re
import time
import unittest

from canned_cluster import CannedCluster
from snmp_tools import Snmptrapd, wait_for
from support import stage

PROGRAM = stage.path("/usr/lib/mmm-ha/mmm_alert")
ENGINE = "0x80001f88046d6d6d2d68613a6e6f6465"
AUTH, PRIVACY = "S3cret-auth-password", "S3cret-privacy-password"
USERS = (f'createUser informed SHA-256 "{AUTH}" AES "{PRIVACY}"\nauthUser log informed priv\n'
         f'createUser -e {ENGINE} trapped SHA "{AUTH}" AES "{PRIVACY}"\nauthUser log trapped priv\n')


class AlertTest(unittest.TestCase):
    def setUp(self):
        self.cluster = CannedCluster(self)
        os.mkdir(self.cluster.path("memory"))
        self.change_now("M2")
        self.receiver = Snmptrapd(self, self.cluster.folder, USERS)
        address = f"address=127.0.0.1:{self.receiver.port}\n"
        user = f"auth_password={AUTH}\nprivacy_password={PRIVACY}\n"
        self.settings(
            f"[nms]\n{address}version=2c\ncommunity=public\n"
            f"[acknowledged]\n{address}version=2c\ncommunity=public\ntype=inform\n"
            f"[informed]\n{address}version=3\nuser=informed\n{user}"
            f"[trapped]\n{address}version=3\ntype=trap\nuser=trapped\nauth_protocol=SHA\nengine_id={ENGINE}\n{user}"
            f"[wrong]\n{address}version=3\nuser=informed\nauth_password=not-the-password\n"
            "[silent]\naddress=127.0.0.1:9\nversion=3\nuser=informed\nauth_password=whatever-it-is\n")

    def change_now(self, host, state=None):
        """The host has published a state just now."""
        with open(self.cluster.path("status"), encoding="utf-8") as file:
            text = file.read()
        at = text.index(f'<node name="{host}">', text.index("<node_attributes>"))
        end = text.index("</node>", at)
        part = re.sub(r'<attribute name="mmm-state-mysql" value="(\w+)"/>',
                      lambda found: f'<attribute name="mmm-state-mysql" value="{state or found[1]}"/>'
                                    f'<attribute name="mmm-since-mysql" value="{int(time.time())}"/>', text[at:end])
        self.cluster.write("status", text[:at] + part + text[end:])

    def settings(self, text, mode=0o640):
        self.cluster.write("alert.cnf", text, mode)

    def call(self, kind, recipient="nms", **variables):
        env = {**self.cluster.env, "settings": self.cluster.path("alert.cnf"), "CRM_alert_kind": kind,
               "MMM_ALERT_MEMORY": self.cluster.path("memory"), "CRM_alert_recipient": recipient,
               **{f"CRM_alert_{name}": str(value) for name, value in variables.items()}}
        return stage.run([PROGRAM], env=env)

    def attribute(self, name, value, recipient="nms", node="M2"):
        return self.call("attribute", recipient, node=node, attribute_name=f"mmm-{name}-mysql", attribute_value=value)

    def received(self, count):
        wait_for(f"{count} notifications: {self.receiver.daemon.said()}", lambda: len(self.receiver.traps()) >= count)
        return self.receiver.traps()


class Sending(AlertTest):
    def test_a_state_is_told_in_every_way_that_there_is(self):
        for number, recipient in enumerate(("nms", "acknowledged", "informed", "trapped"), 1):
            done = self.attribute("state", "REPLICATION_FAIL", recipient)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""), recipient)
            name, line = self.received(number)[-1]
            self.assertEqual(name, "mmmHostStateChanged", recipient)
            for part in ("mmmEventResource.0 = STRING: mysql", "mmmEventHost.0 = STRING: M2",
                         "mmmEventState.0 = INTEGER: replicationFail(5)"):
                self.assertIn(part, line)

    def test_traps_of_version_3_are_believed_again_after_a_moment(self):
        """Each run begins anew, and a receiver refuses an engine whose clock goes back."""
        for number, state in enumerate(("ONLINE", "REPLICATION_DELAY"), 1):
            self.attribute("state", state, "trapped")
            self.received(number)

    def test_what_fails_is_told_without_secrets_and_does_not_hang(self):
        for recipient, reason in (("wrong", "could not send to"), ("silent", "could not send to"), ("nobody", "[nobody]")):
            begun = time.monotonic()
            done = self.attribute("state", "ONLINE", recipient)
            self.assertLess(time.monotonic() - begun, 15)
            self.assertEqual(done.returncode, 1, recipient)
            self.assertIn(reason, done.stderr)
            self.assertNotIn("S3cret", done.stderr + done.stdout)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertEqual(self.receiver.traps(), [])

    def test_settings_that_anybody_may_read_are_refused(self):
        self.settings("[nms]\naddress=127.0.0.1\nversion=2c\ncommunity=S3cret\n", 0o644)
        done = self.attribute("state", "ONLINE")
        self.assertEqual(done.returncode, 1)
        self.assertIn("chmod 640", done.stderr)


class Telling(AlertTest):
    def test_a_check_that_fails_and_recovers_is_told_once_each(self):
        now = int(time.time())
        passed = "ping=1,5,OK;mysql=1,5,OK;rep_threads=1,5,OK;rep_backlog=1,5,OK"
        failed = passed.replace("rep_threads=1,5,OK", f"rep_threads=0,{now},ERROR: Replication is broken")
        for value in (passed, failed, failed, passed.replace("rep_threads=1,5", f"rep_threads=1,{now}")):
            self.assertEqual(self.attribute("checks", value).returncode, 0)
        self.attribute("state", "ONLINE")
        told = self.received(3)
        self.assertEqual([name for name, _ in told], ["mmmCheckFailed", "mmmCheckRecovered", "mmmHostStateChanged"])
        self.assertIn("mmmEventCheck.0 = INTEGER: repThreads(3)", told[0][1])
        self.assertIn("mmmEventReason.0 = STRING: ERROR: Replication is broken", told[0][1])

    def test_a_state_is_told_once_and_an_old_one_not_at_all(self):
        for _ in range(2):
            self.attribute("state", "REPLICATION_FAIL")
        self.attribute("state", "ONLINE", node="M1")  # since yesterday
        self.attribute("state", "REPLICATION_DELAY")
        states = [re.search(r"mmmEventState\.0 = INTEGER: (\w+)", line)[1] for _, line in self.received(2)]
        self.assertEqual(states, ["replicationFail", "replicationDelay"])

    def test_each_recipient_is_told_of_the_same_check(self):
        failed = f"mysql=0,{int(time.time())},ERROR: no"
        for recipient in ("nms", "acknowledged"):
            self.attribute("checks", failed, recipient)
        self.assertEqual([name for name, _ in self.received(2)], ["mmmCheckFailed"] * 2)

    def test_a_move_is_told_with_what_the_history_knows_of_it(self):
        now = int(time.time() * 1000)
        self.cluster.write("mysql-mysql.history", f"move number=2 time={now} kind=planned who=root from=M1 to=M2 "
                           "closed= opened=0-1-9 interruption=234\n")
        self.call("resource", node="M2", rsc="mysql", task="promote", rc=0, desc="ok")
        name, line = self.received(1)[0]
        self.assertEqual(name, "mmmWriterMoved")
        for part in ("mmmEventHost.0 = STRING: M2", "mmmEventFrom.0 = STRING: M1",
                     "mmmEventMoveKind.0 = INTEGER: planned(2)", "mmmEventInterruption.0 = Gauge32: 234 milliseconds"):
            self.assertIn(part, line)

    def test_a_refusal_is_told_with_the_agents_reason(self):
        self.cluster.is_in("refused")
        with open(self.cluster.path("status"), encoding="utf-8") as file:
            failure = re.search(r'<failure [^>]*task="promote"[^>]*>', file.read())[0]
        host = re.search(r' node="([^"]+)"', failure)[1]
        self.call("resource", node=host, rsc="mysql", task="promote", rc=1, desc="error")
        name, line = self.received(1)[0]
        self.assertEqual(name, "mmmMoveRefused")
        self.assertRegex(line, r"mmmEventReason\.0 = STRING: \S.{20,}")

    def test_a_quarantine_is_told_when_the_host_has_published_it(self):
        reason = "M2 has transactions that the writer M1 lacks: 0-2-7; it does not replicate"
        self.change_now("M2", "AWAITING_RECOVERY")
        self.attribute("reason", "waits for auto_set_online (60 s)")
        for _ in range(2):  # Pacemaker says everything again whenever any host writes the attribute
            self.attribute("reason", reason)
        self.attribute("state", "AWAITING_RECOVERY")
        self.assertEqual([name for name, _ in self.received(2)], ["mmmHostQuarantinedNow", "mmmHostStateChanged"])
        told = self.received(2)
        self.assertIn(f"mmmEventReason.0 = STRING: {reason}", told[0][1])

    def test_other_alerts_cost_nothing(self):
        self.cluster.write("alert.cnf", "nonsense", 0o640)  # is not even read
        for variables in ({"kind": "resource", "rsc": "writer", "task": "start", "rc": 0},
                          {"kind": "attribute", "attribute_name": "master-mysql", "attribute_value": "1000"},
                          {"kind": "fencing", "desc": "reboot"}, {"kind": "node", "desc": "member"}):
            done = self.call(variables.pop("kind"), node="M2", **variables)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(self.cluster.looks(), 0)


if __name__ == "__main__":
    unittest.main()
