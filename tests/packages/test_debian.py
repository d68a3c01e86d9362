# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The Debian packages: as policy has them, and installed, upgraded, removed and purged in a clean Debian."""
import glob
import os
import re
import shutil
import tempfile
import unittest

import packages
import root
from root import Root, root_over, run

CREDENTIALS = "/etc/mmm-ha/credentials.cnf"
# What the agents leave on a host, a password, and a database that is nobody's business.
USED = f"""umask 077; echo secret >{CREDENTIALS}; echo secret >/etc/mmm-ha/monitor.cnf; echo secret >/etc/mmm-ha/alert.cnf; mkdir -p /run/mmm-ha /var/lib/mysql
echo x >/run/mmm-ha/mysql-mysql.state; echo x >/var/lib/mmm-ha/mysql-mysql.history; echo x >/var/lib/mmm-ha/mysql-mysql.history.lock
echo data >/var/lib/mysql/ibdata1"""
# A host that runs systemd, as far as packages' scripts ask, which lets services be started, and keeps what it was told.
WITH_SYSTEMD = """mkdir -p /run/systemd/system; rm /usr/sbin/policy-rc.d
printf '#!/bin/sh\\necho "$@" >>/srv/systemctl\\n' >/usr/bin/systemctl; chmod 755 /usr/bin/systemctl; : >/srv/systemctl"""
MMM_MONITOR = {"usr/sbin/mmm_control": "#!/bin/sh\necho of MMM\n"}


