# SPDX-License-Identifier: GPL-2.0-or-later
"""Routes from the source to the target: the most specific one of the source's table decides, also by a prefix list; within a VPC
there is always a local one, whether a file shows it or not."""
import unittest

import setups
from answers_test import Says, entry, told
from conditions_test import MONITOR, change
from setups import ANYWHERE, article
from setups_test import hub


class Routes(Says):
    def test_no_route(self):
        """To another VPC: a table that has no route for the target, where the whole table is known."""
        setup, _ = hub("tgw-1")
        setup.tables["rtb-spoke-1"]["routes"] = [("10.200.0.0/16", "tgw-1", "active")]
        for form in setups.FORMS:
            with self.subTest(form=form):
                for answer in told(setups.FORMS[form](setup), "route"):
                    if "-1-" in answer.session:
                        self.assert_says("does not hold", ["route table rtb-spoke-1 has no route for 10.100.1.20"], answer,
                                         "add a route for 10.100.1.20/32")
                    else:
                        self.assert_says("holds", ["leads to tgw-1"], answer)

    def test_advice(self):
        """Within a VPC what leads away is to go; to another one a route is to come."""
        setup = article()
        change(setup, "tables", "rtb-main", routes=[("10.0.2.0/24", "igw-1", "active")])
        [answer] = told(setups.cli(setup), "route")
        self.assert_says("does not hold", ["route 10.0.2.0/24 of route table rtb-main leads to igw-1"], answer,
                         "remove the route from route table rtb-main")
        setup, silent = hub("tgw-1", state="blackhole")
        for answer in told(setups.cli(setup), "route"):
            if answer.session in silent:
                self.assert_says("does not hold", ["is a blackhole"], answer, "add a route for 10.100.1.20/32 to route table rtb-spoke-2")

    def test_prefix_lists(self):
        """A list whose entries are not all known may hold the target; what is known decides as any route does."""
        listed = ("10.100.1.0/24", *(f"10.{number}.0.0/24" for number in range(200, 220)))
        table = "route table rtb-spoke-1"
        for blocks, part, state, words in (
                (None, False, "not checked", f"{table} has a route for prefix list pl-hub, whose entries are in no file"),
                (listed, False, "holds", f"route pl-hub of {table} leads to tgw-2"),
                (listed[1:], False, "holds", f"route 10.100.0.0/16 of {table} leads to tgw-1"),
                (listed, True, "not checked", f"{table} has a route for prefix list pl-hub"),
                (listed[1:], True, "not checked", f"{table} has a route for prefix list pl-hub")):
            with self.subTest(blocks=blocks and len(blocks), part=part):
                setup, _ = hub("tgw-1")
                setup.sessions = {"tms-web-1-0": setup.sessions["tms-web-1-0"]}
                files = setups.cli(setup)
                entry(files, "RouteTables", "rtb-spoke-1", "RouteTableId")["Routes"].insert(
                    1, {"DestinationPrefixListId": "pl-hub", "TransitGatewayId": "tgw-2", "State": "active"})
                if blocks and part:
                    files["lists.tfstate"] = {"version": 4, "resources": [
                        {"mode": "managed", "type": "aws_ec2_managed_prefix_list_entry", "name": f"hub{number}", "instances": [
                            {"attributes": {"id": f"pl-hub,{block}", "prefix_list_id": "pl-hub", "cidr": block}}]}
                        for number, block in enumerate(blocks)]}
                elif blocks:
                    files["pl-hub.json"] = {"PrefixListId": "pl-hub", "Entries": [{"Cidr": block} for block in blocks]}
                [answer] = told(files, "route")
                self.assert_says(state, [words], answer, "--prefix-list-id pl-hub" if state == "not checked" else "")

    def test_routes_of_a_long_prefix_list(self):
        """As many routes are compared as a hundred thousand blocks make, with more nothing is said."""
        def filled(blocks):
            files = setups.cli(article())
            entry(files, "RouteTables", "rtb-main", "RouteTableId")["Routes"].append(
                {"DestinationPrefixListId": "pl-1", "TransitGatewayId": "tgw-1", "State": "active"})
            files["pl-1.json"] = {"PrefixListId": "pl-1", "Entries": [
                {"Cidr": f"11.{number >> 16}.{number >> 8 & 255}.{number & 255}/32"} for number in range(blocks)]}
            [answer] = told(files, "route")
            return answer
        # Of the table three routes are compared besides.
        self.assert_says("holds", ["route 10.0.0.0/16 of route table rtb-main leads to local"], filled(99_997))
        self.assert_says("not checked", ["has more routes than AWS allows"], filled(99_998), "describe-route-tables")

    def test_local_route_that_no_file_shows(self):
        """Terraform does not write it down: where the VPC is in no file, what is shorter than any VPC's block, which has 16 bits at
        least, does not lead the packets away."""
        for form in ("state", "state, rules inline"):
            for block in (ANYWHERE, "0.0.0.0/1", "10.0.0.0/8", "10.0.0.0/15"):
                with self.subTest(form=form, block=block):
                    setup = article()
                    change(setup, "tables", "rtb-main", routes=[(block, "nat-1", "active")])
                    files = setups.FORMS[form](setup)
                    everything = files["terraform.tfstate"]["resources"]
                    everything[:] = [one for one in everything if one["type"] != "aws_vpc"]
                    [answer] = told(files, "route")
                    self.assert_says("holds", ["10.0.2.20 is local", "vpc-main"], answer)

    def test_target_whose_address_is_not_known(self):
        """In the source's own VPC every route table leads to it, to another one a route may or may not."""
        for vpc, state, words in (("vpc-main", "holds", "every route table has a local route"),
                                  ("vpc-other", "not checked", "no file says the address of eni-monitor")):
            with self.subTest(vpc=vpc):
                setup = article()
                change(setup, "interfaces", MONITOR, address=None, vpc=vpc, subnet="subnet-gone")
                [answer] = told(setups.cli(setup), "route")
                self.assert_says(state, [words], answer)

    def test_main_table(self):
        """A subnet that no table is associated with has the main one of its VPC, whatever other tables the VPC has."""
        for before in (True, False):
            with self.subTest(before=before):
                setup, _ = hub("tgw-1")
                main = setup.tables.pop("rtb-spoke-1")
                if before:
                    setup.table("other", "spoke-1", "10.1.0.0/16", ["elsewhere"], [(ANYWHERE, "igw-1", "active")])
                setup.table("spoke-1", "spoke-1", "10.1.0.0/16", routes=main["routes"], main=True)
                if not before:
                    setup.table("other", "spoke-1", "10.1.0.0/16", ["elsewhere"], [(ANYWHERE, "igw-1", "active")])
                for answer in told(setups.cli(setup), "route"):
                    if "-1-" in answer.session:
                        self.assert_says("holds", ["route 10.100.0.0/16 of route table rtb-spoke-1 leads to tgw-1"], answer)

    def test_route_by_what_a_plan_creates(self):
        """What joins VPCs leads to the other one; whether an interface passes packets on is in no file."""
        setup, _ = hub("eni-monitor")
        for answer in told(setups.fresh_plan(setup, own=False), "route"):
            self.assert_says("not checked", ["leads to", "aws_network_interface.eni_monitor", "whether that passes packets on"], answer)


if __name__ == "__main__":
    unittest.main()
