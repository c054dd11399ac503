# SPDX-License-Identifier: GPL-2.0-or-later
"""An inventory as the AWS CLI prints it: one JSON document for each describe command.

Promises: member names and nesting of the EC2 API (2016-11-15); absent members where AWS leaves them out, for example
PacketLength when a session mirrors whole packets; `TagSet` for network interfaces and `Tags` elsewhere.
"""


def tags(**pairs):
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


def documents(inventory):
    """File name to document."""
    return {
        "describe-traffic-mirror-sessions.json": {"TrafficMirrorSessions": [_session(s) for s in inventory.sessions]},
        "describe-traffic-mirror-filters.json": {"TrafficMirrorFilters": [_filter(f) for f in inventory.filters]},
        "describe-traffic-mirror-targets.json": {"TrafficMirrorTargets": [_target(t) for t in inventory.targets]},
        **interface_documents(inventory),
    }


def interface_documents(inventory):
    return {
        "describe-network-interfaces.json": {"NetworkInterfaces": [_interface(i) for i in inventory.interfaces]},
        "describe-instances.json": {"Reservations": [_reservation(i) for i in inventory.interfaces]},
    }


def _session(session):
    length = {"PacketLength": session.packet_length} if session.packet_length else {}
    return {
        "TrafficMirrorSessionId": session.id, "TrafficMirrorTargetId": session.target.id,
        "TrafficMirrorFilterId": session.filter.id, "NetworkInterfaceId": session.interface.id,
        "OwnerId": session.account, **length, "SessionNumber": session.number, "VirtualNetworkId": session.vni,
        "Description": session.description, "Tags": tags(**session.all_tags),
    }


def _filter(one):
    return {
        "TrafficMirrorFilterId": one.id,
        "IngressFilterRules": [_rule(one, rule) for rule in one.of("ingress")],
        "EgressFilterRules": [_rule(one, rule) for rule in one.of("egress")],
        "NetworkServices": ["amazon-dns"] if one.amazon_dns else [],
        "Description": one.label, "Tags": tags(Name=one.label),
    }


def _rule(one, rule):
    protocol = {"Protocol": rule.protocol} if rule.protocol is not None else {}
    port = rule.destination_port
    ports = {"DestinationPortRange": {"FromPort": port, "ToPort": port}} if port is not None else {}
    return {
        "TrafficMirrorFilterRuleId": one.rule_id(rule), "TrafficMirrorFilterId": one.id,
        "TrafficDirection": rule.direction, "RuleNumber": rule.number, "RuleAction": rule.action, **protocol, **ports,
        "DestinationCidrBlock": rule.network, "SourceCidrBlock": rule.network, "Description": rule.description,
    }


def _target(target):
    resource = {"NetworkInterfaceId": target.resource}
    if target.kind == "gateway-load-balancer-endpoint":
        resource = {"GatewayLoadBalancerEndpointId": target.resource}
    return {"TrafficMirrorTargetId": target.id, **resource, "Type": target.kind, "Description": target.label,
            "OwnerId": target.account, "Tags": tags(Name=target.label)}


def _private_name(address):
    return f"ip-{address.replace('.', '-')}.ec2.internal"


def _addresses(interface):
    return [{"Primary": address == interface.address, "PrivateDnsName": _private_name(address), "PrivateIpAddress": address}
            for address in interface.addresses]


def _interface(one):
    return {
        "Attachment": {"AttachTime": "2025-03-04T08:12:31+00:00", "AttachmentId": one.attachment_id,
                       "DeleteOnTermination": True, "DeviceIndex": 0, "NetworkCardIndex": 0, "InstanceId": one.instance_id,
                       "InstanceOwnerId": one.account, "Status": "attached"},
        "AvailabilityZone": one.zone, "Description": "",
        "Groups": [{"GroupId": one.group_id, "GroupName": one.subnet}],
        "InterfaceType": "interface",
        "Ipv6Addresses": [{"Ipv6Address": address, "IsPrimaryIpv6": False} for address in one.ipv6],
        "MacAddress": one.mac, "NetworkInterfaceId": one.id, "OwnerId": one.account,
        "PrivateDnsName": _private_name(one.address), "PrivateIpAddress": one.address,
        "PrivateIpAddresses": _addresses(one), "RequesterManaged": False, "SourceDestCheck": True, "Status": "in-use",
        "SubnetId": one.subnet_id, "TagSet": tags(Name=f"{one.label}-eth0"), "VpcId": one.vpc_id,
    }


def _reservation(one):
    attached = {"AttachmentId": one.attachment_id, "DeviceIndex": 0, "Status": "attached"}
    interface = {"Attachment": attached, "MacAddress": one.mac, "NetworkInterfaceId": one.id, "OwnerId": one.account,
                 "PrivateIpAddress": one.address, "PrivateIpAddresses": _addresses(one), "Status": "in-use",
                 "SubnetId": one.subnet_id, "VpcId": one.vpc_id}
    instance = {"InstanceId": one.instance_id, "InstanceType": "t3.small", "LaunchTime": "2025-03-04T08:12:30+00:00",
                "Placement": {"AvailabilityZone": one.zone, "Tenancy": "default"}, "PrivateIpAddress": one.address,
                "State": {"Code": 16, "Name": "running"}, "SubnetId": one.subnet_id, "VpcId": one.vpc_id,
                "NetworkInterfaces": [interface], "Tags": tags(Name=one.label)}
    return {"Groups": [], "Instances": [instance], "OwnerId": one.account,
            "ReservationId": one.instance_id.replace("i-", "r-")}
