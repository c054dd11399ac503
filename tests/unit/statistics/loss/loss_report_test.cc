// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/loss/loss_report.h"

#include <algorithm>
#include <map>

#include "analysis/analyse.h"
#include "catch.h"
#include "testing/tcp_frame.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

// Mirrors frames and reports what was lost of them.
struct LossyMirror {
    Catalogue catalogue{CatalogueParts{}};
    CaptureState state;
    LossReport report;
    std::string source = "10.0.1.10";
    std::uint8_t vni = 7;
    std::size_t packet_length = SIZE_MAX;

    void add(const Bytes& frame) {
        const auto size = std::min(frame.size(), packet_length);
        Bytes bytes = Bytes{8, 0, 0, 0, 0, 0, vni, 0} + frame;
        bytes.resize(size + 8);
        Datagram datagram;
        datagram.bytes = view(bytes);
        datagram.length = static_cast<std::uint32_t>(bytes.size());
        datagram.source = *IpAddress::parse(source);
        const auto packet = analyse(datagram, catalogue, {}, state);
        REQUIRE(packet);
        report.add({*packet});
    }

    Table& table() { return *report.tables().at(0); }

    std::int64_t number(Table::Row row, const std::string& name) {
        return std::get<std::int64_t>(cell(row, name));
    }
    const Cell& cell(Table::Row row, const std::string& name) {
        const auto& columns = table().layout().columns;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (columns[i].name == name) return table().cells(row)[i];
        }
        FAIL("no column " << name);
        std::abort();
    }

    // 1000 bytes in five segments, the `missing` ones not delivered, all acknowledged.
    void transfer(std::initializer_list<int> missing, bool ipv6 = false) {
        add(tcp_frame({.sequence = 4999, .flags = kSyn, .ingress = true, .ipv6 = ipv6}));
        add(tcp_frame(
            {.sequence = 99, .acknowledgment = 5000, .flags = kSyn | kAck, .ipv6 = ipv6}));
        for (int i = 0; i < 5; ++i) {
            if (std::find(missing.begin(), missing.end(), i) != missing.end()) continue;
            add(tcp_frame({.sequence = static_cast<std::uint32_t>(100 + 200 * i),
                           .acknowledgment = 5000,
                           .payload = 200,
                           .ipv6 = ipv6}));
        }
        add(tcp_frame({.sequence = 5000, .acknowledgment = 1100, .ingress = true, .ipv6 = ipv6}));
    }
};

}  // namespace

TEST_CASE("Loss report: a row for each session and direction, of the data's sender") {
    LossyMirror mirror;
    mirror.transfer({1, 2});
    REQUIRE(mirror.table().size() == 2);
    CHECK(std::get<std::string>(mirror.cell(0, "direction")) == "ingress");
    CHECK(mirror.number(0, "measured_packets") == 2);
    CHECK(mirror.number(0, "lost_bytes") == 0);
    CHECK(std::get<std::string>(mirror.cell(1, "direction")) == "egress");
    CHECK(mirror.number(1, "session.vni") == 7);
    CHECK(mirror.number(1, "measured_packets") == 4);
    CHECK(mirror.number(1, "unmeasured_packets") == 0);
    CHECK(mirror.number(1, "delivered_bytes") == 600);
    CHECK(mirror.number(1, "acknowledged_bytes") == 1000);
    CHECK(mirror.number(1, "lost_bytes") == 400);
    CHECK(std::get<double>(mirror.cell(1, "lost_percent")) == 40);
    CHECK(mirror.cell(0, "lost_percent") == Cell{});
}

TEST_CASE("Loss report: right while packets are coming, with each change told") {
    LossyMirror mirror;
    mirror.transfer({1});
    CHECK(mirror.number(1, "lost_bytes") == 200);
    mirror.table().take_changed();
    mirror.add(tcp_frame({.sequence = 300, .acknowledgment = 5000, .payload = 200}));  // late
    CHECK(mirror.number(1, "lost_bytes") == 0);
    CHECK(mirror.number(1, "delivered_bytes") == 1000);
    CHECK(std::get<double>(mirror.cell(1, "lost_percent")) == 0);
    CHECK(mirror.table().take_changed() == std::vector<Table::Row>{1});
}

