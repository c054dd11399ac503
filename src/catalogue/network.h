// SPDX-License-Identifier: GPL-2.0-or-later
//
// What lies between a mirror session and its target, in the nouns of the EC2 and Elastic Load
// Balancing APIs: instances, subnets, security groups, network ACLs, route tables, load balancers
// and endpoints. Plain values; all texts are valid UTF-8 without NUL. What a file did not say is
// empty or absent. Nothing here is needed to recognise a packet.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Types.html
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Types.html
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "catalogue/model.h"

namespace vpcmirror {

// How much of the rules, entries or routes of a thing is known. Decides whether what is not there
// is known to be absent: Listed only.
enum class Extent : std::uint8_t {
    Part,     // some of them, from entries of their own: there may be others
    Managed,  // those of the thing itself; entries of their own come on top (Terraform)
    Listed,   // all there are (the AWS CLI)
};

// A virtual machine; whether its type can be mirrored is for delivery/instance_types.h.
struct Instance {
    std::string id;
    std::string type;  // t3.micro
    // Of others than a running one nothing is mirrored.
    std::string state;  // running, stopped, ...
    friend bool operator==(const Instance&, const Instance&) = default;
};

// A part of a VPC in one zone; what is attached to it shares route table and network ACL.
struct Subnet {
    std::string id;
    // Empty where no file says it.
    std::string vpc_id;
    // Its name in the account that the file is of, "eu-central-1a": two accounts may call one zone
    // differently.
    std::string availability_zone;
    // Of the subnet; absent where it has IPv6 only or no file says it.
    std::optional<IpPrefix> block;  // IPv4
    // Empty where it has none or no file says any.
    std::vector<IpPrefix> ipv6_blocks;
    std::optional<bool> ipv6_only;
    friend bool operator==(const Subnet&, const Subnet&) = default;
};

// What a rule of a security group or an entry of a network ACL lets pass, addresses apart.
struct TrafficKind {
    std::optional<std::uint8_t> protocol;  // IANA number; absent = every protocol
    std::optional<PortRange> ports;        // of the destination, TCP and UDP only; absent = all
    // Then it is unknown whether an ICMP message passes.
    bool some_icmp = false;  // ICMP messages of some types only, which are not read
    friend bool operator==(const TrafficKind&, const TrafficKind&) = default;
};

// The other end fits if any of blocks, prefix_lists, groups or self does.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html
struct GroupRule {
    std::string id;  // sgr-...; empty where the file gives none
    TrafficKind kind;
    // Of either family.
    std::vector<IpPrefix> blocks;
    std::vector<std::string> prefix_lists;
    std::vector<std::string> groups;  // the other end is a member of one
    bool self = false;                // or of the rule's own group
    friend bool operator==(const GroupRule&, const GroupRule&) = default;
};

// Everything that no rule allows is denied; there are no rules that deny.
struct SecurityGroup {
    std::string id;
    std::string name;
    std::string vpc_id;
    // Of its rules, both directions together.
    Extent extent = Extent::Part;
    // Then nothing is denied for certain.
    bool unreadable = false;  // one of its rules could not be read
    // What may come in; answers to what went out need no rule.
    std::vector<GroupRule> ingress;
    std::vector<GroupRule> egress;
    friend bool operator==(const SecurityGroup&, const SecurityGroup&) = default;
};

// A list of CIDR blocks that rules and routes name instead of one.
struct PrefixList {
    std::string id;
    Extent extent = Extent::Part;
    std::vector<IpPrefix> blocks;
    friend bool operator==(const PrefixList&, const PrefixList&) = default;
};

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkAclEntry.html
struct AclEntry {
    // Entries are asked in this order and the first match decides; 32767 is the last one, which
    // denies.
    std::uint32_t number = 0;
    // Else it denies.
    bool allow = false;
    TrafficKind kind;
    IpPrefix block;  // of the other end
    friend bool operator==(const AclEntry&, const AclEntry&) = default;
};

// One for each subnet, and stateless: the way back is asked too.
struct NetworkAcl {
    std::string id;
    std::string vpc_id;
    // The one that subnets without an association of their own have.
    bool is_default = false;
    Extent extent = Extent::Part;
    bool unreadable = false;
    // Ids of those that are associated with it.
    std::vector<std::string> subnets;
    std::vector<AclEntry> ingress;  // ascending number
    std::vector<AclEntry> egress;   // ascending number
    friend bool operator==(const NetworkAcl&, const NetworkAcl&) = default;
};

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html
struct Route {
    std::optional<IpPrefix> destination;  // absent: a prefix list
    std::string prefix_list;
    // The id of what packets are handed to, as AWS prefixes it.
    std::string via;  // local, pcx-..., tgw-..., igw-..., a network interface, ...; may be empty
    // The target of the route is gone: what matches is dropped.
    bool blackhole = false;
    friend bool operator==(const Route&, const Route&) = default;
};

// The most specific route that fits decides.
struct RouteTable {
    std::string id;
    std::string vpc_id;
    // The one that subnets of the VPC without an association have.
    bool is_main = false;
    Extent extent = Extent::Part;
    bool unreadable = false;
    std::vector<std::string> subnets;
    std::vector<Route> routes;
    friend bool operator==(const RouteTable&, const RouteTable&) = default;
};

// Mirror targets are network load balancers, and endpoints of gateway load balancers.
struct LoadBalancer {
    // Its id: targets and listeners name it by this.
    std::string arn;
    std::string type;   // network, application, gateway
    std::string state;  // active, provisioning, active_impaired, failed
    std::string vpc_id;
    // Absent: no file says whether it has any.
    std::optional<std::vector<std::string>> groups;  // security groups; empty = it has none
    std::vector<std::string> subnets;
    // Availability Zones that it has a node in.
    std::vector<std::string> zones;
    friend bool operator==(const LoadBalancer&, const LoadBalancer&) = default;
};

// A load balancer without one for UDP 4789 drops mirrored packets.
struct Listener {
    std::string arn;
    // Whose it is.
    std::string load_balancer;  // ARN
    // UDP and TCP_UDP take mirrored packets.
    std::string protocol;  // TCP, UDP, TCP_UDP, TLS, ...
    // Absent for listeners without a port, those of a gateway load balancer.
    std::optional<std::uint16_t> port;
    std::vector<std::string> target_groups;  // ARNs
    friend bool operator==(const Listener&, const Listener&) = default;
};

// One that something is registered with.
struct TargetGroup {
    std::string arn;
    // That packets are sent to, unless a member has one of its own.
    std::optional<std::uint16_t> port;
    // As they are registered now: describe-target-health tells.
    std::vector<std::string> members;  // ids of instances or network interfaces, or addresses
    friend bool operator==(const TargetGroup&, const TargetGroup&) = default;
};

// A VPC endpoint; sessions send to those of a Gateway Load Balancer.
struct Endpoint {
    std::string id;
    std::string type;  // GatewayLoadBalancer, Interface, Gateway
    // Of others than an available one nothing is forwarded.
    std::string state;  // available, pending, ...
    std::string vpc_id;
    std::vector<std::string> subnets;
    std::vector<std::string> interfaces;
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

// Entries of one kind with the same id are parts of one, until merge_network() has joined them. All
// of it together; an id may be there more than once before the merge and only once after.
struct NetworkParts {
    std::vector<Instance> instances;
    std::vector<Subnet> subnets;
    std::vector<SecurityGroup> groups;
    std::vector<PrefixList> prefix_lists;
    std::vector<NetworkAcl> acls;
    std::vector<RouteTable> route_tables;
    std::vector<LoadBalancer> load_balancers;
    std::vector<Listener> listeners;
    std::vector<TargetGroup> target_groups;
    std::vector<Endpoint> endpoints;

    // Entries of all kinds. For the report of what a file held.
    std::size_t size() const {
        return instances.size() + subnets.size() + groups.size() + prefix_lists.size() +
               acls.size() + route_tables.size() + load_balancers.size() + listeners.size() +
               target_groups.size() + endpoints.size();
    }

    friend bool operator==(const NetworkParts&, const NetworkParts&) = default;
};

}  // namespace vpcmirror
