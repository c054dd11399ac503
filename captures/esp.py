# SPDX-License-Identifier: GPL-2.0-or-later
"""Make captures of ESP, encrypted and with NULL encryption: esp.py [FOLDER]   (default: encryption/ beside this file)

Promises: the same bytes each time. AES-128-CBC and AES-128-CTR under a counting IV (as GCM sends it) are real, made by the program
openssl, with made-up keys; integrity check values are random. NULL has the same headers and carries text, random payloads, a
tunnelled packet, and eight bytes of IV as AES-GMAC has them. RFC 4303, RFC 2410, RFC 3602, RFC 4106, RFC 4543.
"""
import ipaddress
import random
import struct
import subprocess
import sys
from pathlib import Path

import pcapfile
from pcapfile import Record

OWN, PEER = "10.0.1.10", "198.51.100.23"
MACS = bytes.fromhex("02a1f0000101025e319c4a0b")
KEY = "000102030405060708090a0b0c0d0e0f"
CHANCE = random.Random(4303)
TEXT = b"GET /orders?customer=alice HTTP/1.1\r\nHost: shop.example.com\r\nCookie: a line that anyone can read\r\n\r\n"


def ipv4(payload, protocol, source=OWN, destination=PEER, number=1):
    header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), number, 0x4000, 64, protocol, 0)
    return header + ipaddress.IPv4Address(source).packed + ipaddress.IPv4Address(destination).packed + payload


def tcp(payload, sequence):
    return struct.pack("!HHIIBBHHH", 40000, 443, sequence, 7, 0x80, 0x18, 500, 0, 0) + b"\1\1\x08\x0a" + struct.pack("!II", sequence, 9) + payload


def udp(payload):
    return struct.pack("!HHHH", 40000, 4433, 8 + len(payload), 0) + payload


def padded(packet, next_header, block):
    padding = -(len(packet) + 2) % block
    return packet + bytes(range(1, padding + 1)) + bytes((padding, next_header))


def encrypted(cipher, text, iv):
    command = ("openssl", "enc", f"-aes-128-{cipher}", "-K", KEY, "-iv", iv.hex(), "-nopad")
    return subprocess.run(command, input=text, capture_output=True, check=True).stdout


def cbc(packet, next_header, _):
    iv = CHANCE.randbytes(16)
    return iv + encrypted("cbc", padded(packet, next_header, 16), iv) + CHANCE.randbytes(16)


def gcm(packet, next_header, number):
    iv = struct.pack("!Q", number)
    return iv + encrypted("ctr", padded(packet, next_header, 4), bytes(4) + iv + b"\0\0\0\2") + CHANCE.randbytes(16)


def null(packet, next_header, _):
    return padded(packet, next_header, 4) + CHANCE.randbytes(12)


def gmac(packet, next_header, number):
    return struct.pack("!Q", number) + padded(packet, next_header, 4) + CHANCE.randbytes(16)


def association(spi, protect, packets):
    """Frames of one direction of one security association."""
    for number, (packet, next_header) in enumerate(packets, 1):
        esp = struct.pack("!II", spi, number) + protect(packet, next_header, number)
        yield MACS + b"\x08\x00" + ipv4(esp, 50, number=number)


def packets_of(*kinds, count=12):
    """Segments with text, datagrams with what nobody can read, or the latter in a tunnel."""
    for number in range(1, count + 1):
        for kind in kinds:
            opaque = CHANCE.randbytes(60 + 17 * number)
            yield {"text": (tcp(TEXT, 100 * number), 6), "tcp": (tcp(opaque, 100 * number), 6), "udp": (udp(opaque), 17),
                   "tunnel": (ipv4(udp(opaque), 17, "10.7.0.1", "10.8.0.1", number), 4)}[kind]


def capture(*associations):
    frames = [frame for association_frames in associations for frame in association_frames]
    records = [Record(10**18 + number * 10**6, frame, len(frame)) for number, frame in enumerate(frames)]
    return pcapfile.encode(pcapfile.Capture(records, 1, nanoseconds=False))


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_name("encryption"))
    secret = [association(0xC0FFEE00 + number, protect, packets_of(kind))
              for number, (protect, kind) in enumerate((protect, kind) for protect in (cbc, gcm) for kind in ("text", "udp", "tunnel"))]
    open_to_all = [association(0xBEEF0000 + number, protect, packets_of(kind)) for number, (protect, kind) in
                   enumerate((protect, kind) for protect in (null, gmac) for kind in ("text", "tcp", "udp", "tunnel"))]
    (folder / "esp.pcap").write_bytes(capture(*secret))
    (folder / "null-esp.pcap").write_bytes(capture(*open_to_all))


if __name__ == "__main__":
    main()
