// SPDX-License-Identifier: GPL-2.0-or-later
#include "filter/verdict.h"

#include "catch.h"
#include "testing/frame_builder.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

FilterRule rule(std::uint32_t number, RuleAction action, std::string_view source,
                std::string_view destination) {
    FilterRule result;
    result.number = number;
    result.action = action;
    result.source = IpPrefix::parse(source).value();
    result.destination = IpPrefix::parse(destination).value();
    return result;
}

FilterRule tcp(FilterRule rule, std::optional<PortRange> source,
               std::optional<PortRange> destination) {
    rule.protocol = kProtocolTcp;
    rule.source_ports = source;
    rule.destination_ports = destination;
    return rule;
}

constexpr auto kAccept = RuleAction::Accept;
constexpr auto kReject = RuleAction::Reject;
constexpr std::string_view kAny = "0.0.0.0/0";

// A session with one filter; the pieces live as long as the fixture.
struct FilterMirror {
    MirrorFilter filter;
    NetworkInterface source;
    MirrorSession session;

    FilterMirror(std::vector<FilterRule> ingress, std::vector<FilterRule> egress,
                 bool amazon_dns = false) {
        filter.ingress = std::move(ingress);
        filter.egress = std::move(egress);
        filter.amazon_dns = amazon_dns;
        source.primary_address = *IpAddress::parse("10.0.1.10");
        session.filter = &filter;
        session.source = &source;
    }

    Verdict ingress_of(const Bytes& frame) const {
        return decide_verdict(&session, Direction::Ingress, parse_frame(view(frame)));
    }
    Verdict egress_of(const Bytes& frame) const {
        return decide_verdict(&session, Direction::Egress, parse_frame(view(frame)));
    }
};

Bytes packet(std::string_view source, std::string_view destination, unsigned protocol,
             unsigned source_port, unsigned destination_port) {
    const bool six = source.find(':') != std::string_view::npos;
    const Bytes payload = transport(source_port, destination_port);
    return six ? ethernet(0x86dd, ipv6(source, destination, protocol, payload))
               : ethernet(0x0800, ipv4(source, destination, protocol, payload));
}

Bytes tcp_packet(unsigned source_port, unsigned destination_port) {
    return packet("10.0.2.20", "10.0.1.10", 6, source_port, destination_port);
}

}  // namespace

TEST_CASE("Verdict: AWS's example, all inbound TCP that arrives at one instance") {
    const FilterMirror mirror({tcp(rule(100, kAccept, kAny, kAny), {}, {})}, {});
    CHECK(mirror.ingress_of(tcp_packet(50000, 443)).kind == VerdictKind::Accepted);
    CHECK(mirror.ingress_of(tcp_packet(50000, 443)).rule->number == 100);
    CHECK(mirror.ingress_of(packet("10.0.2.20", "10.0.1.10", 17, 1, 2)).kind ==
          VerdictKind::NoRule);
    CHECK(mirror.egress_of(tcp_packet(443, 50000)).kind == VerdictKind::NoRule);
}

TEST_CASE("Verdict: AWS's example, only traffic that is not within the VPC") {
    const FilterMirror mirror(
        {rule(10, kReject, "10.0.0.0/16", kAny), rule(20, kAccept, kAny, kAny)},
        {rule(10, kReject, kAny, "10.0.0.0/16"), rule(20, kAccept, kAny, kAny)});
    const auto within = mirror.ingress_of(packet("10.0.2.20", "10.0.1.10", 6, 1, 2));
    CHECK(within.kind == VerdictKind::Rejected);
    CHECK(within.rule->number == 10);
    CHECK(mirror.ingress_of(packet("203.0.113.9", "10.0.1.10", 6, 1, 2)).rule->number == 20);
    CHECK(mirror.egress_of(packet("10.0.1.10", "10.0.2.20", 6, 1, 2)).kind ==
          VerdictKind::Rejected);
    CHECK(mirror.egress_of(packet("10.0.1.10", "203.0.113.9", 6, 1, 2)).kind ==
          VerdictKind::Accepted);
}

