// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/table.h"

#include <string>
#include <vector>

#include "catch.h"
#include "statistics/keyed_table.h"

using namespace vpcmirror;

namespace {

struct Things : TableLayout {
    Things() : TableLayout("things", "Things") {}
    KeyColumn<std::string> name{*this, "name", "Name", 8};
    SumColumn packets{*this, "packets", "Packets"};
    MinColumn<std::int64_t> first{*this, "first", "First"};
    MaxColumn<std::int64_t> last{*this, "last", "Last"};
    DerivedColumn<double> rate{*this, "rate", "Rate"};
};
const Things kThings;

template <class Column>
const Cell& cell(const Table& table, Table::Row row, const Column& column) {
    return table.cells(row)[column.index()];
}

template <class Column>
bool unknown(const Table& table, Table::Row row, const Column& column) {
    return std::holds_alternative<std::monostate>(cell(table, row, column));
}

Table::Row add_row(Table& table, const char* name) {
    const Table::Row row = table.new_row();
    table.set(row, kThings.name, name);
    return row;
}

}  // namespace

TEST_CASE("Table: of a new row sums are 0 and the rest is unknown") {
    Table table(kThings);
    const Table::Row row = add_row(table, "a");
    REQUIRE(table.size() == 1);
    CHECK(table.cells(row).size() == 5);
    CHECK(cell(table, row, kThings.name) == Cell{"a"});
    CHECK(cell(table, row, kThings.packets) == Cell{std::int64_t{0}});
    CHECK(unknown(table, row, kThings.first));
    CHECK(unknown(table, row, kThings.last));
    CHECK(unknown(table, row, kThings.rate));
    CHECK_FALSE(table.hidden(row));
}

TEST_CASE("Table: a key that is not given is unknown, and a sum that is given stays") {
    Table table(kThings);
    const Table::Row row = table.new_row();
    table.set(row, kThings.packets, 7);
    CHECK(unknown(table, row, kThings.name));
    CHECK(table.number(row, kThings.packets) == 7);
}

TEST_CASE("Table: what is no whole number counts as 0") {
    Table table(kThings);
    const Table::Row row = add_row(table, "a");
    CHECK(table.number(row, kThings.name.index()) == 0);
    CHECK(table.number(row, kThings.first) == 0);
    table.set(row, kThings.rate, 0.5);
    CHECK(table.number(row, kThings.rate) == 0);
}

TEST_CASE("Table: an empty text is unknown where that is asked for, and no value is") {
    Table table(kThings);
    const Table::Row row = add_row(table, "a");
    table.set(row, kThings.name, "");
    CHECK(cell(table, row, kThings.name) == Cell{""});
    table.set_unless_empty(row, kThings.name, "");
    CHECK(unknown(table, row, kThings.name));
    table.set_unless_empty(row, kThings.name, "b");
    CHECK(cell(table, row, kThings.name) == Cell{"b"});
    table.set_optional(row, kThings.rate, 0.5);
    CHECK(cell(table, row, kThings.rate) == Cell{0.5});
    table.set_optional(row, kThings.rate, std::nullopt);
    CHECK(unknown(table, row, kThings.rate));
}

TEST_CASE("Table: cells of a layout known at run time stand in its order") {
    Table table(kThings);
    const Table::Row row = table.add_row({Cell{}, std::int64_t{7}});
    CHECK(unknown(table, row, kThings.name));
    CHECK(table.number(row, kThings.packets) == 7);
    CHECK(table.cells(row).size() == 5);
}

TEST_CASE("Table: rows of a lesser rank are shown first, equal ones as they came") {
    Table table(kThings);
    const Table::Row last = table.new_row(2);
    const Table::Row first = table.new_row(0);
    const Table::Row second = table.new_row(0);
    CHECK(table.ranked() == std::vector{first, second, last});
    // Of a rank that is not given: none goes before the other.
    const Table::Row third = table.add_row({"c"});
    const Table::Row fourth = table.new_row();
    CHECK(table.ranked() == std::vector{first, second, third, fourth, last});
    CHECK(table.rank(third) == table.rank(fourth));
}

