// SPDX-License-Identifier: GPL-2.0-or-later
//
// What has to hold whatever the bytes are: libFuzzer keeps the input that breaks it.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace vpcmirror::fuzz {

inline void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}

}  // namespace vpcmirror::fuzz
