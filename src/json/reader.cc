// SPDX-License-Identifier: GPL-2.0-or-later
#include "json/reader.h"

#include "json/unescape.h"
#include "text/sanitize.h"
#include "text/utf8.h"

namespace vpcmirror {

namespace {

constexpr const char* kNoValue = "a value is missing here";
constexpr const char* kNoMember = "a comma or the end of the object is missing here";
constexpr const char* kNoElement = "a comma or the end of the list is missing here";
constexpr const char* kTooDeep = "objects and lists lie within each other more than 64 deep";

}  // namespace

JsonReader::JsonReader(std::string_view text) : scanner_(text) {
    scanner_.skip_space();
}

bool JsonReader::enter(bool is_object) {
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
    return kind() == Kind::Object && enter(true);
}

bool JsonReader::enter_array() {
    return kind() == Kind::Array && enter(false);
}

bool JsonReader::next_value() {
    if (error()) return false;
    if (scanner_.next() == levels_[depth_ - 1].value) skip();
    return !error() && go_on();
}

// From the end of a value, or the opening bracket, to the next value.
bool JsonReader::go_on() {
    Level& level = levels_[depth_ - 1];
    if (!read_separator(level)) {
        if (!error()) --depth_;
        return false;
    }
    RawText name;
    if (level.is_object && !read_name(name)) return false;
    if (!expect_value()) return false;
    if (level.value != nullptr) ++level.index;
    level.value = scanner_.next();
    level.name = name.text;
    key_ = name.escaped ? cleaned(name, key_scratch_) : name.text;
    return true;
}

// Goes over what separates two values, or ends the object or list; false where it ends.
bool JsonReader::read_separator(const Level& level) {
    scanner_.skip_space();
    if (scanner_.peek() == (level.is_object ? '}' : ']')) {
        scanner_.advance();
        return false;
    }
    if (level.value == nullptr) return true;
    if (scanner_.peek() != ',') {
        scanner_.fail(level.is_object ? kNoMember : kNoElement);
        return false;
    }
    scanner_.advance();
    scanner_.skip_space();
    return true;
}

std::string JsonReader::name() const {
    return sanitize(key_);
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
    return true;
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

// Most of a catalogue is skipped.
void JsonReader::skip() {
    const std::size_t outside = depth_;
    do {
        const Kind next = kind();
        const bool begins = next == Kind::Object || next == Kind::Array;
        if (begins ? !enter(next == Kind::Object) : !scan_scalar()) return;
        while (depth_ > outside && !go_on()) {
            if (error()) return;
        }
    } while (depth_ > outside);
}

std::string_view JsonReader::raw() {
    const char* const first = scanner_.next();
    skip();
    if (error()) return {};
    return {first, static_cast<std::size_t>(scanner_.next() - first)};
}

std::optional<std::string_view> JsonReader::text() {
    if (kind() != Kind::Text) return std::nullopt;
    RawText raw;
    if (!scanner_.text(raw)) return std::nullopt;
    if (raw.text.size() > kLongestText) {
        scanner_.fail("a text of more than 131072 bytes ends here: AWS has none that long");
        return std::nullopt;
    }
    if (!raw.escaped && is_sane(raw.text)) return raw.text;
    return cleaned(raw, text_scratch_);
}

std::string_view JsonReader::cleaned(const RawText& raw, std::string& scratch) const {
    scratch = sanitize(raw.escaped ? unescape_json(raw.text) : std::string(raw.text));
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

bool JsonReader::next_document() {
    if (error()) return false;
    scanner_.skip_space();
    while (scanner_.advance_over(kUtf8Mark)) scanner_.skip_space();
    if (!scanner_.at_end() && kind() == Kind::Nothing) {
        scanner_.fail("no JSON document begins here");
    }
    return !scanner_.at_end();
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
            path += sanitize(truncate_utf8(level.name, 100));
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
