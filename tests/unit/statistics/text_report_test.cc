// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/text_report.h"

#include "catch.h"
#include "text/sanitize.h"
#include "text/width.h"

using namespace vpcmirror;

TEST_CASE("text report: what a terminal would obey is escaped, letters of any language stay") {
    CHECK(sanitize("web-a Zürich 東京") == "web-a Zürich 東京");
    CHECK(sanitize("a\x1b[2Jb\n\x7f") == "a\\x1b[2Jb\\x0a\\x7f");
    CHECK(sanitize("\u202eevil\u2028\u0085") == "\\u202eevil\\u2028\\x85");
    CHECK(sanitize("\xff") == "\ufffd");
    CHECK(width_of("Zürich") == 6);
    CHECK(width_of("東京") == 4);
}

TEST_CASE("text report: the first column may be for readers") {
    const TableLayout layout{"notes", "Notes", {{"note", "Note", ColumnKind::Text}}};
    Table table(layout);
    table.add_row({"text"});
    const Table* tables[] = {&table};
    CHECK(text_report(tables) == "Notes:\nNote\n----\ntext\n");
}

TEST_CASE("text report: columns as wide as what they hold, numbers to the right") {
    const TableLayout layout{"sessions",
                             "Sessions",
                             {{"id", "", ColumnKind::Text, ColumnRole::Detail},
                              {"name", "Session", ColumnKind::Text, ColumnRole::Key},
                              {"packets", "Packets"},
                              {"share", "%", ColumnKind::Percent, ColumnRole::Derived},
                              {"delay", "Delay (s)", ColumnKind::Duration, ColumnRole::Max}}};
    Table table(layout);
    table.add_row({"tms-1", "web|a", std::int64_t{12345678}, 12.5, std::int64_t{1'500'000'000}});
    table.add_row({"tms-2", "Zürich", std::int64_t{1}});
    table.hide(table.add_row({"tms-3", "hidden", std::int64_t{1}}));
    const Table* tables[] = {&table};
    CHECK(text_report(tables) ==
          "Sessions:\n"
          "Session    Packets       %    Delay (s)\n"
          "--------  --------  ------  -----------\n"
          "web\\x7ca  12345678  12.500  1.500000000\n"
          "Zürich           1\n");
}
