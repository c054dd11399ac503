// SPDX-License-Identifier: GPL-2.0-or-later
#include "json/reader.h"

#include <string>
#include <vector>

#include "catch.h"

using namespace vpcmirror;
using Kind = JsonReader::Kind;

namespace {

// Skips the whole document: true if it is JSON.
bool is_json(std::string_view text) {
    JsonReader json(text);
    json.skip();
    return json.finish();
}

std::string read_text(const std::string& between_quotes) {
    const std::string document = '"' + between_quotes + '"';
    JsonReader json(document);
    return std::string(json.text().value_or("(nothing)"));
}

// All that a document says, in a line: names, texts, numbers, and what is within what.
std::string all_of(JsonReader& json) {
    std::string all;
    if (json.enter_object()) {
        while (json.next_member()) {
            all += json.name() + '=';
            all += all_of(json) + ' ';
        }
        return '{' + all + '}';
    }
    if (json.enter_array()) {
        while (json.next_element()) all += all_of(json) + ' ';
        return '[' + all + ']';
    }
    if (const auto text = json.text()) return std::string(*text);
    return std::string(json.number().value_or("-"));
}

// A list of `before` and of `last`, which is unlike them.
std::string list_of(const std::string& before, const std::string& last) {
    return '[' + before + ',' + before + ',' + before + ',' + before + ',' + last + ']';
}

std::string nested(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
}

}  // namespace

TEST_CASE("JSON: what is well-formed is skipped to its end") {
    const auto text =
        GENERATE(as<std::string>(), "{}", "[]", " [ ] ", "0", "-0", "1e400", "1e5", "1E+5",
                 "-1.5E-7", "true", "false", "null", "\"\"", R"({"a":1})", R"([1,"b",null,true])",
                 R"({"a":{"b":[{"c":[]}]},"d":{}})", "\t[\r\n1 ,\n 2]\n", R"("\"\\\/\b\f\n\r\tA")",
                 R"([[],[[]],{}])", R"(["a text longer than eight characters"         ,     1])");
    CAPTURE(text);
    CHECK(is_json(text));
}

TEST_CASE("JSON: what is not well-formed is an error, wherever it stands") {
    const auto text =
        GENERATE(as<std::string>(), "", " ", "{", "}", "[", "]", "[1", "[1,", "[1,]", "[,1]",
                 "[1 2]", R"({"a"})", R"({"a":})", R"({"a":1,})", R"({,})", R"({a:1})",
                 R"({"a":1 "b":2})", R"({1:2})", "01", "1.", ".1", "1e", "1e+", "1e+-5", "-", "+1",
                 "0x10", "NaN", "tru", "truth", "nul", "False", "\"", "\"a", "\"a\\", R"("\x")",
                 R"("\u12G4")", R"("\u12)", "\"line\nbreak\"", "\"tab\tinside\"", "[1]]", "{}{}",
                 "[1}", "{\"a\":1]", "1 2", "'a'", "[\"a\",\"b]");
    CAPTURE(text);
    CHECK_FALSE(is_json(text));
}

TEST_CASE("JSON: sixty-four levels are read, one more is an error") {
    CHECK(is_json(nested(64)));
    CHECK_FALSE(is_json(nested(65)));
    CHECK_FALSE(is_json(nested(1'000'000)));
}

TEST_CASE("JSON: an error has the place where it was noticed") {
    JsonReader json("[1, 2, x]");
    json.skip();
    CHECK_FALSE(json.finish());
    REQUIRE(json.error());
    CHECK(json.error()->offset == 7);
}

TEST_CASE("JSON: after an error nothing more is read") {
    JsonReader json(R"({"a": [1, x, 2], "b": 3})");
    std::string seen;
    REQUIRE(json.enter_object());
    while (json.next_member()) {
        seen += json.key();
        if (!json.enter_array()) continue;
        while (json.next_element()) seen += json.number().value_or("-");
    }
    CHECK(seen == "a1");
    CHECK(json.kind() == Kind::Nothing);
    CHECK_FALSE(json.finish());
}

TEST_CASE("JSON: members that nobody reads are skipped") {
    JsonReader json(R"({"a": {"x": [1, {"y": 2}]}, "b": "wanted", "c": [[], {}]})");
    std::string b;
    REQUIRE(json.enter_object());
    while (json.next_member()) {
        if (json.key() == "b") b = json.text().value_or("");
    }
    CHECK(json.finish());
    CHECK(b == "wanted");
}

