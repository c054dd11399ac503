#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Catalogues as large and as odd as they get, through real tshark: time, memory, and what is said of them.

    tests/fuzz/hostile_catalogues.py --plugins build/plugins            all of them
    tests/fuzz/hostile_catalogues.py --plugins build/plugins depth      those with this word in their name

Promises: tshark reads a capture to its end with each of them, within its seconds and its memory, both beyond what the
same capture takes without; says the words expected, and not much else. Exit status 0 only if all do.
"""
import argparse
import json
import multiprocessing
import resource
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "tests/tshark")]

import vpcmirror_tshark as tshark  # noqa: E402

MIB = 1 << 20
LARGEST = 256 * MIB
LONGEST_MESSAGE = 6000  # characters: it must fit a dialog
RULE = (b'{"TrafficMirrorFilterRuleId":"tmfr-1","RuleNumber":1,"RuleAction":"accept","TrafficDirection":"ingress",'
        b'"SourceCidrBlock":"0.0.0.0/0","DestinationCidrBlock":"0.0.0.0/0"}')
OF_ONE_INTERFACE = '{"TrafficMirrorSessionId":"tms-%d","VirtualNetworkId":%d,"NetworkInterfaceId":"eni-1"},'
SESSION = '{"TrafficMirrorSessionId":"tms-%d","VirtualNetworkId":%d},'


def filled(first, part, last, size=LARGEST):
    """The beginning, the part as often as it fits, and the end, as a file's pieces."""
    count = (size - len(first) - len(last)) // len(part) if part else 0
    yield first
    while count > 0:
        now = min(count, max(MIB // len(part), 1))
        yield part * now
        count -= now
    yield last


def sessions(count, entry):
    yield b'{"TrafficMirrorSessions":['
    for number in range(0, count, 10000):
        yield "".join(entry(i) for i in range(number, min(number + 10000, count))).encode()
    yield (SESSION % (count, count))[:-1].encode() + b"]}"


def in_session(member, value, last):
    return filled(b'{"TrafficMirrorSessions":[{"TrafficMirrorSessionId":"tms-1","VirtualNetworkId":5560321,"%s":' % member, value, last)


ARN = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/mirror/1"
JUDGED = 10_000  # sessions


def permission(protocol, port, source):
    member = "UserIdGroupPairs" if source.startswith("sg-") else "IpRanges"
    return {"IpProtocol": protocol, "FromPort": port, "ToPort": port, member: [{"GroupId" if source.startswith("sg-") else "CidrIp": source}]}


def delivery(balancer=False, groups=("sg-0",), **lists):
    """Ten thousand sessions to one target, all that lies between, and lists of what a case is about."""
    source = {"VpcId": "vpc-1", "SubnetId": "subnet-1", "Status": "in-use", "Groups": [{"GroupId": "sg-0"}]}
    target = {"NetworkInterfaceId": "eni-t", "VpcId": "vpc-1", "SubnetId": "subnet-2", "PrivateIpAddress": "10.1.0.9",
              "Groups": [{"GroupId": group} for group in groups], "Attachment": {"InstanceId": "i-t"}}
    document = {
        "TrafficMirrorSessions": [{"TrafficMirrorSessionId": f"tms-{i}", "VirtualNetworkId": i, "NetworkInterfaceId": f"eni-{i}", "SessionNumber": 1,
                                   "TrafficMirrorFilterId": "tmf-1", "TrafficMirrorTargetId": "tmt-1"} for i in range(JUDGED)],
        "TrafficMirrorFilters": [{"TrafficMirrorFilterId": "tmf-1", "IngressFilterRules": [json.loads(RULE)], "EgressFilterRules": []}],
        "TrafficMirrorTargets": [{"TrafficMirrorTargetId": "tmt-1", "Type": "network-load-balancer", "NetworkLoadBalancerArn": ARN} if balancer else
                                 {"TrafficMirrorTargetId": "tmt-1", "Type": "network-interface", "NetworkInterfaceId": "eni-t"}],
        "NetworkInterfaces": [source | {"NetworkInterfaceId": f"eni-{i}", "PrivateIpAddress": f"10.0.{i >> 8}.{i & 255}"} for i in range(JUDGED)] + [
            target],
        "Subnets": [{"SubnetId": f"subnet-{i}", "VpcId": "vpc-1", "CidrBlock": f"10.{i - 1}.0.0/16", "AvailabilityZone": "eu-west-1a"} for i in (1, 2)],
        "SecurityGroups": [{"GroupId": "sg-0", "IpPermissions": [permission("udp", 4789, "10.0.0.0/8")]}],
        "NetworkAcls": [{"NetworkAclId": "acl-1", "Associations": [{"SubnetId": "subnet-1"}, {"SubnetId": "subnet-2"}], "Entries": [
            {"RuleNumber": 1, "Protocol": "-1", "RuleAction": "allow", "Egress": egress, "CidrBlock": "0.0.0.0/0"} for egress in (True, False)]}],
        "RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [{"Main": True}], "Routes": [
            {"DestinationCidrBlock": "10.0.0.0/8", "GatewayId": "local"}]}],
        "LoadBalancers": [{"LoadBalancerArn": ARN, "Type": "network", "VpcId": "vpc-1", "State": {"Code": "active"},
                           "AvailabilityZones": [{"SubnetId": "subnet-2", "ZoneName": "eu-west-1a"}]}],
        "Listeners": [{"ListenerArn": "l-1", "LoadBalancerArn": ARN, "Port": 4789, "Protocol": "UDP", "DefaultActions": [
            {"TargetGroupArn": "tg-1"}]}]} | lists
    yield json.dumps(document).encode()


