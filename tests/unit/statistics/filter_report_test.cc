// SPDX-License-Identifier: GPL-2.0-or-later
#include "catch.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

const Bytes kOut = tcp_frame("10.0.1.10", "8.8.8.8", {}, 40000, 443);
const Bytes kIn = tcp_frame("8.8.8.8", "10.0.1.10", {}, 443, 40000);

// HTTPS out, everything but SSH in.
Parts web() {
    Parts parts;
    parts.add("web", "10.0.1.10", 7);
    MirrorFilter& filter = parts.filters[0];
    filter.egress[0].protocol = kProtocolTcp;
    filter.egress[0].destination_ports = PortRange{443, 443};
    FilterRule ssh = filter.ingress[0];
    ssh.id = "tmfr-ssh";
    ssh.number = 10;
    ssh.action = RuleAction::Reject;
    ssh.protocol = kProtocolTcp;
    ssh.destination_ports = PortRange{22, 23};
    filter.ingress.insert(filter.ingress.begin(), ssh);
    return parts;
}

std::string rows(Report& report) {
    return shown(table_of(report, "filters"),
                 {"filter.name", "direction", "verdict", "reason", "rule.number", "packets"});
}

const std::string kNoRuleUsed =
    "all|ingress|rejected|-|10|0\n"
    "all|ingress|accepted|-|100|0\n"
    "all|egress|accepted|-|100|0\n";

}  // namespace

TEST_CASE("Filter report: all rules of a filter that has packets, of no other") {
    Parts parts = web();
    parts.filters.push_back(parts.filters[0]);
    parts.filters[1].id = parts.filters[1].name = "tmf-2";
    Mirror mirror(parts);
    const ReportPtr report = make_filter_report(mirror.status());
    CHECK(rows(*report).empty());
    mirror.give(*report, 7, "10.0.1.10", kOut);
    mirror.give(*report, 7, "10.0.1.10", kOut);
    mirror.give(*report, 7, "10.0.1.10", kIn);
    CHECK(rows(*report) ==
          "all|ingress|rejected|-|10|0\n"
          "all|ingress|accepted|-|100|1\n"
          "all|egress|accepted|-|100|2\n");
}

TEST_CASE("Filter report: a rule in words") {
    Parts parts = web();
    FilterRule& rule = parts.filters[0].egress[0];
    rule.source = *IpPrefix::parse("10.0.0.0/16");
    rule.source_ports = PortRange{1024, 65535};
    parts.filters[0].ingress[1].protocol = 47;
    parts.filters[0].ingress[1].id.clear();
    Mirror mirror(parts);
    const ReportPtr report = make_filter_report(mirror.status());
    mirror.give(*report, 7, "10.0.1.10", kOut);
    CHECK(shown(table_of(*report, "filters"), {"filter.id", "rule.id", "rule.text"}) ==
          "tmf-1|tmfr-ssh|reject TCP from 0.0.0.0/0 to 0.0.0.0/0 port 22-23\n"
          "tmf-1|-|accept protocol 47 from 0.0.0.0/0 to 0.0.0.0/0\n"
          "tmf-1|tmfr-out|accept TCP from 10.0.0.0/16 port 1024-65535 to 0.0.0.0/0 port 443\n");
}

TEST_CASE("Filter report: any protocol and UDP in words") {
    Parts parts;
    parts.add("web", "10.0.1.10", 7);
    parts.filters[0].egress[0].protocol = kProtocolUdp;
    Mirror mirror(parts);
    const ReportPtr report = make_filter_report(mirror.status());
    mirror.give(*report, 7, "10.0.1.10", kOut);
    const std::string texts = shown(table_of(*report, "filters"), {"rule.text"});
    CHECK(texts.find("accept any protocol from") != std::string::npos);
    CHECK(texts.find("accept UDP from") != std::string::npos);
}

