# SPDX-License-Identifier: GPL-2.0-or-later
"""A VLAN subinterface in user space, for kernels that have none.

    tagger.py DEVICE PARENT PROTOCOL:ID[,PROTOCOL:ID]     for example  tagger.py v30 eth0 88a8:200,8100:30

Promises: makes the TAP device DEVICE; a frame sent into it leaves on PARENT with the tags, outermost first, and a frame
that arrives on PARENT with exactly these tags comes out of DEVICE without them. Runs until terminated.
"""
import contextlib
import fcntl
import os
import selectors
import socket
import struct
import sys

TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 0x0002, 0x1000
ETH_P_ALL, SOL_PACKET, PACKET_AUXDATA, PACKET_OUTGOING = 3, 263, 8, 4
AUXDATA = struct.Struct("IIIHHHH")  # tpacket_auxdata: status, len, snaplen, mac, net, vlan_tci, vlan_tpid
VLAN_VALID = 0x10


def open_tap(name):
    tap = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TAP | IFF_NO_PI))
    return tap


def open_parent(name):
    parent = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    parent.bind((name, ETH_P_ALL))
    parent.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
    return parent


def receive(parent):
    """A frame that arrived, with the outermost tag that the kernel takes out put back; None for one that was sent."""
    frame, ancillary, _, address = parent.recvmsg(65536, 256)
    if address[2] == PACKET_OUTGOING:
        return None
    for level, kind, data in ancillary:
        if level == SOL_PACKET and kind == PACKET_AUXDATA:
            status, *_, tag, protocol = AUXDATA.unpack(data[:AUXDATA.size])
            if status & VLAN_VALID:
                return frame[:12] + struct.pack("!HH", protocol, tag) + frame[12:]
    return frame


def main():
    device, parent_name, tags_text = sys.argv[1:]
    tags = b"".join(struct.pack("!HH", int(protocol, 16), int(number))
                    for protocol, number in (tag.split(":") for tag in tags_text.split(",")))
    tap, parent = open_tap(device), open_parent(parent_name)
    waiting = selectors.DefaultSelector()
    waiting.register(tap, selectors.EVENT_READ)
    waiting.register(parent, selectors.EVENT_READ)
    while True:
        for key, _ in waiting.select():
            if key.fileobj is tap:
                frame = os.read(tap, 65536)
                parent.send(frame[:12] + tags + frame[12:])
                continue
            frame = receive(parent)
            if frame and frame[12:12 + len(tags)] == tags:
                with contextlib.suppress(OSError):  # DEVICE is not up yet
                    os.write(tap, frame[:12] + frame[12 + len(tags):])


if __name__ == "__main__":
    main()
