// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/sum_table.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "catch.h"

using namespace vpcmirror;

namespace {

DocumentMember member_text(std::string name, std::string text) {
    return {std::move(name), std::move(text), false};
}

DocumentMember member_number(std::string name, std::string number) {
    return {std::move(name), std::move(number), true};
}

// What a column of this kind makes of a number as it is written.
std::int64_t number_read(const std::string& written, ColumnKind kind) {
    SumTable table;
    table.append({"n", "N", kind, ColumnRole::Sum, 0});
    table.add({member_number("n", written)});
    return table.number(0, "n");
}

// The sum, or what else the role says, of numbers in rows of one key.
std::int64_t number_of_rows(ColumnRole role, const std::vector<std::string>& written) {
    SumTable table;
    table.append({"n", "N", ColumnKind::Number, role, 0});
    for (const std::string& one : written) {
        table.add({member_text("key", "k"), member_number("n", one)});
    }
    REQUIRE(table.rows.size() == 1);
    return table.number(0, "n");
}

std::vector<std::string> column_names(const Table& table) {
    std::vector<std::string> names;
    for (const Column& column : table.layout().columns) names.push_back(column.name);
    return names;
}

// What readers see for the session of a row.
Cell label_of_session(const DocumentRow& row) {
    SumTable table;
    table.append({"session", "Session", ColumnKind::Text, ColumnRole::Derived, 24});
    for (const char* name : {"session.id", "session.name"}) {
        table.append({name, "", ColumnKind::Text, ColumnRole::Detail, 0});
    }
    table.append({"session.vni", "", ColumnKind::Number, ColumnRole::Detail, 0});
    for (const char* name : {"session.source", "session.match"}) {
        table.append({name, "", ColumnKind::Text, ColumnRole::Detail, 0});
    }
    table.add(row);
    const Table* made = table.make_table();
    REQUIRE(made->layout().columns.at(0).name == "session");
    return made->cells(0)[0];
}

}  // namespace

