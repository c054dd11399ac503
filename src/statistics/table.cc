// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/table.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <numeric>

namespace vpcmirror {

std::string seconds_text(std::int64_t nanoseconds) {
    constexpr std::int64_t kBillion = 1'000'000'000;
    char text[40];
    std::snprintf(text, sizeof text, "%s%lld.%09lld", nanoseconds < 0 ? "-" : "",
                  std::llabs(nanoseconds / kBillion), std::llabs(nanoseconds % kBillion));
    return text;
}

Table::Row Table::new_row(int rank) {
    return push({}, rank);
}

Table::Row Table::add_row(std::vector<Cell> cells) {
    return push(std::move(cells), 0);
}

Table::Row Table::push(std::vector<Cell> cells, int rank) {
    const std::vector<Column>& columns = layout_->columns;
    cells.reserve(columns.size());
    while (cells.size() < columns.size()) {
        if (columns[cells.size()].role == ColumnRole::Sum) {
            cells.emplace_back(std::int64_t{0});
        } else {
            cells.emplace_back();
        }
    }
    const Row row = rows_.size();
    rows_.push_back({std::move(cells), rank});
    touch(row);
    return row;
}

void Table::put(Row row, std::size_t column, Cell cell) {
    touch(row).cells[column] = std::move(cell);
}

std::vector<Table::Row> Table::ranked() const {
    std::vector<Row> rows(rows_.size());
    std::iota(rows.begin(), rows.end(), Row{0});
    std::ranges::stable_sort(rows, {}, [this](Row row) { return rows_[row].rank; });
    return rows;
}

const std::vector<Table::Row>& Table::take_changed() {
    for (const Row row : changed_) rows_[row].changed = false;
    taken_.clear();
    std::swap(taken_, changed_);
    return taken_;
}

}  // namespace vpcmirror
