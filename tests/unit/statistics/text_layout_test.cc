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

// Four letters each, as wide as this: 5 n - 1.
std::string words_of_four(std::size_t width) {
    std::string words;
    while (words.size() < width) words += words.empty() ? "four" : " four";
    words.resize(width, 's');
    return words;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream lines(text);
    std::vector<std::string> all;
    for (std::string line; std::getline(lines, line);) all.push_back(line);
    return all;
}

// The widths of the columns of each block, by its dashes.
std::vector<std::vector<std::size_t>> block_widths(const std::string& text) {
    std::vector<std::vector<std::size_t>> blocks;
    for (const std::string& line : lines_of(text)) {
        if (line.empty() || line.find_first_not_of("- ") != line.npos) continue;
        std::istringstream dashes(line);
        blocks.emplace_back();
        for (std::string one; dashes >> one;) blocks.back().push_back(one.size());
    }
    return blocks;
}

using Widths = std::vector<std::vector<std::size_t>>;

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

TEST_CASE("text layout: the title of the first column is set in lines too") {
    const std::string fifty(50, '1');
    const std::string shown =
        text_columns({text("Name of the interface that is mirrored", "web-a"), number("N", fifty)});
    CHECK(block_widths(shown) == Widths{{9, 50}});
    CHECK(lines_of(shown).front() == "Name of");
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

TEST_CASE("text layout: titles stay whole in a line that is as narrow as can be had") {
    const auto lines_of_titles = [](std::size_t width) {
        const std::string shown =
            text_columns({text("Session", std::string(width, 'n')), number("Original bytes", "1")});
        return lines_of(shown).size() - 2;
    };
    CHECK(lines_of_titles(80 - 2 - 14) == 1);
    CHECK(lines_of_titles(80 - 2 - 14 + 1) == 2);
}

TEST_CASE(
    "text layout: as many numbers in a line as it holds, and lines no wider than blocks need") {
    const auto widths_of = [](std::size_t count, std::size_t width) {
        return block_widths(
            text_columns(std::vector(count, number("Number", std::string(width, '1')))));
    };
    CHECK(widths_of(2, 39) == Widths{{39, 39}});
    CHECK(widths_of(2, 49) == Widths{{49, 49}});    // 100 cells
    CHECK(widths_of(2, 50) == Widths{{50}, {50}});  // 102
    CHECK(widths_of(3, 32) == Widths{{32, 32, 32}});
    CHECK(widths_of(4, 20) == Widths{{20, 20, 20, 20}});
    // Two blocks in any case, so that 80 cells are enough.
    CHECK(widths_of(5, 20) == Widths{{20, 20, 20}, {20, 20}});
    CHECK(widths_of(6, 20) == Widths{{20, 20, 20}, {20, 20, 20}});
    CHECK(widths_of(7, 20) == Widths{{20, 20, 20, 20}, {20, 20, 20}});
    // One that no line holds stands alone.
    CHECK(widths_of(2, 120) == Widths{{120}, {120}});
}

TEST_CASE("text layout: the texts at the front are repeated as long as half of the line is left") {
    const auto widths_with = [](std::size_t first, std::size_t second) {
        return block_widths(
            text_columns({text("A", std::string(first, 'a')), text("B", std::string(second, 'b')),
                          number("N", std::string(30, '1')), number("N", std::string(30, '2')),
                          text("C", std::string(10, 'c'))}));
    };
    CHECK(widths_with(10, 10) == Widths{{10, 10, 30, 30, 10}});
    CHECK(widths_with(23, 23) == Widths{{23, 23, 30}, {23, 23, 30, 10}});
    CHECK(widths_with(23, 24) == Widths{{23, 24, 30}, {23, 30, 10}});
}

TEST_CASE("text layout: texts are narrowed as far as needed, the widest first") {
    const auto widths_with = [](std::size_t first, std::size_t second) {
        return block_widths(
            text_columns({text("A", words_of_four(first)), text("B", words_of_four(second))}));
    };
    CHECK(widths_with(49, 49) == Widths{{49, 49}});
    CHECK(widths_with(59, 59) == Widths{{49, 49}});
    CHECK(widths_with(79, 29) == Widths{{69, 29}});
    CHECK(widths_with(29, 79) == Widths{{29, 69}});
    CHECK(widths_with(59, 54) == Widths{{49, 49}});
    CHECK(widths_with(199, 14) == Widths{{84, 14}});
    // Of two that are as wide the first goes first.
    CHECK(block_widths(text_columns({text("A", words_of_four(59)), text("B", words_of_four(59)),
                                     number("N", std::string(15, '1'))})) == Widths{{40, 41, 15}});
}

TEST_CASE("text layout: no text is narrowed to less than its longest word, nor its title's") {
    const std::string sixty(60, 'w');
    CHECK(block_widths(text_columns(
              {text("A", words_of_four(79)), text("B", "a " + sixty + ' ' + words_of_four(49))})) ==
          Widths{{38, 60}});
    CHECK(block_widths(text_columns(
              {text("A", words_of_four(79)), text("two " + sixty, words_of_four(99))})) ==
          Widths{{38, 60}});
    CHECK(block_widths(text_columns({text("A", words_of_four(79)),
                                     number("N", std::string(60, '1'))})) == Widths{{38, 60}});
}

TEST_CASE("text layout: what narrow texts leave no room for goes below, and texts stay readable") {
    const auto widths_with = [](std::size_t width) {
        const std::string thirty(30, '1');
        return block_widths(text_columns({text("A", words_of_four(width)), number("N", thirty),
                                          number("N", thirty), number("N", thirty)}));
    };
    CHECK(widths_with(29) == Widths{{29, 30, 30}, {29, 30}});
    CHECK(widths_with(99) == Widths{{36, 30, 30}, {36, 30}});
}

TEST_CASE("text layout: a line that is just filled needs no cut, and no second block") {
    const auto widths_with = [](std::size_t number_width) {
        return block_widths(
            text_columns({text("A", words_of_four(79)), text("B", std::string(60, 'w')),
                          number("N", std::string(number_width, '1'))}));
    };
    CHECK(widths_with(16) == Widths{{20, 60, 16}});
    CHECK(widths_with(40) == Widths{{20, 36, 40}});
}

TEST_CASE("text layout: beside numbers a word is cut where it takes more than there is") {
    const std::string word(70, 'w');
    const std::string twenty(20, '1');
    const std::string shown =
        text_columns({text("A", word), number("N", twenty), number("N", twenty)});
    CHECK(block_widths(shown) == Widths{{56, 20, 20}});
    CHECK(lines_of(shown).back() == std::string(55, 'w') + "\u2026  " + twenty + "  " + twenty);
}

TEST_CASE("text layout: of nothing but texts a line is longer rather than a word cut, up to 100") {
    const std::string path(90, 'p');
    const std::string sixty(60, 'w');
    CHECK(block_widths(text_columns({text("File", path), text("Says", sixty + " is wrong")})) ==
          Widths{{90, 60}});
    CHECK(block_widths(text_columns({text("File", std::string(100, 'p')), text("Says", "")})) ==
          Widths{{100, 4}});
    CHECK(block_widths(text_columns({text("File", std::string(101, 'p')), text("Says", "")})) ==
          Widths{{94, 4}});
}

TEST_CASE("text layout: lines break at spaces, each as full as it can be") {
    const std::string sentence = words_of_four(99);
    const auto shown = [](const std::string& one) {
        std::vector<std::string> lines = lines_of(
            text_columns({{"Session", false, {"web-a", one}}, {"Packets", true, {"3", ""}}}));
        lines.erase(lines.begin(), lines.begin() + 3);
        return lines;
    };
    CHECK(shown(sentence) == std::vector{sentence});
    CHECK(shown(sentence + "s") == std::vector{sentence + "s"});
    CHECK(shown(sentence + " i") == std::vector<std::string>{sentence, "i"});
    CHECK(shown(words_of_four(94) + " fives and") ==
          std::vector<std::string>{words_of_four(94) + " fives", "and"});
    CHECK(shown(words_of_four(94) + " sixsix a b") ==
          std::vector<std::string>{words_of_four(94), "sixsix a b"});
    CHECK(shown(std::string(100, 'w') + " a") ==
          std::vector<std::string>{std::string(100, 'w'), "a"});
    CHECK(shown("a " + std::string(101, 'w')) ==
          std::vector<std::string>{"a", std::string(99, 'w') + "\u2026"});
}

TEST_CASE("text layout: words are cut between characters, by the cells that these take") {
    std::string wide;
    for (int i = 0; i < 60; ++i) wide += "\u6771";
    const auto cut = [&](const std::string& word) {
        const std::string thirty(30, '1');
        return lines_of(text_columns(
            {text("A", word), number("N", thirty), number("N", thirty), number("N", thirty)}))[2];
    };
    // In 36 cells: 17 characters of two cells, and the mark.
    CHECK(cut(wide).find(wide.substr(0, 17 * 3) + "\u2026 ") == 0);
    CHECK(cut(wide.substr(0, 3) + std::string(90, 'a'))
              .find(wide.substr(0, 3) + std::string(33, 'a') + "\u2026 ") == 0);
    CHECK(cut("a" + wide).find("a" + wide.substr(0, 17 * 3) + "\u2026 ") == 0);
    // What is no character counts as one.
    CHECK(cut(std::string(90, '\xFF')).find(std::string(35, '\xFF') + "\u2026 ") == 0);
}

TEST_CASE("text layout: a sentence stands in the first block only") {
    const std::string forty(40, '1');
    const std::string sentence = "of all 3 packets nothing left unencrypted";
    const std::string shown = text_columns({{"Session", false, {sentence, "web-a", sentence}},
                                            {"N", true, {"", forty, ""}},
                                            {"N", true, {"", forty, ""}},
                                            {"N", true, {"", forty, ""}}});
    REQUIRE(block_widths(shown) == Widths{{7, 40, 40}, {7, 40}});
    const std::vector<std::string> lines = lines_of(shown);
    REQUIRE(lines.size() == 5 + 1 + 3);
    CHECK(lines[2] == sentence);
    CHECK(lines[4] == sentence);
    CHECK(lines[5].empty());
    CHECK(lines[8].starts_with("web-a  "));
}

TEST_CASE("text layout: the repeated columns take their room in further blocks too") {
    CHECK(block_widths(text_columns(
              {text("A", std::string(10, 'a')), number("N", std::string(80, '1')),
               number("N", std::string(43, '2')), number("N", std::string(44, '3'))})) ==
          Widths{{10, 80}, {10, 43}, {10, 44}});
}

TEST_CASE("text layout: further lines of a first column do not move what stands beside them") {
    const std::vector<std::string> lines =
        lines_of(text_columns({text("A", words_of_four(99)), text("B", words_of_four(99))}));
    REQUIRE(lines.size() == 2 + 3);
    for (std::size_t i : {2U, 3U}) {
        CHECK(lines[i].substr(49, 6) == "  four");
        CHECK(lines[i].size() == 100);
    }
    CHECK(lines[3].starts_with(" four"));
    CHECK(lines[4] == " four four");
}

TEST_CASE("text layout: lines of a first column are filled to the cell that indents the others") {
    const std::vector<std::string> lines =
        lines_of(text_columns({text("A", words_of_four(44) + " abc " + words_of_four(49)),
                               text("B", words_of_four(99))}));
    REQUIRE(block_widths(lines[0] + '\n' + lines[1] + '\n') == Widths{{49, 49}});
    CHECK(lines[2].starts_with(words_of_four(44) + " abc   four"));
    CHECK(lines[3].starts_with(' ' + words_of_four(44) + "      "));
}

TEST_CASE("text layout: what fits is shown as it is, its spaces too") {
    CHECK(text_columns({text("N", " a  b")}) == "N\n-----\n a  b\n");
}

TEST_CASE("text layout: a single column has rows and no sentences") {
    CHECK(text_columns({{"Packets", true, {"3", "12"}}}) == "Packets\n-------\n      3\n     12\n");
    CHECK(text_columns({{"Says", false, {"one sentence"}}}) ==
          "Says\n------------\none sentence\n");
}
