// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which two sessions mirror the same traffic, how far apart, and what each of them shows that the
// other should have shown too: packets to or from the other's interface without a duplicate.
#include <algorithm>
#include <optional>
#include <utility>

#include "direction/direction.h"
#include "statistics/duplicates/delays.h"
#include "statistics/duplicates/expected_duplicates.h"
#include "statistics/duplicates/recent_packets.h"
#include "statistics/reports.h"
#include "statistics/session_rows.h"
#include "table/bounded_table.h"
#include "table/bounds.h"

namespace vpcmirror {

namespace {

const TableLayout& pairs_layout() {
    static const TableLayout layout{
        "duplicates", "Duplicates",
        joined(joined(session_columns("a", "Session A"), session_columns("b", "Session B")),
               {{"duplicates", "Duplicates"},
                {"a_first", "A first"},
                {"delay_min", "Least delay (s)", ColumnKind::Duration, ColumnRole::Min},
                {"delay_median", "Median delay (s)", ColumnKind::Duration, ColumnRole::Derived},
                {"delay_max", "Greatest delay (s)", ColumnKind::Duration, ColumnRole::Max},
                {"a_unmatched", "Unmatched in A"},
                {"b_unmatched", "Unmatched in B"}})};
    return layout;
}

enum PairColumn : std::size_t {
    kDuplicates = 2 * kSessionColumns,
    kAFirst,
    kLeast,
    kMedian,
    kGreatest,
    kAUnmatched,
    kBUnmatched,
};

const TableLayout& delays_layout() {
    static const TableLayout layout{
        "duplicate_delays", "",
        joined(joined(session_columns("a", ""), session_columns("b", "")),
               {{"delay.from", "", ColumnKind::Duration, ColumnRole::Key},
                {"delay.to", "", ColumnKind::Duration, ColumnRole::Key},
                {"duplicates", ""}})};
    return layout;
}

// What is left out of the rows of their own: pairs and delays beyond their bounds.
constexpr Delays::Bucket kAnyDelay{Nanoseconds::zero(), Nanoseconds::max()};

class DuplicateReport : public Report {
  public:
    DuplicateReport() : pairs_(pairs_layout()), delays_(delays_layout()) {}

    void add(const MirroredPacket& packet) override {
        const PacketReport& report = packet.report;
        const std::uint16_t session = report.session_number;
        if (session == 0) return;
        recent_.add(report.number);
        meet(packet);
        const auto ends = ends_of(report.frame, report.direction);
        if (ends) {
            const std::uint16_t other = expected_.expect(session, ends->remote);
            if (other != 0) show_unmatched(session, other);
        }
        if (report.duplicate_of && recent_.holds(report.duplicate_of->first)) {
            count(packet, *report.duplicate_of, ends);
        }
    }

    std::vector<Table*> tables() override { return {&pairs_, &delays_}; }

  private:
    struct Pair {
        std::uint16_t a = 0;  // in the order of their labels: the same in every capture
        std::uint16_t b = 0;
        Table::Row row = 0;
        Delays delays;
        bool all_delays = true;  // are in their buckets
        // Buckets of delays and their rows, ascending.
        std::vector<std::pair<Nanoseconds, Table::Row>> buckets;
    };
    struct HashPair {
        std::uint64_t operator()(std::uint32_t sessions) const {
            return keyed_hash(std::uint64_t{sessions});
        }
    };

    // The first packet of a session says what it is called.
    void meet(const MirroredPacket& packet) {
        const std::uint16_t session = packet.report.session_number;
        if (session >= sessions_.size()) sessions_.resize(session + std::size_t{1});
        if (sessions_[session]) return;
        sessions_[session] = SessionKey::of(packet);
        expected_.own(packet.report.outer_source, session);
        if (const NetworkInterface* source = packet.report.identification.source) {
            for (const IpAddress& address : source->addresses) expected_.own(address, session);
        }
    }

    bool is_known(std::uint16_t session) const {
        return session < sessions_.size() && sessions_[session];
    }

    void count(const MirroredPacket& packet, const DuplicateLink& link,
               const std::optional<Ends>& ends) {
        const std::uint16_t session = packet.report.session_number;
        const std::uint16_t first = link.first_session;
        if (!is_known(first)) return;
        if (ends) expected_.found(session, first, ends->remote);
        const auto first_ends = ends_of(packet.report.frame, link.first_direction);
        if (first_ends) expected_.found(first, session, first_ends->remote);
        Pair* pair = pair_of(first, session);
        if (!pair) {
            count_further(link.delay);
            return;
        }
        pairs_.add(pair->row, kAFirst, first == pair->a ? 1 : 0);
        count_delay(*pair, link.delay);
        show_unmatched(*pair);
    }