TEST_CASE("JSON: a value of another kind than asked for is not read") {
    JsonReader json("[1]");
    CHECK_FALSE(json.text());
    CHECK_FALSE(json.number());
    CHECK_FALSE(json.boolean());
    CHECK_FALSE(json.null());
    CHECK_FALSE(json.enter_object());
    CHECK(json.kind() == Kind::Array);
    CHECK(json.enter_array());
}

TEST_CASE("JSON: an entry is read as it is written, whatever the ones before it are like") {
    const std::string before = "{\n  \"a\": 1,\n  \"list\": [\n    2,\n    3\n  ]\n}";
    const auto [last, meaning] = GENERATE(table<std::string, std::string>({
        {"{\n  \"a\": 1,\n  \"list\": [\n    2,\n    3\n  ]\n}", "{a=1 list=[2 3 ] }"},
        {"{\n  \"a\":   1 , \"list\": [\n     2,\n     3\n ]\n}", "{a=1 list=[2 3 ] }"},
        {"{\n  \"b\": 1,\n  \"list\": [\n    2\n  ]\n}", "{b=1 list=[2 ] }"},
        {"{\n  \"a\": 1}", "{a=1 }"},
        {"{\n  \"a\": 1,\n  \"l\\u0069st\": [\n  ]}", "{a=1 list=[] }"},
        {"{\n  \"a\": [\n    2,\n    3\n  ],\n  \"list\": 1}", "{a=[2 3 ] list=1 }"},
        {"[\n  1,\n  2\n]", "[1 2 ]"},
        {"{}", "{}"},
    }));
    CAPTURE(last);
    const std::string text = list_of(before, last);
    JsonReader json(text);
    const std::string one = "{a=1 list=[2 3 ] } ";
    CHECK(all_of(json) == '[' + one + one + one + one + meaning + " ]");
    CHECK(json.finish());
    CHECK(is_json(text));
}

TEST_CASE("JSON: a mistake is an error, however often it was written right before") {
    const std::string before = "{\n  \"a\": 1,\n  \"b\": [\n    2,\n    3\n  ]\n}";
    const auto last = GENERATE(as<std::string>(), "{\n  \"a\": ,\n  \"b\": [\n    2]}",
                               "{\n  \"a\": 1\n  \"b\": [\n    2]}", "{,\n  \"b\": [\n    2]}",
                               "{\n  \"a\": 1,\n  \"b\": [\n    2,\n    ]}",
                               "{\n  \"a\": 1,\n  \"b\": [,\n    3\n  ]\n}",
                               "{\n  \"a\": 1,\n  \"b\": [\n    2\n}", "{\n    2,\n    3\n  ]",
                               "[\n  \"a\": 1]", "[1,\n  \"b\": 2]", "{\n  \"a\": 1]");
    CAPTURE(last);
    CHECK_FALSE(is_json(list_of(before, last)));
}

TEST_CASE("JSON: a file that ends anywhere in its entries is an error there") {
    const std::string entry = "{\n  \"a\": 1,\n  \"a long name, and a text\": [\"x\"\n  ]\n}";
    const std::string text = list_of(entry, entry);
    for (std::size_t size = 0; size < text.size(); ++size) {
        const std::string part(text, 0, size);
        const std::vector<char> exact(part.begin(), part.end());
        JsonReader json({exact.data(), exact.size()});
        json.skip();
        CHECK_FALSE(json.finish());
        CHECK(json.error()->offset == size);
    }
}

TEST_CASE("JSON: more names than are kept in mind, and longer spaces") {
    std::string members;
    std::string meaning;
    for (std::size_t i = 0; i < 10'000; ++i) {
        const std::string name = 'n' + std::to_string(i);
        members += (i == 0 ? "\"" : ",\"") + name + "\":" + std::string(i % 7 * 500, ' ') + '1';
        meaning += name + "=1 ";
    }
    const std::string text = "[{" + members + "},{" + members + "}]";
    JsonReader json(text);
    CHECK(all_of(json) == "[{" + meaning + "} {" + meaning + "} ]");
    CHECK(json.finish());
}

