// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/document.h"

#include <algorithm>
#include <string>
#include <vector>

#include "catch.h"
#include "json/reader.h"
#include "testing/packets.h"
#include "text/sanitize.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

const TableLayout& layout() {
    static const TableLayout the_layout{"things",
                                        "Things",
                                        {{"label", "Thing", ColumnKind::Text, ColumnRole::Derived},
                                         {"thing.name", "", ColumnKind::Text, ColumnRole::Detail},
                                         {"thing.size", "", ColumnKind::Number, ColumnRole::Detail},
                                         {"other.name", "", ColumnKind::Text, ColumnRole::Detail},
                                         {"note", "Note", ColumnKind::Text, ColumnRole::Key},
                                         {"packets", "Packets"},
                                         {"delay", "Delay", ColumnKind::Duration, ColumnRole::Min},
                                         {"last", "Last", ColumnKind::Time, ColumnRole::Max},
                                         {"share", "Share", ColumnKind::Percent, ColumnRole::Sum}}};
    return the_layout;
}

std::string document(const Table& table) {
    const Table* const tables[] = {&table};
    return json_document({"1.2.3", "ip"}, tables);
}

// The row's line in the document of a table that has only this one.
std::string line_of(std::vector<Cell> cells) {
    Table table(layout());
    table.add_row(std::move(cells));
    const std::string text = document(table);
    const auto begin = text.find("[\n") + 2;
    return text.substr(begin, text.find("]}\n") - begin);
}

// The first text at `member` of the rows, read back; fails if the document is no JSON.
std::string read_back(const std::string& text, std::string_view table, std::string_view member) {
    JsonReader json(text);
    std::string found = "nothing";
    REQUIRE(json.enter_object());
    while (json.next_member()) {
        if (json.key() != table || !json.enter_array()) continue;
        while (json.next_element()) {
            if (!json.enter_object()) continue;
            while (json.next_member()) {
                if (json.key() == member) found = json.text().value_or("no text");
            }
        }
    }
    CHECK(json.finish());
    return found;
}

const std::int64_t kPast53Bits = (std::int64_t{1} << 53) + 1;

}  // namespace

TEST_CASE("Document: its head says what wrote it and what packets had to pass") {
    CHECK(json_document({"1.2.3", "ip.addr == \"x\""}, {}) ==
          "{\"vpcmirror_report\":1,\"plugin\":\"1.2.3\",\"filter\":\"ip.addr == \\\"x\\\"\"}\n");
}

TEST_CASE("Document: a table is an array, empty if nothing is shown") {
    Table table(layout());
    CHECK(document(table) ==
          "{\"vpcmirror_report\":1,\"plugin\":\"1.2.3\",\"filter\":\"ip\",\n\"things\":[]}\n");
    table.hide(table.add_row({}));
    CHECK(document(table).find("\"things\":[]}") != std::string::npos);
}

TEST_CASE("Document: a row on each line, and hidden rows on none") {
    Table table(layout());
    for (const char* note : {"a", "b", "c"}) table.add_row({{}, {}, {}, {}, note});
    table.hide(1);
    CHECK(document(table).find(",\n\"things\":[\n"
                               "{\"note\":\"a\",\"packets\":0,\"share\":0},\n"
                               "{\"note\":\"c\",\"packets\":0,\"share\":0}]}\n") !=
          std::string::npos);
}

TEST_CASE("Document: a table without a name is for readers only, and one member is all of a row") {
    const TableLayout nameless{"", "For readers", {{"note", "Note", ColumnKind::Text}}};
    const TableLayout narrow{"notes", "Notes", {{"note", "Note", ColumnKind::Text}}};
    Table unseen(nameless);
    Table seen(narrow);
    unseen.add_row({"unseen"});
    seen.add_row({"seen"});
    const Table* const tables[] = {&unseen, &seen};
    CHECK(json_document({"1.2.3", ""}, tables) ==
          "{\"vpcmirror_report\":1,\"plugin\":\"1.2.3\",\"filter\":\"\",\n"
          "\"notes\":[\n{\"note\":\"seen\"}]}\n");
}

