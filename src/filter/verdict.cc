// SPDX-License-Identifier: GPL-2.0-or-later
#include "filter/verdict.h"

#include <algorithm>

namespace vpcmirror {

namespace {

constexpr std::uint16_t kDnsPort = 53;

bool is_link_local_resolver(const IpAddress& address) {
    static constexpr std::uint8_t kV4[4] = {169, 254, 169, 253};
    static constexpr std::uint8_t kV6[16] = {0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0,
                                             0,    0, 0,    0,    0, 0, 2, 0x53};
    return address == IpAddress::v4(kV4) || address == IpAddress::v6(kV6);
}

// AWS reserves the base address plus two of every network; a VPC's block is a /16 at the most.
bool is_network_resolver(const IpAddress& address, const NetworkInterface* source) {
    if (!source || source->primary_address.family != IpFamily::V4) return false;
    return address.family == IpFamily::V4 && address.bytes[3] == 2 &&
           std::equal(address.bytes.begin(), address.bytes.begin() + 2,
                      source->primary_address.bytes.begin());
}

enum class Match : std::uint8_t { No, Yes, Unknown };

struct RuleMatch {
    Match match;
    UndeterminedReason reason = UndeterminedReason::None;
};

RuleMatch match_ports(const FilterRule& rule, const Frame& frame) {
    if (!rule.source_ports && !rule.destination_ports) return {Match::Yes};
    if (*frame.protocol != kProtocolTcp && *frame.protocol != kProtocolUdp) return {Match::Yes};
    if (!frame.ports) {
        return {Match::Unknown, frame.later_fragment ? UndeterminedReason::LaterFragment
                                                     : UndeterminedReason::PortsCutOff};
    }
    const auto fits = [](const std::optional<PortRange>& range, std::uint16_t port) {
        return !range || range->contains(port);
    };
    return {fits(rule.source_ports, frame.ports->source) &&
                    fits(rule.destination_ports, frame.ports->destination)
                ? Match::Yes
                : Match::No};
}

RuleMatch match_rule(const FilterRule& rule, const Frame& frame) {
    if (!rule.source.contains(frame.source)) return {Match::No};
    if (!rule.destination.contains(frame.destination)) return {Match::No};
    if (rule.protocol) {
        if (!frame.protocol) return {Match::Unknown, UndeterminedReason::ProtocolCutOff};
        if (*rule.protocol != *frame.protocol) return {Match::No};
    } else if (rule.source_ports || rule.destination_ports) {
        if (!frame.protocol) return {Match::Unknown, UndeterminedReason::ProtocolCutOff};
    }
    return match_ports(rule, frame);
}

Verdict undetermined(UndeterminedReason reason) {
    return {VerdictKind::Undetermined, reason, nullptr};
}

Verdict by_rules(const std::vector<FilterRule>& rules, const Frame& frame) {
    for (const FilterRule& rule : rules) {
        const RuleMatch result = match_rule(rule, frame);
        if (result.match == Match::Unknown) return undetermined(result.reason);
        if (result.match == Match::Yes) {
            const bool accepted = rule.action == RuleAction::Accept;
            return {accepted ? VerdictKind::Accepted : VerdictKind::Rejected,
                    UndeterminedReason::None, &rule};
        }
    }
    return {VerdictKind::NoRule, UndeterminedReason::None, nullptr};
}

bool is_ip(const Frame& frame) {
    return frame.network == Network::Ipv4 || frame.network == Network::Ipv6;
}

}  // namespace

bool is_amazon_dns(const Frame& frame, const NetworkInterface* source) {
    if (!frame.ports) return false;
    const auto resolver = [&](const IpAddress& address) {
        return is_link_local_resolver(address) || is_network_resolver(address, source);
    };
    return (frame.ports->destination == kDnsPort && resolver(frame.destination)) ||
           (frame.ports->source == kDnsPort && resolver(frame.source));
}

Verdict decide_verdict(const MirrorSession* session, Direction direction, const Frame& frame) {
    if (!session) return {};
    const MirrorFilter* filter = session->filter;
    if (!filter) return undetermined(UndeterminedReason::NoFilter);
    if (filter->amazon_dns && is_amazon_dns(frame, session->source)) {
        return {VerdictKind::AcceptedAmazonDns, UndeterminedReason::None, nullptr};
    }
    if (frame.network == Network::CutOff) return undetermined(UndeterminedReason::AddressesCutOff);
    if (!is_ip(frame)) return undetermined(UndeterminedReason::NotIp);
    if (direction == Direction::Unknown) return undetermined(UndeterminedReason::UnknownDirection);
    const auto& rules = direction == Direction::Ingress ? filter->ingress : filter->egress;
    if (rules.empty()) return {VerdictKind::NoRule, UndeterminedReason::None, nullptr};
    if (!frame.has_addresses) return undetermined(UndeterminedReason::AddressesCutOff);
    return by_rules(rules, frame);
}

}  // namespace vpcmirror
