# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Getting servers: what is read from apt and from archives, and that only whole ones get a name."""
import io
import os
import tarfile
import tempfile
import threading
import unittest
from unittest import mock

import lab_path  # noqa: F401
from mmmlab import dialect, fetch, fetch_debian, fetch_npm
from mmmlab.base import LabError

SIMULATED = """\
Inst libc6 (2.41-1 Debian:unstable [amd64]) []
Inst perl-base (5.40.1-7 Debian:unstable [amd64])
Inst mysql-server-core [9.7.3-1] (9.7.4-2 Debian:unstable [amd64])
Conf libc6 (2.41-1 Debian:unstable [amd64])
"""


class Origin:
    """A server that is a single file. It can fail half-way."""

    needed = ("sh",)
    series = "1.2."

    def __init__(self, said="Ver 1.2.3 for tests", fails=False):
        self.said = said
        self.fails = fails
        self.builds = 0

    def build(self, work, _prefix):
        self.builds += 1
        os.mkdir(os.path.join(work, "prefix"))
        if self.fails:
            raise LabError("no network")
        with open(os.path.join(work, "prefix", "server"), "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\necho '{self.said}'\n")
        os.chmod(os.path.join(work, "prefix", "server"), 0o755)


class Kind(dialect.Dialect):
    program = "/server"


class Ensure(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        patch = mock.patch.dict(os.environ, {"MMM_LAB_SERVERS": self.folder})
        patch.start()
        self.addCleanup(patch.stop)

    def left(self):
        return sorted(name for name in os.listdir(self.folder) if not name.endswith(".lock"))

    def test_makes_a_server_once(self):
        kind = Kind("toy", Origin())
        self.assertEqual(fetch.ensure(kind), f"{self.folder}/toy")
        fetch.ensure(kind)
        self.assertEqual((kind.origin.builds, self.left()), (1, ["toy"]))

    def test_many_at_once_make_it_once(self):
        kind = Kind("toy", Origin())
        threads = [threading.Thread(target=fetch.ensure, args=(kind,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual((kind.origin.builds, self.left()), (1, ["toy"]))

    def test_a_failure_leaves_nothing_and_says_what(self):
        for origin, words in ((Origin(fails=True), "getting toy: no network"),
                              (Origin(said="Ver 2.0.1 for tests"), "this is version 2.0.1")):
            with self.assertRaisesRegex(LabError, words):
                fetch.ensure(Kind("toy", origin))
            self.assertEqual(self.left(), [])

    def test_what_a_killed_one_left_is_no_server(self):
        os.makedirs(f"{self.folder}/.toy.new-x/prefix/half")
        fetch.ensure(Kind("toy", Origin()))
        self.assertEqual(os.listdir(f"{self.folder}/toy"), ["server"])
        self.assertEqual(self.left(), ["toy"])

    def test_missing_programs_are_named(self):
        origin = Origin()
        origin.needed = ("sh", "no-such-program")
        with self.assertRaisesRegex(LabError, "not installed: no-such-program"):
            fetch.ensure(Kind("toy", origin))

    def test_where_nodes_do_not_see_it_is_refused(self):
        with mock.patch.dict(os.environ, {"MMM_LAB_SERVERS": "/run/x"}), \
                self.assertRaisesRegex(LabError, "nodes do not see"):
            fetch.ensure(Kind("toy", Origin()))

    def test_the_hosts_own_server_has_no_prefix(self):
        self.assertEqual(fetch.ensure(Kind("toy")), "")


class Debian(unittest.TestCase):
    def test_what_apt_would_install(self):
        self.assertEqual(fetch_debian.planned(SIMULATED), {
            "libc6": "2.41-1", "perl-base": "5.40.1-7", "mysql-server-core": "9.7.4-2"})

    def test_another_version_is_refused(self):
        plans = mock.Mock()
        plans.plan.return_value = {"a": "1:10.1.0-1", "perl-base": "5", "libc6": "2"}
        self.assertEqual(fetch_debian.DebianServer("s", "10.1.", ("a",))._closure(plans),
                         ["a", "libc6"])
        with self.assertRaisesRegex(LabError, "there is 1:10.1.0-1"):
            fetch_debian.DebianServer("s", "0.1.", ("a",))._closure(plans)


class Npm(unittest.TestCase):
    def unpacked(self, *members):
        with tempfile.TemporaryDirectory() as folder:
            archive = os.path.join(folder, "x.tgz")
            with tarfile.open(archive, "w:gz") as tar:
                for name, kind in members:
                    info = tarfile.TarInfo(name)
                    info.type, info.size = kind, 0
                    info.linkname = "/etc/passwd"
                    tar.addfile(info, io.BytesIO(b""))
            target = os.path.join(folder, "made")
            os.mkdir(target)
            fetch_npm.unpack(archive, target)
            return sorted(os.path.relpath(os.path.join(path, name), target)
                          for path, _, names in os.walk(target) for name in names)

    def test_the_server_without_its_data(self):
        self.assertEqual(self.unpacked(
            ("package/package.json", tarfile.REGTYPE), ("package/server/mysqld", tarfile.REGTYPE),
            ("package/server/share/a.sql", tarfile.REGTYPE),
            ("package/server/data/auto.cnf", tarfile.REGTYPE)), ["mysqld", "share/a.sql"])

    def test_nothing_leaves_the_target(self):
        for name, kind in (("package/server/../../../x", tarfile.REGTYPE),
                           ("package/server/link", tarfile.SYMTYPE)):
            with self.assertRaises(LabError):
                self.unpacked((name, kind))


if __name__ == "__main__":
    unittest.main()