TEST_CASE("JSON: documents one after the other, with anything that is white space between them") {
    for (const char* text : {"[1][2]{}", "[1]\n[2]\n{}\n", " [1] \xEF\xBB\xBF [2]\r\n\t{}"}) {
        CAPTURE(text);
        JsonReader json(text);
        int documents = 0;
        for (; json.next_document(); ++documents) json.skip();
        CHECK(documents == 3);
        CHECK(json.finish());
    }
    JsonReader nothing(" \n");
    CHECK_FALSE(nothing.next_document());
    CHECK(nothing.finish());
    JsonReader wrong("[1] x");
    REQUIRE(wrong.next_document());
    wrong.skip();
    CHECK_FALSE((wrong.next_document() && wrong.next_document()));
    REQUIRE(wrong.error());
    CHECK(wrong.error()->offset == 4);
}

TEST_CASE("JSON: a bookmark leads back to a value, and from there on again") {
    JsonReader json(R"({"late": {"x": 7}, "type": "t", "after": 8})");
    JsonReader::Bookmark mark;
    std::string seen;
    REQUIRE(json.enter_object());
    while (json.next_member()) {
        if (json.key() == "late") mark = json.bookmark();
        if (json.key() == "type") {
            json.revisit(mark, [&] {
                REQUIRE(json.enter_object());
                while (json.next_member()) {
                    seen += json.path() + '=' + std::string(json.number().value_or("-")) + ' ';
                }
            });
            seen += json.text().value_or("");
        } else if (json.key() == "after") {
            seen += json.number().value_or("-");
        }
    }
    CHECK(json.finish());
    CHECK(seen == "late.x=7 t8");
}

TEST_CASE("JSON: the path names members and elements") {
    JsonReader json(R"({"a": [0, {"b": [5, 6]}]})");
    std::vector<std::string> paths;
    REQUIRE(json.enter_object());
    while (json.next_member()) {
        REQUIRE(json.enter_array());
        while (json.next_element()) {
            paths.push_back(json.path());
            if (!json.enter_object()) continue;
            while (json.next_member()) {
                REQUIRE(json.enter_array());
                while (json.next_element()) paths.push_back(json.path());
            }
        }
    }
    CHECK(paths == std::vector<std::string>{"a[0]", "a[1]", "a[1].b[0]", "a[1].b[1]"});
}

TEST_CASE("JSON: the path holds nothing of what was left, and of a long name its first part") {
    const std::string longest(100, 'n');
    const std::string text =
        "{\"a\": [1, 2], \"b\": 3, \"" + longest + "\": 4, \"" + longest + "m\": 5}";
    JsonReader json(text);
    std::vector<std::string> paths;
    REQUIRE(json.enter_object());
    while (json.next_member()) {
        paths.push_back(json.path());
        if (!json.enter_array()) continue;
        while (json.next_element()) json.skip();
    }
    REQUIRE(paths.size() == 4);
    CHECK(paths[0] == "a");
    CHECK(paths[1] == "b");
    CHECK(paths[2] == longest);
    CHECK(paths[3] == longest);
    CHECK(json.path().empty());
}

TEST_CASE("JSON: true and false are read, what only begins like them is an error") {
    JsonReader json("[true, false]");
    REQUIRE(json.enter_array());
    REQUIRE(json.next_element());
    CHECK(json.boolean() == true);
    REQUIRE(json.next_element());
    CHECK(json.boolean() == false);
    CHECK_FALSE(json.next_element());
    CHECK(json.finish());
    for (const char* broken : {"tru", "trUe", "fals", "f"}) {
        CAPTURE(broken);
        JsonReader wrong(broken);
        CHECK_FALSE(wrong.boolean().has_value());
        CHECK(wrong.error());
    }
}

TEST_CASE("JSON: a value as it is written, and nothing of one that is broken") {
    JsonReader json(R"([ {"a" : [1, "\u0041"]} , -1.50 ])");
    REQUIRE(json.enter_array());
    REQUIRE(json.next_element());
    CHECK(json.raw() == R"({"a" : [1, "\u0041"]})");
    REQUIRE(json.next_element());
    CHECK(json.raw() == "-1.50");
    CHECK_FALSE(json.next_element());
    JsonReader broken("[1, x, 2]");
    CHECK(broken.raw().empty());
    CHECK(broken.error());
}