TEST_CASE("Filter report: what a rule rejects, and what no rule matches, has rows") {
    Mirror mirror(web());
    const ReportPtr report = make_filter_report(mirror.status());
    mirror.give(*report, 7, "10.0.1.10", tcp_frame("8.8.8.8", "10.0.1.10", {}, 40000, 22));
    mirror.give(*report, 7, "10.0.1.10", tcp_frame("10.0.1.10", "8.8.8.8", {}, 40000, 80));
    CHECK(rows(*report) ==
          "all|ingress|rejected|-|10|1\n"
          "all|ingress|accepted|-|100|0\n"
          "all|egress|accepted|-|100|0\n"
          "all|egress|no rule|-|-|1\n");
}

TEST_CASE("Filter report: the network service amazon-dns is no rule") {
    Parts parts = web();
    parts.filters[0].amazon_dns = true;
    Mirror mirror(parts);
    const ReportPtr report = make_filter_report(mirror.status());
    mirror.give(*report, 7, "10.0.1.10", udp_frame("10.0.1.10", "169.254.169.253", {}));
    CHECK(rows(*report) == kNoRuleUsed + "all|egress|accepted (amazon-dns)|-|-|1\n");
}

TEST_CASE("Filter report: what cannot be decided has its reason") {
    Mirror mirror(web());
    const ReportPtr report = make_filter_report(mirror.status());
    mirror.give(*report, 7, "10.0.1.10", kOut, {.cut_to = 14 + 20});
    mirror.give(*report, 7, "10.0.1.10", kOut, {.cut_to = 14 + 20 + 2});
    mirror.give(*report, 7, "10.0.1.10", ethernet(0x0806, Bytes(28)));
    mirror.give(*report, 7, "10.0.1.10", tcp_frame("10.0.5.5", "8.8.8.8", {}));
    CHECK(rows(*report) == kNoRuleUsed +
                               "all|egress|undetermined|the ports were cut off|-|2\n"
                               "all|unknown|undetermined|not an IP packet|-|1\n"
                               "all|unknown|undetermined|the direction is unknown|-|1\n");
}

TEST_CASE("Filter report: a filter that the catalogue does not hold goes by its id") {
    Parts parts = web();
    parts.sessions[0].filter_id = "tmf-9";
    parts.add("db", "10.0.2.20", 8).filter_id = "";
    Mirror mirror(parts);
    const ReportPtr report = make_filter_report(mirror.status());
    mirror.give(*report, 7, "10.0.1.10", kOut);
    mirror.give(*report, 8, "10.0.2.20", tcp_frame("10.0.2.20", "8.8.8.8", {}));
    CHECK(shown(table_of(*report, "filters"), {"filter.id", "filter.name", "verdict", "reason"}) ==
          "tmf-9|tmf-9|undetermined|the catalogue does not hold the session's filter\n"
          "-|-|undetermined|the catalogue does not hold the session's filter\n");
}

TEST_CASE("Filter report: packets of no known session are told, with or without a catalogue") {
    for (const bool with_catalogue : {false, true}) {
        Mirror mirror(with_catalogue ? web() : CatalogueParts{});
        const ReportPtr report = make_filter_report(mirror.status());
        mirror.give(*report, 99, "10.0.5.5", tcp_frame("10.0.5.5", "8.8.8.8", {}));
        CHECK(rows(*report) == "-|egress|session unknown|-|-|1\n");
    }
}

TEST_CASE("Filter report: two sessions with one filter share its rows") {
    Parts parts = web();
    parts.add("db", "10.0.2.20", 8);
    Mirror mirror(parts);
    const ReportPtr report = make_filter_report(mirror.status());
    mirror.give(*report, 7, "10.0.1.10", kOut);
    mirror.give(*report, 8, "10.0.2.20", tcp_frame("10.0.2.20", "8.8.8.8", {}));
    CHECK(rows(*report).find("all|egress|accepted|-|100|2\n") != std::string::npos);
    CHECK(table_of(*report, "filters").size() == 3);
}
