// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/json_reader.h"

#include "catalogue/utf8.h"

namespace vpcmirror {

namespace {

constexpr const char* kNoValue = "a value is missing here";
constexpr const char* kNoClosing = "a comma or a closing bracket is missing here";
constexpr const char* kTooDeep = "objects and lists lie within each other more than 64 deep";

}  // namespace

JsonReader::JsonReader(std::string_view text) : scanner_(text) {
    scanner_.skip_space();
}

bool JsonReader::enter(char bracket, bool is_object) {
    if (scanner_.peek() != bracket) return false;
    if (depth_ == kDeepest) {
        scanner_.fail(kTooDeep);
        return false;
    }
    scanner_.advance();
    Level& level = levels_[depth_++];
    level.value = nullptr;
    level.index = 0;
    level.is_object = is_object;
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
    if (error()) return false;
    const Level& level = levels_[depth_ - 1];
    const bool is_first = level.value == nullptr;
    if (!is_first && scanner_.next() == level.value) {
        skip();
        if (error()) return false;
    }
    scanner_.skip_space();
    if (scanner_.peek() == bracket) {
        scanner_.advance();
        --depth_;
        return false;
    }
    if (is_first) return true;
    if (scanner_.peek() != ',') {
        scanner_.fail(expected);
        return false;
    }
    scanner_.advance();
    scanner_.skip_space();
    return true;
}

bool JsonReader::next_member() {
    if (!next_of('}', "a comma or the end of the object is missing here")) return false;
    RawText name;
    if (!read_name(name)) return false;
    Level& level = levels_[depth_ - 1];
    level.value = scanner_.next();
    level.name = name.text;
    key_ = name.escaped ? cleaned(name, key_scratch_) : name.text;
    return true;
}

std::string JsonReader::name() const {
    return clean_text(key_);
}

bool JsonReader::next_element() {
    if (!next_of(']', "a comma or the end of the list is missing here")) return false;
    Level& level = levels_[depth_ - 1];
    if (level.value != nullptr) ++level.index;
    level.value = scanner_.next();
    return expect_value();
}

bool JsonReader::read_name(RawText& name) {
    if (scanner_.peek() != '"') {
        scanner_.fail("a name in double quotes is missing here");
        return false;
    }
    if (!scanner_.text(name)) return false;
    scanner_.skip_space();
    if (scanner_.peek() != ':') {
        scanner_.fail("a colon is missing here");
        return false;
    }
    scanner_.advance();
    scanner_.skip_space();
    return expect_value();
}

// Without it, a value that is missing would pass for one that was read.
bool JsonReader::expect_value() {
    if (kind() == Kind::Nothing) scanner_.fail(kNoValue);
    return !error();
}

bool JsonReader::scan_scalar() {
    RawText text;
    switch (kind()) {
        case Kind::Text: return scanner_.text(text);
        case Kind::Number: return scanner_.number();
        case Kind::Boolean: return scanner_.literal(scanner_.peek() == 't' ? "true" : "false");
        case Kind::Null: return scanner_.literal("null");
        default: scanner_.fail(kNoValue); return false;
    }
}

// Goes over a name and its colon.
bool JsonReader::skip_name() {
    RawText name;
    return read_name(name);
}

// Most of a catalogue is skipped. What is entered on the way needs no Level, only a bit that says
// whether it is an object; the innermost one's is the lowest.
void JsonReader::skip() {
    static_assert(kDeepest <= 64);
    std::uint64_t objects = 0;
    std::size_t inside = 0;
    do {
        const char bracket = scanner_.peek();
        if (bracket == '{' || bracket == '[') {
            if (depth_ + inside == kDeepest) return scanner_.fail(kTooDeep);
            ++inside;
            objects = objects << 1 | (bracket == '{' ? 1U : 0U);
            scanner_.advance();
            scanner_.skip_space();
            if (scanner_.peek() != (bracket == '{' ? '}' : ']')) {
                if (bracket == '{' && !skip_name()) return;
                continue;  // with the first value
            }
        } else if (!scan_scalar()) {
            return;
        }
        // A value has ended, or the object or list that comes next is empty.
        for (bool ended = true; ended && inside > 0;) {
            const bool in_object = (objects & 1) != 0;
            scanner_.skip_space();
            if (scanner_.peek() == (in_object ? '}' : ']')) {
                scanner_.advance();
                --inside;
                objects >>= 1;
                continue;
            }
            if (scanner_.peek() != ',') return scanner_.fail(kNoClosing);
            scanner_.advance();
            scanner_.skip_space();
            if (in_object && !skip_name()) return;
            ended = false;
        }
    } while (inside > 0);
}

std::optional<std::string_view> JsonReader::text() {
    if (kind() != Kind::Text) return std::nullopt;
    RawText raw;
    if (!scanner_.text(raw)) return std::nullopt;
    if (raw.text.size() > kLongestText) {
        scanner_.fail("a text of more than 131072 bytes ends here: AWS has none that long");
        return std::nullopt;
    }
    if (!raw.escaped && is_clean_text(raw.text)) return raw.text;
    return cleaned(raw, text_scratch_);
}

std::string_view JsonReader::cleaned(const RawText& raw, std::string& scratch) const {
    scratch = clean_text(raw.escaped ? unescape_json(raw.text) : std::string(raw.text));
    return scratch;
}

std::optional<std::string_view> JsonReader::number() {
    if (kind() != Kind::Number) return std::nullopt;
    const char* const first = scanner_.next();
    if (!scanner_.number()) return std::nullopt;
    return std::string_view(first, static_cast<std::size_t>(scanner_.next() - first));
}

std::optional<bool> JsonReader::boolean() {
    if (kind() != Kind::Boolean) return std::nullopt;
    const bool value = scanner_.peek() == 't';
    if (!scanner_.literal(value ? "true" : "false")) return std::nullopt;
    return value;
}

bool JsonReader::null() {
    return kind() == Kind::Null && scanner_.literal("null");
}

bool JsonReader::finish() {
    if (!error()) scanner_.skip_space();
    if (!error() && !scanner_.at_end()) {
        scanner_.fail("something follows the end of the JSON document");
    }
    return !error();
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
            path += clean_text(shortened(level.name, 100));
        }
    }
    return path;
}

JsonReader::Bookmark JsonReader::bookmark() const {
    Bookmark mark;
    mark.next_ = scanner_.next();
    mark.depth_ = depth_;
    if (depth_ > 0) mark.level_ = levels_[depth_ - 1];
    return mark;
}

void JsonReader::go_to(const Bookmark& mark) {
    if (error()) return;
    scanner_.go_to(mark.next_);
    depth_ = mark.depth_;
    if (depth_ > 0) levels_[depth_ - 1] = mark.level_;
}

}  // namespace vpcmirror
