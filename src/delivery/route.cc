// SPDX-License-Identifier: GPL-2.0-or-later
//
// "Mirrored traffic is routed by the source's VPC route tables": of the routes that hold the
// target's address the one with the longest prefix counts. Within a VPC there is always a local
// route; to another one of the same Region leads a peering connection or a transit gateway.
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-targets.html
// https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
#include <algorithm>
#include <cstdint>
#include <optional>

#include "delivery/conditions.h"

namespace vpcmirror::delivery {

namespace {

constexpr auto kRouteCondition = Condition::Route;

constexpr std::size_t kMostRoutes = 2000;  // AWS allows 1000
// For all addresses of the target together, prefix lists in routes included.
constexpr std::size_t kMostRoutesCompared = 100'000;

bool overlap(const IpPrefix& a, const IpPrefix& b) {
    return a.contains(b.address) || b.contains(a.address);
}

struct Choice {
    std::optional<Route> route;  // nothing: none
    std::uint8_t length = 0;     // of its block that holds the destination
    bool partial = false;        // a more specific one holds a part of the destination
    bool local = false;          // a local one holds it, chosen or not
    std::string unknown_list;    // a prefix list that no file holds
};

// The route that a table has for all of `to`.
class Chooser {
  public:
    Chooser(const IpPrefix& to, const Topology& network) : to_(to), network_(network) {}

    // Terraform does not write down the local routes that every table has.
    Choice choose(const RouteTable& table, const RouteTable* local) {
        if (local) {
            for (const Route& route : local->routes) weigh(route, *route.destination);
        }
        for (const Route& route : table.routes) {
            if (route.destination) {
                weigh(route, *route.destination);
                continue;
            }
            const PrefixList* list = network_.prefix_list(route.prefix_list);
            if (!list || list->extent == Extent::Part) choice_.unknown_list = route.prefix_list;
            if (!list) continue;
            for (const IpPrefix& block : list->blocks) weigh(route, block);
        }
        return choice_;
    }

  private:
    void weigh(const Route& route, const IpPrefix& destination) {
        if (!overlap(destination, to_)) return;
        if (destination.length > to_.length) {
            choice_.partial = true;
            return;
        }
        choice_.local = choice_.local || route.via == "local";
        if (!choice_.route || destination.length > choice_.length) {
            choice_.route = route;
            choice_.length = destination.length;
        }
    }

