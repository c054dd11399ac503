// SPDX-License-Identifier: GPL-2.0-or-later
#include "filter/verdict.h"

#include "filter/resolver.h"

namespace vpcmirror {

namespace {

constexpr std::uint16_t kDnsPort = 53;

enum class Match : std::uint8_t { No, Yes, Unknown };

struct RuleMatch {
    Match match;
    UndeterminedReason reason = UndeterminedReason::None;
};

bool has_ports(std::uint8_t protocol) {
    return protocol == kProtocolTcp || protocol == kProtocolUdp;
}

UndeterminedReason why_no_protocol(const Frame& frame) {
    return frame.later_fragment ? UndeterminedReason::LaterFragment
                                : UndeterminedReason::ProtocolCutOff;
}

UndeterminedReason why_no_ports(const Frame& frame) {
    return frame.later_fragment ? UndeterminedReason::LaterFragment
                                : UndeterminedReason::PortsCutOff;
}

// A port range "applies to the TCP and UDP protocols": a rule that has one and no protocol speaks
// of these two, and one of another protocol has its range in vain.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TrafficMirrorPortRange.html
RuleMatch match_ports(const FilterRule& rule, const Frame& frame) {
    if (!rule.source_ports && !rule.destination_ports) return {Match::Yes};
    if (!has_ports(*frame.protocol)) return {rule.protocol ? Match::Yes : Match::No};
    if (!frame.ports) return {Match::Unknown, why_no_ports(frame)};
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
    const bool asks = rule.protocol || rule.source_ports || rule.destination_ports;
    if (asks && !frame.protocol) return {Match::Unknown, why_no_protocol(frame)};
    if (rule.protocol && *rule.protocol != *frame.protocol) return {Match::No};
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

// Whether a packet is traffic of the service amazon-dns, as far as one of its ends tells.
RuleMatch is_dns_of(const Frame& frame, const IpAddress& end, std::uint16_t Ports::*port,
                    const IpAddress& local) {
    if (frame.ports && (*frame.ports).*port != kDnsPort) return {Match::No};
    const Resolver resolver = resolver_at(end, local);
    if (resolver == Resolver::No) return {Match::No};
    if (!frame.protocol) return {Match::Unknown, why_no_protocol(frame)};
    if (!has_ports(*frame.protocol)) return {Match::No};
    if (!frame.ports) return {Match::Unknown, why_no_ports(frame)};
    if (resolver == Resolver::Yes) return {Match::Yes};
    return {Match::Unknown, UndeterminedReason::ResolverUnknown};
}

RuleMatch is_amazon_dns(const Frame& frame, const IpAddress& local) {
    if (frame.network == Network::CutOff)
        return {Match::Unknown, UndeterminedReason::AddressesCutOff};
    if (!is_ip(frame)) return {Match::No};
    if (!frame.has_addresses) return {Match::Unknown, UndeterminedReason::AddressesCutOff};
    const RuleMatch to = is_dns_of(frame, frame.destination, &Ports::destination, local);
    if (to.match == Match::Yes) return to;
    const RuleMatch from = is_dns_of(frame, frame.source, &Ports::source, local);
    return from.match == Match::No ? to : from;
}

// The mirrored interface's IPv4 address; the outer source address is one of its own.
const IpAddress& local_address(const MirrorSession& session, const IpAddress& outer_source) {
    if (!session.source || outer_source.family == IpFamily::V4) return outer_source;
    if (session.source->primary_address.family == IpFamily::V4) {
        return session.source->primary_address;
    }
    for (const IpAddress& address : session.source->addresses) {
        if (address.family == IpFamily::V4) return address;
    }
    return outer_source;
}

}  // namespace

Verdict decide_verdict(const MirrorSession* session, Direction direction, const Frame& frame,
                       const IpAddress& outer_source) {
    if (!session) return {};
    const MirrorFilter* filter = session->filter;
    if (!filter) return undetermined(UndeterminedReason::NoFilter);
    if (filter->amazon_dns) {
        const RuleMatch dns = is_amazon_dns(frame, local_address(*session, outer_source));
        if (dns.match == Match::Unknown) return undetermined(dns.reason);
        if (dns.match == Match::Yes) {
            return {VerdictKind::AcceptedAmazonDns, UndeterminedReason::None, nullptr};
        }
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
