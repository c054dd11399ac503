// SPDX-License-Identifier: GPL-2.0-or-later
//
// Paths and their texts. A text is UTF-8 on Windows, whatever the user's code page; elsewhere it is
// the bytes of the path, which need not be UTF-8. Throws std::bad_alloc only: std::filesystem's own
// conversions throw for what is no Unicode.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace vpcmirror {

// On Windows bytes that are no UTF-8 become U+FFFD.
std::filesystem::path path_of(std::string_view text);

// With the separators that the path has. Half a surrogate pair, which Windows allows in a name,
// becomes U+FFFD: it can be shown, and opened by its path only.
std::string text_of(const std::filesystem::path& path);

}  // namespace vpcmirror
