// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which two sessions mirror the same traffic, how far apart, and what each of them shows that the
// other should have shown too: packets to or from the other's interface without a duplicate.
#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "direction/direction.h"
#include "statistics/duplicates/delays.h"
#include "statistics/reports.h"
#include "statistics/session_rows.h"

namespace vpcmirror {

namespace {

using Pair = std::pair<std::uint16_t, std::uint16_t>;  // session numbers

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

class DuplicateReport : public Report {
  public:
    DuplicateReport() : pairs_(pairs_layout()), delays_(delays_layout()) {}

    void add(const MirroredPacket& packet) override {
        const std::uint16_t session = packet.report.session_number;
        if (session == 0) return;
        remember(packet);
        const Frame& frame = packet.report.frame;
        const auto ends = ends_of(frame, packet.report.direction);
        if (ends) expect(session, ends->remote);
        if (const DuplicateLink* link = packet.report.duplicate_of) {
            const Seen first = seen(link->first);
            if (first.session == 0) return;
            found(first.session, session, ends_of(frame, first.direction));
            found(session, first.session, ends);
            count(first.session, session, link->delay);
        }
    }

    std::vector<Table*> tables() override { return {&pairs_, &delays_}; }

  private:
    struct Seen {
        std::uint16_t session = 0;  // 0: not seen
        Direction direction = Direction::Unknown;
    };
    struct Duplicated {
        Table::Row row = 0;
        Delays delays;
        std::map<std::int64_t, Table::Row> buckets;
    };

    // Frame numbers say which packet was the first copy; this says which session it came from.
    void remember(const MirroredPacket& packet) {
        if (packet.number >= seen_.size()) {
            seen_.resize(std::max<std::size_t>(packet.number + std::size_t{1}, seen_.size() * 2));
        }
        const std::uint16_t session = packet.report.session_number;
        seen_[packet.number] = {session, packet.report.direction};
        if (session >= sessions_.size()) {
            sessions_.resize(session + std::size_t{1});
            labels_.resize(session + std::size_t{1});
        }
        if (!labels_[session].empty()) return;
        sessions_[session] = SessionKey::of(packet);
        labels_[session] = label(sessions_[session]);
        own(packet.outer_source, session);
        if (const NetworkInterface* source = packet.report.identification.source) {
            for (const IpAddress& address : source->addresses) own(address, session);
        }
    }

    Seen seen(std::uint32_t number) const { return number < seen_.size() ? seen_[number] : Seen{}; }

    // An address of two sessions, in VPCs that overlap, tells neither.
    void own(const IpAddress& address, std::uint16_t session) {
        const auto [owner, is_new] = owners_.emplace(address, session);
        if (!is_new && owner->second != session) owner->second = 0;
        if (!is_new) return;
        const auto waiting = unowned_.extract(address);
        if (waiting.empty()) return;
        for (const auto& [other, packets] : waiting.mapped())
            expected_[{other, session}].packets += packets;
    }

    void expect(std::uint16_t session, const IpAddress& peer) {
        const auto owner = owners_.find(peer);
        if (owner == owners_.end()) {
            if (unowned_.size() < kMostUnowned || unowned_.contains(peer)) {
                ++unowned_[peer][session];
            }
            return;
        }
        if (owner->second == 0 || owner->second == session) return;
        ++expected_[{session, owner->second}].packets;
        show_unmatched(session, owner->second);
    }

    // A packet of `session` has a duplicate at `other`. Only if it was expected there: an interface
    // that forwards shows packets between others too.
    void found(std::uint16_t session, std::uint16_t other, const std::optional<Ends>& ends) {
        if (!ends) return;
        const auto owner = owners_.find(ends->remote);
        if (owner != owners_.end() && owner->second == other)
            ++expected_[{session, other}].duplicates;
    }

    // Unknown where no packet of the session is known to go to or come from the other's interface.
    Cell unmatched(std::uint16_t session, std::uint16_t other) const {
        const auto expected = expected_.find({session, other});
        if (expected == expected_.end() || expected->second.packets == 0) return {};
        const auto& [packets, duplicates] = expected->second;
        return std::max<std::int64_t>(packets - duplicates, 0);
    }

    void show_unmatched(std::uint16_t one, std::uint16_t other) {
        const auto pair = duplicated_.find(pair_of(one, other));
        if (pair == duplicated_.end()) return;
        const auto& [a, b] = pair->first;
        const Table::Row row = pair->second.row;
        pairs_.set(row, kAUnmatched, unmatched(a, b));
        pairs_.set(row, kBUnmatched, unmatched(b, a));
    }

    // In the order of the labels: the same in every capture.
    Pair pair_of(std::uint16_t one, std::uint16_t other) const {
        const bool ordered = std::tie(labels_[one], one) < std::tie(labels_[other], other);
        return ordered ? Pair{one, other} : Pair{other, one};
    }

    std::vector<Cell> names(const Pair& pair) const {
        return joined(session_cells(sessions_[pair.first]), session_cells(sessions_[pair.second]));
    }

    Duplicated& duplicated(const Pair& pair) {
        const auto found = duplicated_.find(pair);
        if (found != duplicated_.end()) return found->second;
        return duplicated_.emplace(pair, Duplicated{pairs_.add_row(names(pair)), {}, {}})
            .first->second;
    }

    void count(std::uint16_t first, std::uint16_t second, std::int64_t delay) {
        const Pair pair = pair_of(first, second);
        Duplicated& pair_so_far = duplicated(pair);
        const Table::Row row = pair_so_far.row;
        pair_so_far.delays.add(delay);
        pairs_.add(row, kDuplicates, 1);
        pairs_.add(row, kAFirst, first == pair.first ? 1 : 0);
        pairs_.lower(row, kLeast, delay);
        pairs_.raise(row, kGreatest, delay);
        // A bucket is wider than what it holds: its middle may lie beyond all delays that there
        // are.
        pairs_.set(row, kMedian,
                   std::clamp(*pair_so_far.delays.median(), pairs_.number(row, kLeast),
                              pairs_.number(row, kGreatest)));
        const Delays::Bucket bucket = Delays::bucket_of(delay);
        const auto [place, is_new] = pair_so_far.buckets.emplace(bucket.from, 0);
        if (is_new) place->second = delays_.add_row(joined(names(pair), {bucket.from, bucket.to}));
        delays_.add(place->second, 2 * kSessionColumns + 2, 1);
        show_unmatched(first, second);
    }

    Table pairs_;
    Table delays_;
    std::map<Pair, Duplicated> duplicated_;
    struct Expected {
        std::int64_t packets = 0;     // of a session, that should have a duplicate at another
        std::int64_t duplicates = 0;  // those that have
    };
    std::map<std::pair<std::uint16_t, std::uint16_t>, Expected> expected_;
    std::map<IpAddress, std::uint16_t> owners_;
    // Packets to and from addresses whose session, if they have one, has not shown itself yet.
    static constexpr std::size_t kMostUnowned = std::size_t{1} << 16;
    std::map<IpAddress, std::map<std::uint16_t, std::int64_t>> unowned_;
    std::vector<Seen> seen_;  // by frame number
    std::vector<SessionKey> sessions_;
    std::vector<std::string> labels_;
};

}  // namespace

ReportPtr make_duplicate_report(const CatalogueStatus& /*status*/) {
    return std::make_unique<DuplicateReport>();
}

}  // namespace vpcmirror
