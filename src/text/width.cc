// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/width.h"

#include <algorithm>
#include <cstdint>

#include "text/utf8.h"

namespace vpcmirror {

namespace {

// East Asian letters and pictures: Unicode's UAX #11, in coarse blocks.
bool is_wide(std::uint32_t code) {
    return (code >= 0x1100 && code <= 0x115F) || (code >= 0x2E80 && code <= 0xA4CF) ||
           (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0xF900 && code <= 0xFAFF) ||
           (code >= 0xFE30 && code <= 0xFE6F) || (code >= 0xFF00 && code <= 0xFF60) ||
           (code >= 0x1F300 && code <= 0x1FAFF) || (code >= 0x20000 && code <= 0x3FFFD);
}

}  // namespace

std::size_t width_of(std::string_view text) {
    std::size_t width = 0;
    while (!text.empty()) {
        const Utf8Character one = first_character(text);
        width += is_wide(one.code) ? 2 : 1;
        text.remove_prefix(std::max<std::size_t>(one.length, 1));
    }
    return width;
}

}  // namespace vpcmirror
