// SPDX-License-Identifier: GPL-2.0-or-later
#include <string>
#include <utility>

#include "catch.h"
#include "delivery/check.h"
#include "statistics/delivery_reports.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

const Bytes kOut = tcp_frame("10.0.1.10", "8.8.8.8", Bytes(46));  // 100 bytes

// Two sources on instances that cannot be mirrored, and a target in another zone.
Parts two_of_t2() {
    Parts parts;
    parts.add("web", "10.0.1.10", 7);
    parts.add("db", "10.0.2.20", 8);
    parts.add_interface("monitor", "10.0.3.30").availability_zone = "eu-west-1b";
    parts.targets.push_back({"tmt-1", "network-interface", "eni-monitor", "", ""});
    for (std::size_t i : {0u, 1u}) {
        parts.sessions[i].target_id = "tmt-1";
        parts.sessions[i].number = 1;
        parts.interfaces[i].instance_id = "i-" + parts.sessions[i].name;
        parts.interfaces[i].availability_zone = "eu-west-1a";
        parts.network.instances.push_back({parts.interfaces[i].instance_id, "t2.micro", "running"});
    }
    return parts;
}

std::string accused(Report& report) {
    std::string lines;
    const Table& table = table_of(report, "delivery");
    const std::string all = shown(table, {"session", "condition", "state"});
    for (std::size_t at = 0; at < all.size();) {
        const std::size_t end = all.find('\n', at) + 1;
        const std::string line = all.substr(at, end - at);
        if (line.find("|holds") == line.npos && line.find("not checked") == line.npos)
            lines += line;
        at = end;
    }
    return lines;
}

}  // namespace

TEST_CASE(
    "Delivery report: a session that delivers is not accused, what the files say is outdated") {
    Mirror mirror(two_of_t2());
    const ReportPtr report = make_delivery_report(mirror.status());
    CHECK(accused(*report) ==
          "web|instance-type|does not hold\n"
          "db|instance-type|does not hold\n");
    mirror.give(*report, 7, "10.0.1.10", kOut);
    CHECK(accused(*report) ==
          "web|instance-type|outdated\n"
          "db|instance-type|does not hold\n");
}

TEST_CASE("Delivery report: what no file tells of any session is told once") {
    Mirror mirror(two_of_t2());
    const ReportPtr report = make_delivery_report(mirror.status());
    const std::string rows =
        shown(table_of(*report, "delivery"), {"session", "condition", "advice"});
    CHECK(rows.find("every session|source-traffic") ==
          std::string::npos);  // its groups are unknown
    Parts parts = two_of_t2();
    for (NetworkInterface& interface : parts.interfaces) interface.groups = {"sg-1"};
    Mirror with_groups(parts);
    const ReportPtr told = make_delivery_report(with_groups.status());
    const std::string once = shown(table_of(*told, "delivery"), {"session", "condition", "advice"});
    CHECK(once.find("every session|security-group|aws ec2 describe-security-groups\n") !=
          std::string::npos);
    CHECK(once.find("web|security-group") == std::string::npos);
}

TEST_CASE("Delivery report: what no file tells is told once, of however many sessions") {
    Parts parts;
    for (std::uint32_t vni = 1; vni <= 3; ++vni) {
        parts.add("s" + std::to_string(vni), "10.0.1." + std::to_string(vni), vni);
        parts.interfaces.back().instance_id = "i-" + std::to_string(vni);
    }
    Mirror mirror(parts);
    const ReportPtr report = make_delivery_report(mirror.status());
    const std::string rows = shown(table_of(*report, "delivery"), {"session", "condition"});
    const std::string row = "every session|instance-type\n";
    REQUIRE(rows.find(row) != rows.npos);
    CHECK(rows.find(row) == rows.rfind(row));
}

TEST_CASE("Delivery report: packets of no session, or of one that is not accused, accuse nobody") {
    Parts parts = two_of_t2();
    parts.network.instances[0].type = "m5.large";
    Mirror mirror(parts);
    const ReportPtr report = make_delivery_report(mirror.status());
    report->tables().front()->take_changed();
    mirror.give(*report, 7, "10.0.1.10", kOut);
    mirror.give(*report, 99, "10.0.9.9", kOut);
    CHECK(accused(*report) == "db|instance-type|does not hold\n");
    CHECK(report->tables().front()->take_changed().empty());
}

