// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/json_reader.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "catalogue/utf8.h"

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

JsonReader::JsonReader(std::string_view text)
    : begin_(text.data()), next_(text.data()), end_(text.data() + text.size()) {
    skip_space();
}

JsonReader::Kind JsonReader::kind() const {
    switch (peek()) {
        case '{': return Kind::Object;
        case '[': return Kind::Array;
        case '"': return Kind::Text;
        case 't':
        case 'f': return Kind::Boolean;
        case 'n': return Kind::Null;
        case '-': return Kind::Number;
        default: return is_digit(peek()) ? Kind::Number : Kind::Nothing;
    }
}

// Ends all reading: with nothing left, every loop and every value ends.
void JsonReader::fail(const char* message) {
    if (!error_) error_ = Error{offset(), next_ == end_ ? kCutShort : message};
    next_ = end_;
}

void JsonReader::skip_space() {
    while (next_ != end_ && (*next_ == ' ' || *next_ == '\n' || *next_ == '\r' || *next_ == '\t')) {
        ++next_;
        while (end_ - next_ >= 8 && load64(next_) == kEachByte * ' ') next_ += 8;
    }
}

bool JsonReader::enter(char bracket, bool is_object) {
    if (peek() != bracket) return false;
    if (depth_ == kDeepest) {
        fail("objects and lists lie deeper within each other than 64");
        return false;
    }
    ++next_;
    levels_[depth_] = Level{};
    levels_[depth_].is_object = is_object;
    ++depth_;
    return true;
}

bool JsonReader::enter_object() {
    return enter('{', true);
}

bool JsonReader::enter_array() {
    return enter('[', false);
}

// Goes over what separates the values of an object or list; false where it ends.
bool JsonReader::next_of(char bracket, const char* expected) {
    if (error_) return false;
    Level& level = levels_[depth_ - 1];
    const bool is_first = level.value == nullptr;
    if (!is_first && next_ == level.value) {
        skip();
        if (error_) return false;
    }
    skip_space();
    if (peek() == bracket) {
        ++next_;
        --depth_;
        return false;
    }
    if (is_first) return true;
    if (peek() != ',') {
        fail(expected);
        return false;
    }
    ++next_;
    skip_space();
    return true;
}

bool JsonReader::next_member() {
    if (!next_of('}', "a comma or the end of the object is missing here")) return false;
    RawText name;
    if (!read_name(name)) return false;
    levels_[depth_ - 1].value = next_;
    levels_[depth_ - 1].name = name.text;
    key_ = name.escaped ? cleaned(name, key_scratch_) : name.text;
    return true;
}

bool JsonReader::next_element() {
    if (!next_of(']', "a comma or the end of the list is missing here")) return false;
    Level& level = levels_[depth_ - 1];
    if (level.value != nullptr) ++level.index;
    level.value = next_;
    // Else a missing element would pass for one that is read already.
    if (kind() == Kind::Nothing) fail("a value is missing here");
    return !error_;
}

bool JsonReader::read_name(RawText& name) {
    if (peek() != '"') {
        fail("a name in double quotes is missing here");
        return false;
    }
    if (!scan_text(name)) return false;
    skip_space();
    if (peek() != ':') {
        fail("a colon is missing here");
        return false;
    }
    ++next_;
    skip_space();
    if (kind() == Kind::Nothing) fail("a value is missing here");
    return !error_;
}

bool JsonReader::scan_text(RawText& text) {
    const char* const first = ++next_;
    for (;;) {
        next_ = end_of_plain_text(next_, end_);
        if (peek() == '"' && next_ != end_) break;
        if (peek() != '\\') {
            fail("a line break or control character inside a text: its closing quote is missing");
            return false;
        }
        text.escaped = true;
        if (!scan_escape()) return false;
    }
    text.text = {first, static_cast<std::size_t>(next_ - first)};
    ++next_;
    return true;
}

