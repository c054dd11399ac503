// SPDX-License-Identifier: GPL-2.0-or-later
//
// What all rows of the other reports add up to.
#include "statistics/reports.h"
#include "statistics/traffic.h"

namespace vpcmirror {

namespace {

const TableLayout& layout() {
    static const TableLayout the_layout{
        "capture", "All mirrored packets",
        joined(traffic_columns(), {{"first", "First (UTC)", ColumnKind::Time, ColumnRole::Min},
                                   {"last", "Last (UTC)", ColumnKind::Time, ColumnRole::Max}})};
    return the_layout;
}

class CaptureReport : public Report {
  public:
    CaptureReport() : totals_(layout()) { totals_.add_row({}); }

    void add(const MirroredPacket& packet) override {
        count_traffic(totals_, 0, 0, packet);
        totals_.lower(0, kTrafficColumns, packet.report.time.time_since_epoch().count());
        totals_.raise(0, kTrafficColumns + 1, packet.report.time.time_since_epoch().count());
    }

    std::vector<Table*> tables() override { return {&totals_}; }

  private:
    Table totals_;
};

}  // namespace

ReportPtr make_capture_report(const CatalogueStatus& /*status*/) {
    return std::make_unique<CaptureReport>();
}

}  // namespace vpcmirror
