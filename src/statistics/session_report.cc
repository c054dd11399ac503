// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which session sent how much, and which sessions of the catalogue sent nothing.
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include "analysis/to_string.h"
#include "delivery/silence.h"
#include "statistics/keyed_table.h"
#include "statistics/reports.h"
#include "statistics/session_rows.h"
#include "statistics/traffic.h"

namespace vpcmirror {

namespace {

struct SentLayout : TableLayout {
    SentLayout() : TableLayout("sessions", "Sessions") {}
    SessionColumns session{*this};
    KeyColumn<std::string> direction{*this, "direction", "Direction", 9};
    TrafficColumns traffic{*this};
    SumColumn truncated_packets{*this, "truncated_packets", "Truncated"};
    SumColumn missing_bytes{*this, "missing_bytes", "Missing bytes"};
    SumColumn unknown_length_packets{*this, "unknown_length_packets", "Length unknown"};
    SumColumn duplicates{*this, "duplicates", "Duplicates"};
    MinColumn<Timestamp> first{*this, "first", "First (UTC)"};
    MaxColumn<Timestamp> last{*this, "last", "Last (UTC)"};
    DerivedColumn<std::int64_t> rate{*this, "rate", "Mirrored bits/s"};
};

struct SilentLayout : TableLayout {
    SilentLayout()
        : TableLayout("silent_sessions", "Sessions of the catalogue without a packet here") {}
    SessionColumns session{*this};
    KeyColumn<std::string> reason{*this, "reason", "Reason", 9};
};

constexpr const char* kNoneShown =
    "the catalogue shows none: look at the report delivery, and whether the source sends at all";

class SessionReport : public Report {
  public:
    explicit SessionReport(const Catalogue& catalogue) {
        const auto reasons = delivery::silence(catalogue);
        for (const MirrorSession& session : catalogue.sessions()) {
            const auto reason = reasons.find(&session);
            silent_.row_of(&session, [&](Table::Row row) {
                silent_->session.describe(silent_, row, {&session, {}, {}, {}});
                silent_.set(row, silent_->reason,
                            reason == reasons.end() ? kNoneShown : reason->second);
            });
        }
    }

    void add(const MirroredPacket& packet) override {
        const PacketReport& report = packet.report;
        const Truncation& truncation = report.truncation;
        auto row = sent_.count_in(row_of(packet));
        for (const Catalogue::Sessions& group : report.identification.candidates) {
            if (!group.empty() && doubted_.insert(group.data()).second) doubt_silence(group);
        }
        sent_->traffic.add(row, Traffic::of(report));
        row.add(sent_->truncated_packets, truncation.truncated() ? 1 : 0);
        row.add(sent_->missing_bytes, truncation.missing());
        row.add(sent_->unknown_length_packets, truncation.original ? 0 : 1);
        row.add(sent_->duplicates, report.duplicate_of ? 1 : 0);
        row.lower(sent_->first, report.time);
        row.raise(sent_->last, report.time);
    }

    void refresh() override {
        for (Table::Row row = 0; row < sent_.size(); ++row) {
            const auto now = rate(row);
            const Cell cell = now ? Cell{*now} : Cell{};
            if (sent_.cells(row)[sent_->rate.index()] != cell) {
                sent_.set_optional(row, sent_->rate, now);
            }
        }
    }

    std::vector<Table*> tables() override { return {&sent_, &silent_}; }

  private:
    Table::Row row_of(const MirroredPacket& packet) {
        const auto key = SessionKey::of(packet);
        const Direction direction = packet.report.direction;
        return sent_.row_near(row_hint(packet.report), {key, direction}, [&](Table::Row row) {
            sent_->session.describe(sent_, row, key);
            sent_.set(row, sent_->direction, to_string(direction));
            if (const auto silent = silent_.find(key.session)) silent_.hide(*silent);
        });
    }

    // An ambiguous packet may be any candidate's: none of them can be said to be silent.
    void doubt_silence(const Catalogue::Sessions& candidates) {
        for (const MirrorSession* candidate : candidates) {
            const auto silent = silent_.find(candidate);
            if (!silent || silent_.hidden(*silent)) continue;
            silent_.set(*silent, silent_->reason, "packets that may be its own are ambiguous");
        }
    }

    // Nothing while all packets have one time, or times so close that no clock can have told them
    // apart.
    std::optional<std::int64_t> rate(Table::Row row) const {
        constexpr double kTooFast = 1e18;
        // Unsigned, because hostile times can be further apart than a signed number counts.
        const std::uint64_t time = static_cast<std::uint64_t>(sent_.number(row, sent_->last)) -
                                   static_cast<std::uint64_t>(sent_.number(row, sent_->first));
        if (time == 0) return std::nullopt;
        const auto bytes = static_cast<double>(sent_.number(row, sent_->traffic.mirrored_bytes));
        const double per_second = 8.0 * bytes * 1e9 / static_cast<double>(time);
        if (per_second > kTooFast) return std::nullopt;
        return static_cast<std::int64_t>(per_second);
    }

    KeyedTable<SentLayout, std::pair<SessionKey, Direction>> sent_;
    KeyedTable<SilentLayout, const MirrorSession*> silent_;
    // Groups of candidates that were seen, by their place in the catalogue: as many as that has.
    std::unordered_set<const MirrorSession* const*> doubted_;
};

}  // namespace

ReportPtr make_session_report(const CatalogueStatus& status) {
    return std::make_unique<SessionReport>(status.catalogue);
}

}  // namespace vpcmirror
