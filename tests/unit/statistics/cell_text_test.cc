// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/cell_text.h"

#include "catch.h"

using namespace vpcmirror;

namespace {

Column column_for_cells(ColumnKind kind, const char* title = "Title", int width = 0) {
    return {"name", title, kind, ColumnRole::Sum, width};
}

std::string padded_cell(const Cell& cell, const Column& column) {
    std::string text = "what was there before";
    write_cell_text(text, cell, column);
    return text;
}

}  // namespace

TEST_CASE("Cell text: what is not known is empty, of whatever kind the column is") {
    for (const ColumnKind kind : {ColumnKind::Text, ColumnKind::Number, ColumnKind::Duration,
                                  ColumnKind::Time, ColumnKind::Percent}) {
        CHECK(cell_text({}, column_for_cells(kind)).empty());
    }
}

TEST_CASE("Cell text: numbers as their column's kind says") {
    const std::int64_t number = 1'500'000'000;
    CHECK(cell_text(number, column_for_cells(ColumnKind::Number)) == "1500000000");
    CHECK(cell_text(number, column_for_cells(ColumnKind::Duration)) == "1.500000000");
    CHECK(cell_text(number, column_for_cells(ColumnKind::Time)) == "1970-01-01 00:00:01.500000");
    CHECK(cell_text(12.3456, column_for_cells(ColumnKind::Percent)) == "12.346");
    CHECK(cell_text(100.0, column_for_cells(ColumnKind::Percent)) == "100.000");
}

TEST_CASE("Cell text: times are UTC with microseconds, what is less is dropped") {
    const Column column = column_for_cells(ColumnKind::Time);
    CHECK(cell_text(std::int64_t{1'700'000'000'123'456'789}, column) ==
          "2023-11-14 22:13:20.123456");
    CHECK(cell_text(std::int64_t{951'782'399'000'001'999}, column) == "2000-02-28 23:59:59.000001");
    CHECK(cell_text(std::int64_t{-1}, column) == "1969-12-31 23:59:59.999999");
}

TEST_CASE("Cell text: bars separate columns and nothing else, controls are seen") {
    const Column column = column_for_cells(ColumnKind::Text);
    CHECK(cell_text("a|b", column) == "a\\x7cb");
    CHECK(cell_text("||", column) == "\\x7c\\x7c");
    CHECK(cell_text("a\nb", column) == "a\\x0ab");
    CHECK(cell_text("", column).empty());
}

TEST_CASE("Cell text: titles stand as their cells do, over the column's width") {
    CHECK(column_title(column_for_cells(ColumnKind::Text, "Session", 10)) == "Session   ");
    CHECK(column_title(column_for_cells(ColumnKind::Number, "Packets")) == "     Packets");
    CHECK(column_title(column_for_cells(ColumnKind::Duration, "Delay (s)")) == "   Delay (s)");
    CHECK(column_title(column_for_cells(ColumnKind::Percent, "Lost (%)", 10)) == "  Lost (%)");
    CHECK(column_title(column_for_cells(ColumnKind::Time, "First (UTC)")) ==
          std::string(15, ' ') + "First (UTC)");
    // Never less than the title has.
    CHECK(column_title(column_for_cells(ColumnKind::Text, "Session", 3)) == "Session");
    CHECK(column_title(column_for_cells(ColumnKind::Number, "Acknowledged bytes")) ==
          "Acknowledged bytes");
}

TEST_CASE("Cell text: the format is for the column's width, from the left") {
    CHECK(column_format(column_for_cells(ColumnKind::Text, "Session", 24)) == "%-24s");
    CHECK(column_format(column_for_cells(ColumnKind::Text, "Session", 3)) == "%-7s");
    CHECK(column_format(column_for_cells(ColumnKind::Number, "Packets")) == "%-12s");
    CHECK(column_format(column_for_cells(ColumnKind::Duration, "Delay (s)")) == "%-12s");
    CHECK(column_format(column_for_cells(ColumnKind::Time, "First (UTC)")) == "%-26s");
}

TEST_CASE("Cell text: numbers are padded to sort as texts do, texts are left as they are") {
    const Column number = column_for_cells(ColumnKind::Number);
    CHECK(padded_cell(std::int64_t{12}, number) == "          12");
    CHECK(padded_cell(std::int64_t{12'345'678'901}, number) == " 12345678901");
    CHECK(padded_cell(std::int64_t{123'456'789'012}, number) == "123456789012");
    CHECK(padded_cell(std::int64_t{1'234'567'890'123}, number) == "1234567890123");
    CHECK(padded_cell({}, number) == std::string(12, ' '));
    const Column percent = column_for_cells(ColumnKind::Percent, "Lost (%)");
    CHECK(padded_cell(2.5, percent) == "   2.500");
    CHECK(padded_cell(100.0, percent) == " 100.000");
    const Column text = column_for_cells(ColumnKind::Text, "Session", 24);
    CHECK(padded_cell("web-a", text) == "web-a");
    CHECK(padded_cell({}, text).empty());
}
