// SPDX-License-Identifier: GPL-2.0-or-later
//
// A text as JSON has it (RFC 8259, section 7), for who writes documents.
#pragma once

#include <string>
#include <string_view>

namespace vpcmirror {

// In quotation marks. `text` is valid UTF-8, which stays as it is; control characters are escaped.
std::string json_text(std::string_view text);

}  // namespace vpcmirror
