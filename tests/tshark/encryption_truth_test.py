# SPDX-License-Identifier: GPL-2.0-or-later
"""The encryption report against the truth: real programs, recorded, whole and cut; nothing wrong, and most of it known.

The truth of a recording in captures/encryption follows from its name, see captures/encryption.py.
"""
import struct

import documents
import recorded
from vpcmirror_tshark import TsharkTest

FOLDER = recorded.CAPTURES / "encryption"
OWN = "10.0.1.10"
CUTS = (None, 128, 96)
IPV4, TCP, UDP, ESP = 0x0800, 6, 17, 50


def payload(frame):
    """What TCP, UDP or ESP over IPv4 carries; nothing else is asked about."""
    if struct.unpack_from("!H", frame, 12)[0] != IPV4 or frame[23] not in (TCP, UDP, ESP):
        return b""
    start, end = 14 + 4 * (frame[14] & 15), 14 + struct.unpack_from("!H", frame, 16)[0]
    header = {TCP: 4 * (frame[start + 12] >> 4) if frame[23] == TCP else 0, UDP: 8, ESP: 0}[frame[23]]
    return frame[start + header:end]


def is_client_hello(data):
    return len(data) > 5 and data[:2] == b"\x16\x03" and data[5] == 1


class EncryptionTruth(TsharkTest):
    def states(self, frames, cut):
        """Packets by state, as counted of those that carry what the truth is known of."""
        asked = [frame for frame in frames if payload(frame.data)]
        records = recorded.session(1001, OWN, cut).delivered(recorded.starting_at(10**18, frames))
        capture = self.file("truth.pcap", recorded.pcap(records))
        rows = documents.parse(self.tshark("-n", "-q", "-r", capture, "-z", "vpcmirror,json,vpcmirror.inner.protocol in {6,17,50}"))
        states = {}
        for row in rows["encryption"]:
            states[row["state"]] = states.get(row["state"], 0) + row["packets"]
        states.pop("no payload", None)
        self.assertEqual(len(asked), sum(states.values()))
        return {state: states.get(state, 0) for state in ("encrypted", "cleartext", "unknown")}, len(asked)

    def check(self, truth, *starts):
        """Asks `truth` of each recording whose name starts so, whole and cut."""
        found = [path for path in sorted(FOLDER.glob("*.pcap")) if path.stem.startswith(starts)]
        self.assertTrue(found)
        for path in found:
            frames = list(recorded.pcapfile.read(path).records)
            for cut in CUTS:
                with self.subTest(path.stem, cut=cut):
                    truth(frames, cut)

    def readable(self, frames, cut):
        self.assertEqual(0, self.states(frames, cut)[0]["encrypted"])

    def known_to_be_readable(self, frames, cut):
        states, asked = self.states(frames, cut)
        self.assertEqual(0, states["encrypted"])
        self.assertGreater(states["cleartext"], 0.8 * asked)

    def encrypted(self, frames, cut):
        states, asked = self.states(frames, cut)
        self.assertEqual(0, states["cleartext"])
        self.assertGreater(states["encrypted"], 0.8 * asked)

    def encrypted_later(self, frames, cut):
        """Before the hello nothing is encrypted, from then on nothing is readable."""
        hello = next(number for number, frame in enumerate(frames) if is_client_hello(payload(frame.data)))
        before, _ = self.states(frames[:hello], cut)
        self.assertEqual(0, before["encrypted"])
        self.assertGreater(before["cleartext"], 0)
        states, asked = self.states(frames, cut)
        self.assertEqual(before["cleartext"], states["cleartext"])
        self.assertGreater(states["encrypted"], 0.8 * (asked - sum(before.values())))

    def test_readable(self):
        self.check(self.readable, "null-")
        self.check(self.known_to_be_readable, "plain-")

    def test_encrypted(self):
        self.check(self.encrypted, "tls", "ssh", "dtls", "quic", "wireguard", "esp")

    def test_starttls(self):
        self.check(self.encrypted_later, "starttls-")

    def test_names(self):
        """Each recording is there, so that none is tested for nothing; and none is large."""
        names = {path.stem for path in FOLDER.glob("*.pcap")}
        wanted = {f"{how}-{what}" for how in ("plain", "starttls") for what in ("smtp", "imap", "ldap", "postgresql", "mysql")}
        wanted |= {"plain-ports", "tls12-ports", "tls13-ports", "plain-redis", "tls-redis", "plain-mqtt", "starttls-pop3", "starttls-ftp",
                   "ssh", "quic", "wireguard", "esp", "null-esp", "dtls", "null-dtls", "null-tls"}
        self.assertEqual(wanted, names)
        self.assertLess(max(path.stat().st_size for path in FOLDER.glob("*.pcap")), 64 * 1024)