TEST_CASE("Document: dotted names are objects, wherever they stand") {
    CHECK(
        line_of({"x", "a", std::int64_t{1}, "b", "n", std::int64_t{2}}) ==
        R"({"thing":{"name":"a","size":1},"other":{"name":"b"},"note":"n","packets":2,"share":0})");
    CHECK(line_of({"x", {}, std::int64_t{1}, {}, {}, {}, {}, {}, {}}) == R"({"thing":{"size":1}})");
    CHECK(line_of({"x", {}, {}, "b", {}, std::int64_t{2}, {}, {}, {}}) ==
          R"({"other":{"name":"b"},"packets":2})");
}

TEST_CASE("Document: of nothing known an empty object is left") {
    CHECK(line_of({"x", {}, {}, {}, {}, {}, {}, {}, {}}) == "{}");
}

TEST_CASE("Document: all digits of numbers that a double cannot hold") {
    const std::string line =
        line_of({{}, {}, kPast53Bits, {}, {}, INT64_MAX, INT64_MIN, kPast53Bits, 0.1});
    CHECK(line == R"({"thing":{"size":9007199254740993},"packets":9223372036854775807,)"
                  R"("delay":-9223372036.854775808,"last":9007199.254740993,"share":0.1})");
}

TEST_CASE("Document: durations and times are seconds, negative ones too") {
    const auto delay = [](std::int64_t nanoseconds) {
        return line_of({{}, {}, {}, {}, {}, {}, nanoseconds, {}, {}});
    };
    CHECK(delay(0) == R"({"delay":0.000000000})");
    CHECK(delay(1) == R"({"delay":0.000000001})");
    CHECK(delay(-1) == R"({"delay":-0.000000001})");
    CHECK(delay(-1'500'000'000) == R"({"delay":-1.500000000})");
    CHECK(delay(1'700'000'000'123'456'789) == R"({"delay":1700000000.123456789})");
}

TEST_CASE("Document: hostile texts come back as they were, but for what the reader makes visible") {
    std::string controls;
    for (char c = 1; c < 0x20; ++c) controls += c;
    const std::string hostile[] = {"\"},{\"packets\":1}",
                                   "\\",
                                   "\\\"",
                                   "\\u0041",
                                   "</script><!--",
                                   controls,
                                   "\x7F",
                                   "line\nbreak\r\n\ttab",
                                   "\xC3\xA9\xE2\x80\xA8\xF0\x9F\x90\x9F",
                                   std::string(2'000, '"'),
                                   std::string(2'000, '\x01')};
    for (const std::string& text : hostile) {
        Table table(layout());
        table.add_row({{}, text, {}, {}, text});
        const std::string written = document(table);
        CHECK(read_back(written, "things", "note") == sanitize(text));
        CHECK(std::count(written.begin(), written.end(), '\n') == 3);
    }
}

TEST_CASE("Document: NUL is escaped") {
    CHECK(line_of({{}, {}, {}, {}, std::string(1, '\0'), {}, {}, {}, {}}) ==
          R"({"note":"\u0000"})");
}

TEST_CASE("Document: all reports as one, with a session that has a hostile name") {
    const std::string name = "web \"\\\n\x1F" + std::string(10'000, '{');
    Parts parts;
    parts.add("web", "10.0.1.10", 7).name = name;
    Mirror mirror(parts);
    std::vector<ReportPtr> reports;
    std::vector<const Table*> tables;
    for (const ReportKind& kind : report_kinds()) reports.push_back(kind.make(mirror.status()));
    const Packet packet = mirror.take(7, "10.0.1.10", tcp_frame("10.0.1.10", "8.8.8.8", {}));
    for (const ReportPtr& report : reports) {
        report->add(packet.mirrored());
        for (const Table* table : report->tables()) tables.push_back(table);
    }
    const std::string text = json_document({"1.2.3", ""}, tables);
    CHECK(read_back(text, "sessions", "direction") == "egress");
    CHECK(read_back(text, "filters", "verdict") == "accepted");

    std::string found;
    JsonReader json(text);
    REQUIRE(json.enter_object());
    while (json.next_member()) {
        if (json.key() != "sessions" || !json.enter_array()) continue;
        while (json.next_element()) {
            if (!json.enter_object()) continue;
            while (json.next_member()) {
                if (json.key() != "session" || !json.enter_object()) continue;
                while (json.next_member()) {
                    if (json.key() == "name") found = json.text().value_or("");
                }
            }
        }
    }
    CHECK(json.finish());
    CHECK(found == sanitize(name));
}
