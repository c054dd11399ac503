// SPDX-License-Identifier: GPL-2.0-or-later
//
// What keeps sessions silent: a row for each session and each condition of its delivery. A session
// that delivers is not accused: what the catalogue says of it is outdated.
#include <algorithm>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "delivery/check.h"
#include "statistics/delivery_reports.h"
#include "statistics/session_rows.h"

namespace vpcmirror {

namespace {

using delivery::Answer;

Column text_column(const char* name, const char* title, int width) {
    return {name, title, ColumnKind::Text, ColumnRole::Key, width};
}

const TableLayout& delivery_layout() {
    static const TableLayout layout{
        "delivery", "Conditions of delivery",
        joined(session_columns(),
               {text_column("condition", "Condition", 14), text_column("state", "State", 13),
                text_column("says", "Because", 60), text_column("advice", "To do", 9)})};
    return layout;
}

enum DeliveryColumn : std::size_t { kState = kSessionColumns + 1 };

// In the place of a session's cells: what no file tells of any session.
std::vector<Cell> cells_of_all() {
    std::vector<Cell> cells(kSessionColumns);
    cells.front() = "every session";
    return cells;
}

class DeliveryReport : public Report {
  public:
    explicit DeliveryReport(const Catalogue& catalogue) : table_(delivery_layout()) {
        const delivery::Topology topology(catalogue);
        std::vector<bool> told(delivery::kConditions);
        const auto sessions = catalogue.sessions();
        const std::size_t checked = std::min(sessions.size(), delivery::kMostSessions);
        for (const MirrorSession& session : sessions.first(checked)) {
            for (const Answer& answer : delivery::check(session, topology)) {
                if (!answer.for_all) {
                    add_row(session, answer);
                    continue;
                }
                const auto place = static_cast<std::size_t>(answer.condition);
                if (!told[place]) add_answer(cells_of_all(), answer);
                told[place] = true;
            }
        }
        if (checked < sessions.size()) add_rest(sessions.size() - checked);
    }

    void add(const MirroredPacket& packet) override {
        const MirrorSession* session = packet.report.identification.session;
        if (!session) return;
        const auto accused = accused_.find(session);
        if (accused == accused_.end()) return;
        for (const Table::Row row : accused->second) table_.set(row, kState, "outdated");
        accused_.erase(accused);
    }

    std::vector<Table*> tables() override { return {&table_}; }

  private:
    void add_row(const MirrorSession& session, const Answer& answer) {
        const bool accused = answer.state == delivery::State::DoesNotHold;
        const Table::Row row = add_answer(session_cells({&session, {}, {}, {}}), answer);
        if (accused) accused_[&session].push_back(row);
    }

    void add_rest(std::size_t number) {
        std::vector<Cell> cells(kSessionColumns);
        cells.front() = std::to_string(number) + " more sessions";
        add_answer(std::move(cells),
                   {delivery::Condition::Quotas, delivery::State::NotChecked,
                    std::to_string(number) + " sessions more than an account may have",
                    "report the accounts one by one", true, false});
    }

    Table::Row add_answer(std::vector<Cell> cells, const Answer& answer) {
        cells.emplace_back(to_string(answer.condition));
        cells.emplace_back(to_string(answer.state));
        cells.emplace_back(answer.says);
        cells.push_back(answer.advice.empty() ? Cell{} : Cell{answer.advice});
        return table_.add_row(std::move(cells));
    }

    Table table_;
    std::unordered_map<const MirrorSession*, std::vector<Table::Row>> accused_;
};

}  // namespace

ReportPtr make_delivery_report(const CatalogueStatus& status) {
    return std::make_unique<DeliveryReport>(status.catalogue);
}

}  // namespace vpcmirror
