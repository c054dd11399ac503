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
#include "statistics/keyed_table.h"
#include "statistics/reports.h"
#include "statistics/session_rows.h"
#include "table/bounded_table.h"
#include "table/bounds.h"

namespace vpcmirror {

namespace {

struct PairsLayout : TableLayout {
    PairsLayout() : TableLayout("duplicates", "Duplicates") {}
    SessionColumns a{*this, "a", "Session A"};
    SessionColumns b{*this, "b", "Session B"};
    SumColumn duplicates{*this, "duplicates", "Duplicates"};
    SumColumn a_first{*this, "a_first", "A first"};
    MinColumn<Nanoseconds> delay_min{*this, "delay_min", "Least delay (s)"};
    DerivedColumn<Nanoseconds> delay_median{*this, "delay_median", "Median delay (s)"};
    MaxColumn<Nanoseconds> delay_max{*this, "delay_max", "Greatest delay (s)"};
    SumColumn a_unmatched{*this, "a_unmatched", "Unmatched in A"};
    SumColumn b_unmatched{*this, "b_unmatched", "Unmatched in B"};
};

struct DelaysLayout : TableLayout {
    DelaysLayout() : TableLayout("duplicate_delays", "") {}
    SessionColumns a{*this, "a", ""};
    SessionColumns b{*this, "b", ""};
    KeyColumn<Nanoseconds> from{*this, "delay.from"};
    KeyColumn<Nanoseconds> to{*this, "delay.to"};
    SumColumn duplicates{*this, "duplicates"};
};

// What unmatched packets follow from. Not the rows of pairs alone: of two sessions a part of the
// captures may hold no duplicate at all, but packets that should have had one.
struct ExpectedLayout : TableLayout {
    ExpectedLayout() : TableLayout("expected_duplicates", "") {}
    SessionColumns session{*this, "session", ""};
    SessionColumns other{*this, "other", ""};
    SumColumn packets{*this, "packets"};
    SumColumn duplicates{*this, "duplicates"};
};

// What is left out of the rows of their own: pairs and delays beyond their bounds.
constexpr Delays::Bucket kAnyDelay{Nanoseconds::zero(), Nanoseconds::max()};

class DuplicateReport : public Report {
  public:
    void add(const MirroredPacket& packet) override {
        const PacketReport& report = packet.report;
        const std::uint16_t session = report.session_number;
        if (session == 0) return;
        recent_.add(report.number);
        get_to_know(packet);
        const auto ends = ends_of(report.frame, report.direction);
        if (ends) {
            const std::uint16_t other = expected_.expect(session, ends->remote);
            if (other != 0) show_unmatched(session, other);
        }
        if (report.duplicate_of && recent_.holds(report.duplicate_of->first)) {
            count(packet, *report.duplicate_of, ends);
        }
    }

    void meet(const MirroredPacket& first) override {
        if (first.report.session_number != 0) get_to_know(first);
    }

    bool misjudged() const override { return expected_.misjudged(); }

    void refresh() override {
        expected_.each([this](std::uint16_t session, std::uint16_t other, std::int64_t packets,
                              std::int64_t duplicates) {
            const Table::Row row = expected_rows_.row_of({session, other}, [&](Table::Row fresh) {
                expected_rows_->session.describe(expected_rows_, fresh, *sessions_[session]);
                expected_rows_->other.describe(expected_rows_, fresh, *sessions_[other]);
            });
            expected_rows_.set(row, expected_rows_->packets, packets);
            expected_rows_.set(row, expected_rows_->duplicates, duplicates);
        });
    }

    std::vector<Table*> tables() override { return {&pairs_, &delays_, &expected_rows_}; }

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
    void get_to_know(const MirroredPacket& packet) {
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
        pairs_.add(pair->row, pairs_->a_first, first == pair->a ? 1 : 0);
        count_delay(*pair, link.delay);
        show_unmatched(*pair);
    }

    // Null if there is no row left for this pair.
    Pair* pair_of(std::uint16_t one, std::uint16_t other) {
        const auto [less, greater] = std::minmax(one, other);
        const auto found = pairs_by_sessions_.at(std::uint32_t{less} << 16 | greater);
        if (!found.value || !found.is_new) return found.value;
        Pair& pair = *found.value;
        const bool ordered = !goes_before(*sessions_[greater], *sessions_[less]);
        pair.a = ordered ? less : greater;
        pair.b = ordered ? greater : less;
        pair.row = pairs_.new_row();
        describe(pairs_, pair.row, pair);
        return &pair;
    }

    // Writes which two sessions a row is about.
    template <class Layout>
    void describe(TableOf<Layout>& table, Table::Row row, const Pair& pair) const {
        table->a.describe(table, row, *sessions_[pair.a]);
        table->b.describe(table, row, *sessions_[pair.b]);
    }

    void count_in_row(Table::Row row, Nanoseconds delay) {
        pairs_.add(row, pairs_->duplicates, 1);
        pairs_.lower(row, pairs_->delay_min, delay);
        pairs_.raise(row, pairs_->delay_max, delay);
    }

    void count_further(Nanoseconds delay) {
        if (!further_) {
            further_ = pairs_.new_row();
            const SessionKey rest{nullptr, SessionMatch::Unknown, {}, {}};
            pairs_->a.describe(pairs_, *further_, rest);
            pairs_->b.describe(pairs_, *further_, rest);
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
        show_median(pair);
        delays_.add(row_of(pair, bucket), delays_->duplicates, 1);
    }

    // A bucket is wider than what it holds: its middle may lie beyond all delays that there are.
    void show_median(const Pair& pair) {
        std::optional<Nanoseconds> median;
        if (pair.all_delays) {
            median = std::clamp(*pair.delays.median(),
                                Nanoseconds{pairs_.number(pair.row, pairs_->delay_min)},
                                Nanoseconds{pairs_.number(pair.row, pairs_->delay_max)});
        }
        pairs_.set_optional(pair.row, pairs_->delay_median, median);
    }

    Table::Row row_of(Pair& pair, const Delays::Bucket& bucket) {
        // The bucket of any delay comes last.
        const Nanoseconds key = bucket.to == Nanoseconds::max() ? bucket.to : bucket.from;
        const auto place = std::ranges::lower_bound(pair.buckets, key, {},
                                                    &std::pair<Nanoseconds, Table::Row>::first);
        if (place != pair.buckets.end() && place->first == key) return place->second;
        const Table::Row row = delays_.new_row();
        describe(delays_, row, pair);
        delays_.set(row, delays_->from, bucket.from);
        delays_.set(row, delays_->to, bucket.to);
        pair.buckets.insert(place, {key, row});
        return row;
    }

    void show_unmatched(std::uint16_t one, std::uint16_t other) {
        const auto [less, greater] = std::minmax(one, other);
        const Pair* pair = pairs_by_sessions_.find(std::uint32_t{less} << 16 | greater);
        if (pair) show_unmatched(*pair);
    }

    void show_unmatched(const Pair& pair) {
        pairs_.set_optional(pair.row, pairs_->a_unmatched, expected_.unmatched(pair.a, pair.b));
        pairs_.set_optional(pair.row, pairs_->b_unmatched, expected_.unmatched(pair.b, pair.a));
    }

    TableOf<PairsLayout> pairs_;
    TableOf<DelaysLayout> delays_;
    KeyedTable<ExpectedLayout, std::pair<std::uint16_t, std::uint16_t>> expected_rows_;
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
