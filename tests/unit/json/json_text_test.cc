// SPDX-License-Identifier: GPL-2.0-or-later
#include "json/json_text.h"

#include "catch.h"

using namespace vpcmirror;

TEST_CASE("JSON text: quotes, backslashes and control characters are escaped, and nothing else") {
    CHECK(json_text("") == R"("")");
    CHECK(json_text(R"(a"b\c/d)") == R"("a\"b\\c/d")");
    CHECK(json_text(std::string_view("\0\x1F", 2)) == R"("\u0000\u001f")");
    CHECK(json_text(" \n~\x7F") == R"(" \u000a~\u007f")");
    CHECK(json_text("caf\xC3\xA9 \xF0\x9F\x90\x9F") == "\"caf\xC3\xA9 \xF0\x9F\x90\x9F\"");
}
