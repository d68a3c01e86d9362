# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Getting a server that the host has not installed: once, into a directory outside the repository."""
import fcntl
import glob
import os
import re
import shutil
import tempfile

from .base import LabError, run
from .dialect import servers_directory

HIDDEN = ("/run", "/dev", "/proc", "/sys")  # where a node sees other files than the host


def ensure(kind):
    """Return the prefix of a kind of server, made now if it is not there. Any number of callers
    may come at once, and any may be killed: what has the final name is complete."""
    if not kind.origin or os.path.isdir(kind.prefix):
        return kind.prefix
    directory = servers_directory()
    if any(f"{directory}/".startswith(f"{tree}/") for tree in HIDDEN):
        raise LabError(f"MMM_LAB_SERVERS={directory}: nodes do not see what is there")
    missing = [p for p in kind.origin.needed if not shutil.which(p)]
    if missing:
        raise LabError(f"getting {kind.name}: not installed: {' '.join(missing)} "
                       "(tests/install-packages debian/tests/control:Depends)")
    os.makedirs(directory, exist_ok=True)
    with open(os.path.join(directory, f".{kind.name}.lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until the holder is done; given up when it dies
        if not os.path.isdir(kind.prefix):
            _make(kind, directory)
    return kind.prefix


def _make(kind, directory):
    start = f".{kind.name}.new-"
    for left in glob.glob(os.path.join(glob.escape(directory), f"{start}*")):
        shutil.rmtree(left, ignore_errors=True)  # of one who was killed; a child of it may still run
    work = tempfile.mkdtemp(prefix=start, dir=directory)
    try:
        kind.origin.build(work, kind.prefix)
        made = os.path.join(work, "prefix")
        found = version(made + kind.program, made)
        if not found.startswith(kind.origin.series):
            raise LabError(f"this is version {found}")
        os.rename(made, kind.prefix)
    except LabError as error:
        raise LabError(f"getting {kind.name}: {error}") from None
    finally:
        shutil.rmtree(work, ignore_errors=True)


def version(program, tree):
    """What a server says of itself. It is asked by way of its loader, as the tree is not yet where
    the program looks for it."""
    argv = [program, "--no-defaults", "--version"]
    loaders = glob.glob(f"{tree}/usr/lib64/ld-linux*") + glob.glob(f"{tree}/usr/lib/ld-linux*")
    if loaders:
        libraries = glob.glob(f"{tree}/usr/lib/*-linux-gnu*")
        argv = [loaders[0], "--library-path", ":".join(libraries), *argv]
    said = run(argv, shown=[os.path.basename(program), "--version"]).stdout
    match = re.search(r"\bVer (\d\S*)", said)
    return match[1] if match else said.strip() or "unknown"
