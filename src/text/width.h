// SPDX-License-Identifier: GPL-2.0-or-later
//
// How much room texts take where each character has a cell of its own, as on a terminal.
#pragma once

#include <cstddef>
#include <string_view>

namespace vpcmirror {

// Cells that `text`, which is sane (text/sanitize.h), takes: characters, roughly; letters of East
// Asia and pictures take two. Unicode's East Asian Width (UAX #11) by its large blocks: a column
// may be a cell off for what lies outside of them.
std::size_t width_of(std::string_view text);

}  // namespace vpcmirror