TEST_CASE("Loss report: the share is of what was acknowledged, and none of nothing") {
    LossyMirror mirror;
    const auto sends = [&](std::uint32_t sequence, std::size_t length) {
        mirror.add(tcp_frame({.sequence = sequence, .acknowledgment = 5000, .payload = length}));
    };
    const auto acknowledges = [&](std::uint32_t number) {
        mirror.add(tcp_frame({.sequence = 5000, .acknowledgment = number, .ingress = true}));
    };
    mirror.add(tcp_frame({.sequence = 99, .acknowledgment = 5000, .flags = kSyn | kAck}));
    sends(100, 1);
    CHECK(mirror.number(0, "delivered_bytes") == 1);
    CHECK(mirror.cell(0, "lost_percent") == Cell{});
    acknowledges(101);
    CHECK(mirror.cell(0, "lost_percent") == Cell{0.0});
    sends(102, 2);
    acknowledges(104);
    CHECK(mirror.cell(0, "lost_percent") == Cell{25.0});
    sends(104, 1);
    acknowledges(105);
    CHECK(mirror.cell(0, "lost_percent") == Cell{20.0});
    sends(105, 5);
    acknowledges(110);
    CHECK(mirror.cell(0, "lost_percent") == Cell{10.0});
    sends(101, 1);  // late
    CHECK(mirror.cell(0, "lost_percent") == Cell{0.0});
}

TEST_CASE("Loss report: a packet that was cut before its ports is of no connection") {
    LossyMirror mirror;
    const auto without_ports = [](Bytes frame) {
        std::fill_n(frame.begin() + 14 + 20, 4, std::uint8_t{0});
        return frame;
    };
    const auto sends = [&](std::uint32_t sequence) {
        mirror.add(without_ports(
            tcp_frame({.sequence = sequence, .acknowledgment = 5000, .payload = 200})));
    };
    mirror.add(
        without_ports(tcp_frame({.sequence = 99, .acknowledgment = 5000, .flags = kSyn | kAck})));
    sends(100);
    mirror.packet_length = 36;
    sends(300);
    mirror.packet_length = SIZE_MAX;
    sends(500);
    mirror.add(
        without_ports(tcp_frame({.sequence = 5000, .acknowledgment = 700, .ingress = true})));
    CHECK(mirror.number(0, "unmeasured_packets") == 1);
    CHECK(mirror.number(0, "acknowledged_bytes") == 600);
    CHECK(mirror.number(0, "lost_bytes") == 200);
}

TEST_CASE("Loss report: truncation is not loss") {
    for (const bool ipv6 : {false, true}) {
        CAPTURE(ipv6);
        LossyMirror mirror;
        mirror.source = ipv6 ? "2001:db8::10" : "10.0.1.10";
        mirror.packet_length = ipv6 ? 68 : 48;
        mirror.transfer({}, ipv6);
        CHECK(mirror.number(1, "delivered_bytes") == 1000);
        CHECK(mirror.number(1, "acknowledged_bytes") == 1000);
        CHECK(mirror.number(1, "lost_bytes") == 0);
        mirror.packet_length = ipv6 ? 67 : 47;
        mirror.transfer({}, ipv6);
        CHECK(mirror.number(1, "unmeasured_packets") == 6);
        CHECK(mirror.number(1, "delivered_bytes") == 1000);
        CHECK(mirror.number(1, "lost_bytes") == 0);
    }
}