TEST_CASE("Verdict: SSH rejected towards port 22 while the replies from port 22 are accepted") {
    const auto ssh = tcp(rule(50, kReject, kAny, kAny), {}, PortRange{22, 22});
    const auto all = tcp(rule(100, kAccept, kAny, kAny), {}, {});
    const FilterMirror mirror({ssh, all}, {ssh, all});
    CHECK(mirror.ingress_of(tcp_packet(50000, 22)).rule->number == 50);
    CHECK(mirror.ingress_of(tcp_packet(50000, 22)).kind == VerdictKind::Rejected);
    CHECK(mirror.egress_of(tcp_packet(22, 50000)).rule->number == 100);
    CHECK(mirror.egress_of(tcp_packet(22, 50000)).kind == VerdictKind::Accepted);
}

TEST_CASE("Verdict: port ranges hold both their ends") {
    const FilterMirror mirror(
        {tcp(rule(1, kAccept, kAny, kAny), PortRange{1024, 65535}, PortRange{440, 443})}, {});
    CHECK(mirror.ingress_of(tcp_packet(1024, 440)).kind == VerdictKind::Accepted);
    CHECK(mirror.ingress_of(tcp_packet(65535, 443)).kind == VerdictKind::Accepted);
    CHECK(mirror.ingress_of(tcp_packet(1023, 440)).kind == VerdictKind::NoRule);
    CHECK(mirror.ingress_of(tcp_packet(1024, 439)).kind == VerdictKind::NoRule);
    CHECK(mirror.ingress_of(tcp_packet(1024, 444)).kind == VerdictKind::NoRule);
}

TEST_CASE("Verdict: CIDR blocks of one family match nothing of the other") {
    const FilterMirror mirror({rule(1, kReject, "::/0", "::/0"), rule(2, kAccept, kAny, kAny)}, {});
    CHECK(mirror.ingress_of(packet("10.0.2.20", "10.0.1.10", 6, 1, 2)).rule->number == 2);
    CHECK(mirror.ingress_of(packet("2001:db8::1", "2001:db8::2", 6, 1, 2)).rule->number == 1);
    const FilterMirror four_only({rule(2, kAccept, kAny, kAny)}, {});
    CHECK(four_only.ingress_of(packet("2001:db8::1", "2001:db8::2", 6, 1, 2)).kind ==
          VerdictKind::NoRule);
}

TEST_CASE("Verdict: a rule of ports without a protocol is one for TCP and UDP") {
    auto any = rule(1, kAccept, kAny, kAny);
    any.destination_ports = PortRange{443, 443};
    const FilterMirror mirror({any}, {});
    CHECK(mirror.ingress_of(packet("10.0.2.20", "10.0.1.10", 1, 8, 0)).kind == VerdictKind::NoRule);
    CHECK(mirror.ingress_of(packet("10.0.2.20", "10.0.1.10", 132, 8, 443)).kind ==
          VerdictKind::NoRule);
    CHECK(mirror.ingress_of(packet("10.0.2.20", "10.0.1.10", 17, 8, 443)).kind ==
          VerdictKind::Accepted);
    CHECK(mirror.ingress_of(packet("10.0.2.20", "10.0.1.10", 17, 8, 444)).kind ==
          VerdictKind::NoRule);
}

TEST_CASE("Verdict: a rejection of ports leaves what has none to the next rule") {
    auto ssh = rule(1, kReject, kAny, kAny);
    ssh.destination_ports = PortRange{22, 22};
    const FilterMirror mirror({ssh, rule(2, kAccept, kAny, kAny)}, {});
    CHECK(mirror.ingress_of(packet("10.0.2.20", "10.0.1.10", 1, 8, 0)).rule->number == 2);
    CHECK(mirror.ingress_of(tcp_packet(50000, 22)).rule->number == 1);
    // A range beside another protocol says nothing.
    ssh.protocol = 1;
    const FilterMirror icmp({ssh}, {});
    CHECK(icmp.ingress_of(packet("10.0.2.20", "10.0.1.10", 1, 8, 0)).kind == VerdictKind::Rejected);
}

