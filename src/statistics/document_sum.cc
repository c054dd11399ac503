// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/document_sum.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "analysis/session_label.h"
#include "catalogue/catalogue.h"
#include "statistics/document_reader.h"
#include "statistics/reports.h"

namespace vpcmirror {

namespace {

constexpr std::string_view kDoubt = "packets that may be its own are ambiguous";

// The tables of the reports as this version makes them.
std::map<std::string, TableLayout, std::less<>> known_layouts() {
    const Catalogue none{CatalogueParts{}};
    std::map<std::string, TableLayout, std::less<>> layouts;
    for (const ReportKind& kind : report_kinds()) {
        const ReportPtr report = kind.make({none, {}, {}});
        for (const Table* table : report->tables()) {
            layouts.emplace(table->layout().name, table->layout());
        }
    }
    return layouts;
}

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

// What a member says, as the column counts it; nothing where it is of another kind.
Cell value_of(const DocumentMember& member, const Column& column) {
    if (member.is_number == (column.kind == ColumnKind::Text)) return {};
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

// A table whose columns may grow: its rows become a Table when they are asked for.
struct DocumentSum::SumTable {
    std::string name;
    std::string title;
    std::vector<Column> columns;
    std::map<std::string, std::size_t, std::less<>> column_places;
    std::vector<std::vector<Cell>> rows;
    std::vector<bool> hidden;
    std::map<std::vector<std::pair<std::string, Cell>>, std::size_t> row_places;
    TableLayout layout;
    std::unique_ptr<Table> table;

    std::optional<std::size_t> column_of(const DocumentMember& member) {
        const auto known = column_places.find(member.name);
        if (known != column_places.end()) return known->second;
        if (columns.size() == kMostColumns || !is_column_name(member.name)) return std::nullopt;
        const bool fraction = member.text.find_first_of(".eE") != std::string::npos;
        const ColumnKind kind = !member.is_number ? ColumnKind::Text
                                : fraction        ? ColumnKind::Duration
                                                  : ColumnKind::Number;
        append({member.name, member.name, kind,
                member.is_number ? ColumnRole::Sum : ColumnRole::Key, 0});
        return columns.size() - 1;
    }

    void append(Column column) {
        column_places.emplace(column.name, columns.size());
        columns.push_back(std::move(column));
    }

    void add(const DocumentRow& row) {
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
        const auto [known, is_new] = row_places.try_emplace(std::move(key), rows.size());
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

    // What identifies the session of a row.
    std::vector<Cell> session(std::size_t row) const {
        std::vector<Cell> cells;
        for (const auto& [column, place] : column_places) {
            if (!column.starts_with("session.")) continue;
            cells.push_back(place < rows[row].size() ? rows[row][place] : Cell{});
        }
        return cells;
    }

    // A session as readers see it, from the columns for documents, "session.id" and the others: its
    // name, its id, or what it was known by.
    Cell session_label(std::size_t row, const std::string& prefix) const {
        const auto cell = [&](const char* member) -> const Cell* {
            const auto column = column_places.find(prefix + member);
            const bool known = column != column_places.end() && column->second < rows[row].size();
            return known ? &rows[row][column->second] : nullptr;
        };
        const auto text = [&](const char* member) {
            const Cell* known = cell(member);
            const auto* value = known ? std::get_if<std::string>(known) : nullptr;
            return value ? *value : std::string();
        };
        if (!text(".name").empty()) return text(".name");
        if (!text(".id").empty()) return text(".id");
        const Cell* vni = cell(".vni");
        const auto* number = vni ? std::get_if<std::int64_t>(vni) : nullptr;
        const auto source = IpAddress::parse(text(".source"));
        if (!number || !source) return {};
        const Vni known{
            static_cast<std::uint32_t>(std::clamp<std::int64_t>(*number, 0, UINT32_MAX))};
        const std::string match = text(".match");
        return SessionLabel(known, *source).text() + (match.empty() ? "" : " (" + match + ')');
    }

    const Table* make_table();
};

const Table* DocumentSum::SumTable::make_table() {
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
    layout = {name.c_str(), title.c_str(), {}};
    for (const std::size_t i : order) layout.columns.push_back(columns[i]);
    table = std::make_unique<Table>(layout);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::vector<Cell> cells = rows[i];
        cells.resize(columns.size());
        for (std::size_t column = 0; column + 1 < columns.size(); ++column) {
            const bool label = columns[column].role == ColumnRole::Derived &&
                               columns[column + 1].name == columns[column].name + ".id";
            if (label) cells[column] = session_label(i, columns[column].name);
        }
        std::vector<Cell> shown;
        shown.reserve(order.size());
        for (const std::size_t column : order) shown.push_back(std::move(cells[column]));
        table->hide(table->add_row(std::move(shown)), hidden[i]);
    }
    return table.get();
}

DocumentSum::DocumentSum() = default;
DocumentSum::~DocumentSum() = default;

DocumentSum::SumTable& DocumentSum::table_named(const std::string& name) {
    SumTable*& table = by_name_[name];
    if (table) return *table;
    static const auto layouts = known_layouts();
    tables_.push_back(std::make_unique<SumTable>());
    table = tables_.back().get();
    table->name = name;
    const auto known = layouts.find(name);
    table->title = known != layouts.end() ? known->second.title : name;
    if (known != layouts.end()) {
        for (const Column& column : known->second.columns) table->append(column);
    }
    return *table;
}

std::string DocumentSum::add(std::string_view text) {
    ReportDocument document;
    std::string problem = read_report_document(text, document);
    if (!problem.empty()) return problem;
    const std::string& filter = document.texts["filter"];
    const std::string& version = document.texts["plugin"];
    if (any_ && filter_ != filter) {
        return "is a report of other packets: '" + filter + "', not '" + filter_ + "'";
    }
    any_ = true;
    filter_ = filter;
    if (std::ranges::find(versions_, version) == versions_.end()) versions_.push_back(version);
    for (const auto& [name, rows] : document.tables) {
        SumTable& table = table_named(name);
        for (const DocumentRow& row : rows) table.add(row);
    }
    return {};
}

// A session that sent a packet anywhere is not silent; of the others each is named once, and one
// that some ambiguous packets may be of is said to be so.
void DocumentSum::settle_silence() {
    const auto silent = by_name_.find("silent_sessions");
    const auto sent = by_name_.find("sessions");
    if (silent == by_name_.end() || sent == by_name_.end()) return;
    SumTable& table = *silent->second;
    std::map<std::vector<Cell>, std::size_t> shown;
    const auto doubted = [&](std::size_t row) {
        const auto reason = table.column_places.find("reason");
        return reason != table.column_places.end() && reason->second < table.rows[row].size() &&
               table.rows[row][reason->second] == Cell{std::string(kDoubt)};
    };
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        table.hidden[row] = false;
        const auto [known, is_new] = shown.try_emplace(table.session(row), row);
        if (is_new) continue;
        const bool better = doubted(row) && !doubted(known->second);
        table.hidden[better ? std::exchange(known->second, row) : row] = true;
    }
    for (std::size_t row = 0; row < sent->second->rows.size(); ++row) {
        const auto known = shown.find(sent->second->session(row));
        if (known != shown.end()) table.hidden[known->second] = true;
    }
}

// A session that delivers in any capture is accused in none: what does not hold of it is outdated,
// and said once.
void DocumentSum::settle_delivery(const std::set<Cell>& spoke) {
    const auto found = by_name_.find("delivery");
    if (found == by_name_.end()) return;
    SumTable& table = *found->second;
    const auto state = table.column_places.find("state");
    const auto id = table.column_places.find("session.id");
    if (state == table.column_places.end() || id == table.column_places.end()) return;
    std::set<std::vector<Cell>> shown;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        std::vector<Cell>& cells = table.rows[row];
        cells.resize(table.columns.size());
        Cell& cell = cells[state->second];
        if (cell == Cell{"does not hold"} && spoke.contains(cells[id->second])) cell = "outdated";
        table.hidden[row] = !shown.insert(cells).second;
    }
}

// The same of what is suspicious in the catalogue.
void DocumentSum::settle_lint(const std::set<Cell>& spoke) {
    const auto found = by_name_.find("catalogue_lint");
    if (found == by_name_.end()) return;
    SumTable& table = *found->second;
    const auto kind = table.column_places.find("kind");
    const auto ids = table.column_places.find("ids");
    if (kind == table.column_places.end() || ids == table.column_places.end()) return;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        std::vector<Cell>& cells = table.rows[row];
        cells.resize(table.columns.size());
        const auto* about = std::get_if<std::string>(&cells[kind->second]);
        table.hidden[row] =
            about && about->starts_with("delivery-") && spoke.contains(cells[ids->second]);
    }
}

// The ids of the sessions that sent a packet in any capture.
std::set<Cell> DocumentSum::spoke() const {
    std::set<Cell> ids;
    const auto sent = by_name_.find("sessions");
    if (sent == by_name_.end()) return ids;
    const auto id = sent->second->column_places.find("session.id");
    if (id == sent->second->column_places.end()) return ids;
    for (const std::vector<Cell>& cells : sent->second->rows) {
        if (id->second < cells.size()) ids.insert(cells[id->second]);
    }
    ids.erase(Cell{});
    return ids;
}

std::vector<const Table*> DocumentSum::tables() {
    settle_silence();
    const std::set<Cell> ids = spoke();
    settle_delivery(ids);
    settle_lint(ids);
    std::vector<const Table*> result;
    for (const auto& table : tables_) result.push_back(table->make_table());
    return result;
}

std::string DocumentSum::versions() const {
    std::string text;
    for (const std::string& one : versions_) text += (text.empty() ? "" : ", ") + one;
    return text;
}

}  // namespace vpcmirror
