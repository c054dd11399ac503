// SPDX-License-Identifier: GPL-2.0-or-later
//
// Texts that come from files and packets, as a terminal can be trusted with them.
#pragma once

#include <string>
#include <string_view>

namespace vpcmirror {

// `text` with control characters, and those that turn the direction of writing or break lines,
// escaped as \x1b or \u202e; what is no UTF-8 becomes U+FFFD. A backslash stays what it is.
std::string printable(std::string_view text);

// Columns that it takes: characters, roughly; letters of East Asia take two.
std::size_t width_of(std::string_view text);

}  // namespace vpcmirror
