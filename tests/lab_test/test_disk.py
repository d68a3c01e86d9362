# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A disk of a node's own, as far as no kernel is needed: what is refused, and what is told."""
import os
import tempfile
import types
import unittest
from unittest import mock

import lab_path  # noqa: F401
from mmmlab import boot, disk, topology
from mmmlab.base import LabError, write_file
from mmmlab.lab import Lab


class ADisk(unittest.TestCase):
    def setUp(self):
        base = tempfile.TemporaryDirectory()
        self.addCleanup(base.cleanup)
        self.lab = Lab("x", base.name)
        write_file(self.lab.path("topology.json"), topology.dumps(topology.build(["M1", "M2"])))
        self.folder = self.lab.path("data")
        os.makedirs(self.folder)
        self.node = types.SimpleNamespace(lab=self.lab, name="M2", root=lambda _path: self.folder)
        self.ioctl = mock.patch.object(disk.fcntl, "ioctl").start()
        self.thaw = mock.patch.object(disk, "_thaw").start()
        self.kill = mock.patch.object(disk.procs, "kill_nested_in").start()
        self.addCleanup(mock.patch.stopall)

    def mounted(self, device=None):
        """As if the image was mounted where the node has its data, by a device of this number."""
        number = os.stat(self.folder).st_dev if device is None else device
        mock.patch.object(disk, "_devices", lambda _image: ["/dev/loop7"]).start()
        stat = os.stat
        mock.patch.object(disk.os, "stat", lambda path, **options: types.SimpleNamespace(st_rdev=number)
                          if path == "/dev/loop7" else stat(path, **options)).start()

    def refused(self, action, why):
        with self.assertRaises(LabError) as caught:
            action(self.node)
        self.assertIn(why, str(caught.exception))

    def test_that_is_not_the_nodes_own_is_never_touched(self):
        for _ in ("no image", "another file system is mounted over it"):
            for action in (disk.stall, disk.fail, disk.mend):
                self.refused(action, "M2 has no disk of its own")
            self.mounted(device=1)
        self.ioctl.assert_not_called()
        self.thaw.assert_not_called()

    def test_is_stalled_until_it_is_mended(self):
        self.mounted()
        disk.stall(self.node)
        self.assertEqual(self.ioctl.call_args.args[1], disk.FIFREEZE)
        self.assertEqual(disk.describe(self.lab), ["M2: its disk is stalled"])
        self.refused(disk.stall, "is stalled")
        self.refused(disk.fail, "is stalled")
        disk.mend(self.node)
        self.thaw.assert_called_once()
        self.assertEqual(disk.describe(self.lab), [])
        self.refused(disk.mend, "no fault")

    def test_that_failed_needs_a_power_cycle(self):
        self.mounted()
        disk.fail(self.node)
        self.assertEqual(disk.describe(self.lab), ["M2: its disk has failed"])
        self.refused(disk.mend, "power cycle")
        self.refused(disk.stall, "has failed")
        disk.power_lost(self.lab, "M2")
        self.assertEqual(disk.describe(self.lab), [])

    def test_has_no_fault_that_the_kernel_refused(self):
        self.mounted()
        self.ioctl.side_effect = OSError(16, "busy")
        with self.assertRaises(OSError):
            disk.stall(self.node)
        self.assertEqual(disk.fault(self.lab, "M2"), "")

    def test_is_thawed_at_a_loss_of_power_after_everything_was_killed(self):
        self.mounted()
        calls = mock.Mock()
        calls.attach_mock(self.kill, "kill")
        calls.attach_mock(self.thaw, "thaw")
        disk.end_stall(self.lab, "M2")
        disk.stall(self.node)
        disk.end_stall(self.lab, "M1")
        disk.end_stall(self.lab, "M2")
        self.assertEqual([call[0] for call in calls.mock_calls], ["kill", "thaw"])

    def test_that_is_still_mounted_is_waited_for(self):
        write_file(f"{boot.disk_image(self.lab, 'M2')}.new", "")
        self.mounted()
        with mock.patch.object(disk, "FREE_SECONDS", 0.01), self.assertRaises(LabError) as caught:
            disk.await_free(self.lab, "M2")
        self.assertIn("M2/disk.img.new is behind /dev/loop7", str(caught.exception))
        disk.await_free(self.lab, "M1")


if __name__ == "__main__":
    unittest.main()
