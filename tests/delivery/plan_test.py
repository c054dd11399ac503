# SPDX-License-Identifier: GPL-2.0-or-later
"""Plans that are to create everything: no id and no address is known. The configuration in them says what belongs to what, so
that a mistake is found before it is made; what only AWS knows is known after apply, and nobody is accused by it."""
import json
import unittest

import setups
from conditions_test import CASES, small_fan_out
from driver import CONDITIONS, check
from setups import ANYWHERE, ARTICLE_POINTS, article, endpoint_setup

# Whether what is to be created will run.
LATER = {"source", "target"}
VARIANTS = [(apart, own) for apart in (True, False) for own in (True, False)]


def answers_of(plan):
    problems, answers = check({name: json.dumps(document) for name, document in plan.items()})
    assert not [problem for problem in problems if "VNI" not in problem], problems
    return answers


def accused(answers):
    return {(answer.session, answer.condition) for answer in answers if answer.state == "does not hold"}


class Fresh(unittest.TestCase):
    def test_right_plans(self):
        for build in (article, small_fan_out, endpoint_setup):
            for apart, own in VARIANTS:
                with self.subTest(build=build.__name__, apart=apart, own=own):
                    answers = answers_of(setups.fresh_plan(build(), apart, own))
                    self.assertEqual(CONDITIONS * len(build().sessions), len(answers))
                    self.assertEqual(set(), accused(answers))
                    # A second interface of a monitor is not what a load balancer forwards to, and a plan does not tell which
                    # group a rule inline names.
                    later = LATER | (set() if own and apart else {"members"})
                    self.assertEqual(set(), {answer.condition for answer in answers if answer.state == "not checked"} - later)
                    self.assertTrue(all(a.advice == "known after apply" for a in answers if a.state == "not checked"))

    def test_wrong_plans(self):
        """Every case of conditions_test that a plan can tell: the same condition is accused, and no other one."""
        told = set()
        for number, (condition, build, damage, words, _, _) in enumerate(CASES):
            for apart, own in VARIANTS:
                with self.subTest(number=number, condition=condition, apart=apart, own=own):
                    setup = build()
                    damage(setup)
                    found = [a for a in answers_of(setups.fresh_plan(setup, apart, own)) if a.state == "does not hold"]
                    if not self.is_told(condition, words, apart, own):
                        self.assertEqual([], found)
                        continue
                    told.add(condition)
                    self.assertEqual({condition}, {answer.condition for answer in found}, found)
                    self.assertTrue(all(answer.advice for answer in found))
                    # No command of AWS's CLI takes the address of a resource.
                    self.assertEqual([], [answer for answer in found if "aws " in answer.advice and "#" in answer.advice])
        self.assertEqual({case[0] for case in CASES} - {"route"}, told)

    def is_told(self, condition, words, apart, own):
        """Not what only what is there has: a state, a type of interface, the one address that a route is for. Nor what a
        second interface has to do with a load balancer, and whether a group without any rule has some inline."""
        return not ({"stopped", "nat_gateway", "rejected"} & set(words) or condition == "route" or
                    (condition == "members" and not own) or ("sg-web" in words and apart))

    def test_article(self):
        """The six points of the troubleshooting lists, broken one at a time before anything is there."""
        for condition, damage in ARTICLE_POINTS:
            for apart, own in VARIANTS:
                with self.subTest(condition=condition, apart=apart, own=own):
                    setup = article()
                    damage(setup)
                    found = accused(answers_of(setups.fresh_plan(setup, apart, own)))
                    self.assertEqual([condition], [of for _, of in found])

    def test_without_configuration(self):
        """Nothing belongs to anything: nobody is accused."""
        for build in (article, small_fan_out, endpoint_setup):
            plan = setups.fresh_plan(build())
            del plan["plan.json"]["configuration"]
            self.assertEqual(set(), accused(answers_of(plan)))


def refer(*texts):
    return {"references": list(texts)}


def to(address, attribute="id"):
    return refer(f"{address}.{attribute}", address)


