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
#include "statistics/keyed_table.h"
#include "statistics/session_rows.h"

namespace vpcmirror {

namespace {

using delivery::Answer;

struct DeliveryLayout : TableLayout {
    DeliveryLayout() : TableLayout("delivery", "Conditions of delivery") {}
    SessionColumns session{*this};
    KeyColumn<std::string> condition{*this, "condition", "Condition", 14};
    KeyColumn<std::string> state{*this, "state", "State", 13};
    KeyColumn<std::string> says{*this, "says", "Because", 60};
    KeyColumn<std::string> advice{*this, "advice", "To do", 9};
};

class DeliveryReport : public Report {
  public:
    explicit DeliveryReport(const Catalogue& catalogue) {
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
                if (!told[place]) add_answer("every session", answer);
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
        for (const Table::Row row : accused->second) table_.set(row, table_->state, "outdated");
        accused_.erase(accused);
    }

    std::vector<Table*> tables() override { return {&table_}; }

  private:
    void add_row(const MirrorSession& session, const Answer& answer) {
        const bool accused = answer.state == delivery::State::DoesNotHold;
        const Table::Row row = add_answer(answer);
        table_->session.describe(table_, row, {&session, {}, {}, {}});
        if (accused) accused_[&session].push_back(row);
    }

    void add_rest(std::size_t number) {
        add_answer(std::to_string(number) + " more sessions",
                   {delivery::Condition::Quotas,
                    delivery::State::NotChecked,
                    "not judged: " + delivery::not_judged(number + delivery::kMostSessions),
                    {},
                    true,
                    false});
    }

    Table::Row add_answer(const Answer& answer) {
        const Table::Row row = table_.new_row();
        table_.set(row, table_->condition, to_string(answer.condition));
        table_.set(row, table_->state, to_string(answer.state));
        table_.set(row, table_->says, answer.says);
        table_.set_unless_empty(row, table_->advice, answer.advice);
        return row;
    }

    // What no file tells of any single session; in the place of one.
    void add_answer(std::string sessions, const Answer& answer) {
        table_.set(add_answer(answer), table_->session.label, std::move(sessions));
    }

    TableOf<DeliveryLayout> table_;
    std::unordered_map<const MirrorSession*, std::vector<Table::Row>> accused_;
};

}  // namespace

ReportPtr make_delivery_report(const CatalogueStatus& status) {
    return std::make_unique<DeliveryReport>(status.catalogue);
}

}  // namespace vpcmirror
