// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/text_report.h"

#include <algorithm>

#include "statistics/cell_text.h"
#include "text/width.h"

namespace vpcmirror {

namespace {

std::string table_text(const Table& table) {
    const std::vector<Column>& columns = table.layout().columns;
    std::vector<std::vector<std::string>> lines(1);
    std::vector<bool> right;
    for (const Column& column : columns) {
        if (!column.for_readers()) continue;
        lines.front().push_back(column.title);
        right.push_back(!is_text(column));
    }
    for (const Table::Row row : table.ranked()) {
        if (table.hidden(row)) continue;
        std::vector<std::string>& line = lines.emplace_back();
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (columns[i].for_readers())
                line.push_back(cell_text(table.cells(row)[i], columns[i]));
        }
    }
    const TableLayout& layout = table.layout();
    return text_table(*layout.title ? layout.title : layout.name, lines, right);
}

}  // namespace

std::string text_table(std::string_view title, const std::vector<std::vector<std::string>>& lines,
                       const std::vector<bool>& right) {
    std::vector<std::size_t> widths(right.size());
    // A sentence of its own makes no column wider.
    const auto sentence = [](const std::vector<std::string>& line) {
        return line.size() > 1 && std::all_of(line.begin() + 1, line.end(),
                                              [](const auto& cell) { return cell.empty(); });
    };
    for (const auto& line : lines) {
        for (std::size_t i = 0; i < line.size() && !sentence(line); ++i) {
            widths[i] = std::max(widths[i], width_of(line[i]));
        }
    }
    std::string text(title);
    text += '\n';
    for (const auto& line : lines) {
        std::string shown;
        for (std::size_t i = 0; i < line.size(); ++i) {
            const std::size_t width = width_of(line[i]);
            const std::string padding(widths[i] > width ? widths[i] - width : 0, ' ');
            if (i > 0) shown += " | ";
            shown += right[i] ? padding + line[i] : line[i] + padding;
        }
        shown.erase(shown.find_last_not_of(' ') + 1);
        text += shown + '\n';
    }
    return text;
}

std::string text_report(std::span<const Table* const> tables) {
    std::string text;
    for (const Table* table : tables) {
        if (!text.empty()) text += '\n';
        text += table_text(*table);
    }
    return text;
}

}  // namespace vpcmirror