    const IpPrefix& to_;
    const Topology& network_;
    Choice choice_;
};

// The lengths of the blocks that AWS allows a VPC: of a local route that no file shows.
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
struct BlockLengths {
    std::uint8_t shortest;
    std::uint8_t longest;
};

BlockLengths lengths_of_blocks(IpFamily family) {
    return family == IpFamily::V4 ? BlockLengths{16, 28} : BlockLengths{44, 60};
}

std::string text(const Route& route) {
    return route.destination ? route.destination->text() : route.prefix_list;
}

// True of an id that begins with `prefix`, and of what a plan is to create of the type `planned`.
bool is_a(std::string_view via, std::string_view prefix, std::string_view planned) {
    return via.starts_with(prefix) || (is_planned(via) && via.find(planned) != via.npos);
}

bool joins_vpcs(const std::string& via) {
    return is_a(via, "pcx-", "aws_vpc_peering_connection") ||
           is_a(via, "tgw-", "aws_ec2_transit_gateway") ||
           via.starts_with("arn:aws:networkmanager");
}

bool leads_out(const std::string& via) {
    return is_a(via, "igw-", "aws_internet_gateway") || is_a(via, "nat-", "aws_nat_gateway") ||
           is_a(via, "eigw-", "aws_egress_only_internet_gateway");
}

std::string advice_for(const Question& question, const std::string& table, const IpPrefix& to) {
    if (question.source_vpc() == question.target.vpc_id) {
        return "remove the route from " + table + ", or let it lead to the target";
    }
    return "add a route for " + to.text() + " to " + table +
           " by a peering connection or a transit gateway";
}

Answer judge(const Route& route, const Question& question, const std::string& table,
             const IpPrefix& to) {
    const bool one_vpc = question.source_vpc() == question.target.vpc_id;
    const std::string says = "route " + text(route) + " of " + table;
    if (route.blackhole) {
        return does_not_hold(kRouteCondition, says + " is a blackhole: what it led to is gone",
                             advice_for(question, table, to));
    }
    const std::string leads = says + " leads to " + route.via;
    if (route.via.empty()) {
        return not_checked(kRouteCondition,
                           {says + " leads to what is not known yet", "known after apply", false});
    }
    if (route.via == "local") {
        if (one_vpc) return holds(kRouteCondition, leads);
        return does_not_hold(kRouteCondition,
                             says + " is local, but " + question.target.name + " is in " +
                                 question.target.vpc_id + ": the VPCs use the same addresses",
                             "mirror to a target in a VPC whose addresses do not overlap");
    }
    if (!one_vpc && joins_vpcs(route.via)) return holds(kRouteCondition, leads);
    if (leads_out(route.via)) {
        return does_not_hold(kRouteCondition,
                             leads + ", out of the VPC and not to " + question.target.name,
                             advice_for(question, table, to));
    }
    return not_checked(kRouteCondition,
                       {leads + ": whether that passes packets on to the target is in "
                                "no file that is read",
                        "see what " + route.via + " does with " + to.text(), false});
}

Answer judge(const RouteTable& table, const IpPrefix& to, const Question& question) {
    const std::string name = "route table " + table.id;
    const bool one_vpc = question.source_vpc() == question.target.vpc_id;
    const RouteTable* local = question.network.local_routes(question.source_vpc());
    const Choice choice = Chooser(to, question.network).choose(table, local);
    const std::string what = ends_text(to);
    if (!choice.unknown_list.empty() && (!choice.route || choice.route->via != "local")) {
        return not_checked(kRouteCondition,
                           {name + " has a route for prefix list " + choice.unknown_list +
                                ", whose entries are in no file",
                            command::entries_of(choice.unknown_list), false});
    }
    if (choice.partial) {
        return not_checked(kRouteCondition, {name + " has several routes for parts of " + what,
                                             command::kInterfaces, false});
    }
    // Terraform does not write the local route down, the AWS CLI does.
    const BlockLengths local_lengths = lengths_of_blocks(to.address.family);
    if (one_vpc && choice.length < local_lengths.shortest) {
        return holds(kRouteCondition,
                     what + " is local: source and target are in " + question.target.vpc_id);
    }
    if (one_vpc && !choice.local && choice.length <= local_lengths.longest) {
        return not_checked(
            kRouteCondition,
            {"whether route " + text(*choice.route) + " of " + name + " or the local one of " +
                 question.target.vpc_id + ", which is in no file, is more specific",
             command::kRouteTables, false});
    }
    if (choice.route) return judge(*choice.route, question, name, to);
    if (table.unreadable || table.extent == Extent::Part) {
        const bool later = is_planned(table.id);
        return not_checked(kRouteCondition,
                           {later ? "the routes of " + name + " are not known yet"
                                  : "of " + name + " not all routes are known",
                            later ? "known after apply" : command::kRouteTables, false});
    }
    return does_not_hold(kRouteCondition, name + " has no route for " + what,
                         advice_for(question, name, to));
}

// As many comparisons as choosing a route takes.
std::size_t cost_of(const RouteTable& table, const RouteTable* local, const Topology& network) {
    std::size_t cost = table.routes.size() + (local ? local->routes.size() : 0);
    if (table.routes.size() > kMostRoutes) return SIZE_MAX;
    for (const Route& route : table.routes) {
        const PrefixList* list =
            route.destination ? nullptr : network.prefix_list(route.prefix_list);
        if (list) cost += list->blocks.size();
    }
    return cost;
}

Gap vpc_gap(const std::string& name, bool later, const char* command) {
    if (later) return {"the VPC of " + name + " is not known yet", "known after apply", false};
    return {"no file says the VPC of " + name, command, false};
}

// A subnet tells the VPC; where none is known either, only the thing itself does.
const char* command_for_vpc(const Place& target) {
    if (!target.subnets.empty()) return command::kSubnets;
    if (target.balancer) return command::kLoadBalancers;
    return target.endpoint ? command::kEndpoints : command::kInterfaces;
}

}  // namespace

Answer check_route(const Question& question) {
    if (!question.source) return not_checked(kRouteCondition, question.source_gap());
    if (question.target.gap) return not_checked(kRouteCondition, *question.target.gap);
    const std::string vpc = question.source_vpc();
    const Place& target = question.target;
    if (vpc.empty()) {
        return not_checked(
            kRouteCondition,
            vpc_gap(name_of(*question.source), is_planned(question.source->id),
                    question.source->subnet_id.empty() ? command::kInterfaces : command::kSubnets));
    }
    if (target.vpc_id.empty()) {
        return not_checked(kRouteCondition,
                           vpc_gap(target.name, is_planned(question.session.target->resource),
                                   command_for_vpc(target)));
    }
    const RouteTable* table = question.network.route_table_of(question.source->subnet_id, vpc);
    if (!table) {
        if (vpc == target.vpc_id) {
            return holds(kRouteCondition, "source and target are in " + vpc +
                                              ", and every route table has a local route");
        }
        return not_checked(kRouteCondition,
                           {"no file holds the route table of subnet " +
                                question.source->subnet_id + " or the main one of " + vpc,
                            command::kRouteTables, question.network.parts().route_tables.empty()});
    }
    const std::vector<IpPrefix> to = question.target_blocks();
    if (to.empty()) {
        if (vpc == target.vpc_id) {
            return holds(kRouteCondition, "source and target are in " + vpc +
                                              ", and every route table has a local route");
        }
        return not_checked(
            kRouteCondition,
            address_gap(question.target.name, is_planned(question.session.target->resource)));
    }
    const std::size_t cost = cost_of(*table, question.network.local_routes(vpc), question.network);
    if (cost > kMostRoutesCompared / to.size()) {
        return not_checked(kRouteCondition,
                           {"route table " + table->id +
                                ", with the prefix lists in it, has more routes than "
                                "AWS allows",
                            command::kRouteTables, false});
    }
    Answer best;
    for (std::size_t i = 0; i < to.size(); ++i) {
        Answer answer = judge(*table, to[i], question);
        if (answer.state == State::DoesNotHold) return answer;
        if (i == 0 || answer.state == State::NotChecked) best = std::move(answer);
    }
    return best;
}

}  // namespace vpcmirror::delivery