def groups_of_rules(groups, rules, source):
    """`source` names the end of a rule by the number of its group."""
    return [{"GroupId": f"sg-{i}", "IpPermissions": [permission("tcp", 1 + n, source(i)) for n in range(rules)]} for i in range(groups)]


def thousand(kind):
    return tuple(f"{kind}-{i}" for i in range(1000))


def delivery_cases():
    """A document of each kind; nothing is said of one that is only large."""
    def case(name, **how):
        return f"delivery: {name}", lambda: delivery(**how), None, 20, 1000
    blocks = [f"11.{i >> 8 & 255}.{i & 255}.0/24" for i in range(10_000)]
    balancers = [{"LoadBalancerArn": f"{ARN}{i or ''}", "Type": "network", "VpcId": "vpc-1", "State": {"Code": "active"},
                  "SecurityGroups": ["sg-0"]} for i in range(10_000)]
    many = groups_of_rules(1000, 60, lambda i: blocks[i])
    yield case("nothing unusual")
    yield case("a thousand groups of sixty rules", groups=thousand("sg"), SecurityGroups=many)
    yield case("... of one target behind a load balancer", balancer=True, SecurityGroups=many, TargetHealthDescriptions=[
        {"Target": {"Id": "i-t"}}], groups=thousand("sg"))
    yield case("groups that name each other", groups=thousand("sg"), SecurityGroups=groups_of_rules(1000, 60, lambda i: f"sg-{(i + 1) % 1000}"))
    yield case("ids that lead nowhere", groups=thousand("sg-gone"), Subnets=[], NetworkAcls=[], TrafficMirrorFilters=[], LoadBalancers=[])
    yield case("ten thousand load balancers and one target", balancer=True, LoadBalancers=balancers)
    yield case("a load balancer of ten thousand subnets", balancer=True, LoadBalancers=[{
        "LoadBalancerArn": ARN, "Type": "network", "AvailabilityZones": [{"SubnetId": f"subnet-{i}", "ZoneName": f"eu-west-1{i}"} for i in range(10_000)]}])
    yield case("a route table of ten thousand routes", RouteTables=[{
        "RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [{"Main": True}], "Routes": [
            {"DestinationCidrBlock": block, "GatewayId": "igw-1"} for block in blocks]}])
    yield case("a network ACL of ten thousand entries", NetworkAcls=[{
        "NetworkAclId": "acl-1", "Associations": [{"SubnetId": "subnet-1"}, {"SubnetId": "subnet-2"}], "Entries": [
            {"RuleNumber": i % 32767, "Protocol": "17", "RuleAction": "deny", "Egress": i % 2 == 0, "CidrBlock": block}
            for i, block in enumerate(blocks)]}])
    yield case("ten thousand members", balancer=True, TargetHealthDescriptions=[{"Target": {"Id": f"i-{i}"}} for i in range(10_000)])


