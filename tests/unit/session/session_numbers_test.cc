// SPDX-License-Identifier: GPL-2.0-or-later
#include "session/session_numbers.h"

#include <vector>

#include "catch.h"

using namespace vpcmirror;

namespace {

IpAddress nth(std::uint32_t i) {
    const std::uint8_t bytes[4] = {10, static_cast<std::uint8_t>(i >> 16),
                                   static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)};
    return IpAddress::v4(bytes);
}

}  // namespace

TEST_CASE("Session numbers: by VNI and source, from 1 on, the same ever after") {
    SessionNumbers numbers;
    CHECK(numbers.number_of(Vni{7}, nth(1), nullptr) == 1);
    CHECK(numbers.number_of(Vni{7}, nth(2), nullptr) == 2);
    CHECK(numbers.number_of(Vni{8}, nth(1), nullptr) == 3);
    CHECK(numbers.number_of(Vni{0}, IpAddress{}, nullptr) == 4);
    CHECK(numbers.number_of(Vni{7}, nth(1), nullptr) == 1);
    numbers.clear();
    CHECK(numbers.number_of(Vni{8}, nth(1), nullptr) == 1);
}

TEST_CASE("Session numbers: made-up sessions leave those of the catalogue their numbers") {
    SessionNumbers numbers;
    for (std::uint32_t i = 0; i < SessionNumbers::kMostUnknown; ++i) {
        REQUIRE(numbers.number_of(Vni{1}, nth(i), nullptr) == i + 1);
    }
    CHECK(numbers.number_of(Vni{2}, nth(1), nullptr) == 0);
    CHECK(numbers.number_of(Vni{1}, nth(500), nullptr) == 501);
    const MirrorSession known;
    CHECK(numbers.number_of(Vni{3}, nth(1), &known) == SessionNumbers::kMostUnknown + 1);
    CHECK(numbers.number_of(Vni{2}, nth(1), nullptr) == 0);
}

TEST_CASE("Session numbers: made-up sources of one session leave other sessions their numbers") {
    SessionNumbers numbers;
    const MirrorSession spoofed;
    const MirrorSession later;
    std::uint32_t numbered = 0;
    for (std::uint32_t i = 0; i < SessionNumbers::kMost; ++i) {
        numbered += numbers.number_of(Vni{1}, nth(i), &spoofed) != 0 ? 1 : 0;
    }
    CHECK(numbered == SessionNumbers::kMostUnknown + bounds::kSourcesOfSession);
    CHECK(numbers.number_of(Vni{2}, nth(1), &later) == numbered + 1);
}

TEST_CASE("Session numbers: they end, and what was numbered stays so") {
    SessionNumbers numbers;
    std::vector<MirrorSession> sessions(SessionNumbers::kMost);
    for (std::uint32_t i = 0; i < SessionNumbers::kMost; ++i) {
        REQUIRE(numbers.number_of(Vni{1}, nth(i), &sessions[i]) == i + 1);
    }
    const MirrorSession further;
    CHECK(numbers.number_of(Vni{2}, nth(1), &further) == 0);
    CHECK(numbers.number_of(Vni{1}, nth(500), nullptr) == 501);
}

TEST_CASE("Session numbers: another capture goes on with them, until many are in use") {
    SessionNumbers numbers;
    CHECK(numbers.number_of(Vni{1}, nth(1), nullptr) == 1);
    numbers.begin_capture();
    CHECK(numbers.number_of(Vni{2}, nth(1), nullptr) == 2);
    CHECK(numbers.number_of(Vni{1}, nth(1), nullptr) == 1);
    CHECK(numbers.generation() == 0);
    for (std::uint32_t i = 0; i < 20000; ++i) numbers.number_of(Vni{3}, nth(i), nullptr);
    numbers.begin_capture();
    CHECK(numbers.generation() == 1);
    CHECK(numbers.number_of(Vni{2}, nth(1), nullptr) == 1);
}

TEST_CASE("Session numbers: a quarter of all goes on in the next capture, one more does not") {
    SessionNumbers numbers;
    constexpr std::uint32_t kKept = SessionNumbers::kMost / 4;
    for (std::uint32_t i = 0; i < kKept; ++i) numbers.number_of(Vni{3}, nth(i), nullptr);
    numbers.begin_capture();
    CHECK(numbers.generation() == 0);
    CHECK(numbers.number_of(Vni{3}, nth(kKept), nullptr) == kKept + 1);
    numbers.begin_capture();
    CHECK(numbers.generation() == 1);
    CHECK(numbers.number_of(Vni{3}, nth(kKept), nullptr) == 1);
}

TEST_CASE("Session numbers: made-up sessions of one capture leave room in the next") {
    SessionNumbers numbers;
    const MirrorSession known;
    for (int capture = 0; capture < 3; ++capture) {
        for (std::uint32_t i = 0; i < SessionNumbers::kMost; ++i) {
            numbers.number_of(Vni{static_cast<std::uint32_t>(capture)}, nth(i), nullptr);
        }
        const auto source = nth(static_cast<std::uint32_t>(capture));
        CHECK(numbers.number_of(Vni{9}, source, &known) != 0);
        numbers.begin_capture();
    }
}

TEST_CASE("Session numbers: the next capture has room for as many unknown sessions") {
    SessionNumbers numbers;
    const auto numbered = [&numbers](std::uint32_t vni) {
        std::uint32_t count = 0;
        for (std::uint32_t i = 0; i <= SessionNumbers::kMostUnknown; ++i) {
            count += numbers.number_of(Vni{vni}, nth(i), nullptr) != 0 ? 1 : 0;
        }
        return count;
    };
    CHECK(numbered(1) == SessionNumbers::kMostUnknown);
    numbers.begin_capture();
    CHECK(numbered(2) == SessionNumbers::kMostUnknown);
    numbers.clear();
    CHECK(numbered(3) == SessionNumbers::kMostUnknown);
}

TEST_CASE("Session numbers: few unknown sessions of one capture take no room in the next either") {
    SessionNumbers numbers;
    CHECK(numbers.number_of(Vni{1}, nth(1), nullptr) == 1);
    numbers.begin_capture();
    for (std::uint32_t i = 0; i < SessionNumbers::kMostUnknown; ++i) {
        REQUIRE(numbers.number_of(Vni{2}, nth(i), nullptr) == i + 2);
    }
    CHECK(numbers.number_of(Vni{3}, nth(1), nullptr) == 0);
    CHECK(numbers.generation() == 0);
}
