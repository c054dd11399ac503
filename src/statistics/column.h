// SPDX-License-Identifier: GPL-2.0-or-later
//
// The columns of a report's table. A layout is a struct whose members are its columns, each with
// the type of its values and what may be done with them:
//
//     struct Layout : TableLayout {
//         Layout() : TableLayout("filters", "Filters") {}
//         KeyColumn<std::string> direction{*this, "direction", "Direction", 9};
//         SumColumn packets{*this, "packets", "Packets"};
//     };
//
// so that a report names a column, `table.add(row, table->packets, 1)`, and nothing has a number.
// Names and kinds of columns are an interface: reports/report.schema.json describes them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "wire/capture_time.h"

namespace vpcmirror {

// What the values of a column are. Decides how a cell is shown and written; documents have no other
// mark of it.
enum class ColumnKind : std::uint8_t {
    Text,
    Number,
    Duration,  // nanoseconds, shown as seconds
    Time,      // nanoseconds since the epoch
    Percent,   // a double
};

// What becomes of the column where DocumentSum adds the tables of several captures up. Rows with
// equal keys are one row.
enum class ColumnRole : std::uint8_t {
    Key,
    Sum,
    Min,
    Max,
    Derived,  // follows from the others: for readers only, no part of a document
    Detail,   // a key for documents only; readers see a Derived column that sums it up
};

// A column as those see it who show or add up any table, whatever its layout.
struct Column {
    // Stays what it is once it was released.
    std::string name;   // "packets", "session.id": what comes before a dot is an object of its own
    std::string title;  // for readers, in the window's head and above the text's column
    // Cells of the column are of this kind or unknown.
    ColumnKind kind = ColumnKind::Number;
    ColumnRole role = ColumnRole::Sum;
    int width = 0;  // characters that most values fit in, for text

    // In windows and text.
    bool for_readers() const { return role != ColumnRole::Detail; }
    // In JSON.
    bool for_documents() const { return role != ColumnRole::Derived; }
};

// A table's columns in the order in which they are shown. The two texts must outlive it.
struct TableLayout {
    TableLayout() = default;
    TableLayout(const char* table_name, const char* table_title,
                std::vector<Column> table_columns = {})
        : name(table_name), title(table_title), columns(std::move(table_columns)) {}

    const char* name = "";   // "sessions", as in the document; empty: for readers only
    const char* title = "";  // "Mirror sessions"; empty: for documents only
    std::vector<Column> columns;
};

// A column as a member of the layout that it adds itself to. Its place is that of its declaration:
// members are made in their order. Value is std::string, std::int64_t, Nanoseconds, Timestamp, or
// double for a percentage.
template <class Value, ColumnRole kRole>
class ColumnOf {
  public:
    ColumnOf(TableLayout& layout, std::string name, std::string title = "", int width = 0)
        : index_(layout.columns.size()) {
        layout.columns.push_back({std::move(name), std::move(title), kind(), kRole, width});
    }

    // Into TableLayout::columns and the cells of a row.
    std::size_t index() const { return index_; }

  private:
    static constexpr ColumnKind kind() {
        if constexpr (std::is_same_v<Value, std::string>) return ColumnKind::Text;
        if constexpr (std::is_same_v<Value, std::int64_t>) return ColumnKind::Number;
        if constexpr (std::is_same_v<Value, Nanoseconds>) return ColumnKind::Duration;
        if constexpr (std::is_same_v<Value, Timestamp>) return ColumnKind::Time;
        if constexpr (std::is_same_v<Value, double>) return ColumnKind::Percent;
    }

    std::size_t index_;
};

// Texts and numbers that tell rows apart.
template <class Value>
using KeyColumn = ColumnOf<Value, ColumnRole::Key>;
// What adds up over captures: counts and bytes.
using SumColumn = ColumnOf<std::int64_t, ColumnRole::Sum>;
// The least and the greatest of all captures.
template <class Value>
using MinColumn = ColumnOf<Value, ColumnRole::Min>;
template <class Value>
using MaxColumn = ColumnOf<Value, ColumnRole::Max>;
// For readers: follows from the rest, or sums it up.
template <class Value>
using DerivedColumn = ColumnOf<Value, ColumnRole::Derived>;
// For documents: tells rows apart where readers see one column for several.
template <class Value>
using DetailColumn = ColumnOf<Value, ColumnRole::Detail>;

}  // namespace vpcmirror