class Module:
    """What a module of a plan holds; `planned` and `configured` are as Terraform writes them."""

    def __init__(self, path=""):
        self.path, self.planned, self.configured = path, [], {}

    def add(self, kind, name, keys=(None,), for_each=None, expressions=None, **values):
        for key in keys:
            address = f"{self.path}{kind}.{name}" + ("" if key is None else f"[{json.dumps(key)}]")
            self.planned.append({"address": address, "mode": "managed", "type": kind, "name": name, "values": values} |
                                ({} if key is None else {"index": key}))
        self.configured[f"{kind}.{name}"] = {
            "address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name,
            "expressions": {key: {"constant_value": value} for key, value in values.items()} | (expressions or {})} | (
                {} if for_each is None else {"for_each_expression": for_each})


def mirror(root, web, monitor, group, subnet, keys=(None,), source=None, target=None):
    """Sessions from `web` to `monitor`, which a rule of `group` opens; the arguments are expressions."""
    root.add("aws_vpc", "main", cidr_block="10.0.0.0/16")
    root.add("aws_instance", "monitor", instance_type="c5.large", expressions={
        "subnet_id": subnet, "vpc_security_group_ids": to("aws_security_group.monitor")})
    root.add("aws_instance", "web", keys=keys, instance_type="m5.large", expressions=web)
    root.add("aws_security_group", "monitor", description="monitor", expressions={"vpc_id": to("aws_vpc.main")})
    root.add("aws_security_group_rule", "vxlan", type="ingress", protocol="udp", from_port=4789, to_port=4789,
             cidr_blocks=["10.0.0.0/16"], expressions={"security_group_id": group})
    root.add("aws_ec2_traffic_mirror_filter", "all")
    root.add("aws_ec2_traffic_mirror_filter_rule", "in", rule_number=1, rule_action="accept", traffic_direction="ingress",
             source_cidr_block=ANYWHERE, destination_cidr_block=ANYWHERE,
             expressions={"traffic_mirror_filter_id": to("aws_ec2_traffic_mirror_filter.all")})
    root.add("aws_ec2_traffic_mirror_target", "monitor", expressions={"network_interface_id": monitor})
    root.add("aws_ec2_traffic_mirror_session", "web", keys=keys, session_number=1, virtual_network_id=7,
             for_each=refer("aws_instance.web"), expressions={
                 "network_interface_id": source or to("aws_instance.web", "primary_network_interface_id"),
                 "traffic_mirror_filter_id": to("aws_ec2_traffic_mirror_filter.all"),
                 "traffic_mirror_target_id": target or to("aws_ec2_traffic_mirror_target.monitor")})


def document(root, children=(), calls=None, variables=None):
    return {"plan.json": {
        "format_version": "1.2", "variables": {name: {"value": value} for name, value in (variables or {}).items()},
        "planned_values": {"root_module": {"resources": root.planned, "child_modules": [
            {"address": child.path[:-1], "resources": child.planned} for child in children]}},
        "configuration": {"root_module": {"resources": list(root.configured.values()), "module_calls": calls or {}}}}}


MONITOR = to("aws_instance.monitor", "primary_network_interface_id")
GROUP = to("aws_security_group.monitor")


def network(path="", keys=(None,)):
    module = Module(path)
    module.add("aws_subnet", "web", keys=keys, cidr_block="10.0.1.0/24", availability_zone="eu-west-1a", ipv6_native=False,
               expressions={"vpc_id": to("aws_vpc.main")})
    return module


