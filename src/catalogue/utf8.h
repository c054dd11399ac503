// SPDX-License-Identifier: GPL-2.0-or-later
//
// Texts from files are shown by programs that want valid UTF-8 without NUL: these make them so.
#pragma once

#include <string>
#include <string_view>

namespace vpcmirror {

// True if `text` is ASCII without NUL (quickly seen) or valid UTF-8 without NUL.
bool is_clean_text(std::string_view text);

// `text` without NUL, with U+FFFD for what is not UTF-8 (RFC 3629: neither overlong forms nor
// surrogates nor anything above U+10FFFF).
std::string clean_text(std::string_view text);

// What stands between the quotes of a JSON text, with its escape sequences resolved. They have to
// be well-formed; a surrogate without its other half becomes U+FFFD.
std::string unescape_json(std::string_view text);

}  // namespace vpcmirror
