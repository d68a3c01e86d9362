# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A clean Debian to install packages in: a tree that is made once, and what is done to it in layers of their own."""
import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import tempfile

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
OUTPUT = os.environ.get("MMM_PACKAGES_OUTPUT") or os.path.join(REPOSITORY, "build", "packages")
NO_SERVICES = "#!/bin/sh\nexit 101\n"
BARE = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/root", "DEBIAN_FRONTEND": "noninteractive"}
# In a mount namespace of its own, so that nothing stays mounted, whatever becomes of the program.
ENTER = """set -e
if [ "$2" ]; then mount -t overlay overlay -o "lowerdir=$1,upperdir=$2,workdir=$3" "$4"; fi
mount -t proc proc "$4/proc"
mount -t tmpfs tmpfs "$4/dev"
for device in null zero random urandom tty; do : >"$4/dev/$device"; mount --bind "/dev/$device" "$4/dev/$device"; done
root=$4; shift 4; exec chroot "$root" "$@"
"""


def run(argv, **options):
    """Runs a program and gives what it printed, on both streams; it has to succeed."""
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(argv[:12])}: exit {done.returncode}: {done.stdout[-3000:]}")
    return done.stdout


def chroot(lower, upper, work, root, *argv):
    """Runs a program in a root: of its own, or of layers over others."""
    return run(["unshare", "--mount", "--propagation", "private", "--", "sh", "-c", ENTER, "sh",
                lower, upper, work, root, *argv], env={**BARE, **proxies()})


def proxies():
    return {name: value for name, value in os.environ.items() if name.endswith("_proxy")}


def mirror():
    """(address, codename) of the Debian that this machine's apt uses."""
    said = run(["apt-get", "indextargets", "--format", "$(ORIGIN)/$(LABEL) $(REPO_URI) $(CODENAME)", "Created-By: Packages"])
    for origin, address, codename in (line.split() for line in said.splitlines() if line.count(" ") == 2):
        if origin == "Debian/Debian" and not codename.endswith("-updates"):
            return address, codename
    raise AssertionError("no Debian mirror among the machine's apt sources (apt-get update?)")


def dependencies(debs):
    """What others have to bring for these packages, in apt's words."""
    fields = (run(["dpkg-deb", "--field", deb, "Depends"]).strip() for deb in debs)
    wanted = {word.strip() for field in fields for word in field.split(",")}
    return ", ".join(sorted(word for word in wanted if word and not word.startswith("mmm-ha")))


def base(debs, besides=""):
    """The tree with Debian's least, what the packages depend on, and others; made when there is none yet, or it takes others."""
    address, codename = mirror()
    wanted = ", ".join(filter(None, (dependencies(debs), besides)))
    key = hashlib.sha256(f"{codename} {wanted}".encode()).hexdigest()[:12]
    tree = os.path.join(OUTPUT, f"root-{key}")
    os.makedirs(OUTPUT, exist_ok=True)
    with open(os.path.join(OUTPUT, "root.lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.isdir(tree):
            make_base(tree, address, codename, wanted)
    return tree


def make_base(tree, address, codename, wanted):
    debootstrapped, new = os.path.join(OUTPUT, f"debootstrap-{codename}.tar"), f"{tree}.new"
    shutil.rmtree(new, ignore_errors=True)
    if not os.path.exists(debootstrapped):
        run(["debootstrap", "--variant=minbase", codename, new, address])
        run(["tar", "-C", new, "-cf", f"{debootstrapped}.new", "."])
        os.rename(f"{debootstrapped}.new", debootstrapped)
    else:
        os.makedirs(new)
        run(["tar", "-C", new, "-xpf", debootstrapped])
    write(os.path.join(new, "usr/sbin/policy-rc.d"), NO_SERVICES, 0o755)
    chroot("", "", "", new, "apt-get", "update", "-qq")
    chroot("", "", "", new, "apt-get", "satisfy", "-y", "-qq", "--no-install-recommends", wanted)
    chroot("", "", "", new, "apt-get", "clean")
    os.rename(new, tree)


def write(path, text, mode=0o644):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


class Root:
    """A root over a base, or over another one that nothing changes any more. Gone with close()."""

    def __init__(self, lower):
        self._lower = lower if isinstance(lower, str) else f"{lower._upper}:{lower._lower}"
        self._folder = tempfile.mkdtemp(prefix="root.", dir=OUTPUT)
        self._upper, self._work, self._mounted = (os.path.join(self._folder, name) for name in ("upper", "work", "mounted"))
        for path in (self._upper, self._work, self._mounted):
            os.makedirs(path)

    def close(self):
        shutil.rmtree(self._folder)

    def run(self, *argv):
        return chroot(self._lower, self._upper, self._work, self._mounted, *argv)

    def shell(self, script):
        return self.run("sh", "-ec", script)

    def put(self, *paths):
        """Copies files of this machine into /srv of the root, and gives their names there."""
        folder = os.path.join(self._upper, "srv")
        os.makedirs(folder, exist_ok=True)
        for path in paths:
            shutil.copy(path, folder)
        return [f"/srv/{os.path.basename(path)}" for path in paths]

    def install(self, debs, *options):
        return self.run("apt-get", "install", "-y", "-q", "--no-install-recommends", *options, *self.put(*debs))

    def files(self):
        """path -> kind, mode, owner of all that packages may be asked about."""
        listed = self.shell("find / -xdev ! -type d -printf '%p %y %m %u:%g\\n' -o -printf '%p %y %m %u:%g\\n'")
        found = dict(line.split(" ", 1) for line in listed.splitlines())
        return {path: what for path, what in found.items() if not re.match(BOOKKEEPING, path)}


# What apt, dpkg and the like remember, and where this test puts its packages.
BOOKKEEPING = r"/(dev|proc|sys|srv|tmp)(/|$)|/var/(cache|log|lib/(dpkg|apt|systemd))(/|$)|/etc/ld\.so\.cache|/var/backups"


@contextlib.contextmanager
def root_over(lower):
    made = Root(lower)
    try:
        yield made
    finally:
        made.close()
