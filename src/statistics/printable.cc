// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/printable.h"

#include <cstdint>
#include <cstdio>

#include "json/utf8.h"

namespace vpcmirror {

namespace {

// The character at the front of clean text, and how many bytes it has.
struct Character {
    std::uint32_t code = 0;
    std::size_t length = 1;
};

Character first_of(std::string_view text) {
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const std::uint32_t lead = byte(0);
    if (lead < 0x80) return {lead, 1};
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    std::uint32_t code = lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) code = code << 6 | (byte(i) & 0x3FU);
    return {code, length};
}

bool is_obeyed(std::uint32_t code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x061C || code == 0x200E ||
           code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

// East Asian letters and pictures: Unicode's UAX #11, in coarse blocks.
bool is_wide(std::uint32_t code) {
    return (code >= 0x1100 && code <= 0x115F) || (code >= 0x2E80 && code <= 0xA4CF) ||
           (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0xF900 && code <= 0xFAFF) ||
           (code >= 0xFE30 && code <= 0xFE6F) || (code >= 0xFF00 && code <= 0xFF60) ||
           (code >= 0x1F300 && code <= 0x1FAFF) || (code >= 0x20000 && code <= 0x3FFFD);
}

}  // namespace

std::string printable(std::string_view text) {
    const std::string clean = clean_text(text);
    std::string result;
    for (std::string_view rest = clean; !rest.empty();) {
        const Character one = first_of(rest);
        if (is_obeyed(one.code)) {
            char escape[16];
            std::snprintf(escape, sizeof escape, one.code < 0x100 ? "\\x%02x" : "\\u%04x",
                          one.code);
            result += escape;
        } else {
            result += rest.substr(0, one.length);
        }
        rest.remove_prefix(one.length);
    }
    return result;
}

std::size_t width_of(std::string_view text) {
    std::size_t width = 0;
    while (!text.empty()) {
        const Character one = first_of(text);
        width += is_wide(one.code) ? 2 : 1;
        text.remove_prefix(std::min(one.length, text.size()));
    }
    return width;
}

}  // namespace vpcmirror
