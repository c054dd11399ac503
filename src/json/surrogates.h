// SPDX-License-Identifier: GPL-2.0-or-later
//
// UTF-16, and \u in JSON, write a character above U+FFFF as two numbers, a high and a low surrogate
// (RFC 2781, section 2).
#pragma once

#include <cstdint>

namespace vpcmirror {

// The first of the two.
constexpr bool is_high_surrogate(std::uint32_t code) {
    return code >= 0xD800 && code < 0xDC00;
}

// The second.
constexpr bool is_low_surrogate(std::uint32_t code) {
    return code >= 0xDC00 && code < 0xE000;
}

// The character that the two stand for. Both have to be what they are called; nothing is checked.
constexpr std::uint32_t from_surrogates(std::uint32_t high, std::uint32_t low) {
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

}  // namespace vpcmirror
