# SPDX-License-Identifier: GPL-2.0-or-later
"""What lies between mirror sessions and their targets, as the AWS CLI prints it; the numbers are those of mirror_entries."""
import ipaddress

from mirror_entries import (
    ACCOUNT,
    FIRST_ADDRESS,
    MEMBERS,
    REGION,
    SENSORS,
    SUBNET_SIZE,
    SUBNETS_OF_A_VPC,
    arn,
    identifier,
    interface,
    kind_of,
    sensor,
    subnet_of,
    tags,
    vpc_of,
    zone_of,
)


def instance(number, kind=None):
    return {
        "InstanceId": identifier("i", number),
        "InstanceType": kind or ("m5.large", "c5.xlarge", "r5.2xlarge")[number % 3],
        "ImageId": identifier("ami", number % 7),
        "State": {"Code": 16, "Name": "running"},
        "SubnetId": identifier("subnet", subnet_of(number)),
        "VpcId": vpc_of(subnet_of(number)),
        "Placement": {"AvailabilityZone": zone_of(subnet_of(number)), "Tenancy": "default"},
        "NetworkInterfaces": [interface(number)],
        "SecurityGroups": interface(number)["Groups"],
        "Tags": tags(f"web-{number}", number),
    }


def block_of(number):
    if number >= SENSORS:
        return f"10.255.{number - SENSORS}.0/24"
    return f"{ipaddress.ip_address(FIRST_ADDRESS + number * SUBNET_SIZE)}/23"


