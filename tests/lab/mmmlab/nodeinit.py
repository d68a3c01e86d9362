# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Process 1 of a node: makes the machine its own, starts the cluster, reaps children.

Started by the power switch inside new mount, pid, uts and ipc namespaces and the node's network
namespace. Its only argument is a JSON file (see boot.py). SIGKILL to it is a power failure.
"""
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time

ENV = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
       "HOME": "/run/home", "PCMK_logfacility": "none", "PCMK_logpriority": "info"}
# What systemd's tmpfiles would have made: (path, mode, owner, group)
RUN_DIRS = [
    ("/run/lock", 0o1777, "root", "root"), ("/run/user", 0o755, "root", "root"),
    ("/run/home", 0o700, "root", "root"), ("/run/netns", 0o755, "root", "root"),
    ("/run/resource-agents", 0o1755, "root", "root"), ("/run/crm", 0o750, "hacluster", "haclient"),
    ("/run/mysqld", 0o755, "mysql", "root"), ("/run/lab-power", 0o755, "root", "root"),
]


def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True, stdin=subprocess.DEVNULL)


def leave_the_host():
    """Nothing mounted here may show outside, and no namespace of a neighbour is kept alive."""
    mount("--make-rprivate", "/")
    with open("/proc/self/mountinfo", encoding="utf-8") as file:
        points = [line.split()[4] for line in file]
    for point in reversed(points):
        if point.startswith("/run/"):
            subprocess.run(["umount", "-l", point], check=False, stderr=subprocess.DEVNULL)
    mount("-t", "proc", "proc", "/proc")
    if os.path.exists("/proc/sysrq-trigger"):
        mount("--bind", "/dev/null", "/proc/sysrq-trigger")  # Pacemaker's panic would hit the host
    subprocess.run(["umount", "-l", "-R", "/sys"], check=False, stderr=subprocess.DEVNULL)
    mount("-t", "sysfs", "sysfs", "/sys")


def mount_own_trees(config):
    """Overlays keep the host's files readable and every change to ourselves."""
    for tree in config["overlays"]:
        for directory in (tree["upper"], tree["work"]):
            os.makedirs(directory, exist_ok=True)
        lower = ":".join(tree["lower"])
        mount("-t", "overlay", "overlay", tree["target"],
              "-o", f"lowerdir={lower},upperdir={tree['upper']},workdir={tree['work']}")
    for bind in config["binds"]:
        if not os.path.isdir(bind["target"]):
            os.makedirs(bind["target"])
        mount("--bind", bind["source"], bind["target"])
    disk = config["disk"]
    if os.path.exists(disk["source"]):
        mount("-t", "ext4", "-o", "loop", disk["source"], disk["target"])


def mount_volatile(config):
    """What a reboot forgets."""
    for target, mode in (("/run", "755"), ("/dev/shm", "1777")):
        mount("-t", "tmpfs", "-o", f"mode={mode},size=256m", "tmpfs", target)
    for path, mode, owner, group in RUN_DIRS:
        os.mkdir(path)
        os.chmod(path, mode)
        try:
            shutil.chown(path, owner, group)
        except LookupError:
            pass  # the package that brings this account is not installed
    mount("--bind", config["power_dir"], "/run/lab-power")


def hold_servers_down(config):
    """A server that was stopped stays stopped over a power cycle."""
    if os.path.exists(config["hold_mark"]):
        for program in config["server_programs"]:
            if os.path.exists(program):
                mount("--bind", config["held_program"], program)


def sign_on(path, host_pid):
    """Say which process this is, in a file that is locked as long as it runs (see Node.await_end)."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    fcntl.flock(fd, fcntl.LOCK_EX)
    os.write(fd, host_pid.encode())


def start(argv, log):
    """Start a daemon with its output in a file of /var/log."""
    os.makedirs(os.path.dirname(log), exist_ok=True)
    with open(log, "ab") as out:
        return subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=ENV,
                                cwd="/", start_new_session=True)


def start_cluster():
    """corosync, and pacemakerd as soon as corosync answers, like the boot of a real host."""
    corosync = start(["corosync", "-f"], "/var/log/cluster/corosync.out")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and corosync.poll() is None:
        asked = subprocess.run(["corosync-cmapctl", "-g", "totem.cluster_name"], check=False,
                               capture_output=True, stdin=subprocess.DEVNULL)
        if asked.returncode == 0:
            start(["pacemakerd", "-f"], "/var/log/pacemaker/pacemakerd.out")
            return
        time.sleep(0.05)
    raise RuntimeError("corosync did not come up, see /var/log/cluster/corosync.out")


def reap_for_ever():
    """Orphans become ours; without this a killed mysqld would stay a zombie and look alive."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            signal.sigwait({signal.SIGCHLD})


def main():
    host_pid = os.readlink("/proc/self")  # /proc is still the host's: this is our pid out there
    with open(sys.argv[1], encoding="utf-8") as file:
        config = json.load(file)
    os.chdir("/")
    os.umask(0o022)
    leave_the_host()
    socket.sethostname(config["hostname"])
    mount_own_trees(config)
    mount_volatile(config)
    hold_servers_down(config)
    sign_on(config["pid_file"], host_pid)
    if config["cluster"]:
        start_cluster()
    print("ready", flush=True)
    null = os.open("/dev/null", os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    reap_for_ever()


if __name__ == "__main__":
    try:
        main()
    except Exception as error:  # the one line the power switch passes on
        print(f"{type(error).__name__}: {error}", flush=True)
        sys.exit(1)
