// SPDX-License-Identifier: GPL-2.0-or-later
//
// A report's cells as text of one width for a column, so that lines stand below each other and "|"
// separates nothing but columns.
#pragma once

#include <string>

#include "statistics/table.h"

namespace vpcmirror {

inline bool is_text(const Column& column) {
    return column.kind == ColumnKind::Text;
}

std::string column_title(const Column& column);

// The printf format for a cell's text.
std::string column_format(const Column& column);

// Into `text`, whose memory is used again.
void write_cell_text(std::string& text, const Cell& cell, const Column& column);

}  // namespace vpcmirror
