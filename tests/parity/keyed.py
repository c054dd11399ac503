# SPDX-License-Identifier: GPL-2.0-or-later
"""TLS 1.2 and 1.3 connections that can be decrypted: frames, and the keys for them, made anew each time.

Promises: two connections of each version between the same two hosts, each with an HTTP request and its answer, as
OpenSSL speaks them; what is said is the same each time, the bytes are not.
"""
import ssl
import struct
import tempfile
from pathlib import Path

import ethernet
import outer
from pcapfile import Record

CLIENT, SERVER = bytes([10, 0, 1, 10]), bytes([10, 0, 2, 20])
MACS = {CLIENT: ethernet.mac("02:5e:00:00:00:0a"), SERVER: ethernet.mac("02:5e:00:00:00:01")}
START, STEP = 1_700_000_000_000_000_000, 400_000  # nanoseconds
SEGMENT = 1400
SYN, ACK, PUSH, FIN = 2, 16, 8, 1
REQUEST = b"GET /keyed HTTP/1.1\r\nHost: parity.test\r\n\r\n"
DECRYPTED = 8  # packets with HTTP
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3000\r\n\r\n" + b"decrypted " * 300

# Of nobody: to be seen by everyone.
CERTIFICATE = """-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgPsl6OLOzrPdXqI0G
WwI0BAAwvTv4xP9B7Fr/XMj51LuhRANCAAR3gxfRAS76fRrWBnSuR2YzfFsord2A
HUNWz7cWp4qEeS6u3bFTWwuQN/rkI2/Nnonp9c8X2jbEKDoh9QEzpFj/
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBgjCCASmgAwIBAgIUBz6hiJnGVkFjlmZ+3kg6YKG80B0wCgYIKoZIzj0EAwIw
FjEUMBIGA1UEAwwLcGFyaXR5LnRlc3QwIBcNMjYxMTI2MDg0NTA2WhgPMjEyNjEx
MDIwODQ1MDZaMBYxFDASBgNVBAMMC3Bhcml0eS50ZXN0MFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAEd4MX0QEu+n0a1gZ0rkdmM3xbKK3dgB1DVs+3FqeKhHkurt2x
U1sLkDf65CNvzZ6J6fXPF9o2xCg6IfUBM6RY/6NTMFEwHQYDVR0OBBYEFA7wsUP/
Oga50EAXLeWgXZ4fdZYJMB8GA1UdIwQYMBaAFA7wsUP/Oga50EAXLeWgXZ4fdZYJ
MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgUlpRLw/jj7zeRIg1
86niFGhGvzGLtq2Sh2BOO7LCqM8CIGgj7PVFmIxQOX9lgLNX1zeKL6whtAlrn99m
nxQEzstA
-----END CERTIFICATE-----
"""


class Connection:
    """Two ends of TCP that lose nothing; `frames` are what passed between them."""

    def __init__(self, port, start):
        self._ports = {CLIENT: port, SERVER: 443}
        self._sent = {CLIENT: 1000 * port, SERVER: 2000 * port}
        self._number, self._time, self.frames = 1, start, []
        self._send(CLIENT, SERVER, SYN)
        self._send(SERVER, CLIENT, SYN | ACK)
        self._send(CLIENT, SERVER, ACK)

    def _send(self, source, destination, flags, payload=b""):
        acknowledged = self._sent[destination] if flags & ACK else 0
        segment = struct.pack("!HHIIBBHHH", self._ports[source], self._ports[destination], self._sent[source], acknowledged, 0x50,
                              flags, 64000, 0, 0) + payload
        pseudo = source + destination + struct.pack("!HH", 6, len(segment))
        padded = pseudo + segment + bytes(len(segment) % 2)
        segment = segment[:16] + struct.pack("!H", outer.checksum(padded)) + segment[18:]
        header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(segment), self._number, 0x4000, 64, 6, 0) + source + destination
        header = header[:10] + struct.pack("!H", outer.checksum(header)) + header[12:]
        frame = MACS[destination] + MACS[source] + b"\x08\0" + header + segment
        self.frames.append(Record(self._time, frame, len(frame)))
        self._time += STEP
        self._number += 1
        self._sent[source] = (self._sent[source] + len(payload) + bool(flags & (SYN | FIN))) & 0xFFFFFFFF

    def say(self, source, data):
        destination = SERVER if source == CLIENT else CLIENT
        for at in range(0, len(data), SEGMENT):
            self._send(source, destination, PUSH | ACK, data[at:at + SEGMENT])
        self._send(destination, source, ACK)

    def close(self):
        self._send(CLIENT, SERVER, FIN | ACK)
        self._send(SERVER, CLIENT, FIN | ACK)
        self._send(CLIENT, SERVER, ACK)


def contexts(version, keys, certificate):
    client, server = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    client.keylog_filename = str(keys)
    server.load_cert_chain(certificate)
    for one in (client, server):
        one.minimum_version = one.maximum_version = version
    return client, server


def talk(connection, client, server):
    """A handshake, a request and its answer over a connection."""
    pipes = {CLIENT: ssl.MemoryBIO(), SERVER: ssl.MemoryBIO()}  # what either is to read
    ends = {CLIENT: client.wrap_bio(pipes[CLIENT], pipes_out := ssl.MemoryBIO()),
            SERVER: server.wrap_bio(pipes[SERVER], server_out := ssl.MemoryBIO(), server_side=True)}
    out = {CLIENT: pipes_out, SERVER: server_out}

    def passed():
        for source, destination in ((CLIENT, SERVER), (SERVER, CLIENT)):
            if data := out[source].read():
                connection.say(source, data)
                pipes[destination].write(data)

    done = set()
    while len(done) < 2:
        for name in (CLIENT, SERVER):
            try:
                ends[name].do_handshake()
                done.add(name)
            except ssl.SSLWantReadError:
                pass
            passed()
    ends[CLIENT].write(REQUEST)
    passed()
    assert ends[SERVER].read(1000) == REQUEST
    ends[SERVER].write(ANSWER)
    passed()


def recorded():
    """(frames, the text of a key log)."""
    frames, start = [], START
    with tempfile.TemporaryDirectory() as name:
        keys, certificate = Path(name) / "keys", Path(name) / "certificate.pem"
        certificate.write_text(CERTIFICATE)
        for number, version in enumerate(2 * (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)):
            connection = Connection(40000 + number, start)
            talk(connection, *contexts(version, keys, certificate))
            connection.close()
            frames += connection.frames
            start += 1_000_000_000
        return frames, keys.read_text()
