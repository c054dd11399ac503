// SPDX-License-Identifier: GPL-2.0-or-later
//
// What each rule of the filters let through; rules without a packet too, of the filters that have
// any. What no rule explains has rows of its own.
#include <compare>
#include <set>
#include <string>
#include <string_view>

#include "analysis/to_string.h"
#include "filter/rule_text.h"
#include "statistics/keyed_table.h"
#include "statistics/reports.h"
#include "statistics/session_rows.h"
#include "statistics/traffic.h"

namespace vpcmirror {

namespace {

struct FilterLayout : TableLayout {
    FilterLayout() : TableLayout("filters", "Filters") {}
    DetailColumn<std::string> filter_id{*this, "filter.id"};
    KeyColumn<std::string> filter_name{*this, "filter.name", "Filter", 24};
    KeyColumn<std::string> direction{*this, "direction", "Direction", 9};
    KeyColumn<std::string> verdict{*this, "verdict", "Verdict", 21};
    KeyColumn<std::string> reason{*this, "reason", "Reason", 24};
    KeyColumn<std::int64_t> rule_number{*this, "rule.number", "Rule"};
    DetailColumn<std::string> rule_id{*this, "rule.id"};
    KeyColumn<std::string> rule_text{*this, "rule.text", "Rule says", 48};
    TrafficColumns traffic{*this};
};

class FilterReport : public Report {
  public:
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
        const std::size_t rule = key.rule ? static_cast<std::size_t>(key.rule->number) << 2 : 0;
        const Table::Row row = table_.row_near(row_hint(packet.report) ^ rule, key,
                                               [&](Table::Row fresh) { describe(fresh, key); });
        table_->traffic.add(table_.count_in(row), Traffic::of(packet.report));
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
        return table_.row_of(key, [&](Table::Row row) { describe(row, key); });
    }

    void describe(Table::Row row, const Key& key) {
        if (key.filter) {
            table_.set(row, table_->filter_id, key.filter->id);
            table_.set(row, table_->filter_name, key.filter->name);
        } else if (!key.missing_id.empty()) {
            table_.set(row, table_->filter_id, std::string(key.missing_id));
            table_.set(row, table_->filter_name, std::string(key.missing_id));
        }
        table_.set(row, table_->direction, to_string(key.direction));
        table_.set(row, table_->verdict, to_string(key.kind));
        if (key.reason != UndeterminedReason::None) {
            table_.set(row, table_->reason, to_string(key.reason));
        }
        if (key.rule) {
            table_.set(row, table_->rule_number, key.rule->number);
            if (!key.rule->id.empty()) table_.set(row, table_->rule_id, key.rule->id);
            table_.set(row, table_->rule_text, rule_text(*key.rule));
        }
    }

    KeyedTable<FilterLayout, Key> table_;
    std::set<const MirrorFilter*> filters_;
};

}  // namespace

ReportPtr make_filter_report(const CatalogueStatus& /*status*/) {
    return std::make_unique<FilterReport>();
}

}  // namespace vpcmirror
