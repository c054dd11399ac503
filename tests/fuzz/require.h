// SPDX-License-Identifier: GPL-2.0-or-later
//
// What has to hold whatever the bytes are: libFuzzer keeps the input that breaks it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string_view>

namespace vpcmirror::fuzz {

inline void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}

// Reports cost ten times what the rest does. They see a share of the inputs that does not depend on
// what the fuzzer is after, and always the same inputs; nothing less than this is told apart by it.
inline bool with_reports(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t kShare = 32;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    return std::hash<std::string_view>{}(input) % kShare == 0;
}

}  // namespace vpcmirror::fuzz
