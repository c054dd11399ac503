// SPDX-License-Identifier: GPL-2.0-or-later
#include "catch.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

const Bytes kOut = tcp_frame("10.0.1.10", "8.8.8.8", Bytes(46));  // 100 bytes
const Bytes kIn = tcp_frame("8.8.8.8", "10.0.1.10", Bytes(46));

Parts web() {
    Parts parts;
    parts.add("web", "10.0.1.10", 7);
    return parts;
}

std::string silent(Report& report) {
    return shown(table_of(report, "silent_sessions"), {"session.id", "reason"});
}

}  // namespace

TEST_CASE("Session report: a row for each session and direction") {
    Mirror mirror(web());
    const ReportPtr report = make_session_report(mirror.status());
    mirror.give(*report, 7, "10.0.1.10", kOut);
    mirror.give(*report, 7, "10.0.1.10", kIn);
    mirror.give(*report, 7, "10.0.1.10", kOut);
    mirror.give(*report, 7, "10.0.1.10", ethernet(0x0806, Bytes(28)));
    mirror.give(*report, 99, "10.0.1.99", kOut);
    CHECK(
        shown(table_of(*report, "sessions"), {"session", "session.vni", "direction", "packets"}) ==
        "web|7|egress|2\n"
        "web|7|ingress|1\n"
        "web|7|unknown|1\n"
        "VNI 99 from 10.0.1.99 (unknown)|99|unknown|1\n");
}

TEST_CASE("Session report: what was cut, and what does not tell") {
    Mirror mirror(web());
    const ReportPtr report = make_session_report(mirror.status());
    mirror.give(*report, 7, "10.0.1.10", kOut, {.cut_to = 60});
    mirror.give(*report, 7, "10.0.1.10", kOut, {.cut_to = 70, .sliced_to = 50});
    mirror.give(*report, 7, "10.0.1.10", kOut, {.sliced_to = 50});
    mirror.give(*report, 7, "10.0.1.10", kOut, {.cut_to = 15});
    CHECK(shown(table_of(*report, "sessions"),
                {"direction", "packets", "original_bytes", "mirrored_bytes", "truncated_packets",
                 "missing_bytes", "unknown_length_packets"}) ==
          "egress|3|300|230|2|70|0\n"
          "unknown|1|15|15|0|0|1\n");
}

