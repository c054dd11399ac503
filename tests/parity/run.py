# SPDX-License-Identifier: GPL-2.0-or-later
"""Parity over many captures: each of captures/inner, and of the folders given, mirrored and cut in several ways.

    run.py [FOLDER OR PCAP ...]    with the plugin of build/plugins, or of VPCMIRROR_PLUGIN_DIR

Promises: for every Ethernet capture, packet lengths 64, 128 and 1000 and a target MTU of 1500, plain and behind a Gateway
Load Balancer, inner_parity.py's comparison; one line each; exit status 0 only if every comparison compared something and
found no difference. The mirrored side gets a catalogue in which the session has that packet length. Left out, and counted:
packets without a length of their own that were cut within the padding behind them, since nothing that is left tells it.
"""
import argparse
import itertools
import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "captures"))

import ethernet
import inner_parity
import outer
import pcapfile
import pdml
import sessions
import vpcmirror_tshark

VNI, SOURCE, TARGET, ENI = 4242, "10.0.1.10", "10.0.9.5", "eni-0a1b2c3d4e5f60718"
MAC = "02:5e:31:9c:4a:0b"
GATEWAY = outer.Gateway("10.0.8.7", TARGET, 0x0A1B2C3D4E5F6071, 0x1122334455667788, 0xC00C1E55)
OUTSIDES = {"plain": None, "geneve": GATEWAY}
CUTS = {"64": {"packet_length": 64}, "128": {"packet_length": 128}, "1000": {"packet_length": 1000},
        "mtu1500": {"target_mtu": 1500}}


def write_catalogue(folder, packet_length):
    """The session as describe-traffic-mirror-sessions and describe-network-interfaces would tell it."""
    session = {"TrafficMirrorSessionId": "tms-0a1b2c3d4e5f60718", "NetworkInterfaceId": ENI, "OwnerId": "111122223333",
               "SessionNumber": 1, "VirtualNetworkId": VNI, "Tags": []}
    if packet_length:
        session["PacketLength"] = packet_length
    interface = {"NetworkInterfaceId": ENI, "MacAddress": MAC, "PrivateIpAddress": SOURCE,
                 "PrivateIpAddresses": [{"Primary": True, "PrivateIpAddress": SOURCE}], "VpcId": "vpc-0a1b2c3d4e5f60718"}
    folder.mkdir(exist_ok=True)
    for name, document in (("describe-traffic-mirror-sessions.json", {"TrafficMirrorSessions": [session]}),
                           ("describe-network-interfaces.json", {"NetworkInterfaces": [interface]})):
        (folder / name).write_text(json.dumps(document, indent=4))


ARP_LENGTH = 28  # RFC 826, for Ethernet and IPv4


def cut_within_padding(record, session):
    """True for an ARP packet that was mirrored whole, but not all of the padding behind it."""
    seen = ethernet.view(record.data)
    kept = session.mirrored_length(record.length)
    return seen.ether_type == ethernet.ARP and seen.network_offset + ARP_LENGTH <= kept < record.length


def write_captures(frames, nanoseconds, session, folder):
    """mirrored.pcap, cut by AWS, and reference.pcap, the same packets whole but sliced by the capture."""
    whole = sessions.Session(session.vni, session.source, session.target, gateway=session.gateway)
    snaplen = whole.header_length() + session.mirrored_length(1 << 16)
    mirrored = session.delivered(frames)
    reference = [record.sliced(snaplen) for record in whole.delivered(frames)]
    for name, records in (("mirrored", mirrored), ("reference", reference)):
        pcapfile.write(folder / f"{name}.pcap", pcapfile.Capture(records, nanoseconds=nanoseconds))


def one(path, cut, gateway, options, folder):
    capture = pcapfile.read(path)
    session = sessions.Session(VNI, SOURCE, TARGET, gateway=gateway, **CUTS[cut])
    frames = [record for record in capture.records if not cut_within_padding(record, session)]
    write_captures(frames, capture.nanoseconds, session, folder)
    preferences = []
    if not options.without_plugin:
        write_catalogue(folder / "catalogue", session.packet_length)
        preferences = ["-o", f"vpcmirror.catalogue_folder:{folder / 'catalogue'}"]
    vpcmirror_tshark.open_up(folder)  # the plugin is not loaded as root, so another user may have to read it
    result = inner_parity.compare(
        pdml.packets(folder / "reference.pcap", ignored=options.ignore, plugin=False),
        pdml.packets(folder / "mirrored.pcap", preferences, options.ignore, not options.without_plugin), options.show)
    result.left_out = len(capture.records) - len(frames)
    return result


def captures(places):
    """The Ethernet captures among the files and folders, and what was passed over."""
    found, passed = [], []
    for place in places:
        for path in sorted(place.glob("*.pcap")) if place.is_dir() else [place]:
            try:
                usable = pcapfile.read(path).link_type == pcapfile.ETHERNET
            except ValueError:
                usable = False
            (found if usable else passed).append(path)
    return found, passed


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", nargs="*", type=Path, help="more captures, or folders of them")
    parser.add_argument("--without-plugin", action="store_true", help="stock tshark reads both: what it makes of cut packets")
    parser.add_argument("--cut", choices=CUTS, action="append", help="only this one, repeatable")
    parser.add_argument("--ignore", action="append", default=[], metavar="FIELD", help="leave out a field or layer, repeatable")
    parser.add_argument("--show", type=int, default=1, metavar="N", help="differing packets to print for each comparison")
    return parser.parse_args()


def main():
    options = arguments()
    found, passed = captures([ROOT / "captures" / "inner", *options.places])
    for path in passed:
        print(f"{path.name}: not a classic pcap of Ethernet frames, passed over")
    total, failed, runs = inner_parity.Result(), 0, 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, cut, (label, gateway) in itertools.product(found, options.cut or CUTS, OUTSIDES.items()):
            result = one(path, cut, gateway, options, folder)
            print(f"{'same' if result.same else 'DIFFERS':8}{path.name:28}{cut:>8} {label:7}{result}", flush=True)
            for line in "\n".join(result.examples).splitlines():
                print("    " + line)
            total.add(result)
            runs, failed = runs + 1, failed + (not result.same)
    print(f"{runs} comparisons, {failed} failed: {total}")
    return 1 if failed or not runs else 0


if __name__ == "__main__":
    with pdml.in_tshark():
        sys.exit(main())
