# SPDX-License-Identifier: GPL-2.0-or-later
"""Set-ups of mirror sessions with the network around them, and how the AWS CLI and Terraform write them.

A set-up is a plain object whose members are lists of AWS's things by id; a test changes one and looks at what is said.
"""
import copy
import json

ACCOUNT = "111122223333"
REGION = "eu-west-1"
ANYWHERE = "0.0.0.0/0"


def arn(kind, name):
    return f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:{kind}/net/{name}/0123456789abcdef"


class Setup:
    def __init__(self):
        self.subnets, self.instances, self.interfaces, self.groups, self.acls = {}, {}, {}, {}, {}
        self.tables, self.balancers, self.listeners, self.target_groups, self.endpoints = {}, {}, {}, {}, {}
        self.targets, self.filters, self.sessions = {}, {}, {}

    def copy(self):
        return copy.deepcopy(self)

    def subnet(self, name, vpc, block, zone=REGION + "a", ipv6_only=False):
        self.subnets[f"subnet-{name}"] = {"vpc": f"vpc-{vpc}", "block": block, "zone": zone, "ipv6_only": ipv6_only}

    def group(self, name, ingress=(), egress=(("-1", None, None, ANYWHERE),), vpc="main"):
        """Rules are (protocol, first port, last port, source): a CIDR block, a group or a prefix list."""
        self.groups[f"sg-{name}"] = {"vpc": f"vpc-{vpc}", "ingress": list(ingress), "egress": list(egress)}

    def acl(self, name, subnets, ingress=((100, "allow", "-1", None, None, ANYWHERE),),
            egress=((100, "allow", "-1", None, None, ANYWHERE),), vpc="main"):
        """Entries are (number, action, protocol, first port, last port, block); the last one that denies all is added."""
        self.acls[f"acl-{name}"] = {"vpc": f"vpc-{vpc}", "subnets": [f"subnet-{s}" for s in subnets],
                                    "ingress": list(ingress), "egress": list(egress)}

    def table(self, name, vpc, local, subnets=(), routes=(), main=False):
        """Routes are (destination, via, state); the local one is added."""
        self.tables[f"rtb-{name}"] = {"vpc": f"vpc-{vpc}", "local": local, "subnets": [f"subnet-{s}" for s in subnets],
                                      "routes": list(routes), "main": main}

    def instance(self, name, subnet, address, groups, kind="t3.micro", state="running"):
        self.instances[f"i-{name}"] = {"type": kind, "state": state, "subnet": f"subnet-{subnet}"}
        self.interface(name, subnet, address, groups, instance=f"i-{name}")

    def interface(self, name, subnet, address, groups, instance=None, kind="interface", status="in-use", description=""):
        self.interfaces[f"eni-{name}"] = {
            "subnet": f"subnet-{subnet}", "address": address, "groups": [f"sg-{g}" for g in groups], "instance": instance,
            "type": kind, "status": status, "description": description}

    def balancer(self, name, subnets, vpc="main", groups=(), listeners=(("UDP", 4789),), members=(), addresses=()):
        self.balancers[name] = {"vpc": f"vpc-{vpc}", "subnets": [f"subnet-{s}" for s in subnets], "type": "network",
                                "groups": [f"sg-{g}" for g in groups], "state": "active"}
        self.target_groups[name] = {"members": [f"i-{m}" for m in members]}
        self.listeners[name] = list(listeners)
        for number, (subnet, address) in enumerate(zip(subnets, addresses)):
            self.interface(f"{name}-{number}", subnet, address, [], kind="network_load_balancer",
                           description=f"ELB net/{name}/0123456789abcdef")

    def endpoint(self, name, subnet, address, vpc="main", state="available"):
        self.endpoints[f"vpce-{name}"] = {"vpc": f"vpc-{vpc}", "subnets": [f"subnet-{subnet}"], "state": state,
                                          "interfaces": [f"eni-vpce-{name}"], "type": "GatewayLoadBalancer"}
        self.interface(f"vpce-{name}", subnet, address, [], kind="gateway_load_balancer_endpoint")

    def filter(self, name, *rules, dns=False):
        """Rules are (direction, number, action, protocol, ports, source, destination)."""
        self.filters[f"tmf-{name}"] = {"rules": list(rules), "dns": dns}

    def target(self, name, member, resource):
        self.targets[f"tmt-{name}"] = {"member": member, "resource": resource}

    def session(self, name, interface, target, filter, number=1, vni=4242):
        self.sessions[f"tms-{name}"] = {"interface": f"eni-{interface}", "target": f"tmt-{target}", "filter": f"tmf-{filter}",
                                        "number": number, "vni": vni}