TEST_CASE("Session report: when the first and the last packet were, and how fast they came") {
    Mirror mirror(web());
    const ReportPtr report = make_session_report(mirror.status());
    const auto times = [&report] {
        report->refresh();
        return shown(table_of(*report, "sessions"), {"first", "last", "rate"});
    };
    mirror.give(*report, 7, "10.0.1.10", kOut, {.time = 2'000'000'000});
    CHECK(times() == "2000000000|2000000000|-\n");
    mirror.give(*report, 7, "10.0.1.10", kOut, {.time = 2'000'000'000});
    CHECK(times() == "2000000000|2000000000|-\n");
    mirror.give(*report, 7, "10.0.1.10", kOut, {.time = 1'000'000'000});  // the clock ran back
    CHECK(times() == "1000000000|2000000000|2400\n");
}

TEST_CASE("Session report: a rate needs two times, however close, and changes when it does") {
    Mirror mirror(web());
    const ReportPtr report = make_session_report(mirror.status());
    Table& table = *report->tables().front();
    mirror.give(*report, 7, "10.0.1.10", kOut, {.time = 1000});
    report->refresh();
    table.take_changed();
    report->refresh();
    CHECK(table.take_changed().empty());
    mirror.give(*report, 7, "10.0.1.10", kOut, {.time = 1001});
    report->refresh();
    CHECK(shown(table, {"rate"}) == "1600000000000\n");  // 200 bytes in a nanosecond
    table.take_changed();
    report->refresh();
    CHECK(table.take_changed().empty());
}

TEST_CASE("Session report: less than a bit in a second is a rate as well") {
    Mirror mirror(web());
    const ReportPtr report = make_session_report(mirror.status());
    constexpr std::int64_t kHour = 3'600'000'000'000;
    mirror.give(*report, 7, "10.0.1.10", kOut, {.time = 0});
    mirror.give(*report, 7, "10.0.1.10", kOut, {.time = kHour});
    report->refresh();
    CHECK(shown(table_of(*report, "sessions"), {"rate"}) == "0\n");
}

TEST_CASE("Session report: of nothing at one time there is no rate") {
    Mirror mirror(web());
    const ReportPtr report = make_session_report(mirror.status());
    Packet packet = mirror.take(7, "10.0.1.10", kOut);
    packet.report.truncation.mirrored = packet.report.truncation.captured = 0;
    report->add(packet.mirrored());
    report->refresh();
    CHECK(shown(table_of(*report, "sessions"), {"mirrored_bytes", "rate"}) == "0|-\n");
}

TEST_CASE("Session report: times that no clock shows make no rate, and no harm") {
    Mirror mirror(web());
    const ReportPtr report = make_session_report(mirror.status());
    Packet packet = mirror.take(7, "10.0.1.10", kOut);
    packet.report.truncation.mirrored = UINT32_MAX;
    packet.report.time = Timestamp{};
    report->add(packet.mirrored());
    packet.report.time = Timestamp{Nanoseconds{1}};  // 8 GiB in a nanosecond
    report->add(packet.mirrored());
    report->refresh();
    CHECK(shown(table_of(*report, "sessions"), {"rate"}) == "-\n");
    packet.report.time = Timestamp::min();
    report->add(packet.mirrored());
    packet.report.time = Timestamp::max();
    report->add(packet.mirrored());
    report->refresh();
    CHECK(shown(table_of(*report, "sessions"), {"rate"}) == "7\n");
}

TEST_CASE("Session report: second copies count where they came") {
    Parts parts = web();
    parts.add("db", "10.0.2.20", 8);
    Mirror mirror(parts);
    const ReportPtr report = make_session_report(mirror.status());
    const Bytes frame = tcp_frame("10.0.1.10", "10.0.2.20", Bytes(40));
    mirror.give(*report, 7, "10.0.1.10", frame);
    mirror.give(*report, 8, "10.0.2.20", frame);
    CHECK(shown(table_of(*report, "sessions"), {"session", "direction", "packets", "duplicates"}) ==
          "web|egress|1|0\n"
          "db|ingress|1|1\n");
}

TEST_CASE("Session report: counters pass 4 GiB") {
    Mirror mirror(web());
    const ReportPtr report = make_session_report(mirror.status());
    Packet packet = mirror.take(7, "10.0.1.10", kOut);
    packet.report.truncation = {.mirrored = 0x40000000, .captured = 100, .original = 0xC0000000};
    for (int i = 0; i < 8; ++i) report->add(packet.mirrored());
    CHECK(shown(table_of(*report, "sessions"),
                {"original_bytes", "mirrored_bytes", "missing_bytes"}) ==
          "25769803776|8589934592|17179869184\n");
}

TEST_CASE("Session report: sessions are silent until they speak, in either direction") {
    Parts parts = web();
    parts.add("db", "10.0.2.20", 8);
    Mirror mirror(parts);
    const ReportPtr report = make_session_report(mirror.status());
    CHECK(silent(*report) ==
          "tms-web|the catalogue shows none: look at the report delivery, "
          "and whether the source sends at all\n"
          "tms-db|the catalogue shows none: look at the report delivery, "
          "and whether the source sends at all\n");
    mirror.give(*report, 99, "10.0.1.99", kOut);
    CHECK(table_of(*report, "silent_sessions").size() == 2);
    report->tables()[1]->take_changed();
    mirror.give(*report, 7, "10.0.1.10", kIn);
    CHECK(silent(*report) ==
          "tms-db|the catalogue shows none: look at the report delivery, "
          "and whether the source sends at all\n");
    CHECK(report->tables()[1]->take_changed() == std::vector<Table::Row>{0});
    mirror.give(*report, 7, "10.0.1.10", kOut);
    CHECK(report->tables()[1]->take_changed().empty());
}

TEST_CASE("Session report: a silent session has the reason that the catalogue shows") {
    Parts parts = web();
    parts.add("db", "10.0.2.20", 8).filter_id = "tmf-2";
    parts.filters.push_back(MirrorFilter{"tmf-2", "", false, {}, {}});
    parts.add("gone", "10.0.3.30", 9);
    parts.interfaces.pop_back();
    Mirror mirror(parts);
    const ReportPtr report = make_session_report(mirror.status());
    CHECK(silent(*report) ==
          "tms-web|the catalogue shows none: look at the report delivery, "
          "and whether the source sends at all\n"
          "tms-db|its filter tmf-2 has no accept rule\n"
          "tms-gone|its source eni-gone is not in the catalogue: deleted, or of another account\n");
    mirror.give(*report, 8, "10.0.2.20", kOut);  // the catalogue is stale
    CHECK_FALSE(silent(*report).find("tms-db") != std::string::npos);
}

TEST_CASE("Session report: a candidate of an ambiguous packet is not said to be silent") {
    Parts parts = web();
    parts.add("left", "10.0.2.20", 8);
    parts.add("right", "10.0.2.20", 8);
    parts.interfaces.pop_back();
    parts.interfaces.pop_back();
    Mirror mirror(parts);
    const ReportPtr report = make_session_report(mirror.status());
    mirror.give(*report, 8, "10.0.2.20", kOut);
    CHECK(silent(*report) ==
          "tms-web|the catalogue shows none: look at the report delivery, "
          "and whether the source sends at all\n"
          "tms-left|packets that may be its own are ambiguous\n"
          "tms-right|packets that may be its own are ambiguous\n");
}

TEST_CASE("Session report: every packet's candidates count, not only the first's") {
    Parts parts;
    const std::pair<const char*, const char*> macs[] = {{"left", "02:00:00:00:00:01"},
                                                        {"middle", "02:00:00:00:00:02"},
                                                        {"right", "02:00:00:00:00:03"}};
    for (const auto& [name, mac] : macs) {
        parts.add(name, "10.0.2.20", 8);
        NetworkInterface& interface = parts.interfaces.back();
        interface.mac = MacAddress::parse(mac);
        interface.primary_address = {};
        interface.addresses.clear();
    }
    Mirror mirror(parts);
    const ReportPtr report = make_session_report(mirror.status());
    const auto between = [](std::string_view from, std::string_view to) {
        return ethernet(0x0800, ipv4("10.0.2.20", "10.0.3.3", 6, transport(1, 2)), to, from);
    };
    mirror.give(*report, 8, "10.0.2.20", between(macs[0].second, macs[1].second));
    CHECK(silent(*report).find("tms-right|the catalogue shows none: look at the report delivery, "
                               "and whether the source sends at all\n") != std::string::npos);
    mirror.give(*report, 8, "10.0.2.20", between(macs[1].second, macs[2].second));
    CHECK(silent(*report) ==
          "tms-left|packets that may be its own are ambiguous\n"
          "tms-middle|packets that may be its own are ambiguous\n"
          "tms-right|packets that may be its own are ambiguous\n");
}

TEST_CASE("Session report: no rate is greater than a gigabit in a nanosecond") {
    // Of two packets in a nanosecond, so many bytes.
    const auto rate_of = [](std::uint32_t bytes) {
        Mirror mirror(web());
        const ReportPtr report = make_session_report(mirror.status());
        Packet packet = mirror.take(7, "10.0.1.10", kOut);
        for (const std::int64_t time : {1, 2}) {
            packet.report.time = Timestamp{Nanoseconds{time}};
            packet.report.truncation.mirrored = time == 1 ? bytes : 0;
            report->add(packet.mirrored());
        }
        report->refresh();
        return shown(table_of(*report, "sessions"), {"rate"});
    };
    CHECK(rate_of(125'000'000) == "1000000000000000000\n");
    CHECK(rate_of(125'000'001) == "-\n");
}

TEST_CASE("Session report: ambiguous packets say nothing new of who spoke, nor anything twice") {
    Parts parts;
    for (const std::string last : {"1", "2"}) {
        parts.add("s" + last, "10.0.2.20", 8);
        NetworkInterface& interface = parts.interfaces.back();
        interface.mac = MacAddress::parse("02:00:00:00:00:0" + last);
        interface.primary_address = {};
        interface.addresses.clear();
    }
    Mirror mirror(parts);
    const ReportPtr report = make_session_report(mirror.status());
    Table& table = *report->tables()[1];
    const auto give = [&](std::string_view to) {
        mirror.give(*report, 8, "10.0.2.20",
                    ethernet(0x0800, ipv4("10.0.2.20", "10.0.3.3", 6, transport(1, 2)), to,
                             "02:00:00:00:00:01"));
        return table.take_changed();
    };
    table.take_changed();
    CHECK(give("02:00:00:00:00:09") == std::vector<Table::Row>{0});  // the first one's own
    CHECK(give("02:00:00:00:00:02") == std::vector<Table::Row>{1});  // either's
    CHECK(give("02:00:00:00:00:02").empty());
    CHECK(silent(*report) == "tms-s2|packets that may be its own are ambiguous\n");
}

TEST_CASE("Session report: without a catalogue nobody is silent") {
    Mirror mirror;
    const ReportPtr report = make_session_report(mirror.status());
    mirror.give(*report, 7, "10.0.1.10", kOut);
    CHECK(silent(*report).empty());
    CHECK(shown(table_of(*report, "sessions"), {"session", "direction"}) ==
          "VNI 7 from 10.0.1.10|egress\n");
}