class Packages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.debs = packages.debs()
        cls.folder = tempfile.mkdtemp(prefix="mmm-packages-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)


class TheDebianPackages(Packages):
    def test_lintian_has_nothing_to_say(self):
        changes = glob.glob(os.path.join(root.OUTPUT, "deb", "*.changes"))
        self.assertEqual(len(changes), 1, changes)
        said = run(["lintian", "--allow-root", "--show-overrides", "-EvIL", "+pedantic", *changes]).splitlines()
        found = [line for line in said if line[:2] not in ("N:", "O:")]
        if packages.STAGED:
            found = [line for line in found if ": hardening-no-" not in line]
        self.assertEqual(found, [])
        self.assertIn("O: mmm-ha-resource-agents: spare-manual-page [usr/share/man/man8/mmm_mond.8.gz]", said)

    def test_have_the_projects_version(self):
        for name, deb in self.debs.items():
            self.assertEqual(run(["dpkg-deb", "--field", deb, "Version"]).strip(), packages.version(), name)

    def test_none_starts_stops_or_restarts_what_serves(self):
        """An upgrade under a running cluster touches no server: at most what watches it is restarted."""
        for name, deb in self.debs.items():
            for script, text in packages.scripts(deb).items():
                acted = [line for line in text.splitlines() if re.search(r"systemctl|invoke|service|kill", line)
                         and not line.lstrip().startswith("#")]
                others = [line for line in acted if re.search(r"mysql|mariadb|pacemaker|corosync|pcsd", line)]
                self.assertEqual(others, [], f"{name} {script}")
                if name not in ("mmm-ha-snmp", "mmm-ha-metrics"):
                    self.assertEqual(acted, [], f"{name} {script}")


class InACleanDebian(Packages):
    @classmethod
    def setUpClass(cls):
        if os.geteuid() != 0:
            raise unittest.SkipTest("needs root, for a root of its own")
        super().setUpClass()
        cls.base = root.base(cls.debs.values())
        cls.older = [packages.repack(deb, cls.folder, "0.0.9") for deb in cls.debs.values()]
        cls.installed = Root(cls.base)
        cls.addClassCleanup(cls.installed.close)
        cls.before = cls.installed.files()
        cls.told = cls.installed.install(cls.debs.values())

    def test_all_files_are_there_as_packed(self):
        there = self.installed.files()
        for name, deb in self.debs.items():
            for path, (mode, owner) in packages.deb_files(deb).items():
                if path and not re.match(root.BOOKKEEPING, path):
                    path = re.sub(r"^/lib/", "/usr/lib/", path)
                    self.assertIn(path, there, name)
                    if mode[0] != "l":
                        self.assertEqual(there[path].split()[2], owner.replace("/", ":"), path)

    def test_passwords_and_state_have_their_folders(self):
        there = self.installed.files()
        self.assertEqual((there["/etc/mmm-ha"], there["/var/lib/mmm-ha"]), ("d 755 root:root", "d 755 root:root"))

    def test_the_programs_run_with_what_the_packages_depend_on(self):
        with root_over(self.installed) as host:
            for program in ("mmm_control", "mmm_config", "fence_mmm", "mmm_agentx", "mmm_metrics"):
                self.assertEqual(host.run(program, "--version"), f"{program} {packages.version()}\n")
            for agent in ("mysql", "vip"):
                self.assertIn(f'<resource-agent name="{agent}" version="{packages.version()}">',
                              host.run(f"/usr/lib/ocf/resource.d/mmm/{agent}", "meta-data"))
                self.assertIn("<longdesc", host.run("crm_resource", "--show-metadata", f"ocf:mmm:{agent}"))
            self.assertNotIn("not found", host.shell("ldd /usr/lib/mmm-ha/mmm_mond /usr/sbin/mmm_* /usr/lib/ocf/resource.d/mmm/*"))

    def test_an_upgrade_keeps_what_a_host_knows(self):
        with root_over(self.base) as host:
            host.install(self.older)
            host.shell(USED)
            self.assertIn("0.0.9", host.run("dpkg-query", "--show", "mmm-ha-resource-agents"))
            before = host.files()
            told = host.install(self.debs.values())
            self.assertIn(f"Unpacking mmm-ha-resource-agents ({packages.version()}) over (0.0.9)", told)
            self.assertEqual(host.files(), before)
            self.assertEqual(host.run("cat", CREDENTIALS), "secret\n")
            self.assertEqual(host.run("mmm_control", "--version"), f"mmm_control {packages.version()}\n")

    def told_systemd(self, host, change):
        """What the packages' scripts asked systemd for, apart from reading its units again."""
        host.shell(": >/srv/systemctl")
        change()
        return sorted(line for line in host.run("cat", "/srv/systemctl").splitlines() if line != "--system daemon-reload")

    def test_an_upgrade_restarts_what_watches_if_it_runs_and_nothing_else(self):
        with root_over(self.base) as host:
            host.shell(WITH_SYSTEMD)
            self.assertEqual(self.told_systemd(host, lambda: host.install(self.older)), [])
            self.assertEqual(self.told_systemd(host, lambda: host.install(self.debs.values())),
                             ["try-restart mmm-agentx.service",
                              "try-restart mmm-metrics-listener.service mmm-metrics.service mmm-metrics.timer"])

    def test_a_removal_stops_what_watches_and_nothing_else(self):
        with root_over(self.installed) as host:
            host.shell(WITH_SYSTEMD)
            self.assertEqual(self.told_systemd(host, lambda: host.run("dpkg", "--remove", *self.debs)),
                             ["stop mmm-agentx.service", "stop mmm-metrics.timer mmm-metrics-listener.service mmm-metrics.service"])

    def test_a_removed_package_keeps_passwords_and_state(self):
        with root_over(self.installed) as host:
            host.shell(USED)
            host.run("dpkg", "--remove", *self.debs)
            there = host.files()
            self.assertEqual(there[CREDENTIALS], "f 600 root:root")
            self.assertIn("/var/lib/mmm-ha/mysql-mysql.history", there)
            self.assertNotIn("/usr/sbin/mmm_control", there)

    def test_a_purge_leaves_nothing_but_the_database(self):
        with root_over(self.installed) as host:
            host.shell(USED)
            host.run("dpkg", "--purge", *self.debs)
            there = host.files()
            added = {path for path in there if path not in self.before}
            self.assertEqual(added, {"/var/lib/mysql", "/var/lib/mysql/ibdata1"})
            self.assertEqual({path for path in self.before if path not in there}, set())

    def test_a_purge_keeps_transactions_that_were_set_apart(self):
        with root_over(self.installed) as host:
            host.shell("mkdir -p /var/lib/mmm-ha/archive/mysql /var/lib/mmm-ha/archive/empty; echo x >/var/lib/mmm-ha/archive/mysql/1")
            self.assertIn("kept /var/lib/mmm-ha/archive", host.run("dpkg", "--purge", *self.debs))
            there = host.files()
            self.assertIn("/var/lib/mmm-ha/archive/mysql/1", there)
            self.assertNotIn("/var/lib/mmm-ha/archive/empty", there)

    def test_mmm_compat_takes_the_place_of_mmms_monitor(self):
        monitor = packages.make_deb(self.folder, "mysql-mmm-monitor", MMM_MONITOR)
        with root_over(self.base) as host:
            host.install([monitor])
            self.assertEqual(host.run("mmm_control"), "of MMM\n")
            told = host.install([self.debs["mmm-ha-mmm-compat"]])
            self.assertRegex(told, r"The following packages will be REMOVED:\s+mysql-mmm-monitor")
            self.assertEqual(host.run("mmm_control", "--version"), f"mmm_control {packages.version()}\n")
            with self.assertRaisesRegex(AssertionError, "conflict"):
                host.run("dpkg", "--install", *host.put(monitor))


if __name__ == "__main__":
    unittest.main()
