// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/width.h"

#include <string>

#include "catch.h"
#include "text/utf8.h"

using namespace vpcmirror;

namespace {

std::size_t width_of_one(std::uint32_t code) {
    std::string text;
    append_utf8(text, code);
    return width_of(text);
}

}  // namespace

TEST_CASE("Width: texts take a cell for each character, not for each byte") {
    CHECK(width_of("") == 0);
    CHECK(width_of("web-a") == 5);
    CHECK(width_of("d\xC3\xA9j\xC3\xA0") == 4);
    CHECK(width_of("\xE6\x9D\xB1\xE4\xBA\xAC x") == 6);  // two letters of East Asia
}

TEST_CASE("Width: letters of East Asia and pictures take two cells, their neighbours one") {
    // Wide or fullwidth in UAX #11, at the ends of its large blocks.
    for (const std::uint32_t wide :
         {0x1100U, 0x115FU, 0x2E80U, 0x4E00U, 0xA4C6U, 0xAC00U, 0xD7A3U, 0xF900U, 0xFAD9U, 0xFE30U,
          0xFE6BU, 0xFF01U, 0xFF60U, 0x1F300U, 0x1F9FFU, 0x20000U, 0x2FFFDU, 0x3FFFDU}) {
        CAPTURE(wide);
        CHECK(width_of_one(wide) == 2);
    }
    for (const std::uint32_t narrow :
         {0x10FFU, 0x1160U, 0x2E7FU, 0xA4D0U, 0xABFFU, 0xD7A4U, 0xF8FFU, 0xFB00U, 0xFE2FU, 0xFE70U,
          0xFF61U, 0x1F000U, 0x1FB00U, 0x1FFFFU, 0x3FFFEU}) {
        CAPTURE(narrow);
        CHECK(width_of_one(narrow) == 1);
    }
}

TEST_CASE("Width: what is no character takes a cell for each byte") {
    CHECK(width_of("a\xFF\xC3") == 3);
}
