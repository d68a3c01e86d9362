# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""mmm_metrics with Prometheus' own checks, and everything that names a metric: rules, dashboard, documents."""
import http.client
import json
import os
import re
import socket
import stat
import subprocess
import tempfile
import time
import unittest

from canned_cluster import HISTORY, CannedCluster
from support import stage

PROGRAM = stage.path("/usr/sbin/mmm_metrics")
RULES = stage.path("/usr/share/mmm-ha/prometheus/mmm-ha.rules.yml")
DASHBOARD = stage.path("/usr/share/mmm-ha/grafana/mmm-ha.json")
METRIC = re.compile(r"\bmmm_[a-z_]+\b")


def table():
    return stage.run([PROGRAM, "--table"]).stdout


def known():
    return set(re.findall(r"^\| `(mmm_\w+)` \|", table(), re.MULTILINE))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class MetricsTest(unittest.TestCase):
    def setUp(self):
        self.cluster = CannedCluster(self)

    def run_it(self, *arguments):
        return stage.run([PROGRAM, *arguments], env=self.cluster.env)

    def sample(self, text, start):
        found = [line for line in text.splitlines() if line.startswith(start)]
        self.assertEqual(len(found), 1, f"{start}: {found}")
        return found[0].rsplit(" ", 1)[1]


class Printing(MetricsTest):
    def test_passes_prometheus_check_in_every_scene(self):
        self.cluster.write("mysql-mysql.history", HISTORY)
        for scene in ("healthy", "standby", "refused", "no-quorum", "maintenance", "fenced"):
            self.cluster.is_in(scene)
            text = self.run_it().stdout
            self.assertIn("mmm_cluster_reachable{", text)
            checked = stage.run(["promtool", "check", "metrics"], input=text)
            self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, ""), scene)

    def test_tells_writer_hosts_roles_and_moves(self):
        self.cluster.write("mysql-mysql.history", HISTORY)
        text = self.run_it().stdout
        self.assertEqual(self.sample(text, 'mmm_host_is_writer{resource="mysql",host="M2"}'), "1")
        self.assertEqual(self.sample(text, 'mmm_host_state{resource="mysql",host="M1",state="ONLINE"}'), "1")
        self.assertEqual(self.sample(
            text, 'mmm_role_address_info{resource="mysql",role="writer",address="192.168.0.70",host="M2"}'), "1")
        self.assertEqual(self.sample(text, "mmm_writer_moves_total"), "2")
        self.assertEqual(self.sample(text, "mmm_last_move_interruption_seconds"), "2.345")

    def test_of_a_dead_cluster_says_so_at_once(self):
        self.cluster.write("mysql-mysql.history", HISTORY)
        for scene in (self.cluster.dies, self.cluster.hangs):
            scene()
            begun = time.monotonic()
            text = self.run_it().stdout
            self.assertLess(time.monotonic() - begun, 10)
            self.assertEqual(self.sample(text, "mmm_cluster_reachable{"), "0")
            self.assertEqual(self.sample(text, "mmm_writer_moves_total"), "2")
            self.assertNotIn("mmm_host_state", text)

    def test_asks_no_server_without_an_account_and_says_why_when_the_file_is_open_to_all(self):
        done = self.run_it()
        self.assertNotIn("mmm_server_answers", done.stdout)
        self.assertEqual(done.stderr, "")
        self.cluster.write("monitor.cnf", "[mmm_monitor]\npassword=S3cret\n", 0o644)
        done = self.run_it()
        self.assertNotIn("mmm_server_answers", done.stdout)
        self.assertIn("chmod 640", done.stderr)
        self.assertNotIn("S3cret", done.stderr)

    def test_asks_the_servers_at_the_port_of_the_cluster(self):
        self.cluster.write("monitor.cnf", "[mmm_monitor]\npassword=S3cret\n", 0o640)
        self.cluster.change("status", "192.168.0.", "127.0.0.")
        self.assertIn("could not connect to 127.0.0.65:3306", self.run_it().stderr)
        masters = '<nvpair id="mysql-instance_attributes-masters"'
        self.cluster.change("configuration", masters, f'<nvpair id="port" name="replication_port" value="3307"/>{masters}')
        self.assertIn("could not connect to 127.0.0.65:3307", self.run_it().stderr)

    def test_refuses_what_it_does_not_understand(self):
        for arguments in (("--nonsense=1",), ("--max-age=soon",), ("--listen=0.0.0.0:9867",), ("--listen=127.0.0.1",),
                          ("--output",)):
            done = self.run_it(*arguments)
            self.assertEqual((done.returncode, done.stdout), (2, ""), arguments)
            self.assertRegex(done.stderr, r"\Ammm_metrics: .*\n\Z")


