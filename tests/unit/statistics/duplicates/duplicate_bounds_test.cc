// SPDX-License-Identifier: GPL-2.0-or-later
// More sessions, pairs and delays than a capture has, one after the other.
#include <string>
#include <vector>

#include "catch.h"
#include "statistics/duplicates/delays.h"
#include "table/bounds.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

// Sessions that no file knows, and copies that one shows of what another one showed first.
class ManySessions {
  public:
    explicit ManySessions(std::uint32_t count) {
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::string source = "10.1.0." + std::to_string(i + 1);
            packets_.push_back(mirror_.take(i + 1, source, tcp_frame(source, "8.8.8.8", {})));
        }
    }

    void show(std::size_t session) {
        packets_[session].report.number = ++number_;
        packets_[session].report.duplicate_of.reset();
        report_->add(packets_[session].mirrored());
    }
    void copy(std::size_t first, std::size_t session, Nanoseconds delay) {
        PacketReport& report = packets_[session].report;
        report.number = ++number_;
        report.duplicate_of = DuplicateLink{.duplicate = number_,
                                            .first = first + 1,
                                            .delay = delay,
                                            .first_session = packets_[first].report.session_number};
        report_->add(packets_[session].mirrored());
    }
    void skip_numbers(std::uint64_t count) { number_ += count; }

    const Table& table(const char* name) { return table_of(*report_, name); }
    std::string line(const Table& table, Table::Row row,
                     std::initializer_list<const char*> columns) {
        std::string text;
        for (const char* name : columns) {
            text += cell_text(table.cells(row)[column_of(table, name)]) + '|';
        }
        return text;
    }

  private:
    Mirror mirror_;
    ReportPtr report_ = make_duplicate_report(mirror_.status());
    std::vector<Packet> packets_;
    std::uint64_t number_ = 0;
};

}  // namespace

TEST_CASE("Duplicate report: a first copy of a session that never showed itself is in no pair") {
    ManySessions sessions(6);
    sessions.show(0);
    sessions.show(3);
    sessions.skip_numbers(std::uint64_t{1} << 21);  // too long ago to know what was counted
    for (const std::size_t unknown : {1U, 2U, 4U, 5U}) sessions.copy(unknown, 3, Nanoseconds{5});
    CHECK(sessions.table("duplicates").size() == 0);
    sessions.copy(0, 3, Nanoseconds{5});
    CHECK(sessions.table("duplicates").size() == 1);
}

TEST_CASE("Duplicate report: each bucket of delays has its row, up to the longest delays") {
    ManySessions sessions(2);
    sessions.show(0);
    const Table& delays = sessions.table("duplicate_delays");
    constexpr std::int64_t kLastBucket = std::int64_t{63} << 57;
    for (const std::int64_t delay : {std::int64_t{0}, std::int64_t{1}, kLastBucket - 1, kLastBucket,
                                     INT64_MAX, std::int64_t{1}}) {
        sessions.copy(0, 1, Nanoseconds{delay});
    }
    CHECK(shown(delays, {"delay.from", "duplicates"}) ==
          "0|1\n1|2\n" + std::to_string(std::int64_t{62} << 57) + "|1\n" +
              std::to_string(kLastBucket) + "|2\n");
}

TEST_CASE("Duplicate report: pairs beyond the bound have one row together") {
    constexpr std::size_t kSessionsOfMany = 130;  // 8385 pairs
    ManySessions sessions(kSessionsOfMany);
    for (std::size_t i = 0; i < kSessionsOfMany; ++i) sessions.show(i);
    const Table& pairs = sessions.table("duplicates");
    std::size_t told = 0;
    for (std::size_t i = 0; i < kSessionsOfMany; ++i) {
        for (std::size_t j = 0; j < i && told < bounds::kDuplicatePairs; ++j, ++told) {
            sessions.copy(j, i, Nanoseconds{7});
        }
    }
    CHECK(pairs.size() == bounds::kDuplicatePairs);
    sessions.copy(127, 129, Nanoseconds{20});
    sessions.copy(128, 129, Nanoseconds{-3});
    sessions.copy(0, 1, Nanoseconds{7});
    REQUIRE(pairs.size() == bounds::kDuplicatePairs + 1);
    CHECK(sessions.line(pairs, pairs.size() - 1,
                        {"a", "b", "duplicates", "delay_min", "delay_max"}) ==
          "further sessions (unknown)|further sessions (unknown)|2|-3|20|");
    CHECK(sessions.line(pairs, 0, {"duplicates"}) == "2|");
}

TEST_CASE(
    "Duplicate report: beyond so many rows of delays new ones are any delay, without median") {
    ManySessions sessions(100);
    for (std::size_t i = 0; i < 100; ++i) sessions.show(i);
    const Table& delays = sessions.table("duplicate_delays");
    const Table& pairs = sessions.table("duplicates");
    for (std::size_t i = 1; delays.size() < bounds::kDelayRows; ++i) {
        Nanoseconds delay{};
        while (delay < Nanoseconds::max() && delays.size() < bounds::kDelayRows) {
            sessions.copy(0, i, delay);
            delay = Delays::bucket_of(delay).to;
        }
    }
    REQUIRE(delays.size() == bounds::kDelayRows);
    sessions.copy(0, 1, Nanoseconds{3});  // has a row
    CHECK(delays.size() == bounds::kDelayRows);
    CHECK(sessions.line(pairs, 0, {"delay_median"}) != "-|");
    sessions.copy(98, 99, Nanoseconds{3});
    sessions.copy(98, 99, Nanoseconds{4});
    REQUIRE(delays.size() == bounds::kDelayRows + 1);
    CHECK(sessions.line(delays, bounds::kDelayRows, {"delay.from", "delay.to", "duplicates"}) ==
          "0|" + std::to_string(INT64_MAX) + "|2|");
    CHECK(sessions.line(pairs, pairs.size() - 1,
                        {"duplicates", "delay_median", "delay_min", "delay_max"}) == "2|-|3|4|");
}