TEST_CASE("Table: durations and times are counted in nanoseconds") {
    struct Times : TableLayout {
        Times() : TableLayout("times", "") {}
        MinColumn<Nanoseconds> least{*this, "least"};
        MaxColumn<Timestamp> last{*this, "last"};
    };
    const Times times;
    CHECK(times.columns[0].kind == ColumnKind::Duration);
    CHECK(times.columns[1].kind == ColumnKind::Time);
    Table table(times);
    const Table::Row row = table.new_row();
    table.lower(row, times.least, std::chrono::microseconds{-2});
    table.raise(row, times.last, Timestamp{std::chrono::seconds{3}});
    CHECK(table.number(row, times.least) == -2000);
    CHECK(table.number(row, times.last) == 3'000'000'000);
}

TEST_CASE("Table: sums go up and down, beyond 4 GiB") {
    Table table(kThings);
    const Table::Row row = add_row(table, "a");
    for (int i = 0; i < 3; ++i) table.add(row, kThings.packets, INT64_C(0xFFFFFFFF));
    CHECK(table.number(row, kThings.packets) == 3 * INT64_C(0xFFFFFFFF));
    table.add(row, kThings.packets, -5);
    CHECK(table.number(row, kThings.packets) == 3 * INT64_C(0xFFFFFFFF) - 5);
}

TEST_CASE("Table: an unknown sum is known once something is added, but not by adding nothing") {
    Table table(kThings);
    const Table::Row row = add_row(table, "a");
    table.set_optional(row, kThings.packets, std::nullopt);
    table.add(row, kThings.packets, 0);
    CHECK(unknown(table, row, kThings.packets));
    table.add(row, kThings.packets, 2);
    CHECK(table.number(row, kThings.packets) == 2);
}

TEST_CASE("Table: the least and the greatest, of negative values too") {
    Table table(kThings);
    const Table::Row row = add_row(table, "a");
    for (const std::int64_t value : {5, -3, 9, -3}) {
        table.lower(row, kThings.first, value);
        table.raise(row, kThings.last, value);
    }
    CHECK(table.number(row, kThings.first) == -3);
    CHECK(table.number(row, kThings.last) == 9);
}

TEST_CASE("Table: the first value is the least and the greatest, whatever its sign") {
    Table table(kThings);
    const Table::Row row = add_row(table, "a");
    table.lower(row, kThings.first, 100);
    table.raise(row, kThings.last, -100);
    CHECK(table.number(row, kThings.first) == 100);
    CHECK(table.number(row, kThings.last) == -100);
}

TEST_CASE("Table: a row goes out of sight and comes back, and keeps what it counted") {
    Table table(kThings);
    const Table::Row row = add_row(table, "a");
    table.add(row, kThings.packets, 2);
    table.hide(row);
    CHECK(table.hidden(row));
    CHECK(table.size() == 1);
    table.add(row, kThings.packets, 1);
    table.hide(row, false);
    CHECK_FALSE(table.hidden(row));
    CHECK(table.number(row, kThings.packets) == 3);
}

TEST_CASE("Table: what changed is told once, however often it changed") {
    Table table(kThings);
    const Table::Row a = add_row(table, "a");
    const Table::Row b = add_row(table, "b");
    table.add(a, kThings.packets, 1);
    CHECK(table.take_changed() == std::vector{a, b});
    CHECK(table.take_changed().empty());

    table.add(b, kThings.packets, 1);
    table.raise(b, kThings.last, 4);
    table.set(a, kThings.rate, 1.5);
    table.add(b, kThings.packets, 1);
    CHECK(table.take_changed() == std::vector{b, a});
    CHECK(table.take_changed().empty());
}

TEST_CASE("Table: what stays as it is did not change") {
    Table table(kThings);
    const Table::Row row = add_row(table, "a");
    table.lower(row, kThings.first, 1);
    table.raise(row, kThings.last, 1);
    table.take_changed();
    table.add(row, kThings.packets, 0);
    table.lower(row, kThings.first, 2);
    table.raise(row, kThings.last, 0);
    table.hide(row, false);
    CHECK(table.take_changed().empty());
}

TEST_CASE("Table: a row that goes out of sight changed") {
    Table table(kThings);
    const Table::Row row = add_row(table, "a");
    table.take_changed();
    table.hide(row);
    CHECK(table.take_changed() == std::vector{row});
    table.hide(row);
    CHECK(table.take_changed().empty());
    table.hide(row, false);
    CHECK(table.take_changed() == std::vector{row});
}

TEST_CASE("Table: rows stay where they are while others come") {
    Table table(kThings);
    const Table::Row first = add_row(table, "first");
    const Cell* name = &cell(table, first, kThings.name);
    for (int i = 0; i < 10000; ++i) add_row(table, "more");
    CHECK(name == &cell(table, first, kThings.name));
    CHECK(*name == Cell{"first"});
}

TEST_CASE("Table: what is derived is for readers, a detail for documents") {
    const Column derived{"rate", "Rate", ColumnKind::Number, ColumnRole::Derived};
    const Column detail{"id", "", ColumnKind::Text, ColumnRole::Detail};
    const Column sum{"packets", "Packets"};
    CHECK((derived.for_readers() && !derived.for_documents()));
    CHECK((!detail.for_readers() && detail.for_documents()));
    CHECK((sum.for_readers() && sum.for_documents()));
}

TEST_CASE("Keyed table: one row for each key, described once") {
    KeyedTable<Things, int> table;
    const auto row_of = [&table](int key) {
        return table.row_of(key, [&](Table::Row row) {
            table.set(row, table->name, std::to_string(key));
            table.add(row, table->packets, 1);
        });
    };
    const Table::Row seven = row_of(7);
    const Table::Row five = row_of(5);
    CHECK(seven != five);
    CHECK(row_of(7) == seven);
    CHECK(table.key_of(seven) == 7);
    CHECK(table.key_of(five) == 5);
    CHECK(table.number(seven, table->packets) == 1);
    CHECK(cell(table, five, table->name) == Cell{"5"});
    CHECK(table.size() == 2);
    CHECK(table.find(5) == five);
    CHECK_FALSE(table.find(6));
    CHECK(table.size() == 2);
}
