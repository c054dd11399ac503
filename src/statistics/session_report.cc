// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which session sent how much, and which sessions of the catalogue sent nothing.
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "analysis/to_string.h"
#include "delivery/silence.h"
#include "statistics/reports.h"
#include "statistics/session_rows.h"
#include "statistics/traffic.h"

namespace vpcmirror {

namespace {

const TableLayout& sent_layout() {
    static const TableLayout layout{
        "sessions", "Sessions",
        joined(joined(session_columns(),
                      {{"direction", "Direction", ColumnKind::Text, ColumnRole::Key, 9}}),
               joined(traffic_columns(),
                      {{"truncated_packets", "Truncated"},
                       {"missing_bytes", "Missing bytes"},
                       {"unknown_length_packets", "Length unknown"},
                       {"duplicates", "Duplicates"},
                       {"first", "First (UTC)", ColumnKind::Time, ColumnRole::Min},
                       {"last", "Last (UTC)", ColumnKind::Time, ColumnRole::Max},
                       {"rate", "Mirrored bits/s", ColumnKind::Number, ColumnRole::Derived}}))};
    return layout;
}

enum SentColumn : std::size_t {
    kTraffic = kSessionColumns + 1,
    kTruncated = kTraffic + kTrafficColumns,
    kMissing,
    kLengthUnknown,
    kDuplicates,
    kFirst,
    kLast,
    kRate,
};

const TableLayout& silent_layout() {
    static const TableLayout layout{
        "silent_sessions", "Sessions of the catalogue without a packet here",
        joined(session_columns(), {{"reason", "Reason", ColumnKind::Text, ColumnRole::Key, 9}})};
    return layout;
}

constexpr std::size_t kReason = kSessionColumns;

class SessionReport : public Report {
  public:
    explicit SessionReport(const Catalogue& catalogue)
        : sent_(sent_layout()), silent_(silent_layout()) {
        const auto reasons = delivery::silence(catalogue);
        for (const MirrorSession& session : catalogue.sessions()) {
            std::vector<Cell> cells = session_cells({&session, {}, {}, {}});
            const auto reason = reasons.find(&session);
            cells.emplace_back(reason == reasons.end() ? "the catalogue shows none"
                                                       : reason->second);
            silent_rows_.emplace(&session, silent_.add_row(std::move(cells)));
        }
    }

    void add(const MirroredPacket& packet) override {
        const Table::Row row = row_of(packet);
        const PacketReport& report = packet.report;
        for (const Catalogue::Sessions& group : report.identification.candidates) {
            if (!group.empty() && doubted_.insert(group.data()).second) doubt_silence(group);
        }
        count_traffic(sent_, row, kTraffic, packet);
        sent_.add(row, kTruncated, report.truncation.truncated() ? 1 : 0);
        sent_.add(row, kMissing, report.truncation.missing());
        sent_.add(row, kLengthUnknown, report.truncation.original ? 0 : 1);
        sent_.add(row, kDuplicates, report.duplicate_of ? 1 : 0);
        sent_.lower(row, kFirst, report.time.time_since_epoch().count());
        sent_.raise(row, kLast, report.time.time_since_epoch().count());
        sent_.set(row, kRate, rate(row));
    }

    std::vector<Table*> tables() override { return {&sent_, &silent_}; }

  private:
    Table::Row row_of(const MirroredPacket& packet) {
        const auto key = std::pair{SessionKey::of(packet), packet.report.direction};
        if (const auto known = rows_.find(key); known != rows_.end()) return known->second;
        if (const auto silent = silent_rows_.find(key.first.session);
            silent != silent_rows_.end()) {
            silent_.hide(silent->second);
            silent_rows_.erase(silent);
        }
        const Table::Row row =
            sent_.add_row(joined(session_cells(key.first), {to_string(packet.report.direction)}));
        return rows_.emplace(key, row).first->second;
    }

    // An ambiguous packet may be any candidate's: none of them can be said to be silent.
    void doubt_silence(const Catalogue::Sessions& candidates) {
        for (const MirrorSession* candidate : candidates) {
            const auto silent = silent_rows_.find(candidate);
            if (silent == silent_rows_.end()) continue;
            silent_.set(silent->second, kReason, "packets that may be its own are ambiguous");
        }
    }

    // Nothing while all packets have one time, or times so close that no clock can have told them
    // apart.
    Cell rate(Table::Row row) const {
        constexpr double kTooFast = 1e18;
        // Unsigned, because hostile times can be further apart than a signed number counts.
        const std::uint64_t time = static_cast<std::uint64_t>(sent_.number(row, kLast)) -
                                   static_cast<std::uint64_t>(sent_.number(row, kFirst));
        if (time == 0) return {};
        const double bits = 8.0 * static_cast<double>(sent_.number(row, kTraffic + 2));
        const double per_second = bits * 1e9 / static_cast<double>(time);
        if (per_second > kTooFast) return {};
        return static_cast<std::int64_t>(per_second);
    }

    Table sent_;
    Table silent_;
    std::map<std::pair<SessionKey, Direction>, Table::Row> rows_;
    std::unordered_map<const MirrorSession*, Table::Row> silent_rows_;
    // Groups of candidates that were seen, by their place in the catalogue: as many as that has.
    std::unordered_set<const MirrorSession* const*> doubted_;
};

}  // namespace

ReportPtr make_session_report(const CatalogueStatus& status) {
    return std::make_unique<SessionReport>(status.catalogue);
}

}  // namespace vpcmirror
