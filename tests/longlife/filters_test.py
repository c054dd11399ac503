#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The display filters that windows offer: in the last column of a report's rows, and in the menu of a packet.

    VPCMIRROR_PLUGIN_DIR=build/plugins tests/longlife/filters_test.py build/tests/longlife/captures_reader
"""
import windows  # where the others are, too
from windows import FILTER, EverythingCase, WindowCase

import catalogues
import everything
import packets
from catalogues import MAC_A, MAC_C, MAC_D
from packets import mirror

UPPER_PDU = 252
A, B = 'vpcmirror.session.id == "tms-0a"', 'vpcmirror.session.id == "tms-0b"'
QUOTED = r'vpcmirror.session.id == "tms-\"q\\z"'
VERSION_4 = "vpcmirror.vni == 7007 && vpcmirror.source.ip == 10.0.7.7"
VERSION_6 = "vpcmirror.vni == 7007 && vpcmirror.source.ipv6 == 2001:db8:7::7"
AMBIGUOUS = "vpcmirror.vni == 3003 && vpcmirror.source.ip == 10.0.3.30"
AMBIGUOUS_ROW = AMBIGUOUS + ' && vpcmirror.session.match == "ambiguous"'
SENT, RECEIVED, UNKNOWN = (f'vpcmirror.direction == "{word}"' for word in ("egress", "ingress", "unknown"))
INSIDE, OUTSIDE, ANYWHERE = (f'vpcmirror.remote == "{word}"' for word in ("inside", "outside", "unknown"))


# Two sessions of eni-0a, one of the others.
TWICE = catalogues.aws_cli() | {"vpcmirror/sessions.json": catalogues.cli_sessions([
    ("tms-0a", 1001, "eni-0a", 1, None, "", "tmt-01", {}), ("tms-0z", 1002, "eni-0a", 2, None, "", "tmt-01", {}),
    ("tms-0b", 2002, "eni-0b", 1, None, "", "tmt-02", {}), *catalogues.SESSIONS[2:4]])}


def both(*terms):
    return " && ".join(terms)


class Rows(EverythingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reports = {name[10:]: windows.shown(text) for name, text in cls.read_once.items()
                       if name.startswith("vpcmirror,") and name not in ("vpcmirror,json", "vpcmirror,tree")}

    def assert_filters(self, name, expected):
        self.assertEqual(expected, [row[0] for row in self.reports[name].rows(FILTER)])

    def test_sessions_are_asked_for_by_id_else_by_vni_and_source(self):
        self.assert_filters("sessions", [
            both(A, SENT), both(A, RECEIVED), both(B, RECEIVED), both(B, SENT), both(VERSION_4, SENT), both(VERSION_6, UNKNOWN),
            both(AMBIGUOUS_ROW, SENT), both(QUOTED, SENT)])

    def test_cuts_are_asked_for_by_cause_and_length(self):
        whole, untold = "vpcmirror.truncated == 0", "!vpcmirror.truncated"
        self.assert_filters("truncation", [
            both(A, 'vpcmirror.length.mirrored == 100', 'vpcmirror.truncated.cause == "packet length"'), both(A, whole), both(B, whole),
            both(B, 'vpcmirror.length.mirrored == 300', 'vpcmirror.truncated.cause == "unknown"'), both(B, untold),
            both(VERSION_4, whole), both(VERSION_6, whole), both(AMBIGUOUS_ROW, whole), both(QUOTED, whole)])

    def test_rules_are_asked_for_by_filter_verdict_and_number(self):
        def rule(direction, filter_id, verdict, *more):
            return both(direction, f'vpcmirror.filter.id == "{filter_id}"', f'vpcmirror.filter.verdict == "{verdict}"', *more)
        number = "vpcmirror.filter.rule_number == {}".format
        none = "!vpcmirror.filter.verdict"
        self.assertEqual([
            rule(RECEIVED, "tmf-01", "accepted", number(100)), rule(RECEIVED, "tmf-01", "rejected", number(200)),
            rule(SENT, "tmf-01", "rejected", number(100)), rule(SENT, "tmf-01", "accepted", number(200)),
            rule(SENT, "tmf-01", "undetermined", 'vpcmirror.filter.reason == "not an IP packet"'),
            both(SENT, none), both(UNKNOWN, none), rule(SENT, r'tmf-\"q\\', "accepted", number(1))],
            [row[0] for row in self.reports["filters"].rows(FILTER)])

    def test_copies_are_asked_for_by_the_two_sessions(self):
        self.assert_filters("duplicates", [f"vpcmirror.duplicate && (({B}) || ({A}))"])

    def test_services_are_asked_for_where_a_protocol_is_called_so(self):
        """The reason of the state is no filter's; nor is the state."""
        self.assertEqual(sorted([
            ["HTTP", both(A, SENT, OUTSIDE, "http")], ["TLS", both(A, SENT, OUTSIDE, "tls")],
            ["unknown", both(A, SENT, INSIDE)], ["unknown", both(A, SENT, OUTSIDE)], ["unknown", both(A, SENT, OUTSIDE)],
            ["unknown", both(A, RECEIVED, OUTSIDE)], ["unknown", both(A, RECEIVED, OUTSIDE)],
            ["unknown", both(B, SENT, OUTSIDE)], ["unknown", both(B, SENT, ANYWHERE)], ["unknown", both(B, RECEIVED, INSIDE)],
            ["unknown", both(VERSION_4, SENT, OUTSIDE)], ["unknown", both(VERSION_6, UNKNOWN, ANYWHERE)],
            ["unknown", both(AMBIGUOUS_ROW, SENT, OUTSIDE)], ["unknown", both(QUOTED, SENT, OUTSIDE)],
        ]), sorted(self.reports["encryption"].rows("Service", FILTER)))

    def test_zones_are_asked_for_where_they_are_known(self):
        zone = 'vpcmirror.source.zone == "eu-west-1a"'
        self.assert_filters("zones", [both(A, zone), both(B, zone), VERSION_4, VERSION_6, AMBIGUOUS_ROW, both(QUOTED, zone)])

    def test_conditions_of_delivery_are_of_sessions(self):
        """But for those that are judged for every session: no packets are theirs."""
        filters = {session: text for session, text in self.reports["delivery"].rows("Session", FILTER)}
        silent = {name: f'vpcmirror.session.id == "{name}"' for name in ("tms-0c", "tms-0d", "tms-0e", "tms-0f")}
        self.assertEqual({"web-a": A, "database": B, 'a "quoted\\" \\x7c name': QUOTED, "every session": "", **silent}, filters)

    def test_a_filter_selects_the_packets_that_its_row_counts(self):
        """Nothing in a packet tells its state of encryption: more may be selected there, never fewer."""
        asked = []
        for name, column in (("sessions", "Packets"), ("truncation", "Packets"), ("filters", "Packets"), ("zones", "Packets"),
                             ("encryption", "Packets"), ("duplicates", "Duplicates")):
            asked += [(name, count, text) for count, text in self.reports[name].rows(column, FILTER)]
        asked += [("loss", int(one) + int(other), text) for one, other, text in self.reports["loss"].rows("TCP packets", "Not measured", FILTER)]
        self.assertEqual(8 + 9 + 8 + 6 + 14 + 1 + 8, len(asked))
        counts = self.selected(self.capture, [text for _, _, text in asked], self.folder)
        for name, count, text in asked:
            with self.subTest(name=name, filter=text):
                if name == "encryption":
                    self.assertGreaterEqual(counts[text], int(count))
                else:
                    self.assertEqual(2 * int(count) if name == "duplicates" else int(count), counts[text])

    def test_only_what_counts_packets_of_sessions_or_filters_has_filters(self):
        """Tables below the first have none: Wireshark has the first one's columns for all."""
        self.assertEqual({"catalogue"}, {name for name, report in self.reports.items() if FILTER not in report.columns})
        for report in self.reports.values():
            first, *others = report.tables.values()
            self.assertEqual({len(report.columns)}, {len(row) for row in first} or {len(report.columns)})
            self.assertLessEqual({len(row) for rows in others for row in rows},
                                 {len(report.columns) - 1, len(report.columns), 2})
        silent = self.reports["sessions"].tables["Sessions of the catalogue without a packet here"]
        self.assertEqual({2}, {len(row) for row in silent})