ALL_IN = ("ingress", 100, "accept", None, None, ANYWHERE, ANYWHERE)
ALL_OUT = ("egress", 100, "accept", None, None, ANYWHERE, ANYWHERE)
UDP_4789 = ("udp", 4789, 4789)
MEMBERS = {"interface": ("NetworkInterfaceId", "network_interface_id", "network-interface"),
           "balancer": ("NetworkLoadBalancerArn", "network_load_balancer_arn", "network-load-balancer"),
           "endpoint": ("GatewayLoadBalancerEndpointId", "gateway_load_balancer_endpoint_id", "gateway-load-balancer-endpoint")}


def without_nothing(**members):
    return {name: value for name, value in members.items() if value is not None}


def cli_permission(protocol, first, last, end):
    permission = without_nothing(IpProtocol=protocol, FromPort=first, ToPort=last)
    return permission | {"IpRanges": [{"CidrIp": end}] if "." in end else [], "Ipv6Ranges": [{"CidrIpv6": end}] if ":" in end else [],
                         "PrefixListIds": [{"PrefixListId": end}] if end.startswith("pl-") else [],
                         "UserIdGroupPairs": [{"GroupId": end, "UserId": ACCOUNT}] if end.startswith("sg-") else []}


NUMBERS = {"tcp": "6", "udp": "17", "icmp": "1", "-1": "-1"}


def cli_entry(entry, egress):
    number, action, protocol, first, last, block = entry
    return without_nothing(RuleNumber=number, Protocol=NUMBERS.get(protocol, protocol), RuleAction=action, Egress=egress,
                           PortRange=None if first is None else {"From": first, "To": last},
                           **{"Ipv6CidrBlock" if ":" in block else "CidrBlock": block})


VIAS = {"igw": "GatewayId", "local": "GatewayId", "pcx": "VpcPeeringConnectionId", "tgw": "TransitGatewayId", "nat": "NatGatewayId",
        "eni": "NetworkInterfaceId", "vgw": "GatewayId"}
TERRAFORM_VIAS = {"igw": "gateway_id", "pcx": "vpc_peering_connection_id", "tgw": "transit_gateway_id", "nat": "nat_gateway_id",
                  "eni": "network_interface_id", "vgw": "gateway_id"}


def cli_rule(filter_id, rule):
    direction, number, action, protocol, ports, source, destination = rule
    return without_nothing(
        TrafficMirrorFilterRuleId=f"tmfr-{filter_id[4:]}-{direction}-{number}", TrafficMirrorFilterId=filter_id,
        TrafficDirection=direction, RuleNumber=number, RuleAction=action, Protocol=protocol, SourceCidrBlock=source,
        DestinationCidrBlock=destination, DestinationPortRange=ports and {"FromPort": ports[0], "ToPort": ports[1]})


