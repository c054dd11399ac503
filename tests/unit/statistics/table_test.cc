// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/table.h"

#include <vector>

#include "catch.h"

using namespace vpcmirror;

namespace {

enum : std::size_t { kName, kPackets, kFirst, kLast, kRate };

const TableLayout& layout() {
    static const TableLayout the_layout{
        "things",
        "Things",
        {{"name", "Name", ColumnKind::Text, ColumnRole::Key, 8},
         {"packets", "Packets"},
         {"first", "First", ColumnKind::Time, ColumnRole::Min},
         {"last", "Last", ColumnKind::Time, ColumnRole::Max},
         {"rate", "Rate", ColumnKind::Percent, ColumnRole::Derived}}};
    return the_layout;
}

bool unknown(const Table& table, Table::Row row, std::size_t column) {
    return std::holds_alternative<std::monostate>(table.cells(row)[column]);
}

}  // namespace

TEST_CASE("Table: of a new row sums are 0 and the rest is unknown") {
    Table table(layout());
    const Table::Row row = table.add_row({"a"});
    REQUIRE(table.size() == 1);
    CHECK(table.cells(row).size() == 5);
    CHECK(table.cells(row)[kName] == Cell{"a"});
    CHECK(table.cells(row)[kPackets] == Cell{std::int64_t{0}});
    CHECK(unknown(table, row, kFirst));
    CHECK(unknown(table, row, kLast));
    CHECK(unknown(table, row, kRate));
    CHECK_FALSE(table.hidden(row));
}

TEST_CASE("Table: a key that is not given is unknown, and a sum that is given stays") {
    Table table(layout());
    const Table::Row row = table.add_row({Cell{}, std::int64_t{7}});
    CHECK(unknown(table, row, kName));
    CHECK(table.number(row, kPackets) == 7);
}

TEST_CASE("Table: what is no number counts as 0") {
    Table table(layout());
    const Table::Row row = table.add_row({"a"});
    CHECK(table.number(row, kName) == 0);
    CHECK(table.number(row, kFirst) == 0);
    table.set(row, kRate, 0.5);
    CHECK(table.number(row, kRate) == 0);
}

TEST_CASE("Table: sums go up and down, beyond 4 GiB") {
    Table table(layout());
    const Table::Row row = table.add_row({"a"});
    for (int i = 0; i < 3; ++i) table.add(row, kPackets, INT64_C(0xFFFFFFFF));
    CHECK(table.number(row, kPackets) == 3 * INT64_C(0xFFFFFFFF));
    table.add(row, kPackets, -5);
    CHECK(table.number(row, kPackets) == 3 * INT64_C(0xFFFFFFFF) - 5);
}

TEST_CASE("Table: an unknown sum is known once something is added, but not by adding nothing") {
    Table table(layout());
    const Table::Row row = table.add_row({"a", Cell{}});
    table.add(row, kPackets, 0);
    CHECK(unknown(table, row, kPackets));
    table.add(row, kPackets, 2);
    CHECK(table.number(row, kPackets) == 2);
}

TEST_CASE("Table: the least and the greatest, of negative values too") {
    Table table(layout());
    const Table::Row row = table.add_row({"a"});
    for (const std::int64_t value : {5, -3, 9, -3}) {
        table.lower(row, kFirst, value);
        table.raise(row, kLast, value);
    }
    CHECK(table.number(row, kFirst) == -3);
    CHECK(table.number(row, kLast) == 9);
}

TEST_CASE("Table: the first value is the least and the greatest, whatever its sign") {
    Table table(layout());
    const Table::Row row = table.add_row({"a"});
    table.lower(row, kFirst, 100);
    table.raise(row, kLast, -100);
    CHECK(table.number(row, kFirst) == 100);
    CHECK(table.number(row, kLast) == -100);
}

TEST_CASE("Table: a row goes out of sight and comes back, and keeps what it counted") {
    Table table(layout());
    const Table::Row row = table.add_row({"a"});
    table.add(row, kPackets, 2);
    table.hide(row);
    CHECK(table.hidden(row));
    CHECK(table.size() == 1);
    table.add(row, kPackets, 1);
    table.hide(row, false);
    CHECK_FALSE(table.hidden(row));
    CHECK(table.number(row, kPackets) == 3);
}

TEST_CASE("Table: what changed is told once, however often it changed") {
    Table table(layout());
    const Table::Row a = table.add_row({"a"});
    const Table::Row b = table.add_row({"b"});
    table.add(a, kPackets, 1);
    CHECK(table.take_changed() == std::vector{a, b});
    CHECK(table.take_changed().empty());

    table.add(b, kPackets, 1);
    table.raise(b, kLast, 4);
    table.set(a, kRate, 1.5);
    table.add(b, kPackets, 1);
    CHECK(table.take_changed() == std::vector{b, a});
    CHECK(table.take_changed().empty());
}

TEST_CASE("Table: what stays as it is did not change") {
    Table table(layout());
    const Table::Row row = table.add_row({"a"});
    table.lower(row, kFirst, 1);
    table.raise(row, kLast, 1);
    table.take_changed();
    table.add(row, kPackets, 0);
    table.lower(row, kFirst, 2);
    table.raise(row, kLast, 0);
    table.hide(row, false);
    CHECK(table.take_changed().empty());
}

TEST_CASE("Table: a row that goes out of sight changed") {
    Table table(layout());
    const Table::Row row = table.add_row({"a"});
    table.take_changed();
    table.hide(row);
    CHECK(table.take_changed() == std::vector{row});
    table.hide(row);
    CHECK(table.take_changed().empty());
    table.hide(row, false);
    CHECK(table.take_changed() == std::vector{row});
}

TEST_CASE("Table: rows stay where they are while others come") {
    Table table(layout());
    const Table::Row first = table.add_row({"first"});
    const Cell* name = &table.cells(first)[kName];
    for (int i = 0; i < 10000; ++i) table.add_row({"more"});
    CHECK(name == &table.cells(first)[kName]);
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
