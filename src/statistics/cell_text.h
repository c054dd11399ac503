// SPDX-License-Identifier: GPL-2.0-or-later
//
// A report's cells as text, so that lines can stand below each other and "|" separates nothing but
// columns.
#pragma once

#include <string>

#include "statistics/table.h"

namespace vpcmirror {

// Texts stand to the left of their column, numbers to the right.
inline bool is_text(const Column& column) {
    return column.kind == ColumnKind::Text;
}

// As short as can be; empty where nothing is known. Control characters are escaped. Times in UTC
// with microseconds, durations in seconds with nanoseconds, percentages with three decimals.
std::string cell_text(const Cell& cell, const Column& column);

// For tables whose columns have a width before the cells are known. The title, the printf format
// for a cell's text, and that text itself, into `text`, whose memory is used again; numbers are
// padded, so that they sort as texts do. Filled with blanks to the column's width.
std::string column_title(const Column& column);
std::string column_format(const Column& column);
void write_cell_text(std::string& text, const Cell& cell, const Column& column);

}  // namespace vpcmirror
