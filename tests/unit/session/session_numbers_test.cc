// SPDX-License-Identifier: GPL-2.0-or-later
#include "session/session_numbers.h"

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
    CHECK(numbers.number_of(Vni{7}, nth(1)) == 1);
    CHECK(numbers.number_of(Vni{7}, nth(2)) == 2);
    CHECK(numbers.number_of(Vni{8}, nth(1)) == 3);
    CHECK(numbers.number_of(Vni{0}, IpAddress{}) == 4);
    CHECK(numbers.number_of(Vni{7}, nth(1)) == 1);
    numbers.clear();
    CHECK(numbers.number_of(Vni{8}, nth(1)) == 1);
}

TEST_CASE("Session numbers: they end, and what was numbered stays so") {
    SessionNumbers numbers;
    for (std::uint32_t i = 0; i < SessionNumbers::kMost; ++i) {
        REQUIRE(numbers.number_of(Vni{1}, nth(i)) == i + 1);
    }
    CHECK(numbers.number_of(Vni{2}, nth(1)) == 0);
    CHECK(numbers.number_of(Vni{1}, nth(500)) == 501);
}