TEST_CASE("Verdict: a rule for protocol number 0 is not a rule for all") {
    auto hop_by_hop = rule(1, kAccept, kAny, kAny);
    hop_by_hop.protocol = 0;
    const FilterMirror mirror({hop_by_hop}, {});
    CHECK(mirror.ingress_of(tcp_packet(1, 2)).kind == VerdictKind::NoRule);
}

TEST_CASE("Verdict: no rules in a direction mirror nothing in it") {
    const FilterMirror mirror({}, {});
    CHECK(mirror.ingress_of(tcp_packet(1, 2)).kind == VerdictKind::NoRule);
    CHECK_FALSE(mirror.ingress_of(tcp_packet(1, 2)).rule);
    // Not even what a rule would have to ask for matters.
    Bytes cut = tcp_packet(1, 2);
    cut.resize(30);
    CHECK(mirror.ingress_of(cut).kind == VerdictKind::NoRule);
    CHECK(mirror.ingress_of(cut).reason == UndeterminedReason::None);
}

TEST_CASE("Verdict: what the packet lacks makes it undetermined only where a rule asks for it") {
    const auto ports = tcp(rule(1, kReject, "10.0.2.0/24", kAny), {}, PortRange{22, 22});
    const FilterMirror mirror({ports, rule(2, kAccept, kAny, kAny)}, {});
    const Bytes later =
        ethernet(0x0800, ipv4("10.0.2.20", "10.0.1.10", 6, transport(1, 2), {.fragment = 100}));
    CHECK(mirror.ingress_of(later).kind == VerdictKind::Undetermined);
    CHECK(mirror.ingress_of(later).reason == UndeterminedReason::LaterFragment);
    const Bytes elsewhere =
        ethernet(0x0800, ipv4("10.0.3.20", "10.0.1.10", 6, transport(1, 2), {.fragment = 100}));
    CHECK(mirror.ingress_of(elsewhere).rule->number == 2);

    Bytes cut = tcp_packet(50000, 22);
    cut.resize(36);
    CHECK(mirror.ingress_of(cut).reason == UndeterminedReason::PortsCutOff);
    cut.resize(30);
    CHECK(mirror.ingress_of(cut).reason == UndeterminedReason::AddressesCutOff);
    const Bytes six = ethernet(0x86dd, ipv6("2001:db8::1", "2001:db8::2", 0, Bytes{6}));
    auto six_rule = rule(1, kAccept, "::/0", "::/0");
    six_rule.protocol = kProtocolTcp;
    const FilterMirror mirror6({six_rule}, {});
    CHECK(mirror6.ingress_of(six).reason == UndeterminedReason::ProtocolCutOff);
}

TEST_CASE("Verdict: without filter, direction or IP it is undetermined, without a session absent") {
    FilterMirror mirror({rule(1, kAccept, kAny, kAny)}, {});
    const Frame frame = parse_frame(view(tcp_packet(1, 2)));
    CHECK(decide_verdict(&mirror.session, Direction::Unknown, frame).reason ==
          UndeterminedReason::UnknownDirection);
    CHECK(mirror.ingress_of(ethernet(0x0806, Bytes(28))).reason == UndeterminedReason::NotIp);
    CHECK(mirror.ingress_of({}).reason == UndeterminedReason::AddressesCutOff);
    mirror.session.filter = nullptr;
    CHECK(mirror.ingress_of(tcp_packet(1, 2)).reason == UndeterminedReason::NoFilter);
    CHECK(decide_verdict(nullptr, Direction::Ingress, frame).kind == VerdictKind::None);
}

