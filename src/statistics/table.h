// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a report shows: a table whose columns say what their values mean and how the tables of
// several captures add up. The table is also where a report counts; nothing is kept twice. Counters
// have 63 bits. Throws std::bad_alloc only.
//
// A report names a column by the member of its layout (statistics/column.h); who shows any table
// reads the cells in the order of the layout.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "statistics/column.h"

namespace vpcmirror {

// Nothing: not known, or does not apply. Durations and times are nanoseconds. A text is as its
// source made it sane; who shows it escapes what separates columns.
using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;

// Nanoseconds as seconds, with all nine decimals: "-0.000000150". All of 64 bits, INT64_MIN too.
std::string seconds_text(std::int64_t nanoseconds);

// Rows are never taken out, only hidden: a row's number stays good, and so do references to cells.
// Cells are unknown until something is set, counted or compared. Adding beyond 63 bits is not
// checked: no capture has that many bytes. For one thread; not copied while somebody holds row
// numbers of it.
class Table {
  public:
    using Row = std::size_t;  // stays valid as long as the table

    // `layout` must outlive the table.
    explicit Table(const TableLayout& layout) : layout_(&layout) {}

    // What anybody needs to show the cells without knowing the report.
    const TableLayout& layout() const { return *layout_; }

    // A row whose sums are 0 and of which everything else is unknown. Rows of a lesser rank are
    // shown first, those of one rank as they were added. Constant, amortised; no row that is there
    // moves.
    Row new_row(int rank = 0);
    // Of a layout that is known at run time only: a row with the first cells given.
    Row add_row(std::vector<Cell> cells);

    // `column` is a member of this table's layout, here and below. Replaces what was there.
    template <class Value, ColumnRole kRole>
    void set(Row row, const ColumnOf<Value, kRole>& column, std::type_identity_t<Value> value) {
        put(row, column.index(), cell_of(std::move(value)));
    }
    // Unknown if there is no value.
    template <class Value, ColumnRole kRole>
    void set_optional(Row row, const ColumnOf<Value, kRole>& column,
                      const std::type_identity_t<std::optional<Value>>& value) {
        put(row, column.index(), value ? cell_of(*value) : Cell{});
    }
    // Unknown if the text is empty.
    template <ColumnRole kRole>
    void set_unless_empty(Row row, const ColumnOf<std::string, kRole>& column, std::string text) {
        put(row, column.index(), text.empty() ? Cell{} : Cell{std::move(text)});
    }
    // A row that is found once for all that a packet adds to it: some twelve cells for each packet
    // and report, which is what reports mostly do. Columns are members of the table's layout. Good
    // as long as the table. Allocates nothing but for a cell that held a text.
    class Counter {
      public:
        // `amount` may be negative, to take back what was counted. Adding nothing changes nothing:
        // an unknown sum stays unknown.
        [[gnu::always_inline]] void add(const SumColumn& column, std::int64_t amount) {
            Cell& cell = cells_[column.index()];
            if (auto* sum = std::get_if<std::int64_t>(&cell)) {
                *sum += amount;
            } else if (amount != 0) {
                cell = amount;
            }
        }
        // To the least value so far, or to the greatest; an unknown one to any.
        template <class Value>
        void lower(const MinColumn<Value>& column, std::type_identity_t<Value> value) {
            take_better(column.index(), number_of(value), std::less<>());
        }
        template <class Value>
        void raise(const MaxColumn<Value>& column, std::type_identity_t<Value> value) {
            take_better(column.index(), number_of(value), std::greater<>());
        }

      private:
        friend Table;
        explicit Counter(Cell* cells) : cells_(cells) {}
        template <class IsBetter>
        void take_better(std::size_t column, std::int64_t number, IsBetter is_better) {
            auto* known = std::get_if<std::int64_t>(&cells_[column]);
            if (!known) {
                cells_[column] = number;
            } else if (is_better(number, *known)) {
                *known = number;
            }
        }

        Cell* cells_;  // of the row, by column
    };
    // The row counts as changed, whatever is added to it.
    Counter count_in(Row row) { return Counter(touch(row).cells.data()); }
    // The same for a single value; a row to which nothing is added has not changed.
    void add(Row row, const SumColumn& column, std::int64_t amount) {
        if (amount != 0) count_in(row).add(column, amount);
    }
    template <class Value>
    void lower(Row row, const MinColumn<Value>& column, std::type_identity_t<Value> value) {
        const std::int64_t* known = number_at(row, column.index());
        if (!known || number_of(value) < *known) count_in(row).lower(column, value);
    }
    template <class Value>
    void raise(Row row, const MaxColumn<Value>& column, std::type_identity_t<Value> value) {
        const std::int64_t* known = number_at(row, column.index());
        if (!known || number_of(value) > *known) count_in(row).raise(column, value);
    }
    // Takes the row out of what is shown, or back in. A hidden row keeps counting.
    void hide(Row row, bool hidden = true) {
        if (rows_[row].hidden != hidden) touch(row).hidden = hidden;
    }

    std::size_t size() const { return rows_.size(); }  // hidden rows included
    bool hidden(Row row) const { return rows_[row].hidden; }
    // Only the order in which rows are shown depends on it.
    int rank(Row row) const { return rows_[row].rank; }
    std::vector<Row> ranked() const;  // all rows, as they are shown
    // A cell for each of the layout's columns. Good as long as the table; their values change.
    std::span<const Cell> cells(Row row) const { return rows_[row].cells; }
    // 0 if unknown or no whole number.
    template <class Value, ColumnRole kRole>
    std::int64_t number(Row row, const ColumnOf<Value, kRole>& column) const {
        return number(row, column.index());
    }
    std::int64_t number(Row row, std::size_t column) const {
        const std::int64_t* known = number_at(row, column);
        return known ? *known : 0;
    }

    // The rows that are new or other than they were when this was last asked, each once; good until
    // it is asked again. For windows, which bring up to date what has changed and nothing else.
    const std::vector<Row>& take_changed();

  private:
    // One row. Hidden ones keep counting; `changed` says that changed_ holds it already.
    struct Line {
        std::vector<Cell> cells;
        int rank = 0;
        bool hidden = false;
        bool changed = false;
    };

    static std::int64_t number_of(std::int64_t number) { return number; }
    static std::int64_t number_of(Nanoseconds duration) { return duration.count(); }
    static std::int64_t number_of(Timestamp time) { return time.time_since_epoch().count(); }
    static Cell cell_of(double share) { return share; }
    static Cell cell_of(std::string text) { return text; }
    template <class Value>
    static Cell cell_of(Value value) {
        return number_of(value);
    }

    Row push(std::vector<Cell> cells, int rank);
    void put(Row row, std::size_t column, Cell cell);
    // Null if unknown.
    const std::int64_t* number_at(Row row, std::size_t column) const {
        return std::get_if<std::int64_t>(&rows_[row].cells[column]);
    }
    // The row, which counts as changed from now on until somebody asks what has.
    Line& touch(Row row) {
        Line& line = rows_[row];
        if (!line.changed) changed_.push_back(row);
        line.changed = true;
        return line;
    }

    const TableLayout* layout_;
    std::vector<Line> rows_;  // cells stay where they are when their line moves
    std::vector<Row> changed_;
    std::vector<Row> taken_;  // they change places: asking after each packet allocates nothing
};

}  // namespace vpcmirror