def subnet(number):
    return {
        "SubnetId": identifier("subnet", number),
        "VpcId": vpc_of(number),
        "CidrBlock": block_of(number),
        "AvailabilityZone": zone_of(number),
        "Ipv6CidrBlockAssociationSet": [
            {
                "AssociationId": identifier("subnet-cidr-assoc", number),
                "Ipv6CidrBlock": f"2001:db8:1:{number % 65536:x}::/64",
                "Ipv6CidrBlockState": {"State": "associated"},
            }
        ],
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
    def entry(rule_number, action, egress, block="0.0.0.0/0"):
        return {"RuleNumber": rule_number, "Protocol": "-1", "RuleAction": action, "Egress": egress, "CidrBlock": block}

    return {
        "NetworkAclId": identifier("acl", number),
        "VpcId": vpc_of(number),
        "IsDefault": False,
        "Associations": [{"NetworkAclId": identifier("acl", number), "SubnetId": identifier("subnet", number)}],
        "Entries": [
            entry(*what)
            for egress in (True, False)
            for what in [
                *((10 + n, "deny", egress, f"198.51.100.{n}/32") for n in range(18)),
                (100, "allow", egress),
                (32767, "deny", egress),
            ]
        ],
        "Tags": [],
    }


def route_table(number):
    local = "10.255.0.0/16" if number >= SENSORS else f"{ipaddress.ip_address(FIRST_ADDRESS + number // SUBNETS_OF_A_VPC * SUBNETS_OF_A_VPC * SUBNET_SIZE)}/20"
    return {
        "RouteTableId": identifier("rtb", number),
        "VpcId": vpc_of(number),
        "Associations": [{"Main": False, "SubnetId": identifier("subnet", number)}],
        "Routes": [{"DestinationCidrBlock": local, "GatewayId": "local", "State": "active"}]
        + [{"DestinationCidrBlock": f"172.{16 + n}.0.0/16", "TransitGatewayId": identifier("tgw", 1), "State": "active"} for n in range(16)]
        + [{"DestinationCidrBlock": "10.0.0.0/8", "TransitGatewayId": identifier("tgw", 1), "State": "active"}],
        "Tags": [],
    }


def sensor_interface(number, **members):
    name = f"10.255.{number % 3}.{number // 3 % 250 + 4}"
    return interface(number) | {
        "PrivateIpAddress": name,
        "PrivateIpAddresses": [{"Primary": True, "PrivateIpAddress": name}],
        "Ipv6Addresses": [],
        "Groups": [{"GroupName": "sensors", "GroupId": identifier("sg", 3)}],
    } | members


def load_balancer(number):
    return {
        "LoadBalancerArn": arn("loadbalancer", number),
        "LoadBalancerName": f"mirror-{number}",
        "Type": "network",
        "Scheme": "internal",
        "State": {"Code": "active"},
        "VpcId": vpc_of(SENSORS),
        "SecurityGroups": [identifier("sg", 2)],
        "AvailabilityZones": [
            {"ZoneName": zone_of(SENSORS + part), "SubnetId": identifier("subnet", SENSORS + part), "LoadBalancerAddresses": []}
            for part in range(MEMBERS)
        ],
    }


def listeners(number):
    return [
        {
            "ListenerArn": f"{arn('listener', number)}/{port}",
            "LoadBalancerArn": arn("loadbalancer", number),
            "Port": port,
            "Protocol": protocol,
            "DefaultActions": [{"Type": "forward", "TargetGroupArn": arn("targetgroup", number), "Order": 1}],
        }
        for port, protocol in ((443, "TCP"), (4789, "UDP"))
    ]


def endpoint(number):
    return {
        "VpcEndpointId": identifier("vpce", number),
        "VpcEndpointType": "GatewayLoadBalancer",
        "VpcId": vpc_of(SENSORS),
        "ServiceName": f"com.amazonaws.vpce.{REGION}.vpce-svc-0123456789abcdef",
        "State": "available",
        "SubnetIds": [identifier("subnet", subnet_of(sensor(number, 0)))],
        "NetworkInterfaceIds": [identifier("eni", sensor(number, 0))],
    }


def sensors(number):
    """The interfaces of a target, and the instances that load balancers forward to."""
    path = arn("loadbalancer", number).partition("loadbalancer/")[2]
    if kind_of(number) == "balancer":
        nodes = [sensor_interface(sensor(number, part), Description=f"ELB {path}", InterfaceType="network_load_balancer", Groups=[])
                 for part in range(MEMBERS)]
        return nodes, [sensor(number, MEMBERS + part) for part in range(MEMBERS)]
    if kind_of(number) == "endpoint":
        return [sensor_interface(sensor(number, 0), InterfaceType="gateway_load_balancer_endpoint", Groups=[])], []
    return [], [sensor(number, 0)]


def network(targets, interfaces):
    """What lies between sources and targets: a list for each of the other commands."""
    of_kind = {kind: [n for n in range(targets) if kind_of(n) == kind] for kind in ("balancer", "endpoint")}
    nodes = [sensors(n) for n in range(targets)]
    subnets = [*range(subnet_of(max(interfaces - 1, 0)) + 1), *(SENSORS + zone for zone in range(3))]
    instances = [instance(i) for i in range(interfaces)] + [
        instance(i, "m5.24xlarge") | {"NetworkInterfaces": [sensor_interface(i)]} for _, numbers in nodes for i in numbers]
    return {
        "Reservations": [{"ReservationId": identifier("r", n), "Instances": [one]} for n, one in enumerate(instances)],
        "Subnets": [subnet(i) for i in subnets],
        "SecurityGroups": [security_group(i) for i in range(1000)],
        "NetworkAcls": [network_acl(i) for i in subnets],
        "RouteTables": [route_table(i) for i in subnets],
        "LoadBalancers": [load_balancer(i) for i in of_kind["balancer"]],
        "Listeners": [one for i in of_kind["balancer"] for one in listeners(i)],
        "TargetHealthDescriptions": [
            {"Target": {"Id": identifier("i", i), "Port": 4789}, "TargetHealth": {"State": "healthy"}} for _, numbers in nodes for i in numbers
        ],
        "VpcEndpoints": [endpoint(i) for i in of_kind["endpoint"]],
    }, [node for found, _ in nodes for node in found]
