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

    void append(Column column);
    // Whether a row holds anything, and texts and numbers where the columns so far have them.
    bool takes(const DocumentRow& row) const;
    void add(const DocumentRow& row);

    // What identifies the session of a row.
    std::vector<Cell> session(std::size_t row) const;

    // For readers and documents; good until the next call.
    const Table* make_table();

  private:
    // A new one for a member that no row had before; nothing for what no document can hold, and
    // beyond the bound.
    std::optional<std::size_t> column_of(const DocumentMember& member);
    // A session as readers see it, from the columns for documents, "session.id" and the others: its
    // name, its id, or what it was known by.
    Cell session_label(std::size_t row, const std::string& prefix) const;

    // By the keys, whatever columns there were then.
    std::map<std::vector<std::pair<std::string, Cell>>, std::size_t> row_places_;
    TableLayout layout_;
    std::unique_ptr<Table> table_;
};

}  // namespace vpcmirror
