// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/sanitize.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "text/utf8.h"

namespace vpcmirror {

namespace {

struct Range {
    std::uint32_t first;
    std::uint32_t last;
};

// Unicode 15.1: the categories Cc, Zl and Zp, Cf but for signs that are seen, and whatever else has
// the property Default_Ignorable_Code_Point; ascending.
constexpr Range kUnseen[] = {
    {0x0000, 0x001F},    // C0
    {0x007F, 0x009F},    // DEL, C1
    {0x00AD, 0x00AD},    // soft hyphen
    {0x034F, 0x034F},    // combining grapheme joiner
    {0x061C, 0x061C},    // Arabic letter mark
    {0x115F, 0x1160},    // Hangul fillers
    {0x17B4, 0x17B5},    // Khmer inherent vowels
    {0x180B, 0x180F},    // Mongolian variation selectors and vowel separator
    {0x200B, 0x200F},    // zero-width space, joiners, direction marks
    {0x2028, 0x202E},    // line and paragraph separator, embeddings and overrides
    {0x2060, 0x206F},    // word joiner, invisible operators, isolates
    {0x3164, 0x3164},    // Hangul filler
    {0xFDD0, 0xFDEF},    // noncharacters
    {0xFE00, 0xFE0F},    // variation selectors
    {0xFEFF, 0xFEFF},    // byte order mark
    {0xFFA0, 0xFFA0},    // halfwidth Hangul filler
    {0xFFF0, 0xFFFB},    // interlinear annotations
    {0xFFFE, 0xFFFF},    // noncharacters
    {0x13430, 0x1343F},  // Egyptian format controls
    {0x1BCA0, 0x1BCA3},  // shorthand format controls
    {0x1D173, 0x1D17A},  // musical beams and slurs
    {0xE0000, 0xE0FFF},  // tags, variation selectors
};

bool is_unseen(std::uint32_t code) {
    const auto* const range = std::ranges::lower_bound(kUnseen, code, {}, &Range::last);
    const bool listed = range != std::end(kUnseen) && range->first <= code;
    return listed || (code & 0xFFFE) == 0xFFFE;
}

// True if all of `text` is printable ASCII; eight bytes at a time, the last ones perhaps twice.
bool is_printable_ascii(std::string_view text) {
    constexpr std::uint64_t kEachByte = 0x0101010101010101;
    constexpr std::size_t kAtOnce = sizeof(std::uint64_t);
    const auto is_printable = [&text](std::size_t at) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, kAtOnce);
        // Sets the high bit of each byte that is below a space, DEL or above.
        return (((word - kEachByte * ' ') | (word + kEachByte) | word) & kEachByte * 0x80) == 0;
    };
    if (text.size() < kAtOnce)
        return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
    for (std::size_t at = 0; at < text.size() - kAtOnce; at += kAtOnce) {
        if (!is_printable(at)) return false;
    }
    return is_printable(text.size() - kAtOnce);
}

void append_visible(std::string& text, std::uint32_t code) {
    char escape[16];
    const char* const format = code < 0x100 ? "\\x%02x" : code < 0x10000 ? "\\u%04x" : "\\U%08x";
    std::snprintf(escape, sizeof escape, format, code);
    text += escape;
}

}  // namespace

bool is_sane(std::string_view text) {
    if (is_printable_ascii(text)) return true;
    while (!text.empty()) {
        const Utf8Character character = first_character(text);
        if (character.length == 0 || is_unseen(character.code)) return false;
        text.remove_prefix(character.length);
    }
    return true;
}

std::string sanitize(std::string_view text) {
    if (is_sane(text)) return std::string(text);
    std::string sane;
    sane.reserve(text.size());
    while (!text.empty()) {
        const Utf8Character character = first_character(text);
        const std::size_t length = std::max<std::size_t>(character.length, 1);
        if (character.length == 0) {
            append_utf8(sane, kReplacementCharacter);
        } else if (is_unseen(character.code)) {
            append_visible(sane, character.code);
        } else {
            sane += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
    return sane;
}

std::string_view truncate_utf8(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
    return text.substr(0, most);
}

}  // namespace vpcmirror
