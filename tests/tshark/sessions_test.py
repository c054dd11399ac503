# SPDX-License-Identifier: GPL-2.0-or-later
"""Which session a packet belongs to, and everything the catalogue says about it, whatever wrote the catalogue."""
import catalogues
import packets
from catalogues import MAC_A, MAC_B, MAC_C, MAC_D
from packets import mirror
from vpcmirror_tshark import TsharkTest, sessions

OTHER_MAC = "02:00:00:00:00:99"

MATCHES = """
    frame.number  vpcmirror.vni  vpcmirror.session.match  vpcmirror.session.id  vpcmirror.session.candidate  vpcmirror.source.eni
    1             1001           source address           tms-0a                -                            eni-0a
    2             1001           source address           tms-0a                -                            eni-0a
    3             1001           unknown                  -                     -                            -
    4             1001           unknown                  -                     -                            -
    5             1001           ambiguous                -                     tms-0a                       -
    6             3003           source address           tms-0c                -                            eni-0c
    7             3003           unknown                  -                     -                            -
    8             16777215       unknown                  -                     -                            -
    9             4004           VNI only                 tms-0e                -                            -
    10            2002           source address           tms-0b                -                            eni-0b
    11            1001           source address           tms-0a                -                            eni-0a
    12            1001           ambiguous                -                     tms-0a                       -
"""


def frame(source=OTHER_MAC, destination=packets.ROUTER_MAC, vlans=()):
    """A workload's packet between addresses that belong to no interface."""
    return packets.ethernet(packets.ipv4(packets.tcp(b"data", 40000, 80), "192.0.2.1", "192.0.2.2"), source, destination, vlans=vlans)


