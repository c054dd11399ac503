# SPDX-License-Identifier: GPL-2.0-or-later
"""A name for everything: what the session is called, in every packet; which interface is at the other end, by any kind
of its addresses; whether that end is inside the VPC, as the encryption report says it.
"""
import catalogues
import documents
import packets
from catalogues import MAC_A
from packets import ethernet, ipv4, ipv6, mirror, tcp
from vpcmirror_tshark import TsharkTest

ROUTER = packets.ROUTER_MAC


def interface(id, vpc, *addresses, description="", prefix=None, six=()):
    """An entry of describe-network-interfaces; the first address is the primary one."""
    return {"NetworkInterfaceId": id, "VpcId": vpc, "PrivateIpAddress": addresses[0], "Description": description,
            "PrivateIpAddresses": [{"PrivateIpAddress": address, "Primary": address == addresses[0]} for address in addresses],
            "Ipv4Prefixes": [{"Ipv4Prefix": prefix}] if prefix else [], "Ipv6Addresses": [{"Ipv6Address": address} for address in six]}


INTERFACES = [
    interface("eni-0a", "vpc-1", "10.0.1.10") | {"MacAddress": MAC_A},
    interface("eni-lb", "vpc-1", "10.0.5.5", "10.0.5.6", description="ELB app/shop/50dc6c495c0c9188", prefix="10.0.7.16/28",
              six=["2001:db8:77::5"]),
    interface("eni-far", "vpc-2", "10.9.9.9", description="Interface for NAT Gateway nat-0a1b2c3d4e5f60718"),
    interface("eni-one", "vpc-2", "10.8.8.8"),
    interface("eni-two", "vpc-3", "10.8.8.8"),
    interface("eni-near", "vpc-1", "10.8.8.9") | {"Attachment": {"InstanceId": "i-near"}},
    interface("eni-same", "vpc-3", "10.8.8.9"),
]


def to(address, payload=b""):
    return mirror(ethernet(ipv4(tcp(payload, 40000, 5432), "10.0.1.10", address), MAC_A, ROUTER), 1001)


def to_six(address):
    return mirror(ethernet(ipv6(tcp(b"", 40000, 5432), "2001:db8:1::10", address), MAC_A, ROUTER, packets.IPV6), 1001)


class OtherEnd(TsharkTest):
    NAMES = ["vpcmirror.peer.eni", "vpcmirror.peer.name", "vpcmirror.peer.instance", "vpcmirror.peer.description",
             "vpcmirror.peer.vpc", "vpcmirror.remote"]

    def rows(self, records, config):
        return self.fields(self.file("peer.pcap", packets.pcap(records)), self.NAMES, config=config)

    def config(self):
        return {"vpcmirror/s.json": catalogues.cli_sessions(), "vpcmirror/i.json": {"NetworkInterfaces": INTERFACES}}

    def test_the_interface_at_the_other_end(self):
        balancer = ["eni-lb", "ELB app/shop/50dc6c495c0c9188", "", "ELB app/shop/50dc6c495c0c9188", "vpc-1", "inside"]
        gateway = "Interface for NAT Gateway nat-0a1b2c3d4e5f60718"
        nobody = ["", "", "", "", ""]
        expected = {
            "10.0.5.5": balancer, "10.0.5.6": balancer, "10.0.7.31": balancer,  # primary, secondary, delegated
            "10.0.7.32": [*nobody, "unknown"],
            "10.9.9.9": ["eni-far", gateway, "", gateway, "vpc-2", "unknown"],  # the only one, of another VPC
            "10.8.8.8": [*nobody, "unknown"],                                   # two of other VPCs
            "10.8.8.9": ["eni-near", "", "i-near", "", "vpc-1", "inside"],     # two, one of this VPC
            "8.8.8.8": [*nobody, "outside"],
        }
        rows = self.rows([to(address) for address in expected], self.config())
        for address, row in zip(expected, rows):
            self.assertEqual(expected[address], list(row), address)
        self.assertEqual(balancer, list(self.rows([to_six("2001:db8:77::5")], self.config())[0]))

    def test_the_encryption_report_says_the_same_of_the_other_end(self):
        """Delegated, secondary and IPv6 addresses count there too."""
        capture = self.file("report.pcap", packets.pcap([to(address, b"x") for address in (
            "10.0.5.5", "10.0.5.6", "10.0.7.31", "10.9.9.9", "8.8.8.8")]))
        document = documents.parse(self.tshark("-q", "-r", capture, "-z", "vpcmirror,json", config=self.config()))
        self.assertEqual({"inside": (3,), "unknown": (1,), "outside": (1,)},
                         documents.sums(document["encryption"], lambda row: row["remote"], "packets"))

    def test_the_label_is_in_every_packet(self):
        frame = ethernet(ipv4(tcp(b"", 1, 2), "10.0.1.10", "192.0.2.1"), MAC_A, ROUTER)
        capture = self.file("label.pcap", packets.pcap([mirror(frame, 1001), mirror(frame, 9), mirror(frame, 9, "10.1.2.3")]))
        names = ["vpcmirror.session.label"]
        self.assertEqual([["web-a"], ["VNI 9 from 10.0.1.10"], ["VNI 9 from 10.1.2.3"]],
                         [list(row) for row in self.fields(capture, names, config=catalogues.aws_cli())])
        self.assertEqual([["VNI 1001 from 10.0.1.10"], ["VNI 9 from 10.0.1.10"], ["VNI 9 from 10.1.2.3"]],
                         [list(row) for row in self.fields(capture, names)])

    def test_terraforms_vpc_by_way_of_the_subnet(self):
        """A state says of interfaces and instances which subnet they are in, and of that its VPC."""
        def resource(kind, name, **attributes):
            return {"mode": "managed", "type": kind, "name": name, "instances": [{"attributes": attributes}]}
        state = {"version": 4, "terraform_version": "1.11.4", "resources": [
            resource("aws_ec2_traffic_mirror_session", "s", id="tms-1", virtual_network_id=1001, network_interface_id="eni-a"),
            resource("aws_instance", "a", id="i-a", primary_network_interface_id="eni-a", private_ip="10.0.1.10", subnet_id="subnet-1"),
            resource("aws_network_interface", "b", id="eni-b", private_ip="10.0.2.20", subnet_id="subnet-2"),
            resource("aws_subnet", "one", id="subnet-1", vpc_id="vpc-1"), resource("aws_subnet", "two", id="subnet-2", vpc_id="vpc-1")]}
        rows = self.rows([to("10.0.2.20")], {"vpcmirror/terraform.tfstate": state})
        self.assertEqual(["eni-b", "", "", "", "vpc-1", "inside"], list(rows[0]))
