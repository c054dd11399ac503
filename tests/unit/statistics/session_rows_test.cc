// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/session_rows.h"

#include <set>

#include "catch.h"
#include "statistics/keyed_table.h"
#include "statistics/traffic.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

const Bytes kFrame = tcp_frame("10.0.1.10", "203.0.113.9", {});

struct Layout : TableLayout {
    Layout() : TableLayout("sessions", "") {}
    SessionColumns session{*this, "a", "Session A"};
};

// The cells of a packet's session: "web|tms-web|...", "-" for what is not known.
std::string cells_of(const Packet& packet) {
    TableOf<Layout> table;
    const Table::Row row = table.new_row();
    table->session.describe(table, row, SessionKey::of(packet.mirrored()));
    std::string text;
    for (const Cell& cell : table.cells(row)) {
        text += (text.empty() ? "" : "|") + cell_text(cell);
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

TEST_CASE("Session rows: no session goes before itself, and of two one before the other") {
    const SessionKey seven{nullptr, SessionMatch::Unknown, Vni{7}, address("10.0.1.10")};
    const SessionKey eight{nullptr, SessionMatch::Unknown, Vni{8}, address("10.0.1.10")};
    CHECK_FALSE(goes_before(seven, seven));
    CHECK(goes_before(seven, eight));
    CHECK_FALSE(goes_before(eight, seven));
}

TEST_CASE("Session rows: the hints of some hundred sessions, in all directions, lie side by side") {
    std::set<std::size_t> hints;
    Packet packet = packet_of(kFrame);
    for (std::uint16_t session = 0; session < 256; ++session) {
        packet.report.session_number = session;
        for (const auto way : {Direction::Unknown, Direction::Ingress, Direction::Egress}) {
            packet.report.direction = way;
            CHECK(hints.insert(row_hint(packet.report)).second);
        }
    }
    // As many as a keyed table remembers, so that none takes the place of another.
    CHECK(*hints.rbegin() < 1024);
}

TEST_CASE("Session rows: one column for readers, the rest for documents") {
    const Layout layout;
    const std::vector<Column>& columns = layout.columns;
    REQUIRE(columns.size() == 8);
    CHECK(columns[0].title == "Session A");
    CHECK_FALSE(columns[0].for_documents());
    for (std::size_t i = 1; i < columns.size(); ++i) {
        CHECK(columns[i].name.starts_with("a."));
        CHECK_FALSE(columns[i].for_readers());
    }
}

TEST_CASE("Traffic: packets, original and mirrored bytes, and what is taken back") {
    struct Counted : TableLayout {
        Counted() : TableLayout("traffic", "") {}
        TrafficColumns traffic{*this};
    };
    TableOf<Counted> table;
    const Table::Row row = table.new_row();
    const auto add = [&](const Traffic& traffic) {
        table->traffic.add(table.count_in(row), traffic);
    };
    const auto counted = [&] {
        return shown(table, {"packets", "original_bytes", "mirrored_bytes"});
    };
    Packet packet = packet_of(kFrame);
    packet.report.truncation = {.mirrored = 100, .captured = 60, .original = 1500};
    add(Traffic::of(packet.report));
    packet.report.truncation = {.mirrored = 100, .captured = 100, .original = {}};
    add(Traffic::of(packet.report));
    CHECK(counted() == "2|1600|200\n");
    add(-Traffic::of(packet.report));
    CHECK(counted() == "1|1500|100\n");
}

TEST_CASE("Session rows: sessions beyond what can be told apart are one") {
    Mirror mirror{Parts{}};
    Packet packet = mirror.take(8, "10.0.1.11", kFrame);
    Packet other = mirror.take(9, "10.0.1.12", kFrame);
    packet.report.session_number = other.report.session_number = 0;
    CHECK(SessionKey::of(packet.mirrored()) == SessionKey::of(other.mirrored()));
    CHECK(cells_of(packet) == "further sessions (unknown)|-|-|-|-|-|-|unknown");
}
