// SPDX-License-Identifier: GPL-2.0-or-later
//
// Escape sequences of JSON texts. RFC 8259 section 7.
#pragma once

#include <string>
#include <string_view>

namespace vpcmirror {

// What stands between the quotes of a JSON text, with its escape sequences resolved. They have to
// be well-formed; a surrogate without its other half becomes U+FFFD. Other bytes stay as they are,
// UTF-8 or not. The result may hold NUL and other control characters (\u0000): it is not sane yet.
std::string unescape_json(std::string_view text);

}  // namespace vpcmirror
