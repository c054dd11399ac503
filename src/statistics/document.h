// SPDX-License-Identifier: GPL-2.0-or-later
//
// Reports as one JSON document (RFC 8259), a row on each line. Of each table an array of objects:
// texts and objects in them are keys, numbers add up over captures as ColumnRole says; what is not
// known is left out. docs/report.schema.json describes it; kDocumentVersion grows when a reader of
// the former would misread the next.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "statistics/table.h"

namespace vpcmirror {

// Columns and tables may be added without another version: readers pass over what they do not know.
inline constexpr int kDocumentVersion = 1;

// Good during the call.
struct DocumentHeader {
    std::string_view plugin_version;
    std::string_view filter;  // the display filter that packets had to pass; valid UTF-8
};

// Of the tables in their order; rows that are hidden and columns for readers only are left out, and
// so is what a row does not know. All digits of every number: a double would not hold them. Ends
// with a newline.
std::string json_document(const DocumentHeader& header, std::span<const Table* const> tables);

}  // namespace vpcmirror