def without_addresses(frame):
    """A record of link type UPPER_PDU: the datagram's payload alone."""
    return b"\0\x0c\0\x09vpcmirror\0\0\0\0" + packets.vxlan(frame, 7)


class Packets(WindowCase):
    """Conversation Filter > VPC Mirror session, and the rows of such packets."""

    def filters(self, capture):
        text = self.read(capture)["session filters"]
        return text.split("-- session filters\n")[-1].splitlines()

    def row_filters(self, capture):
        return [row[0] for row in self.report(capture, "sessions").rows(FILTER)]

    def test_a_packet_leads_to_all_of_its_session(self):
        capture = self.file("everything.pcap", packets.pcap(everything.records()))
        folder = self.catalogue("catalogue", everything.catalogue())
        filters = self.filters(capture)
        hostile = "vpcmirror.vni == 6006 && vpcmirror.source.ip == 10.0.6.6"
        self.assertEqual([A, A, A, A, A, B, A, B, B, VERSION_4, VERSION_6, VERSION_6, AMBIGUOUS, hostile, hostile, A, A], filters)
        self.assertEqual({one: filters.count(one) for one in filters}, self.selected(capture, filters, folder))

    def test_a_session_entered_by_hand_without_an_id_is_asked_for_by_its_vni(self):
        """And what is no mirrored packet has no session."""
        capture = self.file("plain.pcap", packets.pcap([everything.frame(1, 100), mirror(everything.frame(2, 100), 7)]))
        self.catalogue("empty", {})
        self.assertEqual(["none", "vpcmirror.vni == 7 && vpcmirror.source.ip == 10.0.1.10"], self.filters(capture))

    def test_frames_without_a_tunnel_lead_to_their_session_or_to_their_interface(self):
        """Where both ends may have mirrored a frame, no interface is named either."""
        self.window.set("bare_frames", "TRUE")
        self.addCleanup(self.window.set, "bare_frames", "FALSE")
        self.catalogue("twice", TWICE)
        records = [everything.frame(1, 100), everything.frame(2, 100, mac=catalogues.MAC_B),
                   packets.mac(MAC_D) + packets.mac(MAC_C) + everything.frame(3, 100)[12:]]
        capture = self.file("bare.pcap", packets.pcap(records))
        self.assertEqual(['vpcmirror.source.eni == "eni-0a"', B, "none"], self.filters(capture))
        self.assertEqual([SENT, both(B, SENT), UNKNOWN], self.row_filters(capture))

    def test_copies_of_whom_no_field_tells_the_session_are_among_what_is_selected(self):
        """The one may be of two sessions of an interface, and no tunnel names one."""
        self.window.set("bare_frames", "TRUE")
        self.addCleanup(self.window.set, "bare_frames", "FALSE")
        folder = self.catalogue("pair", TWICE)
        sent = everything.frame(1, 100, destination="10.0.2.20")
        capture = self.file("pair.pcap", packets.pcap([sent, packets.mac(catalogues.MAC_B) + packets.mac(packets.ROUTER_MAC) + sent[12:]]))
        [(copies, text)] = self.report(capture, "duplicates").rows("Duplicates", FILTER)
        self.assertEqual(("1", "vpcmirror.duplicate"), (copies, text))
        self.assertEqual({text: 2}, self.selected(capture, [text], folder, "-o", "vpcmirror.bare_frames:TRUE"))

    def test_without_outer_addresses_no_session_is_asked_for(self):
        capture = self.file("payload.pcap", packets.pcap([without_addresses(everything.frame(1, 100))], UPPER_PDU))
        self.catalogue("empty", {})
        self.assertEqual(["none"], self.filters(capture))
        self.assertEqual([UNKNOWN], self.row_filters(capture))

    def test_a_hostile_interface_is_not_asked_for(self):
        self.window.set("bare_frames", "TRUE")
        self.addCleanup(self.window.set, "bare_frames", "FALSE")
        hostile = 'eni-"0a'
        twice = [(name, vni, hostile, 1, None, "", "tmt-01", {}) for name, vni in (("tms-1", 1), ("tms-2", 2))]
        interface = (hostile, MAC_A, ["10.0.1.10"], [], None, None)
        self.catalogue("hostile", {"sessions.json": catalogues.cli_sessions(twice), "interfaces.json": catalogues.cli_interfaces([interface])})
        self.assertEqual(["none"], self.filters(self.file("hostile.pcap", packets.pcap([everything.frame(1, 100)]))))


if __name__ == "__main__":
    windows.main()
