# SPDX-License-Identifier: GPL-2.0-or-later
"""No text of a catalogue, a file's name, a capture or a document reaches a reader with characters that do something.

Every exit is walked: details, packet list, fields, all machine formats, every statistic, comments, messages, the program
that adds documents. What stands there in place of such a character must be seen.
"""
import json
import os
import subprocess

import documents
import exports_test
import packets
from packets import ethernet, ipv4, mirror, udp
from sane_text import HOSTILE, assert_sane
from vpcmirror_tshark import run, sessions

REPORTS = ("sessions", "truncation", "filters", "duplicates", "loss", "encryption", "catalogue", "json", "tree")


def tags(text):
    return [{"Key": "Name", "Value": text}, {"Key": text, "Value": text}]


def hostile_catalogue(texts):
    """All that the AWS CLI says of a session, an interface, a filter and a target for each text."""
    interfaces = [{"NetworkInterfaceId": f"eni-{text}", "PrivateIpAddress": f"10.0.1.{i}", "MacAddress": f"02:00:00:00:01:{i:02x}",
                   "VpcId": text, "SubnetId": text, "OwnerId": text, "AvailabilityZone": text, "Description": text,
                   "TagSet": tags(text), "Attachment": {"InstanceId": text}} for i, text in enumerate(texts)]
    rules = [{"TrafficMirrorFilterRuleId": text, "RuleNumber": 1, "RuleAction": "reject", "Description": text,
              "SourceCidrBlock": "0.0.0.0/0", "DestinationCidrBlock": "0.0.0.0/0"} for text in texts]
    filters = [{"TrafficMirrorFilterId": f"tmf-{text}", "Description": text, "Tags": tags(text), "IngressFilterRules": [],
                "EgressFilterRules": [rule]} for text, rule in zip(texts, rules)]
    mirrors = [{"TrafficMirrorSessionId": f"tms-{text}", "NetworkInterfaceId": f"eni-{text}", "TrafficMirrorFilterId": f"tmf-{text}",
                "TrafficMirrorTargetId": f"tmt-{text}", "VirtualNetworkId": i + 1, "SessionNumber": 1, "OwnerId": text,
                "Description": text, "Tags": tags(text)} for i, text in enumerate(texts)]
    targets = [{"TrafficMirrorTargetId": f"tmt-{text}", "Type": text, "NetworkLoadBalancerArn": text} for text in texts]
    return {"TrafficMirrorSessions": mirrors, "NetworkInterfaces": interfaces, "TrafficMirrorFilters": filters,
            "TrafficMirrorTargets": targets}


def hostile_packets(count):
    """A packet of each session, copies of it at another, and some of nobody."""
    def frame(i):
        return ethernet(ipv4(udp(b"x" * 20, 1000 + i, 2000), f"10.0.1.{i}", "10.9.9.9", packets.UDP), f"02:00:00:00:01:{i:02x}")
    own = [mirror(frame(i), i + 1, f"10.0.1.{i}") for i in range(count)]
    copies = [mirror(frame(i), (i + 1) % count + 1, f"10.0.1.{(i + 1) % count}") for i in range(count)]
    stranger = ethernet(ipv4(udp(b"x" * 20, 1, 2), "10.7.1.1", "10.9.9.9", packets.UDP), "02:00:00:00:07:01")
    return own + copies + [mirror(stranger, 1, "10.0.1.2"), mirror(stranger, 99, "10.0.1.3"), mirror(stranger, 1, "10.7.1.1")]