TEST_CASE("Loss report: each session for itself, duplicates too") {
    LossyMirror mirror;
    mirror.transfer({1});
    mirror.source = "10.0.2.20";
    mirror.vni = 8;
    mirror.transfer({});
    REQUIRE(mirror.table().size() == 4);
    CHECK(mirror.number(1, "lost_bytes") == 200);
    CHECK(mirror.number(3, "lost_bytes") == 0);
    CHECK(mirror.number(3, "acknowledged_bytes") == 1000);
    CHECK(std::get<std::string>(mirror.cell(3, "direction")) == "ingress");
}

TEST_CASE("Loss report: what is no TCP has no row, what cannot be measured counts as such") {
    LossyMirror mirror;
    mirror.add(ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", 17, transport(53, 5))));
    mirror.add(ethernet(0x0806, Bytes(28, 0)));
    CHECK(mirror.table().size() == 0);
    mirror.add(tcp_frame({.payload = 8, .fragment = 0x2000}));
    mirror.add(tcp_frame({.payload = 8, .fragment = 0x0010}));
    mirror.packet_length = 36;  // no ports
    mirror.add(tcp_frame({.payload = 8}));
    mirror.packet_length = 24;  // no addresses
    mirror.add(tcp_frame({.payload = 8}));
    mirror.packet_length = 100;  // no VPC carries that
    mirror.add(tcp_frame({.payload = 8, .total_length = 20000}));
    std::int64_t measured = 0;
    std::int64_t unmeasured = 0;
    for (Table::Row row = 0; row < mirror.table().size(); ++row) {
        measured += mirror.number(row, "measured_packets");
        unmeasured += mirror.number(row, "unmeasured_packets");
    }
    CHECK(measured == 0);
    CHECK(unmeasured == 5);
}

TEST_CASE("Loss report: bytes in fragments are not taken for lost") {
    LossyMirror mirror;
    mirror.transfer({});
    mirror.add(tcp_frame({.sequence = 1100, .payload = 200, .fragment = 0x2000}));
    mirror.add(tcp_frame({.sequence = 1500, .acknowledgment = 5000, .payload = 200}));
    mirror.add(tcp_frame({.sequence = 5000, .acknowledgment = 1700, .ingress = true}));
    CHECK(mirror.number(1, "lost_bytes") == 0);
    CHECK(mirror.number(1, "acknowledged_bytes") == 1000);
    CHECK(mirror.number(1, "unmeasured_packets") == 1);
}

TEST_CASE("Loss report: sessions beyond those that get a number are not tracked") {
    LossyMirror mirror;
    for (std::uint32_t i = 0; i < SessionNumbers::kMost; ++i) {
        mirror.state.sessions.number_of(Vni{1000 + i}, *IpAddress::parse("10.9.9.9"), nullptr);
    }
    mirror.transfer({1});
    CHECK(mirror.number(1, "unmeasured_packets") == 5);
    CHECK(mirror.number(1, "lost_bytes") == 0);
}

TEST_CASE("Loss report: any bytes, without harm") {
    LossyMirror mirror;
    std::uint32_t random = 12345;
    const auto next = [&random] { return random = random * 1664525 + 1013904223; };
    for (int i = 0; i < 20000; ++i) {
        Bytes frame = tcp_frame({.sequence = next(),
                                 .acknowledgment = next(),
                                 .flags = static_cast<std::uint8_t>(next() >> 24),
                                 .payload = next() >> 22,
                                 .ingress = next() >> 31 != 0,
                                 .port = 50000 + (next() >> 30)});
        frame[14 + 20 + 12] = static_cast<std::uint8_t>(next() >> 24);
        mirror.packet_length = 34 + (next() >> 24);
        mirror.add(frame);
    }
    for (Table::Row row = 0; row < mirror.table().size(); ++row) {
        CHECK(mirror.number(row, "delivered_bytes") >= 0);
        CHECK(mirror.number(row, "lost_bytes") >= 0);
        CHECK(mirror.number(row, "lost_bytes") <= mirror.number(row, "acknowledged_bytes"));
    }
}
