// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/sanitize.h"

#include <string>
#include <utility>

#include "catch.h"
#include "text/utf8.h"

using namespace vpcmirror;

namespace {

std::string character(std::uint32_t code) {
    std::string text;
    append_utf8(text, code);
    return text;
}

}  // namespace

TEST_CASE("Sanitize: what is seen stays as it is, in any script") {
    for (const std::string text :
         {"", "web-a", "a\\x1b|b\"c%n~ ", "d\xC3\xA9j\xC3\xA0 vu", "\xE6\x9D\xB1\xE4\xBA\xAC",
          "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D", "\xF0\x9F\x90\x9F", "\xC2\xA0"}) {
        CAPTURE(text);
        CHECK(is_sane(text));
        CHECK(sanitize(text) == text);
    }
}

TEST_CASE("Sanitize: control characters become visible, wherever they stand") {
    for (std::uint32_t code = 0; code < 0x100; ++code) {
        const bool control = code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0xAD;
        for (std::size_t before = 0; before < 18; ++before) {
            for (const std::size_t after : {0U, 1U, 9U}) {
                const std::string text =
                    std::string(before, 'x') + character(code) + std::string(after, 'y');
                REQUIRE(is_sane(text) != control);
                REQUIRE((sanitize(text) == text) != control);
                REQUIRE(is_sane(sanitize(text)));
            }
        }
    }
    CHECK(sanitize(std::string("a\0b", 3)) == "a\\x00b");
    CHECK(sanitize("\x1b]0;x\x07") == "\\x1b]0;x\\x07");
    CHECK(sanitize("\xC2\x9B"
                   "31m") == "\\x9b31m");
    CHECK(sanitize("a\r\n\tb") == "a\\x0d\\x0a\\x09b");
}

TEST_CASE("Sanitize: what turns, breaks or hides text becomes visible") {
    const std::pair<std::uint32_t, const char*> unseen[] = {
        {0x061C, "\\u061c"},      {0x200B, "\\u200b"},      {0x200D, "\\u200d"},
        {0x200E, "\\u200e"},      {0x2028, "\\u2028"},      {0x2029, "\\u2029"},
        {0x202A, "\\u202a"},      {0x202E, "\\u202e"},      {0x2060, "\\u2060"},
        {0x2066, "\\u2066"},      {0x2069, "\\u2069"},      {0x3164, "\\u3164"},
        {0xFE0F, "\\ufe0f"},      {0xFEFF, "\\ufeff"},      {0xFFF9, "\\ufff9"},
        {0xFFFF, "\\uffff"},      {0x1FFFE, "\\U0001fffe"}, {0xE0041, "\\U000e0041"},
        {0x10FFFF, "\\U0010ffff"}};
    for (const auto& [code, visible] : unseen) {
        CHECK_FALSE(is_sane(character(code)));
        CHECK(sanitize("a" + character(code) + "b") == "a" + std::string(visible) + "b");
    }
    for (const std::uint32_t seen : {0x061BU, 0x200AU, 0x2010U, 0x2027U, 0x202FU, 0x2065U - 6,
                                     0x2070U, 0xFFFDU, 0x10000U, 0x1F41FU}) {
        CHECK(is_sane(character(seen)));
    }
}

namespace {

struct Unseen {
    std::uint32_t first;
    std::uint32_t last;
};

// Unicode's Default_Ignorable_Code_Point, Zl, Zp, the noncharacters, and Cf but for signs that are
// seen (U+0600 to U+0605, U+06DD and so on).
constexpr Unseen kUnseenCharacters[] = {
    {0x00AD, 0x00AD},   {0x034F, 0x034F},    {0x061C, 0x061C},   {0x115F, 0x1160},
    {0x17B4, 0x17B5},   {0x180B, 0x180F},    {0x200B, 0x200F},   {0x2028, 0x202E},
    {0x2060, 0x206F},   {0x3164, 0x3164},    {0xFDD0, 0xFDEF},   {0xFE00, 0xFE0F},
    {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},    {0xFFF0, 0xFFFB},   {0xFFFE, 0xFFFF},
    {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3},  {0x1D173, 0x1D17A}, {0x1FFFE, 0x1FFFF},
    {0xDFFFE, 0xE0FFF}, {0x10FFFE, 0x10FFFF}};

}  // namespace

TEST_CASE("Sanitize: of the characters that are not seen, the first and last of each kind") {
    for (const Unseen& unseen : kUnseenCharacters) {
        CAPTURE(unseen.first, unseen.last);
        CHECK(is_sane(character(unseen.first - 1)));
        CHECK_FALSE(is_sane(character(unseen.first)));
        CHECK_FALSE(is_sane(character(unseen.last)));
        if (unseen.last < 0x10FFFF) CHECK(is_sane(character(unseen.last + 1)));
    }
}

TEST_CASE("Sanitize: what lies before and after a text in memory is no part of it") {
    // Each place of a text in the midst of plain letters, and plain letters amid what is not plain.
    for (std::size_t size = 1; size < 34; ++size) {
        for (std::size_t at = 0; at < size; ++at) {
            std::string around(100, 'x');
            around[40 + at] = '\x1B';
            REQUIRE_FALSE(is_sane(std::string_view(around).substr(40, size)));
        }
        const std::string amid =
            std::string(40, '\x1B') + std::string(size, 'x') + std::string(40, '\x1B');
        REQUIRE(is_sane(std::string_view(amid).substr(40, size)));
    }
}

TEST_CASE("Sanitize: what is not UTF-8 is replaced byte by byte") {
    const std::string replaced = character(kReplacementCharacter);
    for (const std::string bytes : {"\x80", "\xC0", "\xFF", "\xC3", "\xC1", "\xF5"}) {
        CHECK(sanitize(bytes + 'z') == replaced + 'z');
    }
    CHECK(sanitize("\xC0\xAF") == replaced + replaced);                 // overlong
    CHECK(sanitize("\xED\xA0\x80") == replaced + replaced + replaced);  // surrogate
    CHECK(sanitize("\xF4\x90\x80\x80") == replaced + replaced + replaced + replaced);
    CHECK(sanitize("\xE2\x80") == replaced + replaced);  // cut off
}

TEST_CASE("Sanitize: doing it twice changes nothing") {
    std::string all;
    for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
    for (std::uint32_t code = 0; code < 0x3000; ++code) all += character(code == 0 ? 1 : code);
    const std::string once = sanitize(all);
    CHECK(is_sane(once));
    CHECK(sanitize(once) == once);
}

TEST_CASE("UTF-8: a text is shortened between characters") {
    CHECK(truncate_utf8("abc", 5) == "abc");
    CHECK(truncate_utf8("abc", 2) == "ab");
    CHECK(truncate_utf8("a\xC3\xA9", 2) == "a");
    CHECK(truncate_utf8("\xF0\x9F\x90\x9F", 3).empty());
}
