// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/utf8.h"

#include "catch.h"

using namespace vpcmirror;

namespace {

// -1 where it is not UTF-8; that a character is as long as the text is checked too.
long code_of(std::string_view text) {
    const Utf8Character character = first_character(text);
    if (character.length == 0) {
        CHECK(character.code == kReplacementCharacter);
        return -1;
    }
    CHECK(character.length == text.size());
    return static_cast<long>(character.code);
}

std::string written(std::uint32_t code) {
    std::string text;
    append_utf8(text, code);
    return text;
}

struct Case {
    std::string_view text;
    std::uint32_t code;
};

// The first and the last of each length and around the surrogates: RFC 3629, section 4.
constexpr Case kEdges[] = {
    {std::string_view("\0", 1), 0},
    {"\x7F", 0x7F},
    {"\xC2\x80", 0x80},
    {"\xDF\xBF", 0x7FF},
    {"\xE0\xA0\x80", 0x800},
    {"\xED\x9F\xBF", 0xD7FF},
    {"\xEE\x80\x80", 0xE000},
    {"\xEF\xBF\xBF", 0xFFFF},
    {"\xF0\x90\x80\x80", 0x10000},
    {"\xF4\x8F\xBF\xBF", 0x10FFFF},
    {"\xC3\xA9", 0xE9},  // each byte with bits of its own
    {"\xE2\x82\xAC", 0x20AC},
    {"\xE9\x96\xB7", 0x95B7},
    {"\xF0\x9D\x84\x9E", 0x1D11E},
    {"\xF3\xB6\x9A\xA9", 0xF66A9},
};

}  // namespace

TEST_CASE("UTF-8: the first and last characters of each length, read and written") {
    for (const Case& edge : kEdges) {
        CAPTURE(edge.code);
        CHECK(code_of(edge.text) == static_cast<long>(edge.code));
        CHECK(written(edge.code) == edge.text);
    }
}

TEST_CASE("UTF-8: what is just beyond those is none") {
    for (const std::string_view text :
         {"\x80", "\xBF", "\xC0\xAF", "\xC1\xBF",                          // no lead, overlong
          "\xE0\x80\x80", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF",  // overlong, surrogates
          "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF",
          "\xC2\x7F", "\xC2\xC0", "\xE2\x82\x7F", "\xE2\x28\xA1", "\xF0\x9D\x84\xC0"}) {
        CAPTURE(text);
        CHECK(code_of(text) == -1);
    }
}

TEST_CASE("UTF-8: a character that the text cuts off is none") {
    for (const Case& edge : kEdges) {
        CAPTURE(edge.code);
        for (std::size_t size = 1; size < edge.text.size(); ++size) {
            CHECK(first_character(edge.text.substr(0, size)).length == 0);
        }
    }
    CHECK(first_character("\xC3\xA9more").length == 2);
}
