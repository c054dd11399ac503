// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/sum_table.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "analysis/session_label.h"

namespace vpcmirror {

namespace {

// A number of JSON times 10^`digits`, what is smaller than one dropped, what is beyond 63 bits
// brought to their end. Exact, but for numbers with an exponent, which no report of ours has.
std::int64_t whole_number(std::string_view text, std::size_t digits) {
    constexpr long double kMost = 9.2e18L;
    if (text.find_first_of("eE") != text.npos) {
        long double value = std::strtold(std::string(text).c_str(), nullptr);
        for (; digits > 0; --digits) value *= 10;
        return std::llround(std::clamp(value, -kMost, kMost));
    }
    const auto point = text.find('.');
    std::string whole(text.substr(0, point));
    std::string fraction(point == text.npos ? std::string_view() : text.substr(point + 1, digits));
    fraction.resize(digits, '0');
    whole += fraction;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), value);
    if (error == std::errc::result_out_of_range) return text.front() == '-' ? INT64_MIN : INT64_MAX;
    return value;
}

bool is_seconds(ColumnKind kind) {
    return kind == ColumnKind::Duration || kind == ColumnKind::Time;
}

bool is_of_kind(const DocumentMember& member, const Column& column) {
    return member.is_number != (column.kind == ColumnKind::Text);
}

// What a member says, as the column counts it; nothing where it is of another kind.
Cell value_of(const DocumentMember& member, const Column& column) {
    if (!is_of_kind(member, column)) return {};
    if (!member.is_number) return member.text;
    constexpr std::size_t kNano = 9;
    return whole_number(member.text, is_seconds(column.kind) ? kNano : 0);
}

std::int64_t sum(std::int64_t a, std::int64_t b) {
    std::int64_t result = 0;
    if (!__builtin_add_overflow(a, b, &result)) return result;
    return a < 0 ? INT64_MIN : INT64_MAX;
}

// One value for both, by the column's role.
Cell added(const Column& column, const Cell& a, const Cell& b) {
    const auto* x = std::get_if<std::int64_t>(&a);
    const auto* y = std::get_if<std::int64_t>(&b);
    if (!x || !y) return x ? a : b;
    switch (column.role) {
        case ColumnRole::Sum: return sum(*x, *y);
        case ColumnRole::Min: return std::min(*x, *y);
        case ColumnRole::Max: return std::max(*x, *y);
        default: return a;
    }
}

// "packets", "session.id": what a document can hold under a name of its own.
bool is_column_name(std::string_view name) {
    const auto dot = name.find('.');
    return !name.empty() && (dot == name.npos || (dot > 0 && dot + 1 < name.size() &&
                                                  name.find('.', dot + 1) == name.npos));
}

bool is_key(const Column& column) {
    return column.role == ColumnRole::Key || column.role == ColumnRole::Detail;
}

}  // namespace

std::optional<std::size_t> SumTable::column_of(const DocumentMember& member) {
    const auto known = column_places.find(member.name);
    if (known != column_places.end()) return known->second;
    if (columns.size() == kMostColumns || !is_column_name(member.name)) return std::nullopt;
    const bool fraction = member.text.find_first_of(".eE") != std::string::npos;
    const ColumnKind kind = !member.is_number ? ColumnKind::Text
                            : fraction        ? ColumnKind::Duration
                                              : ColumnKind::Number;
    append(
        {member.name, member.name, kind, member.is_number ? ColumnRole::Sum : ColumnRole::Key, 0});
    return columns.size() - 1;
}

void SumTable::append(Column column) {
    column_places.emplace(column.name, columns.size());
    columns.push_back(std::move(column));
}

bool SumTable::takes(const DocumentRow& row) const {
    return !row.empty() && std::ranges::all_of(row, [&](const DocumentMember& member) {
        const auto known = column_places.find(member.name);
        return known == column_places.end() || is_of_kind(member, columns[known->second]);
    });
}

void SumTable::add(const DocumentRow& row) {
    std::vector<std::pair<std::string, Cell>> key;
    std::vector<std::pair<std::size_t, Cell>> cells;
    for (const DocumentMember& member : row) {
        const auto column = column_of(member);
        if (!column) continue;
        Cell value = value_of(member, columns[*column]);
        if (is_key(columns[*column])) key.emplace_back(member.name, value);
        cells.emplace_back(*column, std::move(value));
    }
    std::ranges::sort(key);
    const auto [known, is_new] = row_places_.try_emplace(std::move(key), rows.size());
    if (is_new) {
        rows.emplace_back();
        hidden.push_back(false);
    }
    std::vector<Cell>& sum = rows[known->second];
    sum.resize(columns.size());
    for (auto& [column, value] : cells) {
        sum[column] = is_new ? std::move(value) : added(columns[column], sum[column], value);
    }
}

