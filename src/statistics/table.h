// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a report shows: a table whose columns say what their values mean and how the tables of
// several captures add up. The table is also where a report counts; nothing is kept twice. Counters
// have 63 bits. Throws std::bad_alloc only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace vpcmirror {

// What the numbers of a column are.
enum class ColumnKind : std::uint8_t {
    Text,
    Number,
    Duration,  // nanoseconds, shown as seconds
    Time,      // nanoseconds since the epoch
    Percent,   // a double
};

// What becomes of the column where tables of several captures are added. Rows with equal keys are
// one row.
enum class ColumnRole : std::uint8_t {
    Key,
    Sum,
    Min,
    Max,
    Derived,  // follows from the others: for readers only, no part of a document
    Detail,   // a key for documents only; readers see a Derived column that sums it up
};

struct Column {
    std::string name;  // "packets", "session.id": what comes before a dot is an object of its own
    std::string title;
    ColumnKind kind = ColumnKind::Number;
    ColumnRole role = ColumnRole::Sum;
    int width = 0;  // characters that most values fit in, for text

    bool for_readers() const { return role != ColumnRole::Detail; }
    bool for_documents() const { return role != ColumnRole::Derived; }
};

struct TableLayout {
    const char* name;   // "sessions", as in the document; "": for readers only
    const char* title;  // "Mirror sessions"
    std::vector<Column> columns;
};

// Nanoseconds as seconds, with all nine decimals: "-0.000000150".
std::string seconds_text(std::int64_t nanoseconds);

// Nothing: not known, or does not apply.
using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;

std::vector<Column> joined(std::vector<Column> first, const std::vector<Column>& then);
std::vector<Cell> joined(std::vector<Cell> first, const std::vector<Cell>& then);

// Rows are never taken out, only hidden: a row's number stays good, and so do references to cells.
// Cells are unknown until something is set, counted or compared. Adding beyond 63 bits is not
// checked: no capture has that many bytes.
class Table {
  public:
    using Row = std::size_t;  // stays valid as long as the table

    // `layout` must outlive the table.
    explicit Table(const TableLayout& layout) : layout_(&layout) {}

    const TableLayout& layout() const { return *layout_; }

    // A row with the first cells given; sums that are not given are 0, everything else is unknown.
    // Rows of a lesser rank are shown first, those of one rank as they were added.
    Row add_row(std::vector<Cell> cells, int rank = 0);

    void set(Row row, std::size_t column, Cell cell);
    void add(Row row, std::size_t column, std::int64_t amount);
    void lower(Row row, std::size_t column, std::int64_t value);  // to the least value so far
    void raise(Row row, std::size_t column, std::int64_t value);  // to the greatest
    // Takes the row out of what is shown, or back in.
    void hide(Row row, bool hidden = true);

    std::size_t size() const { return rows_.size(); }  // hidden rows included
    bool hidden(Row row) const { return rows_[row].hidden; }
    int rank(Row row) const { return rows_[row].rank; }
    std::vector<Row> ranked() const;  // all rows, as they are shown
    std::span<const Cell> cells(Row row) const { return rows_[row].cells; }
    std::int64_t number(Row row, std::size_t column) const;  // 0 if unknown

    // The rows that are new or other than they were when this was last asked, each once; good until
    // it is asked again.
    const std::vector<Row>& take_changed();

  private:
    struct Entry {
        std::vector<Cell> cells;
        int rank = 0;
        bool hidden = false;
        bool changed = false;
    };
    Entry& touch(Row row);

    const TableLayout* layout_;
    std::deque<Entry> rows_;
    std::vector<Row> changed_;
    std::vector<Row> taken_;  // they change places: asking after each packet allocates nothing
};

}  // namespace vpcmirror
