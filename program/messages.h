// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the user has to know, on stderr: a line each. Names in it come from files and packets and
// are cleaned of whatever a terminal would obey.
#pragma once

#include <string>
#include <string_view>

namespace vpcmirror {

void say(std::string_view message);

// Writes all of it to stdout. False, and a word is said, where that is not possible.
bool print(std::string_view text);

// "1,234,567"
std::string grouped(unsigned long long number);

}  // namespace vpcmirror
