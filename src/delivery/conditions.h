// SPDX-License-Identifier: GPL-2.0-or-later
//
// The single conditions, each in the file of its name, and what they share: a session's source and
// the place that its target stands for, as far as the catalogue holds them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "delivery/condition.h"
#include "delivery/topology.h"

namespace vpcmirror::delivery {

// UDP, on every target; AWS lets nobody choose another.
inline constexpr std::uint16_t kMirrorPort = 4789;

// Whether what is mirrored to a load balancer goes through this one of it.
inline bool takes_mirrored(const Listener& listener) {
    const bool udp = listener.protocol == "UDP" || listener.protocol == "TCP_UDP";
    return udp && listener.port == kMirrorPort;
}

// Why something cannot be judged: what the catalogue lacks, and what would tell. Becomes an Answer
// of State::NotChecked.
struct Gap {
    std::string says;
    std::string advice;
    bool for_all = false;  // the catalogue has nothing of the kind
};

// What a target stands for; one of the three, or a gap and no addresses and subnets. Pointers lead
// into the catalogue.
struct Place {
    const NetworkInterface* interface = nullptr;
    const LoadBalancer* balancer = nullptr;
    const Endpoint* endpoint = nullptr;
    std::optional<Gap> gap;

    std::string name;                  // "eni-0", "load balancer mirror", "vpce-0"
    std::string vpc_id;                // empty: not known
    std::vector<std::string> subnets;  // where its interfaces are; empty: not known
    std::vector<IpAddress> addresses;  // that packets are sent to; empty: not known
};

// One session, looked at from all sides. Made once for a session, then asked by all conditions.
struct Question {
    const MirrorSession& session;
    const Topology& network;
    const NetworkInterface* source;  // null: see source_gap()
    Place target;

    Question(const MirrorSession& session, const Topology& network);

    // What would tell the source.
    Gap source_gap() const;
    std::string source_vpc() const;  // empty: not known
    // Where the packets come from: the source's primary address; one that is not known lies in its
    // subnet. Nothing: neither is known.
    std::optional<IpPrefix> source_block() const;
    // Where they go to: the target's addresses, else the blocks of its subnets.
    std::vector<IpPrefix> target_blocks() const;
};

// One for each Condition, in its order.
Answer check_instance_type(const Question& question);
// An interface that exists and is attached to an instance that runs.
Answer check_source(const Question& question);
// AWS mirrors from subnets with IPv4.
Answer check_subnet(const Question& question);
// What neither its security groups nor its network ACL let pass is not mirrored.
Answer check_source_traffic(const Question& question);
// Without a rule that accepts, AWS mirrors nothing.
Answer check_filter(const Question& question);
// A session with a lower number on the interface may leave it nothing.
Answer check_session_order(const Question& question);
// A load balancer has to be active, an endpoint available, an interface in use.
Answer check_target(const Question& question);
// Of a network load balancer.
Answer check_listener(const Question& question);
// By the zones of both ends.
Answer check_region(const Question& question);
// The most specific route decides, as for any packet of the source's subnet.
Answer check_route(const Question& question);
// Mirrored packets leave by the source's subnet ...
Answer check_source_acl(const Question& question);
// ... and come into the target's.
Answer check_target_acl(const Question& question);
// UDP 4789 from the source, ingress.
Answer check_security_group(const Question& question);
// What a load balancer forwards to has security groups of its own.
Answer check_members(const Question& question);
// How many sources a target takes:
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-quotas.html
Answer check_quotas(const Question& question);

// To put an answer together; texts without a final period.
Answer holds(Condition condition, std::string says);
Answer does_not_hold(Condition condition, std::string says, std::string advice);
// The same, marked so that a report of both says it once.
Answer does_not_hold_by_lint(Condition condition, std::string says, std::string advice);
// The gap becomes what it says and advises.
Answer not_checked(Condition condition, Gap gap);

// What is wanted is known by `id` at the most. `what` is a word for it ("subnet"), `none` says that
// the catalogue holds nothing of the kind, `command` prints it.
Gap missing(const char* what, std::string_view id, bool none, const char* command);

// The address of what is called `name` is not known, and the block of its subnet does not decide.
Gap address_gap(const std::string& name, bool is_planned);

// "10.0.1.2", or "10.0.1.0/24".
std::string ends_text(const IpPrefix& ends);

// Of many things as many as AWS allows, and more: what a hostile file costs is bounded. Whoever
// leaves some out has to say that it did not look at all.
template <class Entry>
std::span<Entry> first_of(std::span<Entry> entries) {
    constexpr std::size_t kMost = 200;
    return entries.first(std::min(entries.size(), kMost));
}

// The VPC of an interface, by way of its subnet if need be; empty: not known.
std::string vpc_of(const NetworkInterface& interface, const Topology& network);

// The zone of an interface, likewise.
std::string zone_of(const NetworkInterface& interface, const Topology& network);

// "i-0 (web)", "eni-0": what people call it.
std::string name_of(const NetworkInterface& interface);

// What prints what is missing, as the user would type it.
namespace command {
inline constexpr const char* kSessions = "aws ec2 describe-traffic-mirror-sessions";
inline constexpr const char* kFilters = "aws ec2 describe-traffic-mirror-filters";
inline constexpr const char* kTargets = "aws ec2 describe-traffic-mirror-targets";
inline constexpr const char* kInterfaces = "aws ec2 describe-network-interfaces";
inline constexpr const char* kInstances = "aws ec2 describe-instances";
inline constexpr const char* kSubnets = "aws ec2 describe-subnets";
inline constexpr const char* kGroups = "aws ec2 describe-security-groups";
inline constexpr const char* kAcls = "aws ec2 describe-network-acls";
inline constexpr const char* kRouteTables = "aws ec2 describe-route-tables";
inline constexpr const char* kEndpoints = "aws ec2 describe-vpc-endpoints";
inline constexpr const char* kLoadBalancers = "aws elbv2 describe-load-balancers";
inline constexpr const char* kListeners = "aws elbv2 describe-listeners --load-balancer-arn ARN";
inline constexpr const char* kTargetHealth =
    "aws elbv2 describe-target-health --target-group-arn ARN";
// Of a prefix list; "known after apply" if it is yet to be made.
std::string entries_of(const std::string& prefix_list);
}  // namespace command

}  // namespace vpcmirror::delivery
