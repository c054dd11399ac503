# SPDX-License-Identifier: GPL-2.0-or-later
"""One set of mirror sessions, as the AWS CLI, Terraform and CloudFormation write it.

    session  VNI   interface  source address  cut to  target
    tms-0a   1001  eni-0a     10.0.1.10       100     tmt-01, a Network Load Balancer
    tms-0b   2002  eni-0b     10.0.2.20       -       tmt-02, an interface
    tms-0c   3003  eni-0c     10.0.3.30       -       tmt-03, a Gateway Load Balancer endpoint
    tms-0d   3003  eni-0d     10.0.3.31       -       tmt-03
    tms-0e   4004  eni-0e, which nothing describes    tmt-99, which nothing describes
"""

ACCOUNT = "111122223333"
LOAD_BALANCER = f"arn:aws:elasticloadbalancing:eu-west-1:{ACCOUNT}:loadbalancer/net/mirror/7cdec873f"

MAC_A, MAC_B, MAC_C, MAC_D = (f"02:00:00:00:00:0{letter}" for letter in "abcd")

# id, VNI, interface, number, packet length, description, target, tags
SESSIONS = (
    ("tms-0a", 1001, "eni-0a", 1, 100, "front", "tmt-01", {"Name": "web-a", "Stage": "prod"}),
    ("tms-0b", 2002, "eni-0b", 2, None, "database", "tmt-02", {"Stage": "prod"}),
    ("tms-0c", 3003, "eni-0c", 1, None, "", "tmt-03", {}),
    ("tms-0d", 3003, "eni-0d", 1, None, "", "tmt-03", {}),
    ("tms-0e", 4004, "eni-0e", 7, None, "", "tmt-99", {}),
)
TARGETS = (
    ("tmt-01", "network-load-balancer", "NetworkLoadBalancerArn", LOAD_BALANCER),
    ("tmt-02", "network-interface", "NetworkInterfaceId", "eni-0f"),
    ("tmt-03", "gateway-load-balancer-endpoint", "GatewayLoadBalancerEndpointId", "vpce-03"),
)
# id, MAC address, private addresses (primary first), IPv6 addresses, instance, Name tag
INTERFACES = (
    ("eni-0a", MAC_A, ["10.0.1.10", "10.0.1.77"], ["2001:db8:1::10"], "i-0a", "web-a eth0"),
    ("eni-0b", MAC_B, ["10.0.2.20"], [], "i-0b", None),
    ("eni-0c", MAC_C, ["10.0.3.30"], [], None, None),
    ("eni-0d", MAC_D, ["10.0.3.31"], [], None, None),
)
DESCRIPTIONS = {"eni-0b": "the database's"}
INSTANCES = (("i-0a", "web-a"), ("i-0b", "db-b"))


def _tag_list(tags):
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _without_nothing(**members):
    return {key: value for key, value in members.items() if value is not None}


def cli_sessions(sessions=SESSIONS):
    """aws ec2 describe-traffic-mirror-sessions"""
    return {"TrafficMirrorSessions": [_without_nothing(
        TrafficMirrorSessionId=id, TrafficMirrorTargetId=target, TrafficMirrorFilterId="tmf-01", NetworkInterfaceId=interface,
        OwnerId=ACCOUNT, PacketLength=length, SessionNumber=number, VirtualNetworkId=vni, Description=description,
        Tags=_tag_list(tags)) for id, vni, interface, number, length, description, target, tags in sessions]}


def cli_targets():
    """aws ec2 describe-traffic-mirror-targets"""
    return {"TrafficMirrorTargets": [{"TrafficMirrorTargetId": id, "Type": kind, member: resource, "OwnerId": ACCOUNT,
                                      "Description": "", "Tags": []} for id, kind, member, resource in TARGETS]}


def cli_interfaces(interfaces=INTERFACES):
    """aws ec2 describe-network-interfaces"""
    return {"NetworkInterfaces": [_without_nothing(
        NetworkInterfaceId=id, MacAddress=mac, PrivateIpAddress=addresses[0], OwnerId=ACCOUNT,
        PrivateIpAddresses=[{"Primary": address == addresses[0], "PrivateIpAddress": address} for address in addresses],
        Ipv6Addresses=[{"Ipv6Address": address} for address in ipv6], SubnetId="subnet-01", VpcId="vpc-01",
        AvailabilityZone="eu-west-1a", Description=DESCRIPTIONS.get(id), Attachment={"InstanceId": instance, "DeviceIndex": 0} if instance else None,
        TagSet=_tag_list({"Name": name} if name else {})) for id, mac, addresses, ipv6, instance, name in interfaces]}


def cli_instances():
    """aws ec2 describe-instances"""
    return {"Reservations": [{"Instances": [{"InstanceId": id, "Tags": _tag_list({"Name": name})}
                                            for id, name in INSTANCES]}]}


FILTERS = (
    # direction, number, action, protocol, destination ports, destination
    ("ingress", 200, "reject", 6, None, "0.0.0.0/0"),
    ("ingress", 100, "accept", 6, 443, "10.0.0.0/16"),
    ("egress", 100, "reject", 6, 25, "0.0.0.0/0"),
    ("egress", 200, "accept", None, None, "0.0.0.0/0"),
)


