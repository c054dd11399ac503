// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/lint/lint.h"

#include <algorithm>
#include <string>
#include <vector>

#include "catalogue/lint/lint_rules.h"
#include "catch.h"

using namespace vpcmirror;

namespace {

// One interface, one filter that lets everything through, one session: nothing to complain about.
struct Sound : CatalogueParts {
    Sound() {
        add_interface("eni-1", "10.0.0.1");
        filters.resize(1);
        filters[0].id = "tmf-1";
        add_rule(Direction::Ingress, 100);
        add_rule(Direction::Egress, 100);
        add_session("tms-1", "eni-1", 1, 7);
    }

    void add_interface(const std::string& id, const std::string& address) {
        NetworkInterface interface;
        interface.id = id;
        interface.primary_address = *IpAddress::parse(address);
        interfaces.push_back(interface);
    }

    MirrorSession& add_session(const std::string& id, const std::string& interface,
                               std::uint32_t number, std::uint32_t vni,
                               const std::string& filter = "tmf-1") {
        MirrorSession session;
        session.id = id;
        session.interface_id = interface;
        session.filter_id = filter;
        session.number = number;
        session.vni = Vni{vni};
        sessions.push_back(session);
        return sessions.back();
    }

    FilterRule& add_rule(Direction direction, std::uint32_t number) {
        auto& rules = direction == Direction::Ingress ? filters[0].ingress : filters[0].egress;
        FilterRule rule;
        rule.id = "tmfr-" + std::to_string(number);
        rule.direction = direction;
        rule.number = number;
        rule.source = rule.destination = *IpPrefix::parse("0.0.0.0/0");
        rules.push_back(rule);
        return rules.back();
    }
};

// "kind:id,id kind:id", sorted.
std::string findings(const CatalogueParts& parts) {
    const Catalogue catalogue(parts);
    std::vector<std::string> lines;
    for (const LintFinding& finding : lint(catalogue)) {
        std::string line = lint_name(finding.kind);
        for (const std::string& id : finding.ids) {
            line += (&id == &finding.ids.front() ? ":" : ",") + id;
        }
        CHECK_FALSE(finding.text.empty());
        lines.push_back(line);
    }
    std::ranges::sort(lines);
    std::string text;
    for (const std::string& line : lines) text += (text.empty() ? "" : " ") + line;
    return text;
}

}  // namespace

TEST_CASE("Lint: a sound catalogue has no findings") {
    CHECK(findings(Sound()).empty());
}

TEST_CASE("Lint: an empty catalogue has no findings") {
    CHECK(findings({}).empty());
}

TEST_CASE("Lint: VNI 0") {
    Sound parts;
    parts.sessions[0].vni = Vni{0};
    CHECK(findings(parts) == "vni-zero:tms-1");
}

TEST_CASE("Lint: source and filter that the catalogue should hold but does not") {
    Sound parts;
    parts.sessions[0].interface_id = "eni-9";
    parts.sessions[0].filter_id = "tmf-9";
    CHECK(findings(parts) == "unknown-filter:tms-1,tmf-9 unknown-source:tms-1,eni-9");
}

TEST_CASE("Lint: a catalogue of sessions only lacks nothing") {
    Sound parts;
    parts.interfaces.clear();
    parts.filters.clear();
    CHECK(findings(parts).empty());
}

TEST_CASE("Lint: a packet length that cuts the headers") {
    Sound parts;
    parts.sessions[0].packet_length = 53;
    CHECK(findings(parts) == "short-packet-length:tms-1");
    parts.sessions[0].packet_length = 54;
    CHECK(findings(parts).empty());
}

TEST_CASE("Lint: two sessions of an interface with the same number") {
    Sound parts;
    parts.filters.push_back(parts.filters[0]);
    parts.filters[1].id = "tmf-2";
    parts.add_session("tms-2", "eni-1", 1, 8, "tmf-2");
    CHECK(findings(parts) == "duplicate-session-number:tms-2,tms-1");
}

