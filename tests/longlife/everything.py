# SPDX-License-Identifier: GPL-2.0-or-later
"""A capture with a bit of everything that the tables of windows have rows for, and its catalogue.

    packets  of                        in what they differ
    1-2      tms-0a, sent              cut to 100 by the session's packet length
    3        tms-0a, sent              whole, cleartext HTTP
    4        tms-0a, received          port 443: rule 100 accepts
    5        tms-0a, received          another port: rule 200 rejects
    6-7      tms-0b, then tms-0a       the same packet at both ends, 1 ms apart
    8        tms-0b, sent              cut to 300 by nothing that is known
    9        tms-0b, sent              no IP: it does not tell its length
    10       VNI 7007, 10.0.7.7        no session
    11-12    VNI 7007, 2001:db8:7::7   no session
    13       VNI 3003, 10.0.3.30       tms-0c or tms-0f, of one interface
    14-15    the session QUOTED        whose ids have quotes and backslashes
    16       tms-0a, sent              a ClientHello of TLS
    17       tms-0a, sent              what nobody recognises
"""
import catalogues
import packets
from catalogues import MAC_A, MAC_B, MAC_C
from packets import ethernet, ipv4, mirror, tcp

PEER = "198.51.100.7"
QUOTED, QUOTED_FILTER = 'tms-"q\\z', 'tmf-"q\\'
VERSION_6 = packets.Outside("2001:db8:7::7", "2001:db8:9::5")
HEADERS = 14 + 20 + 20


def nothing_known(length):
    """A payload that no version of Wireshark takes for a protocol's: 4.4 does of zeros."""
    return (b"\xff\0" * length)[:length]


def frame(number, length, source="10.0.1.10", destination=PEER, ports=(40000, 54321), mac=MAC_A, payload=None):
    """Of so many bytes; `number` tells it from others."""
    if payload is None:
        payload = nothing_known(length - HEADERS)
    return ethernet(ipv4(tcp(payload, *ports, sequence=1000 * number), source, destination, number=number), mac)


def received(number, length, ports):
    addresses = ipv4(tcp(nothing_known(length - HEADERS), *ports, sequence=1000 * number), PEER, "10.0.1.10", number=number)
    return ethernet(addresses, packets.ROUTER_MAC, MAC_A)


def client_hello():
    body = b"\x03\x03" + bytes(range(32)) + b"\0\0\x02\x13\x01\x01\0"
    hello = b"\x01" + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x01" + len(hello).to_bytes(2, "big") + hello


def records():
    both = frame(6, 150, destination="10.0.2.20")
    arrived = packets.mac(MAC_B) + packets.mac(packets.ROUTER_MAC) + both[12:]
    request = b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n"
    return [
        mirror(frame(1, 1014), 1001, cut=100), mirror(frame(2, 514), 1001, cut=100),
        mirror(frame(3, 0, ports=(40003, 80), payload=request), 1001),
        mirror(received(4, 90, (40004, 443)), 1001), mirror(received(5, 95, (40005, 54321)), 1001),
        mirror(arrived, 2002, "10.0.2.20"), mirror(both, 1001),
        mirror(frame(8, 1000, "10.0.2.20", mac=MAC_B), 2002, "10.0.2.20", cut=300),
        mirror(ethernet(bytes(46), MAC_B, ether_type=0x88B5), 2002, "10.0.2.20"),
        mirror(frame(10, 100, "10.0.7.7", mac="02:00:00:00:00:77"), 7007, "10.0.7.7"),
        mirror(frame(11, 100, "10.0.7.8", mac="02:00:00:00:00:78"), 7007, outside=VERSION_6),
        mirror(frame(12, 100, "10.0.7.8", mac="02:00:00:00:00:78"), 7007, outside=VERSION_6),
        mirror(frame(13, 100, "10.0.3.30", mac=MAC_C), 3003, "10.0.3.30"),
        mirror(frame(14, 100, "10.0.6.6", mac="02:00:00:00:00:66"), 6006, "10.0.6.6"),
        mirror(frame(15, 100, "10.0.6.6", mac="02:00:00:00:00:66"), 6006, "10.0.6.6"),
        mirror(frame(16, 0, ports=(40016, 443), payload=client_hello()), 1001),
        mirror(frame(17, 0, ports=(40017, 54322), payload=bytes(range(128, 148))), 1001),
    ]


def catalogue():
    quoted = (QUOTED, 6006, "eni-06", 1, None, "", "tmt-02", {"Name": 'a "quoted\\" | name'})
    second = ("tms-0f", 3003, "eni-0c", 2, None, "", "tmt-03", {})
    sessions = catalogues.cli_sessions((*catalogues.SESSIONS, second, quoted))
    sessions["TrafficMirrorSessions"][-1]["TrafficMirrorFilterId"] = QUOTED_FILTER
    filters = catalogues.cli_filters()
    filters["TrafficMirrorFilters"].append({
        "TrafficMirrorFilterId": QUOTED_FILTER, "Description": "", "Tags": [], "NetworkServices": [], "IngressFilterRules": [],
        "EgressFilterRules": [{"TrafficMirrorFilterRuleId": "tmfr-06", "TrafficMirrorFilterId": QUOTED_FILTER, "TrafficDirection": "egress",
                               "RuleNumber": 1, "RuleAction": "accept", "SourceCidrBlock": "0.0.0.0/0", "DestinationCidrBlock": "0.0.0.0/0"}]})
    interfaces = catalogues.cli_interfaces((*catalogues.INTERFACES, ("eni-06", "02:00:00:00:00:66", ["10.0.6.6"], [], None, None)))
    return catalogues.aws_cli() | {"vpcmirror/sessions.json": sessions, "vpcmirror/filters.json": filters, "vpcmirror/interfaces.json": interfaces}