class WritingAFile(MetricsTest):
    def test_replaces_it_at_once_and_readable_by_all(self):
        path = self.cluster.path("mmm_ha.prom")
        self.cluster.write("mmm_ha.prom", "old\n", 0o600)
        before = os.stat(path).st_ino
        done = self.run_it("--output", path)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertNotEqual(os.stat(path).st_ino, before)
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o644)
        with open(path, encoding="utf-8") as file:
            self.assertIn("mmm_cluster_reachable", file.read())
        self.assertEqual([name for name in os.listdir(self.cluster.folder) if name.endswith(".new")], [])

    def test_says_when_it_cannot(self):
        done = self.run_it("--output=" + self.cluster.path("missing/mmm_ha.prom"))
        self.assertEqual(done.returncode, 1)
        self.assertIn('missing/mmm_ha.prom": No such file or directory', done.stderr)


class Listening(MetricsTest):
    def setUp(self):
        super().setUp()
        self.port = free_port()
        self.process = subprocess.Popen([PROGRAM, f"--listen=127.0.0.1:{self.port}", "--max-age=30"],
                                        env=self.cluster.env)
        self.addCleanup(self.process.wait)
        self.addCleanup(self.process.terminate)
        self.wait_until_it_listens()

    def wait_until_it_listens(self):
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except ConnectionRefusedError:
                time.sleep(0.02)
        self.fail("it does not listen")

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Content-Type"), answer.read().decode()

    def test_serves_the_metrics_and_looks_only_when_it_is_asked_and_what_it_knows_is_old(self):
        self.assertEqual(self.cluster.looks(), 0)
        status, kind, text = self.get("/metrics")
        self.assertEqual((status, kind), (200, "text/plain; version=0.0.4; charset=utf-8"))
        self.assertIn("mmm_cluster_quorate", text)
        self.assertEqual(self.get("/metrics")[2], text)
        self.assertEqual(self.cluster.looks(), 1)
        self.assertEqual(self.get("/")[0], 404)

    def test_is_not_held_up_by_a_client_that_says_nothing(self):
        with socket.create_connection(("127.0.0.1", self.port)):
            self.assertEqual(self.get("/metrics")[0], 200)


class Naming(unittest.TestCase):
    def test_rules_are_right_and_do_what_their_tests_say(self):
        checked = stage.run(["promtool", "check", "rules", RULES])
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        with open(os.path.join(os.path.dirname(__file__), "rules_test.yml"), encoding="utf-8") as file:
            tests = file.read().replace("RULES", RULES)
        with tempfile.NamedTemporaryFile("w", suffix=".yml", encoding="utf-8") as copy:
            copy.write(tests)
            copy.flush()
            tested = stage.run(["promtool", "test", "rules", copy.name])
        self.assertEqual(tested.returncode, 0, tested.stdout + tested.stderr)

    def test_every_rule_has_a_test(self):
        with open(RULES, encoding="utf-8") as file:
            rules = re.findall(r"- alert: (\w+)", file.read())
        with open(os.path.join(os.path.dirname(__file__), "rules_test.yml"), encoding="utf-8") as file:
            tests = file.read()
        fired = set(re.findall(r"alertname: (\w+)\n\s+exp_alerts", tests))
        self.assertEqual(set(rules), fired)

    def test_rules_name_metrics_that_there_are(self):
        with open(RULES, encoding="utf-8") as file:
            expressions = re.findall(r"expr: (?:>-\n)?((?:.*\n)+?)(?=\s+(?:for|labels):)", file.read())
        named = set(METRIC.findall("".join(expressions)))
        self.assertGreater(len(named), 8)
        self.assertEqual(named - known(), set())

    def test_the_dashboard_names_metrics_that_there_are(self):
        with open(DASHBOARD, encoding="utf-8") as file:
            dashboard = json.load(file)
        queries = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
        queries += [note["expr"] for note in dashboard["annotations"]["list"]]
        queries += [variable["query"]["query"] for variable in dashboard["templating"]["list"]
                    if variable["type"] == "query"]
        self.assertGreater(len(queries), 15)
        for query in queries:
            self.assertTrue(set(METRIC.findall(query)) and set(METRIC.findall(query)) <= known(), query)

    def test_the_dashboards_queries_are_understood_by_prometheus(self):
        with open(DASHBOARD, encoding="utf-8") as file:
            panels = json.load(file)["panels"]
        rules = [{"record": f"q{i}", "expr": target["expr"].replace("$resource", "mysql")}
                 for i, target in enumerate(target for panel in panels for target in panel["targets"])]
        with tempfile.NamedTemporaryFile("w", suffix=".yml", encoding="utf-8") as file:
            json.dump({"groups": [{"name": "dashboard", "rules": rules}]}, file)  # JSON is YAML
            file.flush()
            checked = stage.run(["promtool", "check", "rules", file.name])
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    def test_the_documents_have_the_table(self):
        with open(os.path.join(stage.REPOSITORY, "docs", "monitoring.md"), encoding="utf-8") as file:
            self.assertIn(f"<!-- mmm_metrics --table -->\n{table()}<!-- end -->", file.read())


if __name__ == "__main__":
    unittest.main()
