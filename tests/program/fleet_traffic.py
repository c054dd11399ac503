# SPDX-License-Identifier: GPL-2.0-or-later
"""Mirror traffic as a fleet of monitors behind a load balancer records it, the same for each seed.

Interfaces talk to each other and to the internet; what two mirrored ones say to each other is mirrored twice. The load
balancer sends each mirror flow, whoever sends it, to one of the monitors; the mirror loses packets, each monitor records
some of them a little late, and begins a new file every so often: a datagram that was fragmented may lie in two files.

What makes a report of one packet depend on others elsewhere is all in it: greatest datagrams that come late, packets cut
again and again and now and then elsewhere, lengths that are no truth, interfaces with several addresses and several
sessions, addresses of two VPCs, sessions of one name, frames without addresses, fragments, packets that repeat themselves.
"""
import json
import random
import struct
from dataclasses import dataclass, field

from packets import ethernet, ipv4, ipv6, mirror, tcp, udp

START = 1_700_000_000_000_000  # microseconds
MICROSECONDS = 1_000_000


@dataclass
class Interface:
    number: int
    sessions: list  # (VNI, packet length)
    addresses: list
    mac: str = field(init=False)

    def __post_init__(self):
        self.mac = f"02:00:00:00:01:{self.number:02x}"


def interfaces():
    """Two have one address, in two VPCs; one has two sessions; one session cuts, one is not in the catalogue."""
    return [
        Interface(1, [(101, None)], ["10.0.1.1", "10.0.1.101"]),
        Interface(2, [(102, 128)], ["10.0.1.2", "10.0.1.102", "fd00::2"]),
        Interface(3, [(103, None), (203, None)], ["10.0.1.3"]),
        Interface(4, [(104, 200)], ["10.0.1.4", "fd00::4"]),
        Interface(5, [(105, None)], ["10.0.1.5"]),
        Interface(6, [(106, None)], ["10.0.1.5"]),
        Interface(7, [(107, 96)], ["10.0.1.7"]),
    ]


def catalogue():
    """Of the interfaces, but for the last; two sessions have one name."""
    known = interfaces()[:-1]
    sessions = [(eni, vni, length) for eni in known for vni, length in eni.sessions]
    return {
        "TrafficMirrorSessions": [
            {"TrafficMirrorSessionId": f"tms-{vni}", "VirtualNetworkId": vni, "NetworkInterfaceId": f"eni-{eni.number}",
             "SessionNumber": 1 + vni // 200, "TrafficMirrorTargetId": "tmt-1", "TrafficMirrorFilterId": "tmf-1",
             **({"PacketLength": length} if length else {}),
             "Tags": [{"Key": "Name", "Value": "twice" if vni in (101, 104) else f"session {vni}"}]}
            for eni, vni, length in sessions],
        "NetworkInterfaces": [
            {"NetworkInterfaceId": f"eni-{eni.number}", "MacAddress": eni.mac, "VpcId": f"vpc-{eni.number == 6:d}",
             "PrivateIpAddress": eni.addresses[0],
             "PrivateIpAddresses": [{"PrivateIpAddress": one, "Primary": one == eni.addresses[0]} for one in eni.addresses if ":" not in one],
             "Ipv6Addresses": [{"Ipv6Address": one} for one in eni.addresses if ":" in one]}
            for eni in known],
        "TrafficMirrorFilters": [
            {"TrafficMirrorFilterId": "tmf-1", "IngressFilterRules": [_rule("ingress", 100, 6), _rule("ingress", 200, 17)],
             "EgressFilterRules": [_rule("egress", 100, None)]}],
    }


def _rule(direction, number, protocol):
    rule = {"TrafficMirrorFilterRuleId": f"tmfr-{direction}-{number}", "TrafficDirection": direction, "RuleNumber": number,
            "RuleAction": "accept", "SourceCidrBlock": "0.0.0.0/0", "DestinationCidrBlock": "0.0.0.0/0"}
    return rule if protocol is None else {**rule, "Protocol": protocol}


