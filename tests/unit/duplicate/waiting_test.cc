// SPDX-License-Identifier: GPL-2.0-or-later
//
// First copies that wait for others: that each is found as long as it waits, whatever comes and
// goes meanwhile, and whatever it was cut to.
#include <algorithm>
#include <map>
#include <random>
#include <vector>

#include "catch.h"
#include "duplicate/duplicates.h"
#include "testing/frame_builder.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

constexpr Nanoseconds kWaitFor = std::chrono::seconds{1};

struct WaitingCopies {
    Duplicates duplicates;
    std::uint64_t number = 0;
    Timestamp time{};

    // The frame that this one is a copy of; 0: none.
    std::uint64_t add(std::uint16_t session, const Bytes& bytes,
                      Nanoseconds later = std::chrono::microseconds{1}) {
        time += later;
        const Frame frame = parse_frame(view(bytes));
        const auto link =
            duplicates.add({view(bytes), &frame, session, ++number, time, {}, 0}, kWaitFor);
        return link ? link->first : 0;
    }
};

constexpr std::size_t kUncut = SIZE_MAX;

// Cut to so many bytes behind the IP header.
Bytes numbered_packet(unsigned id, std::size_t left = kUncut, std::size_t payload = 100) {
    Bytes bytes = ethernet(
        0x0800, ipv4("10.0.1.10", "10.0.2.20", 6, transport(443, 50000, payload), {.id = id}));
    if (left != kUncut) bytes.resize(std::min(bytes.size(), 34 + left));
    return bytes;
}

struct FirstCopy {
    std::uint64_t number = 0;
    Timestamp time{};
    std::vector<std::uint16_t> sessions;
};

}  // namespace

TEST_CASE("Duplicates: while packets come and go, a copy is found as long as the first one waits") {
    constexpr std::size_t kLefts[] = {kUncut, 16, 8, 40, 23};
    for (unsigned seed = 0; seed < 24; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        WaitingCopies copies;
        std::map<unsigned, FirstCopy> firsts;
        const unsigned in_window = 60U << seed % 6;
        for (unsigned step = 0; step < 3000; ++step) {
            const auto id = static_cast<unsigned>(random() % (2 * in_window));
            const auto session = static_cast<std::uint16_t>(1 + random() % 3);
            // All are whole at first, then some are cut to one length, then to others as well.
            const std::size_t kinds = std::min<std::size_t>(1 + step / 500, std::size(kLefts));
            const std::size_t left = kLefts[(random() + seed) % kinds];
            const Nanoseconds later = random() % 1000 == 0 ? 2 * kWaitFor : kWaitFor / in_window;
            FirstCopy& first = firsts[id];
            if (first.number != 0 && copies.time + later - first.time > kWaitFor) first = {};
            if (std::ranges::find(first.sessions, session) != first.sessions.end()) continue;
            const std::uint64_t found = copies.add(session, numbered_packet(id, left), later);
            REQUIRE(found == first.number);
            if (found == 0) first = {copies.number, copies.time, {}};
            first.sessions.push_back(session);
        }
        CHECK_FALSE(copies.duplicates.overflowed());
    }
}

TEST_CASE("Duplicates: a session without a number has no first copies either") {
    WaitingCopies copies;
    CHECK(copies.add(0, numbered_packet(1)) == 0);
    CHECK(copies.add(1, numbered_packet(1)) == 0);
    CHECK(copies.add(2, numbered_packet(1)) == 2);
}

TEST_CASE("Duplicates: of what does not tell its length, a shorter copy is found too") {
    const Bytes whole = ethernet(0x88cc, Bytes(60, 1));
    Bytes part = whole;
    part.resize(14 + 40);
    WaitingCopies copies;
    CHECK(copies.add(1, whole) == 0);
    CHECK(copies.add(2, part) == 1);
    CHECK(copies.add(1, numbered_packet(7)) == 0);
    CHECK(copies.add(2, numbered_packet(7, 40)) == 3);
    CHECK(copies.add(3, whole) == 1);
}

TEST_CASE("Duplicates: among many that begin alike, a cut copy is found by all that it holds") {
    // They differ in the last byte of a beginning that is compared.
    for (const std::size_t beginning : CanonicalKeys::kPrefixes) {
        CAPTURE(beginning);
        constexpr unsigned kAlike = 100;
        const auto one_of = [&](unsigned i, std::size_t left) {
            Bytes content(100, 0xAB);
            content[beginning - 1] = static_cast<std::uint8_t>(i);
            // SCTP, of which no checksum is left out.
            Bytes bytes = ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", 132, content));
            bytes.resize(std::min(bytes.size(), 34 + left));
            return bytes;
        };
        WaitingCopies copies;
        for (unsigned i = 0; i < kAlike; ++i) REQUIRE(copies.add(1, one_of(i, 100)) == 0);
        for (const unsigned i : {kAlike - 1, kAlike / 2, 0U}) {
            CHECK(copies.add(2, one_of(i, beginning)) == i + 1);
        }
    }
}

