# SPDX-License-Identifier: GPL-2.0-or-later
"""What an AWS account holds about its mirror sessions, in AWS's nouns, and which packets a filter lets through.

Promises: plain values without behaviour other than ids, which follow from the label, and Filter.mirrors(), which is AWS's
rule order: network services first, then ascending rule number, first match decides, no match means not mirrored.
"""
import hashlib
import ipaddress
from dataclasses import dataclass
from typing import Optional

import ethernet

REGION = "us-east-1"
ACCOUNT, OTHER_ACCOUNT = "111122223333", "444455556666"
RESOLVER = ipaddress.ip_address("10.0.0.2")
DNS_PORT = 53


def aws_id(prefix, label):
    """An id as AWS makes them: 17 hexadecimal digits, the first a zero."""
    return f"{prefix}-0{hashlib.sha256(label.encode()).hexdigest()[:16]}"


def arn(account, resource):
    return f"arn:aws:ec2:{REGION}:{account}:{resource}"


class Labelled:
    """An item whose id follows from its kind, account and label."""
    prefix = ""

    @property
    def id(self):
        return aws_id(self.prefix, f"{self.prefix}/{self.account}/{self.label}")


@dataclass(frozen=True)
class Interface(Labelled):
    prefix = "eni"
    label: str
    mac: str
    address: str
    secondary: tuple = ()
    ipv6: tuple = ()
    subnet: str = "web"
    account: str = ACCOUNT

    @property
    def instance_id(self):
        return aws_id("i", f"i/{self.account}/{self.label}")

    @property
    def attachment_id(self):
        return aws_id("eni-attach", f"attach/{self.account}/{self.label}")

    @property
    def subnet_id(self):
        return aws_id("subnet", f"subnet/{self.account}/{self.subnet}")

    @property
    def group_id(self):
        return aws_id("sg", f"sg/{self.account}/{self.subnet}")

    @property
    def vpc_id(self):
        return aws_id("vpc", f"vpc/{self.account}")

    @property
    def zone(self):
        return REGION + "a"

    @property
    def addresses(self):
        return (self.address, *self.secondary)


@dataclass(frozen=True)
class Target(Labelled):
    """An appliance's interface, or a Gateway Load Balancer endpoint."""
    prefix = "tmt"
    label: str
    kind: str = "network-interface"
    account: str = ACCOUNT

    @property
    def resource(self):
        return aws_id("eni" if self.kind == "network-interface" else "vpce", f"target/{self.account}/{self.label}")


@dataclass(frozen=True)
class Rule:
    direction: str
    number: int
    action: str
    protocol: Optional[int] = ethernet.TCP
    destination_port: Optional[int] = None
    network: str = "0.0.0.0/0"
    description: str = ""

    def matches(self, packet):
        return (packet.source is not None
                and ipaddress.ip_network(self.network).version == packet.source.version
                and self.protocol in (None, packet.protocol)
                and (self.destination_port is None or (packet.ports or (0, 0))[1] == self.destination_port))


@dataclass(frozen=True)
class Filter(Labelled):
    prefix = "tmf"
    label: str
    rules: tuple = ()
    amazon_dns: bool = True
    account: str = ACCOUNT

    def rule_id(self, rule):
        return aws_id("tmfr", f"{self.id}/{rule.direction}/{rule.number}")

    def of(self, direction):
        return sorted((rule for rule in self.rules if rule.direction == direction), key=lambda rule: rule.number)

    def mirrors(self, frame, direction):
        packet = ethernet.view(frame)
        if self.amazon_dns and packet.ports and DNS_PORT in packet.ports and RESOLVER in (packet.source, packet.destination):
            return True
        first = next((rule for rule in self.of(direction) if rule.matches(packet)), None)
        return first is not None and first.action == "accept"


@dataclass(frozen=True)
class MirrorSession(Labelled):
    prefix = "tms"
    label: str
    interface: Interface
    target: Target
    filter: Filter
    vni: int
    number: int = 1
    packet_length: Optional[int] = None
    description: str = ""
    tags: tuple = ()
    account: str = ACCOUNT

    @property
    def id(self):
        return aws_id(self.prefix, f"{self.prefix}/{self.account}/{self.label}/{self.vni}")

    @property
    def all_tags(self):
        return {"Name": self.label, **dict(self.tags)}

    def mirrored(self, frames):
        """The frames of the interface's capture that the filter lets through."""
        mac = ethernet.mac(self.interface.mac)
        return [frame for frame in frames
                if self.filter.mirrors(frame.data, "egress" if frame.data[6:12] == mac else "ingress")]


@dataclass(frozen=True)
class Inventory:
    sessions: tuple

    def _each(self, name):
        return tuple(dict.fromkeys(getattr(session, name) for session in self.sessions))

    @property
    def interfaces(self):
        return self._each("interface")

    @property
    def filters(self):
        return self._each("filter")

    @property
    def targets(self):
        return self._each("target")