TEST_CASE("Delivery report: beyond as many sessions as an account may have it says so") {
    for (const std::size_t more : {0U, 2U}) {
        CAPTURE(more);
        CatalogueParts parts;
        parts.sessions.resize(delivery::kMostSessions + more);
        for (std::size_t i = 0; i < parts.sessions.size(); ++i) {
            parts.sessions[i].id = "tms-" + std::to_string(i);
            parts.sessions[i].interface_id = "eni-" + std::to_string(i);
            parts.sessions[i].filter_id = "tmf-1";
            parts.sessions[i].target_id = "tmt-1";
        }
        const Mirror mirror(std::move(parts));
        const std::string why =
            "of 10002 sessions the first 10000 are, as many as an account may have; report the "
            "accounts one by one";
        const ReportPtr report = make_delivery_report(mirror.status());
        const Table& table = table_of(*report, "delivery");
        const std::string rows = shown(table, {"session", "condition", "state", "says"});
        const std::string rest = "2 more sessions|quotas|not checked|not judged: " + why + '\n';
        CHECK(rows.ends_with(rest) == (more != 0));
        CHECK((rows.find("not judged") != rows.npos) == (more != 0));
        const ReportPtr catalogue = make_catalogue_report(mirror.status());
        const std::string lint = shown(table_of(*catalogue, "catalogue_lint"), {"kind", "says"});
        const std::string told =
            "delivery-not-judged|what keeps sessions silent is not judged: " + why + '\n';
        CHECK((lint.find(told) != lint.npos) == (more != 0));
        CHECK((lint.find("not-judged") != lint.npos) == (more != 0));
    }
}

TEST_CASE(
    "Delivery report: the first condition that does not hold is the reason of a silent session") {
    Mirror mirror(two_of_t2());
    const ReportPtr report = make_session_report(mirror.status());
    CHECK(shown(table_of(*report, "silent_sessions"), {"session.id", "reason"}) ==
          "tms-web|instance i-web is a t2.micro, a type that cannot be mirrored\n"
          "tms-db|instance i-db is a t2.micro, a type that cannot be mirrored\n");
}

TEST_CASE("Delivery report: lint tells it until the session delivers") {
    Mirror mirror(two_of_t2());
    const ReportPtr report = make_catalogue_report(mirror.status());
    const auto kinds = [&report] {
        return shown(table_of(*report, "catalogue_lint"), {"kind", "ids"});
    };
    CHECK(kinds() ==
          "delivery-instance-type|tms-web\n"
          "delivery-instance-type|tms-db\n");
    mirror.give(*report, 8, "10.0.2.20", tcp_frame("10.0.2.20", "8.8.8.8", Bytes(46)));
    CHECK(kinds() == "delivery-instance-type|tms-web\n");
}

TEST_CASE(
    "Zone report: bytes with their encapsulation, over IPv4 and IPv6, and whether they cross "
    "zones") {
    Parts parts = two_of_t2();
    parts.interfaces[0].addresses.push_back(address("2001:db8::10"));
    parts.interfaces[1].availability_zone = "eu-west-1b";
    Mirror mirror(parts);
    const ReportPtr report = make_zone_report(mirror.status());
    mirror.give(*report, 7, "10.0.1.10", kOut);
    mirror.give(*report, 7, "2001:db8::10", kOut, {.cut_to = 60});
    mirror.give(*report, 8, "10.0.2.20", kOut);
    mirror.give(*report, 99, "10.0.9.9", kOut);
    CHECK(shown(table_of(*report, "zones"), {"session", "source_zone", "target_zone", "crosses",
                                             "packets", "mirrored_bytes", "wire_bytes"}) ==
          "web|eu-west-1a|eu-west-1b|yes|2|160|280\n"
          "db|eu-west-1b|eu-west-1b|no|1|100|150\n"
          "VNI 99 from 10.0.9.9 (unknown)|-|-|unknown|1|100|150\n");
}

