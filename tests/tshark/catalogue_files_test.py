# SPDX-License-Identifier: GPL-2.0-or-later
"""Catalogue files in the shapes that people's tools leave them in: read right, or called what they are; and what the
report of the catalogue says of the folder.
"""
import gzip
import json
from pathlib import Path

import documents
import packets
from packets import ethernet, ipv4, mirror, udp
from vpcmirror_tshark import TsharkTest

FRAME = ethernet(ipv4(udp(b"data", 40000, 4000), "10.0.1.10", "10.0.2.20", packets.UDP), "02:00:00:00:00:99")


def session(number, vni, name):
    """An entry of describe-traffic-mirror-sessions."""
    return {"TrafficMirrorSessionId": f"tms-{number}", "TrafficMirrorTargetId": "tmt-1", "TrafficMirrorFilterId": "tmf-1",
            "NetworkInterfaceId": f"eni-{number}", "SessionNumber": 1, "VirtualNetworkId": vni,
            "Tags": [{"Key": "Name", "Value": name}]}


def listed(*sessions):
    return {"TrafficMirrorSessions": list(sessions)}


def lines(*entries, indent=None):
    return "".join(json.dumps(entry, indent=indent) + "\n" for entry in entries)


WEB, APP = session("a", 1001, "web"), session("b", 1002, "app")
TEMPLATE = {"Resources": {"Session": {"Type": "AWS::EC2::TrafficMirrorSession", "Properties": {
    "NetworkInterfaceId": "eni-a", "SessionNumber": 1, "VirtualNetworkId": 1001,
    "Tags": [{"Key": "Name", "Value": "web"}]}}}}
PARAMETER = {"Parameters": {"Vni": {"Type": "Number", "Default": 1001}}, "Resources": {"Session": {
    "Type": "AWS::EC2::TrafficMirrorSession", "Properties": {
        "VirtualNetworkId": {"Ref": "Vni"}, "Tags": [{"Key": "Name", "Value": "web"}]}}}}
ADDRESS = {"address": 'aws_ec2_traffic_mirror_session.s["web"]', "mode": "managed",
           "type": "aws_ec2_traffic_mirror_session", "name": "s", "index": "web"}


def plan(prior, planned):
    def tree(values):
        return {"root_module": {"resources": [ADDRESS | {"values": values}]}}
    return {"format_version": "1.2", "terraform_version": "1.11.4", "prior_state": {"values": tree(prior)},
            "planned_values": tree(planned)}


# The folder's files; packets of VNI 1001 are the session web's in each.
READ = {
    "appended by >>": {"sessions.json": lines(listed(WEB), listed(APP), indent=4)},
    "a document a line": {"sessions.json": lines(listed(APP), listed(WEB))},
    "a loop's lines in .jsonl": {"sessions.jsonl": lines(WEB, APP)},
    "a document and a byte order mark": {"sessions.json": "\ufeff" + lines(listed(APP)) + "\ufeff" + lines(listed(WEB))},
    "a list without its name": {"sessions.json": [APP, WEB]},
    "a list of documents": {"sessions.json": [listed(APP), listed(WEB)]},
    "the answer of create-traffic-mirror-session": {"s.json": {"TrafficMirrorSession": WEB, "ClientToken": "x"}},
    "Windows' line ends": {"s.json": json.dumps(listed(WEB), indent=2).replace("\n", "\r\n")},
    "PowerShell's >": {"s.json": json.dumps(listed(WEB)).encode("utf-16")},
    "a template": {"Mirror.template": TEMPLATE},
    "get-template": {"t.json": {"TemplateBody": TEMPLATE, "StagesAvailable": ["Original", "Processed"]}},
    "a template's parameter": {"t.json": PARAMETER},
    "a plan that replaces the session": {"plan.json": plan(
        {"id": "tms-1", "virtual_network_id": 1001, "network_interface_id": "eni-1", "tags": {"Name": "web"}},
        {"virtual_network_id": 1001, "tags": {"Name": "web"}})},
}

# A file that is of no use, and what it is called.
REFUSED = {
    "an encrypted state": ("x.tfstate", {"serial": 1, "lineage": "x", "meta": {}, "encrypted_data": "AAAA",
                                         "encryption_version": "v0"}, "encrypted OpenTofu state"),
    "the log of a plan": ("plan.json", lines({"@level": "info", "type": "version"}, {"@level": "info", "type": "change"}),
                          "the log of a run of Terraform"),
    "another cloud's list": ("s.json", {"RequestId": "x", "TrafficMirrorSessions": [
        {"TrafficMirrorSessionId": "tms-a", "TrafficMirrorSessionName": "web", "TrafficMirrorSourceIds": ["eni-a"],
         "VirtualNetworkId": 1001, "Priority": 1}]}, "Alibaba Cloud"),
    "--output yaml": ("s.json", "TrafficMirrorSessions:\n- TrafficMirrorSessionId: tms-a\n", "YAML"),
    "--output text": ("s.json", "TRAFFICMIRRORSESSIONS\tweb\teni-a\n", "text or table"),
    "--output table": ("s.json", "-" * 40 + "\n|  DescribeTrafficMirrorSessions  |\n", "text or table"),
    "names that --query changed": ("s.json", [{"id": "tms-a", "vni": 1001}], "--query"),
    "terraform show": ("s.json", "# aws_ec2_traffic_mirror_session.web:\nresource \"aws\" {}\n", "terraform show -json"),
    "a template in YAML by get-template": ("t.json", {"TemplateBody": "Resources:\n", "StagesAvailable": []}, "YAML"),
    "a message": ("s.json", "\nAn error occurred (UnauthorizedOperation)\n", "message of the AWS CLI"),
}

