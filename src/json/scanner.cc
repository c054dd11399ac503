// SPDX-License-Identifier: GPL-2.0-or-later
#include "json/scanner.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace vpcmirror {

namespace {

constexpr const char* kCutShort = "the file ends in the middle: write it again, completely";
bool ends_plain_text(char c) {
    return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
}

bool is_no_space(char c) {
    return c != ' ';
}

#ifdef __SSE2__

// Sixteen characters at a time: nearly all of a catalogue are spaces and plain text.
struct Characters {
    static constexpr std::ptrdiff_t kCount = sizeof(__m128i);
    __m128i bytes;

    explicit Characters(const char* text) { std::memcpy(&bytes, text, sizeof bytes); }
    // One bit for each character.
    static unsigned bits(__m128i found) { return static_cast<unsigned>(_mm_movemask_epi8(found)); }
    unsigned end_plain_text() const {
        const __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
        const __m128i backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
        const __m128i last_control = _mm_set1_epi8(0x1F);
        const __m128i controls = _mm_cmpeq_epi8(_mm_max_epu8(bytes, last_control), last_control);
        return bits(_mm_or_si128(_mm_or_si128(quotes, backslashes), controls));
    }
    unsigned are_no_spaces() const {
        return bits(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(' '))) ^ 0xFFFFU;
    }
};

#endif

// The first quote, backslash or control character from `next` on.
const char* end_of_plain_text(const char* next, const char* end) {
#ifdef __SSE2__
    for (; end - next >= Characters::kCount; next += Characters::kCount) {
        const unsigned found = Characters(next).end_plain_text();
        if (found != 0) return next + std::countr_zero(found);
    }
#endif
    return std::find_if(next, end, ends_plain_text);
}

const char* end_of_spaces(const char* next, const char* end) {
#ifdef __SSE2__
    for (; end - next >= Characters::kCount; next += Characters::kCount) {
        const unsigned found = Characters(next).are_no_spaces();
        if (found != 0) return next + std::countr_zero(found);
    }
#endif
    return std::find_if(next, end, is_no_space);
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

// Mostly a line break and its indentation.
void JsonScanner::skip_spaces() {
    while (next_ != end_ && (*next_ == ' ' || *next_ == '\n' || *next_ == '\r' || *next_ == '\t')) {
        next_ = end_of_spaces(next_ + 1, end_);
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
