# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A machine with systemd, in namespaces: the layers of a Root over another, booted."""
import os
import shutil
import subprocess
import time

from root import BARE, Root, run

# In the namespaces: what systemd expects to be mounted, and then systemd itself. Nothing but the loopback interface.
BOOT = """set -e
mount -t overlay overlay -o "lowerdir=$1,upperdir=$2,workdir=$3" "$4"; cd "$4"
mount -t proc proc proc; mount -t sysfs sysfs sys; mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs run; mount -t tmpfs -o mode=755 tmpfs dev; mkdir dev/pts dev/shm
mount -t tmpfs tmpfs dev/shm; mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts; ln -s pts/ptmx dev/ptmx
for device in null zero full random urandom tty; do : >dev/$device; mount --bind /dev/$device dev/$device; done
ln -s /proc/self/fd dev/fd; : >dev/console; ip link set lo up; hostname machine
mkdir -p host; pivot_root . host; umount -l host
exec env -i container=mmm-ha PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --log-target=console >/run/console 2>&1
"""
NAMESPACES = ("--mount", "--pid", "--uts", "--ipc", "--net", "--cgroup")
BOOT_LIMIT = 120  # seconds


class Machine(Root):
    """Its power is on until close(). Unlike in a Root, what is installed may start services."""

    def __init__(self, lower):
        super().__init__(lower)
        self.shell("rm -f /usr/sbin/policy-rc.d; echo '127.0.0.1 localhost machine' >/etc/hosts")
        self._power = subprocess.Popen(["unshare", *NAMESPACES, "--propagation", "private", "--fork", "--kill-child", "--",
                                        "sh", "-c", BOOT, "sh", self._lower, self._upper, self._work, self._mounted],
                                       stdin=subprocess.DEVNULL)
        # It says "degraded" when some unit of Debian's own is of no use here.
        self.wait_for("systemd", lambda: self.run_in("systemctl", "is-system-running") in ("running\n", "degraded\n"), BOOT_LIMIT)

    def close(self):
        self._power.kill()
        self._power.wait()
        super().close()

    def run(self, *argv):
        if not hasattr(self, "_power"):
            return super().run(*argv)
        return run(self._entered(argv), env=BARE)

    def put(self, *paths):
        folder = f"/proc/{self._init()}/root/srv"
        for path in paths:
            shutil.copy(path, folder)
        return [f"/srv/{os.path.basename(path)}" for path in paths]

    def run_in(self, *argv):
        """As run(), for programs that may fail: what they print, or nothing when there is no such machine yet."""
        if not self._init():
            return ""
        return subprocess.run(self._entered(argv), env=BARE, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                              stderr=subprocess.DEVNULL, check=False).stdout

    def wait_for(self, what, condition, limit=60):
        deadline = time.monotonic() + limit
        while not condition():
            if time.monotonic() > deadline or self._power.poll() is not None:
                raise AssertionError(f"no {what} within {limit} s; {self.run_in('journalctl', '--no-pager', '--lines=40')}")
            time.sleep(0.2)

    def _init(self):
        """The process that is number 1 in there, once it is systemd: 0 before that."""
        with open(f"/proc/{self._power.pid}/task/{self._power.pid}/children", encoding="utf-8") as file:
            found = file.read().split()
        if not found or os.readlink(f"/proc/{found[0]}/exe") != "/usr/lib/systemd/systemd":
            return 0
        return int(found[0])

    def _entered(self, argv):
        return ["nsenter", f"--target={self._init()}", *NAMESPACES, "--root", "--wd=/", "--", *argv]
