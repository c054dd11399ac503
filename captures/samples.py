# SPDX-License-Identifier: GPL-2.0-or-later
"""The shipped samples: which sessions, of which recorded frames, seen how, and with what catalogue beside them.

Promises: each function in SAMPLES gives the capture and the catalogue files of one sample from captures/inner and captures/bare alone. A
session delivers what its filter lets through, except in packet-length-128, where the filter was changed after the capture.
"""
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import aws_cli
import cloudformation
import ethernet
import netlab
import outer
import pcapfile
import replay
import sessions
import terraform
import workload
from inventory import ACCOUNT, OTHER_ACCOUNT, Filter, Interface, Inventory, MirrorSession, Rule, Target
from link import Link

INNER = Path(__file__).parent / "inner"
BARE = Path(__file__).parent / "bare"
APPLIANCE = "10.0.9.5"


@dataclass(frozen=True)
class Sample:
    capture: pcapfile.Capture
    catalogue: dict  # file name to JSON document


def interface_of(name, **changes):
    """The interface of a host of the lab, with the host's own MAC and addresses."""
    host = netlab.BY_NAME[name]
    values = {"label": name, "mac": host.mac, "address": host.ipv4, "secondary": (host.secondary,) if host.secondary else (),
              "ipv6": (host.ipv6,), "subnet": host.subnet}
    return Interface(**{**values, **changes})


WEB_A, WEB_B, APP = interface_of("web-a"), interface_of("web-b"), interface_of("app")
PARTNER = interface_of("web-a", label="partner-web", mac="02:9b:10:6e:21:c5", secondary=(), ipv6=(), account=OTHER_ACCOUNT)
TARGET = Target("capture-appliance")
GATEWAY_TARGET = Target("inspection", "gateway-load-balancer-endpoint")


def accept_tcp(number=100, network="0.0.0.0/0"):
    return tuple(Rule(direction, number, "accept", network=network, description="all TCP") for direction in ("ingress", "egress"))


def reject_ssh(*directions):
    return tuple(Rule(direction, 50, "reject", destination_port=22, description="no SSH") for direction in directions)


ALL_TCP = Filter("tcp-and-dns", accept_tcp())
NO_SSH_IN = Filter("tcp-no-ssh-in", reject_ssh("ingress") + accept_tcp())
NO_SSH = Filter("tcp-no-ssh", reject_ssh("ingress", "egress") + accept_tcp())
BOTH_FAMILIES = Filter("tcp-both-families", accept_tcp() + accept_tcp(110, "::/0"))
NOTHING = Filter("not-yet", ())
EVERYTHING = Filter("everything", tuple(replace(rule, protocol=None) for rule in accept_tcp()))


@cache
def frames(*names):
    """The recorded frames of one instance, several recordings in order of time."""
    return sessions.merge(*(pcapfile.read(INNER / f"{name}.pcap").records for name in names))


def delivered(session, recorded, link=Link(), *, earlier_filter=None, **details):
    """What the session brings to the target of these frames, by its filter or the one it had when they were captured."""
    at_the_time = replace(session, filter=earlier_filter or session.filter)
    wire = sessions.Session(session.vni, session.interface.address, APPLIANCE, session.packet_length, **details)
    return wire.delivered(at_the_time.mirrored(recorded), link)


def capture(*parts, link=Link()):
    return pcapfile.Capture(sessions.merge(*parts), link.link_type)


def plain_session():
    session = MirrorSession("web-a", WEB_A, TARGET, NO_SSH_IN, 1203845, description="Front end", tags=(("Team", "shop"),))
    shadowed = MirrorSession("web-a-late", WEB_A, TARGET, NO_SSH_IN, 8841130, number=2, description="Behind session 1")
    silent = MirrorSession("web-b", WEB_B, TARGET, NOTHING, 15002277, description="Filter without rules")
    return Sample(capture(delivered(session, frames("web-tier-web-a", "tls-web-a"))),
                  aws_cli.documents(Inventory((session, shadowed, silent))))


def packet_length_128():
    link = Link("linux-cooked-v2")
    session = MirrorSession("web-a-headers", WEB_A, TARGET, NO_SSH, 9142077, packet_length=128, description="Headers only")
    packets = delivered(session, frames("web-tier-web-a", "tls-web-a", "ping-web-a"), link, earlier_filter=EVERYTHING)
    return Sample(capture(packets, link=link), aws_cli.documents(Inventory((session,))))


