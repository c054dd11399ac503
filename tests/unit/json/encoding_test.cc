// SPDX-License-Identifier: GPL-2.0-or-later
#include "json/encoding.h"

#include <string>

#include "catch.h"

using namespace vpcmirror;

namespace {

std::string as_utf16(std::u16string_view text, bool little_endian) {
    std::string bytes;
    for (const char16_t unit : text) {
        const char high = static_cast<char>(unit >> 8);
        const char low = static_cast<char>(unit & 0xFF);
        bytes += little_endian ? low : high;
        bytes += little_endian ? high : low;
    }
    return bytes;
}

std::string decoded_copy(std::string_view bytes) {
    std::string scratch;
    return std::string(decoded_text(bytes, scratch));
}

}  // namespace

TEST_CASE("Encoding: UTF-8 stays where it is, without its byte order mark") {
    std::string scratch;
    for (const std::string_view text : {"", "{", "{}", "caf\xC3\xA9", "\xFF", "\xFE"}) {
        const std::string marked = "\xEF\xBB\xBF" + std::string(text);
        CHECK(decoded_text(marked, scratch) == text);
        CHECK(decoded_text(marked, scratch).data() == marked.data() + 3);
        CHECK(decoded_text(text, scratch) == text);
        CHECK(decoded_text(text, scratch).data() == text.data());
    }
    // Neither is a character of UTF-16 that a JSON text could begin with.
    for (const std::string& zeros : {std::string(1, '\0'), std::string(4, '\0')}) {
        CHECK(decoded_text(zeros, scratch) == zeros);
    }
}

TEST_CASE("Encoding: UTF-16 is told by its mark, or by a zero byte, in either order") {
    // Each byte of a character differs; a pair of surrogates; a first byte like a mark's.
    const std::u16string_view text = u"{\u00E9\u20AC\u1234\U0001F41F\uFEFFx";
    const std::string meaning = "{\xC3\xA9\xE2\x82\xAC\xE1\x88\xB4\xF0\x9F\x90\x9F\xEF\xBB\xBFx";
    for (const bool little_endian : {true, false}) {
        CAPTURE(little_endian);
        const std::string mark = as_utf16(u"\uFEFF", little_endian);
        CHECK(decoded_copy(as_utf16(text, little_endian)) == meaning);
        CHECK(decoded_copy(mark + as_utf16(text, little_endian)) == meaning);
        // The mark alone tells it where no zero byte does.
        CHECK(decoded_copy(mark + as_utf16(u"\u20AC{", little_endian)) == "\xE2\x82\xAC{");
        CHECK(decoded_copy(mark).empty());
        CHECK(decoded_copy(as_utf16(u"7", little_endian)) == "7");
    }
}

TEST_CASE("Encoding: half a pair of surrogates is one U+FFFD, wherever it stands") {
    const std::string replaced = "\xEF\xBF\xBD";
    const char16_t high = 0xD83D;
    const char16_t low = 0xDC1F;
    const auto utf16 = [](std::u16string text) { return decoded_copy(as_utf16(text, true)); };
    CHECK(utf16({u'a', high}) == 'a' + replaced);
    CHECK(utf16({u'a', high, u'b'}) == 'a' + replaced + 'b');
    CHECK(utf16({u'a', low, u'b'}) == 'a' + replaced + 'b');
    CHECK(utf16({u'a', low, high, u'b'}) == 'a' + replaced + replaced + 'b');
    CHECK(utf16({u'a', high, high, low, u'b'}) == 'a' + replaced + "\xF0\x9F\x90\x9F" + 'b');
}

TEST_CASE("Encoding: what was rewritten before is gone from the scratch text") {
    std::string scratch;
    CHECK(decoded_text(as_utf16(u"[1]", true), scratch) == "[1]");
    CHECK(decoded_text(as_utf16(u"{}", false), scratch) == "{}");
}