TEST_CASE("Sum table: numbers are read with all their digits, what is smaller is dropped") {
    struct {
        const char* written;
        std::int64_t number;
        std::int64_t nanoseconds;
    } const table[] = {
        {"0", 0, 0},
        {"-0", 0, 0},
        {"7", 7, 7'000'000'000},
        {"1.5", 1, 1'500'000'000},
        {"-0.5", 0, -500'000'000},
        {"-0.000000001", 0, -1},
        {"0.0000000019", 0, 1},
        {"2.1234567899", 2, 2'123'456'789},
        {"9223372036.854775807", 9'223'372'036, INT64_MAX},
        {"-9223372036.854775808", -9'223'372'036, INT64_MIN},
        {"2e0", 2, 2'000'000'000},
        {"25E-1", 3, 2'500'000'000},  // an exponent, which no report of ours has: rounded
        {"1e-9", 0, 1},
        {"1e3", 1000, 1'000'000'000'000},
    };
    for (const auto& one : table) {
        CAPTURE(one.written);
        CHECK(number_read(one.written, ColumnKind::Number) == one.number);
        CHECK(number_read(one.written, ColumnKind::Duration) == one.nanoseconds);
        CHECK(number_read(one.written, ColumnKind::Time) == one.nanoseconds);
    }
}

TEST_CASE("Sum table: what is beyond 63 bits is brought to their end") {
    CHECK(number_read("9223372036854775807", ColumnKind::Number) == INT64_MAX);
    CHECK(number_read("9223372036854775808", ColumnKind::Number) == INT64_MAX);
    CHECK(number_read("-9223372036854775808", ColumnKind::Number) == INT64_MIN);
    CHECK(number_read("-9223372036854775809", ColumnKind::Number) == INT64_MIN);
    CHECK(number_read("9223372036.854775808", ColumnKind::Duration) == INT64_MAX);
    CHECK(number_read("-9223372037", ColumnKind::Time) == INT64_MIN);
    // With an exponent nearly there.
    CHECK(number_read("9e18", ColumnKind::Time) >= 9'200'000'000'000'000'000);
    CHECK(number_read("-9e18", ColumnKind::Time) <= -9'200'000'000'000'000'000);
}

TEST_CASE("Sum table: rows of one key add up as their column's role says") {
    CHECK(number_of_rows(ColumnRole::Sum, {"5", "-2", "9"}) == 12);
    CHECK(number_of_rows(ColumnRole::Min, {"5", "-2", "9"}) == -2);
    CHECK(number_of_rows(ColumnRole::Max, {"5", "-2", "9"}) == 9);
    CHECK(number_of_rows(ColumnRole::Derived, {"5", "-2", "9"}) == 5);
}

TEST_CASE("Sum table: counters end at 63 bits, at either end") {
    const std::string most = "9223372036854775807";
    const std::string least = "-9223372036854775808";
    CHECK(number_of_rows(ColumnRole::Sum, {most, "1"}) == INT64_MAX);
    CHECK(number_of_rows(ColumnRole::Sum, {"1", most}) == INT64_MAX);
    CHECK(number_of_rows(ColumnRole::Sum, {least, "-1"}) == INT64_MIN);
    CHECK(number_of_rows(ColumnRole::Sum, {"-1", least}) == INT64_MIN);
    CHECK(number_of_rows(ColumnRole::Sum, {most, least}) == -1);
}

TEST_CASE("Sum table: what one row does not know is what the other says") {
    SumTable table;
    table.append({"n", "N", ColumnKind::Number, ColumnRole::Sum, 0});
    table.append({"least", "Least", ColumnKind::Number, ColumnRole::Min, 0});
    table.add({member_text("key", "k"), member_number("n", "3")});
    table.add({member_text("key", "k"), member_number("least", "4")});
    REQUIRE(table.rows.size() == 1);
    CHECK(table.number(0, "n") == 3);
    CHECK(table.number(0, "least") == 4);
    table.add({member_text("key", "k"), member_number("n", "2"), member_number("least", "5")});
    CHECK(table.number(0, "n") == 5);
    CHECK(table.number(0, "least") == 4);
}

TEST_CASE("Sum table: rows are told apart by all their keys, in whatever order these stand") {
    SumTable table;
    table.append({"session.id", "", ColumnKind::Text, ColumnRole::Detail, 0});
    table.append({"vni", "", ColumnKind::Number, ColumnRole::Key, 0});
    table.append({"n", "N", ColumnKind::Number, ColumnRole::Sum, 0});
    table.add({member_text("session.id", "a"), member_number("vni", "1"), member_number("n", "1")});
    table.add({member_number("n", "1"), member_number("vni", "1"), member_text("session.id", "a")});
    table.add({member_text("session.id", "b"), member_number("vni", "1"), member_number("n", "1")});
    table.add({member_text("session.id", "a"), member_number("vni", "2"), member_number("n", "1")});
    table.add({member_text("session.id", "a"), member_number("n", "1")});
    REQUIRE(table.rows.size() == 4);
    REQUIRE(table.hidden == std::vector<bool>(4, false));
    CHECK(table.number(0, "n") == 2);
    for (std::size_t row = 1; row < 4; ++row) CHECK(table.number(row, "n") == 1);
}

TEST_CASE("Sum table: columns of a later version are what their first values look like") {
    SumTable table;
    table.add({member_text("word", "x"), member_number("whole", "1"), member_number("point", "1.5"),
               member_number("small", "1e2"), member_number("great", "1E2")});
    REQUIRE(table.columns.size() == 5);
    CHECK(table.columns[0].kind == ColumnKind::Text);
    CHECK(table.columns[0].role == ColumnRole::Key);
    CHECK(table.columns[1].kind == ColumnKind::Number);
    for (std::size_t i = 2; i < 5; ++i) CHECK(table.columns[i].kind == ColumnKind::Duration);
    for (std::size_t i = 1; i < 5; ++i) CHECK(table.columns[i].role == ColumnRole::Sum);
}

TEST_CASE("Sum table: what a document cannot hold under a name of its own is left out") {
    SumTable table;
    for (const char* name : {"", ".", ".a", "a.", "a.b.c", "a..b", "..", ".a.b", "a.b."}) {
        table.add({member_text(name, "x")});
    }
    CHECK(table.columns.empty());
    for (const char* name : {"a", "a.b", "ab.c", "a.bc"}) table.add({member_text(name, "x")});
    CHECK(table.columns.size() == 4);
}

TEST_CASE("Sum table: no more columns than a table may have, those that are known go on") {
    SumTable table;
    for (std::size_t i = 0; i <= kMostColumns; ++i) {
        table.add({member_number("c" + std::to_string(i), "1"), member_text("key", "k")});
    }
    CHECK(table.columns.size() == kMostColumns);
    CHECK(table.column_places.contains("c" + std::to_string(kMostColumns - 2)));
    CHECK_FALSE(table.column_places.contains("c" + std::to_string(kMostColumns - 1)));
    REQUIRE(table.rows.size() == 1);
    table.add({member_number("c0", "4"), member_text("key", "k")});
    CHECK(table.number(0, "c0") == 5);
}

TEST_CASE("Sum table: a row must hold something, texts and numbers where its columns have them") {
    SumTable table;
    table.append({"word", "", ColumnKind::Text, ColumnRole::Key, 0});
    table.append({"time", "", ColumnKind::Time, ColumnRole::Min, 0});
    table.append({"count", "", ColumnKind::Number, ColumnRole::Sum, 0});
    CHECK_FALSE(table.takes({}));
    CHECK(table.takes({member_text("word", "x")}));
    CHECK(table.takes({member_number("time", "1"), member_number("count", "1")}));
    CHECK(table.takes({member_text("later", "x"), member_number("latest", "1")}));
    CHECK_FALSE(table.takes({member_number("word", "1")}));
    CHECK_FALSE(table.takes({member_text("word", "x"), member_text("time", "1")}));
    CHECK_FALSE(table.takes({member_text("count", "1"), member_text("word", "x")}));
}

TEST_CASE("Sum table: of another kind than the first value of its column, nothing is known") {
    SumTable table;
    table.add({member_text("key", "k"), member_number("n", "1")});
    table.add({member_text("key", "k"), member_text("n", "x")});
    table.add({member_text("key", "l"), member_text("n", "x")});
    REQUIRE(table.rows.size() == 2);
    CHECK(table.number(0, "n") == 1);
    for (std::size_t row = 0; row < 2; ++row) CHECK(table.text(row, "n").empty());
    CHECK(table.text(0, "key") == "k");
    CHECK(table.number(0, "key") == 0);
}

TEST_CASE("Sum table: cells that are not there are empty, and 0") {
    SumTable table;
    table.add({member_text("a.x", "1")});
    table.add({member_text("a.y", "2"), member_number("n", "5")});
    // Nor is what a row held once.
    table.rows[0].emplace_back("gone");
    table.rows[0].pop_back();
    CHECK(table.text(0, "a.y").empty());
    CHECK(table.number(0, "n") == 0);
    CHECK(table.text(1, "a.y") == "2");
    CHECK(table.number(1, "n") == 5);
    CHECK(table.text(0, "no such column").empty());
    CHECK(table.number(0, "no such column") == 0);
    CHECK(table.object(0, "a.") == std::vector<Cell>{"1", {}});
    CHECK(table.object(1, "a.") == std::vector<Cell>{{}, "2"});
    CHECK(table.object(1, "b.").empty());
}

TEST_CASE("Sum table: a session is called by its name, its id, or what it was known by") {
    const DocumentMember id = member_text("session.id", "tms-1");
    const DocumentMember name = member_text("session.name", "web-a");
    const DocumentMember vni = member_number("session.vni", "7");
    const DocumentMember source = member_text("session.source", "10.0.1.10");
    CHECK(label_of_session({id, name, vni, source}) == Cell{"web-a"});
    CHECK(label_of_session({id, vni, source}) == Cell{"tms-1"});
    CHECK(label_of_session({vni, source}) == Cell{"VNI 7 from 10.0.1.10"});
    CHECK(label_of_session({vni, source, member_text("session.match", "unknown")}) ==
          Cell{"VNI 7 from 10.0.1.10 (unknown)"});
    CHECK(label_of_session({vni, member_text("session.source", "2001:db8::1")}) ==
          Cell{"VNI 7 from 2001:db8::1"});
    CHECK(label_of_session({vni}) == Cell{});
    CHECK(label_of_session({vni, member_text("session.source", "nowhere")}) == Cell{});
    // Documents come from anybody.
    CHECK(label_of_session({member_number("session.vni", "-1"), source}) ==
          Cell{"VNI 0 from 10.0.1.10"});
    CHECK(label_of_session({member_number("session.vni", "4294967296"), source}) ==
          Cell{"VNI 4294967295 from 10.0.1.10"});
}

TEST_CASE("Sum table: a label may be all that stands beside the id") {
    SumTable table;
    table.append({"session", "Session", ColumnKind::Text, ColumnRole::Derived, 24});
    table.append({"session.id", "", ColumnKind::Text, ColumnRole::Detail, 0});
    table.add({member_text("session.id", "tms-1")});
    CHECK(std::ranges::equal(table.make_table()->cells(0), std::vector<Cell>{"tms-1", "tms-1"}));
}

TEST_CASE("Sum table: rows stand in the order of their first column, then of the next") {
    SumTable table;
    const std::pair<const char*, const char*> rows[] = {{"b", "1"}, {"a", "2"}, {"a", "1"}};
    for (const auto& [first, second] : rows) {
        table.add({member_text("first", first), member_text("second", second)});
    }
    const Table* made = table.make_table();
    const std::vector<std::vector<Cell>> sorted{{"a", "1"}, {"a", "2"}, {"b", "1"}};
    for (std::size_t row = 0; row < 3; ++row) {
        CHECK(std::ranges::equal(made->cells(row), sorted[row]));
    }
}

TEST_CASE("Sum table: a label is for readers, and stands before its own object only") {
    const DocumentRow row{member_text("key", "its own"), member_text("session.id", "tms-1")};
    for (const Column& before : {Column{"rate", "Rate", ColumnKind::Number, ColumnRole::Derived, 0},
                                 Column{"session", "", ColumnKind::Text, ColumnRole::Key, 0},
                                 Column{"key", "Key", ColumnKind::Text, ColumnRole::Key, 0}}) {
        CAPTURE(before.name);
        SumTable table;
        table.append(before);
        table.append({"session.id", "", ColumnKind::Text, ColumnRole::Detail, 0});
        table.add(row);
        const Table* made = table.make_table();
        CHECK(made->cells(0)[0] == (before.name == "key" ? Cell{"its own"} : Cell{}));
        CHECK(made->cells(0)[1] == Cell{"tms-1"});
    }
    SumTable last;
    last.append({"session.id", "", ColumnKind::Text, ColumnRole::Detail, 0});
    last.append({"session", "Session", ColumnKind::Text, ColumnRole::Derived, 0});
    last.columns.push_back(last.columns.front());
    last.columns.pop_back();
    last.add({member_text("session.id", "tms-1")});
    CHECK(last.make_table()->cells(0)[1] == Cell{});
}

TEST_CASE("Sum table: rows that look alike stand as they came") {
    SumTable table;
    table.append({"n", "N", ColumnKind::Number, ColumnRole::Sum, 0});
    // A name that comes twice tells rows apart, and only its last value is seen.
    table.add({member_text("key", "a"), member_text("key", "b"), member_number("n", "1")});
    table.add({member_text("key", "b"), member_number("n", "2")});
    const Table* made = table.make_table();
    REQUIRE(made->size() == 2);
    CHECK(made->cells(0)[0] == Cell{std::int64_t{1}});
    CHECK(made->cells(1)[0] == Cell{std::int64_t{2}});
    CHECK(made->cells(0)[1] == made->cells(1)[1]);
}

TEST_CASE("Sum table: columns of one object stand side by side, those that came later too") {
    SumTable table;
    table.add({member_text("a.x", "1"), member_text("b.x", "2"), member_text("c", "3")});
    table.add({member_text("a.y", "4"), member_text("b.y", "5"), member_text("d", "6")});
    const Table* made = table.make_table();
    CHECK(column_names(*made) == std::vector<std::string>{"a.x", "a.y", "b.x", "b.y", "c", "d"});
    REQUIRE(made->size() == 2);
    // Unknown goes before known.
    CHECK(std::ranges::equal(made->cells(0), std::vector<Cell>{{}, "4", {}, "5", {}, "6"}));
    CHECK(std::ranges::equal(made->cells(1), std::vector<Cell>{"1", {}, "2", {}, "3", {}}));
}

TEST_CASE("Sum table: rows stand in the order of their ranks and keys, whatever they count") {
    SumTable table;
    table.append({"n", "N", ColumnKind::Number, ColumnRole::Sum, 0});
    table.append({"least", "", ColumnKind::Number, ColumnRole::Min, 0});
    table.append({"most", "", ColumnKind::Number, ColumnRole::Max, 0});
    table.append({"key", "Key", ColumnKind::Text, ColumnRole::Key, 0});
    const auto add = [&](const char* key, const char* n, const char* least, const char* most) {
        table.add({member_text("key", key), member_number("n", n), member_number("least", least),
                   member_number("most", most)});
    };
    add("c", "1", "2", "3");
    add("a", "2", "3", "1");
    add("b", "3", "1", "2");
    table.hidden[1] = true;
    const auto keys = [](const Table& made) {
        std::vector<std::string> all;
        for (Table::Row row = 0; row < made.size(); ++row) {
            all.push_back(std::get<std::string>(made.cells(row)[3]));
            CHECK(made.hidden(row) == (all.back() == "a"));
        }
        return all;
    };
    CHECK(keys(*table.make_table()) == std::vector<std::string>{"a", "b", "c"});
    CHECK(keys(*table.make_table({1, 1, 0})) == std::vector<std::string>{"b", "a", "c"});
    CHECK(keys(*table.make_table({0, 2, 1})) == std::vector<std::string>{"c", "b", "a"});
    table.as_they_came = true;
    CHECK(keys(*table.make_table()) == std::vector<std::string>{"c", "a", "b"});
}
