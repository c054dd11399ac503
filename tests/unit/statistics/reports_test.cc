// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "statistics/delivery_reports.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

constexpr auto kTraffic = {"packets", "original_bytes", "mirrored_bytes"};

bool none_below_0(const Table& table, const char* column) {
    for (Table::Row row = 0; row < table.size(); ++row) {
        if (table.number(row, column_of(table, column)) < 0) return false;
    }
    return true;
}

// One known session with a packet length, two that cannot be told apart, and some that no file
// knows; whole packets, cut and sliced ones; with and without a meaning.
class RandomCapture {
  public:
    static Parts parts() {
        Parts parts;
        parts.add("web", "10.0.1.10", 7).packet_length = 200;
        parts.interfaces[0].mac = MacAddress::parse(kWebMac);  // and it forwards
        parts.add("db", "10.0.2.20", 8);
        parts.add("one", "10.0.3.30", 9);
        parts.add("other", "10.0.3.30", 9);
        parts.add("lost", "10.0.4.40", 10).filter_id = "tmf-9";
        parts.filters[0].amazon_dns = true;
        parts.filters[0].egress[0].protocol = kProtocolTcp;
        return parts;
    }

    Packet next(Mirror& mirror) {
        static constexpr const char* kSources[] = {"10.0.1.10", "10.0.2.20", "10.0.3.30",
                                                   "10.0.4.40", "10.0.9.99"};
        Delivered how;
        const std::uint32_t vni = 6 + below(6);
        const char* source = kSources[below(5)];
        if (vni == 7) how.cut_to = 200;
        if (below(4) == 0) how.cut_to = below(300);
        if (below(4) == 0) how.sliced_to = below(100);
        how.recognised = meaning();
        Bytes bytes = frame();
        if (below(2) == 0) std::swap_ranges(bytes.begin(), bytes.begin() + 6, bytes.begin() + 6);
        return mirror.take(vni, source, bytes, how);
    }

  private:
    std::uint32_t below(std::uint32_t bound) {
        return static_cast<std::uint32_t>(random_() % bound);
    }

    Recognised meaning() {
        switch (below(8)) {
            case 0: return {"TLS", true};
            case 1: return {"HTTP"};
            case 2: return {"SSH", true};
            case 3: return {"SMB2", false};
            default: return {};
        }
    }

    Bytes frame() {
        static constexpr const char* kEnds[] = {"10.0.1.10", "10.0.2.20", "10.0.3.30", "8.8.8.8",
                                                "169.254.169.253"};
        const char* from = kEnds[below(5)];
        const char* to = kEnds[below(5)];
        Bytes payload = below(3) == 0 ? Bytes{22, 3, 3, 0, 9} : Bytes();
        payload.resize(below(600), 'x');
        switch (below(8)) {
            case 0: return ethernet(0x0806, Bytes(28));
            case 1: return ethernet(0x0800, ipv4(from, to, 1, payload));
            case 2: return udp_frame(from, to, payload);
            case 3: return ethernet(0x0800, ipv4(from, to, 17, payload, {.fragment = 0x2000 | 20}));
            case 4: return ethernet(0x86DD, ipv6("fd00::1", "2a00::2", 6, tcp(1, 2, payload)));
            default: return tcp_frame(from, to, payload, 40000 + below(20), 443);
        }
    }

    std::mt19937 random_{20240229};
};

}  // namespace

TEST_CASE("Capture report: nothing seen is no packets, and no time") {
    Mirror mirror;
    const ReportPtr report = make_capture_report(mirror.status());
    CHECK(shown(table_of(*report, "capture"), {"packets", "original_bytes", "first", "last"}) ==
          "0|0|-|-\n");
}

