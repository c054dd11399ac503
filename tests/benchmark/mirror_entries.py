# SPDX-License-Identifier: GPL-2.0-or-later
"""Mirror sessions, their filters, targets and interfaces, as the AWS CLI prints them; by number, well spread."""
import ipaddress

ACCOUNT = "111122223333"
REGION = "eu-central-1"
FIRST_ADDRESS = int(ipaddress.ip_address("10.0.0.0"))
SUBNET_SIZE, SUBNETS_OF_A_VPC = 512, 8  # a /23 each, a /20 together
SENSORS = 1_000_000  # numbers from here on are of what sessions send to
MEMBERS = 3  # of a load balancer: subnets, interfaces, and instances behind it


def identifier(prefix, number):
    """An id as AWS makes them: the prefix and 17 hexadecimal digits, well spread."""
    return f"{prefix}-0{(number * 0x9E3779B97F4A7C15 + 0x1234567) % (1 << 64):016x}"


def private_address(number, secondary=False):
    return str(ipaddress.ip_address(FIRST_ADDRESS + 2 * number + 4 + secondary))


def subnet_of(number):
    """The number of the subnet that an interface's address is in; sensors have three of their own, one in each zone."""
    return SENSORS + number % 3 if number >= SENSORS else (2 * number + 4) // SUBNET_SIZE


def zone_of(subnet_number):
    return f"{REGION}{'abc'[subnet_number % 3]}"


def vpc_of(subnet_number):
    return identifier("vpc", min(subnet_number, SENSORS) // SUBNETS_OF_A_VPC)


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
        "AvailabilityZone": zone_of(subnet_of(number)),
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
        "SubnetId": identifier("subnet", subnet_of(number)),
        "TagSet": tags(f"web-{number}-eth0", number),
        "VpcId": vpc_of(subnet_of(number)),
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


def mirror_filter(number, rules):
    return {
        "TrafficMirrorFilterId": identifier("tmf", number),
        "IngressFilterRules": [rule(number, "ingress", i) for i in range(rules - rules // 2)],
        "EgressFilterRules": [rule(number, "egress", i) for i in range(rules // 2)],
        "NetworkServices": ["amazon-dns"],
        "Description": f"filter {number}",
        "Tags": tags(f"filter-{number}", number),
    }


def arn(kind, number):
    return f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:{kind}/net/mirror-{number}/{number:016x}"


def kind_of(target_number):
    """Of ten targets seven are load balancers, two endpoints and one an interface."""
    return "interface" if target_number % 10 == 9 else "endpoint" if target_number % 10 >= 7 else "balancer"


def sensor(number, part):
    """The number of one of the interfaces of a target."""
    return SENSORS + number * 2 * MEMBERS + part


def target(number, kind="interface"):
    members = {
        "interface": {"NetworkInterfaceId": identifier("eni", sensor(number, 0)), "Type": "network-interface"},
        "balancer": {"NetworkLoadBalancerArn": arn("loadbalancer", number), "Type": "network-load-balancer"},
        "endpoint": {"GatewayLoadBalancerEndpointId": identifier("vpce", number), "Type": "gateway-load-balancer-endpoint"},
    }[kind]
    return {
        "TrafficMirrorTargetId": identifier("tmt", number),
        **members,
        "Description": f"target {number}",
        "OwnerId": ACCOUNT,
        "Tags": tags(f"sensor-{number}", number),
    }
