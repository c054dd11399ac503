// SPDX-License-Identifier: GPL-2.0-or-later
#include "json/encoding.h"

#include <cstddef>
#include <cstdint>

#include "json/surrogates.h"
#include "text/utf8.h"

namespace vpcmirror {

namespace {

constexpr std::string_view kLittleEndianMark = "\xFF\xFE";
constexpr std::string_view kBigEndianMark = "\xFE\xFF";

// UTF-16 in either order of bytes; a byte more at the end is left out.
class Utf16 {
  public:
    Utf16(std::string_view bytes, bool is_little_endian)
        : bytes_(bytes), high_(is_little_endian ? 1 : 0) {}

    bool at_end() const { return bytes_.size() - at_ < 2; }

    // Appends the next character.
    void append_to(std::string& text) {
        std::uint32_t code = unit(at_);
        at_ += 2;
        if (is_high_surrogate(code) && !at_end() && is_low_surrogate(unit(at_))) {
            code = from_surrogates(code, unit(at_));
            at_ += 2;
        }
        if (is_high_surrogate(code) || is_low_surrogate(code)) code = kReplacementCharacter;
        append_utf8(text, code);
    }

  private:
    std::uint32_t unit(std::size_t at) const {
        const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes_[at + i]); };
        return static_cast<std::uint32_t>(byte(high_)) << 8 | byte(1 - high_);
    }

    std::string_view bytes_;
    std::size_t high_;  // which byte of two is the higher one
    std::size_t at_ = 0;
};

std::string_view rewritten(Utf16 from, std::size_t size, std::string& scratch) {
    scratch.clear();
    scratch.reserve(size);
    while (!from.at_end()) from.append_to(scratch);
    return scratch;
}

}  // namespace

std::string_view decoded_text(std::string_view bytes, std::string& scratch) {
    if (bytes.starts_with(kUtf8Mark)) return bytes.substr(kUtf8Mark.size());
    const bool marked = bytes.starts_with(kLittleEndianMark) || bytes.starts_with(kBigEndianMark);
    const bool zero_first = bytes.size() >= 2 && bytes[0] == '\0' && bytes[1] != '\0';
    const bool zero_second = bytes.size() >= 2 && bytes[0] != '\0' && bytes[1] == '\0';
    const bool is_little_endian = marked ? bytes.starts_with(kLittleEndianMark) : zero_second;
    if (!marked && !zero_first && !zero_second) return bytes;
    if (marked) bytes.remove_prefix(kLittleEndianMark.size());
    return rewritten(Utf16(bytes, is_little_endian), bytes.size() / 2, scratch);
}

}  // namespace vpcmirror
