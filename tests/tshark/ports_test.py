# SPDX-License-Identifier: GPL-2.0-or-later
"""Which ports are mirror traffic: the preference, Decode As, and what belongs to others on the same port."""
import packets
from packets import Outside, deliver, ethernet, ipv4, mirror, tcp, vxlan
from vpcmirror_tshark import TsharkTest, wireshark_version

FRAME = ethernet(ipv4(tcp(b"data", 40000, 80), "10.0.1.10", "192.0.2.1"), "02:00:00:00:00:0a")
PORTS = (4789, 4790, 5000, 5001, 5100)


class PortsTest(TsharkTest):
    def setUp(self):
        records = [mirror(FRAME, 1001, outside=Outside(port=port)) for port in PORTS]
        self.capture = self.file("ports.pcap", packets.pcap(records))

    def assert_annotated(self, ports, *options, ours=()):
        """These ports are mirror traffic, the others are what stock Wireshark makes of them. `ours` are options that only
        the plugin knows, `options` are given to both."""
        names = ["frame.protocols", "udp.length", "data.len", "vxlan.vni"]
        rows = self.fields(self.capture, [*names, "vpcmirror.vni"], *options, *ours)
        stock = self.fields(self.capture, names, *options, plugin=False)
        for port, (*row, vni), without in zip(PORTS, rows, stock, strict=True):
            with self.subTest(port=port, options=options + ours):
                if port in ports:
                    self.assertEqual(["1001", "1001"], [row[3], vni])
                    self.assertIn(":udp:vpcmirror:vxlan:eth:", row[0])
                else:
                    self.assertEqual([*without, ""], [*row, vni])


class Preference(PortsTest):
    def test_default(self):
        self.assert_annotated([4789])

    def test_another_port(self):
        self.assert_annotated([5000], ours=("-o", "vpcmirror.udp.port:5000"))

    def test_lists_and_ranges_with_both_ends(self):
        self.assert_annotated([4789, 5000], ours=("-o", "vpcmirror.udp.port:4789,5000"))
        self.assert_annotated([5000, 5001], ours=("-o", "vpcmirror.udp.port:5000-5001"))

    def test_a_wide_range_is_taken_whole(self):
        self.assert_annotated([5000, 5001, 5100], ours=("-o", "vpcmirror.udp.port:5000-5100"))

    def test_the_first_and_the_last_port(self):
        capture = self.file("ends.pcap", packets.pcap([mirror(FRAME, 1001, outside=Outside(port=port)) for port in (1, 2, 65534, 65535)]))
        self.assertEqual([["1001"], [""], [""], ["1001"]], self.fields(capture, ["vpcmirror.vni"], "-o", "vpcmirror.udp.port:1,65535"))

    def test_no_port(self):
        self.assert_annotated([], ours=("-o", "vpcmirror.udp.port:"))

    def test_the_preference_of_vxlan_besides(self):
        """A port that VXLAN is given stays VXLAN's; a port of both is ours, whichever comes first on the command line."""
        self.assert_annotated([4789], "-o", "vxlan.udp.port:5001")
        self.assert_annotated([5001], "-o", "vxlan.udp.port:5001", ours=("-o", "vpcmirror.udp.port:5001"))
        self.assert_annotated([4789, 5001], "-o", "vxlan.udp.port:4789,5001", ours=("-o", "vpcmirror.udp.port:5001,4789"))

    def test_what_is_no_vxlan_goes_to_the_former_owner_of_the_port(self):
        """DNS on 53 and VXLAN-GPE on 4790 although both ports are given to mirror traffic."""
        query = packets.deliver(b"\x12\x34\1\0\0\1\0\0\0\0\0\0\1a\0\0\1\0\1", Outside(port=53))
        gpe = deliver(vxlan(FRAME, 1001, flags=0x0C000003), Outside(port=4790))
        capture = self.file("owners.pcap", packets.pcap([query, gpe, mirror(FRAME, 1001, outside=Outside(port=53))]))
        rows = self.fields(capture, ["frame.protocols"], "-o", "vpcmirror.udp.port:53,4790")
        stock = self.fields(capture, ["frame.protocols"], plugin=False)
        self.assertEqual(stock[:2], rows[:2])
        self.assertIn("vpcmirror:vxlan", rows[2][0])

    def test_each_port_goes_back_to_its_own_owner(self):
        """DNS and VXLAN both keep what is no mirror traffic, whichever port is named first."""
        query = deliver(b"\x12\x34\1\0\0\1\0\0\0\0\0\0\1a\0\0\1\0\1", Outside(port=53))
        unmarked = deliver(vxlan(FRAME, 1001, flags=0), Outside())
        capture = self.file("both.pcap", packets.pcap([query, unmarked, mirror(FRAME, 1001), mirror(FRAME, 1001, outside=Outside(port=53))]))
        stock = self.fields(capture, ["frame.protocols"], plugin=False)
        for ports in ("53,4789", "4789,53"):
            rows = self.fields(capture, ["frame.protocols", "vpcmirror.vni"], "-o", f"vpcmirror.udp.port:{ports}")
            self.assertEqual([[*row, ""] for row in stock[:2]], rows[:2])
            self.assertEqual(["1001", "1001"], [vni for _, vni in rows[2:]])

    def test_what_is_no_vxlan_on_a_port_that_nobody_had(self):
        """Is data, as ever; the other port of the datagram may still be somebody's."""
        answer = ethernet(ipv4(packets.udp(b"\x12\x34\x81\x80" + bytes(8), 53, 45000), "10.0.1.10", packets.TARGET, packets.UDP), packets.ROUTER_MAC)
        capture = self.file("nobody.pcap", packets.pcap([deliver(b"plain text", Outside(port=port)) for port in (45000, 45001)] + [answer]))
        rows = self.fields(capture, ["frame.protocols", "data.len"], "-o", "vpcmirror.udp.port:45000-45001")
        self.assertEqual([["eth:ethertype:ip:udp:data", "10"]] * 2 + [["eth:ethertype:ip:udp:dns", ""]], rows)