TEST_CASE("Verdict: amazon-dns goes before the rules, in both directions and without any") {
    const FilterMirror mirror({rule(1, kReject, kAny, kAny)}, {}, true);
    CHECK(mirror.ingress_of(packet("10.0.0.2", "10.0.1.10", 17, 53, 4000)).kind ==
          VerdictKind::AcceptedAmazonDns);
    CHECK(mirror.egress_of(packet("10.0.1.10", "10.0.0.2", 17, 4000, 53)).kind ==
          VerdictKind::AcceptedAmazonDns);
    CHECK(mirror.egress_of(packet("10.0.1.10", "169.254.169.253", 6, 4000, 53)).kind ==
          VerdictKind::AcceptedAmazonDns);
    CHECK(mirror.egress_of(packet("2001:db8::1", "fd00:ec2::253", 17, 4000, 53)).kind ==
          VerdictKind::AcceptedAmazonDns);
}

TEST_CASE("Verdict: other DNS servers and other ports of the resolver are no amazon-dns") {
    const FilterMirror mirror({}, {}, true);
    CHECK(mirror.egress_of(packet("10.0.1.10", "8.8.8.8", 17, 4000, 53)).kind ==
          VerdictKind::NoRule);
    CHECK(mirror.egress_of(packet("10.0.1.10", "10.1.0.2", 17, 4000, 53)).kind ==
          VerdictKind::NoRule);
    CHECK(mirror.egress_of(packet("10.0.1.10", "10.0.0.2", 17, 53, 4000)).kind ==
          VerdictKind::NoRule);
    const FilterMirror without({}, {}, false);
    CHECK(without.egress_of(packet("10.0.1.10", "10.0.0.2", 17, 4000, 53)).kind ==
          VerdictKind::NoRule);
}

namespace {

// What the resolver answers in two fragments.
Bytes answer(unsigned fragment, std::string_view resolver = "10.0.0.2") {
    return ethernet(0x0800,
                    ipv4(resolver, "10.0.1.10", 17, transport(53, 4000), {.fragment = fragment}));
}

}  // namespace

TEST_CASE("Verdict: what may be amazon-dns is not said to have no rule") {
    const FilterMirror mirror({}, {}, true);
    CHECK(mirror.ingress_of(answer(0x2000)).kind == VerdictKind::AcceptedAmazonDns);
    CHECK(mirror.ingress_of(answer(100)).reason == UndeterminedReason::LaterFragment);
    CHECK(mirror.ingress_of(answer(100, "10.0.0.3")).kind == VerdictKind::NoRule);

    Bytes query = packet("10.0.1.10", "10.0.0.2", 17, 4000, 53);
    query.resize(36);
    CHECK(mirror.egress_of(query).reason == UndeterminedReason::PortsCutOff);
    query.resize(30);
    CHECK(mirror.egress_of(query).reason == UndeterminedReason::AddressesCutOff);
    query.resize(14);
    CHECK(mirror.egress_of(query).reason == UndeterminedReason::AddressesCutOff);
    query.resize(13);
    CHECK(mirror.egress_of(query).reason == UndeterminedReason::AddressesCutOff);
    CHECK(mirror.egress_of(packet("10.0.1.10", "10.0.0.2", 1, 8, 0)).kind == VerdictKind::NoRule);
    CHECK(mirror.egress_of(ethernet(0x0806, Bytes(28))).reason == UndeterminedReason::NotIp);
}