def two_sessions_one_vni():
    near = MirrorSession("web-a", WEB_A, TARGET, ALL_TCP, 123, description="One VNI for the VPC")
    far = MirrorSession("app", APP, TARGET, ALL_TCP, 123, packet_length=256, description="One VNI for the VPC")
    return Sample(capture(delivered(near, frames("web-tier-web-a")), delivered(far, frames("web-tier-app"))),
                  {"terraform.tfstate": terraform.state(Inventory((near, far)))})


def gateway_load_balancer():
    session = MirrorSession("web-a-inspection", WEB_A, GATEWAY_TARGET, NO_SSH, 5560321, description="To the inspection VPC")
    endpoint = int(GATEWAY_TARGET.resource.removeprefix("vpce-"), 16)
    gateway = outer.Gateway("10.0.8.7", APPLIANCE, endpoint, 0x00AD4C7E19F20B36, 0x5C1E90A7)
    inventory = Inventory((session,))
    return Sample(capture(delivered(session, frames("tls-web-a"), gateway=gateway)),
                  {"template.json": cloudformation.template(inventory), **aws_cli.interface_documents(inventory)})


def unknown_and_ambiguous():
    ours = MirrorSession("web-a", WEB_A, TARGET, ALL_TCP, 4242, description="Ours")
    theirs = MirrorSession("partner-web", PARTNER, replace(TARGET, account=OTHER_ACCOUNT),
                           replace(ALL_TCP, account=OTHER_ACCOUNT), 4242, description="Theirs", account=OTHER_ACCOUNT)
    recorded = [frame for frame in frames("web-tier-web-a") if "198.51.100.23" in peers(frame)][:40]
    parts = [delivered(ours, recorded)]
    for seconds, mac in ((10, PARTNER.mac), (20, "02:77:c4:09:5d:e2")):  # the last interface is in no list
        moved = [later(as_interface(frame, mac), seconds) for frame in recorded]
        parts.append(delivered(replace(theirs, interface=replace(PARTNER, mac=mac)), moved))
    stranger = MirrorSession("web-b", WEB_B, TARGET, ALL_TCP, 777001)
    parts.append(delivered(stranger, [later(frame, 30) for frame in frames("web-peers-web-b")]))
    documents = {}
    for account, session in ((ACCOUNT, ours), (OTHER_ACCOUNT, theirs)):
        for name, document in aws_cli.documents(Inventory((session,))).items():
            documents[name.replace(".json", f".{account}.json")] = document
    return Sample(capture(*parts), documents)


def target_mtu_1500():
    session = MirrorSession("web-a-ipv6", WEB_A, TARGET, BOTH_FAMILIES, 3377001, description="IPv6, small target")
    return Sample(capture(delivered(session, frames("ipv6-web-a"), target_mtu=1500)),
                  {"terraform-show.json": terraform.show(Inventory((session,)))})


def vxlan_interface():
    """As it was recorded: without a tunnel there is nothing to put around the frames."""
    session = MirrorSession("web-a-behind-vxlan", WEB_A, TARGET, ALL_TCP, replay.VNI, packet_length=replay.PACKET_LENGTH,
                            description="Recorded on a vxlan interface")
    return Sample(capture(pcapfile.read(BARE / "vxlan-interface.pcap").records), aws_cli.documents(Inventory((session,))))


def peers(frame):
    packet = ethernet.view(frame.data)
    return {str(packet.source), str(packet.destination)}


def later(frame, seconds):
    return replace(frame, time=frame.time + seconds * pcapfile.NANOSECONDS)


def as_interface(frame, mac):
    """A frame of web-a as an interface with this MAC, and else the same address, would have sent or received it."""
    known, other = ethernet.mac(WEB_A.mac), ethernet.mac(mac)
    destination, source = frame.data[0:6], frame.data[6:12]
    return workload.with_macs(frame, other if destination == known else destination, other if source == known else source)


SAMPLES = {
    "plain-session": plain_session,
    "packet-length-128": packet_length_128,
    "two-sessions-one-vni": two_sessions_one_vni,
    "gateway-load-balancer": gateway_load_balancer,
    "unknown-and-ambiguous": unknown_and_ambiguous,
    "target-mtu-1500": target_mtu_1500,
    "vxlan-interface": vxlan_interface,
}
