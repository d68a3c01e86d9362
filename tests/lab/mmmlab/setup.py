# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""lab up and lab down."""
import concurrent.futures
import os
import shutil
import subprocess

from . import (boot, cluster, conditions, configure, disk, fetch, firststart, network, power,
               procs, servers, template, topology)
from .base import CLEAN_ENV, Deadline, LabError, run, wait_until, write_file
from .lab import DEFAULT_BASE, NETNS_DIR, REPOSITORY
from .topology import CLIENT

FORM_SECONDS = 180
SETTLE_SECONDS = 180
NEEDED = ["ip", "nft", "nsenter", "unshare", "setpriv", "ping", "corosync", "pacemakerd", "pcs"]


def check_machine():
    if os.geteuid() != 0:
        raise LabError("the lab needs root (namespaces, mounts)")
    missing = [p for p in NEEDED if not shutil.which(p, path=CLEAN_ENV["PATH"])]
    if missing:
        raise LabError(f"not installed: {' '.join(missing)} (see tests/lab/README.md)")


def _refuse_place(lab):
    """Where a node mounts something of its own, its disk cannot be."""
    for tree in (*boot.OVERLAID, "/run", "/proc", "/sys", "/dev"):
        if f"{lab.dir}/".startswith(f"{tree}/"):
            raise LabError(f"MMM_LAB_DIR={lab.base}: a lab cannot live below {tree}")


def ensure_stage(lab):
    """Build the programs under test when there is no install tree of them yet."""
    if os.path.isdir(lab.stage):
        return
    builder = os.path.join(REPOSITORY, "tests", "build")
    if not os.path.exists(builder):
        raise LabError(f"there is no stage at {lab.stage} and no tests/build to make one")
    done = subprocess.run([builder], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          errors="replace", check=False)
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise LabError(f"tests/build failed (exit {done.returncode}): "
                       f"{lines[-1] if lines else 'no output'}")
    if not os.path.isdir(lab.stage):
        raise LabError(f"tests/build made no stage at {lab.stage}")


def _refuse_leftovers(lab):
    if lab.all_netns() or os.path.exists(lab.dir):
        raise LabError(f"lab '{lab.name}' exists already (lab down removes it)")


def _create_hosts(lab):
    boot.create_layer(lab)
    for name in (*lab.topology.names, CLIENT.name):
        boot.create_host(lab, name)
    cluster.write_corosync(lab)
    cluster.write_first_cib(lab)


def _power_on_everything(lab):
    """All at once: a first election among nodes that start together is the fast one."""
    with concurrent.futures.ThreadPoolExecutor() as pool:
        names = [*lab.topology.names, CLIENT.name]
        list(pool.map(lambda name: power.ask(lab, "plug", name), names))


def _wait_for_cluster(lab):
    def probe():
        seen = cluster.view(lab, lab.topology.names)
        if seen is None:
            return "no node answers crm_mon"
        if not seen.quorate:
            return "no quorum"
        absent = [name for name in lab.topology.names if not seen.online(name)]
        return f"not online: {' '.join(absent)}" if absent else None
    wait_until(probe, FORM_SECONDS, "forming the cluster", 0.2)


def _wait_until_settled(lab):
    """settled is content with servers that are down; here all of them have to be up."""
    deadline = Deadline(SETTLE_SECONDS)
    for name in lab.topology.names:
        conditions.wait(lab, f"mysqld={name}:up", deadline)
    if lab.topology.by_mmm_config:
        configure.set_online(lab, deadline)
    firststart.point_at_writer(lab, lab.topology.names, deadline)
    conditions.wait(lab, "settled", deadline)


def up(lab, wanted, configured, files=None):
    """files: MMM's, from which mmm_config makes the cluster."""
    check_machine()
    kind = servers.kind(wanted.server)
    with lab.exclusively("up"):
        _refuse_leftovers(lab)
        _refuse_place(lab)
        if configured:
            ensure_stage(lab)
        fetch.ensure(kind)
        os.makedirs(lab.dir)
        write_file(lab.path("topology.json"), topology.dumps(wanted))
        if files:
            files.keep(lab)
        network.create_switch(lab)
        _create_hosts(lab)
        template.create(lab)
        for host in wanted.nodes:
            template.furnish(lab, host)
        power.start_switch(lab)
        _power_on_everything(lab)
        _wait_for_cluster(lab)
        cluster.forget_first_cib(lab)
        if configured:
            configure.apply(lab)
            _wait_until_settled(lab)


def _umount_below(directory):
    """The lab mounts nothing outside its nodes; should something be there, it must not be
    emptied by the removal of the directory."""
    with open("/proc/self/mountinfo", encoding="utf-8") as file:
        points = [line.split()[4] for line in file]
    for point in reversed(points):
        if point.startswith(directory + "/"):
            run(["umount", "-l", point])


def down(lab):
    """Processes first (by namespace), then the namespaces, then the files."""
    if os.geteuid() != 0:
        raise LabError("the lab needs root (namespaces, mounts)")
    with lab.exclusively("down"):
        # The switch first: while it lives it would boot nodes that reboot.
        for netns in sorted(lab.all_netns(), key=lambda n: n != lab.netns("switch")):
            disk.end_stall(lab, netns.removeprefix(lab.netns_prefix))
            procs.kill_all_in(os.path.join(NETNS_DIR, netns))
        for netns in lab.all_netns():
            procs.kill_all_in(os.path.join(NETNS_DIR, netns))
            network.delete_namespace(netns)
        if os.path.isdir(lab.dir):
            disk.await_free(lab)
            _umount_below(lab.dir)
            shutil.rmtree(lab.dir)
        if lab.base == DEFAULT_BASE and os.path.isdir(lab.base) and not os.listdir(lab.base):
            os.rmdir(lab.base)
