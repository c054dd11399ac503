# SPDX-License-Identifier: GPL-2.0-or-later
"""A name that does not fit an option of pcapng leaves a file that can be read."""
import catalogues
import exports_test
import packets
from exports_test import COMMENTS, web


class LongName(exports_test.Writing):
    def test_long_name(self):
        sessions = [("tms-0a", 1001, "eni-0a", 1, None, "x" * 70000, "tmt-01", {})]
        config = {"vpcmirror/sessions.json": catalogues.cli_sessions(sessions)}
        capture = self.file("one.pcap", packets.pcap([packets.mirror(web(), 1001), packets.mirror(web(), 1001)]))
        written = self.write(capture, *COMMENTS, config=config)
        rows = self.tshark("-r", written, "-T", "fields", "-e", "frame.number", plugin=False)
        self.assertEqual(["1", "2"], rows.split())
