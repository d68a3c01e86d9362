# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A server of another release of Debian, unpacked with the loader and libraries of that release.

apt works with lists and a status of its own: the machine's are neither used nor changed. It takes
the mirror that the machine itself uses, and checks signatures as always.
"""
import dataclasses
import glob
import os
import re
import shutil

from .base import LabError, run, write_file

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
NEEDED = ("apt-get", "dpkg-deb", "patchelf")
UPDATE_SECONDS = 180
DOWNLOAD_SECONDS = 600
PROGRAM_SECONDS = 60
# What helper programs want and a server does not.
NOT_NEEDED = re.compile(r"perl|libperl|libgdbm|libdb5|mysql-common|mariadb-common")
UNREAD = ("doc", "man", "locale", "lintian", "bug")
ELF = b"\x7fELF"


@dataclasses.dataclass(frozen=True)
class DebianServer:
    """Packages of a suite, the first of which has the server. `alone` are unpacked without what
    they depend on."""
    suite: str
    series: str
    packages: tuple
    alone: tuple = ()
    needed = NEEDED

    def build(self, work, prefix):
        """Make in work/prefix what will be renamed to `prefix`."""
        if not os.path.exists(KEYRING):
            raise LabError(f"there is no {KEYRING} (package debian-archive-keyring)")
        apt = Apt(os.path.join(work, "apt"), self.suite)
        names = self._closure(apt)
        made = os.path.join(work, "prefix")
        for package in apt.download([*names, *self.alone]):
            run(["dpkg-deb", "-x", package, made], timeout=PROGRAM_SECONDS)
        for name in UNREAD:
            shutil.rmtree(os.path.join(made, "usr/share", name), ignore_errors=True)
        relocate(made, prefix)

    def _closure(self, apt):
        """The packages to unpack. A suite that moves on may have another version by now."""
        planned = apt.plan(self.packages)
        version = planned.get(self.packages[0], "nothing")
        if not re.match(rf"(\d+:)?{re.escape(self.series)}", version):
            raise LabError(f"{self.packages[0]} {self.series}* is not in {self.suite} any more: "
                           f"there is {version}")
        return [name for name in planned if not NOT_NEEDED.match(name)]


class Apt:
    """apt for one suite, on a machine on which nothing is installed."""

    def __init__(self, directory, suite):
        self._directory = directory
        for part in ("lists/partial", "cache/archives/partial", "debs"):
            os.makedirs(os.path.join(directory, part))
        write_file(self._path("status"), "")
        write_file(self._path("sources.list"),
                   f"deb [signed-by={KEYRING}] {debian_mirror()} {suite} main\n")
        self._run(["update", "-qq"], UPDATE_SECONDS)

    def _path(self, *parts):
        return os.path.join(self._directory, *parts)

    def _run(self, words, timeout, **kwargs):
        options = {"Dir::Etc::sourcelist": self._path("sources.list"),
                   "Dir::Etc::sourceparts": "-", "Dir::State::Lists": self._path("lists"),
                   "Dir::State::status": self._path("status"),
                   "Dir::State::extended_states": self._path("extended_states"),
                   "Dir::Cache": self._path("cache"), "Acquire::Languages": "none",
                   "APT::Install-Recommends": "0",
                   "APT::Update::Error-Mode": "any",   # a list that fails to come is an error
                   "APT::Sandbox::User": "root"}       # _apt may not be able to reach the directory
        settings = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        return run(["apt-get", *settings, *words], timeout=timeout, env=dict(os.environ, LC_ALL="C"),
                   shown=["apt-get", *words[:2]], **kwargs)

    def plan(self, packages):
        """{name: version} of the packages and all they depend on."""
        return planned(self._run(["install", "--simulate", "-qq", *packages], UPDATE_SECONDS).stdout)

    def download(self, names):
        """The .deb files of the packages."""
        self._run(["download", "-qq", *names], DOWNLOAD_SECONDS, cwd=self._path("debs"))
        return sorted(glob.glob(self._path("debs", "*.deb")))


def planned(said):
    """{name: version} that `apt-get --simulate` says it would install."""
    return dict(re.findall(r"^Inst (\S+) (?:\[\S+\] )?\((\S+)", said, re.MULTILINE))


def debian_mirror():
    """Where the machine gets Debian from."""
    said = run(["apt-get", "indextargets", "--format", "$(ORIGIN)/$(LABEL) $(REPO_URI)",
                "Created-By: Packages"], env=dict(os.environ, LC_ALL="C")).stdout
    for line in said.splitlines():
        origin, _, address = line.partition(" ")
        if origin == "Debian/Debian":
            return address
    raise LabError("no Debian mirror among the machine's apt sources (apt-get update?)")


def relocate(made, prefix):
    """Point every program at the loader and the libraries it will have at `prefix`. A run path of
    the old kind, as it holds for libraries of libraries and for plugins too."""
    libraries = glob.glob("usr/lib/*-linux-gnu*", root_dir=made)
    if len(libraries) != 1:
        raise LabError(f"the packages have {len(libraries)} directories of libraries, not one")
    for path in programs(made):
        loader = run(["patchelf", "--print-interpreter", path]).stdout.strip()
        if not os.path.exists(f"{made}/usr{loader}"):
            raise LabError(f"the packages lack the loader {loader} of {os.path.basename(path)}")
        run(["patchelf", "--set-interpreter", f"{prefix}/usr{loader}", "--force-rpath",
             "--set-rpath", f"{prefix}/{libraries[0]}", path], timeout=PROGRAM_SECONDS)


def programs(made):
    """The programs of a tree: its scripts and links left out."""
    found = []
    for path in sorted(glob.glob(f"{made}/usr/bin/*") + glob.glob(f"{made}/usr/sbin/*")):
        if os.path.isfile(path) and not os.path.islink(path):
            with open(path, "rb") as file:
                if file.read(4) == ELF:
                    found.append(path)
    return found
