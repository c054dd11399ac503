// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/json_scanner.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace vpcmirror {

namespace {

constexpr const char* kCutShort = "the file ends in the middle: write it again, completely";
constexpr std::uint64_t kEachByte = 0x0101010101010101;
constexpr std::uint64_t kHighBits = 0x8080808080808080;

std::uint64_t load64(const char* bytes) {
    std::uint64_t value = 0;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

bool ends_plain_text(char c) {
    return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
}

// The high bits of the bytes that are zero; bytes after the first such byte may be marked wrongly.
constexpr std::uint64_t zero_bytes(std::uint64_t word) {
    return (word - kEachByte) & ~word & kHighBits;
}

// The first quote, backslash or control character from `next` on, eight characters at a time.
const char* end_of_plain_text(const char* next, const char* end) {
    while (end - next >= 8) {
        const std::uint64_t word = load64(next);
        const std::uint64_t found = zero_bytes(word ^ kEachByte * '"') |
                                    zero_bytes(word ^ kEachByte * '\\') |
                                    ((word - kEachByte * 0x20) & ~word & kHighBits);
        if (found != 0) {
            if constexpr (std::endian::native != std::endian::little) break;
            return next + std::countr_zero(found) / 8;
        }
        next += 8;
    }
    return std::find_if(next, end, ends_plain_text);
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_hex_digit(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

}  // namespace

JsonScanner::JsonScanner(std::string_view text)
    : begin_(text.data()), next_(text.data()), end_(text.data() + text.size()) {}

// Ends all reading: with nothing left, every loop and every value ends.
void JsonScanner::fail(const char* message) {
    if (!error_) error_ = JsonError{offset(), next_ == end_ ? kCutShort : message};
    next_ = end_;
}

void JsonScanner::skip_spaces() {
    while (next_ != end_ && (*next_ == ' ' || *next_ == '\n' || *next_ == '\r' || *next_ == '\t')) {
        ++next_;
        while (end_ - next_ >= 8 && load64(next_) == kEachByte * ' ') next_ += 8;
    }
}

bool JsonScanner::text(RawText& text) {
    const char* const first = ++next_;
    for (;;) {
        next_ = end_of_plain_text(next_, end_);
        if (peek() == '"' && next_ != end_) break;
        if (peek() != '\\') {
            fail("a line break or control character inside a text: its closing quote is missing");
            return false;
        }
        text.escaped = true;
        if (!escape_sequence()) return false;
    }
    text.text = {first, static_cast<std::size_t>(next_ - first)};
    ++next_;
    return true;
}

bool JsonScanner::escape_sequence() {
    ++next_;
    const char c = peek();
    if (c == '\0' || std::string_view("\"\\/bfnrtu").find(c) == std::string_view::npos) {
        fail("an unknown escape sequence in a text");
        return false;
    }
    ++next_;
    if (c != 'u') return true;
    for (int i = 0; i < 4; ++i, ++next_) {
        if (!is_hex_digit(peek())) {
            fail("four hexadecimal digits have to follow \\u");
            return false;
        }
    }
    return true;
}

bool JsonScanner::digits() {
    const char* const first = next_;
    while (is_digit(peek())) ++next_;
    if (next_ == first) fail("a digit is missing here");
    return !error_;
}

bool JsonScanner::number() {
    if (peek() == '-') ++next_;
    if (peek() == '0') {
        ++next_;
    } else if (!digits()) {
        return false;
    }
    if (peek() == '.') {
        ++next_;
        if (!digits()) return false;
    }
    if (peek() == 'e' || peek() == 'E') {
        ++next_;
        if (peek() == '+' || peek() == '-') ++next_;
        if (!digits()) return false;
    }
    return true;
}

bool JsonScanner::literal(std::string_view literal) {
    if (!std::string_view(next_, static_cast<std::size_t>(end_ - next_)).starts_with(literal)) {
        const auto [wrong, rest] = std::mismatch(next_, end_, literal.begin(), literal.end());
        next_ = wrong;
        fail("only true, false and null are written without quotes");
        return false;
    }
    next_ += literal.size();
    return true;
}

}  // namespace vpcmirror
