// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/text_report.h"

#include <utility>

#include "statistics/cell_text.h"
#include "statistics/text_layout.h"

namespace vpcmirror {

namespace {

std::string table_text(const Table& table) {
    const TableLayout& layout = table.layout();
    std::string text = *layout.title ? layout.title : layout.name;
    text += ":\n";
    std::vector<TextColumn> columns;
    for (std::size_t i = 0; i < layout.columns.size(); ++i) {
        const Column& column = layout.columns[i];
        if (!column.for_readers()) continue;
        TextColumn shown{column.title, !is_text(column), {}};
        for (const Table::Row row : table.ranked()) {
            if (!table.hidden(row)) shown.cells.push_back(cell_text(table.cells(row)[i], column));
        }
        columns.push_back(std::move(shown));
    }
    return text + text_columns(std::move(columns));
}

}  // namespace

std::string text_report(std::span<const Table* const> tables) {
    std::string text;
    for (const Table* table : tables) {
        if (!text.empty()) text += '\n';
        text += table_text(*table);
    }
    return text;
}

}  // namespace vpcmirror