def broken_files(text):
    """Files that are wrong in ways that make a message quote them, by the ends of their names."""
    session = {"TrafficMirrorSessionId": f"tms-{text}", "VirtualNetworkId": 5}
    return {"cut.json": "{", "other.json": {text: 1}, "yaml.json": f"{text}: x", "twice.json": {"TrafficMirrorSessions": [session, session | {"VirtualNetworkId": 6}]},
            "values.json": {"NetworkInterfaces": [{"NetworkInterfaceId": f"eni-{text}", "PrivateIpAddress": text, "MacAddress": text}],
                            "TrafficMirrorSessions": [session | {"VirtualNetworkId": text, "PacketLength": text}]},
            "filter.json": {"TrafficMirrorFilters": [{"TrafficMirrorFilterId": text, "EgressFilterRules": [
                {"RuleNumber": text, "RuleAction": text, "SourceCidrBlock": text, "TrafficMirrorFilterRuleId": text}]}]},
            "paths.json": {"TrafficMirrorSessions": [{text: {text: 1}, "Tags": [{"Key": text, "Value": {text: 1}}], "OwnerId": {text: [text]}}]},
            "template.json": {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {text: {
                "Type": "AWS::EC2::TrafficMirrorSession", "Properties": {"VirtualNetworkId": {"Ref": text}, "NetworkInterfaceId": text}}}},
            "state.tfstate": {"version": 4, "terraform_version": text, "resources": [{
                "mode": "managed", "type": "aws_ec2_traffic_mirror_session", "name": text, "instances": [{"attributes": {
                    "id": text, "virtual_network_id": text, "network_interface_id": text, "tags": {text: text}}}]}]}}


