// SPDX-License-Identifier: GPL-2.0-or-later
//
// Names, ids, file names and quoted values come from files and captures that anyone may have
// written, and end on terminals, in packet lists, logs and documents. This is the one place that
// decides which characters may get there. Whatever takes text from outside (the reader of catalogue
// files, the session table) and whatever puts text out (diagnostics, tables) calls it; doing so
// twice changes nothing.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vpcmirror {

// True if sanitize() would change nothing. Plain ASCII is seen quickly.
bool is_sane(std::string_view text);

// `text` as valid UTF-8 without characters that do something instead of being seen:
//   C0, DEL and C1 control characters           \x1b
//   line and paragraph separators, bidirectional controls (Unicode UAX #9), zero-width and other
//   invisible format characters, variation selectors and tags, noncharacters     \u202e
//   what is not UTF-8 (RFC 3629: neither overlong forms nor surrogates)          U+FFFD
// A backslash stays what it is: the result is for readers, not to be turned back.
std::string sanitize(std::string_view text);

// The first `most` bytes of `text` at most, without a part of a character at the end.
std::string_view truncate_utf8(std::string_view text, std::size_t most);

}  // namespace vpcmirror
