// SPDX-License-Identifier: GPL-2.0-or-later
//
// What all rows of the other reports add up to.
#include "statistics/keyed_table.h"
#include "statistics/reports.h"
#include "statistics/traffic.h"

namespace vpcmirror {

namespace {

struct CaptureLayout : TableLayout {
    CaptureLayout() : TableLayout("capture", "All mirrored packets") {}
    TrafficColumns traffic{*this};
    MinColumn<Timestamp> first{*this, "first", "First (UTC)"};
    MaxColumn<Timestamp> last{*this, "last", "Last (UTC)"};
};

class CaptureReport : public Report {
  public:
    CaptureReport() : row_(totals_.new_row()) {}

    void add(const MirroredPacket& packet) override {
        auto totals = totals_.count_in(row_);
        totals_->traffic.add(totals, Traffic::of(packet.report));
        totals.lower(totals_->first, packet.report.time);
        totals.raise(totals_->last, packet.report.time);
    }

    std::vector<Table*> tables() override { return {&totals_}; }

  private:
    TableOf<CaptureLayout> totals_;
    const Table::Row row_;
};

}  // namespace

ReportPtr make_capture_report(const CatalogueStatus& /*status*/) {
    return std::make_unique<CaptureReport>();
}

}  // namespace vpcmirror
