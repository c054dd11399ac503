# SPDX-License-Identifier: GPL-2.0-or-later
"""Verdicts, security groups and network ACLs against a second evaluator, written here in plain Python from AWS's pages,
over random rules and random packets: a hundred thousand packets, none may differ.

The random rules are narrow enough to be hit and missed: few networks, few ports, few protocols.
"""
import functools
import json
import os
import random
import socket
import unittest

from driver import ask

PACKETS = int(os.environ.get("DELIVERY_PACKETS", "100000"))
PER_CATALOGUE = 2500
SEED = 20241
TCP, UDP, ICMP, GRE = 6, 17, 1, 47
PROTOCOLS = (TCP, UDP, UDP, ICMP, GRE)
NETWORKS = ("0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/16", "10.0.1.0/24", "10.0.1.128/25", "10.0.1.129/32", "192.0.2.0/24", "::/0",
            "2001:db8::/32", "2001:db8:0:1::/64")
PORTS = (0, 1, 22, 53, 80, 443, 1024, 4788, 4789, 4790, 32768, 65535)


def number_of(address):
    """How many bits it has, and the number that they are."""
    packed = socket.inet_pton(socket.AF_INET6 if ":" in address else socket.AF_INET, address)
    return 8 * len(packed), int.from_bytes(packed, "big")