TEST_CASE(
    "Zone report: a load balancer with a node in the source's zone and one elsewhere is unknown") {
    Parts parts = two_of_t2();
    const std::string arn = "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/net/lb/1";
    parts.targets[0] = {"tmt-1", "network-load-balancer", arn, "", ""};
    LoadBalancer balancer;
    balancer.arn = arn;
    balancer.zones = {"eu-west-1b", "eu-west-1c"};
    parts.network.load_balancers.push_back(balancer);
    parts.interfaces[1].availability_zone = "eu-west-1b";
    Mirror mirror(parts);
    const ReportPtr report = make_zone_report(mirror.status());
    mirror.give(*report, 7, "10.0.1.10", kOut);
    mirror.give(*report, 8, "10.0.2.20", kOut);
    CHECK(shown(table_of(*report, "zones"), {"session", "target_zone", "crosses"}) ==
          "web|eu-west-1b,eu-west-1c|yes\n"
          "db|eu-west-1b,eu-west-1c|unknown\n");
}

TEST_CASE("Zone report: where no file tells both zones it is unknown") {
    Parts parts = two_of_t2();
    parts.interfaces[1].availability_zone.clear();
    parts.add_interface("nowhere", "10.0.4.40");
    parts.targets.push_back({"tmt-2", "network-interface", "eni-nowhere", "", ""});
    parts.sessions[0].target_id = "tmt-2";
    Mirror mirror(parts);
    const ReportPtr report = make_zone_report(mirror.status());
    mirror.give(*report, 7, "10.0.1.10", kOut);
    mirror.give(*report, 8, "10.0.2.20", kOut);
    CHECK(shown(table_of(*report, "zones"), {"session", "source_zone", "target_zone", "crosses"}) ==
          "web|eu-west-1a|-|unknown\n"
          "db|-|eu-west-1b|unknown\n");
}

TEST_CASE("Zone report: of a load balancer its subnets tell the zones as well, each one once") {
    Parts parts = two_of_t2();
    const std::string arn = "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/net/lb/1";
    parts.targets[0] = {"tmt-1", "network-load-balancer", arn, "", ""};
    for (const char* zone : {"eu-west-1b", "", "eu-west-1a"}) {
        Subnet subnet;
        subnet.id = "subnet-" + std::to_string(parts.network.subnets.size());
        subnet.availability_zone = zone;
        parts.network.subnets.push_back(subnet);
    }
    LoadBalancer balancer;
    balancer.arn = arn;
    balancer.subnets = {"subnet-0", "subnet-1", "subnet-gone"};
    for (const bool named : {false, true}) {
        if (named) balancer.zones = {"eu-west-1b"};
        parts.network.load_balancers = {balancer};
        Mirror mirror(parts);
        const ReportPtr report = make_zone_report(mirror.status());
        mirror.give(*report, 7, "10.0.1.10", kOut);
        CHECK(shown(table_of(*report, "zones"), {"target_zone", "crosses"}) == "eu-west-1b|yes\n");
    }
}

TEST_CASE("Delivery report: what is certain of a silent session goes before what may be a gap") {
    const auto reason = [](const Parts& parts) {
        Mirror mirror(parts);
        const ReportPtr report = make_session_report(mirror.status());
        const std::string rows = shown(table_of(*report, "silent_sessions"), {"reason"});
        return rows.substr(0, rows.find('\n'));
    };
    Parts rejected = two_of_t2();
    rejected.network.instances[0].type = "m5.large";
    MirrorFilter& filter = rejected.filters[0];
    for (auto* rules : {&filter.ingress, &filter.egress}) {
        rules->insert(rules->begin(), rules->front());
        rules->front().id += "-first";
        rules->front().number = 10;
        rules->front().action = RuleAction::Reject;
    }
    CHECK(reason(rejected).find("never reached") != std::string::npos);

    Parts closed = two_of_t2();
    closed.filters[0].ingress.clear();
    closed.filters[0].egress.clear();
    CHECK(reason(closed) == "its filter tmf-1 has no accept rule");
    closed.sessions[0].interface_id = "eni-gone";
    CHECK(reason(closed) == "its filter tmf-1 has no accept rule");

    Parts gone = two_of_t2();
    gone.sessions[0].interface_id = "eni-gone";
    CHECK(reason(gone) ==
          "its source eni-gone is not in the catalogue: deleted, or of another account");
    gone.interfaces[2].status = "available";
    CHECK(reason(gone) == "target eni-monitor is attached to nothing (status available)");
}
