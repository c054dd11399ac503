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

// How much of the rules, entries or routes of a thing is known.
enum class Extent : std::uint8_t {
    Part,     // some of them, from entries of their own: there may be others
    Managed,  // those of the thing itself; entries of their own come on top (Terraform)
    Listed,   // all there are (the AWS CLI)
};

struct Instance {
    std::string id;
    std::string type;   // t3.micro
    std::string state;  // running, stopped, ...
    friend bool operator==(const Instance&, const Instance&) = default;
};

struct Subnet {
    std::string id;
    std::string vpc_id;
    std::string availability_zone;
    std::optional<IpPrefix> block;  // IPv4
    std::optional<bool> ipv6_only;
    friend bool operator==(const Subnet&, const Subnet&) = default;
};

// What a rule of a security group or an entry of a network ACL lets pass, addresses apart.
struct TrafficKind {
    std::optional<std::uint8_t> protocol;  // IANA number; absent = every protocol
    std::optional<PortRange> ports;        // of the destination, TCP and UDP only; absent = all
    bool some_icmp = false;                // ICMP messages of some types only, which are not read
    friend bool operator==(const TrafficKind&, const TrafficKind&) = default;
};

struct GroupRule {
    std::string id;  // sgr-...; empty where the file gives none
    TrafficKind kind;
    std::vector<IpPrefix> blocks;
    std::vector<std::string> prefix_lists;
    std::vector<std::string> groups;  // the other end is a member of one
    bool self = false;                // or of the rule's own group
    friend bool operator==(const GroupRule&, const GroupRule&) = default;
};

struct SecurityGroup {
    std::string id;
    std::string name;
    std::string vpc_id;
    Extent extent = Extent::Part;
    bool unreadable = false;  // one of its rules could not be read
    std::vector<GroupRule> ingress;
    std::vector<GroupRule> egress;
    friend bool operator==(const SecurityGroup&, const SecurityGroup&) = default;
};

struct PrefixList {
    std::string id;
    Extent extent = Extent::Part;
    std::vector<IpPrefix> blocks;
    friend bool operator==(const PrefixList&, const PrefixList&) = default;
};

struct AclEntry {
    std::uint32_t number = 0;
    bool allow = false;
    TrafficKind kind;
    IpPrefix block;  // of the other end
    friend bool operator==(const AclEntry&, const AclEntry&) = default;
};

struct NetworkAcl {
    std::string id;
    std::string vpc_id;
    bool is_default = false;
    Extent extent = Extent::Part;
    bool unreadable = false;
    std::vector<std::string> subnets;
    std::vector<AclEntry> ingress;  // ascending number
    std::vector<AclEntry> egress;   // ascending number
    friend bool operator==(const NetworkAcl&, const NetworkAcl&) = default;
};

struct Route {
    std::optional<IpPrefix> destination;  // absent: a prefix list
    std::string prefix_list;
    std::string via;  // local, pcx-..., tgw-..., igw-..., a network interface, ...; may be empty
    bool blackhole = false;
    friend bool operator==(const Route&, const Route&) = default;
};

struct RouteTable {
    std::string id;
    std::string vpc_id;
    bool is_main = false;
    Extent extent = Extent::Part;
    bool unreadable = false;
    std::vector<std::string> subnets;
    std::vector<Route> routes;
    friend bool operator==(const RouteTable&, const RouteTable&) = default;
};

struct LoadBalancer {
    std::string arn;
    std::string type;   // network, application, gateway
    std::string state;  // active, provisioning, active_impaired, failed
    std::string vpc_id;
    std::optional<std::vector<std::string>> groups;  // security groups; empty = it has none
    std::vector<std::string> subnets;
    std::vector<std::string> zones;
    friend bool operator==(const LoadBalancer&, const LoadBalancer&) = default;
};

struct Listener {
    std::string arn;
    std::string load_balancer;  // ARN
    std::string protocol;       // TCP, UDP, TCP_UDP, TLS, ...
    std::optional<std::uint16_t> port;
    std::vector<std::string> target_groups;  // ARNs
    friend bool operator==(const Listener&, const Listener&) = default;
};

// One that something is registered with.
struct TargetGroup {
    std::string arn;
    std::optional<std::uint16_t> port;
    std::vector<std::string> members;  // ids of instances or network interfaces, or addresses
    friend bool operator==(const TargetGroup&, const TargetGroup&) = default;
};

struct Endpoint {
    std::string id;
    std::string type;   // GatewayLoadBalancer, Interface, Gateway
    std::string state;  // available, pending, ...
    std::string vpc_id;
    std::vector<std::string> subnets;
    std::vector<std::string> interfaces;
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

// Entries of one kind with the same id are parts of one, until merge_network() has joined them.
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

    // Entries of all kinds.
    std::size_t size() const {
        return instances.size() + subnets.size() + groups.size() + prefix_lists.size() +
               acls.size() + route_tables.size() + load_balancers.size() + listeners.size() +
               target_groups.size() + endpoints.size();
    }

    friend bool operator==(const NetworkParts&, const NetworkParts&) = default;
};

}  // namespace vpcmirror