def cli(setup):
    """The AWS CLI's files, by what they hold; one that would hold nothing is not there."""
    files = {
        "Subnets": [{"SubnetId": id, "VpcId": s["vpc"], "CidrBlock": s["block"], "AvailabilityZone": s["zone"],
                     "Ipv6Native": s["ipv6_only"]} | ({"Ipv6CidrBlockAssociationSet": [
                         {"AssociationId": "subnet-cidr-assoc-1", "Ipv6CidrBlock": s["block6"],
                          "Ipv6CidrBlockState": {"State": "associated"}}]} if "block6" in s else {}) for id, s in setup.subnets.items()],
        "Reservations": [{"Instances": [{"InstanceId": id, "InstanceType": i["type"], "State": {"Code": 16, "Name": i["state"]},
                                         "SubnetId": i["subnet"]}]} for id, i in setup.instances.items()],
        "NetworkInterfaces": [without_nothing(
            NetworkInterfaceId=id, PrivateIpAddress=i["address"], SubnetId=i["subnet"], VpcId=i.get("vpc") or vpc_of(setup, i),
            AvailabilityZone=zone_of(setup, i), OwnerId=ACCOUNT, InterfaceType=i["type"], Status=i["status"],
            Description=i["description"], Groups=[{"GroupId": g, "GroupName": g} for g in i["groups"]],
            Attachment=i["instance"] and {"InstanceId": i["instance"], "Status": "attached"}) for id, i in setup.interfaces.items()],
        "SecurityGroups": [{"GroupId": id, "GroupName": id, "VpcId": g["vpc"], "OwnerId": ACCOUNT,
                            "IpPermissions": [cli_permission(*rule) for rule in g["ingress"]],
                            "IpPermissionsEgress": [cli_permission(*rule) for rule in g["egress"]]} for id, g in setup.groups.items()],
        "NetworkAcls": [{"NetworkAclId": id, "VpcId": a["vpc"], "IsDefault": False,
                         "Associations": [{"NetworkAclId": id, "SubnetId": s} for s in a["subnets"]],
                         "Entries": [cli_entry(e, egress) for egress, entries in ((True, a["egress"]), (False, a["ingress"]))
                                     for e in [*entries, (32767, "deny", "-1", None, None, ANYWHERE)]]}
                        for id, a in setup.acls.items()],
        "RouteTables": [{"RouteTableId": id, "VpcId": t["vpc"],
                         "Associations": [{"Main": False, "SubnetId": s} for s in t["subnets"]] + [{"Main": True}] * t["main"],
                         "Routes": [{"DestinationCidrBlock": to, VIAS[via[:via.find("-")] if "-" in via else via]: via, "State": state}
                                    for to, via, state in [(t["local"], "local", "active"), *t["routes"]]]}
                        for id, t in setup.tables.items()],
        "LoadBalancers": [{"LoadBalancerArn": arn("loadbalancer", name), "Type": b["type"], "State": {"Code": b["state"]},
                           "VpcId": b["vpc"], "AvailabilityZones": [{"SubnetId": s, "ZoneName": setup.subnets[s]["zone"]}
                                                                    for s in b["subnets"] if s in setup.subnets]}
                          | ({"SecurityGroups": b["groups"]} if b["groups"] else {}) for name, b in setup.balancers.items()],
        "Listeners": [{"ListenerArn": arn("listener", f"{name}-{port}"), "LoadBalancerArn": arn("loadbalancer", name), "Port": port,
                       "Protocol": protocol, "DefaultActions": [{"Type": "forward", "TargetGroupArn": arn("targetgroup", name)}]}
                      for name, listeners in setup.listeners.items() for protocol, port in listeners],
        "TargetHealthDescriptions": [{"Target": {"Id": member, "Port": 4789}, "TargetHealth": {"State": "healthy"}}
                                     for group in setup.target_groups.values() for member in group["members"]],
        "VpcEndpoints": [{"VpcEndpointId": id, "VpcEndpointType": e["type"], "State": e["state"], "VpcId": e["vpc"],
                          "SubnetIds": e["subnets"], "NetworkInterfaceIds": e["interfaces"]} for id, e in setup.endpoints.items()],
        "TrafficMirrorTargets": [{"TrafficMirrorTargetId": id, "Type": MEMBERS[t["member"]][2], MEMBERS[t["member"]][0]: t["resource"]}
                                 for id, t in setup.targets.items()],
        "TrafficMirrorFilters": [{
            "TrafficMirrorFilterId": id, "NetworkServices": ["amazon-dns"] * f["dns"],
            "IngressFilterRules": [cli_rule(id, r) for r in f["rules"] if r[0] == "ingress"],
            "EgressFilterRules": [cli_rule(id, r) for r in f["rules"] if r[0] == "egress"]} for id, f in setup.filters.items()],
        "TrafficMirrorSessions": [{
            "TrafficMirrorSessionId": id, "NetworkInterfaceId": s["interface"], "TrafficMirrorTargetId": s["target"],
            "TrafficMirrorFilterId": s["filter"], "SessionNumber": s["number"], "VirtualNetworkId": s["vni"]}
            for id, s in setup.sessions.items()],
    }
    return {f"{name}.json": {name: entries} for name, entries in files.items() if entries}


def vpc_of(setup, interface):
    return setup.subnets.get(interface["subnet"], {}).get("vpc", "vpc-main")


