// SPDX-License-Identifier: GPL-2.0-or-later
//
// Characters of UTF-8, one at a time. RFC 3629.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace vpcmirror {

inline constexpr std::uint32_t kReplacementCharacter = 0xFFFD;  // stands for what is no character
inline constexpr std::string_view kUtf8Mark =
    "\xEF\xBB\xBF";  // a byte order mark, at the front of some files

struct Utf8Character {
    std::uint32_t code = kReplacementCharacter;
    // Who goes over text that is not UTF-8 steps on by one byte then.
    std::size_t length = 0;  // bytes; 0: what is there is not UTF-8
};

// The character at the front of `text`, which is not empty. Overlong forms, surrogates and anything
// above U+10FFFF are not UTF-8. Reads four bytes at the most and never beyond the end of `text`.
Utf8Character first_character(std::string_view text);

// `code` is none of the surrogates and at most U+10FFFF. Adds one to four bytes.
void append_utf8(std::string& text, std::uint32_t code);

}  // namespace vpcmirror
