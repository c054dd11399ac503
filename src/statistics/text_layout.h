// SPDX-License-Identifier: GPL-2.0-or-later
//
// Columns of text side by side on a terminal, at most so wide. What does not fit is made to, in
// this order: titles are set in several lines; texts are, at their spaces, and a word without any
// is cut, with a mark; then columns go below each other, with the first ones repeated.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace vpcmirror {

struct TextColumn {
    std::string title;
    bool right = false;              // numbers
    std::vector<std::string> cells;  // printable, one for each row
};

// Cells of a terminal: as narrow as can be had without more blocks of columns.
inline constexpr std::size_t kNarrowText = 80;
inline constexpr std::size_t kWidestText = 100;

// Every line ends with a newline. A row whose cells are all empty but the first is a sentence where
// there are numbers in other rows, and makes no column wider. What goes on in another line begins
// it with a space or more: each row begins at the left, if its first column stands there. Never
// fails; of the order of the cells' bytes, times the lines that a row takes.
std::string text_columns(std::vector<TextColumn> columns);

}  // namespace vpcmirror
