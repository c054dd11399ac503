// SPDX-License-Identifier: GPL-2.0-or-later
//
// Tables as text for a terminal, at most 100 columns wide (text_layout.h): a title, the columns'
// titles over a line of dashes, which tells where each column is, a line or more for each row.
#pragma once

#include <span>
#include <string>

#include "statistics/table.h"

namespace vpcmirror {

// True if the table is shown unless only the document is asked for.
inline bool is_for_readers(const Table& table) {
    return *table.layout().title != '\0';
}

// Of each table the columns for readers. Hidden rows and columns for documents are left out; an
// empty table has its heads.
std::string text_report(std::span<const Table* const> tables);

}  // namespace vpcmirror
