# SPDX-License-Identifier: GPL-2.0-or-later
"""The mirror part of an inventory as a CloudFormation template.

Promises: a template, so no ids of its own: a session is known by its logical id, and refers to its filter and target by
Ref; interfaces are not part of the stack and stand there by id, VNIs are literal.
"""


def logical_id(kind, label):
    return kind + "".join(word.capitalize() for word in label.split("-"))


def template(inventory):
    resources = {}
    for one in inventory.filters:
        name = logical_id("Filter", one.label)
        resources[name] = _resource("Filter", Description=one.label, NetworkServices=["amazon-dns"] if one.amazon_dns else [])
        for rule in one.rules:
            resources[f"{name}{rule.direction.capitalize()}{rule.number}"] = _rule(name, rule)
    for one in inventory.targets:
        member = "NetworkInterfaceId" if one.kind == "network-interface" else "GatewayLoadBalancerEndpointId"
        resources[logical_id("Target", one.label)] = _resource("Target", Description=one.label, **{member: one.resource})
    for one in inventory.sessions:
        length = {"PacketLength": one.packet_length} if one.packet_length else {}
        resources[logical_id("Session", one.label)] = _resource(
            "Session", Description=one.description, NetworkInterfaceId=one.interface.id,
            TrafficMirrorFilterId={"Ref": logical_id("Filter", one.filter.label)},
            TrafficMirrorTargetId={"Ref": logical_id("Target", one.target.label)},
            SessionNumber=one.number, **length, VirtualNetworkId=one.vni,
            Tags=[{"Key": key, "Value": value} for key, value in one.all_tags.items()])
    return {"AWSTemplateFormatVersion": "2010-09-09", "Description": "Traffic mirroring of the web tier",
            "Resources": resources}


def _resource(kind, **properties):
    return {"Type": f"AWS::EC2::TrafficMirror{kind}", "Properties": properties}


def _rule(filter_name, rule):
    optional = {} if rule.protocol is None else {"Protocol": rule.protocol}
    if rule.destination_port is not None:
        optional["DestinationPortRange"] = {"FromPort": rule.destination_port, "ToPort": rule.destination_port}
    return _resource("FilterRule", TrafficMirrorFilterId={"Ref": filter_name}, TrafficDirection=rule.direction,
                     RuleNumber=rule.number, RuleAction=rule.action, SourceCidrBlock=rule.network,
                     DestinationCidrBlock=rule.network, Description=rule.description, **optional)
