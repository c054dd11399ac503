#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Write a catalogue as large as an AWS account allows, as the AWS CLI prints it.

The output of describe-traffic-mirror-sessions, -filters, -targets and describe-network-interfaces,
indented by four spaces and with all the members that the catalogue ignores, so that loading it
costs what it costs in practice. The same arguments give the same files.
"""

import argparse
import ipaddress
import json
import pathlib

ACCOUNT = "111122223333"
REGION = "eu-central-1"
FIRST_ADDRESS = int(ipaddress.ip_address("10.0.0.0"))


def identifier(prefix, number):
    """An id as AWS makes them: the prefix and 17 hexadecimal digits, well spread."""
    return f"{prefix}-0{(number * 0x9E3779B97F4A7C15 + 0x1234567) % (1 << 64):016x}"


def private_address(number, secondary=False):
    return str(ipaddress.ip_address(FIRST_ADDRESS + 2 * number + 4 + secondary))


def mac_address(number):
    return "02:" + ":".join(f"{number * 0x9E3779B1 >> shift & 0xFF:02x}" for shift in (32, 24, 16, 8, 0))


def tags(name, number):
    return [
        {"Key": "Name", "Value": name},
        {"Key": "Environment", "Value": "production" if number % 3 else "staging"},
        {"Key": "aws:cloudformation:stack-name", "Value": f"mirroring-{number % 17}"},
    ]


def session(number, vnis, filters, targets):
    return {
        "TrafficMirrorSessionId": identifier("tms", number),
        "TrafficMirrorTargetId": identifier("tmt", number % targets),
        "TrafficMirrorFilterId": identifier("tmf", number % filters),
        "NetworkInterfaceId": identifier("eni", number),
        "OwnerId": ACCOUNT,
        **({"PacketLength": 128} if number % 4 == 0 else {}),
        "SessionNumber": 1,
        "VirtualNetworkId": 123 + number % vnis,
        "Description": f"Mirror of web-{number}",
        "Tags": tags(f"web-{number}", number),
    }


def interface(number):
    primary = private_address(number)
    name = f"ip-{primary.replace('.', '-')}.{REGION}.compute.internal"
    public = f"203.0.113.{number % 250 + 1}"
    association = {
        "AllocationId": identifier("eipalloc", number),
        "AssociationId": identifier("eipassoc", number),
        "IpOwnerId": ACCOUNT,
        "PublicDnsName": f"ec2-{public.replace('.', '-')}.{REGION}.compute.amazonaws.com",
        "PublicIp": public,
    }
    is_public = number % 8 == 0
    public_address = {"Association": association} if is_public else {}
    return {
        **public_address,
        "Attachment": {
            "AttachTime": "2024-11-30T23:36:42+00:00",
            "AttachmentId": identifier("eni-attach", number),
            "DeleteOnTermination": True,
            "DeviceIndex": 0,
            "NetworkCardIndex": 0,
            "InstanceId": identifier("i", number),
            "InstanceOwnerId": ACCOUNT,
            "Status": "attached",
        },
        "AvailabilityZone": f"{REGION}{'abc'[number % 3]}",
        "Description": "",
        "Groups": [
            {"GroupName": "default", "GroupId": identifier("sg", 1)},
            {"GroupName": "web servers, internal", "GroupId": identifier("sg", number % 50)},
        ],
        "InterfaceType": "interface",
        "Ipv6Addresses": [{"Ipv6Address": f"2001:db8:0:{number % 256:x}::{number + 1:x}"}],
        "MacAddress": mac_address(number),
        "NetworkInterfaceId": identifier("eni", number),
        "OwnerId": ACCOUNT,
        "PrivateDnsName": name,
        "PrivateIpAddress": primary,
        "PrivateIpAddresses": [
            {
                **public_address,
                "Primary": True,
                "PrivateDnsName": name,
                "PrivateIpAddress": primary,
            },
            {
                "Primary": False,
                "PrivateDnsName": f"ip-{private_address(number, True).replace('.', '-')}.{REGION}.compute.internal",
                "PrivateIpAddress": private_address(number, True),
            },
        ],
        "RequesterId": "",
        "RequesterManaged": False,
        "SourceDestCheck": True,
        "Status": "in-use",
        "SubnetId": identifier("subnet", number % 30),
        "TagSet": tags(f"web-{number}-eth0", number),
        "VpcId": identifier("vpc", number % 5),
        "DenyAllIgwTraffic": False,
        "Operator": {"Managed": False},
    }


def rule(filter_number, direction, number):
    https = {"FromPort": 443, "ToPort": 443}
    clients = {"FromPort": 1024, "ToPort": 65535}
    inward = direction == "ingress"
    return {
        "TrafficMirrorFilterRuleId": identifier("tmfr", filter_number * 32 + number * 2 + inward),
        "TrafficMirrorFilterId": identifier("tmf", filter_number),
        "TrafficDirection": direction,
        "RuleNumber": 100 * (number + 1),
        "RuleAction": "reject" if number == 0 else "accept",
        "Protocol": 6 if number % 2 else 17,
        "DestinationPortRange": https if inward else clients,
        "SourcePortRange": clients if inward else https,
        "DestinationCidrBlock": f"10.{number}.0.0/16" if inward else "0.0.0.0/0",
        "SourceCidrBlock": "0.0.0.0/0" if inward else f"10.{number}.0.0/16",
        "Description": f"rule {number} of filter {filter_number}",
        "Tags": [],
    }


def instance(number):
    return {
        "InstanceId": identifier("i", number),
        "InstanceType": ("m5.large", "c5.xlarge", "r5.2xlarge")[number % 3],
        "ImageId": identifier("ami", number % 7),
        "State": {"Code": 16, "Name": "running"},
        "SubnetId": identifier("subnet", number % 30),
        "VpcId": identifier("vpc", number % 5),
        "Placement": {"AvailabilityZone": f"{REGION}{'abc'[number % 3]}", "Tenancy": "default"},
        "NetworkInterfaces": [interface(number)],
        "SecurityGroups": interface(number)["Groups"],
        "Tags": tags(f"web-{number}", number),
    }


def subnet(number):
    return {
        "SubnetId": identifier("subnet", number),
        "VpcId": identifier("vpc", number % 5),
        "CidrBlock": f"10.{number}.0.0/16",
        "AvailabilityZone": f"{REGION}{'abc'[number % 3]}",
        "Ipv6Native": False,
        "Tags": tags(f"subnet-{number}", number),
    }


def security_group(number):
    permission = {
        "IpProtocol": "tcp",
        "Ipv6Ranges": [],
        "PrefixListIds": [],
        "UserIdGroupPairs": [{"GroupId": identifier("sg", number + 1), "UserId": ACCOUNT}],
    }
    return {
        "GroupId": identifier("sg", number),
        "GroupName": f"group {number}",
        "Description": f"group {number}",
        "VpcId": identifier("vpc", number % 5),
        "OwnerId": ACCOUNT,
        "IpPermissions": [
            {**permission, "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": f"10.{port % 200}.0.0/16", "Description": "x"}]}
            for port in range(8000, 8020)
        ]
        + [{**permission, "IpProtocol": "udp", "FromPort": 4789, "ToPort": 4789, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}],
        "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
        "Tags": tags(f"group-{number}", number),
    }


def network_acl(number):
    def entry(rule_number, action, egress):
        return {"RuleNumber": rule_number, "Protocol": "-1", "RuleAction": action, "Egress": egress, "CidrBlock": "0.0.0.0/0"}

    return {
        "NetworkAclId": identifier("acl", number),
        "VpcId": identifier("vpc", number % 5),
        "IsDefault": False,
        "Associations": [{"NetworkAclId": identifier("acl", number), "SubnetId": identifier("subnet", number)}],
        "Entries": [entry(n, action, egress) for egress in (True, False) for n, action in ((100, "allow"), (32767, "deny"))],
        "Tags": [],
    }


def route_table(number):
    return {
        "RouteTableId": identifier("rtb", number),
        "VpcId": identifier("vpc", number % 5),
        "Associations": [{"Main": False, "SubnetId": identifier("subnet", number)}],
        "Routes": [{"DestinationCidrBlock": "10.0.0.0/8", "GatewayId": "local", "State": "active"}]
        + [{"DestinationCidrBlock": f"172.{16 + n}.0.0/16", "TransitGatewayId": identifier("tgw", 1), "State": "active"} for n in range(16)],
        "Tags": [],
    }


def network():
    """What lies between sources and targets: a list for each of the other commands."""
    arn = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/net/mirror/0123456789abcdef"
    return {
        "Subnets": [subnet(i) for i in range(30)],
        "SecurityGroups": [security_group(i) for i in range(1000)],
        "NetworkAcls": [network_acl(i) for i in range(30)],
        "RouteTables": [route_table(i) for i in range(30)],
        "LoadBalancers": [{"LoadBalancerArn": arn, "Type": "network", "State": {"Code": "active"}, "VpcId": identifier("vpc", 0)}],
        "Listeners": [{"ListenerArn": f"{arn}/1", "LoadBalancerArn": arn, "Port": 4789, "Protocol": "UDP"}],
    }


def mirror_filter(number, rules):
    return {
        "TrafficMirrorFilterId": identifier("tmf", number),
        "IngressFilterRules": [rule(number, "ingress", i) for i in range(rules - rules // 2)],
        "EgressFilterRules": [rule(number, "egress", i) for i in range(rules // 2)],
        "NetworkServices": ["amazon-dns"],
        "Description": f"filter {number}",
        "Tags": tags(f"filter-{number}", number),
    }


def target(number):
    return {
        "TrafficMirrorTargetId": identifier("tmt", number),
        "NetworkInterfaceId": identifier("eni", 1_000_000 + number),
        "Type": "network-interface",
        "Description": f"target {number}",
        "OwnerId": ACCOUNT,
        "Tags": tags(f"sensor-{number}", number),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--sessions", type=int, default=10_000)
    parser.add_argument("--interfaces", type=int, default=10_000)
    parser.add_argument("--filters", type=int, default=1_000)
    parser.add_argument("--rules", type=int, default=10, help="rules per filter, both directions")
    parser.add_argument("--targets", type=int, default=10)
    parser.add_argument("--vnis", type=int, default=1, help="distinct VNIs")
    parser.add_argument("--network", action="store_true", help="with instances, security groups, route tables and so on")
    arguments = parser.parse_args()
    filters, targets = max(arguments.filters, 1), max(arguments.targets, 1)
    lists = {
        "TrafficMirrorSessions": [
            session(i, arguments.vnis, filters, targets) for i in range(arguments.sessions)
        ],
        "NetworkInterfaces": [interface(i) for i in range(arguments.interfaces)],
        "TrafficMirrorFilters": [mirror_filter(i, arguments.rules) for i in range(filters)],
        "TrafficMirrorTargets": [target(i) for i in range(targets)],
    }
    if arguments.network:
        lists["Reservations"] = [{"ReservationId": identifier("r", i), "Instances": [instance(i)]} for i in range(arguments.interfaces)]
        lists |= network()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for key, entries in lists.items():
        path = arguments.folder / f"{key}.json"
        path.write_text(json.dumps({key: entries}, indent=4) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
