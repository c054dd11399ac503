// SPDX-License-Identifier: GPL-2.0-or-later
//
// What each rule of the filters let through; rules without a packet too, of the filters that have
// any. What no rule explains has rows of its own.
#include <map>
#include <set>
#include <tuple>

#include "analysis/to_string.h"
#include "filter/rule_text.h"
#include "statistics/reports.h"
#include "statistics/traffic.h"

namespace vpcmirror {

namespace {

const TableLayout& layout() {
    static const TableLayout the_layout{
        "filters", "Filters",
        joined({{"filter.id", "", ColumnKind::Text, ColumnRole::Detail},
                {"filter.name", "Filter", ColumnKind::Text, ColumnRole::Key, 24},
                {"direction", "Direction", ColumnKind::Text, ColumnRole::Key, 9},
                {"verdict", "Verdict", ColumnKind::Text, ColumnRole::Key, 21},
                {"reason", "Reason", ColumnKind::Text, ColumnRole::Key, 24},
                {"rule.number", "Rule", ColumnKind::Number, ColumnRole::Key},
                {"rule.id", "", ColumnKind::Text, ColumnRole::Detail},
                {"rule.text", "Rule says", ColumnKind::Text, ColumnRole::Key, 48}},
               traffic_columns())};
    return the_layout;
}
constexpr std::size_t kTraffic = 8;

class FilterReport : public Report {
  public:
    FilterReport() : table_(layout()) {}

    void add(const MirroredPacket& packet) override {
        const MirrorSession* session = packet.report.identification.session;
        const MirrorFilter* filter = session ? session->filter : nullptr;
        if (filter && filters_.insert(filter).second) show_rules(*filter);
        const Key key{filter,
                      filter || !session ? std::string_view{} : session->filter_id,
                      packet.report.direction,
                      packet.report.verdict.kind,
                      packet.report.verdict.reason,
                      packet.report.verdict.rule};
        count_traffic(table_, row_of(key), kTraffic, packet);
    }

    std::vector<Table*> tables() override { return {&table_}; }

  private:
    struct Key {
        const MirrorFilter* filter;
        std::string_view missing_id;  // of a filter that the catalogue does not hold
        Direction direction;
        VerdictKind kind;
        UndeterminedReason reason;
        const FilterRule* rule;
        // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the order for a pointer
        friend auto operator<=>(const Key&, const Key&) = default;
    };

    void show_rules(const MirrorFilter& filter) {
        for (const auto* rules : {&filter.ingress, &filter.egress}) {
            for (const FilterRule& rule : *rules) {
                const auto kind = rule.action == RuleAction::Accept ? VerdictKind::Accepted
                                                                    : VerdictKind::Rejected;
                row_of({&filter, {}, rule.direction, kind, {}, &rule});
            }
        }
    }

    Table::Row row_of(const Key& key) {
        if (const auto known = rows_.find(key); known != rows_.end()) return known->second;
        return rows_.emplace(key, table_.add_row(cells(key))).first->second;
    }

    static std::vector<Cell> cells(const Key& key) {
        std::vector<Cell> cells(kTraffic);
        if (key.filter) {
            cells[0] = key.filter->id;
            cells[1] = key.filter->name;
        } else if (!key.missing_id.empty()) {
            cells[0] = cells[1] = std::string(key.missing_id);
        }
        cells[2] = to_string(key.direction);
        cells[3] = to_string(key.kind);
        if (key.reason != UndeterminedReason::None) cells[4] = to_string(key.reason);
        if (key.rule) {
            cells[5] = std::int64_t{key.rule->number};
            if (!key.rule->id.empty()) cells[6] = key.rule->id;
            cells[7] = rule_text(*key.rule);
        }
        return cells;
    }

    Table table_;
    std::set<const MirrorFilter*> filters_;
    std::map<Key, Table::Row> rows_;
};

}  // namespace

ReportPtr make_filter_report(const CatalogueStatus& /*status*/) {
    return std::make_unique<FilterReport>();
}

}  // namespace vpcmirror
