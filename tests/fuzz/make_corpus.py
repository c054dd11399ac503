#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Where fuzzing starts: the sample captures and their catalogues in the form that the fuzz targets read.

    make_corpus.py FOLDER

Promises: a folder in FOLDER for each target, the same bytes from the same samples.
"""
import gzip
import itertools
import json
import struct
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CAPTURES = ROOT / "captures"
sys.path[:0] = [str(CAPTURES), str(ROOT / "tests/delivery")]

import ethernet  # noqa: E402
import outer  # noqa: E402
import pcapfile  # noqa: E402
import setups  # noqa: E402

# As in packets_fuzz.cc.
WITH_HEADER, SENDERS, RECOGNISED = 1, 8, 8
IN_A_SEED, LONGEST = 6, 120  # datagrams; bytes of each
SEEDS_OF_A_CAPTURE = 20
LONGEST_CATALOGUE = 8192  # as in run.py
LONGEST_LIST = 1  # elements of what is listed in a file of a catalogue: short inputs are many inputs

SEPARATOR = b"\x1e"  # as in catalogue_fuzz.cc


def payload(frame):
    """The destination port and the UDP payload of a record at the target; nothing if it is no UDP over IPv4."""
    packet = ethernet.view(frame)
    if packet.ports is None or packet.protocol != ethernet.UDP or packet.ether_type != ethernet.IPV4:
        return None
    return packet.ports[1], frame[packet.network_offset + (frame[packet.network_offset] & 15) * 4 + 8:]


class Seed:
    """The bytes of one input. Each VNI and source address of the sample becomes one of the target's senders."""

    def __init__(self, senders):
        self.bytes, self.senders, self.count, self.time = b"\0", senders, 0, None

    def add(self, record):
        found = payload(record.data)
        if found is None:
            return
        port, data = found
        sender = self.senders.setdefault((data[4:7], record.data[26:30]), len(self.senders) % SENDERS)
        flags, data = (0, data[8:]) if port == outer.VXLAN_PORT else (WITH_HEADER, data)
        elapsed = 0 if self.time is None else (record.time - self.time) // 1000
        cut_off = max(record.length - len(record.data) + len(data) - LONGEST, 0)
        data = data[:LONGEST]
        self.bytes += struct.pack("!BBhHH", flags, sender | self.count % RECOGNISED << 4, max(min(elapsed, 32767), -32768),
                                  cut_off, len(data)) + data
        self.time = record.time
        self.count += 1


