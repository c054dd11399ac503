// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/document_sum.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "catalogue/catalogue.h"
#include "statistics/document_reader.h"
#include "statistics/encryption/what_left.h"
#include "statistics/reports.h"
#include "statistics/sum_table.h"

namespace vpcmirror {

namespace {

constexpr const char* kExpected = "expected_duplicates";
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

// As the encryption report ranks its rows.
std::vector<int> encryption_ranks(const SumTable& table) {
    std::vector<int> ranks;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        ranks.push_back(encryption_rank(table.text(row, "direction"), table.text(row, "remote"),
                                        table.text(row, "state")));
    }
    return ranks;
}

// With the columns that this version gives it, if it knows one of that name.
std::unique_ptr<SumTable> new_table(const std::string& name) {
    static const auto layouts = known_layouts();
    auto table = std::make_unique<SumTable>();
    table->name = name;
    const auto known = layouts.find(name);
    table->title = known != layouts.end() ? known->second.title : name;
    if (known != layouts.end()) {
        const auto counts = [](const Column& column) { return column.role == ColumnRole::Sum; };
        table->as_they_came = std::ranges::none_of(known->second.columns, counts);
        for (const Column& column : known->second.columns) table->append(column);
    }
    return table;
}

}  // namespace

DocumentSum::DocumentSum() = default;
DocumentSum::~DocumentSum() = default;

SumTable& DocumentSum::table_named(const std::string& name) {
    SumTable*& table = by_name_[name];
    if (!table) table = tables_.emplace_back(new_table(name)).get();
    return *table;
}

bool DocumentSum::takes(const std::string& name, const std::vector<DocumentRow>& rows) const {
    const auto known = by_name_.find(name);
    const auto fresh = known == by_name_.end() ? new_table(name) : nullptr;
    const SumTable& table = fresh ? *fresh : *known->second;
    return std::ranges::all_of(rows, [&](const DocumentRow& row) { return table.takes(row); });
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
    for (const auto& [name, rows] : document.tables) {
        if (!takes(name, rows)) {
            return problem.append("is no report: not all rows of its table ")
                .append(name)
                .append(" are such as that has");
        }
    }
    const auto is_expected = [](const auto& table) { return table.first == kExpected; };
    const auto is_pairs = [](const auto& table) { return table.first == "duplicates"; };
    any_without_expected_ |= std::ranges::any_of(document.tables, is_pairs) &&
                             std::ranges::none_of(document.tables, is_expected);
    any_ = true;
    filter_ = filter;
    if (std::ranges::find(versions_, version) == versions_.end()) versions_.push_back(version);
    for (const auto& [name, rows] : document.tables) {
        SumTable& table = table_named(name);
        for (const DocumentRow& row : rows) table.add(row);
    }
    return {};
}

void DocumentSum::settle_unmatched() {
    const auto pairs = by_name_.find("duplicates");
    const auto expected = by_name_.find(kExpected);
    if (any_without_expected_ || pairs == by_name_.end() || expected == by_name_.end()) return;
    const SumTable& known = *expected->second;
    std::map<std::vector<Cell>, std::int64_t> missing;
    for (std::size_t row = 0; row < known.rows.size(); ++row) {
        std::vector<Cell> key = known.object(row, "session.");
        std::ranges::copy(known.object(row, "other."), std::back_inserter(key));
        missing[key] = known.number(row, "packets") - known.number(row, "duplicates");
    }
    SumTable& table = *pairs->second;
    const auto settle = [&](std::size_t row, const char* one, const char* other,
                            const char* column) {
        const auto place = table.column_places.find(column);
        if (place == table.column_places.end()) return;
        std::vector<Cell> key = table.object(row, one);
        std::ranges::copy(table.object(row, other), std::back_inserter(key));
        const auto found = missing.find(key);
        table.rows[row].resize(table.columns.size());
        table.rows[row][place->second] =
            found == missing.end() ? Cell{} : Cell{std::max<std::int64_t>(found->second, 0)};
    };
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        settle(row, "a.", "b.", "a_unmatched");
        settle(row, "b.", "a.", "b_unmatched");
    }
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
        const auto [known, is_new] = shown.try_emplace(table.object(row, "session."), row);
        if (is_new) continue;
        const bool better = doubted(row) && !doubted(known->second);
        table.hidden[better ? std::exchange(known->second, row) : row] = true;
    }
    for (std::size_t row = 0; row < sent->second->rows.size(); ++row) {
        const auto known = shown.find(sent->second->object(row, "session."));
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
    settle_unmatched();
    settle_silence();
    const std::set<Cell> ids = spoke();
    settle_delivery(ids);
    settle_lint(ids);
    std::vector<const Table*> result;
    for (const auto& table : tables_) {
        const bool ranked = table->name == "encryption";
        result.push_back(table->make_table(ranked ? encryption_ranks(*table) : std::vector<int>{}));
    }
    return result;
}

std::string DocumentSum::versions() const {
    std::string text;
    for (const std::string& one : versions_) text += (text.empty() ? "" : ", ") + one;
    return text;
}

}  // namespace vpcmirror
