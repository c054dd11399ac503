# SPDX-License-Identifier: GPL-2.0-or-later
"""Turn a capture of an instance into what AWS VPC Traffic Mirroring delivers at a mirror target.

    mirror.py IN.pcap OUT.pcap --vni 4242 --source 10.0.1.10 --target 10.0.9.5 --packet-length 128

Promises: reads a classic pcap of Ethernet frames and writes a classic pcap of the same time resolution; the same
arguments give the same bytes. The parts it is made of: sessions.py, workload.py, outer.py, link.py, pcapfile.py.
"""
import argparse
import sys

import ethernet
import link as links
import outer
import pcapfile
import sessions
import workload


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input", help="classic pcap of Ethernet frames")
    parser.add_argument("output")
    group = parser.add_argument_group("session")
    group.add_argument("--vni", type=int, default=4242)
    group.add_argument("--source", default="10.0.1.10", help="primary address of the mirrored interface (%(default)s)")
    group.add_argument("--target", default="10.0.9.5", help="address of the mirror target (%(default)s)")
    group.add_argument("--packet-length", type=int, metavar="BYTES")
    group.add_argument("--mtu", type=int, metavar="BYTES", help="the target's MTU: longer outer IP datagrams are cut")
    group.add_argument("--geneve", action="store_true", help="behind a Gateway Load Balancer")
    group.add_argument("--gateway-source", default="10.0.8.7")
    group.add_argument("--gateway-target", default="10.0.9.5")
    group.add_argument("--endpoint", type=lambda text: int(text, 16), default=0x0A1B2C3D4E5F6071, metavar="HEX")
    group.add_argument("--attachment", type=lambda text: int(text, 16), default=0x1122334455667788, metavar="HEX")
    group.add_argument("--cookie", type=lambda text: int(text, 16), default=0xC00C1E55, metavar="HEX")
    group = parser.add_argument_group("duplicates: a second session sees every packet too")
    group.add_argument("--duplicate", metavar="SOURCE", help="primary address of the second session's interface")
    group.add_argument("--duplicate-vni", type=int, help="default: the same VNI")
    group.add_argument("--duplicate-packet-length", type=int, metavar="BYTES")
    group.add_argument("--duplicate-delay", type=float, default=0.0002, metavar="SECONDS")
    group.add_argument("--duplicate-by-direction", metavar="MAC",
                       help="MAC of the first session's interface: what it received was seen earlier at the other end")
    group.add_argument("--duplicate-macs", metavar="INTERFACE,ROUTER", help="MACs at the other end of a routed path")
    group.add_argument("--duplicate-hops", type=int, default=0, help="routers that count down the TTL")
    group = parser.add_argument_group("on the way and in the capture")
    group.add_argument("--overlay", type=int, metavar="VNI", help="the workload is itself a VXLAN overlay on port 4789")
    group.add_argument("--loss", type=float, default=0, metavar="P")
    group.add_argument("--reorder", type=float, default=0, metavar="P")
    group.add_argument("--seed", type=int, default=1)
    group.add_argument("--link", choices=links.KINDS, default="ethernet")
    group.add_argument("--vlan", type=int, action="append", default=[], metavar="ID", help="repeat for several tags")
    group.add_argument("--snaplen", type=int, metavar="BYTES", help="slice each packet as the capture would")
    group.add_argument("--beside", action="append", default=[], metavar="PCAP",
                       help="merge the frames of this Ethernet capture as they are: another session, or foreign traffic")
    return parser.parse_args()


def session_of(options):
    gateway = None
    if options.geneve:
        gateway = outer.Gateway(options.gateway_source, options.gateway_target, options.endpoint, options.attachment,
                                options.cookie)
    return sessions.Session(options.vni, options.source, options.target, options.packet_length, options.mtu, gateway)


def duplicates_of(options, frames):
    """The frames as the second session's interface saw them, and that session."""
    macs = tuple(ethernet.mac(text) for text in options.duplicate_macs.split(",")) if options.duplicate_macs else None
    near = ethernet.mac(options.duplicate_by_direction) if options.duplicate_by_direction else None
    far = workload.FarEnd(round(options.duplicate_delay * pcapfile.NANOSECONDS), near, macs, options.duplicate_hops)
    first = session_of(options)
    second = sessions.Session(options.duplicate_vni or first.vni, options.duplicate, first.target, options.duplicate_packet_length,
                              first.target_mtu, first.gateway)
    return [workload.far_view(frame, far) for frame in frames], second


def ethernet_capture(path):
    capture = pcapfile.read(path)
    if capture.link_type != pcapfile.ETHERNET:
        raise ValueError(f"{path}: link type {capture.link_type}, not Ethernet")
    return capture


def mirrored(options):
    """The capture that the options ask for."""
    workload_capture = ethernet_capture(options.input)
    frames = workload_capture.records
    if options.overlay is not None:
        frames = [workload.in_overlay(frame, options.overlay, ("10.0.1.10", "10.0.1.11")) for frame in frames]
    link = links.Link(options.link, vlans=tuple(options.vlan))
    parts = [session_of(options).delivered(frames, link)]
    if options.duplicate:
        seen, session = duplicates_of(options, frames)
        parts.append(session.delivered(seen, link))
    records = sessions.lose(sessions.merge(*parts), options.loss, options.seed)
    records = sessions.reorder(records, options.reorder, options.seed)
    beside = [[link.relink(record) for record in ethernet_capture(path).records] for path in options.beside]
    records = sessions.merge(records, *([record for record in part if record] for part in beside))
    return pcapfile.Capture([record.sliced(options.snaplen) for record in records], link.link_type,
                            workload_capture.nanoseconds, options.snaplen or pcapfile.MAX_SNAPLEN)


def main():
    options = arguments()
    try:
        pcapfile.write(options.output, mirrored(options))
    except (OSError, ValueError) as problem:
        sys.exit(f"mirror.py: {problem}")


if __name__ == "__main__":
    main()