def packet_seeds(path):
    records = pcapfile.read(path).records
    step = max(len(records) // SEEDS_OF_A_CAPTURE, IN_A_SEED)
    senders = {}
    for start in range(0, len(records), step):
        seed = Seed(senders)
        for record in records[start:start + IN_A_SEED]:
            seed.add(record)
        yield seed.bytes


def shortened(value):
    if isinstance(value, dict):
        return {key: shortened(member) for key, member in value.items()}
    return [shortened(element) for element in value[:LONGEST_LIST]] if isinstance(value, list) else value


def catalogue_seeds(folder):
    files = [json.dumps(shortened(json.loads(path.read_bytes())), separators=(",", ":")).encode()
             for path in sorted(folder.iterdir())]
    yield from files
    for pair in itertools.pairwise(files):
        yield SEPARATOR.join(pair)


def slim(value):
    """What is read of a document: the rest makes inputs long."""
    unread = ("schema_version", "provider_name", "provider_config_key", "provider", "mode", "serial", "lineage", "outputs", "description")
    if isinstance(value, dict):
        return {key: slim(member) for key, member in value.items()
                if key not in unread and not (isinstance(member, dict) and set(member) == {"constant_value"})}
    return [slim(element) for element in value] if isinstance(value, list) else value


def rules_apart(files):
    """The AWS CLI's other form of the rules of groups."""
    rules = [{"GroupId": group["GroupId"], "IsEgress": egress, "IpProtocol": rule["IpProtocol"], "FromPort": rule.get("FromPort", -1),
              "ToPort": rule.get("ToPort", -1), **({"CidrIpv4": rule["IpRanges"][0]["CidrIp"]} if rule["IpRanges"] else {
                  "ReferencedGroupInfo": {"GroupId": "sg-web"}})}
             for group in files["SecurityGroups.json"]["SecurityGroups"]
             for egress, member in ((False, "IpPermissions"), (True, "IpPermissionsEgress")) for rule in group[member]]
    return files | {"SecurityGroups.json": {"SecurityGroupRules": rules}}


def in_a_circle(setup):
    """Groups of which each lets in what is in the next one."""
    names = list(setup.groups)
    for name, following in zip(names, names[1:] + names[:1], strict=True):
        setup.groups[name]["ingress"] = [("-1", None, None, following), ("udp", 4789, 4789, "pl-1")]
    return setup


def delivery_seeds(_):
    """Whole set-ups, as the AWS CLI and Terraform write them."""
    for build in (setups.article, lambda: setups.fan_out(servers=1, members=1), setups.endpoint_setup,
                  lambda: in_a_circle(setups.article())):
        yield from ([setups.cli(build())] + [rules_apart(setups.cli(build()))] + [form(build()) for form in list(setups.FORMS.values())[1:]] +
                    [setups.fresh_plan(build(), apart, own=True) for apart in (True, False)])


def delivery_inputs(source):
    for files in delivery_seeds(source):
        seed = SEPARATOR.join(json.dumps(slim(document), separators=(",", ":")).encode() for document in files.values())
        if len(seed) <= LONGEST_CATALOGUE:
            yield seed


def json_seeds(folder):
    """As the AWS CLI writes them, indented, and as short as it goes."""
    for path in sorted(folder.iterdir()):
        document = shortened(json.loads(path.read_bytes()))
        yield json.dumps(document, indent=4).encode()
        yield json.dumps([document, document], separators=(",", ":")).encode()


def capture_seeds(path):
    """The first packets, as pcap of both byte orders, as pcapng, and packed."""
    capture = pcapfile.read(path)
    records = [record.sliced(LONGEST) for record in capture.records[:4]]
    for order, magic in (("<", pcapfile.MICROSECOND_MAGIC), (">", pcapfile.NANOSECOND_MAGIC)):
        seed = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65535, capture.link_type)
        for record in records:
            seed += struct.pack(order + "IIII", record.time // 10**9, 5, len(record.data), record.length) + record.data
        yield seed
        yield gzip.compress(seed, mtime=0)

    def block(kind, body):
        body += bytes(-len(body) % 4)
        return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)
    seed = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    seed += block(1, struct.pack("<HHIHHBxxxHHqHH", capture.link_type, 0, 0, 9, 1, 9, 14, 8, 3600, 0, 0))
    for record in records:
        seed += block(6, struct.pack("<5I", 0, record.time >> 32, record.time & 0xFFFFFFFF, len(record.data), record.length) + record.data)
    yield seed + block(3, struct.pack("<I", 60) + bytes(60)) + block(2, struct.pack("<HHIIII", 0, 1, 0, 5, 8, 8) + bytes(8))


def document_seeds(_):
    session = {"id": "tms-1", "name": "web", "vni": 7}
    tables = {"capture": [{"packets": 3, "first": 1.5, "last": 2.000000001}],
              "sessions": [{"session": session, "direction": "egress", "packets": 3, "first": 1.5}],
              "silent_sessions": [{"session": {"id": "tms-2"}, "reason": "the catalogue shows none"}],
              "duplicates": [{"a": session, "b": session, "duplicates": 1, "delay_min": -0.5, "delay_max": 1e-3}],
              "novel": [{"count": 1, "share": 0.5, "of": {"what": "x"}}]}
    yield json.dumps({"vpcmirror_report": 1, "plugin": "0.1.0", "filter": "", **tables}).encode()


def write(folder, sources, seeds_of):
    folder.mkdir(parents=True, exist_ok=True)
    for source in sources:
        for number, seed in enumerate(seeds_of(source)):
            (folder / f"{source.stem}-{number}").write_bytes(seed)


def make(folder):
    write(folder / "packets", sorted(CAPTURES.glob("*.pcap")), packet_seeds)
    write(folder / "catalogue", sorted(CAPTURES.glob("*.catalogue")), catalogue_seeds)
    write(folder / "catalogue", [ROOT / "tests/delivery"], delivery_inputs)
    write(folder / "json", sorted(CAPTURES.glob("*.catalogue")), json_seeds)
    write(folder / "capture", sorted(CAPTURES.glob("*.pcap")), capture_seeds)
    write(folder / "document", [CAPTURES], document_seeds)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    make(Path(sys.argv[1]))
