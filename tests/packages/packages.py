# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The packages that tests/packages/build has made, and others made of them or in their likeness."""
import glob
import os
import re
import subprocess

from root import OUTPUT, REPOSITORY, run, write

# tests/packages/build --stage packs programs that were compiled for the lab, without Debian's flags.
STAGED = os.path.isdir(os.path.join(OUTPUT, "stage"))


def version():
    with open(os.path.join(REPOSITORY, "CMakeLists.txt"), encoding="utf-8") as file:
        return re.search(r"^project\(\S+ VERSION (\S+)", file.read(), re.MULTILINE)[1]


def debs():
    """name -> file, without the debug symbols'."""
    found = {os.path.basename(path).split("_")[0]: path for path in glob.glob(os.path.join(OUTPUT, "deb", "*.deb"))}
    return {name: path for name, path in sorted(found.items()) if not name.endswith("-dbgsym")}


def rpms():
    """name -> file, without the sources."""
    found = glob.glob(os.path.join(OUTPUT, "rpm", "**", f"*-{version()}-*.rpm"), recursive=True)
    names = {os.path.basename(path).split(f"-{version()}-")[0]: path for path in found if not path.endswith(".src.rpm")}
    return dict(sorted(names.items()))


def deb_files(deb):
    """path -> (mode, owner) of the files and directories in a package."""
    listed = run(["dpkg-deb", "--contents", deb]).splitlines()
    parts = (line.split(None, 5) for line in listed)
    return {path.split(" -> ")[0].removeprefix(".").rstrip("/"): (mode, owner) for mode, owner, _, _, _, path in parts}


def rpm_files(rpm):
    listed = run(["rpm", "-qp", "--queryformat", "[%{FILENAMES} %{FILEMODES:perms} %{FILEUSERNAME}/%{FILEGROUPNAME}\n]", rpm])
    return {path: (mode, owner) for path, mode, owner in (line.split() for line in listed.splitlines() if line)}


def repack(deb, folder, version_):
    """The same package as another version."""
    unpacked = os.path.join(folder, os.path.basename(deb).split("_")[0])
    run(["dpkg-deb", "--raw-extract", deb, unpacked])
    control = os.path.join(unpacked, "DEBIAN", "control")
    with open(control, encoding="utf-8") as file:
        text = file.read()
    write(control, text.replace(f"= {version()})", f"= {version_})").replace(f"Version: {version()}", f"Version: {version_}"))
    return pack(unpacked, folder)


def make_deb(folder, name, files):
    """A package with some files, for roles that others play."""
    tree = os.path.join(folder, name)
    for path, text in {**files, "DEBIAN/control": f"Package: {name}\nVersion: 2.2.1-1\nArchitecture: all\n"
                                                  f"Maintainer: nobody <nobody@example.org>\nDescription: {name}\n"}.items():
        os.makedirs(os.path.dirname(os.path.join(tree, path)), exist_ok=True)
        write(os.path.join(tree, path), text, 0o755 if "/sbin/" in path else 0o644)
    return pack(tree, folder)


def pack(tree, folder):
    run(["dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, folder])
    name = os.path.basename(tree)
    return next(path for path in glob.glob(os.path.join(folder, f"{name}_*.deb")))


def scripts(deb):
    """name -> text of a package's maintainer scripts."""
    unpacked = subprocess.run(["dpkg-deb", "--ctrl-tarfile", deb], stdout=subprocess.PIPE, check=True).stdout
    names = ("preinst", "postinst", "prerm", "postrm")
    listed = subprocess.run(["tar", "-t"], input=unpacked, stdout=subprocess.PIPE, check=True).stdout.decode().split()
    return {name: subprocess.run(["tar", "-xO", f"./{name}"], input=unpacked, stdout=subprocess.PIPE, check=True).stdout.decode()
            for name in names if f"./{name}" in listed}