# Takes the port after this plugin, as a script does that is loaded last.
OTHER = """
local other = Proto("other_4789", "Another protocol on the port of mirror traffic")
function other.dissector(buffer, pinfo, tree)
    tree:add(other, buffer())
    return buffer:len()
end
DissectorTable.get("udp.port"):add(4789, other)
"""


class AnotherPlugin(TsharkTest):
    def test_on_the_same_port(self):
        """It gets what is no mirror traffic, and is not taken for VXLAN."""
        capture = self.file("other.pcap", packets.pcap([mirror(FRAME, 1001), deliver(bytes(30), Outside()), mirror(FRAME, 1001)]))
        script = self.file("other.lua", OTHER.encode())
        mirrored = ["1001", "eth:ethertype:ip:udp:vpcmirror:vxlan:eth:ethertype:ip:tcp"]
        rows = self.fields(capture, ["vpcmirror.vni", "frame.protocols"], "-X", f"lua_script:{script}")
        self.assertEqual([mirrored, ["", "eth:ethertype:ip:udp:other_4789"], mirrored], rows)


class Listed(TsharkTest):
    def test_decodes(self):
        """Nothing is lost, and nothing is new. From 4.4 on the list is made after the user's Decode As entries are loaded, by
        when VXLAN's own port must be free for whom the user chooses: it shows no owner."""
        stock, ours = (sorted(self.tshark("-G", "decodes", plugin=plugin).splitlines()) for plugin in (False, True))
        self.assertTrue({"ip.proto\t6\ttcp", "udp.port\t4789\tvxlan", "udp.port\t6081\tgeneve"} <= set(stock))
        if wireshark_version() >= (4, 4):
            stock.remove("udp.port\t4789\tvxlan")
        self.assertEqual(stock, ours)

    def test_disabled_protocols(self):
        """Mirror traffic is told without VXLAN, and TCP can be switched off as ever."""
        capture = self.file("disabled.pcap", packets.pcap([mirror(FRAME, 1001)]))
        names = ["vpcmirror.vni", "frame.protocols"]
        [[vni, protocols]] = self.fields(capture, names, "--disable-protocol", "vxlan")
        self.assertEqual(["1001", "eth:ethertype:ip:udp:vpcmirror:data"], [vni, protocols])
        [[vni, protocols]] = self.fields(capture, names, "--disable-protocol", "tcp")
        self.assertEqual(["1001", "eth:ethertype:ip:udp:vpcmirror:vxlan:eth:ethertype:ip:data"], [vni, protocols])

    def test_decode_as_over_ip(self):
        """What the user chose for what IP carries goes before us."""
        capture = self.file("chosen.pcap", packets.pcap([mirror(FRAME, 1001)]))
        [[protocols]] = self.fields(capture, ["frame.protocols"], "-d", "ip.proto==6,udp")
        self.assertEqual("eth:ethertype:ip:udp:vpcmirror:vxlan:eth:ethertype:ip:udp", protocols)


class DecodeAs(PortsTest):
    def test_another_dissector_for_the_port_of_mirror_traffic(self):
        for protocol in ("vxlan", "data"):
            self.assert_annotated([], "-d", f"udp.port==4789,{protocol}")

    def test_a_port_that_was_given_away_and_is_no_longer_mirror_traffic(self):
        self.assert_annotated([5000], "-d", "udp.port==4789,data", ours=("-o", "vpcmirror.udp.port:5000"))

    def test_a_port_that_shall_be_nobodys_stays_so(self):
        """In the first capture and in those that follow it."""
        config = {"decode_as_entries": "decode_as_entry: udp.port,4789,VXLAN,(none)\n"}
        capture = self.file("nobodys.pcap", packets.pcap([mirror(FRAME, 1001)] * 4))
        for restarts, told in (((), ()), (("-M", "1"), ["resetting session"])):
            text = self.tshark("-r", capture, *restarts, "-T", "fields", "-e", "vpcmirror.vni", "-e", "data.len", config=config, errors=told)
            self.assertEqual([f"\t{len(FRAME) + 8}"] * 4, text.splitlines())

    def test_another_port_as_mirror_traffic(self):
        self.assert_annotated([4789, 5000], ours=("-d", "udp.port==5000,vpcmirror"))

    def test_the_default_port_as_mirror_traffic(self):
        self.assert_annotated([4789], ours=("-d", "udp.port==4789,vpcmirror"))

    def test_decode_as_entries_of_the_configuration(self):
        config = {"decode_as_entries": "decode_as_entry: udp.port,5000,(none),VPC Mirror\n"}
        rows = self.fields(self.capture, ["vpcmirror.vni"], config=config)
        self.assertEqual([["1001"], [""], ["1001"], [""], [""]], rows)