TEST_CASE("Capture report: all packets, and when the first and the last were") {
    Mirror mirror;
    const ReportPtr report = make_capture_report(mirror.status());
    const Bytes frame = tcp_frame("10.0.1.10", "8.8.8.8", Bytes(46));  // 100 bytes
    mirror.give(*report, 7, "10.0.1.10", frame, {.time = 5000});
    mirror.give(*report, 8, "10.0.2.20", frame, {.cut_to = 60, .time = 3000});
    mirror.give(*report, 8, "10.0.2.20", frame, {.sliced_to = 60, .time = 4000});
    CHECK(shown(table_of(*report, "capture"), {"packets", "original_bytes", "mirrored_bytes",
                                               "first", "last"}) == "3|300|260|3000|5000\n");
}

TEST_CASE("Reports: each has a name and a title of its own, and names its tables once") {
    Mirror mirror;
    std::vector<std::string> names;
    for (const ReportKind& kind : report_kinds()) {
        CHECK(*kind.title);
        CHECK(std::ranges::find(names, kind.name) == names.end());
        const ReportPtr report = kind.make(mirror.status());
        REQUIRE_FALSE(report->tables().empty());
        CHECK(report->tables() == report->tables());
        for (const Table* table : report->tables()) {
            CHECK(std::ranges::find(names, table->layout().name) == names.end());
            names.emplace_back(table->layout().name);
        }
    }
}

TEST_CASE("Reports: each column of texts that readers see has room for more than its title") {
    Mirror mirror;
    for (const ReportKind& kind : report_kinds()) {
        const ReportPtr report = kind.make(mirror.status());
        for (const Table* table : report->tables()) {
            if (!*table->layout().title) continue;
            CAPTURE(table->layout().title);
            for (const Column& column : table->layout().columns) {
                if (!column.for_readers() || column.kind != ColumnKind::Text) continue;
                CAPTURE(column.name);
                CHECK(column.width >= static_cast<int>(column.title.size()));
            }
        }
    }
}

TEST_CASE("Reports: a column of few words is as wide as the longest of them") {
    Mirror mirror;
    const auto width_of_column = [&](Report& report, const char* table, const char* column) {
        const Table& one = table_of(report, table);
        return static_cast<std::size_t>(one.layout().columns[column_of(one, column)].width);
    };
    const ReportPtr filters = make_filter_report(mirror.status());
    CHECK(width_of_column(*filters, "filters", "verdict") ==
          std::string_view("accepted (amazon-dns)").size());
    const ReportPtr delivery = make_delivery_report(mirror.status());
    CHECK(width_of_column(*delivery, "delivery", "condition") ==
          std::string_view("security-group").size());
    CHECK(width_of_column(*delivery, "delivery", "state") ==
          std::string_view("does not hold").size());
    const ReportPtr sessions = make_session_report(mirror.status());
    for (const std::size_t width : {width_of_column(*sessions, "sessions", "direction"),
                                    width_of_column(*filters, "filters", "direction")}) {
        CHECK(width == std::string_view("Direction").size());
    }
}

TEST_CASE("Reports: the rows of each add up to the capture") {
    Mirror mirror(RandomCapture::parts());
    RandomCapture capture;
    std::vector<ReportPtr> reports;
    for (const ReportKind& kind : report_kinds()) reports.push_back(kind.make(mirror.status()));
    for (int i = 0; i < 20000; ++i) {
        const Packet packet = capture.next(mirror);
        for (const ReportPtr& report : reports) report->add(packet.mirrored());
    }
    for (const char* name : {"sessions", "truncation", "filters", "encryption"}) {
        CAPTURE(name);
        for (const ReportPtr& report : reports) {
            const Table& table = *report->tables().front();
            if (std::string_view(table.layout().name) != name) continue;
            CHECK(table.size() > 10);
            for (const char* column : kTraffic) {
                CAPTURE(column);
                CHECK(none_below_0(table, column));
                CHECK(sum(table, column) == sum(*reports.front()->tables().front(), column));
            }
        }
    }
    CHECK(sum(*reports.front()->tables().front(), "packets") == 20000);
}