class References(unittest.TestCase):
    """The ways in which configurations name things."""

    def states(self, plan, condition="security-group"):
        return {answer.state for answer in answers_of(plan) if answer.condition == condition}

    def assert_told(self, plan, sessions=1):
        answers = answers_of(plan)
        self.assertEqual(CONDITIONS * sessions, len(answers))
        for condition in ("instance-type", "security-group", "region", "route", "filter"):
            self.assertEqual({"holds"}, {a.state for a in answers if a.condition == condition}, [
                a for a in answers if a.condition == condition])

    def test_plain(self):
        root = network()
        mirror(root, {"subnet_id": to("aws_subnet.web")}, MONITOR, GROUP, to("aws_subnet.web"))
        self.assert_told(document(root))

    def test_count_and_keys(self):
        for keys in ((0, 1, 2), ("a", "b.c", 'd"]')):
            for source in (refer("aws_instance.web", "count.index"), refer("aws_instance.web", "each.key"),
                           refer("each.value.primary_network_interface_id", "each.value")):
                with self.subTest(keys=keys, source=source):
                    root = network(keys=keys)
                    first = f"aws_subnet.web[{json.dumps(keys[1])}]"
                    mirror(root, {"subnet_id": refer("aws_subnet.web", "count.index")}, MONITOR, GROUP,
                           refer(f"{first}.id", first, "aws_subnet.web"), keys=keys, source=source)
                    self.assert_told(document(root), 3)

    def test_one_of_several_is_not_guessed(self):
        root = network(keys=(0, 1))
        mirror(root, {"subnet_id": refer("aws_subnet.web", "var.which")}, MONITOR, GROUP, to("aws_subnet.web[0]"))
        plan = document(root, variables={"which": 1})
        self.assertEqual({"not checked"}, self.states(plan))
        self.assertEqual(set(), accused(answers_of(plan)))

    def test_modules(self):
        """Subnets of a module's outputs, a group that a module is given, and rules within it."""
        root, child = Module(), network('module.net["x"].', keys=(0, 1))
        inner = Module("module.open.")
        inner.add("aws_vpc_security_group_ingress_rule", "vxlan", ip_protocol="udp", from_port=4789, to_port=4789,
                  cidr_ipv4="10.0.0.0/8", expressions={"security_group_id": refer("var.groups[0]", "var.groups")})
        child.add("aws_vpc", "main", cidr_block="10.0.0.0/16")
        outputs = {"subnets": {"expression": refer("aws_subnet.web")}, "first": {"expression": to("aws_subnet.web[0]")}}
        calls = {"net": {"module": {"resources": list(child.configured.values()), "outputs": outputs}},
                 "open": {"expressions": {"groups": GROUP}, "module": {"resources": list(inner.configured.values())}}}
        second = 'module.net["x"].subnets[1]'
        mirror(root, {"subnet_id": refer(second, 'module.net["x"].subnets', 'module.net["x"]', "module.net")}, MONITOR,
               refer("local.nobody"), refer('module.net["x"].first', 'module.net["x"]'))
        root.planned = [resource for resource in root.planned if resource["type"] != "aws_security_group_rule"]
        self.assert_told(document(root, (child, inner), calls))

    def test_variables(self):
        """A group that is there already, as a variable tells; its rule is in another file."""
        root = network()
        mirror(root, {"subnet_id": to("aws_subnet.web")}, MONITOR, refer("var.group"), to("aws_subnet.web"))
        root.configured["aws_instance.monitor"]["expressions"]["vpc_security_group_ids"] = refer(
            "var.group", "aws_security_group.monitor.id", "aws_security_group.monitor")
        self.assert_told(document(root, variables={"group": "sg-0a"}))

    def test_local_values(self):
        """A plan does not hold them: rules of a group that nobody knows may be of any new one."""
        root = network()
        mirror(root, {"subnet_id": to("aws_subnet.web")}, MONITOR, refer("local.group"), to("aws_subnet.web"))
        root.add("aws_security_group_rule", "ssh", type="ingress", protocol="tcp", from_port=22, to_port=22,
                 cidr_blocks=["10.0.0.0/16"], expressions={"security_group_id": GROUP})
        self.assertEqual({"not checked"}, self.states(document(root)))
        for argument, condition in (("traffic_mirror_filter_id", "filter"), ("network_interface_id", "instance-type")):
            root = network()
            mirror(root, {"subnet_id": to("aws_subnet.web")}, MONITOR, GROUP, to("aws_subnet.web"))
            for resource in root.configured.values():
                if argument in resource["expressions"]:
                    resource["expressions"][argument] = refer("local.x")
            self.assertEqual({"not checked"}, self.states(document(root), condition))
            self.assertEqual(set(), accused(answers_of(document(root))))

    def test_conditions(self):
        """Of one group or another it is not known which."""
        root = network()
        mirror(root, {"subnet_id": to("aws_subnet.web")}, MONITOR, GROUP, to("aws_subnet.web"))
        root.add("aws_security_group", "other", description="other")
        for which in (refer("var.wide", *GROUP["references"], "aws_security_group.other.id", "aws_security_group.other"),
                      refer("local.groups")):
            root.configured["aws_instance.monitor"]["expressions"]["vpc_security_group_ids"] = which
            self.assertEqual({"not checked"}, self.states(document(root, variables={"wide": True})))

    def test_a_rule_that_names_a_new_group(self):
        root = network()
        mirror(root, {"subnet_id": to("aws_subnet.web"), "vpc_security_group_ids": to("aws_security_group.web")}, MONITOR, GROUP,
               to("aws_subnet.web"))
        root.add("aws_security_group", "web", description="web")
        rule = root.configured["aws_security_group_rule.vxlan"]
        planned = next(r for r in root.planned if r["type"] == "aws_security_group_rule")
        for named, state in ((to("aws_security_group.web"), "holds"), (GROUP, "does not hold"), (refer("local.x"), "not checked")):
            rule["expressions"] = {"security_group_id": GROUP, "source_security_group_id": named}
            planned["values"]["cidr_blocks"] = None
            self.assertEqual({state}, self.states(document(root)))

    def test_routes_to_what_is_to_be_created(self):
        """What it is tells where they lead; a VPC that is not known yet is known after apply."""
        for kind, attribute, state in (("aws_nat_gateway", "nat_gateway_id", "does not hold"), ("aws_internet_gateway", "gateway_id", "does not hold"),
                                       ("aws_network_interface", "network_interface_id", "not checked"),
                                       ("aws_vpc_peering_connection", "vpc_peering_connection_id", "not checked")):
            root = network()
            mirror(root, {"subnet_id": to("aws_subnet.web")}, MONITOR, GROUP, to("aws_subnet.web"))
            root.add(kind, "way")
            root.add("aws_route_table", "web", expressions={"vpc_id": to("aws_vpc.main")})
            root.add("aws_route", "way", destination_cidr_block="10.0.1.0/24", expressions={
                "route_table_id": to("aws_route_table.web"), attribute: to(f"{kind}.way")})
            root.add("aws_route_table_association", "web", expressions={
                "route_table_id": to("aws_route_table.web"), "subnet_id": to("aws_subnet.web")})
            self.assertEqual({state}, self.states(document(root), "route"), kind)
        for web, monitor in ((refer("local.x"), to("aws_subnet.web")), (to("aws_subnet.web"), refer("local.x"))):
            root = network()
            mirror(root, {"subnet_id": web}, MONITOR, GROUP, monitor)
            [answer] = [answer for answer in answers_of(document(root)) if answer.condition == "route"]
            self.assertEqual(("not checked", "known after apply"), (answer.state, answer.advice), answer)

    def test_references_without_end(self):
        """Modules that refer to themselves, and thousands of instances for each of which thousands are looked at."""
        root = network(keys=tuple(range(3000)))
        mirror(root, {"subnet_id": refer("aws_subnet.web", "count.index")}, MONITOR, GROUP, refer("module.a.x", "module.a"),
               keys=tuple(range(3000)), source=refer("aws_instance.web", "count.index"))
        loop = {"a": {"expressions": {"x": refer("module.a.x")}, "module": {"outputs": {"x": {"expression": refer("var.x")}}}}}
        self.assertEqual(set(), accused(answers_of(document(root, calls=loop))))


if __name__ == "__main__":
    unittest.main()