def text_of(bits, number):
    return socket.inet_ntop(socket.AF_INET if bits == 32 else socket.AF_INET6, number.to_bytes(bits // 8, "big"))


@functools.cache
def network_of(text):
    """How many bits its addresses have, which of them are not its own, and the number that its own ones are."""
    base, length = text.split("/")
    bits, number = number_of(base)
    return bits, bits - int(length), number >> (bits - int(length))


def in_network(address, network):
    """Computed from the bits, not by comparing families' text."""
    bits, number = number_of(address)
    wanted, shift, own = network_of(network)
    return bits == wanted and number >> shift == own


class Random(random.Random):
    def network(self, version=None):
        return self.choice([n for n in NETWORKS if version is None or (":" in n) == (version == 6)])

    def address(self, version):
        """Inside a network, at its ends, or right beside it."""
        bits, shift, own = network_of(self.network(version))
        low, high = own << shift, (own + 1 << shift) - 1
        value = self.choice([low, high, low - 1, high + 1, self.randint(low, high)])
        return text_of(bits, min(max(value, 0), 2 ** bits - 1))

    def ports(self):
        if self.random() < 0.3:
            return None
        first = self.choice(PORTS)
        return first, self.choice([last for last in PORTS if last >= first])

    def port(self):
        return min(max(self.choice(PORTS) + self.choice((-1, 0, 1)), 0), 65535)

    def filter_rule(self, number):
        version = self.choice((4, 4, 6))
        return {"number": number, "action": self.choice(("accept", "reject")), "protocol": self.choice((None, *PROTOCOLS)),
                "source": self.network(version), "destination": self.network(version), "from": self.ports(), "to": self.ports()}

    def filter(self):
        return {direction: [self.filter_rule(number) for number in self.sample(range(1, 200), self.randint(0, 6))]
                for direction in ("ingress", "egress")}

    def group_rule(self):
        return {"protocol": self.choice((None, *PROTOCOLS)), "ports": self.ports(),
                "end": self.choice((self.network(), self.network(), "sg-0", "sg-1", "sg-2"))}

    def acl_entry(self, number):
        return {"number": number, "allow": self.random() < 0.5, "protocol": self.choice((None, *PROTOCOLS)), "ports": self.ports(),
                "end": self.network()}


# The second evaluator.

def port_fits(ports, port):
    return ports is None or ports[0] <= port <= ports[1]


def has_ports(protocol):
    return protocol in (TCP, UDP)


def filter_verdict(rules, packet):
    """The rule that decides, or nothing."""
    for rule in sorted(rules, key=lambda rule: rule["number"]):
        if rule["protocol"] is not None and rule["protocol"] != packet["protocol"]:
            continue
        if not in_network(packet["source"], rule["source"]) or not in_network(packet["destination"], rule["destination"]):
            continue
        # "Applies to the TCP and UDP protocols": with a range and no protocol a rule speaks of these two.
        if rule["protocol"] is None and (rule["from"] or rule["to"]) and not has_ports(packet["protocol"]):
            continue
        if has_ports(packet["protocol"]):
            if not (port_fits(rule["from"], packet["from"]) and port_fits(rule["to"], packet["to"])):
                continue
        return rule
    return None


def explanation(sessions, direction, packet):
    """Outcome and session, of (id, filter) in the order of their numbers."""
    rejected = False
    for session, mirror_filter in sessions:
        rule = filter_verdict(mirror_filter[direction], packet)
        if rule is None:
            continue
        if rule["action"] == "reject":
            rejected = True
        elif rejected:
            return "undecidable", "-", "-"
        else:
            return "mirrored", session, f"tmfr-{session}-{direction}-{rule['number']}"
    return "not mirrored", "-", "-"


def kind_fits(rule, protocol, port):
    return rule["protocol"] is None or (rule["protocol"] == protocol and (not has_ports(protocol) or port_fits(rule["ports"], port)))


def group_access(rules, protocol, other_end, port, members):
    """`members` are the groups of the interface at the other end, nothing if it is not known."""
    unknown = False
    for rule in rules:
        if not kind_fits(rule, protocol, port):
            continue
        if rule["end"].startswith("sg-"):
            if members is None:
                unknown = True
            elif rule["end"] in members:
                return "allowed"
        elif in_network(other_end, rule["end"]):
            return "allowed"
    return "unknown" if unknown else "denied"


def acl_access(entries, protocol, other_end, port):
    for entry in sorted(entries, key=lambda entry: entry["number"]):
        if kind_fits(entry, protocol, port) and in_network(other_end, entry["end"]):
            return "allowed" if entry["allow"] else "denied", str(entry["number"])
    return "denied", "-"


# The same as the AWS CLI writes it.

def without_nothing(**members):
    return {name: value for name, value in members.items() if value is not None}


def cli_range(ports):
    return ports and {"FromPort": ports[0], "ToPort": ports[1]}


def cli_filter_rule(session, direction, rule):
    return without_nothing(
        TrafficMirrorFilterRuleId=f"tmfr-{session}-{direction}-{rule['number']}", TrafficDirection=direction, RuleNumber=rule["number"],
        RuleAction=rule["action"], Protocol=rule["protocol"], SourceCidrBlock=rule["source"], DestinationCidrBlock=rule["destination"],
        SourcePortRange=cli_range(rule["from"]), DestinationPortRange=cli_range(rule["to"]))


NAMES = {None: "-1", TCP: "tcp", UDP: "udp", ICMP: "icmp", GRE: "47"}


def cli_permission(rule):
    ports = rule["ports"] if has_ports(rule["protocol"]) else None
    end = rule["end"]
    return without_nothing(IpProtocol=NAMES[rule["protocol"]], FromPort=ports and ports[0], ToPort=ports and ports[1]) | {
        "IpRanges": [{"CidrIp": end}] if "." in end else [], "Ipv6Ranges": [{"CidrIpv6": end}] if ":" in end else [],
        "UserIdGroupPairs": [{"GroupId": end}] if end.startswith("sg-") else []}


def cli_entry(entry, egress):
    ports = entry["ports"] if has_ports(entry["protocol"]) else None
    return without_nothing(RuleNumber=entry["number"], Protocol="-1" if entry["protocol"] is None else str(entry["protocol"]),
                           RuleAction="allow" if entry["allow"] else "deny", Egress=egress,
                           PortRange=ports and {"From": ports[0], "To": ports[1]},
                           **{"Ipv6CidrBlock" if ":" in entry["end"] else "CidrBlock": entry["end"]})


class Oracle(unittest.TestCase):
    def setUp(self):
        self.random = Random(SEED)

    def compare(self, catalogue, questions, expected, cells):
        answers = ask({"catalogue.json": json.dumps(catalogue)}, questions)
        self.assertEqual(len(questions), len(answers))
        for question, right, answer in zip(questions, expected, answers, strict=True):
            self.assertEqual(right, tuple(answer[:cells]), question)

    def packet(self):
        version = self.random.choice((4, 4, 6))
        protocol = self.random.choice(PROTOCOLS)
        return {"protocol": protocol, "source": self.random.address(version), "destination": self.random.address(version),
                "from": self.random.port() if has_ports(protocol) else None, "to": self.random.port() if has_ports(protocol) else None}

    def test_verdicts(self):
        outcomes = set()
        for _ in range(PACKETS // PER_CATALOGUE):
            interfaces = {f"eni-{i}": [(f"tms-{i}-{number}", self.random.filter()) for number in range(self.random.randint(1, 3))]
                          for i in range(20)}
            catalogue = {"TrafficMirrorSessions": [], "TrafficMirrorFilters": []}
            for interface, sessions in interfaces.items():
                for number, (session, mirror_filter) in enumerate(sessions):
                    catalogue["TrafficMirrorSessions"].append({
                        "TrafficMirrorSessionId": session, "NetworkInterfaceId": interface, "SessionNumber": 10 * number + 1,
                        "TrafficMirrorFilterId": f"tmf-{session}", "VirtualNetworkId": 1})
                    catalogue["TrafficMirrorFilters"].append({
                        "TrafficMirrorFilterId": f"tmf-{session}",
                        **{f"{direction.title()}FilterRules": [cli_filter_rule(session, direction, rule) for rule in rules]
                           for direction, rules in mirror_filter.items()}})
            self.random.shuffle(catalogue["TrafficMirrorSessions"])
            questions, expected = [], []
            for _ in range(PER_CATALOGUE):
                interface, direction, packet = self.random.choice(list(interfaces)), self.random.choice(("ingress", "egress")), self.packet()
                ports = [packet["from"], packet["to"]] if has_ports(packet["protocol"]) else ["-", "-"]
                questions.append(" ".join(map(str, ("explain", interface, direction, packet["protocol"], packet["source"],
                                                    packet["destination"], *ports))))
                expected.append(explanation(interfaces[interface], direction, packet))
                # DHCP and AWS's own services are never mirrored; none of the ports and networks here is theirs.
            outcomes |= {right[0] for right in expected}
            self.compare(catalogue, questions, expected, 3)
        self.assertEqual({"mirrored", "not mirrored", "undecidable"}, outcomes)

    def test_security_groups(self):
        outcomes = set()
        for _ in range(PACKETS // PER_CATALOGUE):
            groups = {f"sg-{i}": {direction: [self.random.group_rule() for _ in range(self.random.randint(0, 5))]
                                  for direction in ("ingress", "egress")} for i in range(10)}
            members = {f"eni-{i}": self.random.sample(sorted(groups), self.random.randint(1, 3)) for i in range(6)}
            catalogue = {
                "SecurityGroups": [{"GroupId": id, "IpPermissions": [cli_permission(rule) for rule in group["ingress"]],
                                    "IpPermissionsEgress": [cli_permission(rule) for rule in group["egress"]]}
                                   for id, group in groups.items()],
                "NetworkInterfaces": [{"NetworkInterfaceId": id, "Groups": [{"GroupId": group} for group in of]}
                                      for id, of in members.items()]}
            questions, expected = [], []
            for _ in range(PER_CATALOGUE):
                packet, direction = self.packet(), self.random.choice(("ingress", "egress"))
                asked = self.random.sample(sorted(groups), self.random.randint(1, 3))
                other = self.random.choice((*members, "-"))
                port = packet["to"] if has_ports(packet["protocol"]) else "-"
                questions.append(f"group {','.join(asked)} {direction} {packet['protocol']} {packet['source']} {port} {other}")
                rules = [rule for group in asked for rule in groups[group][direction]]
                expected.append((group_access(rules, packet["protocol"], packet["source"], packet["to"], members.get(other)),))
            outcomes |= {right[0] for right in expected}
            self.compare(catalogue, questions, expected, 1)
        self.assertEqual({"allowed", "denied", "unknown"}, outcomes)

    def test_network_acls(self):
        outcomes = set()
        for _ in range(PACKETS // PER_CATALOGUE):
            acls = {f"acl-{i}": {direction: [self.random.acl_entry(number) for number in
                                             self.random.sample(range(1, 32766), self.random.randint(0, 8))]
                                 for direction in ("ingress", "egress")} for i in range(20)}
            catalogue = {"NetworkAcls": [{"NetworkAclId": id, "Entries": [
                cli_entry(entry, direction == "egress") for direction, entries in acl.items() for entry in entries]}
                for id, acl in acls.items()]}
            questions, expected = [], []
            for _ in range(PER_CATALOGUE):
                packet, direction, acl = self.packet(), self.random.choice(("ingress", "egress")), self.random.choice(list(acls))
                port = packet["to"] if has_ports(packet["protocol"]) else "-"
                questions.append(f"acl {acl} {direction} {packet['protocol']} {packet['source']} {port}")
                expected.append(acl_access(acls[acl][direction], packet["protocol"], packet["source"], packet["to"]))
            outcomes |= {right[0] for right in expected}
            self.compare(catalogue, questions, expected, 2)
        self.assertEqual({"allowed", "denied"}, outcomes)


if __name__ == "__main__":
    unittest.main()