TEST_CASE("Duplicates: of packets that begin alike sixteen are asked, and not one more") {
    REQUIRE(Duplicates::kMostTried == 16);
    for (const unsigned others : {15U, 16U}) {
        // Those of another VPC on the same way are no copies, whatever is in them.
        Duplicates duplicates;
        std::uint64_t number = 0;
        const Bytes bytes = numbered_packet(1);
        const Frame frame = parse_frame(view(bytes));
        const auto is_copy = [&](std::uint16_t session, std::uint32_t vpc) {
            return duplicates
                .add({view(bytes), &frame, session, ++number, Timestamp{}, Direction::Egress, vpc},
                     kWaitFor)
                .has_value();
        };
        for (unsigned i = 0; i < others; ++i) CHECK_FALSE(is_copy(1, 1));
        CHECK_FALSE(is_copy(2, 2));
        CHECK(is_copy(3, 2) == (others == 15));
    }
}

TEST_CASE("Duplicates: what is cut is counted from the IP header on, behind any VLAN tag") {
    // One session cuts what has a tag, the other what has none; the lengths of the frames, and
    // where the headers begin, add up to the same.
    const Bytes inner = ipv4("10.0.1.10", "10.0.2.20", 6, transport(443, 50000, 500), {.id = 7});
    Bytes bare = ethernet(0x0800, inner);
    Bytes tagged = ethernet(0x8100, vlan(5, 0x0800, inner));
    bare.resize(100);
    tagged.resize(96);
    WaitingCopies copies;
    CHECK(copies.add(1, bare) == 0);
    CHECK(copies.add(2, tagged) == 1);
}

TEST_CASE("Duplicates: what repeats itself pairs in its order, also after others were forgotten") {
    WaitingCopies copies;
    for (unsigned i = 0; i < 10; ++i) copies.add(1, numbered_packet(100 + i));
    copies.time += 2 * kWaitFor;
    constexpr std::uint64_t kTimes = 100;
    for (std::uint64_t i = 1; i <= kTimes; ++i) REQUIRE(copies.add(1, numbered_packet(7)) == 0);
    for (std::uint64_t i = 1; i <= kTimes; ++i) {
        REQUIRE(copies.add(2, numbered_packet(7)) == 10 + i);
    }
    CHECK(copies.add(2, numbered_packet(7)) == 0);
}

TEST_CASE("Duplicates: bytes that wait are kept up to the bound, and compared") {
    // Each of 8000 bytes, a little less than the bound in all.
    constexpr std::size_t kPayload = 8000;
    const auto count = static_cast<unsigned>(bounds::kWaitingBytes / (kPayload + 200));
    WaitingCopies copies;
    for (unsigned i = 0; i < count; ++i) {
        copies.add(1, numbered_packet(i, kUncut, kPayload), Nanoseconds{1});
    }
    CHECK_FALSE(copies.duplicates.overflowed());
    for (const unsigned i : {0U, 1U, 33U, count / 2, count - 1}) {
        CAPTURE(i);
        CHECK(copies.add(2, numbered_packet(i, 1000, kPayload), Nanoseconds{1}) == i + 1);
    }
    Bytes other = numbered_packet(5, 1000, kPayload);
    other[900] ^= 1;
    CHECK(copies.add(2, other, Nanoseconds{1}) == 0);
}

TEST_CASE("Duplicates: each copy is remembered, of however many packets that wait", "[slow]") {
    WaitingCopies copies;
    Bytes bytes = numbered_packet(0);
    const auto add = [&](std::uint16_t session, std::size_t i) {
        for (std::size_t at = 0; at < 4; ++at) {
            bytes[42 + at] = static_cast<std::uint8_t>(i >> (8 * at));
        }
        return copies.add(session, bytes, Nanoseconds{1});
    };
    constexpr std::size_t kCount = bounds::kFurtherCopies + 1000;
    for (std::size_t i = 0; i < kCount; ++i) {
        REQUIRE(add(1, i) == 0);
        REQUIRE(add(2, i) == 2 * i + 1);
    }
    for (const std::size_t i : {std::size_t{0}, std::size_t{1}, kCount - 1}) {
        CAPTURE(i);
        CHECK(add(2, i) == 0);  // the session has had its copy
        CHECK(add(3, i) == 2 * i + 1);
    }
}