# Files that are not read, and what they are called.
LEFT_OUT = {
    "template.yaml": ("Resources:\n", "YAML"),
    "stack.template": ("Resources:\n", "YAML"),
    "sessions.json.gz": (gzip.compress(b"{}"), "compressed"),
    "sessions": (listed(WEB), "rename it"),
    "terraform.tfstate.backup": ({}, "backup"),
    "main.tf": ("", "configuration of Terraform"),
    "eu/sessions.json": (listed(WEB), "a folder"),
}


class Catalogues(TsharkTest):
    def setUp(self):
        self.capture = self.file("three.pcap", packets.pcap([mirror(FRAME, 1001)] * 3))

    def lay_out(self, name, files):
        for file, content in files.items():
            path = self.file(f"{name}/{file}", content)
        return path.parents[len(Path(file).parents) - 1]

    def catalogue(self, folder):
        return ["-r", self.capture, "-o", f"vpcmirror.catalogue_folder:{folder}"]

    def test_shapes_that_are_read(self):
        for number, (what, files) in enumerate(READ.items()):
            with self.subTest(what):
                options = self.catalogue(self.lay_out(f"read{number}", files))
                self.assertEqual(["web"] * 3, self.tshark(*options, "-T", "fields", "-e", "vpcmirror.session.name").split())
                document = documents.parse(self.tshark("-q", *options, "-z", "vpcmirror,json"))
                self.assertEqual([("web", 3)], [(row["session"]["name"], row["packets"]) for row in document["sessions"]])
                self.assertEqual([], document["catalogue_problems"])

    def test_files_of_no_use_are_called_what_they_are(self):
        for number, (what, (file, content, word)) in enumerate(REFUSED.items()):
            with self.subTest(what):
                options = self.catalogue(self.lay_out(f"refused{number}", {file: content}))
                names = self.tshark(*options, "-T", "fields", "-e", "vpcmirror.session.name", errors=[f"{file}:", word])
                self.assertEqual("", names.strip())
                report = self.tshark("-q", *options, "-z", "vpcmirror,json", errors=[word])
                [problem] = documents.parse(report)["catalogue_problems"]
                self.assertEqual(file, problem["file"])
                self.assertIn(word, problem["says"])

    def test_a_plan_whose_vni_is_known_after_apply(self):
        files = {"plan.json": plan({}, {"session_number": 1, "tags": {"Name": "web"}})}
        self.tshark(*self.catalogue(self.lay_out("open", files)), errors=["plan.json:", "known after apply"])

    def test_what_is_left_out_of_the_folder_is_named(self):
        """In the report; it is no problem that one has to be told of."""
        folder = self.lay_out("left", {"app.json": listed(APP)})
        for file, (content, _) in LEFT_OUT.items():
            self.file(f"left/{file}", content)
        report = self.tshark("-q", *self.catalogue(folder), "-z", "vpcmirror,catalogue")
        document = documents.parse(self.tshark("-q", *self.catalogue(folder), "-z", "vpcmirror,json"))
        rows = {row["file"]: row for row in document["catalogue_files"]}
        self.assertEqual({"app.json", *(file.split("/")[0] for file in LEFT_OUT)}, set(rows))
        for file, (_, word) in LEFT_OUT.items():
            with self.subTest(file):
                row = rows[file.split("/")[0]]
                self.assertEqual("left out", row["state"])
                self.assertIn(word, row["why"])
                self.assertIn(word, report)
        self.assertEqual("current", rows["app.json"]["state"])

    def test_the_folder_is_named_once(self):
        folder = self.lay_out("once", {"one.json": listed(WEB), "two.json": "{", "three.json": "{"})
        report = self.tshark("-q", *self.catalogue(folder), "-z", "vpcmirror,catalogue",
                             errors=[f"in {folder}: three.json:1:2: ", "\ntwo.json:1:2: "])
        self.assertEqual(1, report.count(str(folder)), report)
        self.assertIn("one.json", report)

    def test_nothing_loaded_says_where_it_was_looked_for(self):
        empty = self.file("empty/notes.txt", "").parent
        for what, options, words in (
                ("the personal folder", ["-r", self.capture], ["/wireshark/vpcmirror", "no such file or folder"]),
                ("an empty folder", self.catalogue(empty), [str(empty), "0 files to read, 1 left out"])):
            with self.subTest(what):
                report = self.tshark("-q", *options, "-z", "vpcmirror,catalogue")
                document = documents.parse(self.tshark("-q", *options, "-z", "vpcmirror,json"))
                [place] = document["catalogue_places"]
                for word in [*words, "describe-traffic-mirror-sessions"]:
                    self.assertIn(word, report)
                    self.assertIn(word, place["place"] + place["says"])

    def test_without_mirror_traffic_the_reports_have_the_catalogue_of_the_capture(self):
        """What keeps sessions silent is asked where nothing arrives."""
        capture = self.file("nothing.pcap", packets.pcap([FRAME]))
        folder = self.lay_out("silent", {"sessions.json": [APP, WEB]})
        document = documents.parse(self.tshark("-q", "-r", capture, *self.catalogue(folder)[2:], "-z", "vpcmirror,json"))
        self.assertEqual(["sessions.json"], [row["file"] for row in document["catalogue_files"]])
        self.assertEqual({"app", "web"}, {row["session"]["name"] for row in document["silent_sessions"]})
