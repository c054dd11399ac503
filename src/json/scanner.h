// SPDX-License-Identifier: GPL-2.0-or-later
//
// The words of JSON (RFC 8259): goes over texts, numbers, literals and white space, one at a time,
// and stops for good at the first error. How they follow each other is JsonReader's.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace vpcmirror {

// What is wrong with a JSON text, as a sentence without place.
struct JsonError {
    // In bytes from the begin of the text; counted into line and column by who says it to somebody.
    std::size_t offset = 0;
    // A literal without a final period; null only in a default-constructed one.
    const char* message = nullptr;
};

// A place in a text and what comes next there. Never looks beyond the text's end; each function
// goes over what it accepts, once, so that reading takes time in proportion to the text.
class JsonScanner {
  public:
    // `text` stays the caller's and is not changed. It must outlive the scanner and what next() and
    // RawText lead to.
    explicit JsonScanner(std::string_view text);

    // The character that comes next; NUL at the end.
    char peek() const { return next_ == end_ ? '\0' : *next_; }
    // Where that is, in memory and in bytes from the begin; at_end() tells a NUL in the text.
    const char* next() const { return next_; }
    std::size_t offset() const { return static_cast<std::size_t>(next_ - begin_); }
    bool at_end() const { return next_ == end_; }

    // Goes over a character that peek() has shown. To be called only while at_end() is false.
    void advance() { ++next_; }
    // Goes over `words` if they come next.
    bool advance_over(std::string_view words) {
        if (!std::string_view(next_, static_cast<std::size_t>(end_ - next_)).starts_with(words)) {
            return false;
        }
        next_ += words.size();
        return true;
    }
    // Goes back, or on, to a place that next() has given; not after an error.
    void go_to(const char* place) { next_ = place; }

    // Notes the first error and ends all reading: there is nothing left. `message` is a literal.
    // Later errors are of no interest: they follow from the first.
    void fail(const char* message);
    const std::optional<JsonError>& error() const { return error_; }

    // RFC 8259 section 2: space, tab, line feed, carriage return. Inline for what is most often
    // true: that there is none.
    void skip_space() {
        if (next_ != end_ && static_cast<unsigned char>(*next_) <= ' ') skip_spaces();
    }

    // A text as it is written, to be unescaped by who wants to read it.
    struct RawText {
        std::string_view text;  // between the quotes, well-formed escape sequences included
        bool escaped = false;   // there are any
    };

    // Each expects that peek() shows its first character, goes over the whole value and checks it.
    // False after an error, of which error() knows what and where. Control characters and broken
    // escapes are errors (RFC 8259 section 7); bytes that are no UTF-8 are not, since one of them
    // must not cost a file.
    bool text(RawText& text);
    // Grammar of RFC 8259 section 6: no leading zero, no sign but minus, digits behind a point.
    bool number();
    // `literal` is true, false or null.
    bool literal(std::string_view literal);

  private:
    void skip_spaces();
    bool escape_sequence();
    bool digits();

    // The caller's text, and how far it was read.
    const char* begin_;
    const char* next_;
    const char* end_;
    std::optional<JsonError> error_;
};

}  // namespace vpcmirror
