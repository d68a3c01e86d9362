# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""fence_mmm as the cluster's fencing device: MMM's kill_host program, believed only when the host is gone."""
import time

from cluster import ADDRESSES, WRITER_IP, ClusterTest, LabError, lab

KILL = '#!/bin/sh\necho "$1 $2" >>/var/log/kill_host\nexec /usr/sbin/fence_lab -o off -n "$1"\n'
ON = '#!/bin/sh\nexec /usr/sbin/fence_lab -o on -n "$1"\n'
LIE = '#!/bin/sh\nexit 0\n'


class FenceMmm(ClusterTest):
    lab_arguments = ("--durability", "lossless")  # a writer that is cut off acknowledges nothing by itself

    def setUp(self):
        super().setUp()
        for node in ADDRESSES:
            for name, text in (("kill_host", KILL), ("on_host", ON), ("lying_host", LIE)):
                self.run_on(node, "sh", "-c", 'printf "%s" "$1" >"$2" && chmod 755 "$2"', "sh", text, f"/usr/sbin/{name}")

    def use(self, program):
        """The device of the documentation in place of the lab's."""
        self.run_on("slave1", "pcs", "stonith", "delete", "power")
        self.run_on("slave1", "pcs", "stonith", "create", "kill", "fence_mmm", f"kill_program=/usr/sbin/{program}",
                    "on_program=/usr/sbin/on_host", "timeout=15",
                    "address_map=" + ";".join(f"{name}:{address}" for name, address in ADDRESSES.items()),
                    "witness=" + ",".join(ADDRESSES.values()), f"pcmk_host_list={' '.join(ADDRESSES)}")
        self.wait("settled")
        type(self).broken = True  # the next test wants the lab's own device back

    def test_a_lost_writer_is_killed_and_followed(self):
        self.use("kill_host")
        writer, other = self.masters()
        with self.writes() as run:
            cut = time.time()
            lab("net", writer, "cut")
            self.wait(f"writer={other}")
            self.wait_for_writes(run, time.time())
            self.say(f"host cut off, killed by fence_mmm: {run.interruption(cut):.0f} ms without writes")
            calls = "".join(self.run_on(node, "sh", "-c", "cat /var/log/kill_host || true") for node in (other, "slave1"))
            self.assertIn(f"{writer} 0", calls.splitlines())
            lab("net", writer, "heal")
            self.wait_until_whole()
        self.assert_one_writer(other)
        self.assert_nothing_lost(run)

    def test_a_program_that_lies_is_not_believed(self):
        self.use("lying_host")
        writer, other = self.masters()
        with self.assertRaises(LabError):
            self.run_on(other, "stonith_admin", "--fence", writer, "--timeout", "40")
        self.assertIn("still answers", "".join(lab("logs", node) for node in ADDRESSES))
        # Nobody was promoted beside the one that lives.
        self.assertEqual(self.sql(other, "SELECT @@global.read_only"), "1")
        self.assertIn(f"inet {WRITER_IP}/", self.run_on(writer, "ip", "addr"))


if __name__ == "__main__":
    import unittest
    unittest.main()
