# SPDX-License-Identifier: GPL-2.0-or-later
"""Sends recorded frames as a mirror session would, to an appliance in the lab.

    replay.py RECORDING.pcap TARGET

Promises: the frames that session VNI would mirror, each cut to PACKET_LENGTH bytes behind a VXLAN header, from one UDP
socket, in their order, a millisecond apart.
"""
import socket
import struct
import sys
import time

import ethernet
import pcapfile

VNI = 6210044
PACKET_LENGTH = 128


def main():
    recording, target = sys.argv[1:]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        for record in pcapfile.read(recording).records:
            if ethernet.view(record.data).ether_type not in (0x0800, 0x86DD):
                continue
            out.sendto(struct.pack("!II", 0x08000000, VNI << 8) + record.data[:PACKET_LENGTH], (target, 4789))
            time.sleep(0.001)


if __name__ == "__main__":
    main()
