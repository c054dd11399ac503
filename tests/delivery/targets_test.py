# SPDX-License-Identifier: GPL-2.0-or-later
"""What a target stands for, in every state that AWS's documents name, and where a piece of it is in no file."""
import unittest

from bounds_test import one_server
from ends_test import Rows, entries, without
from setups import UDP_4789, arn, endpoint_setup

WEB, MONITOR = "eni-web", "eni-monitor"


def put(kind, **members):
    """Sets members of the first entry of a list."""
    def damage(files):
        entries(files, kind)[0] |= members
    return damage


def alone(kind):
    """Leaves nothing of a list but its first entry, under another id: others are there."""
    def damage(files):
        listed = entries(files, kind)
        name = next(name for name in listed[0] if name.endswith(("Id", "Arn")))
        listed[:] = [listed[0] | {name: "other"}]
    return damage


class Interfaces(Rows):
    def test_states(self):
        def state(name):
            return lambda s: s.instances["i-monitor"].update(state=name)
        idle = without("NetworkInterfaces", "Attachment", MONITOR)
        self.compare(
            ("target", "holds", "i-monitor, which is running", None),
            *(("target", "does not hold", (f"which is {name}", "start instance i-monitor"), state(name))
              for name in ("pending", "shutting-down", "terminated", "stopping", "stopped")),
            ("target", "does not hold", ("attached to nothing", "attach it"), lambda s: s.interfaces[MONITOR].update(status="available")),
            ("target", "holds", "is in use", None, idle),
            ("target", "not checked", ("what target eni-monitor is attached to", "describe-network-interfaces"), None, idle,
             without("NetworkInterfaces", "Status")),
            ("target", "not checked", ("state of instance i-monitor", "describe-instances"), None, without("Reservations", "State")),
            ("target", "not checked", ("i-monitor is in no file", "describe-instances"), lambda s: s.instances.pop("i-monitor")),
            ("target", "not checked", ("no file holds a instance", "describe-instances"), lambda s: s.instances.clear()))

    def test_what_is_in_no_file(self):
        """Where others of the kind are in a file, what is not has been deleted, or is of another account or Region."""
        gone = "in no file: deleted, or of another account or Region"
        self.compare(
            ("target", "not checked", ("network interface eni-monitor is " + gone, "describe-network-interfaces"), lambda s: s.interfaces.pop(MONITOR)),
            ("target", "not checked", ("no file holds a network interface", "describe-network-interfaces"), lambda s: s.interfaces.clear()),
            ("target", "not checked", ("target tmt-monitor is " + gone, "describe-traffic-mirror-targets"), None, alone("TrafficMirrorTargets")),
            ("target", "not checked", ("no file holds a target", "describe-traffic-mirror-targets"), lambda s: s.targets.clear()),
            ("target", "not checked", ("target of the session", "describe-traffic-mirror-sessions"), None,
             without("TrafficMirrorSessions", "TrafficMirrorTargetId")),
            ("target", "not checked", "no file says what target tmt-monitor stands for; aws ec2 describe-traffic-mirror-targets", None,
             without("TrafficMirrorTargets", "NetworkInterfaceId")),
            ("filter", "not checked", ("filter tmf-all is " + gone, "describe-traffic-mirror-filters"), None, alone("TrafficMirrorFilters")),
            ("filter", "not checked", ("filter of session tms-web", "describe-traffic-mirror-sessions"), None,
             without("TrafficMirrorSessions", "TrafficMirrorFilterId")),
            ("source", "not checked", ("source eni-web is " + gone, "describe-network-interfaces"), lambda s: s.interfaces.pop(WEB)))

    def test_a_source_whose_address_is_not_known(self):
        """It lies in its subnet; where rules are about a part of that they do not decide."""
        here = without("NetworkInterfaces", "PrivateIpAddress", WEB)

        def let_in(block):
            return lambda s: (s.groups["sg-monitor"].update(ingress=[(*UDP_4789, block)]), s.acl("web", ["web"]),
                              s.acl("main", ["monitor"], ingress=[(1, "allow", *UDP_4789, block)]))
        for block, state, word in (("10.0.1.0/24", "holds", "10.0.1.0/24"), ("10.0.1.0/25", "not checked", "address of eni-web"),
                                   ("10.0.3.0/24", "does not hold", "from 10.0.1.0/24")):
            for condition in ("security-group", "target-acl"):
                self.compare((condition, state, word, let_in(block), here))
        self.compare(("source-acl", "not checked", ("the subnet of eni-monitor", "describe-network-interfaces"), None,
                      without("NetworkInterfaces", "SubnetId", MONITOR)),
                     ("target-acl", "not checked", ("the subnet of eni-web", "describe-network-interfaces"), None,
                      without("NetworkInterfaces", "SubnetId", WEB)))