def capture():
    ip6 = packets.Outside("2001:db8:1::10", "2001:db8:9::5")
    return packets.pcap([
        mirror(frame(MAC_A), 1001, "10.0.1.10"),
        mirror(frame(destination=MAC_A), 1001, "10.0.1.77"),  # a secondary address
        mirror(frame(MAC_A), 1001, "10.0.5.5"),  # whoever sent it talks with eni-0a
        mirror(frame(), 1001, "10.0.5.5"),
        mirror(frame(), 1001, "10.0.1.10"),  # another network's 10.0.1.10
        mirror(frame(MAC_C), 3003, "10.0.3.30"),
        mirror(frame(destination=MAC_D), 3003, "10.0.3.99"),
        mirror(frame(), 16777215, "10.0.1.10"),
        mirror(frame(MAC_B), 4004, "10.0.4.40"),
        mirror(frame(OTHER_MAC, "ff:ff:ff:ff:ff:ff"), 2002, "10.0.2.20"),
        mirror(frame(MAC_A, vlans=[(packets.VLAN, 5)]), 1001, outside=ip6),
        mirror(frame(vlans=[(packets.VLAN, 5)]), 1001, outside=packets.Outside(gateway=True)),
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
            4             VNI only                 web-a                   -
            5             VNI only                 web-a                   -
            6             ambiguous                -                       -
            7             ambiguous                -                       -
            8             unknown                  -                       -
            9             VNI only                 template.json#Tms0E     -
            10            VNI only                 database                -
            11            VNI only                 web-a                   -
            12            VNI only                 web-a                   -
        """, config={"vpcmirror/template.json": catalogues.cloudformation()})

    def test_nothing_is_unknown_without_a_catalogue(self):
        self.assert_fields(self.file("matches.pcap", capture()), """
            vpcmirror.vni  vpcmirror.session.match  vpcmirror.source.ip  vpcmirror.source.ipv6  vpcmirror.unknown_session
            1001           -                        10.0.1.10            -                      -
            1001           -                        10.0.1.77            -                      -
            1001           -                        10.0.5.5             -                      -
            1001           -                        10.0.5.5             -                      -
            1001           -                        10.0.1.10            -                      -
            3003           -                        10.0.3.30            -                      -
            3003           -                        10.0.3.99            -                      -
            16777215       -                        10.0.1.10            -                      -
            4004           -                        10.0.4.40            -                      -
            2002           -                        10.0.2.20            -                      -
            1001           -                        -                    2001:db8:1::10         -
            1001           -                        10.0.1.10            -                      -
        """)


class ByMac(TsharkTest):
    """Rows by hand that tell a MAC address and no address, and two networks with one address."""

    def assert_matches(self, records, expected, *options, **how):
        self.assert_fields(self.file("mac.pcap", packets.pcap(records)), """
            vpcmirror.session.match  vpcmirror.session.name  vpcmirror.session.candidate  vpcmirror.direction
        """ + expected.lstrip("\n"), *options, **how)

    def test_an_interface_without_addresses(self):
        records = [mirror(frame(MAC_A), 7), mirror(frame(destination=MAC_B), 7), mirror(frame(MAC_A, MAC_B), 7), mirror(frame(), 7),
                   mirror(frame(), 8)]
        self.assert_matches(records, """
            source MAC  a  -    egress
            source MAC  b  -    ingress
            ambiguous   -  a;b  unknown
            ambiguous   -  a;b  unknown
            ambiguous   -  c    unknown
        """, *sessions(("7", "", "a", "a", "eni-a", MAC_A), ("7", "", "b", "b", "eni-b", MAC_B), ("8", "", "c", "c", "eni-c", MAC_C)))

    def test_one_address_in_two_networks(self):
        records = [mirror(frame(MAC_A), 7), mirror(frame(destination=MAC_B), 7), mirror(frame(), 7),
                   mirror(frame(destination="01:00:5e:00:00:fb"), 7)]
        self.assert_matches(records, """
            source MAC  a  -    egress
            source MAC  b  -    ingress
            ambiguous   -  a;b  unknown
            ambiguous   -  a;b  unknown
        """, *sessions(("7", "10.0.1.10", "a", "a", "eni-a", MAC_A), ("7", "10.0.1.10", "b", "b", "eni-b", MAC_B)))


class OneVniForAll(TsharkTest):
    """A VPC whose sessions share a VNI, and a catalogue that is a day old."""

    def test_nobody_gets_the_packets_of_a_new_neighbour(self):
        """Both ends mirror a connection between eni-0c, which the catalogue knows, and a new instance."""
        new, new_mac, own = "10.0.3.99", OTHER_MAC, "10.0.3.30"

        def between(source, destination, source_mac, destination_mac):
            return packets.ethernet(packets.ipv4(packets.tcp(b"data", 40000, 80), source, destination), source_mac, destination_mac)
        there, back = between(new, own, new_mac, MAC_C), between(own, new, MAC_C, new_mac)
        foreign = between(own, "10.0.7.7", "0e:11:11:11:11:11", "0e:22:22:22:22:22")
        group = between(new, "224.0.0.251", new_mac, "01:00:5e:00:00:fb")
        records = [mirror(there, 3003, new), mirror(there, 3003, own), mirror(back, 3003, own), mirror(back, 3003, new),
                   mirror(foreign, 3003, own), mirror(group, 3003, own)]
        capture = self.file("new.pcap", packets.pcap(records))
        self.assert_fields(capture, """
            vpcmirror.session.match  vpcmirror.session.id  vpcmirror.direction  vpcmirror.filter.verdict
            unknown                  -                     egress               -
            source address           tms-0c                ingress              undetermined
            source address           tms-0c                egress               undetermined
            unknown                  -                     ingress              -
            ambiguous                -                     egress               -
            source address           tms-0c                ingress              undetermined
        """, "-o", "vpcmirror.duplicates:packet", config=catalogues.aws_cli())
        for name, numbers in (("other_source", "1"), ("other_mac", "5"), ("unknown_session", ""), ("ambiguous_session", "")):
            with self.subTest(name):
                found = self.fields(capture, ["frame.number"], "-Y", f"vpcmirror.{name}", config=catalogues.aws_cli())
                self.assertEqual([[number] for number in numbers], found)


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
        records = [mirror(frame(mac), vni, source) for mac, vni, source in (
            (MAC_A, 1001, "10.0.1.10"), (MAC_B, 2002, "10.0.2.20"), (MAC_C, 3003, "10.0.3.30"), (OTHER_MAC, 4004, "10.0.4.40"))]
        self.assert_fields(self.file("details.pcap", packets.pcap(records)),
                           "\n".join("  ".join(parts) for parts in zip(*lines, strict=True)), config=config)

    def test_details_from_the_aws_cli(self):
        self.assert_tables(self.SESSION, self.TARGET, self.SOURCE, self.PLACE, config=catalogues.aws_cli())

    def test_details_from_terraform(self):
        """Its interfaces do not say in which VPC they are."""
        for name, content in (("terraform.tfstate", catalogues.terraform_state()), ("show.json", catalogues.terraform_show())):
            with self.subTest(name):
                self.assert_tables(self.SESSION, self.TARGET, self.SOURCE, config={f"vpcmirror/{name}": content})