// In the order of the columns' names: what is compared comes from several tables. One that has no
// such column, and a row that does not know it, are alike.
std::vector<Cell> SumTable::object(std::size_t row, std::string_view prefix) const {
    std::vector<Cell> cells;
    for (const auto& [column, place] : column_places) {
        if (!column.starts_with(prefix)) continue;
        cells.push_back(place < rows[row].size() ? rows[row][place] : Cell{});
    }
    return cells;
}

const Cell* SumTable::cell(std::size_t row, std::string_view column) const {
    const auto place = column_places.find(column);
    const bool known = place != column_places.end() && place->second < rows[row].size();
    return known ? &rows[row][place->second] : nullptr;
}

std::string SumTable::text(std::size_t row, std::string_view column) const {
    const Cell* known = cell(row, column);
    const auto* value = known ? std::get_if<std::string>(known) : nullptr;
    return value ? *value : std::string();
}

std::int64_t SumTable::number(std::size_t row, std::string_view column) const {
    const Cell* known = cell(row, column);
    const auto* value = known ? std::get_if<std::int64_t>(known) : nullptr;
    return value ? *value : 0;
}

Cell SumTable::session_label(std::size_t row, const std::string& prefix) const {
    const auto text = [&](const char* member) { return this->text(row, prefix + member); };
    if (!text(".name").empty()) return text(".name");
    if (!text(".id").empty()) return text(".id");
    const Cell* vni = cell(row, prefix + ".vni");
    const auto* number = vni ? std::get_if<std::int64_t>(vni) : nullptr;
    const auto source = IpAddress::parse(text(".source"));
    if (!source) return {};
    if (!number) return std::string(SessionLabel::without_tunnel(*source).text());
    const Vni known{static_cast<std::uint32_t>(std::clamp<std::int64_t>(*number, 0, UINT32_MAX))};
    const std::string match = text(".match");
    return SessionLabel(known, *source).text() + (match.empty() ? "" : " (" + match + ')');
}

const Table* SumTable::make_table(const std::vector<int>& ranks) {
    // Columns of one object stand side by side, those that came later too.
    std::vector<std::size_t> order;
    const auto object_of = [&](std::size_t i) {
        return columns[i].name.substr(0, columns[i].name.find('.'));
    };
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto before = std::ranges::find_if(order.rbegin(), order.rend(), [&](std::size_t j) {
            return object_of(j) == object_of(i);
        });
        order.insert(before == order.rend() ? order.end() : before.base(), i);
    }
    layout_ = {name.c_str(), title.c_str(), {}};
    for (const std::size_t i : order) layout_.columns.push_back(columns[i]);
    table_ = std::make_unique<Table>(layout_);
    std::vector<std::vector<Cell>> cells;
    std::vector<std::size_t> row_order;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        row_order.push_back(row);
        cells.push_back(shown_cells(row));
    }
    sort(row_order, cells, ranks);
    for (const std::size_t row : row_order) {
        std::vector<Cell> shown;
        shown.reserve(order.size());
        for (const std::size_t column : order) shown.push_back(std::move(cells[row][column]));
        table_->hide(table_->add_row(std::move(shown)), hidden[row]);
    }
    return table_.get();
}

std::vector<Cell> SumTable::shown_cells(std::size_t row) const {
    std::vector<Cell> cells = rows[row];
    cells.resize(columns.size());
    for (std::size_t column = 0; column + 1 < columns.size(); ++column) {
        const bool label = columns[column].role == ColumnRole::Derived &&
                           columns[column + 1].name == columns[column].name + ".id";
        if (label) cells[column] = session_label(row, columns[column].name);
    }
    return cells;
}

void SumTable::sort(std::vector<std::size_t>& order, const std::vector<std::vector<Cell>>& cells,
                    const std::vector<int>& ranks) const {
    const auto counts = [](const Column& column) {
        return column.role == ColumnRole::Sum || column.role == ColumnRole::Min ||
               column.role == ColumnRole::Max;
    };
    if (as_they_came) return;
    const auto less = [&](std::size_t a, std::size_t b) {
        if (!ranks.empty() && ranks[a] != ranks[b]) return ranks[a] < ranks[b];
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (counts(columns[i]) || cells[a][i] == cells[b][i]) continue;
            return cells[a][i] < cells[b][i];
        }
        return false;
    };
    std::ranges::stable_sort(order, less);
}

}  // namespace vpcmirror