# Name, the file in pieces, what is said (nothing: None), seconds of processor time, MiB.
CASES = (
    ("more than 256 MiB", lambda: filled(b"", b" ", b"", LARGEST + 1), "is larger than 256 MiB", 1, 50),
    ("zeros", lambda: filled(b"", b"\0", b""), "this is not JSON", 5, 300),
    ("UTF-16", lambda: filled(b"\xff\xfe{\0", " ".encode("utf-16-le"), b"}\0"), "neither output of the AWS CLI", 10, 800),
    ("UTF-16 that is long in UTF-8", lambda: filled(b"\xff\xfe{\0\"\0", "\u20ac".encode("utf-16-le"), b"\"\0"), "ends in the middle", 10, 800),
    ("documents", lambda: filled(b"", b'{"Subnets":[]}\n', b""), "more than 2000000 entries", 10, 300),
    ("documents of no use", lambda: filled(b"", b"{}", b""), "more than 2000000 entries", 10, 300),
    ("lists of no use", lambda: filled(b"[", b"[],", b"[]]"), "more than 2000000 entries", 10, 300),
    ("blanks", lambda: filled(b"", b" ", b""), "the file is empty", 5, 300),
    ("depth of lists", lambda: filled(b"", b"[", b""), "more than 64 deep", 5, 300),
    ("depth of objects", lambda: filled(b"", b'{"TrafficMirrorSessions":', b""), "more than 64 deep", 5, 300),
    ("depth within an entry", lambda: in_session(b"Tags", b"[", b""), "more than 64 deep", 5, 300),
    ("one text", lambda: in_session(b"Description", b"", b'"' + b"a" * (LARGEST - 1000) + b'"}]}'), "more than 131072 bytes", 5, 300),
    ("one text that is not UTF-8", lambda: in_session(b"Description", b"", b'"' + b"\xff" * (LARGEST - 1000) + b'"}]}'),
     "more than 131072 bytes", 5, 300),
    ("one name", lambda: filled(b'{"', b"a", b'":1}'), "neither output of the AWS CLI", 5, 300),
    ("one number", lambda: in_session(b"SessionNumber", b"9", b"}]}"), "expected a whole number", 5, 300),
    ("lists that repeat themselves", lambda: filled(b'{"TrafficMirrorSessions":[]', b',"TrafficMirrorSessions":[]', b"}"),
     "more than 2000000 entries", 10, 300),
    ("members that repeat themselves", lambda: in_session(b"SessionNumber", b'1,"SessionNumber":', b"1}]}"), None, 10, 300),
    ("members that nobody reads", lambda: filled(b'{"X":[', b"[[[]]],", b"1]}"), "neither output of the AWS CLI", 10, 300),
    ("entries with nothing in them", lambda: filled(b'{"TrafficMirrorSessions":[', b"{},", b"{}]}"), "more than 2000000 entries", 10, 300),
    ("entries of another kind", lambda: filled(b'{"TrafficMirrorSessions":[', b"0,", b"0]}"), "more than 2000000 entries", 10, 300),
    ("tags", lambda: filled(b'{"TrafficMirrorSessions":[{"TrafficMirrorSessionId":"tms-1","VirtualNetworkId":1,"Tags":[',
                            b'{"Key":"a","Value":"b"},', b'{"Key":"Name","Value":"x"}]}]}'), None, 20, 3000),
    ("addresses", lambda: filled(b'{"NetworkInterfaces":[{"NetworkInterfaceId":"eni-1","PrivateIpAddresses":[',
                                 b'{"PrivateIpAddress":"10.0.0.1"},', b'{"PrivateIpAddress":"10.0.0.2"}]}]}'), None, 20, 1000),
    ("rules", lambda: filled(b'{"TrafficMirrorFilters":[{"TrafficMirrorFilterId":"tmf-1","IngressFilterRules":[', RULE + b",",
                             RULE + b"]}]}"), None, 20, 3000),
    ("a million sessions", lambda: sessions(1_000_000, lambda i: SESSION % (i, i)), None, 20, 2500),
    ("a million sessions of one VNI", lambda: sessions(1_000_000, lambda i: SESSION % (i, 5560321)), None, 20, 2500),
    ("a million sessions of one interface", lambda: sessions(1_000_000, lambda i: OF_ONE_INTERFACE % (i, i)), None, 30, 2500),
    *delivery_cases(),
    ("contradictions", lambda: filled(b'{"SecurityGroups":[', b'{"GroupId":"sg-1","IpPermissions":[]},{"GroupId":"sg-1","IpPermissions":[{"IpProtocol":"-1"}]},',
                                      b'{"GroupId":"sg-1"}]}', 8 * MIB), "is in this file twice", 20, 1000),
    ("three million sessions", lambda: sessions(3_000_000, lambda i: SESSION % (i, i)), "more than 2000000 entries", 20, 3500),
)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("word", nargs="?", default="", help="only the cases with this word in their name")
    parser.add_argument("--plugins", type=Path, default=ROOT / "build/plugins", help="folder of the build tree (%(default)s)")
    return parser.parse_args()


