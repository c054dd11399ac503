# SPDX-License-Identifier: GPL-2.0-or-later
"""An inventory as Terraform keeps it: a state file of version 4, and the output of `terraform show -json`.

Promises: the resource types and attribute names of the AWS provider; tags are maps, port ranges lists of no or one object,
filter rules resources of their own; sessions sit in a module, several of one name with string keys.
"""
from inventory import arn

PROVIDER = "registry.terraform.io/hashicorp/aws"
VERSION = "1.9.5"
MODULE = "module.mirror"
LINEAGE = "5f0a6d0e-6a3b-4b9c-8c5e-0d1f2a3b4c5d"


def _tagged(name, extra=()):
    tags = {"Name": name, **dict(extra)}
    return {"tags": tags, "tags_all": tags}


def _session(s):
    return {"arn": arn(s.account, f"traffic-mirror-session/{s.id}"), "id": s.id, "description": s.description,
            "network_interface_id": s.interface.id, "owner_id": s.account, "packet_length": s.packet_length,
            "session_number": s.number, "traffic_mirror_filter_id": s.filter.id, "traffic_mirror_target_id": s.target.id,
            "virtual_network_id": s.vni, **_tagged(s.label, s.tags)}


def _filter(f):
    return {"arn": arn(f.account, f"traffic-mirror-filter/{f.id}"), "id": f.id, "description": f.label,
            "network_services": ["amazon-dns"] if f.amazon_dns else [], **_tagged(f.label)}


def _rule(f, rule):
    port = rule.destination_port
    return {"arn": arn(f.account, f"traffic-mirror-filter-rule/{f.rule_id(rule)}"), "id": f.rule_id(rule),
            "description": rule.description, "destination_cidr_block": rule.network,
            "destination_port_range": [] if port is None else [{"from_port": port, "to_port": port}],
            "protocol": rule.protocol or 0, "rule_action": rule.action, "rule_number": rule.number,
            "source_cidr_block": rule.network, "source_port_range": [], "traffic_direction": rule.direction,
            "traffic_mirror_filter_id": f.id}


def _target(t):
    endpoint = t.kind == "gateway-load-balancer-endpoint"
    return {"arn": arn(t.account, f"traffic-mirror-target/{t.id}"), "id": t.id, "description": t.label,
            "gateway_load_balancer_endpoint_id": t.resource if endpoint else "",
            "network_interface_id": "" if endpoint else t.resource, "network_load_balancer_arn": "",
            "owner_id": t.account, **_tagged(t.label)}


def _interface(i):
    return {"arn": arn(i.account, f"network-interface/{i.id}"), "id": i.id, "description": "", "interface_type": "interface",
            "attachment": [{"attachment_id": i.attachment_id, "device_index": 0, "instance": i.instance_id}],
            "ipv6_addresses": list(i.ipv6), "mac_address": i.mac, "owner_id": i.account, "private_ip": i.address,
            "private_ips": list(i.addresses), "private_ip_list": list(i.addresses), "security_groups": [i.group_id],
            "source_dest_check": True, "subnet_id": i.subnet_id, **_tagged(f"{i.label}-eth0")}


def _instance(i):
    return {"arn": arn(i.account, f"instance/{i.instance_id}"), "id": i.instance_id, "availability_zone": i.zone,
            "instance_state": "running", "instance_type": "t3.small", "ipv6_addresses": list(i.ipv6),
            "primary_network_interface_id": i.id, "private_ip": i.address, "secondary_private_ips": list(i.secondary),
            "subnet_id": i.subnet_id, **_tagged(i.label)}


def _resources(inventory):
    """(in the module?, type, name, [(key, attributes)]) of every resource."""
    yield False, "aws_instance", "host", [(i.label, _instance(i)) for i in inventory.interfaces]
    yield False, "aws_network_interface", "host", [(i.label, _interface(i)) for i in inventory.interfaces]
    for one in inventory.filters:
        name = one.label.replace("-", "_")
        yield True, "aws_ec2_traffic_mirror_filter", name, [(None, _filter(one))]
        yield True, "aws_ec2_traffic_mirror_filter_rule", name, list(enumerate(_rule(one, rule) for rule in one.rules))
    for one in inventory.targets:
        yield True, "aws_ec2_traffic_mirror_target", one.label.replace("-", "_"), [(None, _target(one))]
    yield True, "aws_ec2_traffic_mirror_session", "this", [(s.label, _session(s)) for s in inventory.sessions]


def state(inventory):
    """The document of terraform.tfstate."""
    resources = []
    for in_module, kind, name, instances in _resources(inventory):
        resources.append({
            **({"module": MODULE} if in_module else {}), "mode": "managed", "type": kind, "name": name,
            "provider": f'provider["{PROVIDER}"]',
            "instances": [{**({} if key is None else {"index_key": key}), "schema_version": 0, "attributes": attributes,
                           "sensitive_attributes": []} for key, attributes in instances]})
    return {"version": 4, "terraform_version": VERSION, "serial": 7, "lineage": LINEAGE, "outputs": {},
            "resources": resources, "check_results": None}


def show(inventory):
    """The document that `terraform show -json` prints."""
    root, module = [], []
    for in_module, kind, name, instances in _resources(inventory):
        for key, values in instances:
            index = {} if key is None else {"index": key}
            suffix = "" if key is None else f"[{key}]" if isinstance(key, int) else f'["{key}"]'
            address = f"{MODULE}." * in_module + f"{kind}.{name}{suffix}"
            (module if in_module else root).append(
                {"address": address, "mode": "managed", "type": kind, "name": name, **index, "provider_name": PROVIDER,
                 "schema_version": 0, "values": values, "sensitive_values": {}})
    children = [{"resources": module, "address": MODULE}]
    return {"format_version": "1.0", "terraform_version": VERSION,
            "values": {"root_module": {"resources": root, "child_modules": children}}}
