// SPDX-License-Identifier: GPL-2.0-or-later
//
// Text as files hold it: UTF-8, or UTF-16 as Windows PowerShell's > writes it, each with a byte
// order mark or without one. JSON in UTF-16 is told by its zero bytes (RFC 4627, section 3).
#pragma once

#include <string>
#include <string_view>

namespace vpcmirror {

// `bytes` as UTF-8 without byte order mark: a part of it, or of `scratch` if it had to be
// rewritten. What is no text stays as it is, or becomes U+FFFD. Both must outlive the result. Half
// a pair of surrogates becomes one U+FFFD, and an odd byte at the end of a UTF-16 file is left out;
// nothing is thrown but std::bad_alloc.
std::string_view decoded_text(std::string_view bytes, std::string& scratch);

}  // namespace vpcmirror