    // Null if there is no row left for this pair.
    Pair* pair_of(std::uint16_t one, std::uint16_t other) {
        const auto [less, greater] = std::minmax(one, other);
        const auto found = pairs_by_sessions_.at(std::uint32_t{less} << 16 | greater);
        if (!found.value || !found.is_new) return found.value;
        Pair& pair = *found.value;
        const bool ordered = std::pair{label(*sessions_[less]), less} <
                             std::pair{label(*sessions_[greater]), greater};
        pair.a = ordered ? less : greater;
        pair.b = ordered ? greater : less;
        pair.row = pairs_.add_row(names(pair));
        return &pair;
    }

    std::vector<Cell> names(const Pair& pair) const {
        return joined(session_cells(*sessions_[pair.a]), session_cells(*sessions_[pair.b]));
    }

    void count_in_row(Table::Row row, Nanoseconds delay) {
        pairs_.add(row, kDuplicates, 1);
        pairs_.lower(row, kLeast, delay.count());
        pairs_.raise(row, kGreatest, delay.count());
    }

    void count_further(Nanoseconds delay) {
        if (!further_) {
            const auto rest = session_cells({nullptr, SessionMatch::Unknown, {}, {}});
            further_ = pairs_.add_row(joined(rest, rest));
        }
        count_in_row(*further_, delay);
    }

    void count_delay(Pair& pair, Nanoseconds delay) {
        count_in_row(pair.row, delay);
        Delays::Bucket bucket = Delays::bucket_of(delay);
        if (!pair.delays.has_bucket_of(delay) && delays_.size() >= bounds::kDelayRows) {
            pair.all_delays = false;
            bucket = kAnyDelay;
        } else {
            pair.delays.add(delay);
        }
        // A bucket is wider than what it holds: its middle may lie beyond all delays that there
        // are.
        pairs_.set(pair.row, kMedian,
                   pair.all_delays ? Cell{std::clamp(pair.delays.median()->count(),
                                                     pairs_.number(pair.row, kLeast),
                                                     pairs_.number(pair.row, kGreatest))}
                                   : Cell{});
        delays_.add(row_of(pair, bucket), 2 * kSessionColumns + 2, 1);
    }

    Table::Row row_of(Pair& pair, const Delays::Bucket& bucket) {
        // The bucket of any delay comes last.
        const Nanoseconds key = bucket.to == Nanoseconds::max() ? bucket.to : bucket.from;
        const auto place = std::ranges::lower_bound(pair.buckets, key, {},
                                                    &std::pair<Nanoseconds, Table::Row>::first);
        if (place != pair.buckets.end() && place->first == key) return place->second;
        const Table::Row row =
            delays_.add_row(joined(names(pair), {bucket.from.count(), bucket.to.count()}));
        pair.buckets.insert(place, {key, row});
        return row;
    }

    void show_unmatched(std::uint16_t one, std::uint16_t other) {
        const auto [less, greater] = std::minmax(one, other);
        const Pair* pair = pairs_by_sessions_.find(std::uint32_t{less} << 16 | greater);
        if (pair) show_unmatched(*pair);
    }

    void show_unmatched(const Pair& pair) {
        const auto cell = [this](std::uint16_t session, std::uint16_t other) {
            const auto unmatched = expected_.unmatched(session, other);
            return unmatched ? Cell{*unmatched} : Cell{};
        };
        pairs_.set(pair.row, kAUnmatched, cell(pair.a, pair.b));
        pairs_.set(pair.row, kBUnmatched, cell(pair.b, pair.a));
    }

    Table pairs_;
    Table delays_;
    BoundedTable<std::uint32_t, Pair, HashPair> pairs_by_sessions_{bounds::kDuplicatePairs};
    std::optional<Table::Row> further_;  // of all pairs without a row of their own
    ExpectedDuplicates expected_;
    RecentPackets recent_;
    std::vector<std::optional<SessionKey>> sessions_;  // by number
};

}  // namespace

ReportPtr make_duplicate_report(const CatalogueStatus& /*status*/) {
    return std::make_unique<DuplicateReport>();
}

}  // namespace vpcmirror
