// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/text_layout.h"

#include <algorithm>
#include <sstream>

#include "catch.h"
#include "text/width.h"

using namespace vpcmirror;

namespace {

std::size_t widest_line(const std::string& text) {
    std::istringstream lines(text);
    std::size_t widest = 0;
    for (std::string line; std::getline(lines, line);) widest = std::max(widest, width_of(line));
    return widest;
}

TextColumn number(const std::string& title, const std::string& cell) {
    return {title, true, {cell}};
}

TextColumn text(const std::string& title, const std::string& cell) {
    return {title, false, {cell}};
}

}  // namespace

TEST_CASE("text layout: titles are set in lines where one line is too long") {
    const std::string wide(40, '9');
    CHECK(text_columns({text("Session", "web-a"), number("Original bytes", "12"),
                        number("Packets", wide), number("Delay", "123456789012345")}) ==
          "         Original\n"
          "Session     bytes                                   Packets            Delay\n"
          "-------  --------  ----------------------------------------  ---------------\n"
          "web-a          12  " +
              wide + "  123456789012345\n");
}

TEST_CASE("text layout: sentences are set in lines, and words that are too long are cut") {
    const std::string sentence =
        "the filter has no accept rule in this direction, so nothing arrives";
    const std::string shown =
        text_columns({text("Session", std::string(300, 'n')), text("Because", sentence),
                      text("To do", sentence + ' ' + sentence)});
    CHECK(widest_line(shown) <= kWidestText);
    CHECK(shown.find("n\u2026") != std::string::npos);
    CHECK(shown.find("nothing") != std::string::npos);
}

TEST_CASE("text layout: numbers that do not fit go below, with the first columns again") {
    std::vector<TextColumn> columns{text("Session", "web-a"), text("Direction", "egress")};
    for (int i = 0; i < 9; ++i) {
        columns.push_back(number("Number" + std::to_string(i), std::to_string(1000000000000 + i)));
    }
    const std::string shown = text_columns(columns);
    CHECK(widest_line(shown) <= kWidestText);
    CHECK(std::ranges::count(shown, '\n') == 2 * 3 + 1);
    CHECK(shown.find("1000000000008") != std::string::npos);
    CHECK(shown.rfind("web-a    egress") > shown.find("1000000000000"));
}

TEST_CASE("text layout: a sentence below the rows makes no column wider") {
    const std::string sentence = "left unencrypted: 3 packets in a sentence that is long";
    CHECK(text_columns({{"Session", false, {"web-a", sentence}}, {"Packets", true, {"3", ""}}}) ==
          "Session  Packets\n-------  -------\nweb-a          3\n" + sentence + '\n');
}

TEST_CASE("text layout: a name in lines does not look like several rows") {
    const std::string shown =
        text_columns({text("Name", std::string(50, 'a') + ' ' + std::string(45, 'b')),
                      text("Says", std::string(50, 'c')), number("Number", "1")});
    std::istringstream lines(shown);
    std::string line;
    std::getline(lines, line);
    std::getline(lines, line);
    std::getline(lines, line);
    CHECK(line.starts_with("aaaa"));
    std::getline(lines, line);
    CHECK(line.starts_with(" bbbb"));
}

TEST_CASE("text layout: where there are no numbers, a row with its first cell only is a row") {
    const std::string path = "a-path-that-is-longer-than-its-title.json";
    CHECK(text_columns({{"File", false, {path}}, {"Says", false, {""}}}) ==
          "File" + std::string(path.size() - 4 + 2, ' ') + "Says\n" +
              std::string(path.size(), '-') + "  ----\n" + path + '\n');
}

TEST_CASE("text layout: nothing but titles, and nothing at all") {
    CHECK(text_columns({}).empty());
    CHECK(text_columns({{"Session", false, {}}}) == "Session\n-------\n");
}