TEST_CASE("JSON: escape sequences are resolved in texts and in names, controls made visible") {
    CHECK(read_text(R"(a\"b\\c\/d\n\t)") == R"(a"b\c/d\x0a\x09)");
    CHECK(read_text(R"(\u001b[2J\u202e)") == R"(\x1b[2J\u202e)");
    CHECK(read_text(R"(\u00e9\u20ac)") == "\xC3\xA9\xE2\x82\xAC");
    CHECK(read_text(R"(\ud83d\ude00)") == "\xF0\x9F\x98\x80");
    JsonReader json(R"({"N\u0061me": 1})");
    REQUIRE(json.enter_object());
    REQUIRE(json.next_member());
    CHECK(json.key() == "Name");
}

TEST_CASE("JSON: no control character stands in a text as it is, wherever in it (RFC 8259)") {
    for (std::size_t length : {std::size_t{1}, std::size_t{15}, std::size_t{16}, std::size_t{40}}) {
        for (std::size_t place = 0; place < length; ++place) {
            for (int character = 0; character <= 0x20; ++character) {
                std::string text(length, 'x');
                text[place] = static_cast<char>(character);
                CAPTURE(length, place, character);
                CHECK(is_json('"' + text + '"') == (character == 0x20));
            }
        }
    }
}

TEST_CASE("JSON: four hexadecimal digits make a character, and no fewer") {
    CHECK(is_json(R"("\u0aF9")"));
    for (const char* digits : {"", "0", "0a", "0aF"}) {
        CAPTURE(digits);
        for (const char* then : {"", "x", "g", " ", "\\n"}) {
            CHECK_FALSE(is_json(std::string("\"\\u") + digits + then + '"'));
        }
    }
}

TEST_CASE("JSON: behind an error nothing is read, not what was marked before either") {
    JsonReader json("[{\"a\": 1}, x, 2]");
    REQUIRE(json.enter_array());
    REQUIRE(json.next_element());
    const JsonReader::Bookmark mark = json.bookmark();
    json.skip();
    while (json.next_element()) json.skip();
    REQUIRE(json.error());
    bool visited = false;
    json.revisit(mark, [&] {
        visited = true;
        CHECK_FALSE(json.enter_object());
        CHECK_FALSE(json.next_member());
    });
    CHECK(visited);
    CHECK_FALSE(json.next_element());
    CHECK_FALSE(json.finish());
}

TEST_CASE("JSON: what is no text in UTF-8 becomes U+FFFD, NUL is made visible") {
    CHECK(read_text(R"(a\ud83db)") ==
          "a\xEF\xBF\xBD"
          "b");  // half of a pair
    CHECK(read_text(R"(\ude00\ud83d)") == "\xEF\xBF\xBD\xEF\xBF\xBD");
    CHECK(read_text(R"(\ud83d\u0041)") ==
          "\xEF\xBF\xBD"
          "A");
    CHECK(read_text(R"(a\u0000b)") == R"(a\x00b)");
    CHECK(read_text("a\xFF"
                    "b") ==
          "a\xEF\xBF\xBD"
          "b");
    CHECK(read_text("\xC0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD");                  // overlong NUL
    CHECK(read_text("\xED\xA0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // a surrogate
    CHECK(read_text("\xF4\x90\x80\x80").size() == 12);                           // above U+10FFFF
    CHECK(read_text("caf\xC3") == "caf\xEF\xBF\xBD");                            // cut off
    CHECK(read_text("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80") ==
          "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
}

TEST_CASE("JSON: a text that is asked for may be long, not endless") {
    const std::string longest(JsonReader::kLongestText, 'x');
    const std::string text = "[\"" + longest + "\", \"" + longest + "y\"]";
    JsonReader json(text);
    REQUIRE(json.enter_array());
    REQUIRE(json.next_element());
    CHECK(json.text() == longest);
    REQUIRE(json.next_element());
    CHECK_FALSE(json.text());
    REQUIRE(json.error());
    CHECK_FALSE(json.next_element());

    JsonReader skipped(text);
    skipped.skip();
    CHECK(skipped.finish());
}

TEST_CASE("JSON: numbers are given as they are written") {
    JsonReader json("[1e400, 18446744073709551616, -0.5]");
    std::string seen;
    REQUIRE(json.enter_array());
    while (json.next_element()) seen += std::string(json.number().value_or("-")) + ' ';
    CHECK(seen == "1e400 18446744073709551616 -0.5 ");
}