def zone_of(setup, interface):
    return setup.subnets.get(interface["subnet"], {}).get("zone", REGION + "a")


def terraform_ports(protocol, first, last):
    """Terraform wants them always."""
    if first is None and protocol in ("tcp", "udp", "6", "17"):
        return {"from_port": 0, "to_port": 65535}
    return {"from_port": first or 0, "to_port": last or 0}


def terraform_rule(rule, own_resource):
    protocol, first, last, end = rule
    ends = {
        "cidr_blocks": [end] if "." in end else [],
        "ipv6_cidr_blocks": [end] if ":" in end else [],
        "prefix_list_ids": [end] if end.startswith("pl-") else [],
    }
    members = terraform_ports(protocol, first, last) | {"protocol": protocol, **ends, "self": False}
    if own_resource:
        return members | {"source_security_group_id": end if end.startswith("sg-") else None}
    return members | {"security_groups": [end] if end.startswith("sg-") else [], "description": ""}


def terraform_entry(entry, own_resource):
    number, action, protocol, first, last, block = entry
    names = ("rule_number", "rule_action") if own_resource else ("rule_no", "action")
    empty = None if own_resource else ""
    return {names[0]: number, names[1]: action, "protocol": protocol, **terraform_ports(protocol, first, last),
            "cidr_block": empty if ":" in block else block, "ipv6_cidr_block": block if ":" in block else empty,
            "icmp_type": None if own_resource else 0}


def terraform_route(route, own_resource):
    destination, via, _ = route
    ways = ("carrier_gateway_id", "core_network_arn", "egress_only_gateway_id", "local_gateway_id", "vpc_endpoint_id",
            *TERRAFORM_VIAS.values())
    return {"destination_cidr_block" if own_resource else "cidr_block": destination, **dict.fromkeys(sorted(ways), ""),
            "destination_prefix_list_id": "", ("destination_" if own_resource else "") + "ipv6_cidr_block": "",
            TERRAFORM_VIAS[via[:3]]: via}