TEST_CASE("Lint: more sessions on an interface than AWS allows") {
    Sound parts;
    for (std::uint32_t i = 2; i <= 4; ++i) {
        parts.filters.push_back(parts.filters[0]);
        parts.filters.back().id = "tmf-" + std::to_string(i);
        parts.add_session("tms-" + std::to_string(i), "eni-1", i, 10 + i, parts.filters.back().id);
    }
    CHECK(findings(parts) == "too-many-sessions:tms-1,tms-2,tms-3,tms-4");
}

TEST_CASE("Lint: a session with the filter of a lower one on its interface gets nothing") {
    Sound parts;
    parts.add_session("tms-0", "eni-1", 9, 8);
    CHECK(findings(parts) == "shadowed-session:tms-0,tms-1");
    parts.sessions[1].interface_id = "eni-2";
    parts.add_interface("eni-2", "10.0.0.2");
    CHECK(findings(parts).empty());
}

TEST_CASE("Lint: sessions that VNI and source address cannot tell apart") {
    Sound parts;
    parts.add_interface("eni-2", "10.0.0.1");
    parts.add_session("tms-2", "eni-2", 1, 7);
    CHECK(findings(parts) == "ambiguous-source:tms-1,tms-2");
}

TEST_CASE("Lint: of many sessions the first few are named, the rest is counted") {
    Sound parts;
    for (std::uint32_t i = 2; i <= 9; ++i) {
        parts.add_interface("eni-" + std::to_string(i), "10.0.0.1");
        parts.add_session("tms-" + std::to_string(i), "eni-" + std::to_string(i), 1, 7);
    }
    const Catalogue catalogue(parts);
    const auto found = lint(catalogue);
    REQUIRE(found.size() == 1);
    CHECK(found[0].ids.size() == 9);
    CHECK(found[0].text.find("tms-6 and 3 more") != std::string::npos);
}

TEST_CASE("Lint: up to five others are named, without a count") {
    for (std::uint32_t count = 2; count <= 7; ++count) {
        CAPTURE(count);
        Sound parts;
        std::string named;
        for (std::uint32_t i = 2; i <= count; ++i) {
            const std::string number = std::to_string(i);
            parts.add_interface("eni-" + number, "10.0.0.1");
            parts.add_session("tms-" + number, "eni-" + number, 1, 7);
            if (i <= 6) named += (i > 2 ? ", tms-" : " tms-") + number;
        }
        const auto found = lint(Catalogue(parts));
        REQUIRE(found.size() == 1);
        CHECK(found[0].text.ends_with(named + (count == 7 ? " and 1 more" : "")));
    }
}

TEST_CASE("Lint: what does not shadow a session") {
    Sound parts;
    MirrorSession& second = parts.add_session("tms-2", "eni-1", 1, 8);
    CHECK(findings(parts) == "duplicate-session-number:tms-2,tms-1");  // which of them AWS takes?
    second.number.reset();
    CHECK(findings(parts).empty());
    second.number = 2;
    CHECK(findings(parts) == "shadowed-session:tms-2,tms-1");
    parts.sessions[0].number.reset();
    CHECK(findings(parts).empty());
    parts.sessions[0].number = 1;
    for (MirrorSession& session : parts.sessions) session.filter_id.clear();
    CHECK(findings(parts).empty());
}

TEST_CASE("Lint: sessions without a number are no sessions of the same number") {
    Sound parts;
    parts.add_session("tms-2", "eni-1", 1, 8, "tmf-2");
    parts.filters.push_back(parts.filters[0]);
    parts.filters[1].id = "tmf-2";
    for (MirrorSession& session : parts.sessions) session.number.reset();
    CHECK(findings(parts).empty());
}

TEST_CASE("Lint: three sessions of an interface are as many as AWS allows") {
    Sound parts;
    for (std::uint32_t i = 2; i <= 3; ++i) {
        const std::string number = std::to_string(i);
        parts.filters.push_back(parts.filters[0]);
        parts.filters.back().id = "tmf-" + number;
        parts.add_session("tms-" + number, "eni-1", i, 10 + i, "tmf-" + number);
    }
    CHECK(findings(parts).empty());
}

