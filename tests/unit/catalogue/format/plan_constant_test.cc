// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/plan_constant.h"

#include <string>

#include "catch.h"

using namespace vpcmirror;

namespace {

// "sg-1 sg-2 "; "?" if it is not texts, or not texts alone.
std::string constant_texts(std::string_view json) {
    const auto texts = plain_texts(json);
    if (!texts) return "?";
    std::string all;
    for (const std::string& text : *texts) all += text + ' ';
    return all;
}

}  // namespace

TEST_CASE("a plan's constant: a text, or a list of nothing but texts") {
    struct {
        const char* json;
        const char* texts;
    } const cases[] = {
        {R"("sg-1")", "sg-1 "},
        {R"("x")", "x "},
        {R"("")", "?"},
        // A text with escapes is no id.
        {R"("a\"b")", "?"},
        {R"("a\\b")", "?"},
        {R"("\u0041")", "?"},
        {R"(["sg-1"])", "sg-1 "},
        {R"(["sg-1", "sg-2"])", "sg-1 sg-2 "},
        {R"(["sg-1", null])", "?"},
        {R"([null, "sg-1"])", "?"},
        {R"(["sg-1", ""])", "?"},
        {R"(["sg-1", 7])", "?"},
        {"[]", "?"},
        {"[7]", "?"},
        {"{}", "?"},
        {R"({"a": "b"})", "?"},
        {"7", "?"},
        {"12345", "?"},
        {"null", "?"},
        {"true", "?"},
    };
    for (const auto& one : cases) {
        CAPTURE(one.json);
        CHECK(constant_texts(one.json) == one.texts);
    }
}