def resources(setup, apart=True):
    """(type, name, attributes). What may stand inline or in resources of its own is in the latter if `apart`."""
    for vpc, block in {t["vpc"]: t["local"] for t in setup.tables.values()}.items():
        yield "aws_vpc", vpc, {"id": vpc, "cidr_block": block}
    for id, s in setup.subnets.items():
        yield "aws_subnet", id, {"id": id, "vpc_id": s["vpc"], "cidr_block": s["block"], "availability_zone": s["zone"],
                                 "ipv6_native": s["ipv6_only"], "ipv6_cidr_block": s.get("block6", "")}
    for id, i in setup.instances.items():
        yield "aws_instance", id, {"id": id, "instance_type": i["type"], "instance_state": i["state"], "subnet_id": i["subnet"]}
    for id, i in setup.interfaces.items():
        yield "aws_network_interface", id, {
            "id": id, "private_ip": i["address"], "subnet_id": i["subnet"], "interface_type": i["type"], "security_groups": i["groups"],
            "description": i["description"], "owner_id": ACCOUNT,
            "attachment": [{"instance": i["instance"], "device_index": 0}] if i["instance"] else []}
    for id, g in setup.groups.items():
        yield "aws_security_group", id, {
            "id": id, "name": id, "vpc_id": g["vpc"], "ingress": [] if apart else [terraform_rule(r, False) for r in g["ingress"]],
            "egress": [] if apart else [terraform_rule(r, False) for r in g["egress"]]}
        for direction in ("ingress", "egress"):
            for number, rule in enumerate(g[direction] if apart else ()):
                yield "aws_security_group_rule", f"{id}-{direction}-{number}", {
                    "id": f"sgrule-{number}", "type": direction, "security_group_id": id} | terraform_rule(rule, True)
    for id, a in setup.acls.items():
        yield "aws_network_acl", id, {
            "id": id, "vpc_id": a["vpc"], "subnet_ids": [] if apart else a["subnets"],
            "ingress": [] if apart else [terraform_entry(e, False) for e in a["ingress"]],
            "egress": [] if apart else [terraform_entry(e, False) for e in a["egress"]]}
        for direction in ("ingress", "egress"):
            for entry in a[direction] if apart else ():
                yield "aws_network_acl_rule", f"{id}-{direction}-{entry[0]}", {
                    "id": f"nacl-{entry[0]}", "network_acl_id": id, "egress": direction == "egress"} | terraform_entry(entry, True)
        for subnet in a["subnets"] if apart else ():
            yield "aws_network_acl_association", f"{id}-{subnet}", {"network_acl_id": id, "subnet_id": subnet}
    for id, t in setup.tables.items():
        yield "aws_default_route_table" if t["main"] else "aws_route_table", id, {
            "id": id, "vpc_id": t["vpc"], "route": [] if apart else [terraform_route(r, False) for r in t["routes"]]}
        for number, route in enumerate(t["routes"] if apart else ()):
            yield "aws_route", f"{id}-{number}", {"id": f"r-{id}{number}", "route_table_id": id,
                                                  "state": route[2]} | terraform_route(route, True)
        for subnet in t["subnets"]:
            yield "aws_route_table_association", f"{id}-{subnet}", {"route_table_id": id, "subnet_id": subnet}
    for name, b in setup.balancers.items():
        yield "aws_lb", name, {"id": arn("loadbalancer", name), "arn": arn("loadbalancer", name), "load_balancer_type": b["type"],
                               "vpc_id": b["vpc"], "subnets": b["subnets"], "security_groups": b["groups"]}
    for name, listeners in setup.listeners.items():
        for protocol, port in listeners:
            yield "aws_lb_listener", f"{name}-{port}", {
                "arn": arn("listener", f"{name}-{port}"), "load_balancer_arn": arn("loadbalancer", name), "port": port,
                "protocol": protocol, "default_action": [{"type": "forward", "target_group_arn": arn("targetgroup", name)}]}
    for name, group in setup.target_groups.items():
        yield "aws_lb_target_group", name, {"arn": arn("targetgroup", name), "port": 4789, "protocol": "UDP"}
        for member in group["members"]:
            yield "aws_lb_target_group_attachment", f"{name}-{member}", {
                "target_group_arn": arn("targetgroup", name), "target_id": member, "port": 4789}
    for id, e in setup.endpoints.items():
        yield "aws_vpc_endpoint", id, {"id": id, "vpc_endpoint_type": e["type"], "state": e["state"], "vpc_id": e["vpc"],
                                       "subnet_ids": e["subnets"], "network_interface_ids": e["interfaces"]}
    for id, t in setup.targets.items():
        yield "aws_ec2_traffic_mirror_target", id, {"id": id, MEMBERS[t["member"]][1]: t["resource"]}
    for id, f in setup.filters.items():
        yield "aws_ec2_traffic_mirror_filter", id, {"id": id, "description": "", "network_services": ["amazon-dns"] * f["dns"]}
        for direction, number, action, protocol, ports, source, destination in f["rules"]:
            yield "aws_ec2_traffic_mirror_filter_rule", f"{id}-{direction}-{number}", {
                "id": f"tmfr-{id[4:]}-{direction}-{number}", "traffic_mirror_filter_id": id, "traffic_direction": direction,
                "rule_number": number, "rule_action": action, "protocol": protocol or 0, "source_cidr_block": source,
                "destination_cidr_block": destination, "source_port_range": [],
                "destination_port_range": [{"from_port": ports[0], "to_port": ports[1]}] if ports else []}
    for id, s in setup.sessions.items():
        yield "aws_ec2_traffic_mirror_session", id, {
            "id": id, "network_interface_id": s["interface"], "traffic_mirror_target_id": s["target"],
            "traffic_mirror_filter_id": s["filter"], "session_number": s["number"], "virtual_network_id": s["vni"], "packet_length": None}


def name_in_terraform(name):
    return name.replace("-", "_").replace(".", "_")


def state(setup, apart=True):
    return {"terraform.tfstate": {"version": 4, "terraform_version": "1.9.5", "serial": 7, "lineage": "x", "outputs": {}, "resources": [
        {"mode": "managed", "type": kind, "name": name_in_terraform(name), "provider": "aws",
         "instances": [{"schema_version": 0, "attributes": attributes}]} for kind, name, attributes in resources(setup, apart)]}}