def measured(folder):
    """What tshark says, its status, how much it prints, its processor time, and the most memory it has, in MiB."""
    done = tshark.run("-n", "-r", folder.parent / "capture.pcap", "-c", "20", "-V", "-z", "vpcmirror,catalogue", "-z", "vpcmirror,sessions",
                      "-z", "vpcmirror,delivery",
                      "-o", f"vpcmirror.catalogue_folder:{folder}", cold=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.stderr, done.returncode, len(done.stdout), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def measure(folder):
    """In a process of its own, whose children are this one tshark."""
    with multiprocessing.get_context("fork").Pool(1) as pool:
        return pool.apply(measured, (folder,))


def trouble(found, words, most_seconds, most_memory, size):
    said, status, printed, seconds, memory = found
    if status != 0:
        yield f"status {status}"
    if len(said) > LONGEST_MESSAGE or (words not in said if words else said):
        yield f"said: {said[:500]}"
    # A silent session's reason may be longer than what its file says of it, and fifteen conditions have one each.
    if printed > 3 * size + JUDGED * 15 * 500 + MIB:
        yield f"{printed} bytes printed"
    if seconds > most_seconds or memory > most_memory:
        yield "too much"


def main():
    options = arguments()
    tshark.use_plugins(options.plugins)
    folder = tshark.root() / "catalogue"
    folder.mkdir()
    # tshark may run as another user, who may not enter the project's folder.
    tshark.write(tshark.root() / "capture.pcap", (ROOT / "captures/plain-session.pcap").read_bytes())
    tshark.open_up(tshark.root())
    *_, printed_without, seconds_without, memory_without = measure(folder)
    failed = passed = 0
    for name, pieces, *promised in CASES:
        if options.word not in name:
            continue
        path = folder / "catalogue.json"
        with path.open("wb") as file:
            file.writelines(pieces())
        path.chmod(0o644)
        said, status, printed, seconds, memory = measure(folder)
        found = said, status, printed - printed_without, seconds - seconds_without, memory - memory_without
        troubles = list(trouble(found, *promised, path.stat().st_size))
        passed, failed = passed + (not troubles), failed + bool(troubles)
        print(f"{'FAILED ' if troubles else ''}{name}: {found[3]:.1f} s, {found[4]:.0f} MiB", *troubles, sep="\n    ", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        tshark.clean_up()
