// SPDX-License-Identifier: GPL-2.0-or-later
#include "catch.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

const Bytes kLong = tcp_frame("10.0.1.10", "8.8.8.8", Bytes(1946));  // 2000 bytes

std::string rows(Report& report) {
    return shown(table_of(report, "truncation"),
                 {"session", "cut.by", "cut.to", "packets", "missing_bytes", "sliced_packets"});
}

}  // namespace

TEST_CASE("Truncation report: by cause and by the length that was left") {
    Parts parts;
    parts.add("web", "10.0.1.10", 7).packet_length = 128;
    parts.add("db", "10.0.2.20", 8);
    Mirror mirror(parts);
    const ReportPtr report = make_truncation_report(mirror.status());
    mirror.give(*report, 7, "10.0.1.10", kLong, {.cut_to = 128});
    mirror.give(*report, 7, "10.0.1.10", kLong, {.cut_to = 128});
    mirror.give(*report, 7, "10.0.1.10", kLong, {.cut_to = 100});
    mirror.give(*report, 7, "10.0.1.10", kLong, {.cut_to = 99});
    mirror.give(*report, 7, "10.0.1.10", tcp_frame("10.0.1.10", "8.8.8.8", {}));
    mirror.give(*report, 8, "10.0.2.20", kLong, {.cut_to = 1464});
    mirror.give(*report, 8, "10.0.2.20", ethernet(0x0806, Bytes(28)));
    CHECK(rows(*report) ==
          "web|packet length|128|2|3744|0\n"
          "web|unknown|100|1|1900|0\n"
          "web|unknown|99|1|1901|0\n"
          "web|nothing|-|1|0|0\n"
          "db|target MTU|1464|1|536|0\n"
          "db|length unknown|-|1|0|0\n");
}

TEST_CASE("Truncation report: what the capture itself cut is told apart") {
    Mirror mirror;
    const ReportPtr report = make_truncation_report(mirror.status());
    mirror.give(*report, 7, "10.0.1.10", kLong, {.cut_to = 128, .sliced_to = 96});
    mirror.give(*report, 7, "10.0.1.10", kLong, {.sliced_to = 96});
    mirror.give(*report, 7, "10.0.1.10", kLong);
    // ... after which it did not cut this one.
    mirror.give(*report, 7, "10.0.1.10", kLong, {.cut_to = 128});
    CHECK(rows(*report) ==
          "VNI 7 from 10.0.1.10|unknown|128|1|1872|1\n"
          "VNI 7 from 10.0.1.10|nothing|-|2|0|1\n"
          "VNI 7 from 10.0.1.10|length unknown|-|1|0|0\n");
}

TEST_CASE("Truncation report: a length that is not believed is not known") {
    Mirror mirror;
    const ReportPtr report = make_truncation_report(mirror.status());
    const Bytes liar = ethernet(
        0x0800, ipv4("10.0.1.10", "8.8.8.8", 6, tcp(1, 2, Bytes(50)), {.total_length = 65535}));
    mirror.give(*report, 7, "10.0.1.10", liar);
    CHECK(rows(*report) == "VNI 7 from 10.0.1.10|length unknown|-|1|0|0\n");
}

TEST_CASE("Truncation report: padding is mirrored and not missing") {
    Mirror mirror;
    const ReportPtr report = make_truncation_report(mirror.status());
    mirror.give(*report, 7, "10.0.1.10", tcp_frame("10.0.1.10", "8.8.8.8", {}) + Bytes(6, 0));
    CHECK(shown(table_of(*report, "truncation"),
                {"cut.by", "packets", "original_bytes", "mirrored_bytes"}) == "nothing|1|60|60\n");
}

TEST_CASE("Truncation report: beyond so many rows the lengths that are left are not told apart") {
    constexpr std::uint32_t kRowsOfLengths = 1U << 17;
    Mirror mirror;
    const ReportPtr report = make_truncation_report(mirror.status());
    Packet packet = mirror.take(7, "10.0.1.10", kLong);
    packet.report.truncation.original = 2 * kRowsOfLengths;
    const auto cut_to = [&](std::uint32_t length) {
        packet.report.truncation.mirrored = packet.report.truncation.captured = length;
        report->add(packet.mirrored());
    };
    for (std::uint32_t length = 1; length <= kRowsOfLengths; ++length) cut_to(length);
    const Table& table = table_of(*report, "truncation");
    const std::size_t column = column_of(table, "cut.to");
    REQUIRE(table.size() == kRowsOfLengths);
    CHECK(table.cells(kRowsOfLengths - 1)[column] == Cell{std::int64_t{kRowsOfLengths}});
    cut_to(kRowsOfLengths + 1);
    cut_to(kRowsOfLengths + 2);
    REQUIRE(table.size() == kRowsOfLengths + 1);
    CHECK(table.cells(kRowsOfLengths)[column] == Cell{});
    CHECK(table.number(kRowsOfLengths, column_of(table, "packets")) == 2);
}
