# SPDX-FileCopyrightText: mmm-ha contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""TLS on the way to servers of other hosts: preferred, required, and with a certificate that is checked."""
import os
import subprocess
import tempfile
import unittest

from database_server import AGENT, PASSWORDS, Pair, Probe

ACCESS_DENIED, REFUSED = "7", "12"  # lib/base/result.h, Errc


def openssl(folder, *arguments):
    done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True, check=False,
                          stdin=subprocess.DEVNULL, timeout=60)
    assert done.returncode == 0, done.stderr


def make_authority(folder, name):
    openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
            "-keyout", f"{name}.key", "-out", f"{name}.pem")


def make_certificate(folder, authority, name, address):
    with open(os.path.join(folder, f"{name}.ext"), "w", encoding="ascii") as file:
        file.write(f"subjectAltName=IP:{address}\n")
    openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-keyout", f"{name}.key",
            "-out", f"{name}.csr")
    openssl(folder, "x509", "-req", "-in", f"{name}.csr", "-CA", f"{authority}.pem", "-CAkey", f"{authority}.key",
            "-CAcreateserial", "-days", "2", "-extfile", f"{name}.ext", "-out", f"{name}.pem")
    os.chmod(os.path.join(folder, f"{name}.key"), 0o644)


class Tls(unittest.TestCase):
    pair = None

    def over_network(self, *options, account=AGENT):
        """None when the agent gets in, else the refusal."""
        probe = Probe(f"127.0.0.1:{self.pair.writer.port}", account, PASSWORDS[AGENT], *options)
        try:
            return probe.greeting or None
        finally:
            probe.close()

    def use(self, kind, **changes):
        self.pair = Pair(kind, **changes)
        self.addCleanup(self.pair.close)

    def only_with_tls(self):
        self.pair.writer.sql("SET GLOBAL read_only = 0", "SET sql_log_bin = 0",
                             f"ALTER USER {AGENT}@'127.0.0.1' REQUIRE SSL")

    def without_tls(self):
        self.assertIsNone(self.over_network("off"))
        self.assertIsNone(self.over_network("if_demanded"))
        self.assertIsNone(self.over_network("preferred"))
        refusal = self.over_network("required")
        self.assertEqual(refusal["code"], REFUSED)
        self.assertIn("TLS is required, and the server has none; give it a certificate", refusal["error"])

    def test_is_used_by_default_servers_of_mysql(self):
        self.use("mysql-9.7")
        self.only_with_tls()
        self.assertEqual(self.over_network("off")["code"], ACCESS_DENIED)
        self.assertIsNone(self.over_network("if_demanded"))
        self.assertIsNone(self.over_network("preferred"))
        self.assertIsNone(self.over_network("required"))
        own = os.path.join(self.pair.writer.datadir, "ca.pem")  # for a certificate that names no address
        self.assertEqual(self.over_network("required", own)["code"], REFUSED)

    def test_is_used_by_default_servers_of_mariadb_118(self):
        self.use("mariadb-11.8")
        self.only_with_tls()
        self.assertEqual(self.over_network("off")["code"], ACCESS_DENIED)
        self.assertIsNone(self.over_network("required"))

    def test_is_used_with_servers_that_let_nobody_in_without(self):
        for kind in ("mysql-9.7", "mariadb-11.8"):
            with self.subTest(kind):
                self.use(kind)
                self.pair.writer.sql("SET GLOBAL require_secure_transport = 1")
                self.assertEqual(self.over_network("off")["code"], REFUSED)
                self.assertIsNone(self.over_network("if_demanded"))

    def test_is_missed_where_a_server_has_none(self):
        for kind in ("mariadb-10.11", "mysql-5.6"):
            with self.subTest(kind):
                self.use(kind)
                self.without_tls()

    def test_takes_the_certificate_of_the_right_authority_and_address_only(self):
        folder = tempfile.TemporaryDirectory(prefix="mmm-tls-", dir="/var/tmp")
        self.addCleanup(folder.cleanup)
        os.chmod(folder.name, 0o755)
        make_authority(folder.name, "right")
        make_authority(folder.name, "other")
        path = {name: os.path.join(folder.name, name) for name in os.listdir(folder.name)}
        for address, right in (("127.0.0.1", None), ("192.0.2.1", REFUSED)):
            name = f"server-{address}"
            make_certificate(folder.name, "right", name, address)
            with self.subTest(address):
                self.use("mariadb-10.11", **{"ssl-cert": os.path.join(folder.name, f"{name}.pem"),
                                             "ssl-key": os.path.join(folder.name, f"{name}.key")})
                self.only_with_tls()
                self.assertIsNone(self.over_network("required"))
                self.assertEqual(self.over_network("required", path["other.pem"])["code"], REFUSED)
                self.assertEqual((self.over_network("required", path["right.pem"]) or {}).get("code"), right)


if __name__ == "__main__":
    unittest.main()