class Balancers(Rows):
    def test_types_and_states(self):
        self.compare(
            *(("target", state, words, None, put("LoadBalancers", State={"Code": code})) for code, state, words in (
                ("active", "holds", "load balancer mirror is active"), ("active_impaired", "holds", "active_impaired"),
                ("provisioning", "does not hold", ("is provisioning", "wait for it")), ("failed", "does not hold", ("is failed", "anew")))),
            ("target", "holds", "load balancer mirror is there", None, without("LoadBalancers", "State")),
            ("target", "holds", "mirror is active", None, without("LoadBalancers", "Type")),
            ("target", "does not hold", ("of the type gateway", "Network Load Balancer"), None, put("LoadBalancers", Type="gateway")),
            ("target", "not checked", ("no file holds a load balancer", "describe-load-balancers"), lambda s: s.balancers.clear()),
            ("target", "not checked", ("is in no file", "describe-load-balancers"), None, alone("LoadBalancers")), build=one_server)

    def test_places(self):
        """One subnet and one interface in a zone; more than 32 are not looked at."""
        def zones(count):
            return put("LoadBalancers", AvailabilityZones=[{"SubnetId": f"subnet-{i}", "ZoneName": "eu-west-1a"} for i in range(count)])

        def nodes(count):
            def change(setup):
                for i in range(count - 2):
                    setup.interface(f"node-{i}", "lb-a", f"10.0.11.{20 + i}", [], kind="network_load_balancer",
                                    description="ELB net/mirror/0123456789abcdef")
            return change
        many = ("not checked", ("more subnets or interfaces than AWS allows", "describe-load-balancers"))
        self.compare(("target", "holds", "active", None, zones(32)), ("target", *many, None, zones(33)),
                     ("target", "holds", "active", nodes(32)), ("target", *many, nodes(33)), build=one_server)

    def test_names(self):
        for name, said in ((arn("loadbalancer", "mirror"), "load balancer mirror"), ("arn:aws:x:eu-west-1:1:loadbalancer/net/a/b/c", "balancer a "),
                           ("arn:aws:x:eu-west-1:1:loadbalancer/net", "balancer net "), ("short", "load balancer short ")):
            self.compare(("target", "holds", said, None, put("LoadBalancers", LoadBalancerArn=name),
                          put("TrafficMirrorTargets", NetworkLoadBalancerArn=name)), build=one_server)


class Endpoints(Rows):
    def test_types_and_states(self):
        accept, anew = "accept it at the endpoint service", "make the endpoint anew"
        self.compare(
            *(("target", state, (f"vpce-1 is {name}", advice), None, put("VpcEndpoints", State=name)) for name, state, advice in (
                ("available", "holds", ""), ("Available", "holds", ""), ("pendingAcceptance", "does not hold", accept),
                ("pending", "does not hold", accept), ("deleting", "does not hold", anew), ("deleted", "does not hold", anew),
                ("rejected", "does not hold", anew), ("failed", "does not hold", anew), ("expired", "does not hold", anew))),
            ("target", "not checked", ("state of vpce-1", "describe-vpc-endpoints"), None, without("VpcEndpoints", "State")),
            ("target", "holds", "available", None, without("VpcEndpoints", "VpcEndpointType")),
            ("target", "does not hold", ("of the type Interface", "Gateway Load Balancer"), None, put("VpcEndpoints", VpcEndpointType="Interface")),
            ("target", "not checked", ("endpoint vpce-1 is in no file", "describe-vpc-endpoints"), None, alone("VpcEndpoints")),
            ("target", "not checked", ("no file holds a endpoint", "describe-vpc-endpoints"), lambda s: s.endpoints.clear()),
            ("route", "not checked", ("VPC of vpce-1", "describe-vpc-endpoints"), None,
             put("VpcEndpoints", VpcId=None, SubnetIds=[], NetworkInterfaceIds=[])),
            ("listener", "holds", "needs no listener", None), ("security-group", "holds", "has no security groups", None),
            build=endpoint_setup)

    def test_places(self):
        many = ("not checked", ("more subnets or interfaces than AWS allows", "describe-vpc-endpoints"))
        for member, name in (("SubnetIds", "subnet"), ("NetworkInterfaceIds", "eni")):
            self.compare(*(("target", *answer, None, put("VpcEndpoints", **{member: [f"{name}-{i}" for i in range(count)]}))
                           for count, answer in ((32, ("holds", "available")), (33, many))), build=endpoint_setup)


if __name__ == "__main__":
    unittest.main()