def show(setup, apart=True, key="values"):
    """terraform show -json; `planned_values` as key for a plan."""
    return {"show.json": {"format_version": "1.0", "terraform_version": "1.9.5", key: {"root_module": {"resources": [
        {"address": f"{kind}.{name_in_terraform(name)}", "mode": "managed", "type": kind, "name": name_in_terraform(name),
         "schema_version": 0, "values": attributes} for kind, name, attributes in resources(setup, apart)]}}}}


def inline(setup):
    return state(setup, apart=False)


def plan(setup):
    return show(setup, apart=False, key="planned_values")


# What Terraform knows of nothing before it is made.
COMPUTED = {"id", "arn", "instance_state", "state", "owner_id", "interface_type", "private_ip", "primary_network_interface_id"}


def with_own_interfaces(setup, everything):
    """Instances as most write them: what belongs to their interface stands in aws_instance."""
    own = {i["instance"]: id for id, i in setup.interfaces.items() if i["instance"]}
    for kind, name, attributes in everything:
        if kind == "aws_instance" and attributes["id"] in own:
            interface = setup.interfaces[own[attributes["id"]]]
            yield kind, name, attributes | {"primary_network_interface_id": own[attributes["id"]], "subnet_id": interface["subnet"],
                                            "vpc_security_group_ids": interface["groups"]}
        elif kind != "aws_network_interface" or attributes["id"] not in own.values():
            yield kind, name, attributes


def fresh_plan(setup, apart=True, own=True):
    """A plan that is to create all of it: no id and no address is known, the configuration says what belongs to what."""
    everything = list(resources(setup, apart))
    if own:
        everything = list(with_own_interfaces(setup, everything))
    addresses = {attributes[key]: (f"{kind}.{name_in_terraform(name)}", key) for kind, name, attributes in everything
                 for key in ("id", "arn", "primary_network_interface_id") if key in attributes and attributes[key][:4] not in ("sgru", "nacl")}
    planned, configured = [], []
    for kind, name, attributes in everything:
        values, expressions = {}, {}
        for key, value in attributes.items():
            if key in COMPUTED:
                continue
            expression = expression_of(value, addresses)
            if expression is None:
                values[key] = value
                expressions[key] = {"constant_value": value}
            else:
                expressions[key] = expression
        if kind in ("aws_lb", "aws_network_interface"):
            expressions.pop("vpc_id", None)
            values.pop("vpc_id", None)
        if kind in ("aws_security_group", "aws_network_acl") and apart:
            values = {key: value for key, value in values.items() if key not in ("ingress", "egress")}
        if kind == "aws_route_table" and apart:
            values.pop("route")
        # Blocks that are attributes to Terraform are not in the configuration that a plan has.
        for key in ("ingress", "egress", "route"):
            if key in expressions and kind != "aws_network_acl_rule":
                if key not in values and not apart:
                    values[key] = [{member: end for member, end in block.items() if expression_of(end, addresses) is None}
                                   for block in attributes[key]]
                expressions.pop(key)
        address = f"{kind}.{name_in_terraform(name)}"
        both = {"address": address, "mode": "managed", "type": kind, "name": name_in_terraform(name)}
        planned.append(both | {"provider_name": "registry.terraform.io/hashicorp/aws", "schema_version": 0, "values": values})
        configured.append(both | {"provider_config_key": "aws", "expressions": expressions, "schema_version": 0})
    return {"plan.json": {"format_version": "1.2", "terraform_version": "1.9.5", "planned_values": {"root_module": {"resources": planned}},
                          "configuration": {"root_module": {"resources": configured}}}}


def expression_of(value, addresses):
    """The references of a value that names resources; nothing of one that names none."""
    if isinstance(value, str) and value in addresses:
        address, key = addresses[value]
        return {"references": [f"{address}.{key}", address]}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        blocks = [{key: expression_of(member, addresses) or {"constant_value": member} for key, member in block.items()} for block in value]
        return blocks if any("references" in member for block in blocks for member in block.values()) else None
    if isinstance(value, list):
        found = [expression_of(element, addresses) for element in value]
        return {"references": [text for one in found for text in one["references"]]} if found and all(found) else None
    return None


FORMS = {"AWS CLI": cli, "state": state, "state, rules inline": inline, "show": show, "plan": plan}


def dumps(document):
    return json.dumps(document, indent=4)