bool JsonReader::scan_escape() {
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

bool JsonReader::scan_number() {
    const auto digits = [this] {
        const char* const first = next_;
        while (is_digit(peek())) ++next_;
        if (next_ == first) fail("a digit is missing here");
        return !error_;
    };
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

bool JsonReader::scan_literal(std::string_view literal) {
    if (!std::string_view(next_, static_cast<std::size_t>(end_ - next_)).starts_with(literal)) {
        const auto [wrong, rest] = std::mismatch(next_, end_, literal.begin(), literal.end());
        next_ = wrong;
        fail("only true, false and null are written without quotes");
        return false;
    }
    next_ += literal.size();
    return true;
}

bool JsonReader::scan_scalar() {
    RawText text;
    switch (peek()) {
        case '"': return scan_text(text);
        case 't': return scan_literal("true");
        case 'f': return scan_literal("false");
        case 'n': return scan_literal("null");
        default: break;
    }
    if (kind() == Kind::Number) return scan_number();
    fail("a value is missing here");
    return false;
}

void JsonReader::skip() {
    const std::size_t depth = depth_;
    do {
        if (enter_object() || enter_array()) {
            // next_of() below goes to the first value.
        } else if (error_ || !scan_scalar()) {
            return;
        }
        while (depth_ > depth) {
            Level& level = levels_[depth_ - 1];
            const bool is_object = level.is_object;
            if (next_of(is_object ? '}' : ']', "a comma or a closing bracket is missing here")) {
                RawText name;
                if (is_object && !read_name(name)) return;
                // Not where the value begins: it is read right away, not left to next_of().
                level.value = begin_;
                break;
            }
            if (error_) return;
        }
    } while (depth_ > depth);
}

std::optional<std::string_view> JsonReader::text() {
    if (kind() != Kind::Text) return std::nullopt;
    RawText raw;
    if (!scan_text(raw)) return std::nullopt;
    if (!raw.escaped && is_clean_text(raw.text)) return raw.text;
    return cleaned(raw, text_scratch_);
}

std::string_view JsonReader::cleaned(const RawText& raw, std::string& scratch) const {
    scratch = clean_text(raw.escaped ? unescape_json(raw.text) : std::string(raw.text));
    return scratch;
}

std::optional<std::string_view> JsonReader::number() {
    if (kind() != Kind::Number) return std::nullopt;
    const char* const first = next_;
    if (!scan_number()) return std::nullopt;
    return std::string_view(first, static_cast<std::size_t>(next_ - first));
}

std::optional<bool> JsonReader::boolean() {
    if (kind() != Kind::Boolean) return std::nullopt;
    const bool value = peek() == 't';
    if (!scan_literal(value ? "true" : "false")) return std::nullopt;
    return value;
}

bool JsonReader::null() {
    return kind() == Kind::Null && scan_literal("null");
}

bool JsonReader::finish() {
    if (!error_) skip_space();
    if (!error_ && next_ != end_) fail("something follows the end of the JSON document");
    return !error_;
}

std::string JsonReader::path() const {
    std::string path;
    for (std::size_t i = 0; i < depth_; ++i) {
        const Level& level = levels_[i];
        if (level.value == nullptr) break;
        if (!level.is_object) {
            path += '[' + std::to_string(level.index) + ']';
        } else {
            if (!path.empty()) path += '.';
            path += clean_text(level.name.substr(0, 100));
        }
    }
    return path;
}

JsonReader::Bookmark JsonReader::bookmark() const {
    Bookmark mark;
    mark.next = next_;
    mark.depth = depth_;
    if (depth_ > 0) mark.level = levels_[depth_ - 1];
    return mark;
}

void JsonReader::go_to(const Bookmark& mark) {
    if (error_) return;
    next_ = mark.next;
    depth_ = mark.depth;
    if (depth_ > 0) levels_[depth_ - 1] = mark.level;
}

}  // namespace vpcmirror