TEST_CASE("Lint: on an interface of far too many sessions the first six are asked for a shadow") {
    for (std::uint32_t shadow = 5; shadow <= 7; ++shadow) {
        CAPTURE(shadow);
        Sound parts;
        for (std::uint32_t i = 2; i <= 9; ++i) {
            const std::string number = std::to_string(i == 9 ? shadow : i);
            parts.filters.push_back(parts.filters[0]);
            parts.filters.back().id = "tmf-" + number;
            parts.add_session("tms-" + std::to_string(i), "eni-1", i, 10 + i, "tmf-" + number);
        }
        const bool told = findings(parts).find("shadowed-session:tms-9") != std::string::npos;
        CHECK(told == (shadow <= 6));
    }
}

TEST_CASE("Lint: more rules in a filter than AWS allows") {
    for (const std::uint32_t more : {8u, 9u}) {
        CAPTURE(more);
        Sound parts;
        for (std::uint32_t i = 1; i <= more; ++i) {
            parts.add_rule(Direction::Ingress, 100 + i).source =
                IpPrefix{*IpAddress::parse("10." + std::to_string(i) + ".0.0"), 16};
        }
        std::ranges::reverse(parts.filters[0].ingress);  // the rule for everything comes last
        // Ten in both directions together are allowed.
        CHECK(findings(parts) == (more == 8 ? "" : "too-many-rules:tmf-1"));
    }
}

TEST_CASE("Lint: no rule accepts in a direction") {
    Sound parts;
    parts.filters[0].ingress[0].action = RuleAction::Reject;
    CHECK(findings(parts) == "nothing-accepted:tmf-1");
    parts.filters[0].egress.clear();
    CHECK(findings(parts) == "nothing-accepted:tmf-1 nothing-accepted:tmf-1");
}

TEST_CASE("Lint: two rules of a direction with the same number") {
    Sound parts;
    parts.filters[0].ingress[0].protocol = 6;
    parts.add_rule(Direction::Ingress, 100).id = "tmfr-x";
    CHECK(findings(parts) == "duplicate-rule-number:tmfr-x,tmfr-100,tmf-1");
}

TEST_CASE("Lint: rules are named by their direction and number") {
    for (const bool ingress : {true, false}) {
        Sound parts;
        const auto direction = ingress ? Direction::Ingress : Direction::Egress;
        auto& rules = ingress ? parts.filters[0].ingress : parts.filters[0].egress;
        rules[0].protocol = 6;
        parts.add_rule(direction, 100).id = "tmfr-x";
        const auto found = lint(Catalogue(parts));
        REQUIRE(found.size() == 1);
        CHECK(found[0].text == std::string("filter tmf-1: has two rules of the same number: ") +
                                   (ingress ? "ingress" : "egress") + " rule 100");
    }
}

TEST_CASE("Lint: a rule from one family of addresses to the other") {
    Sound parts;
    parts.filters[0].ingress[0].destination = *IpPrefix::parse("::/0");
    CHECK(findings(parts) == "mixed-families:tmfr-100,tmf-1");
}

TEST_CASE("Lint: protocol 0 is not every protocol") {
    Sound parts;
    parts.filters[0].egress[0].protocol = 0;
    CHECK(findings(parts) == "protocol-zero:tmfr-100,tmf-1");
}

TEST_CASE("Lint: a rule that an earlier one covers is never reached") {
    Sound parts;
    FilterRule& rule = parts.add_rule(Direction::Ingress, 200);
    rule.source = *IpPrefix::parse("10.0.0.0/8");
    rule.protocol = 6;
    rule.destination_ports = PortRange{443, 443};
    CHECK(findings(parts) == "unreachable-rule:tmfr-200,tmfr-100,tmf-1");
}