def article():
    """One web server is mirrored to one monitor in another subnet of the VPC, which a security group rule for UDP 4789 opens."""
    setup = Setup()
    setup.subnet("web", "main", "10.0.1.0/24")
    setup.subnet("monitor", "main", "10.0.2.0/24", zone=REGION + "b")
    setup.group("web", [("tcp", 443, 443, ANYWHERE), ("tcp", 22, 22, "10.0.0.0/8")])
    setup.group("monitor", [("tcp", 22, 22, "10.0.0.0/8"), (*UDP_4789, "10.0.0.0/16")])
    setup.acl("main", ["web", "monitor"])
    setup.table("main", "main", "10.0.0.0/16", ["web", "monitor"], [(ANYWHERE, "igw-1", "active")])
    setup.instance("web", "web", "10.0.1.10", ["web"])
    setup.instance("monitor", "monitor", "10.0.2.20", ["monitor"], kind="t2.micro")
    setup.filter("all", ALL_IN, ALL_OUT)
    setup.target("monitor", "interface", "eni-monitor")
    setup.session("web", "web", "monitor", "all")
    return setup


# What the troubleshooting lists name, broken in the article's set-up one at a time: the condition, and how.
ARTICLE_POINTS = (
    ("security-group", lambda s: s.groups["sg-monitor"].update(ingress=[("tcp", 22, 22, "10.0.0.0/8")])),
    ("target-acl", lambda s: (s.acls["acl-main"].update(subnets=["subnet-web"]),
                              s.acl("monitor", ["monitor"], ingress=[(100, "allow", "tcp", 22, 22, ANYWHERE)]))),
    ("instance-type", lambda s: s.instances["i-web"].update(type="t2.micro")),
    ("filter", lambda s: s.filters["tmf-all"].update(rules=[])),
    ("route", lambda s: s.tables["rtb-main"].update(routes=[("10.0.2.0/24", "igw-1", "active")])),
    ("session-order", lambda s: (s.session("first", "web", "monitor", "all"), s.sessions["tms-web"].update(number=2))),
)


def fan_out(servers=40, members=3):
    """Many web servers in two zones are mirrored to a Network Load Balancer with monitors behind it."""
    setup = Setup()
    for zone in "ab":
        setup.subnet(f"web-{zone}", "main", f"10.0.{ord(zone) - 96}.0/24", zone=REGION + zone)
        setup.subnet(f"lb-{zone}", "main", f"10.0.{ord(zone) - 86}.0/24", zone=REGION + zone)
    setup.group("web", [("tcp", 443, 443, ANYWHERE)])
    setup.group("lb", [(*UDP_4789, "10.0.0.0/16")])
    setup.group("monitor", [(*UDP_4789, "sg-lb"), ("tcp", 80, 80, "10.0.0.0/16")])
    setup.acl("web", ["web-a", "web-b"])
    setup.acl("lb", ["lb-a", "lb-b"], ingress=[(100, "allow", "udp", 4789, 4789, "10.0.0.0/16")])
    setup.table("main", "main", "10.0.0.0/16", routes=[(ANYWHERE, "nat-1", "active")], main=True)
    setup.balancer("mirror", ["lb-a", "lb-b"], groups=["lb"], members=[f"monitor-{i}" for i in range(members)],
                   listeners=[("TCP", 443), ("UDP", 4789)], addresses=["10.0.11.5", "10.0.12.5"])
    for i in range(members):
        setup.instance(f"monitor-{i}", "lb-a", f"10.0.11.{100 + i}", ["monitor"], kind="m7i.large")
    setup.filter("all", ALL_IN, ALL_OUT)
    setup.target("lb", "balancer", arn("loadbalancer", "mirror"))
    for i in range(servers):
        setup.instance(f"web-{i}", f"web-{'ab'[i % 2]}", f"10.0.{1 + i % 2}.{10 + i}", ["web"], kind="m5.large")
        setup.session(f"web-{i}", f"web-{i}", "lb", "all", vni=100)
    return setup


def endpoint_setup():
    """The article's, but for the target: an endpoint of a Gateway Load Balancer in a third subnet."""
    setup = article()
    setup.subnet("gwlbe", "main", "10.0.3.0/24")
    setup.acl("gwlbe", ["gwlbe"])
    setup.endpoint("1", "gwlbe", "10.0.3.7")
    setup.targets["tmt-monitor"] = {"member": "endpoint", "resource": "vpce-1"}
    return setup