class SaneOutput(exports_test.Writing):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.capture = cls.file("hostile.pcap", packets.pcap(hostile_packets(len(HOSTILE))))
        cls.file("catalogue/all.json", hostile_catalogue(HOSTILE))
        cls.catalogue = ["-o", f"vpcmirror.catalogue_folder:{cls.folder}/catalogue", "-o", "vpcmirror.duplicates:session"]
        for number, text in enumerate(HOSTILE):
            for name, content in broken_files(text).items():
                cls.file(f"broken/{number:02}-{text.replace('/', '_')}-{name}", content)
        cls.file("broken/\udcff\udc9b-bytes.json", "{")
        cls.broken = ["-o", f"vpcmirror.catalogue_folder:{cls.folder}/broken"]

    def read(self, *arguments, options=None, config=None):
        """What tshark prints, its messages apart."""
        done = run("-n", "-r", self.capture, *(self.catalogue if options is None else options), *arguments, config=config)
        self.assertEqual(0, done.returncode, done.stderr)
        return done.stdout, done.stderr

    def all_fields(self):
        listed = run("-G", "fields").stdout.splitlines()
        names = [line.split("\t")[2] for line in listed if "\tvpcmirror." in line and line.startswith("F\t")]
        self.assertGreater(len(names), 50)
        return [argument for name in (*names, "_ws.expert.message", "_ws.col.Info") for argument in ("-e", name)]

    def test_details_and_packet_list(self):
        count = 2 * len(HOSTILE) + 3
        columns = 'gui.column.format:"S","%Cus:vpcmirror.session.name","V","%Cus:vpcmirror.source.vpc","I","%i"'
        for options in (["-V"], ["-2", "-V"], ["-O", "vpcmirror"]):
            assert_sane(self, self.read(*options)[0])
        for options in ([], ["-o", columns], ["-T", "tabs", "-o", columns], ["-o", "vpcmirror.duplicates:summary"]):
            assert_sane(self, self.read(*options)[0], lines=count)
        shown = self.read("-V")[0]
        self.assertIn("eni-\\x1b", shown.replace("\\\\", "\\"), "it is not left out, it is seen")

    def test_machine_formats(self):
        count = 2 * len(HOSTILE) + 3
        assert_sane(self, self.read("-T", "fields", *self.all_fields())[0], lines=count)
        for form in ("pdml", "psml", "json", "jsonraw", "ek"):
            with self.subTest(form):
                text = self.read("-T", form)[0]
                assert_sane(self, text)
                if form == "json":
                    assert_sane(self, json.dumps(json.loads(text), ensure_ascii=False))

    def test_every_statistic(self):
        for name in (*(f"vpcmirror,{report}" for report in REPORTS), "conv,vpcmirror", "endpoints,vpcmirror", "expert"):
            with self.subTest(name):
                assert_sane(self, self.read("-q", "-z", name)[0])
        text = self.read("-q", "-z", "vpcmirror,json")[0]
        assert_sane(self, json.dumps(documents.parse(text), ensure_ascii=False, default=float))
        self.assertIn("tms-\\\\x1b]0;evil\\\\x07", text)

    def test_comments(self):
        written = self.write(self.capture, *self.catalogue, *exports_test.COMMENTS)
        text = self.tshark("-n", "-r", written, "-T", "fields", "-e", "frame.comment", plugin=False)
        self.assertEqual(2 * len(HOSTILE) + 3, text.count("VPC Mirror: "))
        assert_sane(self, text, lines=2 * len(HOSTILE) + 3)
        for hostile in HOSTILE[:8]:
            self.assertNotIn(hostile.encode(), written.read_bytes())

    def test_messages_quote_broken_files(self):
        for options in (["-q"], ["-V"], ["-q", "-z", "expert"], ["-q", "-z", "vpcmirror,catalogue"], ["-q", "-z", "vpcmirror,json"]):
            with self.subTest(options):
                out, message = self.read(*options, options=self.broken)
                assert_sane(self, out + message)
                self.assertIn("VPC Mirror catalogue: ", message)
        document = self.read("-q", "-z", "vpcmirror,json", options=self.broken)[0]
        assert_sane(self, json.dumps(json.loads(document), ensure_ascii=False))
        self.assertGreater(len(json.loads(document)["catalogue_problems"]), 4 * len(HOSTILE))

    def test_each_message_is_one_line(self):
        """Alone, since of many problems the first are told."""
        for number, text in enumerate(HOSTILE):
            for name, content in broken_files(text).items():
                folder = f"alone-{number}-{name}"
                self.file(f"{folder}/{text.replace('/', '_')}-{name}", content)
                out, message = self.read("-q", "-z", "vpcmirror,catalogue", options=["-o", f"vpcmirror.catalogue_folder:{self.folder}/{folder}"])
                assert_sane(self, out + message)

    def test_paths_of_preferences(self):
        for text in HOSTILE:
            message = self.read("-q", options=["-o", f"vpcmirror.catalogue_file:/nowhere/{text}", "-o", f"vpcmirror.catalogue_folder:/nowhere/{text}"])[1]
            assert_sane(self, message)

    def test_the_table_of_sessions(self):
        rows = [(str(i + 1), f"10.0.1.{i}", text.translate({ord('"'): "\\x22", ord("\n"): "\\x0a", ord("\r"): "\\x0d", ord("\\"): "\\x5c"}),
                 "", "", "", "") for i, text in enumerate(HOSTILE)]
        for options in (["-V"], [], ["-T", "fields", *self.all_fields()], ["-q", "-z", "vpcmirror,sessions"], ["-q", "-z", "conv,vpcmirror"]):
            out, message = self.read(*options, options=sessions(*rows))
            assert_sane(self, out + message)

    def test_the_program(self):
        """Of what the plugin printed, and of the same files; what is wrong with a catalogue is 2."""
        document = self.file("printed.json", self.read("-q", "-z", "vpcmirror,json")[0])
        for status, *arguments in ((0, "add", document), (0, "add", "--json", document), (0, "report", "-c", self.folder / "catalogue", self.capture),
                                   (2, "report", "-c", self.folder / "broken", self.capture), (1, "check", self.folder / "broken")):
            done = subprocess.run([os.environ["VPCMIRROR_PROGRAM"], *map(str, arguments)], capture_output=True, check=False)
            self.assertEqual(status, done.returncode, done.stderr)
            assert_sane(self, (done.stdout + done.stderr).decode())
