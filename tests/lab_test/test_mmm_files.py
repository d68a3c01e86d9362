# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the lab makes of MMM's files."""
import unittest

import lab_path  # noqa: F401
from mmmlab import mmm_files, topology
from mmmlab.base import LabError

COMMANDS = """pcs property set stonith-enabled=true
pcs resource create mysql ocf:mmm:mysql masters="M2 M1" host_map="M1:192.168.0.65;M2:192.168.0.66" meta a=b promotable
pcs resource create writer ocf:mmm:vip ip=192.168.0.70
pcs resource create reader ocf:mmm:vip ip="192.168.0.71 192.168.0.72" clone clone-max=2
"""
CREDENTIALS = '[mmm_agent]\npassword = "a"\n\n[slave]\npassword = "s"\n'


class Files(unittest.TestCase):
    def test_become_a_topology(self):
        files = mmm_files.parse(COMMANDS, CREDENTIALS, {})
        wanted = files.applied_to(topology.build(files.names, files.masters))
        self.assertEqual((files.names, wanted.masters), (["M1", "M2"], ("M2", "M1")))
        self.assertEqual((wanted.accounts, wanted.by_mmm_config), (("mmm_agent", "slave"), True))
        self.assertEqual(topology.loads(topology.dumps(wanted)), wanted)

    def test_have_the_addresses_of_a_lab(self):
        for theirs, what in ((".66", "hosts"), (".70", "writer"), (".72", "readers")):
            files = mmm_files.parse(COMMANDS.replace(theirs, ".99"), CREDENTIALS, {})
            with self.assertRaisesRegex(LabError, f"the files' {what} have the addresses"):
                files.applied_to(topology.build(files.names, files.masters))

    def test_have_two_accounts(self):
        with self.assertRaisesRegex(LabError, "another one of replication"):
            mmm_files.parse(COMMANDS, '[one]\npassword = "a"\n', {})


if __name__ == "__main__":
    unittest.main()