TEST_CASE("Verdict: IPv6 that is cut or fragmented on its way to the resolver") {
    const FilterMirror mirror({}, {}, true);
    const std::string_view us = "2001:db8::1";
    const std::string_view resolver = "fd00:ec2::253";
    const Bytes cut = ethernet(0x86dd, ipv6(us, resolver, 0, Bytes{17}));
    CHECK(mirror.egress_of(cut).reason == UndeterminedReason::ProtocolCutOff);
    const Bytes later = ethernet(0x86dd, ipv6(us, resolver, 44, Bytes{17, 0, 0, 8, 0, 0, 0, 1}));
    CHECK(mirror.egress_of(later).reason == UndeterminedReason::LaterFragment);
    // The fragment's next header is an extension: not even the protocol is told.
    const Bytes deeper = ethernet(0x86dd, ipv6(us, resolver, 44, Bytes{60, 0, 0, 8, 0, 0, 0, 1}));
    CHECK(mirror.egress_of(deeper).reason == UndeterminedReason::LaterFragment);
}

TEST_CASE("Verdict: the resolver of a small VPC may be one") {
    FilterMirror mirror({}, {rule(1, kReject, kAny, kAny)}, true);
    mirror.source.primary_address = *IpAddress::parse("10.0.0.70");
    CHECK(mirror.egress_of(packet("10.0.0.70", "10.0.0.66", 17, 4000, 53)).reason ==
          UndeterminedReason::ResolverUnknown);
    CHECK(mirror.egress_of(packet("10.0.0.70", "10.0.0.66", 17, 4000, 80)).kind ==
          VerdictKind::Rejected);
    CHECK(mirror.egress_of(packet("10.0.0.70", "10.0.77.2", 17, 4000, 53)).kind ==
          VerdictKind::Rejected);
}

TEST_CASE("Verdict: a query is amazon-dns even where the one who asks might be a resolver too") {
    // A DNS server, which asks from its own port; in a block of 26 bits it would be the resolver.
    FilterMirror mirror({}, {}, true);
    mirror.source.primary_address = *IpAddress::parse("10.0.0.66");
    const Bytes query = packet("10.0.0.66", "10.0.0.2", 17, 53, 53);
    CHECK(mirror.egress_of(query).kind == VerdictKind::AcceptedAmazonDns);
    const Bytes answer_to_it = packet("10.0.0.2", "10.0.0.66", 17, 53, 53);
    CHECK(mirror.ingress_of(answer_to_it).reason == UndeterminedReason::None);
}

TEST_CASE("Verdict: amazon-dns of a session whose interface the catalogue does not hold") {
    FilterMirror mirror({}, {}, true);
    mirror.session.source = nullptr;
    const Frame query = parse_frame(view(packet("10.0.1.10", "10.0.0.2", 17, 4000, 53)));
    const auto from = [&](const IpAddress& outer) {
        return decide_verdict(&mirror.session, Direction::Egress, query, outer);
    };
    CHECK(from(*IpAddress::parse("10.0.1.10")).kind == VerdictKind::AcceptedAmazonDns);
    CHECK(from(*IpAddress::parse("192.168.1.10")).kind == VerdictKind::NoRule);
    CHECK(from({}).reason == UndeterminedReason::ResolverUnknown);
    CHECK(from(*IpAddress::parse("2001:db8::1")).reason == UndeterminedReason::ResolverUnknown);
    const Frame link_local =
        parse_frame(view(packet("10.0.1.10", "169.254.169.253", 17, 4000, 53)));
    CHECK(decide_verdict(&mirror.session, Direction::Egress, link_local).kind ==
          VerdictKind::AcceptedAmazonDns);
}

TEST_CASE("Verdict: an interface known by an IPv6 address has its IPv4 network from the others") {
    FilterMirror mirror({}, {}, true);
    mirror.source.primary_address = *IpAddress::parse("2001:db8::1");
    const Bytes query = packet("10.0.1.10", "10.0.0.2", 17, 4000, 53);
    CHECK(mirror.egress_of(query).reason == UndeterminedReason::ResolverUnknown);
    mirror.source.addresses = {mirror.source.primary_address, *IpAddress::parse("10.0.1.10")};
    CHECK(mirror.egress_of(query).kind == VerdictKind::AcceptedAmazonDns);
}
