// SPDX-License-Identifier: GPL-2.0-or-later
#include "network/kept_decisions.h"

#include "catch.h"

using namespace vpcmirror;

TEST_CASE("KeptDecisions: by frame and layer, in any order") {
    KeptDecisions kept;
    kept.keep(1, 0, kFirstNetwork);
    kept.keep(2, 3, 7);
    kept.keep(2, 5, 9);
    kept.keep(4, 0, 8);
    CHECK(kept.of(4, 0) == 8);
    CHECK(kept.of(2, 5) == 9);
    CHECK(kept.of(2, 3) == 7);
    CHECK(kept.of(2, 4) == kFirstNetwork);
    CHECK(kept.of(1, 0) == kFirstNetwork);
    CHECK(kept.of(3, 0) == kFirstNetwork);
    CHECK(kept.of(5, 0) == kFirstNetwork);
}

TEST_CASE("KeptDecisions: the first decision counts, until cleared") {
    KeptDecisions kept;
    kept.keep(2, 3, 7);
    kept.keep(2, 3, 9);
    CHECK(kept.of(2, 3) == 7);
    kept.clear();
    CHECK(kept.of(2, 3) == kFirstNetwork);
}

TEST_CASE(
    "KeptDecisions: as many as there may be, among which packets of the first network are not") {
    KeptDecisions kept(2);
    for (std::uint32_t frame = 1; frame <= 3; ++frame) kept.keep(frame, 0, kFirstNetwork);
    for (std::uint32_t frame = 4; frame <= 6; ++frame) kept.keep(frame, 0, 7);
    CHECK(kept.of(4, 0) == 7);
    CHECK(kept.of(5, 0) == 7);
    CHECK(kept.of(6, 0) == kFirstNetwork);
}