TEST_CASE("Lint: a rule that an earlier one covers in part is reached") {
    const auto with_earlier = [](const auto& narrow) {
        Sound parts;
        parts.add_rule(Direction::Ingress, 200);
        narrow(parts.filters[0].ingress[0]);
        return findings(parts);
    };
    CHECK(with_earlier([](FilterRule& r) { r.protocol = 6; }).empty());
    CHECK(with_earlier([](FilterRule& r) { r.source_ports = PortRange{1, 65535}; }).empty());
    CHECK(with_earlier([](FilterRule& r) { r.source.length = 1; }).empty());
    CHECK(with_earlier([](FilterRule& r) { r.destination.length = 1; }).empty());
    CHECK(with_earlier([](FilterRule&) {}) == "unreachable-rule:tmfr-200,tmfr-100,tmf-1");
}

TEST_CASE("Lint: a thousand rules are compared with each other, more are not") {
    for (const std::uint32_t count : {1000U, 1001U}) {
        CAPTURE(count);
        Sound parts;
        auto& rules = parts.filters[0].ingress;
        rules[0].protocol = 6;
        rules.resize(count, rules[0]);
        for (std::uint32_t i = 0; i < count; ++i) {
            rules[i].number = i + 1;
            const auto port = static_cast<std::uint16_t>(i);
            rules[i].destination_ports = PortRange{port, port};
        }
        rules.back().destination_ports = rules.front().destination_ports;
        CHECK(findings(parts) ==
              (count == 1000 ? "too-many-rules:tmf-1 unreachable-rule:tmfr-100,tmfr-100,tmf-1"
                             : "too-many-rules:tmf-1"));
    }
}

TEST_CASE("Lint: a rule of either direction that accepts is one") {
    for (const bool ingress : {true, false}) {
        for (const bool egress : {true, false}) {
            Sound parts;
            MirrorFilter& filter = parts.filters[0];
            if (!ingress) filter.ingress[0].action = RuleAction::Reject;
            if (!egress) filter.egress.clear();
            CHECK(has_accept_rule(filter) == (ingress || egress));
        }
    }
}

TEST_CASE("Lint: why a session stays silent") {
    Sound parts;
    parts.add_session("tms-2", "eni-1", 2, 8);
    parts.filters.push_back(MirrorFilter{"tmf-2", "", false, {}, {}});
    parts.filters.push_back(MirrorFilter{"tmf-3", "", true, {}, {}});
    parts.add_session("tms-3", "eni-1", 3, 9, "tmf-2");
    parts.add_session("tms-4", "eni-2", 1, 9, "tmf-3");
    const Catalogue catalogue(parts);
    const auto silent = silent_sessions(catalogue);
    CHECK(silent.size() == 3);
    CHECK(silent.at(&catalogue.sessions()[1]).find("tms-1") != std::string::npos);
    CHECK(silent.at(&catalogue.sessions()[2]).find("tmf-2") != std::string::npos);
    CHECK(silent.at(&catalogue.sessions()[3]) ==
          "its filter tmf-3 has no accept rule, only amazon-dns");
}

TEST_CASE("Lint: a session may be silent because its source is gone, if nothing else explains it") {
    Sound parts;
    parts.add_session("tms-2", "eni-9", 1, 8);
    parts.add_session("tms-3", "eni-9", 2, 9);
    parts.filters.push_back(MirrorFilter{"tmf-2", "", false, {}, {}});
    parts.add_session("tms-4", "eni-8", 1, 9, "tmf-2");
    const Catalogue catalogue(parts);
    const auto silent = silent_sessions(catalogue);
    CHECK(silent.size() == 3);
    CHECK(silent.at(&catalogue.sessions()[1]) ==
          "its source eni-9 is not in the catalogue: deleted, or of another account");
    CHECK(silent.at(&catalogue.sessions()[2]).find("tms-2") != std::string::npos);
    CHECK(silent.at(&catalogue.sessions()[3]).find("tmf-2") != std::string::npos);
}

TEST_CASE("Lint: without any interfaces, or an id, no source is called gone") {
    Sound parts;
    parts.sessions[0].interface_id.clear();
    CHECK(silent_sessions(Catalogue(parts)).empty());
    parts.sessions[0].interface_id = "eni-9";
    parts.interfaces.clear();
    CHECK(silent_sessions(Catalogue(parts)).empty());
}
