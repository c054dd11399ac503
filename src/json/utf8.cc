// SPDX-License-Identifier: GPL-2.0-or-later
#include "json/utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace vpcmirror {

namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;

std::uint8_t byte_at(std::string_view text, std::size_t at) {
    return static_cast<std::uint8_t>(text[at]);
}

// The length of the valid UTF-8 sequence at `at`, 0 if there is none.
std::size_t sequence_length(std::string_view text, std::size_t at) {
    const std::uint8_t lead = byte_at(text, at);
    if (lead < 0x80) return 1;
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || length > text.size() - at) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte_at(text, at + i) & 0xC0) != 0x80) return 0;
    }
    const std::uint8_t second = byte_at(text, at + 1);
    if (lead == 0xE0 && second < 0xA0) return 0;  // overlong
    if (lead == 0xED && second > 0x9F) return 0;  // surrogates
    if (lead == 0xF0 && second < 0x90) return 0;  // overlong
    if (lead == 0xF4 && second > 0x8F) return 0;  // above U+10FFFF
    return length;
}

// True if all of `text` is surely ASCII and not NUL; eight bytes at a time, the last ones perhaps
// twice.
bool is_plain_ascii(std::string_view text) {
    constexpr std::uint64_t kEachByte = 0x0101010101010101;
    constexpr std::size_t kAtOnce = sizeof(std::uint64_t);
    const auto is_plain = [&text](std::size_t at) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, kAtOnce);
        // Sets the high bit of each byte that is 0 or above 127.
        return (((word - kEachByte) | word) & kEachByte * 0x80) == 0;
    };
    if (text.size() < kAtOnce)
        return std::ranges::all_of(text,
                                   [](char c) { return static_cast<unsigned char>(c - 1) < 0x7F; });
    for (std::size_t at = 0; at < text.size() - kAtOnce; at += kAtOnce) {
        if (!is_plain(at)) return false;
    }
    return is_plain(text.size() - kAtOnce);
}

void append_utf8(std::string& text, std::uint32_t code) {
    const auto append = [&text](std::uint32_t byte) { text += static_cast<char>(byte); };
    if (code < 0x80) {
        append(code);
    } else if (code < 0x800) {
        append(0xC0 | code >> 6);
        append(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        append(0xE0 | code >> 12);
        append(0x80 | (code >> 6 & 0x3F));
        append(0x80 | (code & 0x3F));
    } else {
        append(0xF0 | code >> 18);
        append(0x80 | (code >> 12 & 0x3F));
        append(0x80 | (code >> 6 & 0x3F));
        append(0x80 | (code & 0x3F));
    }
}

// The four hexadecimal digits at `at`.
std::uint32_t four_digits(std::string_view text, std::size_t at) {
    std::uint32_t value = 0;
    for (const char c : text.substr(at, 4)) {
        const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
        value = value << 4 | static_cast<std::uint32_t>(digit);
    }
    return value;
}

bool is_high_surrogate(std::uint32_t code) {
    return code >= 0xD800 && code < 0xDC00;
}

bool is_low_surrogate(std::uint32_t code) {
    return code >= 0xDC00 && code < 0xE000;
}

// Appends the character of the \u at `at` and gives the place after it.
std::size_t append_unicode_escape(std::string& out, std::string_view text, std::size_t at) {
    std::uint32_t code = four_digits(text, at + 2);
    at += 6;
    if (is_high_surrogate(code) && text.substr(at, 2) == "\\u") {
        const std::uint32_t low = four_digits(text, at + 2);
        if (is_low_surrogate(low)) {
            append_utf8(out, 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00));
            return at + 6;
        }
    }
    if (is_high_surrogate(code) || is_low_surrogate(code)) code = kReplacement;
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

bool is_clean_text(std::string_view text) {
    if (is_plain_ascii(text)) return true;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = sequence_length(text, at);
        if (length == 0 || text[at] == '\0') return false;
        at += length;
    }
    return true;
}

std::string clean_text(std::string_view text) {
    if (is_clean_text(text)) return std::string(text);
    std::string clean;
    clean.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = sequence_length(text, at);
        if (length == 0) {
            append_utf8(clean, kReplacement);
        } else if (text[at] != '\0') {
            clean += text.substr(at, length);
        }
        at += length == 0 ? 1 : length;
    }
    return clean;
}

std::string_view shortened(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && (byte_at(text, most) & 0xC0) == 0x80) --most;
    return text.substr(0, most);
}

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
