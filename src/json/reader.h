// SPDX-License-Identifier: GPL-2.0-or-later
//
// Reads JSON (RFC 8259) value by value from text in memory: no tree is built, what nobody asks for
// is skipped (and still checked). The only memory taken is for the one text that has escapes or
// invalid UTF-8. Nothing is thrown but std::bad_alloc.
//
//     if (json.enter_object())
//         while (json.next_member())
//             if (json.key() == "Description") description = json.text();
//
// A value that was not read when next_member() or next_element() is called is skipped. A loop runs
// to its end. After a syntax error every loop ends and every value is Nothing; see error().
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "json/scanner.h"

namespace vpcmirror {

class JsonReader {
  public:
    // By a value's first character; Nothing at the end, after an error, and where no value begins.
    // A kind is a promise of what may follow, not that it is well-formed.
    enum class Kind : std::uint8_t { Nothing, Null, Boolean, Number, Text, Array, Object };

    // Objects and arrays within each other; deeper is a syntax error. AWS's output and Terraform's
    // states need about a dozen; the bound is what keeps a file of nothing but brackets from using
    // memory.
    static constexpr std::size_t kDeepest = 64;

    // Bytes of a text that is asked for, as it is written; more is an error. AWS's texts have 2048
    // characters at most.
    static constexpr std::size_t kLongestText = 131072;

    // `text` stays the caller's and is not changed. It must outlive the reader and all that it
    // returned.
    explicit JsonReader(std::string_view text);
    JsonReader(const JsonReader&) = delete;
    JsonReader& operator=(const JsonReader&) = delete;

    // What comes next, to be read by one of the functions below. Changes nothing: it may be asked
    // any number of times.
    Kind kind() const;

    // Go into the object or array. False, and nothing is read, if none comes next. What lies deeper
    // than kDeepest is an error.
    bool enter_object();
    bool enter_array();

    // Go to the next member of the object or element of the array entered last. False at its end,
    // which leaves it.
    bool next_member() { return next_value(); }
    bool next_element() { return next_value(); }

    // The name of the member just gone to, until its value is read; to compare with, because it may
    // be no valid UTF-8. name() is a copy that is.
    std::string_view key() const { return key_; }
    // Sane (text/sanitize.h).
    std::string name() const;

    // The value. Nothing, and nothing is read, if it is of another kind; nothing and an error if it
    // turns out to be broken.
    // The text is sane (text/sanitize.h), whatever the file held: what a terminal would obey is
    // visible already. Valid until the next text().
    std::optional<std::string_view> text();
    // A number is not made one here: 64 bits and places behind the point are for who knows what it
    // is.
    std::optional<std::string_view> number();  // as it is written
    std::optional<bool> boolean();
    // True if null came next; it is read then.
    bool null();
    // A value of any kind, with all that is in it. Checked like the rest. Takes time in proportion
    // to its length and no memory, however deep it is nested.
    void skip();
    // The same; what was skipped, as it is written.
    std::string_view raw();

    // Makes an error of something that is well-formed; nothing more is read. `message` is a
    // literal. The place of the error is where the reader is.
    void refuse(const char* message) { scanner_.fail(message); }

    // A text may hold several documents, one after the other, whatever white space or byte order
    // mark is between them. To be called before each: true if there is one and it can be read now.
    bool next_document();
    // To be called once the value of the only document is read: true if there was no error and
    // nothing follows.
    bool finish();
    // The first error; reading ended there. Set once and never taken back.
    const std::optional<JsonError>& error() const { return scanner_.error(); }

    // Where the next value begins, in bytes from the begin of the text, and its place among the
    // names: "Sessions[3].Tags". The path is sane; of long names it has the first 100 bytes.
    std::size_t offset() const { return scanner_.offset(); }
    std::string path() const;

  private:
    // An object or array that was entered. Levels are a fixed array: entering one allocates
    // nothing.
    struct Level {
        const char* value = nullptr;  // where its current value begins; null before the first
        std::string_view name;        // of the current member, as it is written
        std::size_t index = 0;        // of the current element
        bool is_object = false;
    };

  public:
    // A value to come back to, when it can only be understood after what follows it. Good as long
    // as the reader's text; a reader of another text must not be given it.
    class Bookmark {
      public:
        bool is_set() const { return next_ != nullptr; }

      private:
        friend class JsonReader;
        const char* next_ = nullptr;
        std::size_t depth_ = 0;
        Level level_;
    };
    // The value that comes next. To be taken where kind() would be asked, before the value is read
    // or skipped.
    Bookmark bookmark() const;

    // Reads the value at `mark` with `visit()`, then goes on from here. Place and path are then
    // those of the value at `mark`, so that its diagnostics name where it stands.
    template <class Visit>
    // NOLINTNEXTLINE(misc-no-recursion): who visits what is within is bounded by the limit of depth
    void revisit(const Bookmark& mark, Visit visit) {
        const Bookmark here = bookmark();
        go_to(mark);
        visit();
        go_to(here);
    }

  private:
    using RawText = JsonScanner::RawText;

    // The five below are the grammar of RFC 8259: how values, separators and names follow each
    // other. Each is false after an error.
    bool enter(bool is_object);
    bool next_value();
    bool go_on();
    bool read_separator(const Level& level);
    bool read_name(RawText& name);
    bool expect_value();
    // Goes over a text, number or literal without keeping it, and checks it all the same.
    bool scan_scalar();
    // The text with its escapes resolved and made sane; `scratch` is used only where that changes
    // anything.
    std::string_view cleaned(const RawText& raw, std::string& scratch) const;
    void go_to(const Bookmark& mark);

    JsonScanner scanner_;
    // Of levels_, how many were entered.
    std::size_t depth_ = 0;
    std::array<Level, kDeepest> levels_{};
    std::string_view key_;
    // What key() and text() lead into where the file's own bytes cannot be shown as they are.
    std::string key_scratch_;
    std::string text_scratch_;
};

// What kind of value a character begins.
inline constexpr auto kJsonKinds = [] {
    using Kind = JsonReader::Kind;
    std::array<Kind, 256> kinds{};
    kinds['{'] = Kind::Object;
    kinds['['] = Kind::Array;
    kinds['"'] = Kind::Text;
    kinds['t'] = kinds['f'] = Kind::Boolean;
    kinds['n'] = Kind::Null;
    kinds['-'] = Kind::Number;
    for (std::size_t digit = '0'; digit <= '9'; ++digit) kinds[digit] = Kind::Number;
    return kinds;
}();

inline JsonReader::Kind JsonReader::kind() const {
    return kJsonKinds[static_cast<unsigned char>(scanner_.peek())];
}

}  // namespace vpcmirror
