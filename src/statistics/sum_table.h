// SPDX-License-Identifier: GPL-2.0-or-later
//
// One table of a sum of report documents: rows with equal keys are one row, whose numbers add up as
// its columns say. What later versions added becomes columns of its own. Documents come from
// anybody: columns are bounded by kMostColumns of document_reader.h, counters end at 63 bits.
// Throws std::bad_alloc only.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "statistics/document_reader.h"
#include "statistics/table.h"

namespace vpcmirror {

// Its rows become a Table when they are asked for. Who adds documents up may hide rows and change
// their cells: places of columns and rows stay what they are.
struct SumTable {
    std::string name;
    std::string title;
    std::vector<Column> columns;
    std::map<std::string, std::size_t, std::less<>> column_places;
    std::vector<std::vector<Cell>> rows;  // a row may be shorter than `columns`
    std::vector<bool> hidden;             // by row
    // Its rows stand as they came, as those of the catalogue do; else in the order of their keys,
    // the same whatever was added first.
    bool as_they_came = false;

    void append(Column column);
    // Whether a row holds anything, and texts and numbers where the columns so far have them.
    bool takes(const DocumentRow& row) const;
    void add(const DocumentRow& row);

    // What a row's columns with this prefix hold, such as "session.", which identify a session.
    std::vector<Cell> object(std::size_t row, std::string_view prefix) const;
    // The cell of a column; empty and 0 where there is none.
    std::string text(std::size_t row, std::string_view column) const;
    std::int64_t number(std::size_t row, std::string_view column) const;

    // For readers and documents; good until the next call. `ranks`: a number for each row, which
    // goes before its keys; empty: all alike.
    const Table* make_table(const std::vector<int>& ranks = {});

  private:
    const Cell* cell(std::size_t row, std::string_view column) const;  // null if there is none
    // A new one for a member that no row had before; nothing for what no document can hold, and
    // beyond the bound.
    std::optional<std::size_t> column_of(const DocumentMember& member);
    // A session as readers see it, from the columns for documents, "session.id" and the others: its
    // name, its id, or what it was known by.
    Cell session_label(std::size_t row, const std::string& prefix) const;
    // A row's cells, the label of its session among them.
    std::vector<Cell> shown_cells(std::size_t row) const;
    void sort(std::vector<std::size_t>& order, const std::vector<std::vector<Cell>>& cells,
              const std::vector<int>& ranks) const;

    // By the keys, whatever columns there were then.
    std::map<std::vector<std::pair<std::string, Cell>>, std::size_t> row_places_;
    TableLayout layout_;
    std::unique_ptr<Table> table_;
};

}  // namespace vpcmirror
