// SPDX-License-Identifier: GPL-2.0-or-later
//
// Tables as text for a terminal: a title, the columns' titles, a line for each row; every column as
// wide as what it holds, numbers to the right.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "statistics/table.h"

namespace vpcmirror {

// True if the table is shown unless only the document is asked for.
inline bool is_for_readers(const Table& table) {
    return *table.layout().title != '\0';
}

// Of each table the columns for readers. Hidden rows and columns for documents are left out; an
// empty table has its heads.
std::string text_report(std::span<const Table* const> tables);

// One table of texts that are printable already. `right`: to be aligned so, by column. The title,
// then the lines below each other, columns as wide as their widest cell. `right`: whether a column
// stands to the right.
std::string text_table(std::string_view title, const std::vector<std::vector<std::string>>& lines,
                       const std::vector<bool>& right);

}  // namespace vpcmirror
