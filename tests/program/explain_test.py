# SPDX-License-Identifier: GPL-2.0-or-later
"""vpcmirror explain: what becomes of a packet that is described in words, without any capture."""
from vpcmirror_program import CAPTURES, ProgramTest

CATALOGUE = CAPTURES / "packet-length-128.catalogue"  # a filter that accepts TCP but SSH, and amazon-dns


class Explain(ProgramTest):
    def explain(self, *words, status=0, **how):
        return self.program("explain", "-c", CATALOGUE, *words, status=status, **how)

    def test_rules(self):
        self.assertIn("mirrored, session", self.explain("tcp 10.0.1.10:40000 > 192.0.2.7:443"))
        self.assertIn("rule 50", self.explain("tcp 10.0.1.10:40000 > 192.0.2.7:22", status=1))
        self.assertIn("no rule", self.explain("udp", "from", "10.0.1.10", "port", "5000", "to", "192.0.2.7", "port", "53", status=1))
        self.assertIn("undecidable", self.explain("tcp 10.0.1.10 > 192.0.2.7", status=1))

    def test_direction(self):
        self.assertIn("ingress: mirrored", self.explain("tcp 192.0.2.7:443 > 10.0.1.10:40000"))
        self.assertIn("no session", self.explain("egress tcp 192.0.2.7:443 > 10.0.1.10:40000", status=1))
        self.assertIn("no session", self.explain("tcp 192.0.2.7:443 > 192.0.2.8:1", status=1))

    def test_never_mirrored(self):
        self.assertIn("AWS never mirrors", self.explain("tcp 10.0.1.10:40000 > 169.254.169.254:80", status=1))

    def test_not_understood(self):
        for words, error in (("tcp 10.0.1.10:1", "from one address to another"), ("tcp 10.0.1.10 > fd00::1", "one address is IPv4"),
                             ("10.0.1.10:1 > 10.0.1.11:2", "say which"), ("10.0.1.10 > 10.0.1.11", "say the protocol"),
                             ("tcp 10.0.1.10:1 > 10.0.1.11", "both ports"), ("tcp a b", "not understood"),
                             ("proto 256 10.0.0.1 10.0.0.2", "no protocol")):
            self.explain(words, status=2, errors=[error])
        self.program("explain", "tcp 10.0.0.1:1 > 10.0.0.2:2", status=2, errors=["no session"])
