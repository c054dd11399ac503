// SPDX-License-Identifier: GPL-2.0-or-later
//
// Texts from files are shown by programs that want valid UTF-8 without NUL: these make them so.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vpcmirror {

// True if `text` is ASCII without NUL (quickly seen) or valid UTF-8 without NUL.
bool is_clean_text(std::string_view text);

// `text` without NUL, with U+FFFD for what is not UTF-8 (RFC 3629: neither overlong forms nor
// surrogates nor anything above U+10FFFF).
std::string clean_text(std::string_view text);

// The first `most` bytes of `text` at most, without a part of a character at the end.
std::string_view shortened(std::string_view text, std::size_t most);

// What stands between the quotes of a JSON text, with its escape sequences resolved. They have to
// be well-formed; a surrogate without its other half becomes U+FFFD.
std::string unescape_json(std::string_view text);

}  // namespace vpcmirror
