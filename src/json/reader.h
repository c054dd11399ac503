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
    enum class Kind : std::uint8_t { Nothing, Null, Boolean, Number, Text, Array, Object };

    // Objects and arrays within each other; deeper is a syntax error.
    static constexpr std::size_t kDeepest = 64;

    // Bytes of a text that is asked for, as it is written; more is an error. AWS's texts have 2048
    // characters at most.
    static constexpr std::size_t kLongestText = 131072;

    // `text` stays the caller's and is not changed.
    explicit JsonReader(std::string_view text);
    JsonReader(const JsonReader&) = delete;
    JsonReader& operator=(const JsonReader&) = delete;

    // What comes next, to be read by one of the functions below.
    Kind kind() const;

    // Go into the object or array. False, and nothing is read, if none comes next.
    bool enter_object();
    bool enter_array();

    // Go to the next member of the object or element of the array entered last. False at its end,
    // which leaves it.
    bool next_member() { return next_value(); }
    bool next_element() { return next_value(); }

    // The name of the member just gone to, until its value is read; to compare with, because it may
    // be no valid UTF-8. name() is a copy that is.
    std::string_view key() const { return key_; }
    std::string name() const;

    // The value. Nothing, and nothing is read, if it is of another kind.
    // The text is sane (text/sanitize.h), whatever the file held: what a terminal would obey is
    // visible already. Valid until the next text().
    std::optional<std::string_view> text();
    std::optional<std::string_view> number();  // as it is written
    std::optional<bool> boolean();
    bool null();
    // A value of any kind, with all that is in it. Checked like the rest.
    void skip();

    // Makes an error of something that is well-formed; nothing more is read. `message` is a
    // literal.
    void refuse(const char* message) { scanner_.fail(message); }

    // A text may hold several documents, one after the other, whatever white space or byte order
    // mark is between them. To be called before each: true if there is one and it can be read now.
    bool next_document();
    // To be called once the value of the only document is read: true if there was no error and
    // nothing follows.
    bool finish();
    // The first error; reading ended there.
    const std::optional<JsonError>& error() const { return scanner_.error(); }

    // Where the next value begins, in bytes from the begin of the text, and its place among the
    // names: "Sessions[3].Tags". The path is sane; of long names it has the first 100 bytes.
    std::size_t offset() const { return scanner_.offset(); }
    std::string path() const;

  private:
    // An object or array that was entered.
    struct Level {
        const char* value = nullptr;  // where its current value begins; null before the first
        std::string_view name;        // of the current member, as it is written
        std::size_t index = 0;        // of the current element
        bool is_object = false;
    };

  public:
    // A value to come back to, when it can only be understood after what follows it.
    class Bookmark {
      public:
        bool is_set() const { return next_ != nullptr; }

      private:
        friend class JsonReader;
        const char* next_ = nullptr;
        std::size_t depth_ = 0;
        Level level_;
    };
    // The value that comes next.
    Bookmark bookmark() const;

    // Reads the value at `mark` with `visit()`, then goes on from here.
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

    bool enter(bool is_object);
    bool next_value();
    bool go_on();
    bool read_separator(const Level& level);
    bool read_name(RawText& name);
    bool expect_value();
    bool scan_scalar();
    std::string_view cleaned(const RawText& raw, std::string& scratch) const;
    void go_to(const Bookmark& mark);

    JsonScanner scanner_;
    std::size_t depth_ = 0;
    std::array<Level, kDeepest> levels_{};
    std::string_view key_;
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
