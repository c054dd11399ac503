# SPDX-License-Identifier: GPL-2.0-or-later
"""Which session a packet belongs to, and everything the catalogue says about it, whatever wrote the catalogue."""
import catalogues
import packets
from catalogues import MAC_A, MAC_B, MAC_D
from packets import mirror
from vpcmirror_tshark import TsharkTest

OTHER_MAC = "02:00:00:00:00:99"

MATCHES = """
    frame.number  vpcmirror.vni  vpcmirror.session.match  vpcmirror.session.id  vpcmirror.session.candidate
    1             1001           source address           tms-0a                -
    2             1001           source MAC               tms-0a                -
    3             1001           VNI only                 tms-0a                -
    4             3003           source address           tms-0c                -
    5             3003           source MAC               tms-0d                -
    6             3003           ambiguous                -                     tms-0c;tms-0d
    7             16777215       unknown                  -                     -
    8             4004           VNI only                 tms-0e                -
    9             2002           source address           tms-0b                -
    10            1001           source address           tms-0a                -
"""


def frame(source=OTHER_MAC, destination=packets.ROUTER_MAC):
    """A workload's packet between addresses that belong to no interface."""
    return packets.ethernet(packets.ipv4(packets.tcp(b"data", 40000, 80), "192.0.2.1", "192.0.2.2"), source, destination)


def capture():
    return packets.pcap([
        mirror(frame(), 1001, "10.0.1.10"),
        mirror(frame(source=MAC_A), 1001, "10.0.5.5"),
        mirror(frame(), 1001, "10.0.5.5"),
        mirror(frame(), 3003, "10.0.3.30"),
        mirror(frame(destination=MAC_D), 3003, "10.0.3.99"),
        mirror(frame(), 3003, "10.0.3.99"),
        mirror(frame(), 16777215, "10.0.1.10"),
        mirror(frame(source=MAC_B), 4004, "10.0.4.40"),
        mirror(frame(), 2002, "10.0.2.20"),
        mirror(frame(), 1001, "2001:db8:1::10", outside=packets.Outside("2001:db8:1::10", "2001:db8:9::5")),
    ])


class Match(TsharkTest):
    def test_matches_from_the_aws_cli(self):
        self.assert_fields(self.file("matches.pcap", capture()), MATCHES, config=catalogues.aws_cli())

    def test_matches_from_a_terraform_state(self):
        self.assert_fields(self.file("matches.pcap", capture()), MATCHES,
                           config={"vpcmirror/terraform.tfstate": catalogues.terraform_state()})

    def test_matches_from_terraform_show(self):
        self.assert_fields(self.file("matches.pcap", capture()), MATCHES,
                           config={"vpcmirror/state.json": catalogues.terraform_show()})

    def test_matches_from_a_terraform_plan(self):
        self.assert_fields(self.file("matches.pcap", capture()), MATCHES,
                           config={"vpcmirror/plan.json": catalogues.terraform_show("planned_values")})

    def test_a_template_knows_vnis_only(self):
        """CloudFormation says neither which address or MAC an interface has nor the id of a session."""
        self.assert_fields(self.file("matches.pcap", capture()), """
            frame.number  vpcmirror.session.match  vpcmirror.session.name  vpcmirror.source.eni
            1             VNI only                 web-a                   -
            2             VNI only                 web-a                   -
            3             VNI only                 web-a                   -
            4             ambiguous                -                       -
            5             ambiguous                -                       -
            6             ambiguous                -                       -
            7             unknown                  -                       -
            8             VNI only                 template.json#Tms0E     -
            9             VNI only                 database                -
            10            VNI only                 web-a                   -
        """, config={"vpcmirror/template.json": catalogues.cloudformation()})

    def test_nothing_is_unknown_without_a_catalogue(self):
        self.assert_fields(self.file("matches.pcap", capture()), """
            vpcmirror.vni  vpcmirror.session.match  vpcmirror.source.ip  vpcmirror.source.ipv6  vpcmirror.unknown_session
            1001           -                        10.0.1.10            -                      -
            1001           -                        10.0.5.5             -                      -
            1001           -                        10.0.5.5             -                      -
            3003           -                        10.0.3.30            -                      -
            3003           -                        10.0.3.99            -                      -
            3003           -                        10.0.3.99            -                      -
            16777215       -                        10.0.1.10            -                      -
            4004           -                        10.0.4.40            -                      -
            2002           -                        10.0.2.20            -                      -
            1001           -                        -                    2001:db8:1::10         -
        """)


class Detail(TsharkTest):
    """The fields that describe session, source and target."""

    SESSION = """
        vpcmirror.session.name  vpcmirror.session.number  vpcmirror.session.description  vpcmirror.session.packet_length  vpcmirror.session.tag
        web-a                   1                         front                          100                              Name=web-a;Stage=prod
        database                2                         database                       -                                Stage=prod
        tms-0c                  1                         -                              -                                -
        tms-0e                  7                         -                              -                                -
    """
    TARGET = f"""
        vpcmirror.target.id  vpcmirror.target.type           vpcmirror.target.resource
        tmt-01               network-load-balancer           {catalogues.LOAD_BALANCER}
        tmt-02               network-interface               eni-0f
        tmt-03               gateway-load-balancer-endpoint  vpce-03
        -                    -                               -
    """
    SOURCE = """
        vpcmirror.source.eni  vpcmirror.source.name  vpcmirror.source.instance  vpcmirror.source.subnet  vpcmirror.source.account  vpcmirror.source.ip
        eni-0a                web-a eth0             i-0a                       subnet-01                111122223333              10.0.1.10
        eni-0b                db-b                   i-0b                       subnet-01                111122223333              10.0.2.20
        eni-0c                -                      -                          subnet-01                111122223333              10.0.3.30
        -                     -                      -                          -                        -                         10.0.4.40
    """
    PLACE = """
        vpcmirror.source.vpc  vpcmirror.source.zone
        vpc-01                eu-west-1a
        vpc-01                eu-west-1a
        vpc-01                eu-west-1a
        -                     -
    """

    def assert_tables(self, *tables, config):
        """All tables at once, side by side."""
        lines = [[line for line in text.strip().splitlines()] for text in tables]
        records = [mirror(frame(), vni, source) for vni, source in
                   ((1001, "10.0.1.10"), (2002, "10.0.2.20"), (3003, "10.0.3.30"), (4004, "10.0.4.40"))]
        self.assert_fields(self.file("details.pcap", packets.pcap(records)),
                           "\n".join("  ".join(parts) for parts in zip(*lines, strict=True)), config=config)

    def test_details_from_the_aws_cli(self):
        self.assert_tables(self.SESSION, self.TARGET, self.SOURCE, self.PLACE, config=catalogues.aws_cli())

    def test_details_from_terraform(self):
        """Its interfaces do not say in which VPC they are."""
        for name, content in (("terraform.tfstate", catalogues.terraform_state()), ("show.json", catalogues.terraform_show())):
            with self.subTest(name):
                self.assert_tables(self.SESSION, self.TARGET, self.SOURCE, config={f"vpcmirror/{name}": content})
