# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The RPMs: as rpmlint wants them, and with the files of the Debian packages."""
import glob
import os
import re
import unittest

import packages
import root
from root import run

FOLDER = os.path.dirname(os.path.realpath(__file__))
# Where each distribution keeps licences, documents, the checks of its own tools, and the identities of programs.
OF_A_DISTRIBUTION = r"/usr/(share/(doc|licenses|lintian)|lib/\.build-id)(/|$)"


def files(listed):
    """path -> (mode, owner), under the names that are the same everywhere; of directories those that are ours."""
    found = {re.sub(r"^/lib/", "/usr/lib/", path): what for path, what in listed.items()}
    return {path: what for path, what in found.items() if not re.match(OF_A_DISTRIBUTION, path)
            and (what[0][0] != "d" or path in ("/etc/mmm-ha", "/var/lib/mmm-ha"))}


class TheRpms(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.debs, cls.rpms = packages.debs(), packages.rpms()

    def test_are_split_as_the_debian_packages(self):
        self.assertIn("mmm-ha-resource-agents", self.rpms)
        self.assertEqual(list(self.rpms), list(self.debs))

    def test_have_the_files_of_the_debian_packages(self):
        for name, rpm in self.rpms.items():
            with self.subTest(name):
                ours = files(packages.rpm_files(rpm))
                self.assertEqual(ours, files(packages.deb_files(self.debs[name])))
                self.assertTrue(ours or name == "mmm-ha")

    def test_rpmlint_has_nothing_to_say(self):
        sources = glob.glob(os.path.join(root.OUTPUT, "rpm", "*.src.rpm"))
        said = run(["rpmlint", "--config", os.path.join(FOLDER, "rpmlint.toml"), *self.rpms.values(), *sources])
        self.assertRegex(said, rf"{len(self.rpms) + 1} packages and 0 specfiles checked; 0 errors, 0 warnings")

    def test_depend_on_each_other_in_the_same_way(self):
        wanted = set(run(["rpm", "-qp", "--requires", self.rpms["mmm-ha"]]).split())
        for name in packages.debs():
            if name != "mmm-ha":
                self.assertIn(name, wanted)

    def test_mmm_compat_takes_the_place_of_mmms_monitor(self):
        self.assertIn("mysql-mmm-monitor", run(["rpm", "-qp", "--conflicts", self.rpms["mmm-ha-mmm-compat"]]))


if __name__ == "__main__":
    unittest.main()
