// SPDX-License-Identifier: GPL-2.0-or-later
#include "json/unescape.h"

#include <cstdint>

#include "json/surrogates.h"
#include "text/utf8.h"

namespace vpcmirror {

namespace {

// The four hexadecimal digits at `at`.
std::uint32_t four_digits(std::string_view text, std::size_t at) {
    std::uint32_t value = 0;
    for (const char c : text.substr(at, 4)) {
        const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
        value = value << 4 | static_cast<std::uint32_t>(digit);
    }
    return value;
}

// Appends the character of the \u at `at` and gives the place after it.
std::size_t append_unicode_escape(std::string& out, std::string_view text, std::size_t at) {
    std::uint32_t code = four_digits(text, at + 2);
    at += 6;
    if (is_high_surrogate(code) && text.substr(at, 2) == "\\u") {
        const std::uint32_t low = four_digits(text, at + 2);
        if (is_low_surrogate(low)) {
            append_utf8(out, from_surrogates(code, low));
            return at + 6;
        }
    }
    if (is_high_surrogate(code) || is_low_surrogate(code)) code = kReplacementCharacter;
    append_utf8(out, code);
    return at;
}

char unescaped(char c) {
    switch (c) {
        case 'b': return '\b';
        case 'f': return '\f';
        case 'n': return '\n';
        case 'r': return '\r';
        case 't': return '\t';
        default: return c;
    }
}

}  // namespace

std::string unescape_json(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] != '\\') {
            out += text[at++];
        } else if (text[at + 1] == 'u') {
            at = append_unicode_escape(out, text, at);
        } else {
            out += unescaped(text[at + 1]);
            at += 2;
        }
    }
    return out;
}

}  // namespace vpcmirror