class Fleet:
    """Seconds of traffic of so many packets; `late`: monitors record some packets after others that came later."""

    def __init__(self, seed, packets=6000, monitors=3, seconds=8, late=True):
        self.random = random.Random(seed)
        self.seconds, self.monitors, self.late = seconds, monitors, late
        self.interfaces = interfaces()
        self.internet = [f"192.0.2.{i}" for i in range(1, 40)] + ["2001:db8::1", "2001:db8::2"]
        self.connections = [self._connection() for _ in range(60)]
        self.records = [[] for _ in range(monitors)]  # (time it came, record)
        for index in range(packets):
            self._talk(START + seconds * MICROSECONDS * index // packets)

    def _connection(self):
        one = self.random.choice(self.interfaces)
        other = self.random.choice(self.interfaces) if self.random.random() < 0.6 else None
        six = self.random.random() < 0.15
        here = [a for a in one.addresses if (":" in a) == six]
        there = [a for a in (other.addresses if other else self.internet) if (":" in a) == six]
        if not here or not there or other is one:
            return self._connection()
        return {"ends": ((one, self.random.choice(here)), (other, self.random.choice(there))), "ports": (self.random.randrange(1024, 60000), 443),
                "sequences": [1000, 5000], "protocol": self.random.choice(("tcp", "tcp", "udp", "ping"))}

    def _talk(self, time):
        kind = self.random.random()
        if kind < 0.02:
            self._frame(time, *self._no_address())
            return
        connection = self.random.choice(self.connections)
        way = self.random.randrange(2)
        (sender, source), (receiver, destination) = (connection["ends"][way], connection["ends"][1 - way])
        data = bytes(self.random.choice((0, 20, 150, 600, 1200 if time < START + 6 * MICROSECONDS else 1440)))
        if self.random.random() < 0.3:
            data = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" + data
        port, peer = connection["ports"][way], connection["ports"][1 - way]
        if connection["protocol"] == "tcp":
            sequences = connection["sequences"]
            segment = struct.pack("!HHIIBBHHH", port, peer, sequences[way], sequences[1 - way], 0x50, 0x18, 512, 0, 0) + data
            sequences[way] = (sequences[way] + len(data)) % 2**32
            packet = self._ip(segment, source, destination, 6)
        elif connection["protocol"] == "udp":
            packet = self._ip(udp(data[:300], port, peer), source, destination, 17)
        else:
            packet = self._ip(b"\x08\x00" + bytes(30), source, destination, 1, number=0)  # all alike
        mac = sender.mac if sender else "02:00:00:00:00:01"
        self._frame(time, ethernet(packet, mac, receiver.mac if receiver else "02:00:00:00:00:01",
                                   0x86DD if ":" in source else 0x0800), sender, receiver)

    def _ip(self, payload, source, destination, protocol, number=None):
        if ":" in source:
            return ipv6(payload, source, destination, protocol)
        number = self.random.randrange(65536) if number is None else number
        claim, fragment = None, 0x4000
        if self.random.random() < 0.01:
            claim = 20 + len(payload) + self.random.choice((30, 5000, 60000 - len(payload)))
        elif self.random.random() < 0.03 and len(payload) > 60:
            fragment = self.random.choice((0x2000, 100))
        return ipv4(payload, source, destination, protocol, claim, fragment, number)

    def _no_address(self):
        """ARP, another protocol, or a frame that is cut within its addresses; of two interfaces."""
        one, other = self.random.sample(self.interfaces, 2)
        body = struct.pack("!HHBBH", 1, 0x0800, 6, 4, 1) + bytes([self.random.randrange(4)]) * 24
        frames = (ethernet(body, one.mac, other.mac, 0x0806), ethernet(body[::-1], one.mac, other.mac, 0x88B5),
                  ethernet(ipv4(tcp(b"x", 1, 2), one.addresses[0], other.addresses[0])[:12], one.mac, other.mac),
                  ethernet(body, one.mac, other.mac, 0x0026))
        return self.random.choice(frames), one, other

    def _frame(self, time, frame, *ends):
        """A copy from each end that is mirrored, unless it is lost."""
        for place, end in enumerate(ends):
            if end is None or self.random.random() < 0.02:
                continue
            vni, length = end.sessions[0 if time < START + 2 * MICROSECONDS else -1]
            delay = place * self.random.choice((5, 40, 200, 900, 180_000))
            if length is None and self.random.random() < 0.01:
                length = self.random.choice((100, 120))
            # Of an interface all flows, as the load balancer tells them, go to one monitor or another.
            monitor = (end.number * 7 + len(frame) % 4) % self.monitors
            record = mirror(frame, vni, end.addresses[0], cut=length)
            for part in self._in_fragments(record):
                self.records[monitor].append((time + delay, part))

    def _in_fragments(self, record):
        if self.random.random() > 0.02 or len(record) < 300:
            return [record]
        header, payload, at = record[14:34], record[34:], 160
        number = struct.pack("!H", self.random.randrange(65536))
        parts = []
        for begin, end, more in ((0, at, 0x2000), (at, len(payload), 0)):
            piece = payload[begin:end]
            parts.append(record[:14] + header[:2] + struct.pack("!H", 20 + len(piece)) + number + struct.pack("!H", more | begin // 8)
                         + header[8:] + piece)
        return parts

    def files(self, each=8):
        """The bytes of the files of each monitor, in the order of time: {"monitor-0/00.pcap": ...}."""
        files = {}
        for monitor, records in enumerate(self.records):
            records = sorted(records, key=lambda one: one[0])
            if self.late:
                records = [one for _, one in sorted((index + self.random.choice((0, 0, 0, 3)), one) for index, one in enumerate(records))]
            share = -(-len(records) // each)
            for number in range(each):
                files[f"monitor-{monitor}/{number:02}.pcap"] = pcap(records[number * share:(number + 1) * share])
        return files


def pcap(records):
    parts = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)]
    for time, record in records:
        parts.append(struct.pack("<IIII", time // MICROSECONDS, time % MICROSECONDS, len(record), len(record)) + record)
    return b"".join(parts)


def write(folder, seed, **how):
    """Files and catalogue in a folder; the paths of the files."""
    (folder / "catalogue").mkdir(parents=True)
    for name, entries in catalogue().items():
        (folder / "catalogue" / f"{name}.json").write_text(json.dumps({name: entries}))
    each = how.pop("each", 8)
    paths = []
    for name, content in Fleet(seed, **how).files(each).items():
        path = folder / "captures" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        paths.append(path)
    return paths