def cli_filters():
    """aws ec2 describe-traffic-mirror-filters: tmf-01, of every session; rules are tmfr-in-100, ..."""
    rules = {"ingress": [], "egress": []}
    for direction, number, action, protocol, port, destination in FILTERS:
        rules[direction].append(_without_nothing(
            TrafficMirrorFilterRuleId=f"tmfr-{direction}-{number}", TrafficMirrorFilterId="tmf-01", TrafficDirection=direction,
            RuleNumber=number, RuleAction=action, Protocol=protocol, SourceCidrBlock="0.0.0.0/0",
            DestinationPortRange={"FromPort": port, "ToPort": port} if port else None, DestinationCidrBlock=destination))
    return {"TrafficMirrorFilters": [{
        "TrafficMirrorFilterId": "tmf-01", "Description": "", "Tags": [{"Key": "Name", "Value": "web only"}],
        "NetworkServices": ["amazon-dns"], "IngressFilterRules": rules["ingress"], "EgressFilterRules": rules["egress"]}]}


def aws_cli():
    """Files of a catalogue folder: the whole set, a file for each command."""
    return {"vpcmirror/sessions.json": cli_sessions(), "vpcmirror/targets.json": cli_targets(),
            "vpcmirror/interfaces.json": cli_interfaces(), "vpcmirror/instances.json": cli_instances()}


TERRAFORM_MEMBERS = {"NetworkLoadBalancerArn": "network_load_balancer_arn", "NetworkInterfaceId": "network_interface_id",
                     "GatewayLoadBalancerEndpointId": "gateway_load_balancer_endpoint_id"}


def _terraform_resources():
    """(type, name, attributes) of the whole set."""
    for id, vni, interface, number, length, description, target, tags in SESSIONS:
        yield "aws_ec2_traffic_mirror_session", id, {
            "id": id, "virtual_network_id": vni, "network_interface_id": interface, "session_number": number,
            "packet_length": length, "description": description, "traffic_mirror_target_id": target,
            "traffic_mirror_filter_id": "tmf-01", "owner_id": ACCOUNT, "tags": tags, "tags_all": tags}
    for id, _, member, resource in TARGETS:
        members = {name: None for name in TERRAFORM_MEMBERS.values()} | {TERRAFORM_MEMBERS[member]: resource}
        yield "aws_ec2_traffic_mirror_target", id, {"id": id, "description": "", "owner_id": ACCOUNT, "tags": None} | members
    for id, mac, addresses, ipv6, instance, name in INTERFACES:
        tags = {"Name": name} if name else {}
        yield "aws_network_interface", id, {
            "id": id, "mac_address": mac, "private_ip": addresses[0], "private_ips": addresses, "ipv6_addresses": ipv6,
            "subnet_id": "subnet-01", "owner_id": ACCOUNT, "description": "", "tags": tags, "tags_all": tags,
            "attachment": [{"instance": instance, "device_index": 0}] if instance else []}
    for id, name in INSTANCES:
        yield "aws_instance", id, {"id": id, "availability_zone": "eu-west-1a", "tags": {"Name": name}}


def terraform_state():
    """terraform.tfstate, version 4"""
    provider = 'provider["registry.terraform.io/hashicorp/aws"]'
    resources = [{"mode": "managed", "type": kind, "name": name.replace("-", "_"), "provider": provider,
                  "instances": [{"schema_version": 0, "attributes": attributes, "sensitive_attributes": []}]}
                 for kind, name, attributes in _terraform_resources()]
    return {"version": 4, "terraform_version": "1.9.5", "serial": 7, "lineage": "x", "outputs": {}, "resources": resources}


def terraform_show(key="values"):
    """terraform show -json; with `planned_values` as key, of a plan. A part of it is in a module."""
    resources = [{"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name, "schema_version": 0,
                  "provider_name": "registry.terraform.io/hashicorp/aws", "values": attributes, "sensitive_values": {}}
                 for kind, name, attributes in _terraform_resources()]
    module = {"address": "module.mirror", "resources": resources[2:]}
    return {"format_version": "1.0", "terraform_version": "1.9.5",
            key: {"root_module": {"resources": resources[:2], "child_modules": [module]}}}


def cloudformation():
    """A template with literal VNIs; its sessions are known by their names in it."""
    resources = {id.replace("-", "").title(): {"Type": "AWS::EC2::TrafficMirrorSession", "Properties": _without_nothing(
        NetworkInterfaceId=interface, TrafficMirrorTargetId={"Ref": "Target"}, TrafficMirrorFilterId={"Ref": "Filter"},
        SessionNumber=number, PacketLength=length, VirtualNetworkId=vni, Description=description, Tags=_tag_list(tags))}
        for id, vni, interface, number, length, description, _, tags in SESSIONS}
    resources["Target"] = {"Type": "AWS::EC2::TrafficMirrorTarget", "Properties": {"NetworkLoadBalancerArn": LOAD_BALANCER}}
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}
