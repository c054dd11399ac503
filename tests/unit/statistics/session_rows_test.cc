// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/session_rows.h"

#include "catch.h"
#include "statistics/traffic.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

const Bytes kFrame = tcp_frame("10.0.1.10", "203.0.113.9", {});

// The cells of a packet's session: "web|tms-web|...", "-" for what is not known.
std::string cells_of(const Packet& packet) {
    std::string text;
    for (const Cell& cell : session_cells(SessionKey::of(packet.mirrored()))) {
        text += (text.empty() ? "" : "|") + text_of(cell);
    }
    return text;
}

}  // namespace

TEST_CASE("Session rows: a known session says all that identifies it, but no address") {
    Parts parts;
    parts.add("web", "10.0.1.10", 7).account = "111122223333";
    Mirror mirror(parts);
    const Packet packet = mirror.take(7, "10.0.1.10", kFrame);
    CHECK(label(SessionKey::of(packet.mirrored())) == "web");
    CHECK(cells_of(packet) == "web|tms-web|web|eni-web|111122223333|7|-|-");
}

TEST_CASE("Session rows: what the catalogue does not say of a session is unknown") {
    Parts parts;
    MirrorSession& session = parts.add("web", "10.0.1.10", 7);
    session.id = session.interface_id = "";
    Mirror mirror(parts);
    CHECK(cells_of(mirror.take(7, "10.0.1.10", kFrame)) == "web|-|web|-|-|7|-|-");
}

TEST_CASE("Session rows: a known session is one, wherever its packets come from") {
    Parts parts;
    parts.add("web", "10.0.1.10", 7);
    NetworkInterface& interface = parts.interfaces.back();
    interface.mac = MacAddress::parse(kWebMac);
    interface.primary_address = {};
    interface.addresses.clear();
    Mirror mirror(parts);
    const Packet here = mirror.take(7, "10.0.1.10", kFrame);
    const Packet there = mirror.take(7, "10.0.1.99", {});
    CHECK(here.report.identification.match != there.report.identification.match);
    CHECK(SessionKey::of(here.mirrored()) == SessionKey::of(there.mirrored()));
}

TEST_CASE("Session rows: an unknown session is what the capture shows of it") {
    Parts parts;
    parts.add("web", "10.0.1.10", 7);
    Mirror mirror(parts);
    const Packet packet = mirror.take(8, "10.0.1.11", kFrame);
    CHECK(label(SessionKey::of(packet.mirrored())) == "VNI 8 from 10.0.1.11 (unknown)");
    CHECK(cells_of(packet) == "VNI 8 from 10.0.1.11 (unknown)|-|-|-|-|8|10.0.1.11|unknown");
}

TEST_CASE("Session rows: of an ambiguous session none is guessed") {
    Parts parts;
    parts.add("web", "10.0.1.10", 7);
    parts.add("other", "10.0.1.10", 7);
    Mirror mirror(parts);
    const Packet packet = mirror.take(7, "10.0.1.10", kFrame);
    CHECK(label(SessionKey::of(packet.mirrored())) == "VNI 7 from 10.0.1.10 (ambiguous)");
    CHECK(cells_of(packet) == "VNI 7 from 10.0.1.10 (ambiguous)|-|-|-|-|7|10.0.1.10|ambiguous");
}

TEST_CASE("Session rows: without a catalogue no session is called unknown") {
    Mirror mirror;
    const Packet packet = mirror.take(7, "fd00::7", kFrame);
    CHECK(label(SessionKey::of(packet.mirrored())) == "VNI 7 from fd00::7");
    CHECK(cells_of(packet) == "VNI 7 from fd00::7|-|-|-|-|7|fd00::7|-");
}

TEST_CASE("Session rows: VNI and source address each make a session of their own") {
    Mirror mirror;
    const auto key = [&mirror](std::uint32_t vni, std::string_view source) {
        const Packet packet = mirror.take(vni, source, kFrame);
        return SessionKey::of(packet.mirrored());
    };
    CHECK(key(7, "10.0.1.10") == key(7, "10.0.1.10"));
    CHECK_FALSE(key(7, "10.0.1.10") == key(8, "10.0.1.10"));
    CHECK_FALSE(key(7, "10.0.1.10") == key(7, "10.0.1.11"));
}

TEST_CASE("Session rows: as many cells as columns, one for readers, the rest for documents") {
    const std::vector<Column> columns = session_columns("a", "Session A");
    REQUIRE(columns.size() == kSessionColumns);
    CHECK(session_cells({}).size() == kSessionColumns);
    CHECK(columns[0].title == "Session A");
    CHECK_FALSE(columns[0].for_documents());
    for (std::size_t i = 1; i < columns.size(); ++i) {
        CHECK(columns[i].name.starts_with("a."));
        CHECK_FALSE(columns[i].for_readers());
    }
}

TEST_CASE("Traffic: packets, original and mirrored bytes") {
    static const TableLayout layout{"traffic", "", joined({{"name", ""}}, traffic_columns())};
    Table table(layout);
    const Table::Row row = table.add_row({});
    Packet packet = packet_of(kFrame);
    packet.report.truncation = {.mirrored = 100, .captured = 60, .original = 1500};
    count_traffic(table, row, 1, packet.mirrored());
    packet.report.truncation = {.mirrored = 100, .captured = 100, .original = {}};
    count_traffic(table, row, 1, packet.mirrored());
    CHECK(shown(table, {"name", "packets", "original_bytes", "mirrored_bytes"}) ==
          "0|2|1600|200\n");
}

TEST_CASE("Session rows: sessions beyond what can be told apart are one") {
    Mirror mirror{Parts{}};
    Packet packet = mirror.take(8, "10.0.1.11", kFrame);
    Packet other = mirror.take(9, "10.0.1.12", kFrame);
    packet.report.session_number = other.report.session_number = 0;
    CHECK(SessionKey::of(packet.mirrored()) == SessionKey::of(other.mirrored()));
    CHECK(cells_of(packet) == "further sessions (unknown)|-|-|-|-|-|-|unknown");
}
