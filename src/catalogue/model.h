// SPDX-License-Identifier: GPL-2.0-or-later
//
// The nouns of AWS Traffic Mirroring, as the EC2 API names them: session, source (a network
// interface), target, filter and filter rule. Plain values; all texts are valid UTF-8 without NUL.
// An empty text means that the source of the catalogue did not say.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TrafficMirrorSession.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "wire/address.h"
#include "wire/vxlan.h"

namespace vpcmirror {

// Texts are sane (text/sanitize.h) and as AWS spells them; empty where no file says. Pointers are
// set once, when the parts are joined, and stay good as long as the catalogue.

// As AWS calls it: seen from the mirrored interface. Unknown where the packet does not tell; no
// rule has it.
enum class Direction : std::uint8_t { Unknown, Ingress, Egress };

// At most bounds::kListedTags of a session are shown with a packet.
struct Tag {
    std::string key;
    std::string value;
    friend bool operator==(const Tag&, const Tag&) = default;
};

// The mirrored elastic network interface (ENI) and what it is attached to.
struct NetworkInterface {
    // eni-...; unique within a catalogue.
    std::string id;
    // What people call it: Name tag, else the instance's, else the description. Empty if it has
    // none.
    std::string name;
    std::string description;
    // Empty for interfaces of load balancers, gateways and other services.
    std::string instance_id;
    // Empty where no file says it; then nothing is concluded from it.
    std::string vpc_id;
    // Of vpc_id among those of the catalogue, from 1 on, to compare at each packet. 0: not known.
    // Set by Catalogue, which is made of interfaces without it.
    std::uint32_t vpc_number = 0;
    // Decides zone, route table and network ACL.
    std::string subnet_id;
    std::string availability_zone;
    // Twelve digits: the owner's.
    std::string account;
    std::string type;    // interface, network_load_balancer, nat_gateway, ...
    std::string status;  // in-use, available, ...
    std::optional<MacAddress> mac;
    // Not set where no file says it; then the session is an open one
    // (Catalogue::open_sessions_of()).
    IpAddress primary_address;  // the outer source address of what it mirrors
    // Sorted, each once.
    std::vector<IpAddress> addresses;  // all private IPv4 and IPv6 addresses, primary included
    std::vector<IpPrefix> delegated;   // prefixes delegated to the interface
    std::vector<std::string> groups;   // ids of its security groups, sorted; empty = not said
    friend bool operator==(const NetworkInterface&, const NetworkInterface&) = default;

    // True if `address` is one of the interface's own, a delegated prefix included. Linear in its
    // addresses and prefixes; for many look-ups there is catalogue/owners.h.
    bool owns(const IpAddress& address) const;
};

// Where sessions send to. One of three kinds of resource, which `type` tells.
struct MirrorTarget {
    std::string id;
    // Of the resource below.
    std::string type;  // network-interface, network-load-balancer, gateway-load-balancer-endpoint
    std::string resource;  // the interface id, load balancer ARN or endpoint id
    std::string description;
    std::string account;
    friend bool operator==(const MirrorTarget&, const MirrorTarget&) = default;
};

// Both ends are part of it.
struct PortRange {
    std::uint16_t from = 0;
    std::uint16_t to = 65535;
    // Both ends included.
    bool contains(std::uint16_t port) const { return from <= port && port <= to; }
    friend bool operator==(const PortRange&, const PortRange&) = default;
};

// A packet that a rule rejects is not mirrored, and no later rule is asked.
enum class RuleAction : std::uint8_t { Accept, Reject };

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TrafficMirrorFilterRule.html
struct FilterRule {
    std::string id;
    // Decides the order in which rules are asked; unique within a direction.
    std::uint32_t number = 0;
    Direction direction = Direction::Unknown;
    RuleAction action = RuleAction::Accept;
    // 0 is HOPOPT, a protocol, not every one of them.
    std::optional<std::uint8_t> protocol;  // IANA number; absent = every protocol
    // Of the packet's own source, whatever the direction of the rule.
    IpPrefix source;
    IpPrefix destination;
    std::optional<PortRange> source_ports;  // TCP and UDP only; absent = every port
    std::optional<PortRange> destination_ports;
    friend bool operator==(const FilterRule&, const FilterRule&) = default;
};

// Accepts what the first matching rule of the direction accepts, and nothing where none matches.
struct MirrorFilter {
    std::string id;
    std::string name;  // Name tag, else description, else id
    // The network service: DNS with the VPC's resolver is mirrored before rules are asked.
    bool amazon_dns = false;
    std::vector<FilterRule> ingress;  // ascending rule number
    std::vector<FilterRule> egress;   // ascending rule number
    friend bool operator==(const MirrorFilter&, const MirrorFilter&) = default;
};

struct MirrorSession {
    std::string id;
    std::string name;  // Name tag, else description, else id
    std::string description;
    // The session's owner, who need not own interface or target.
    std::string account;
    std::string interface_id;
    std::string target_id;
    std::string filter_id;
    std::optional<Vni>
        vni;  // absent where the source leaves the choice to AWS (a template, a plan)
    // From 1 on: sessions of one interface are asked in this order.
    std::optional<std::uint32_t> number;
    // In bytes from the inner Ethernet header on.
    std::optional<std::uint32_t> packet_length;  // absent = whole packets
    std::vector<Tag> tags;

    // Resolved by the Catalogue that owns the session; null if it does not hold them. By
    // interface_id, target_id and filter_id.
    const NetworkInterface* source = nullptr;
    const MirrorTarget* target = nullptr;
    const MirrorFilter* filter = nullptr;

    friend bool operator==(const MirrorSession&, const MirrorSession&) = default;
};

}  // namespace vpcmirror
